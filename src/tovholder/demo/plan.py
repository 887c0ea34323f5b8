"""What the demo's people record on the plan itself: decisions, figures without records, narratives,
money."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from ruamel.yaml import YAML

from tovholder.access.actors import System, act_as
from tovholder.access.models import User
from tovholder.activities import operations as activities
from tovholder.activities.models import Session
from tovholder.demo.timetable import at
from tovholder.demo.year import Cast, Event
from tovholder.programme import indicators, operations, planfile
from tovholder.programme.models import (
    ActionPlan,
    ChecklistItem,
    FundingSource,
    Goal,
    Initiative,
    RefinancingStep,
)

#: In a checkout the plans lie beside the source, in a wheel inside the package.
PLANS = next(
    folder
    for folder in (Path(__file__).parents[3] / "plans", Path(__file__).parents[1] / "plans")
    if folder.is_dir()
)
DECISION = {
    "on": "2022-02-08",
    "reason": "Udvalget ønskede en fast dato i stedet for planens sidste år.",
    "reference": "BIU 8. februar 2022, punkt 9 (opdigtet)",
}
#: Milestones that the committee gave a date after the plan was adopted.
DATED = {
    "arbejdsgruppe": "2022-10-01",
    "kommunikationsprodukter": "2022-06-30",
    "netvaerk": "2022-06-30",
    "kommunikationsindsats": "2022-04-01",
}

#: When, goal, checklist item, evidence.
MARKS = [
    (
        date(2022, 3, 14),
        "kommunikationsindsats",
        "i-gang",
        "Opstartsmøde afholdt, referat i sagen (opdigtet)",
    ),
    (date(2022, 3, 22), "skriftlig-information", "bif", "Brev og pjece sendt til alle centre (opdigtet)"),
    (
        date(2022, 4, 20),
        "kommunikationsprodukter",
        "oplaeg",
        "Tre udgaver af oplægget er godkendt (opdigtet)",
    ),
    (
        date(2022, 5, 10),
        "skriftlig-information",
        "sof",
        "Lagt på intranettet og sendt til enheder (opdigtet)",
    ),
    (date(2022, 5, 24), "netvaerk", "etableret", "Første møde med 21 deltagere (opdigtet)"),
    (date(2022, 6, 8), "kommunikationsprodukter", "flyers", "Flyer til fire faggrupper er trykt (opdigtet)"),
    (date(2022, 6, 20), "strategiske-maalgrupper", "valgt", "Notat til infohusmødet (opdigtet)"),
    (date(2022, 8, 29), "skriftlig-information", "buf", "Sendt til skoler og klubber (opdigtet)"),
]
NARRATIVES = [
    (
        "skoler",
        date(2022, 9, 5),
        "Efterspørgslen er størst i 8. klasse. Fire skoler har bedt om forløb i 2023. "
        "Friskolerne er nye i ordningen, og kun tre har haft besøg; der er aftalt tre hold "
        "mere i efteråret.",
    ),
    (
        "foraeldre",
        date(2022, 9, 5),
        "Forældreaftenerne holdes sammen med skolernes egne møder, så flere kommer.",
    ),
    (
        "dialog",
        date(2022, 9, 6),
        "Den forebyggende handleplan blev afprøvet i maj. Samarbejdet med SSP virkede fra "
        "første dag, og erfaringerne er skrevet ind i arbejdsgangen.",
    ),
    (
        "opmaerksomhed",
        date(2022, 9, 8),
        "Oplæggene er godt besøgt. Den anden workshop blev flyttet til november, fordi "
        "oplægsholderen blev syg.",
    ),
]
#: Source, month, thousand kroner, text.
POSTINGS: list[tuple[str, list[tuple[int, int, str]]]] = [
    (
        "budget-2019",
        [(month, 148, "Løn, undervisere og koordinator") for month in range(1, 9)]
        + [
            (3, 64, "Undervisningsmaterialer"),
            (5, 120, "Kollegatræning, kursussted og undervisere"),
            (6, 132, "Konsulent, progression"),
        ],
    ),
    (
        "budget-2020",
        [(month, 124, "Løn, mentorer og pårørendecoaches") for month in range(1, 9)]
        + [(4, 96, "Supervision af mentorer"), (6, 118, "Forældreindsats"), (8, 94, "Flyer og tryk")],
    ),
    ("satspulje-hotline", [(month, 38, "Vagtordning, hotline") for month in range(1, 9)]),
]
#: Source, thousand kroner, made on, runs from, runs until, text.
COMMITMENTS = [
    ("budget-2019", 592, date(2022, 1, 5), date(2022, 9, 1), date(2022, 12, 31), "Løn september-december"),
    (
        "budget-2019",
        300,
        date(2022, 8, 25),
        date(2022, 9, 1),
        date(2023, 6, 30),
        "Projektmedarbejder til og med juni 2023",
    ),
    ("budget-2020", 496, date(2022, 1, 5), date(2022, 9, 1), date(2022, 12, 31), "Løn september-december"),
    (
        "budget-2020",
        204,
        date(2022, 6, 14),
        date(2022, 9, 15),
        date(2022, 12, 15),
        "Workshops og oplæg, efterår",
    ),
    (
        "budget-2020",
        620,
        date(2022, 9, 1),
        date(2023, 1, 1),
        date(2023, 6, 30),
        "Mentorkorps, første halvår 2023",
    ),
    (
        "satspulje-hotline",
        96,
        date(2022, 1, 5),
        date(2022, 9, 1),
        date(2022, 12, 31),
        "Vagtordning september-december",
    ),
]


def load_plans(when: datetime) -> ActionPlan:
    """Load the plan before it and this one, as a command would; returns this one."""
    act_as(System.DEMO, request="demo")
    by = User.objects.get(pk=System.DEMO)
    plan = None
    for name in ("koebenhavn-2020-21", "koebenhavn-2022-23"):
        file = planfile.read(PLANS / f"{name}.yaml", indicators=indicators.vocabulary())
        plan = operations.load_plan(file=file, by=by, at=when).plan
    assert plan is not None
    return plan


def _load_dates(when: datetime) -> None:
    """Load the plan again with the dates that the committee decided: the old targets stay in the record."""
    document = YAML(typ="rt").load((PLANS / "koebenhavn-2022-23.yaml").read_text(encoding="utf-8"))
    for group in document["target_groups"]:
        for goal in group["goals"]:
            day = DATED.get(goal["key"])
            if day:
                goal["targets"] = [{"year": int(day[:4]), "by": day}]
    from io import StringIO

    text = StringIO()
    YAML(typ="rt").dump(document, text)
    act_as(System.DEMO, request="demo")
    file = planfile.read(text.getvalue(), indicators=indicators.vocabulary())
    decision = planfile.model.Decision.model_validate(DECISION)
    operations.load_plan(file=file, by=User.objects.get(pk=System.DEMO), at=when, decision=decision)


def events(plan: ActionPlan, cast: Cast) -> list[Event]:
    """What is recorded on the plan through the year, to be played among the year's other events."""
    laid: list[Event] = []

    def when(day: date, do: Callable[[datetime], None], hour: int = 15) -> None:
        moment = at(day, time(hour))
        laid.append(Event(moment, 100_000 + len(laid), lambda: do(moment)))

    def goal(key: str) -> Goal:
        return Goal.objects.select_related("plan").get(plan=plan, key=key)

    def source(key: str) -> FundingSource:
        return FundingSource.objects.get(plan=plan, key=key)

    def mark(day: date, goal_key: str, item_key: str, evidence: str) -> None:
        def do(moment: datetime) -> None:
            act_as(cast.coordinator.pk, request="demo")
            item = ChecklistItem.objects.select_related("goal__plan").get(
                goal__plan=plan, goal__key=goal_key, key=item_key
            )
            operations.mark_checklist(
                item=item, done_on=day, evidence=evidence, by=cast.coordinator, at=moment
            )

        when(day, do)

    when(date(2022, 2, 8), _load_dates)
    for entry in MARKS:
        mark(*entry)

    def situation(moment: datetime) -> None:
        act_as(cast.coordinator.pk, request="demo")
        operations.enter_manual_figure(
            goal=goal("situationer"),
            year=2022,
            as_of=date(2022, 5, 17),
            value=Decimal(1),
            evidence="Evaluering fra SSP og BIF af situationen i maj, 17. maj 2022 (opdigtet)",
            by=cast.coordinator,
            at=moment,
        )

    when(date(2022, 5, 17), situation)

    def narrate(key: str, text: str) -> Callable[[datetime], None]:
        def do(moment: datetime) -> None:
            act_as(cast.leader.pk, request="demo")
            operations.write_narrative(
                initiative=Initiative.objects.get(plan=plan, key=key),
                period_from=date(2022, 1, 1),
                period_to=date(2022, 12, 31),
                text=text,
                by=cast.leader,
                at=moment,
            )

        return do

    for key, day, text in NARRATIVES:
        when(day, narrate(key, text))

    def freeze(label: str, day: date) -> Callable[[datetime], None]:
        def do(moment: datetime) -> None:
            act_as(cast.leader.pk, request="demo")
            operations.freeze(plan=plan, year=2022, as_of=day, label=label, by=cast.leader, at=moment)

        return do

    when(date(2022, 4, 4), freeze("Kvartalsstatus", date(2022, 3, 31)))
    when(date(2022, 7, 1), freeze("Halvårsstatus", date(2022, 6, 30)))

    def correct(moment: datetime) -> None:
        """After the freeze: a class that was counted had not been taught at all."""
        act_as(cast.planner.pk, request="demo")
        session = (
            Session.objects.filter(
                booking__classes__isnull=False,
                held_at__isnull=False,
                starts_at__lt=at(date(2022, 6, 16), time(8)),
            )
            .filter(number=1, booking__offer__sessions=1)
            .order_by("-starts_at")
            .first()
        )
        if session:
            activities.cancel(
                session=session,
                by=cast.planner,
                at=moment,
                reason="Meldt som afholdt ved en fejl; holdet var aflyst.",
            )

    when(date(2022, 7, 3), correct)
    _money(when, source, cast)
    return laid


def _money(when: Callable[..., None], source: Callable[[str], FundingSource], cast: Cast) -> None:
    """Postings by month, commitments, and the search for new money."""

    def paid(key: str, amount: int, text: str, day: date, voucher: str) -> Callable[[datetime], None]:
        def do(moment: datetime) -> None:
            act_as(cast.leader.pk, request="demo")
            operations.post(
                funding=source(key),
                posted_on=day,
                amount=Decimal(amount * 1000),
                text=text,
                voucher=voucher,
                by=cast.leader,
                at=moment,
            )

        return do

    number = 4000
    for key, postings in POSTINGS:
        for month, amount, text in postings:
            number += 1
            day = date(2022, month, 28)
            when(day, paid(key, amount, text, day, f"B{number}"), hour=16)

    def promise(
        key: str, amount: int, made: date, first: date, last: date, text: str
    ) -> Callable[[datetime], None]:
        def do(moment: datetime) -> None:
            act_as(cast.leader.pk, request="demo")
            operations.commit(
                funding=source(key),
                amount=Decimal(amount * 1000),
                made_on=made,
                runs_from=first,
                runs_until=last,
                text=text,
                by=cast.leader,
                at=moment,
            )

        return do

    for key, amount, made, first, last, text in COMMITMENTS:
        when(made, promise(key, amount, made, first, last, text))

    def apply(moment: datetime) -> None:
        act_as(cast.leader.pk, request="demo")
        operations.set_refinancing_state(
            funding=source("budget-2019"),
            state=RefinancingStep.State.APPLIED,
            stands_on=date(2022, 8, 31),
            note="Indgår i forvaltningens bidrag til Sikker By-pakken (opdigtet).",
            by=cast.leader,
            at=moment,
        )

    when(date(2022, 8, 31), apply)
