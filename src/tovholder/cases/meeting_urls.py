"""The addresses of meetings, register checks and tasks, in the namespace `cases`."""

from django.urls import URLPattern, path

from tovholder.cases.views import check, meeting, meeting_agenda, meeting_talk, minutes, tasks

urlpatterns: list[URLPattern] = [
    path("meetings/", meeting.meetings, name="meetings"),
    path("meetings/series/", meeting.series, name="meeting_series"),
    path("meetings/series/<uuid:series_id>/end/", meeting.end_series, name="end_series"),
    path("meetings/plan/", meeting.plan, name="plan_meetings"),
    path("meetings/<uuid:meeting_id>/", meeting.show, name="meeting"),
    path("meetings/<uuid:meeting_id>/cancel/", meeting.cancel, name="cancel_meeting"),
    path("meetings/<uuid:meeting_id>/projector/", meeting.projector, name="meeting_projector"),
    path("meetings/<uuid:meeting_id>/agenda/", meeting_agenda.agenda, name="meeting_agenda"),
    path("meetings/<uuid:meeting_id>/agenda/add/", meeting_agenda.add, name="meeting_add"),
    path("meetings/<uuid:meeting_id>/agenda/approve/", meeting_agenda.approve, name="meeting_approve"),
    path("meetings/<uuid:meeting_id>/ask/", check.ask, name="ask_check"),
    path("meetings/<uuid:meeting_id>/remind/", check.remind, name="remind_check"),
    path("meetings/<uuid:meeting_id>/close/", minutes.close, name="close_meeting"),
    path("meetings/<uuid:meeting_id>/package/", minutes.package, name="package"),
    path("meetings/<uuid:meeting_id>/package/file/", minutes.package_file, name="package_file"),
    path("meetings/<uuid:meeting_id>/paper/", minutes.paper, name="meeting_paper"),
    path("items/<uuid:item_id>/", meeting.item, name="item"),
    path("items/<uuid:item_id>/change/", meeting_agenda.change, name="item_change"),
    path("items/<uuid:item_id>/begin/", meeting_talk.begin, name="item_begin"),
    path("items/<uuid:item_id>/end/", meeting_talk.end, name="item_end"),
    path("items/<uuid:item_id>/room/", meeting_talk.room, name="item_room"),
    path("items/<uuid:item_id>/heading/", meeting_talk.heading, name="item_heading"),
    path("items/<uuid:item_id>/recommend/", meeting_talk.recommend, name="item_recommend"),
    path("items/<uuid:item_id>/task/", meeting_talk.task, name="item_task"),
    path("items/<uuid:item_id>/decide/", minutes.decide, name="item_decide"),
    path("checks/", check.checks, name="checks"),
    path("checks/<uuid:question_id>/", check.answer, name="check_answer"),
    path("checks/<uuid:question_id>/cpr/", check.cpr, name="check_cpr"),
    path("tasks/", tasks.task_list, name="tasks"),
    path("tasks/<uuid:task_id>/", tasks.task, name="task"),
    path("tasks/<uuid:task_id>/<slug:deed>/", tasks.task, name="task_deed"),
]
