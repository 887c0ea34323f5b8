"""All addresses. A context's own stand in its urls.py; every view says who may open it (access.gate)."""

from django.conf import settings
from django.urls import include, path

from tovholder.access.views import by_provider, own_address
from tovholder.audit import reads
from tovholder.web import views
from tovholder.web.navigation import AREAS

# What the log calls a page that nobody named: by its area, the first of two.
reads.name_views(
    {
        namespace: area.label
        for area in reversed(AREAS)
        for namespace in (area.url_name.partition(":")[0], *area.also)
    }
)

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("awake/", views.awake, name="awake"),
    path("menu/", views.menu, name="menu"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("language/", views.set_language, name="set_language"),
    path("account/email/", own_address),
    path("account/oidc/<str:provider_id>/login/", by_provider),
    path("account/", include("allauth.urls")),
    path("goals/", include("tovholder.reports.dashboard.urls")),
    path("plan/", include("tovholder.programme.urls")),
    path("partners/", include("tovholder.partners.urls")),
    path("reports/", include("tovholder.reports.urls")),
    path("administration/", include("tovholder.access.urls")),
    path("log/", include("tovholder.access.log.urls")),
    path("people/", include("tovholder.people.urls")),
    path("disclosures/", include("tovholder.disclosures.urls")),
    path("concerns/", include("tovholder.concerns.urls")),
    path("cases/", include("tovholder.cases.urls")),
    path("", include("tovholder.activities.urls")),
]

if settings.DEMO:
    urlpatterns.append(path("demo/", include("tovholder.demo.urls")))

handler403 = "tovholder.web.views.denied"
handler404 = "tovholder.web.views.not_found"
handler500 = "tovholder.web.views.failed"
