from django.urls import path

from tovholder.access import views

app_name = "access"
urlpatterns = [
    path("", views.people, name="people_list"),
    path("person/new/", views.open_account, name="open_account"),
    path("person/<int:person_id>/", views.person, name="person"),
    path("person/<int:person_id>/details/", views.change_details, name="change_details"),
    path("person/<int:person_id>/agency/", views.change_agency, name="change_agency"),
    path("person/<int:person_id>/role/", views.grant_role, name="grant_role"),
    path("person/<int:person_id>/link/", views.invite_again, name="invite_again"),
    path("person/<int:person_id>/second-factor/", views.reset_second_factor, name="reset_second_factor"),
    path("person/<int:person_id>/end/", views.end_account, name="end_account"),
    path("person/<int:person_id>/reopen/", views.reopen, name="reopen"),
    path("role/<int:grant_id>/end/", views.end_role, name="end_role"),
    path("agencies/", views.agencies, name="agency_list"),
    path("agencies/new/", views.add_agency, name="add_agency"),
    path("agencies/<int:agency_id>/", views.change_agency_details, name="change_agency_details"),
    path("roles/", views.roles, name="roles"),
]
