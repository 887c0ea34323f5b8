from django.urls import path

from tovholder.access.log import looks, views

app_name = "audit"
urlpatterns = [
    path("", views.changes, name="list"),
    path("looks/", looks.looks, name="looks"),
    path("looks/<int:look_id>/", looks.look, name="look"),
    path("refused/", looks.refused, name="refused"),
    path("patterns/", looks.patterns, name="patterns"),
]
