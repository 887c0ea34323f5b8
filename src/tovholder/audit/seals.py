"""The sealed chain over the log of looks: making it, anchoring it, and verifying it in one ordered pass.

The database makes the seals (migration 0002): each covers the rows of a month that the transactions from one
number up to another wrote. Verifying trusts no function of the database but `record_send`: rows and seals are
read, and hashed here.
"""

import hashlib
import struct
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain, groupby
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tovholder.audit import anchors
from tovholder.audit.anchors import Anchor
from tovholder.audit.models import Verification

#: More faults than these are only counted.
MOST = 20
#: Rows wait seconds for their seal; longer, and a transaction stands open, or no worker runs.
WAITED_TOO_LONG = timedelta(minutes=10)

#: id, at (microseconds since 2000), xid and cluster in `record_send(row(1, id, at, xid, cluster, …))`.
_HEAD = struct.Struct(">q8xq8xQ8xq")
_HEAD_AT = 24
_Y2000 = datetime(2000, 1, 1, tzinfo=UTC)

_ROWS = """
select record_send(row(1, id, at, xid, cluster, actor, agency, municipality, clock_offset, request, way, view,
         purpose, persons, cases, concerns, words_hash))
  from audit_read where cluster = %s and xid >= %s::text::xid8 order by cluster, xid, id
"""
_SEALS = """
select no, at, (extract(epoch from at) * 1000000)::bigint, cluster, part, from_xid::text, to_xid::text, n,
       case when ids is not null then record_send(row(ids, marks)) end, ids_hash, rows_hash, kind, note, hash
  from audit_seal order by no
"""


@dataclass(frozen=True)
class State:
    """How the seal fares now: the youngest seal, and the rows that wait for the next."""

    no: int | None
    at: datetime | None
    age: timedelta | None
    waiting: int
    waited: timedelta | None


@dataclass(frozen=True)
class Fault:
    """Something that is not as it was sealed. `row` is a row's id, `seal` a seal's number."""

    what: str
    seal: int | None = None
    row: int | None = None
    part: str = ""

    def __str__(self) -> str:
        return _SENTENCES[self.what]() % {
            "row": self.row,
            "seal": self.seal,
            "part": self.part,
        }


_SENTENCES: dict[str, Callable[[], str]] = {
    "changed": lambda: _("Row %(row)s was changed (seal %(seal)s, %(part)s)."),
    "removed": lambda: _("Row %(row)s was removed (seal %(seal)s, %(part)s)."),
    "put_in": lambda: _("Row %(row)s was put in (seal %(seal)s, %(part)s)."),
    "outside": lambda: _("Row %(row)s (%(part)s) lies outside every seal."),
    "seal_changed": lambda: _("Seal %(seal)s, or the one before it, was changed."),
    "seal_removed": lambda: _("Seal %(seal)s was removed."),
    "seal_impossible": lambda: _("Seal %(seal)s is none that this program makes."),
    "seal_out_of_order": lambda: _(
        "Seal %(seal)s does not begin where the one before it ended: looks are sealed twice, or by no seal."
    ),
    "seal_ahead": lambda: _("Seal %(seal)s covers looks that nobody has taken yet."),
    "moved_unrecorded": lambda: _(
        "From seal %(seal)s on another server sealed, and no anchor says that a backup was put back there."
    ),
    "seal_rewritten": lambda: _("Seal %(seal)s is not the one that was anchored."),
    "cut_off": lambda: _("Seals from %(seal)s on were cut off: they are anchored and not there."),
    "anchor_forged": lambda: _("The anchor of seal %(seal)s was not signed with our key."),
    "anchor_unreadable": lambda: _("Line %(row)s of the anchors cannot be read."),
    "drop_unrecorded": lambda: _(
        "The month %(part)s was dropped, and no anchor says by whom (seal %(seal)s)."
    ),
}


@dataclass
class Report:
    """What verifying found. `notes` are no faults: restores that somebody recorded."""

    rows: int = 0
    seals: int = 0
    faults: list[Fault] = field(default_factory=list)
    more: int = 0
    notes: list[str] = field(default_factory=list)
    youngest: datetime | None = None
    waiting: int = 0
    anchored: int | None = None
    at: datetime | None = None
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        return not self.faults

    def add(self, what: str, **where: Any) -> None:
        """Note a fault."""
        if len(self.faults) < MOST:
            self.faults.append(Fault(what, **where))
        else:
            self.more += 1


def state() -> State:
    """How the seal fares; one statement, no actor needed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select last_no, last_at, now() - last_at, waiting, now() - waiting_since"
            " from tovholder.seal_state()"
        )
        return State(*cursor.fetchone())


def trouble() -> list[str]:
    """A sentence in English where rows wait too long for their seal; one statement, no actor needed."""
    waited = state().waited
    if waited is not None and waited > WAITED_TOO_LONG:
        return [f"looks have waited {waited.total_seconds() // 60:.0f} minutes for their seal"]
    return []


def make_months() -> None:
    """Make the log's partitions of this month and the next two, where they are missing."""
    with connection.cursor() as cursor:
        cursor.execute("select tovholder.make_log_months()")


def seal() -> int:
    """Seal what is finished. Returns the youngest seal's number: `anchor` it when this is committed."""
    with connection.cursor() as cursor:
        cursor.execute("select tovholder.seal_log()")
        newest: int | None = cursor.fetchone()[0]
    return newest or 0


def anchor(newest: int) -> int:
    """Anchor what is not yet; nothing where the installation keeps no anchors. Returns how many.

    :param newest: the number of the youngest seal, committed.
    :raises anchors.Broken: the database's seal is not the one that was anchored last.
    """
    if anchors.place() is None:
        return 0
    known = anchors.last()
    if not newest or (known is not None and known.no == newest):
        return 0
    with anchors.advancing() as (last, write), connection.cursor() as cursor:
        since = last.no if last else 0
        cursor.execute("select no, hash, at from audit_seal where no >= %s order by no", [since])
        found = [(no, bytes(digest), at) for no, digest, at in cursor.fetchall()]
        if since and last:
            if not found or found[0][:2] != (last.no, last.hash):
                raise anchors.Broken(f"seal {last.no} is not the one that was anchored")
            del found[0]
        write(anchors.made("seal", *row) for row in found)
        return len(found)


def drop_month(cursor: Any, *, part: str, why: str) -> int:
    """Drop a month of the log. Returns the seal's number; anchor it when it is committed (`anchor_drop`).

    :param cursor: of the tables' owner.
    :param part: the month, "2024-11".
    :param why: the rule, and who follows it.
    """
    cursor.execute("set local lock_timeout = '10s'")
    cursor.execute("select tovholder.drop_log_month(%s, %s)", [part, why])
    number: int = cursor.fetchone()[0]
    return number


def anchor_drop(no: int) -> None:
    """Anchor the seal of a drop as one that somebody answers for."""
    if anchors.place() is not None:
        anchor(no)
        with connection.cursor() as cursor:
            cursor.execute("select hash, at from audit_seal where no = %s and kind = 'dropped'", [no])
            digest, at = cursor.fetchone()
        anchors.append(anchors.made("dropped", no, bytes(digest), at))


def anchor_restore(at: datetime) -> None:
    """Say in the anchors that a backup took the database back to the seal that is now its youngest."""
    if anchors.place() is not None:
        with connection.cursor() as cursor:
            cursor.execute("select no, hash from audit_seal order by no desc limit 1")
            no, digest = cursor.fetchone() or (0, b"\0")
        anchors.append(anchors.made("restored", no, bytes(digest), at))


def verify(against: list[Anchor] | None = None) -> Report:
    """Compare rows, seals and anchors: one ordered pass. The actor must be a command or a job.

    :param against: anchors that somebody printed or was mailed, beside the file's.
    """
    began = time.monotonic()
    report = Report()
    known = _Anchored(report, against or [])
    with transaction.atomic():
        with connection.cursor() as cursor:
            # The rows come by the index of their order: sorting would put them all on the disk first.
            cursor.execute("set local enable_sort = off")
            cursor.execute("select distinct part from audit_seal where kind = 'dropped'")
            dropped = {part for (part,) in cursor.fetchall()}
            cursor.execute("select cluster from audit_read group by 1")
            clusters = [cluster for (cluster,) in cursor.fetchall()]
            cursor.execute(
                "select tovholder.cluster(), now(),"
                " (select cluster from audit_seal where kind = 'rows' order by no desc limit 1)"
            )
            here, report.at, newest = cursor.fetchone()
        walk = _Walk(report, known, dropped, here=here, moved=newest != here)
        for (cluster, since, until), group in groupby(_seals(report, known, dropped), _range):
            walk.compare(cluster, since, until, list(group))
        walk.finish(clusters)
    known.finish()
    report.seconds = time.monotonic() - began
    return report


def keep(report: Report) -> None:
    """Keep what was found, for the auditor's page: sentences, no content."""
    assert report.at is not None
    Verification.objects.create(
        at=report.at,
        rows=report.rows,
        seals=report.seals,
        seconds=report.seconds,
        faults=[fault.__dict__ for fault in report.faults],
    )


@dataclass
class _Seal:
    no: int
    cluster: int
    part: str
    since: int
    until: int
    n: int
    rows_hash: bytes


@dataclass
class _Open:
    """A seal whose rows are being read."""

    seal: _Seal
    ids: list[int] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)


class _Anchored:
    """The anchors, while the seals pass by."""

    def __init__(self, report: Report, against: list[Anchor]) -> None:
        self.report = report
        self.hashes: dict[int, list[bytes]] = {}
        self.drops: set[tuple[int, bytes]] = set()
        self.restores: list[int] = []
        #: Servers that sealed since a restore; None when it is over: the one that goes on has sealed twice.
        self.since_restore: set[int] | None = None
        self.sealed_by: int | None = None
        self.highest = 0
        self.signers = anchors.signers()
        #: The newest key that has signed so far: after it, none of before signs any more.
        self.newest_signer = len(self.signers)
        #: The youngest seal that one of before has signed.
        self.of_before = 0
        for number, anchor_ in enumerate(anchors.kept(), start=1):
            if anchor_ is None:
                report.add("anchor_unreadable", row=number)
            elif not self._is_ours(anchor_):
                report.add("anchor_forged", seal=anchor_.no)
            else:
                self._keep(anchor_)
        for given in against:
            self._keep(given)
        if self.of_before:
            report.notes.append(
                _("Up to seal %(no)s the anchors were signed with a key of before.") % {"no": self.of_before}
            )
        self.waits = sorted(self.hashes)
        self.restores.sort()
        self.newest_restore = self.restores[-1] if self.restores else 0
        if self.hashes:
            report.anchored = self.waits[-1]

    def _is_ours(self, anchor_: Anchor) -> bool:
        """Whether a key signed it that still could; always, where the installation has none."""
        signer = anchors.signed_by(anchor_, self.signers)
        if signer is not None and signer <= self.newest_signer:
            self.newest_signer = signer
            if signer:
                self.of_before = max(self.of_before, anchor_.no)
            return True
        return not self.signers

    def _keep(self, anchor_: Anchor) -> None:
        if anchor_.kind == "restored":
            self.restores.append(anchor_.no)
            # What came after it was lost with the database that the backup replaced.
            lost = [no for no in self.hashes if no > anchor_.no]
            for no in lost:
                del self.hashes[no]
            if lost:
                self.report.notes.append(
                    _("A backup was restored: seals %(first)s to %(last)s are anchored and not there.")
                    % {"first": min(lost), "last": max(lost)}
                )
        elif anchor_.kind == "dropped":
            self.drops.add((anchor_.no, anchor_.hash))
        if anchor_.no:
            self.hashes.setdefault(anchor_.no, []).append(anchor_.hash)

    def see(self, no: int, digest: bytes, kind: str, part: str) -> None:
        self.highest = no
        if any(each != digest for each in self.hashes.get(no, ())):
            self.report.add("seal_rewritten", seal=no)
        if kind == "dropped" and (no, digest) not in self.drops:
            self.report.add("drop_unrecorded", seal=no, part=part)

    def see_server(self, no: int, cluster: int) -> None:
        """Tell of a server that seals where another one did, unless a restore was recorded then or later.

        After a restore come what the other servers had not sealed, once each, and then the server's own.
        """
        while self.restores and self.restores[0] < no:
            del self.restores[0]
            self.since_restore = set()
        expected = self.since_restore is not None and cluster not in self.since_restore
        told = expected or no <= self.newest_restore
        if self.hashes and self.sealed_by not in (None, cluster) and not told:
            self.report.add("moved_unrecorded", seal=no)
        if self.since_restore is not None:
            self.since_restore = {*self.since_restore, cluster} if expected else None
        self.sealed_by = cluster

    def finish(self) -> None:
        beyond = [no for no in self.waits if no > self.highest]
        if beyond:
            self.report.add("cut_off", seal=beyond[0])


Batch = list[tuple[Any, ...]]


def _batches(statement: str, name: str, parameters: list[Any]) -> Iterator[Batch]:
    """Rows from a cursor on the server, in PostgreSQL's binary form; the next come while these are read."""
    connection.ensure_connection()
    with (
        connection.connection.cursor(name=name, binary=True) as cursor,
        ThreadPoolExecutor(max_workers=1) as other,
    ):
        cursor.execute(statement, parameters)
        following: Future[Batch] = other.submit(cursor.fetchmany, 5000)
        while batch := following.result():
            following = other.submit(cursor.fetchmany, 5000)
            yield batch


def _seals(report: Report, known: _Anchored, dropped: set[str]) -> Iterator[_Seal]:
    """The seals of rows by number, each seal checked as a link of the chain as it passes."""
    previous, expected = b"", 1
    for row in chain.from_iterable(_batches(_SEALS, "seals", [])):
        no, at, micros, cluster, part, since, until, n, named, ids_hash, rows_hash, kind, note, digest = row
        for missing in range(expected, min(no, expected + MOST)):
            report.add("seal_removed", seal=missing)
        text = f"1|{no}|{micros}|{cluster}|{part}|{since}|{until}|{n}|{ids_hash.hex()}|{rows_hash.hex()}"
        link = hashlib.sha256(previous + f"{text}|{kind}|{note}".encode()).digest()
        wrong_names = (
            hashlib.sha256(named).digest() != ids_hash
            if named is not None
            else kind == "rows" and part not in dropped
        )
        # After a gap the previous link is not known: the gap has been told.
        if wrong_names or (link != digest and no == expected):
            report.add("seal_changed", seal=no)
        known.see(no, digest, kind, part)
        report.seals += 1
        report.youngest = at
        previous, expected = digest, no + 1
        if kind == "rows":
            if n < 1 or int(since) >= int(until):
                report.add("seal_impossible", seal=no)
            yield _Seal(no, cluster, part, int(since), int(until), n, rows_hash)
        elif kind != "dropped":
            report.add("seal_impossible", seal=no)


def _range(seal_: _Seal) -> tuple[int, int, int]:
    """What seals that were made together have in common: the server, and from where to where."""
    return seal_.cluster, seal_.since, seal_.until


#: What reads a server's rows: it is sent the seals of one range after the other, and none at the end.
_Reader = Generator[None, "dict[str, _Open]", None]


class _Walk:
    """The rows of every server beside its seals, in the order in which the chain names them."""

    def __init__(
        self, report: Report, known: _Anchored, dropped: set[str], *, here: int, moved: bool
    ) -> None:
        self.report, self.known, self.dropped, self.here = report, known, dropped, here
        #: The rows that a backup brought along from another server wait for the first seal here.
        self.moved = moved
        self.readers: dict[int, _Reader] = {}
        self.ends: dict[int, _Seal] = {}
        #: The number of the next transaction, when all seals have passed.
        self.following = 0

    def compare(self, cluster: int, since: int, until: int, seals: list[_Seal]) -> None:
        """Read the rows of seals that were made together."""
        first, before = seals[0], self.ends.get(cluster)
        end = before.until if before else 0
        self.known.see_server(first.no, cluster)
        if since != end:
            self.report.add("seal_out_of_order", seal=first.no)
        if since < end and cluster in self.readers:
            # What was read is read again, for this seal.
            self.readers.pop(cluster).close()
        opened: dict[str, _Open] = {}
        newest = ""
        for each in seals:
            if each.part <= newest:
                self.report.add("seal_out_of_order", seal=each.no)
            newest = max(newest, each.part)
            opened.setdefault(each.part, _Open(each))
        self._reader(cluster, since if since < end else 0).send(opened)
        self.ends[cluster] = seals[-1]

    def finish(self, clusters: list[int]) -> None:
        """Read what lies beyond the seals."""
        with connection.cursor() as cursor:
            cursor.execute("select pg_snapshot_xmax(pg_current_snapshot())::text, pg_current_xact_id()::text")
            following, own = cursor.fetchone()
            self.following = max(int(following), int(own) + 1)
        for cluster in [*self.readers, *(each for each in clusters if each not in self.readers)]:
            with suppress(StopIteration):
                self._reader(cluster).send({})
        newest = self.ends.get(self.here)
        if newest is not None and newest.until > self.following:
            self.report.add("seal_ahead", seal=newest.no)

    def _may_wait(self, cluster: int, xid: int) -> bool:
        """Whether a row beyond the seals can be one that the next seal takes."""
        return xid < self.following if cluster == self.here else self.moved

    def _reader(self, cluster: int, since: int = 0) -> _Reader:
        if cluster not in self.readers:
            self.readers[cluster] = self._rows(cluster, since)
            next(self.readers[cluster])
        return self.readers[cluster]

    def _rows(self, cluster: int, begin: int) -> _Reader:
        """The rows of one server from a transaction on, beside the seals that are sent."""
        report, dropped = self.report, self.dropped
        opened: dict[str, _Open] = {}
        since = until = 0
        month = _Month()
        mine: _Open | None = None
        done = False
        sha256, unpack = hashlib.sha256, _HEAD.unpack_from
        for batch in _batches(_ROWS, f"rows_{cluster}", [cluster, begin]):
            report.rows += len(batch)
            # A million times: the usual row is one of the month and the seal that are open.
            for (record,) in batch:
                number, at, xid, _cluster = unpack(record, _HEAD_AT)
                if mine is None or not (xid < until and month.since <= at < month.until):
                    while xid >= until and not done:
                        _finish(report, opened, dropped)
                        opened = yield
                        if opened:
                            first = next(iter(opened.values())).seal
                            since, until = first.since, first.until
                        else:
                            done = True
                    part = month.of(at)
                    mine = opened.get(part) if since <= xid < until else None
                    if mine is None:
                        if done and xid >= until and self._may_wait(cluster, xid):
                            report.waiting += 1
                        else:
                            report.add("outside", row=number, part=part)
                        continue
                mine.ids.append(number)
                mine.hashes.append(sha256(record).digest())
        _finish(report, opened, dropped)
        while opened := (yield):
            _finish(report, opened, dropped)


def _finish(report: Report, opened: dict[str, _Open], dropped: set[str]) -> None:
    for each in opened.values():
        seal_ = each.seal
        if seal_.part in dropped:
            for number in each.ids[:1]:
                report.add("put_in", row=number, seal=seal_.no, part=seal_.part)
        elif len(each.ids) != seal_.n or hashlib.sha256(b"".join(each.hashes)).digest() != seal_.rows_hash:
            marks = [hashed[:8] for hashed in each.hashes]
            what, first = _first_wrong(seal_.no, list(zip(each.ids, marks, strict=True)))
            report.add(what, row=first, seal=seal_.no, part=seal_.part)


def _first_wrong(no: int, rows: list[tuple[int, bytes]]) -> tuple[str, int | None]:
    """What happened to the first row that is not as it was sealed, and its id."""
    with connection.cursor() as cursor:
        cursor.execute("select ids, marks from audit_seal where no = %s", [no])
        ids, marks = cursor.fetchone()
    ids, marks = list(ids or ()), bytes(marks or b"")
    sealed = [(number, marks[8 * i : 8 * i + 8]) for i, number in enumerate(ids)]
    there, were = {number for number, _mark in rows}, set(ids)
    for (number, mark), (old, old_mark) in zip(rows, sealed, strict=False):
        if number == old and mark == old_mark:
            continue
        if number == old:
            return "changed", number
        if old not in there:
            return "removed", old
        if number not in were:
            return "put_in", number
        return "changed", number
    if len(sealed) > len(rows):
        return "removed", sealed[len(rows)][0]
    if len(rows) > len(sealed):
        return "put_in", rows[len(sealed)][0]
    return "changed", rows[0][0] if rows else None


class _Month:
    """The month in UTC of a time in microseconds since 2000, as the seals name it."""

    def __init__(self) -> None:
        self.since = self.until = 0
        self.name = ""

    def of(self, at: int) -> str:
        if not self.since <= at < self.until:
            first = (_Y2000 + timedelta(microseconds=at)).replace(
                day=1, hour=0, minute=0, second=0, microsecond=0
            )
            following = (first + timedelta(days=32)).replace(day=1)
            self.since, self.until = (
                round((day - _Y2000).total_seconds() * 1_000_000) for day in (first, following)
            )
            self.name = f"{first:%Y-%m}"
        return self.name
