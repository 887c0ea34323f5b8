"""What of the looks at people is worth a question: one's own name, and one's own address.

The auditor sees no person. Functions of the gate compare, and tell who looked and how often, not at whom
(people/migrations/0004 and 0006). An account has no address: whoever bears the reader's first and last name
in the register says where she lives, where all of that name live at one place. So a household is found only
where the register knows somebody of the reader's name, and a protected address is never compared.
"""

from django.utils.translation import gettext_lazy as _

from tovholder.audit import patterns

#: A surname that more people of the municipality's have says nothing.
RARE = 5
#: An address at which more of them live is no household.
HOUSEHOLD = 10

_OWN_NAME = (
    "select actor, since, until, n"
    " from tovholder.looks_at_own_name(%(municipality)s, %(since)s, %(rare)s, %(most)s)"
)
_OWN_ADDRESS = (
    "select actor, since, until, n"
    " from tovholder.looks_at_own_address(%(municipality)s, %(since)s, %(rare)s, %(most)s)"
)


def offer_them() -> None:
    """Add the patterns to the auditor's page."""
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
    patterns.register(
        patterns.Pattern(
            key="own_address",
            name=_("One's own address"),
            question=_(
                "What made %(who)s look %(n)s times at somebody who lives where somebody of the same name"
                " lives, on %(day)s, from %(since)s to %(until)s?"
            ),
            told=lambda: (
                str(
                    _(
                        "Somebody at the address of a person here who bears the reader's first and last name,"
                        " where that name has one address alone and at most %(n)s people live there."
                        " Protected addresses are left out."
                    )
                )
                % {"n": HOUSEHOLD}
            ),
            find=lambda window: patterns.found(_OWN_ADDRESS, {**window.__dict__, "rare": HOUSEHOLD}),
        )
    )
