"""What of the looks at cases is worth a question: a case in which nothing is asked of who looks.

The auditor sees no case. A function of the gate tells who looked and how often (cases/migrations/0010).
"""

from django.utils.translation import gettext_lazy as _

from tovholder.audit import patterns

_NO_TASK = (
    "select actor, since, until, n from tovholder.looks_without_task(%(municipality)s, %(since)s, %(most)s)"
)


def offer_them() -> None:
    """Add the pattern to the auditor's page."""
    patterns.register(
        patterns.Pattern(
            key="no_task",
            name=_("A case without a task"),
            question=_(
                "What made %(who)s look %(n)s times at a case in which she has no task,"
                " on %(day)s, from %(since)s to %(until)s?"
            ),
            told=lambda: str(
                _(
                    "Whoever takes part in a case and has neither a task nor a note in it, whose agency was"
                    " not asked for its registers, and who has not been at a meeting about it."
                )
            ),
            find=lambda window: patterns.found(_NO_TASK, window.__dict__),
        )
    )
