"""The addresses of the hotline, of triage, and of those who are asked."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from tovholder.audit import reads
from tovholder.concerns.views import calls, clearance, concern, identity, purge, queue, roster, words

app_name = "concerns"
urlpatterns = [
    path("", queue.concern_list, name="list"),
    path("advice/", queue.advice_list, name="advice_list"),
    path("call/", calls.begin, name="begin"),
    path("call/caller/", calls.caller, name="caller"),
    path("call/<uuid:call_id>/", calls.call, name="call"),
    path("call/<uuid:call_id>/discard/", calls.discard, name="discard"),
    path("roster/", roster.roster, name="roster"),
    path("roster/shift/", roster.plan_shift, name="plan_shift"),
    path("roster/turn/", roster.plan_turn, name="plan_turn"),
    path("roster/turn/<uuid:turn_id>/", roster.correct_turn, name="correct_turn"),
    path("roster/turn/<uuid:turn_id>/remove/", roster.remove_turn, name="remove_turn"),
    path("roster/shift/<uuid:shift_id>/", roster.correct_shift, name="correct_shift"),
    path("roster/shift/<uuid:shift_id>/remove/", roster.remove_shift, name="remove_shift"),
    path("roster/shift/<uuid:shift_id>/hand-over/", roster.hand_over, name="hand_over"),
    path("words/", words.words, name="words"),
    path("words/deadline/", words.add_deadline, name="add_deadline"),
    path("words/deadline/<uuid:deadline_id>/", words.correct_deadline, name="correct_deadline"),
    path("words/<slug:what>/add/", words.add_word, name="add_word"),
    path("words/<slug:what>/<uuid:word_id>/", words.correct_word, name="correct_word"),
    path("words/<slug:what>/<uuid:word_id>/end/", words.end_word, name="end_word"),
    path("words/<slug:what>/<uuid:word_id>/reopen/", words.reopen_word, name="reopen_word"),
    path("words/<slug:what>/<uuid:word_id>/up/", words.move_word_up, name="move_word_up"),
    path("clearances/", clearance.clearance_list, name="clearance_list"),
    path("clearances/<uuid:clearance_id>/", clearance.clearance, name="clearance"),
    path("clearances/<uuid:clearance_id>/withdraw/", clearance.withdraw, name="withdraw_clearance"),
    path("identities/", identity.request_list, name="identity_request_list"),
    path("identities/<uuid:request_id>/", identity.identity_request, name="identity_request"),
    path("purges/", purge.purge_list, name="purge_list"),
    path("purges/<uuid:purge_id>/", purge.purge, name="purge"),
    path("<uuid:concern_id>/", concern.show, name="concern"),
    path("<uuid:concern_id>/assess/", concern.assess, name="assess"),
    path("<uuid:concern_id>/correct/", concern.correct, name="correct"),
    path("<uuid:concern_id>/who/", concern.who, name="who"),
    path("<uuid:concern_id>/police/", clearance.ask, name="ask_clearance"),
    path("<uuid:concern_id>/leave/<slug:exit>/", concern.leave, name="leave"),
    path("<uuid:concern_id>/receipt/", concern.receipt, name="receipt"),
    path("<uuid:concern_id>/confirm/", concern.confirm, name="confirm"),
    path("<uuid:concern_id>/confirm/file/", concern.confirm_file, name="confirm_file"),
    path("<uuid:concern_id>/called-back/", concern.called_back, name="called_back"),
    path("<uuid:concern_id>/identity/", identity.identity, name="identity"),
    path("<uuid:concern_id>/purge/", purge.ask, name="ask_purge"),
]

#: What the log of looks calls a page.
reads.name_views(
    {
        "concerns:list": _("the list of concerns"),
        "concerns:advice_list": _("advice contacts"),
        "concerns:begin": _("a call"),
        "concerns:caller": _("a call"),
        "concerns:call": _("a call"),
        "concerns:discard": _("a call"),
        "concerns:roster": _("duty and call-backs"),
        "concerns:hand_over": _("duty and call-backs"),
        "concerns:correct_shift": _("duty and call-backs"),
        "concerns:clearance_list": _("the questions to the police"),
        "concerns:clearance": _("a question to the police"),
        "concerns:withdraw_clearance": _("a question to the police"),
        "concerns:ask_clearance": _("a question to the police"),
        "concerns:identity_request_list": _("requests for a caller's identity"),
        "concerns:identity_request": _("a request for a caller's identity"),
        "concerns:identity": _("a caller's identity"),
        "concerns:purge_list": _("deletions by two"),
        "concerns:purge": _("a deletion by two"),
        "concerns:ask_purge": _("a deletion by two"),
        "concerns:concern": _("the concern"),
        "concerns:assess": _("the grounds of the concern"),
        "concerns:correct": _("the concern"),
        "concerns:who": _("whom the concern is about"),
        "concerns:leave": _("an exit of the concern"),
        "concerns:receipt": _("the receipt of a child-protection referral"),
        "concerns:confirm": _("the receipt to who referred"),
        "concerns:confirm_file": _("the receipt to who referred"),
        "concerns:called_back": _("the concern"),
    }
)
