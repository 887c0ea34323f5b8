"""What participants answer about a session, without a name."""

from datetime import date
from uuid import UUID, uuid5

from django.db import connection, transaction

from tovholder.activities.models import Evaluation, Session
from tovholder.activities.operations.refused import EnoughEvaluations, NotPlausible, refuse_cpr

#: More answers than this, and than three a head, are not plausible for one session.
MOST_EVALUATIONS = 300


@transaction.atomic
def evaluate(
    *,
    session: Session,
    on: date,
    score: int,
    text: str = "",
    heads: int | None = None,
    form: UUID | None = None,
) -> None:
    """Give an anonymous answer to a session, by its link. Who gives it is nowhere asked and nowhere kept.

    :param heads: how many came, where that is known.
    :param form: the form's key, drawn by lot for the page and kept nowhere else. The answer's own key follows
        from it and from what is said: sent twice it is one, and from one open page several may answer.
    :raises EnoughEvaluations: there are three answers a head already (at least 30), or 300.
    :raises LooksLikeCpr: the text holds such a number.
    """
    refuse_cpr(text)
    if not 1 <= score <= 5:
        raise NotPlausible
    most = MOST_EVALUATIONS if heads is None else min(MOST_EVALUATIONS, max(30, 3 * heads))
    with connection.cursor() as cursor:
        cursor.execute("select answers from tovholder.evaluated(%s)", [session.pk])
        (answers,) = cursor.fetchone()
    if answers >= most:
        raise EnoughEvaluations
    answer = Evaluation(
        municipality_id=session.municipality_id, session=session, score=score, text=text, given_on=on
    )
    if form is not None:
        answer.pk = uuid5(form, f"{session.pk} {score} {text}")
    Evaluation.objects.bulk_create([answer], ignore_conflicts=True)
