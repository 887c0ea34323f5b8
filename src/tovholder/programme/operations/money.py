"""Postings, commitments and the search for new money. Amounts are Decimal, in DKK."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.core.turns import once

from ..models import Commitment, FundingSource, Posting, RefinancingStep


class PostedTwice(Exception):
    """The source has a posting with this voucher."""


class ForeignCommitment(Exception):
    """The commitment is of another source."""


class AlreadyReleased(Exception):
    """The commitment was released before."""


@transaction.atomic
def post(
    *,
    funding: FundingSource,
    posted_on: date,
    amount: Decimal,
    text: str,
    by: User,
    at: datetime,
    voucher: str = "",
    commitment: Commitment | None = None,
    form: UUID | None = None,
) -> Posting:
    """Record money that was used; a negative amount came back.

    :param form: the form's key: a form that is sent twice makes one posting.
    :param commitment: the promise that it pays.
    :raises PostedTwice: the source has a posting with this voucher.
    :raises ForeignCommitment: the commitment is of another source.
    """
    gate.require(by, Permission.BUDGET_RECORD)
    if commitment is not None and commitment.funding_id != funding.pk:
        raise ForeignCommitment(_("The commitment belongs to another source."))
    try:
        with transaction.atomic():
            return Posting.objects.create(
                municipality_id=funding.municipality_id,
                funding=funding,
                commitment=commitment,
                posted_on=posted_on,
                amount=amount,
                text=text.strip(),
                voucher=voucher.strip(),
                entered_by=by,
                entered_at=at,
                form=form,
            )
    except IntegrityError as error:
        sent_before = Posting.objects.filter(form=form, entered_by=by).first() if form else None
        if sent_before:
            return sent_before
        if "posting_voucher_once" in str(error):
            raise PostedTwice(_("This source has a posting with the same voucher.")) from error
        raise


@transaction.atomic
def commit(
    *,
    funding: FundingSource,
    amount: Decimal,
    made_on: date,
    runs_from: date,
    runs_until: date,
    text: str,
    by: User,
    at: datetime,
    reference: str = "",
    form: UUID | None = None,
) -> Commitment:
    """Promise money: an agreement, an order, a post that runs from a day until a day.

    :param form: the form's key: a form that is sent twice makes one commitment.
    """
    gate.require(by, Permission.BUDGET_RECORD)
    try:
        with transaction.atomic():
            return Commitment.objects.create(
                municipality_id=funding.municipality_id,
                funding=funding,
                amount=amount,
                made_on=made_on,
                runs_from=runs_from,
                runs_until=runs_until,
                text=text.strip(),
                reference=reference.strip(),
                entered_by=by,
                entered_at=at,
                form=form,
            )
    except IntegrityError:
        sent_before = Commitment.objects.select_related("funding").filter(form=form, entered_by=by).first()
        if form is None or sent_before is None:
            raise
        return sent_before


@transaction.atomic
def release_commitment(
    *, commitment: Commitment, released_on: date, reason: str, by: User, at: datetime
) -> Commitment:
    """Let go of what is left of a promise: the money is free again from that day.

    :raises AlreadyReleased: somebody has released it otherwise.
    """
    gate.require(by, Permission.BUDGET_RECORD)
    values = {"released_on": released_on, "released_by": by, "release_reason": reason.strip()}
    running = Commitment.objects.filter(pk=commitment.pk, released_on__isnull=True)
    if not running.update(**values) and not Commitment.objects.filter(pk=commitment.pk, **values).exists():
        raise AlreadyReleased(_("The commitment is released already."))
    for name, value in values.items():
        setattr(commitment, name, value)
    return commitment


@transaction.atomic
def set_refinancing_state(
    *, funding: FundingSource, state: str, stands_on: date, by: User, at: datetime, note: str = ""
) -> RefinancingStep:
    """Say how the search for new money stands: applied for, granted, refused."""
    gate.require(by, Permission.BUDGET_RECORD)
    step = RefinancingStep(
        municipality_id=funding.municipality_id,
        funding=funding,
        state=state,
        stands_on=stands_on,
        note=note.strip(),
        set_by=by,
        set_at=at,
    )
    that_day = RefinancingStep.objects.filter(funding=funding, stands_on=stands_on)
    return once(step, of=funding, beside=that_day, says=("state", "note", "set_by_id"))
