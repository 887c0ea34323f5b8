"""What is read of calls and concerns: rules, the queue, what waits for somebody."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.contrib.postgres.aggregates import JSONBAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import (
    BooleanField,
    DateField,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import JSONObject, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.concerns.models import (
    REFERRED,
    AdviceTopic,
    Call,
    Channel,
    ConcernReport,
    Danger,
    Deadline,
    DutyShift,
    DutyTurn,
    ExtremismKind,
    IdentityRequest,
    PoliceClearance,
    Purge,
)
from tovholder.core import workdays
from tovholder.core.days import clock_time, short_day
from tovholder.core.due import Waiting
from tovholder.disclosures.models import Disclosure

Exit = ConcernReport.Exit
Answer = PoliceClearance.Answer

#: Where a municipality has set no deadline.
UNSET_DAYS = 5
#: The same in calendar days, of what is deleted by itself (operations.retention).
DELETED_AFTER = {Deadline.Key.ADVICE_TEXT: 30, Deadline.Key.CALL_DRAFT: 7, Deadline.Key.DRAFT: 7}
#: So many things of one kind an overview shows.
MOST = 12
#: Whether a question, or a request, waits for its answer.
UNANSWERED = ExpressionWrapper(Q(answered_at__isnull=True), output_field=BooleanField())


# --- deadlines -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rule:
    """A deadline that is in force."""

    days: int = UNSET_DAYS
    working_days: bool = True

    def due(self, since: date) -> date:
        """The last day."""
        return workdays.add(since, self.days) if self.working_days else since + timedelta(days=self.days)


def rules(municipality_id: Any, on: date) -> dict[str, Rule]:
    """The deadlines in force on a day, by key: one statement."""
    rows = Deadline.objects.filter(municipality=municipality_id, valid_from__lte=on).order_by("valid_from")
    return {row.key: Rule(row.days, row.working_days) for row in rows}


def due_on(municipality_id: Any, key: str, since: date) -> date:
    """When something that began on a day is due."""
    return rules(municipality_id, since).get(key, Rule()).due(since)


def _rules_in_the_row(municipality_id: Any, today: date) -> Subquery:
    """The same beside each row of a list, so that a list costs no statement more."""
    one = JSONObject(key="key", days="days", working="working_days", since="valid_from")
    found = Deadline.objects.filter(municipality=municipality_id, valid_from__lte=today).order_by()
    return Subquery(found.values("municipality").annotate(all=JSONBAgg(one)).values("all"))


def rules_of(rows: Any, on: date) -> dict[str, Rule]:
    """Of the rules that stand in a row of `detailed`, those that were in force on a day."""
    held = (rule for rule in rows or [] if rule["since"] <= on.isoformat())
    each = sorted(held, key=lambda rule: rule["since"])
    return {rule["key"]: Rule(rule["days"], rule["working"]) for rule in each}


def rules_for(concern: Any, on: date) -> dict[str, Rule]:
    """The deadlines in force on a day, from a concern of `detailed` or else from the table."""
    if hasattr(concern, "deadlines"):
        return rules_of(concern.deadlines, on)
    return rules(concern.municipality_id, on)


@dataclass(frozen=True)
class KeptDeadline:
    """How long one thing may take: the rule in force, those that come, and those that were, newest first.

    `unset`: the calendar days that something is kept where no rule is; 0, where working days are counted.
    """

    key: str
    name: str
    corrects_now: bool
    unset: int
    now: Deadline | None
    coming: list[Deadline]
    earlier: list[Deadline]


def kept_deadlines(user: User, today: date) -> list[KeptDeadline]:
    """Every deadline that a municipality can set: one statement."""
    rows = list(Deadline.objects.visible_to(user).order_by("-valid_from"))
    found = []
    for key, name in Deadline.Key.choices:
        mine = [row for row in rows if row.key == key]
        begun = [row for row in mine if row.valid_from <= today]
        coming = [row for row in reversed(mine) if row.valid_from > today]
        now = next(iter(begun), None)
        corrects = now is not None and now.valid_from == today
        unset = DELETED_AFTER.get(Deadline.Key(key), 0)
        found.append(KeptDeadline(key, str(name), corrects, unset, now, coming, begun[1:]))
    return found


# --- concerns ------------------------------------------------------------------------------------------


def clearance_of(concern: Any) -> PoliceClearance | None:
    """The newest question to the police that was not taken back; one of `detailed` carries its answer."""
    if hasattr(concern, "asked"):
        return _of_row(concern.asked) if concern.asked else None
    found = PoliceClearance.objects.filter(concern=concern, withdrawn_at__isnull=True)
    newest: PoliceClearance | None = found.order_by("-asked_at").first()
    return newest


def question_of(clearance: PoliceClearance) -> Disclosure | None:
    """The entry of the ledger by which the police were asked, as far as the actor sees it still."""
    entries = Disclosure.objects.select_related("person", "giver", "particulars")
    found: Disclosure | None = entries.filter(pk__in=filter(None, [clearance.disclosure_id])).first()
    return found


def _of_row(asked: dict[str, Any]) -> PoliceClearance:
    at = asked["answered"]
    return PoliceClearance(answer=asked["answer"], answered_at=datetime.fromisoformat(at) if at else None)


def detailed(found: QuerySet[Any], *, today: date, municipality_id: Any) -> QuerySet[Any]:
    """Concerns with `asked` (how the question to the police stands) and `deadlines`, in one statement."""
    asked = (
        PoliceClearance.objects.filter(concern=OuterRef("pk"), withdrawn_at__isnull=True)
        .order_by("-asked_at")
        .annotate(one=JSONObject(answer="answer", due="due_on", asked="asked_at", answered="answered_at"))
    )
    return found.annotate(
        asked=Subquery(asked.values("one")[:1]), deadlines=_rules_in_the_row(municipality_id, today)
    )


def named(found: QuerySet[Any], user: User) -> QuerySet[Any]:
    """With `kind_names`, `topic_names`, `purge_asked` and `answered`: how the page of a concern says them.

    `answered` is the newest answer of a custodian that the user has not seen yet.
    """

    def names(model: Any, column: str) -> ArraySubquery:
        rows = model.objects.filter(IsIn(F("key"), OuterRef(column)), municipality=user.municipality_id)
        return ArraySubquery(rows.order_by("position").values("name"))

    asked = Purge.objects.filter(concern=OuterRef("pk"), taken_back_at__isnull=True)
    told = _told(user).filter(concern=OuterRef("pk")).order_by("-answered_at")
    one = JSONObject(who="answered_by__name", at="answered_at", opened="opened_until", words="answer")
    return found.annotate(
        answered=Subquery(told.annotate(one=one).values("one")[:1]),
        kind_names=names(ExtremismKind, "kinds"),
        topic_names=names(AdviceTopic, "topics"),
        purge_asked=Subquery(asked.values("pk")[:1]),
    )


def _told(user: User) -> QuerySet[IdentityRequest]:
    """What a custodian has answered to the user, and she has not seen."""
    return IdentityRequest.objects.filter(asked_by=user, answered_at__isnull=False, seen_at__isnull=True)


class IsIn(Func):
    """`one = any(array)`."""

    template = "%(expressions)s)"
    arg_joiner = " = any("
    output_field = BooleanField()


def kinds(municipality_id: Any) -> list[ExtremismKind]:
    """The kinds of extremism in their order, ended ones too: old concerns name them."""
    return list(ExtremismKind.objects.filter(municipality=municipality_id).order_by("position"))


def topic_names(municipality_id: Any) -> dict[str, str]:
    """How advice topics are called, by key, ended ones too."""
    return dict(AdviceTopic.objects.filter(municipality=municipality_id).values_list("key", "name"))


@dataclass(frozen=True)
class Filters:
    """What narrows the queue, as it stands in the address."""

    show: str = "waiting"
    channel: str = ""

    SHOWS: ClassVar = ("waiting", "follow_up", "left")

    @classmethod
    def read(cls, query: Any) -> "Filters":
        """From a request's GET; what is not known is left out."""
        show, channel = query.get("show", ""), query.get("channel", "")
        return cls(
            show=show if show in cls.SHOWS else "waiting",
            channel=channel if channel in Channel.values else "",
        )

    @property
    def order(self) -> tuple[str, str]:
        """Waiting: the oldest deadline first. Left: the newest first."""
        return ("received_at", "id") if self.show != "left" else ("-received_at", "-id")

    def narrow(self, found: Any) -> Any:
        """The rows that it leaves."""
        if self.channel:
            found = found.filter(channel=self.channel)
        if self.show == "waiting":
            return found.waiting()
        if self.show == "left":
            return found.filter(exit_at__isnull=False)
        return found.filter(FOLLOWED_UP)


#: What is still to be done outside triage itself.
FOLLOWED_UP = (
    Q(call_back_at__isnull=False, called_back_at__isnull=True)
    | Q(receipt_due_on__isnull=False, receipt_on__isnull=True)
    | REFERRED & Q(confirmed_at__isnull=True)
)


def danger_of(concern: ConcernReport) -> str:
    """That somebody was in danger when the call came, in words, until the concern has left triage; "" else.

    It is what a person answered, and it puts no concern before another.
    """
    return "" if concern.exit_at or concern.danger != Danger.YES else _("Danger, or in doubt")


def next_of(concern: Any, *, user: User, today: date) -> list[Waiting]:
    """What is to be done with a concern of `detailed`, the most pressing first."""
    received = timezone.localdate(concern.received_at)
    known = rules_of(concern.deadlines, received)
    url = concern.get_absolute_url()
    found: list[Waiting] = []

    def add(due: date, title: str, act: str, note: str = "", where: str = "") -> None:
        found.append(Waiting.by(due, today, title=title, note=note, url=where or url, act=act))

    if concern.call_back_at and not concern.called_back_at and concern.call_back_by_id == user.pk:
        promised = timezone.localtime(concern.call_back_at)
        when = _("%(day)s at %(time)s") % {"day": short_day(promised), "time": clock_time(promised)}
        add(call_back_due(concern, today), _("Call back"), _("Call back"), when[:1].upper() + when[1:])
    if user.may(Permission.CONCERN_TRIAGE):
        if not concern.exit_at:
            _triage(concern, known, received, today, add)
        if concern.receipt_due_on and not concern.receipt_on:
            add(
                concern.receipt_due_on,
                _("Receipt of the child-protection referral"),
                _("Note the receipt"),
                where=reverse("concerns:receipt", args=[concern.pk]),
            )
        if concern.is_referred and not concern.confirmed_at:
            due = known.get(Deadline.Key.RECEIPT, Rule()).due(received)
            add(
                due,
                _("Receipt to who referred"),
                _("Send the receipt"),
                where=reverse("concerns:confirm", args=[concern.pk]),
            )
    return sorted(found, key=lambda each: each.due)


def call_back_due(concern: Any, today: date) -> date:
    """When the caller of a concern of `detailed` is to be called: on the promised day.

    Where that has passed, by the rule: at last so many days after it.
    """
    promised = timezone.localdate(concern.call_back_at)
    if today <= promised:
        return promised
    known = rules_of(concern.deadlines, timezone.localdate(concern.received_at))
    return known.get(Deadline.Key.CALL_BACK, Rule()).due(promised)


def _triage(concern: Any, known: dict[str, Rule], received: date, today: date, add: Any) -> None:
    due = known.get(Deadline.Key.TRIAGE, Rule()).due(received)
    asked = concern.asked
    if asked and not asked["answer"]:
        promised = date.fromisoformat(asked["due"]) if asked["due"] else today
        add(promised, _("Waiting for the police"), _("See"))
    elif asked:
        words = {Answer.NOTHING_AGAINST: _("The police have nothing against it")}
        note = words.get(asked["answer"], _("It is the police's alone"))
        add(due, _("Police clearance is answered"), pgettext("verb", "Triage"), note)
    elif concern.person_id is None:
        add(due, _("Whom is it about?"), pgettext("verb", "Triage"))
    elif not (concern.grounds and concern.prevention and concern.proportionality):
        add(due, _("Grounds are missing"), pgettext("verb", "Triage"))
    else:
        add(due, _("Choose an exit"), pgettext("verb", "Triage"))


# --- what waits for somebody (the overview) ------------------------------------------------------------


def waiting(*, user: User, today: date) -> list[Waiting]:
    """What waits for somebody in the concerns, the oldest deadline first: two statements at most."""
    found: list[Waiting] = []
    triages, works = user.may(Permission.CONCERN_TRIAGE), user.may(Permission.HOTLINE_WORK)
    if triages or works:
        mine = Q(call_back_by=user, called_back_at__isnull=True)
        wanted = mine | Q(exit_at__isnull=True) | FOLLOWED_UP if triages else mine
        rows: Any = ConcernReport.objects.visible_to(user).filter(wanted).order_by("received_at", "id")
        for concern in detailed(rows[: MOST * 2], today=today, municipality_id=user.municipality_id):
            for each in next_of(concern, user=user, today=today)[:1]:
                note = _("Concern %(number)s") % {"number": concern.number}
                said = filter(None, [note, danger_of(concern), each.note])
                found.append(replace(each, note=". ".join(said)))
    found = sorted(found, key=lambda each: each.due)[:MOST] + _asked(user, today)
    return sorted(found, key=lambda each: (each.due, each.title))


def _asked(user: User, today: date) -> list[Waiting]:
    """What others have asked of the user: the police, a custodian, the second of two; one statement.

    And what a custodian has answered her.
    """
    columns = ("what", "id_", "number_", "who", "since", "due")
    no_day, nothing = Value(None, output_field=DateField()), Value("")
    here, others = Q(municipality=user.municipality_id), ~Q(asked_by=user)
    asked: list[QuerySet[Any, Any]] = []

    def add(
        found: Any,
        what: str,
        number: Any,
        since: Any,
        due: Any = no_day,
        *,
        id: str = "pk",
        who: Any = nothing,
    ) -> None:
        named = found.annotate(what=Value(what), id_=F(id), number_=number, who=who, since=since, due=due)
        asked.append(named.order_by().values_list(*columns))

    if user.may(Permission.CONCERN_CLEAR):
        found = PoliceClearance.objects.filter(
            asked_of=user, answered_at__isnull=True, withdrawn_at__isnull=True
        )
        add(found, "clearance", F("number"), TruncDate("asked_at"), F("due_on"))
    if user.may(Permission.IDENTITY_OPEN):
        requests = IdentityRequest.objects.filter(here, others, answered_at__isnull=True)
        add(requests, "identity", F("number"), TruncDate("asked_at"))
    if user.may(Permission.PURGE):
        purges = Purge.objects.filter(here, others, done_at__isnull=True, taken_back_at__isnull=True)
        add(purges, "purge", nothing, F("month"), TruncDate("asked_at"))
    if user.may(Permission.HOTLINE_WORK) or user.may(Permission.CONCERN_TRIAGE):
        for what, open_ in (("opened", True), ("refused", False)):
            answers = _told(user).filter(opened_until__isnull=not open_)
            who = F("answered_by__name")
            add(answers, what, F("number"), TruncDate("answered_at"), id="concern", who=who)
    if not asked:
        return []
    rows = asked[0].union(*asked[1:], all=True) if asked[1:] else asked[0]
    return [_MAKE[row[0]](*row[1:], today) for row in rows[: 4 * MOST]]


def _clearance(key: Any, number: str, _who: str, _since: date, due: date | None, today: date) -> Waiting:
    return Waiting.by(
        due or today,
        today,
        title=_("A question to the police"),
        note=_("Concern %(number)s") % {"number": number},
        url=reverse("concerns:clearance", args=[key]),
        act=_("Answer"),
    )


def _identity(key: Any, number: str, _who: str, since: date, _due: None, today: date) -> Waiting:
    return Waiting.by(
        since,
        today,
        title=_("Somebody asks who called"),
        note=_("Concern %(number)s") % {"number": number},
        url=reverse("concerns:identity_request", args=[key]),
        act=_("Answer"),
    )


def _opened(key: Any, number: str, who: str, since: date, _due: None, _today: date) -> Waiting:
    return _answer(key, number, who, since, "done", _("Opened for you"))


def _refused(key: Any, number: str, who: str, since: date, _due: None, _today: date) -> Waiting:
    return _answer(key, number, who, since, "no_target", _("Refused"))


def _answer(key: Any, number: str, who: str, since: date, state: str, word: str) -> Waiting:
    said = {"number": number, "who": who, "day": date_format(since)}
    return Waiting(
        since,
        state,
        word,
        title=_("The answer to who called"),
        note=_("Concern %(number)s. %(who)s answered %(day)s.") % said,
        url=reverse("concerns:identity", args=[key]),
        act=_("See"),
    )


def _purge(key: Any, _number: str, _who: str, month: date, asked: date, today: date) -> Waiting:
    return Waiting.by(
        asked,
        today,
        title=_("A concern is to be purged"),
        note=date_format(month, "F Y").capitalize(),
        url=reverse("concerns:purge", args=[key]),
        act=_("See"),
    )


_MAKE: dict[str, Any] = {
    "clearance": _clearance,
    "identity": _identity,
    "opened": _opened,
    "refused": _refused,
    "purge": _purge,
}


# --- a call's form -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Word:
    """A kind, a topic or a telephone number, as the call's form names it; or a deadline, its days as name."""

    what: str
    key: str
    name: str
    position: int
    phone: str
    hint: str


_WORDS = " union all ".join(
    f"""select '{what}', key, name, position, {phone}, {hint} from {table}
     where municipality_id = %(municipality)s and (ended_on is null or ended_on > %(today)s)"""
    for what, table, phone, hint in (
        ("kind", "concerns_extremismkind", "''", "''"),
        ("topic", "concerns_advicetopic", "''", "''"),
        ("number", "concerns_phonenumber", "phone", "hint"),
    )
)

_DAYS = f"""(select 'days', key, days::text, 0, '', '' from concerns_deadline
  where municipality_id = %(municipality)s and key = '{Deadline.Key.ADVICE_TEXT}' and valid_from <= %(today)s
  order by valid_from desc limit 1)"""


def words_of_call(municipality_id: Any, today: date) -> dict[str, list[Word]]:
    """The kinds, topics and numbers in use, by `kind`, `topic`, `number`: one statement.

    `days` is how long the text of advice is kept, where the municipality has said so (`days_of_advice`).
    """
    found: dict[str, list[Word]] = {"kind": [], "topic": [], "number": [], "days": []}
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_WORDS} union all {_DAYS} order by 4", {"municipality": municipality_id, "today": today}
        )
        for row in cursor.fetchall():
            found[row[0]].append(Word(*row))
    return found


def days_of_advice(words: dict[str, list[Word]]) -> int:
    """For how many days the text of advice is kept, of `words_of_call`."""
    return int(words["days"][0].name) if words["days"] else DELETED_AFTER[Deadline.Key.ADVICE_TEXT]


def calls_of(user: User, today: date) -> list[Any]:
    """One's calls in progress, the newest first, with the last day that each is `kept`: one statement."""
    days = Deadline.objects.filter(
        municipality=OuterRef("municipality"), key=Deadline.Key.CALL_DRAFT, valid_from__lte=today
    ).order_by("-valid_from")
    found: Any = Call.objects.visible_to(user).annotate(days=Subquery(days.values("days")[:1]))
    rows = list(found.order_by("-begun_at")[:10])
    for row in rows:
        days_kept = timedelta(days=row.days or DELETED_AFTER[Deadline.Key.CALL_DRAFT])
        row.kept = timezone.localdate(row.saved_at) + days_kept
    return rows


# --- duty ----------------------------------------------------------------------------------------------


def turn_on(municipality_id: Any, day: date) -> DutyTurn | None:
    """Which house has the national hotline on a day."""
    found: DutyTurn | None = DutyTurn.objects.filter(
        municipality=municipality_id, first_day__lte=day, last_day__gte=day
    ).first()
    return found


def shifts_from(municipality_id: Any, at: datetime) -> QuerySet[DutyShift]:
    """The shifts that run or come in two weeks, and those that ended since yesterday without handing over."""
    return (
        DutyShift.objects.filter(
            municipality=municipality_id,
            ends_at__gt=at - timedelta(days=1),
            starts_at__lt=at + timedelta(days=14),
        )
        .select_related("adviser")
        .order_by("starts_at")
    )
