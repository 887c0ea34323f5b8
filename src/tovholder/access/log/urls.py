from django.urls import path

from tovholder.access.log import views

app_name = "audit"
urlpatterns = [path("", views.changes, name="list")]
