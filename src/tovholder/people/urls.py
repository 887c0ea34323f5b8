from django.urls import path

from tovholder.people import views

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
]
