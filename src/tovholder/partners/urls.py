"""Addresses below /partners/."""

from django.urls import path

from tovholder.partners import import_views, views

app_name = "partners"

urlpatterns = [
    path("", views.organisation_list, name="list"),
    path("register.csv", views.register_csv, name="csv"),
    path("register.xlsx", views.register_xlsx, name="xlsx"),
    path("new/", views.register, name="new"),
    path("<int:organisation_id>/", views.organisation, name="organisation"),
    path("<int:organisation_id>/change/", views.change, name="change"),
    path("<int:organisation_id>/close/", views.close, name="close"),
    path("<int:organisation_id>/reopen/", views.reopen, name="reopen"),
    path("<int:organisation_id>/school-type/", views.school_type, name="school_type"),
    path("<int:organisation_id>/relation/", views.relation, name="relation"),
    path("<int:organisation_id>/contacts/new/", views.add_contact, name="add_contact"),
    path("contacts/<int:contact_id>/", views.change_contact, name="contact"),
    path("contacts/<int:contact_id>/end/", views.end_contact, name="end_contact"),
    path("<int:organisation_id>/agreements/new/", views.make_agreement, name="make_agreement"),
    path("agreements/<int:agreement_id>/", views.change_agreement, name="agreement"),
    path("agreements/<int:agreement_id>/end/", views.end_agreement, name="end_agreement"),
    path("<int:organisation_id>/log/new/", views.log_talk, name="log_talk"),
    path("log/<int:entry_id>/remove/", views.remove_entry, name="remove_entry"),
    path("import/", import_views.start, name="import_start"),
    path("import/<int:draft_id>/", import_views.columns, name="import"),
    path("import/<int:draft_id>/load/", import_views.load, name="import_load"),
    path("import/<int:draft_id>/discard/", import_views.discard, name="import_discard"),
    path("import/<int:draft_id>/report.csv", import_views.report_csv, name="import_report"),
]
