from django.urls import path

from . import views

app_name = "dashboard"

urlpatterns = [
    path("", views.goals, name="goals"),
    path("budget/", views.budget, name="budget"),
    path("<int:goal_id>/", views.figure, name="figure"),
    path("<int:goal_id>/rows/", views.rows, name="rows"),
    path("<int:goal_id>/rows.xlsx", views.sheet, name="sheet"),
]
