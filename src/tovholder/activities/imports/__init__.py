"""Requests and held sessions from a municipality's spreadsheets: upload, columns, trial run, load.

As `partners.imports`: a trial run shows row by row what the load will do, and the load does exactly that,
all of it or nothing. What is here already (the same offer, school, class and day) is left alone, so that a
file can be loaded again after its refused rows are mended.

*Requests*: a row is a class (or, without one, a whole booking); rows with the same booking number, or else
the same offer, school and day, are one booking.

*Held sessions*: a row is a headcount. Rows with the same offer, school, day and hour are one session.
Sessions with the same booking number are one course; without numbers, the sessions of the same classes
are put together in the order of their days, as many as the offer has sessions. That matters: a pupil
counts once in a course (`activities.indicators`).
"""

from tovholder.activities.imports.columns import HELD, PURPOSES, REQUESTS, columns
from tovholder.activities.imports.drafts import (
    ChangedMeanwhile,
    LoadedBefore,
    NothingToLoad,
    choose,
    discard,
    upload,
    waiting,
)
from tovholder.activities.imports.load import load
from tovholder.activities.imports.trial import trial

__all__ = [
    "HELD",
    "PURPOSES",
    "REQUESTS",
    "ChangedMeanwhile",
    "LoadedBefore",
    "NothingToLoad",
    "choose",
    "columns",
    "discard",
    "load",
    "trial",
    "upload",
    "waiting",
]
