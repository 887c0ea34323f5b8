from django.urls import path

from tovholder.reports import views

app_name = "reports"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("preview/", views.preview, name="preview"),
    path("freeze/", views.freeze, name="freeze"),
    path("status.<str:ending>", views.file, name="file"),
    path("narratives/<int:initiative_id>/<int:year>/", views.narrative, name="narrative"),
]
