from django.urls import path

from tovholder.activities import exports, views
from tovholder.activities.views import bookings, heads, importing, links, offers, professions, sessions

app_name = "activities"
urlpatterns = [
    path("activities/", views.calendar, name="calendar"),
    path("activities/sessions/", sessions.session_list, name="session_list"),
    path("activities/sessions/export/<str:form>/", exports.export, name="export"),
    path("activities/missing/", sessions.missing_list, name="missing_list"),
    path("activities/board/", bookings.board, name="board"),
    path("activities/bookings/new/", bookings.book, name="book"),
    path("activities/bookings/<int:booking_id>/", bookings.show, name="booking"),
    path("activities/bookings/<int:booking_id>/change/", bookings.change, name="change"),
    path("activities/bookings/<int:booking_id>/plan/", bookings.plan, name="plan"),
    path("activities/bookings/<int:booking_id>/decline/", bookings.decline, name="decline"),
    path("activities/bookings/<int:booking_id>/withdraw/", bookings.withdraw, name="withdraw"),
    path("activities/sessions/<int:session_id>/", sessions.show, name="session"),
    path("activities/sessions/<int:session_id>/move/", sessions.move, name="move"),
    path("activities/sessions/<int:session_id>/instructors/", sessions.reassign, name="reassign"),
    path("activities/sessions/<int:session_id>/cancel/", sessions.cancel, name="cancel"),
    path("activities/sessions/<int:session_id>/reinstate/", sessions.reinstate, name="reinstate"),
    path("activities/sessions/<int:session_id>/held/", sessions.held, name="held"),
    path("activities/sessions/<int:session_id>/nobody-came/", sessions.nobody_came, name="nobody_came"),
    path("activities/sessions/<int:session_id>/heads/", heads.enter, name="heads"),
    path("activities/sessions/<int:session_id>/participants/", heads.participants, name="participants"),
    path("activities/sessions/<int:session_id>/session.ics", sessions.ics, name="session_ics"),
    path("activities/offers/", offers.offers, name="offers"),
    path("activities/offers/new/", offers.make, name="make_offer"),
    path("activities/offers/<int:offer_id>/", offers.change, name="offer"),
    path("activities/professions/", professions.professions, name="professions"),
    path("activities/professions/<int:profession_id>/end/", professions.end, name="end_profession"),
    path("activities/professions/<int:profession_id>/reopen/", professions.reopen, name="reopen_profession"),
    path("activities/import/", importing.start, name="import_start"),
    path("activities/import/<int:draft_id>/", importing.columns, name="import"),
    path("activities/import/<int:draft_id>/load/", importing.load, name="import_load"),
    path("activities/import/<int:draft_id>/discard/", importing.discard, name="import_discard"),
    path("activities/import/<int:draft_id>/report.csv", importing.report_csv, name="import_report"),
    path("activities/my-calendar/", views.my_calendar, name="my_calendar"),
    path("link/heads/<str:token>/", links.heads, name="heads_link"),
    path("link/evaluation/<str:token>/", links.evaluation, name="evaluation_link"),
    path("link/calendar/<str:token>.ics", links.calendar, name="calendar_link"),
]
