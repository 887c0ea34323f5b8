from django.urls import path
from django.utils.translation import gettext_lazy as _

from tovholder.audit import reads
from tovholder.disclosures import views

app_name = "disclosures"
urlpatterns = [
    path("", views.ledger, name="ledger"),
    path("bases/", views.bases, name="bases"),
    path("bases/new/", views.add_basis, name="add_basis"),
    path("bases/<uuid:basis_id>/end/", views.end_basis, name="end_basis"),
    path("received/<uuid:person_id>/", views.receive, name="receive"),
    path("given/<uuid:person_id>/", views.give, name="give"),
    path("consents/<uuid:person_id>/new/", views.give_consent, name="give_consent"),
    path("consents/<uuid:consent_id>/withdraw/", views.withdraw_consent, name="withdraw_consent"),
    path("<uuid:disclosure_id>/", views.disclosure, name="disclosure"),
    path("<uuid:disclosure_id>/print/", views.printed, name="print"),
    path("<uuid:disclosure_id>/extract/", views.extract, name="extract"),
    path("<uuid:disclosure_id>/stop/", views.stop, name="stop"),
]

#: What the log of looks calls a page.
reads.name_views(
    {
        "disclosures:ledger": _("the ledger of disclosures"),
        "disclosures:receive": _("a received disclosure"),
        "disclosures:give": _("a disclosure by word of mouth"),
        "disclosures:give_consent": _("a consent"),
        "disclosures:withdraw_consent": _("a consent"),
        "disclosures:disclosure": _("a disclosure"),
        "disclosures:print": _("a disclosure on paper"),
        "disclosures:extract": _("a disclosure on paper"),
        "disclosures:stop": _("stopping a disclosure"),
    }
)
