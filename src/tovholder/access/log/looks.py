"""The log of looks, for the auditor: who looked when, how and what for. Whose data it was stays in there."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from tovholder.access import gate, queries
from tovholder.access.forms import DayInput, end_of, start_of
from tovholder.access.models import Agency
from tovholder.access.roles import Permission
from tovholder.audit import patterns as registry
from tovholder.audit import reads, seals
from tovholder.audit.models import Look, Verification
from tovholder.audit.ways import Way
from tovholder.core.days import clock_time
from tovholder.core.keyset import keyset
from tovholder.core.pages import page


class WhoAndWhen(forms.Form):
    """Which rows of the log a list shows; what cannot be read counts as not asked."""

    since = forms.DateField(label=lazy("From"), required=False, widget=DayInput)
    until = forms.DateField(label=lazy("To"), required=False, widget=DayInput)
    actor = forms.TypedChoiceField(label=lazy("Who"), required=False, coerce=int, empty_value=None)

    def __init__(self, *arguments: Any, names: dict[int, str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.offer("actor", list(names.items()))

    def offer(self, name: str, choices: list[tuple[Any, str]]) -> None:
        """Let a field take one of these, or none."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *choices]

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked for, and can be read."""
        self.is_valid()
        found = getattr(self, "cleaned_data", {})
        return {name: value for name, value in found.items() if value not in (None, "")}

    def of(self, rows: Any) -> Any:
        """The rows that were asked for. The log holds the machine's time; who asks means the one shown."""
        asked = self.asked
        if "since" in asked:
            rows = rows.filter(at__gte=by_the_machine(start_of(asked["since"])))
        if "until" in asked:
            rows = rows.filter(at__lt=by_the_machine(end_of(asked["until"])))
        return rows.filter(actor=asked["actor"]) if "actor" in asked else rows


class LookFilter(WhoAndWhen):
    """The same, and by which way somebody looked."""

    way = forms.ChoiceField(label=lazy("How"), required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.offer("way", [(way.value, capfirst(str(way.label))) for way in Way if way != Way.REFUSED])

    def of(self, rows: Any) -> Any:
        found = super().of(rows)
        return found.filter(way=self.asked["way"]) if "way" in self.asked else found


#: The newest are enough: a pattern counts them all.
_COUNTED = """
select actor, minute + clock_offset, n from audit_refused_more
 where (%(since)s::timestamptz is null or minute >= %(since)s)
   and (%(until)s::timestamptz is null or minute < %(until)s) and actor = coalesce(%(actor)s::bigint, actor)
 order by minute desc, actor limit 20
"""


def by_the_machine(shown: datetime) -> datetime:
    """A time that pages show, as the log has it. In UTC: summer time may lie between the two."""
    return shown.astimezone(UTC) - settings.CLOCK_OFFSET


@gate.requires(Permission.LOG_READ)
def looks(request: gate.Request) -> HttpResponse:
    who = queries.names(request.user)
    form = LookFilter(request.GET or None, names=who)
    found = form.of(Look.objects.shown().visible_to(request.user).with_purpose())
    listed = keyset(found, order=("-at", "-id"), query=request.GET)
    agencies = _agencies(request)
    return page(
        request,
        "access/looks.html",
        {
            "form": form,
            "rows": [_row(each, who, agencies) for each in listed.rows],
            "page": listed,
            "asked": bool(form.asked),
            "seal": _seal(),
        },
    )


@gate.requires(Permission.LOG_READ)
def look(request: gate.Request, look_id: int) -> HttpResponse:
    found = gate.get_or_404(Look.objects.shown().with_purpose(), look_id, actor=request.user)
    row = _row(found, queries.names(request.user), _agencies(request))
    return page(request, "access/look.html", {"row": row})


@gate.requires(Permission.LOG_READ)
def patterns(request: gate.Request) -> HttpResponse:
    who = queries.names(request.user)
    days = settings.LOG_PATTERNS["days"]
    window = registry.Window(
        municipality=request.user.municipality_id or 0,
        since=request.at - settings.CLOCK_OFFSET - timedelta(days=days),
    )
    found = [_pattern(each, window, who) for each in registry.registered()]
    return page(request, "access/patterns.html", {"patterns": found, "days": days, "most": registry.MOST})


def _pattern(pattern: registry.Pattern, window: registry.Window, who: dict[int, str]) -> dict[str, Any]:
    found = pattern.find(window)
    return {
        "key": pattern.key,
        "refused": pattern.listed == "audit:refused",
        "name": pattern.name,
        "told": pattern.told(),
        "more": len(found) > registry.MOST,
        "questions": [
            {"text": _question(pattern, each, who), "url": _listed(pattern, each)}
            for each in found[: registry.MOST]
        ],
    }


def _question(pattern: registry.Pattern, found: registry.Finding, who: dict[int, str]) -> str:
    since, until = localtime(found.since), localtime(found.until)
    return str(pattern.question) % {
        "who": who.get(found.actor) or _("somebody"),
        "n": found.n,
        "day": date_format(since, "DATE_FORMAT"),
        "since": clock_time(since),
        "until": clock_time(until),
    }


def _listed(pattern: registry.Pattern, found: registry.Finding) -> str:
    asked = {
        "actor": found.actor,
        "since": localtime(found.since).date().isoformat(),
        "until": localtime(found.until).date().isoformat(),
    }
    return f"{reverse(pattern.listed)}?{urlencode(asked)}"


@gate.requires(Permission.LOG_READ)
def refused(request: gate.Request) -> HttpResponse:
    """Who was refused what; the keys that were asked for stay in the log."""
    who = queries.names(request.user)
    form = WhoAndWhen(request.GET or None, names=who)
    listed = keyset(
        form.of(Look.objects.refused().visible_to(request.user)), order=("-at", "-id"), query=request.GET
    )
    agencies = _agencies(request)
    return page(
        request,
        "access/refused.html",
        {
            "form": form,
            "rows": [_attempt(each, who, agencies) for each in listed.rows],
            "page": listed,
            "asked": bool(form.asked),
            "counted": _counted(form.asked, who),
            "most": reads.MOST_REFUSED,
        },
    )


def _attempt(look: Any, who: dict[int, str], agencies: dict[int, str]) -> dict[str, Any]:
    forbidden, sent = look.purpose.startswith("403"), not (look.request or "").startswith("GET ")
    row = _row(look, who, agencies)
    row["answer"] = _("Not allowed") if forbidden else _("Not there, or not for this person")
    if row["view"] == look.view:
        row |= {"view": reads.area(look.view), "page": look.view}
    row["deed"] = _("sent a form") if sent else _("opened the page")
    return row


def _counted(asked: dict[str, Any], who: dict[int, str]) -> list[dict[str, Any]]:
    """The newest minutes in which more was refused than is written."""
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNTED,
            {
                "since": by_the_machine(start_of(asked["since"])) if "since" in asked else None,
                "until": by_the_machine(end_of(asked["until"])) if "until" in asked else None,
                "actor": asked.get("actor"),
            },
        )
        found = cursor.fetchall()
    return [
        {
            "who": who.get(actor) or _("somebody"),
            "day": date_format(localtime(shown), "DATE_FORMAT"),
            "time": clock_time(localtime(shown)),
            "n": n,
        }
        for actor, shown, n in found
    ]


def _agencies(request: gate.Request) -> dict[int, str]:
    return dict(Agency.objects.visible_to(request.user).values_list("pk", "short_name"))


def _row(look: Any, who: dict[int, str], agencies: dict[int, str]) -> dict[str, Any]:
    at = localtime(look.at + look.clock_offset)
    return {
        "id": look.pk,
        "day": date_format(at, "DATE_FORMAT"),
        "time": clock_time(at, seconds=True),
        "machine": f"{look.at:%Y-%m-%d %H:%M:%S} UTC" if look.clock_offset else "",
        "who": (who.get(look.actor, "") if look.actor is not None else "") or _("nobody named"),
        "agency": agencies.get(look.agency or 0, ""),
        "way": capfirst(Way(look.way).label) if look.way in Way else look.way,
        "view": reads.label(look.view),
        "purpose": reads.said(getattr(look, "said", "")),
        "request": look.request or "",
        "searched": look.words_hash is not None,
        "of": _of(look),
    }


def _of(look: Look) -> str:
    """Of how many it showed data; not of whom."""
    told = [
        ngettext("%(n)s person", "%(n)s persons", len(look.persons)) % {"n": len(look.persons)},
        ngettext("%(n)s case", "%(n)s cases", len(look.cases)) % {"n": len(look.cases)},
        ngettext("%(n)s concern", "%(n)s concerns", len(look.concerns)) % {"n": len(look.concerns)},
    ]
    counted = zip(told, (look.persons, look.cases, look.concerns), strict=True)
    return ", ".join(words for words, ids in counted if ids) or "–"


def _seal() -> dict[str, Any]:
    """How the seal fares, and what the last verification found."""
    state = seals.state()
    last = Verification.objects.order_by("-at", "-pk").first()
    return {
        "age": _ago(state.age) if state.age is not None else "",
        "waiting": state.waiting,
        "late": state.waited is not None and state.waited > timedelta(minutes=1),
        "verified": date_format(localtime(last.at), "DATETIME_FORMAT") if last else "",
        "faults": [str(seals.Fault(**fault)) for fault in last.faults] if last else [],
    }


def _ago(age: timedelta) -> str:
    """An age in its largest unit."""
    seconds = max(0, int(age.total_seconds()))
    if seconds < 60:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    if seconds < 3600:
        return ngettext("%(n)s minute", "%(n)s minutes", seconds // 60) % {"n": seconds // 60}
    if seconds < 86400:
        return ngettext("%(n)s hour", "%(n)s hours", seconds // 3600) % {"n": seconds // 3600}
    return ngettext("%(n)s day", "%(n)s days", seconds // 86400) % {"n": seconds // 86400}
