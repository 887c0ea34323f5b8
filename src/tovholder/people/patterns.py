"""What of the looks at people is worth a question: one's own name.

The auditor sees no person. A function of the gate compares the names, and tells who looked and how often, not
at whom (people/migrations/0004). An account has no address, so addresses are not compared.
"""

from django.utils.translation import gettext_lazy as _

from tovholder.audit import patterns

#: A surname that more people of the municipality's have says nothing.
RARE = 5

_OWN_NAME = (
    "select actor, since, until, n"
    " from tovholder.looks_at_own_name(%(municipality)s, %(since)s, %(rare)s, %(most)s)"
)


def offer_them() -> None:
    """Add the pattern to the auditor's page."""
    patterns.register(
        patterns.Pattern(
            key="own_name",
            name=_("One's own name"),
            question=_(
                "What made %(who)s look %(n)s times at somebody of the same surname, or search for it,"
                " on %(day)s, from %(since)s to %(until)s?"
            ),
            told=lambda: (
                str(
                    _("A surname that at most %(n)s of the people here have, or a search for one's own name.")
                )
                % {"n": RARE}
            ),
            find=lambda window: patterns.found(_OWN_NAME, {**window.__dict__, "rare": RARE}),
        )
    )
