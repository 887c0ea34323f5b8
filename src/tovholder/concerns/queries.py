"""What is read of calls and concerns: rules, the queue, what waits for somebody."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.contrib.postgres.aggregates import JSONBAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.concerns.models import (
    AdviceTopic,
    CallerKind,
    Channel,
    ConcernReport,
    Deadline,
    DutyShift,
    DutyTurn,
    ExtremismKind,
    IdentityRequest,
    PhoneNumber,
    PoliceClearance,
    Purge,
)
from tovholder.core import due as dues
from tovholder.core import workdays

Exit = ConcernReport.Exit
Answer = PoliceClearance.Answer

#: Where a municipality has set no deadline.
UNSET_DAYS = 5
#: So many things of one kind an overview shows.
MOST = 12


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


def rules_of(rows: Any) -> dict[str, Rule]:
    """The rules that stand in a row of `detailed`."""
    each = sorted(rows or [], key=lambda rule: rule["since"])
    return {rule["key"]: Rule(rule["days"], rule["working"]) for rule in each}


# --- concerns ------------------------------------------------------------------------------------------


def clearance_of(concern: ConcernReport) -> PoliceClearance | None:
    """The newest question to the police that was not taken back."""
    found = PoliceClearance.objects.filter(concern=concern, withdrawn_at__isnull=True)
    newest: PoliceClearance | None = found.order_by("-asked_at").first()
    return newest


def detailed(found: QuerySet[Any], *, today: date, municipality_id: Any) -> QuerySet[Any]:
    """Concerns with `asked` (how the question to the police stands) and `deadlines`, in one statement."""
    asked = (
        PoliceClearance.objects.filter(concern=OuterRef("pk"), withdrawn_at__isnull=True)
        .order_by("-asked_at")
        .annotate(one=JSONObject(answer="answer", due="due_on", asked="asked_at"))
    )
    return found.annotate(
        asked=Subquery(asked.values("one")[:1]), deadlines=_rules_in_the_row(municipality_id, today)
    )


def named(found: QuerySet[Any], municipality_id: Any) -> QuerySet[Any]:
    """With `kind_names` and `topic_names`, and `purge_asked`: how the page of a concern says them."""

    def names(model: Any, column: str) -> ArraySubquery:
        rows = model.objects.filter(IsIn(F("key"), OuterRef(column)), municipality=municipality_id)
        return ArraySubquery(rows.order_by("position").values("name"))

    asked = Purge.objects.filter(concern=OuterRef("pk"), taken_back_at__isnull=True)
    return found.annotate(
        kind_names=names(ExtremismKind, "kinds"),
        topic_names=names(AdviceTopic, "topics"),
        purge_asked=Subquery(asked.values("pk")[:1]),
    )


class IsIn(Func):
    """`one = any(array)`."""

    template = "%(expressions)s)"
    arg_joiner = " = any("
    output_field = BooleanField()


def similar(concern: ConcernReport, user: User) -> list[ConcernReport]:
    """Other concerns about the same person that the reader may see, newest first. Information, no score."""
    if concern.person_id is None:
        return []
    found: Any = ConcernReport.objects.visible_to(user).filter(person=concern.person_id)
    return list(found.exclude(pk=concern.pk).order_by("-received_at")[:6])


def kinds(municipality_id: Any) -> list[ExtremismKind]:
    """The kinds of extremism in their order, ended ones too: old concerns name them."""
    return list(ExtremismKind.objects.filter(municipality=municipality_id).order_by("position"))


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
    | Q(caller_kind=CallerKind.AUTHORITY, confirmed_at__isnull=True)
)


@dataclass(frozen=True)
class Next:
    """What comes next with a concern, and by when."""

    due: date
    state: str
    word: str
    title: str
    act: str
    note: str = ""
    url: str = ""


def next_of(concern: Any, *, user: User, today: date) -> list[Next]:
    """What is to be done with a concern of `detailed`, the most pressing first."""
    known = rules_of(concern.deadlines)
    received = timezone.localdate(concern.received_at)
    url = concern.get_absolute_url()
    found: list[Next] = []

    def add(due: date, title: str, act: str, note: str = "", where: str = "") -> None:
        state, word = dues.distance(due, today)
        found.append(Next(due, state, word, title, act, note, where or url))

    if concern.call_back_at and not concern.called_back_at and concern.call_back_by_id == user.pk:
        add(timezone.localdate(concern.call_back_at), _("Call back"), _("Call back"))
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
        if concern.caller_kind == CallerKind.AUTHORITY and not concern.confirmed_at:
            due = known.get(Deadline.Key.RECEIPT, Rule()).due(received)
            add(
                due,
                _("Receipt to who referred"),
                _("Send the receipt"),
                where=reverse("concerns:confirm", args=[concern.pk]),
            )
    return sorted(found, key=lambda each: each.due)


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


def waiting(*, user: User, at: datetime, today: date) -> list[Next]:
    """What waits for somebody in the concerns, the oldest deadline first: two statements at most."""
    found: list[Next] = []
    triages, works = user.may(Permission.CONCERN_TRIAGE), user.may(Permission.HOTLINE_WORK)
    if triages or works:
        mine = Q(call_back_by=user, called_back_at__isnull=True)
        wanted = mine | Q(exit_at__isnull=True) | FOLLOWED_UP if triages else mine
        rows: Any = ConcernReport.objects.visible_to(user).filter(wanted).order_by("received_at", "id")
        for concern in detailed(rows[: MOST * 2], today=today, municipality_id=user.municipality_id):
            for each in next_of(concern, user=user, today=today)[:1]:
                note = _("Concern %(number)s") % {"number": concern.number}
                found.append(_with(each, note=f"{note}. {each.note}." if each.note else f"{note}."))
    if user.may(Permission.CONCERN_CLEAR):
        found += _clearances(user, today)
    if user.may(Permission.IDENTITY_OPEN):
        found += _identities(user, today)
    if user.may(Permission.PURGE):
        found += _purges(user, today)
    return sorted(found, key=lambda each: (each.due, each.title))[:MOST]


def _with(each: Next, *, note: str) -> Next:
    return Next(each.due, each.state, each.word, each.title, each.act, note, each.url)


def _clearances(user: User, today: date) -> list[Next]:
    found = PoliceClearance.objects.filter(
        asked_of=user, answered_at__isnull=True, withdrawn_at__isnull=True
    ).order_by("asked_at")
    return [
        _next(
            each.due_on or today,
            today,
            _("A question to the police"),
            _("Answer"),
            _("Concern %(number)s") % {"number": each.number},
            reverse("concerns:clearance", args=[each.pk]),
        )
        for each in found[:MOST]
    ]


def _identities(user: User, today: date) -> list[Next]:
    found = IdentityRequest.objects.filter(
        municipality=user.municipality_id, answered_at__isnull=True
    ).exclude(asked_by=user)
    return [
        _next(
            timezone.localdate(each.asked_at),
            today,
            _("Somebody asks who called"),
            _("Answer"),
            _("Concern %(number)s") % {"number": each.number},
            reverse("concerns:identity_request", args=[each.pk]),
        )
        for each in found.order_by("asked_at")[:MOST]
    ]


def _purges(user: User, today: date) -> list[Next]:
    found = Purge.objects.filter(
        municipality=user.municipality_id, done_at__isnull=True, taken_back_at__isnull=True
    ).exclude(asked_by=user)
    return [
        _next(
            timezone.localdate(each.asked_at),
            today,
            _("A concern is to be purged"),
            _("See"),
            date_format(each.month, "F Y"),
            reverse("concerns:purge", args=[each.pk]),
        )
        for each in found.order_by("asked_at")[:MOST]
    ]


def _next(due: date, today: date, title: str, act: str, note: str, url: str) -> Next:
    state, word = dues.distance(due, today)
    return Next(due, state, word, title, act, f"{note}.", url)


# --- a call's form -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Word:
    """A kind, a topic or a telephone number, as the call's form names it."""

    what: str
    key: str
    name: str
    position: int
    phone: str
    hint: str


def words_of_call(municipality_id: Any, today: date) -> dict[str, list[Word]]:
    """The kinds, topics and numbers in use, by `kind`, `topic`, `number`: one statement."""
    columns = ("what", "key", "name", "position", "phone_", "hint_")

    def of(model: Any, what: str, phone: Any, hint: Any) -> Any:
        used = Q(ended_on__isnull=True) | Q(ended_on__gt=today)
        found = model.objects.filter(used, municipality=municipality_id).order_by()
        return found.annotate(what=Value(what), phone_=phone, hint_=hint).values_list(*columns)

    nothing = Value("")
    rows = of(ExtremismKind, "kind", nothing, nothing).union(
        of(AdviceTopic, "topic", nothing, nothing), of(PhoneNumber, "number", F("phone"), F("hint")), all=True
    )
    found: dict[str, list[Word]] = {"kind": [], "topic": [], "number": []}
    for row in sorted(rows, key=lambda row: row[3]):
        found[row[0]].append(Word(*row))
    return found


# --- duty ----------------------------------------------------------------------------------------------


def turn_on(municipality_id: Any, day: date) -> DutyTurn | None:
    """Which house has the national hotline on a day."""
    found: DutyTurn | None = DutyTurn.objects.filter(
        municipality=municipality_id, first_day__lte=day, last_day__gte=day
    ).first()
    return found


def shifts_from(municipality_id: Any, at: datetime, days: int = 14) -> QuerySet[DutyShift]:
    """The shifts that run or come, and those that ended since yesterday without handing over."""
    return (
        DutyShift.objects.filter(
            municipality=municipality_id,
            ends_at__gt=at - timedelta(days=1),
            starts_at__lt=at + timedelta(days=days),
        )
        .select_related("adviser")
        .order_by("starts_at")
    )
