"""By which exits a concern may leave triage now."""

from tovholder.concerns.models import ConcernReport, PoliceClearance

Exit = ConcernReport.Exit


def possible(concern: ConcernReport, clearance: PoliceClearance | None) -> list[str]:
    """The exits that are open, in the order of the page.

    A child is referred and the police take over at any time. What the police say is theirs alone goes to
    nobody else. The Infohus waits for their answer (samarbejdsmodellen: clearance precedes it). Nothing is
    told of somebody who is not named or described; so what is deleted when it is told waits for that, too.

    :param clearance: the newest question to the police that was not taken back.
    """
    if concern.exit_at:
        return []
    named = concern.person_id is not None
    answer = clearance.answer if clearance else ""
    if answer == PoliceClearance.Answer.THEIRS:
        return [Exit.POLICE, *([Exit.CHILD_REFERRAL] if named else [])]
    found: list[str] = []
    if named and answer == PoliceClearance.Answer.NOTHING_AGAINST:
        found.append(Exit.INFO_HOUSE)
    found += [Exit.ADVICE]
    if named:
        found += [Exit.CHILD_REFERRAL, Exit.OTHER_HOUSE, Exit.STATUTORY_OFFER, Exit.POLICE]
    return [*found, Exit.UNFOUNDED]
