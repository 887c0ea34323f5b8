from django.urls import path
from django.utils.translation import gettext_lazy as _

from tovholder.audit import reads
from tovholder.people import views
from tovholder.people.forms import RevealForm

app_name = "people"
urlpatterns = [
    path("", views.search, name="search"),
    path("choose/", views.choose, name="choose"),
    path("doubles/", views.doubles, name="doubles"),
    path("doubles/<uuid:double_id>/", views.settle, name="settle"),
    path("relations/<uuid:kinship_id>/end/", views.end_relation, name="end_relation"),
    path("<uuid:person_id>/", views.person, name="person"),
    path("<uuid:person_id>/change/", views.change, name="change"),
    path("<uuid:person_id>/cpr/", views.reveal, name="reveal"),
    path("<uuid:person_id>/relate/", views.relate, name="relate"),
    path("<uuid:person_id>/double/", views.point_out, name="point_out"),
]

#: What the log of looks calls a page.
reads.name_views(
    {
        "people:search": _("the search for people"),
        "people:choose": _("the choice of a person"),
        "people:doubles": _("possible doubles"),
        "people:settle": _("possible doubles"),
        "people:point_out": _("possible doubles"),
        "people:person": _("the person"),
        "people:change": _("the details of a person"),
        "people:reveal": _("a CPR number"),
        "people:relate": _("a relative"),
        "people:end_relation": _("a relative"),
    }
)
reads.name_purposes(*(words for key, words in RevealForm.CHOICES if key != RevealForm.OTHER))
