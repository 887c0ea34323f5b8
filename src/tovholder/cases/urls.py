"""The addresses of cases (`case_urls`) and of meetings, checks and tasks (`meeting_urls`)."""

from django.urls import URLPattern, path

from tovholder.cases.meeting_urls import urlpatterns as meeting_urls
from tovholder.cases.views import access, case, lists, opening, record

app_name = "cases"
case_urls: list[URLPattern] = [
    path("", lists.cases, name="list"),
    path("open/", opening.by_hand, name="open_by_hand"),
    path("open/concern/<uuid:concern_id>/", opening.from_concern, name="open_from_concern"),
    path("join/concern/<uuid:concern_id>/", opening.join, name="join"),
    path("access/", access.requests, name="access_list"),
    path("access/ask/", access.ask, name="ask_access"),
    path("access/<uuid:request_id>/", access.answer, name="answer_access"),
    path("emergency/", access.emergency, name="emergency"),
    path("emergency/<uuid:emergency_id>/", access.review, name="review_emergency"),
    path("participations/<uuid:part_id>/end/", access.end, name="end_access"),
    path("participations/<uuid:part_id>/extend/", access.extend, name="extend_access"),
    path("recusals/<uuid:recusal_id>/lift/", access.lift, name="lift_recusal"),
    path("notes/<uuid:note_id>/correct/", record.correct_note, name="correct_note"),
    path("notes/<uuid:note_id>/share/", record.share_note, name="share_note"),
    path("documents/<uuid:document_id>/", record.document, name="document"),
    path("documents/<uuid:document_id>/share/", record.share_document, name="share_document"),
    path("<uuid:case_id>/", case.show, name="case"),
    path("<uuid:case_id>/print/", case.printed, name="print"),
    path("<uuid:case_id>/extract/", case.extract, name="extract"),
    path("<uuid:case_id>/looks/", case.looks, name="looks"),
    path("<uuid:case_id>/history/", case.history, name="history"),
    path("<uuid:case_id>/describe/", opening.describe, name="describe"),
    path("<uuid:case_id>/step/", opening.step, name="step"),
    path("<uuid:case_id>/close/", opening.close, name="close"),
    path("<uuid:case_id>/reopen/", opening.reopen, name="reopen"),
    path("<uuid:case_id>/access/", access.give, name="give_access"),
    path("<uuid:case_id>/conflict/", access.conflict, name="conflict"),
    path("<uuid:case_id>/exclude/", access.exclude, name="exclude"),
    path("<uuid:case_id>/note/", record.write_note, name="write_note"),
    path("<uuid:case_id>/task/", record.new_task, name="new_task"),
    path("<uuid:case_id>/document/", record.add_document, name="add_document"),
]
urlpatterns = [*case_urls, *meeting_urls]
