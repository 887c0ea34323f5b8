"""Documents that lie outside the database are locked again under the newest key (core.resealing)."""

from collections.abc import Iterator
from typing import Any

from tovholder.cases.files import stores
from tovholder.core import sealing
from tovholder.core.resealing import Batch

_NEXT = """
select id, stored_as from cases_document
 where (stored_as like '%%.locked' or stored_as like 's3:%%') and (%s::uuid is null or id > %s)
 order by id limit %s
"""
#: The row is held while its file is written again: whoever deletes it waits, and the file goes after it.
_HELD = f"{_NEXT} for update"


class Documents:
    """Files in a folder, or objects in a bucket: each is asked under which key it lies."""

    name = "cases_document"

    def left(self, cursor: Any) -> int:
        return sum(self._is_stale(name) for rows in _rows(cursor, _NEXT, 200) for _key, name in rows)

    def batches(self, cursor: Any) -> Iterator[Batch]:
        for rows in _rows(cursor, _HELD, 1):
            for key, name in rows:
                try:
                    if self._is_stale(name):
                        content = sealing.unseal_bytes(stores.read(name), place=stores.PLACE, row=key)
                        stores.write(name, sealing.seal_bytes(content, place=stores.PLACE, row=key))
                        yield Batch(done=1)
                except (stores.Missing, stores.Silent, sealing.Broken):
                    yield Batch(broken=1)

    def _is_stale(self, name: str) -> bool:
        """What cannot be had is nobody's to lock: it counts as left."""
        try:
            return stores.beginning(name) != sealing.mark()
        except (stores.Missing, stores.Silent):
            return True


def _rows(cursor: Any, statement: str, size: int) -> Iterator[list[Any]]:
    last = None
    while True:
        cursor.execute(statement, [last, last, size])
        rows = cursor.fetchall()
        if not rows:
            return
        last = rows[-1][0]
        yield rows
