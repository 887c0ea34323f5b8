from django.urls import path

from . import views

app_name = "programme"

urlpatterns = [
    path("", views.plan, name="plan"),
    path("goals/<int:goal_id>/figure/", views.manual_figure, name="manual_figure"),
    path("goals/<int:goal_id>/assess/", views.assess, name="assess"),
    path("figures/<int:figure_id>/withdraw/", views.withdraw_figure, name="withdraw_figure"),
    path("checklist/<int:item_id>/", views.mark, name="mark"),
    path("marks/<int:mark_id>/withdraw/", views.withdraw_mark, name="withdraw_mark"),
    path("freezes/", views.freezes, name="freezes_list"),
    path("freezes/new/", views.freeze, name="freeze"),
    path("freezes/<int:freeze_id>/", views.frozen, name="frozen"),
    path("postings/", views.postings, name="postings_list"),
    path("postings/new/", views.post, name="post"),
    path("postings/import/", views.import_csv, name="import"),
    path("commitments/", views.commitments, name="commitments_list"),
    path("commitments/new/", views.commit, name="commit"),
    path("commitments/<int:commitment_id>/release/", views.release, name="release"),
    path("sources/<int:funding_id>/refinancing/", views.refinancing, name="refinancing"),
]
