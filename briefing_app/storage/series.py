"""Series of appointments at the end of an import: what a series no longer tells of goes, and what stands by itself takes its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Told = tuple[str, int, str, float]  # the series, the client's row, and the version and age of the Appointment that told of it

# A newer partial copy of the Appointment, which has a status and no time.
_NEWER_STATUS = """UPDATE meeting SET updated = b.updated,
    status = CASE WHEN b.status IN ('booked', 'pending', 'cancelled') THEN b.status ELSE meeting.status END
    FROM meeting b JOIN meeting p ON p.resource_id = b.resource_id AND p.kind = b.kind AND p.client_id = 0 AND p.at = 0 AND p.updated = b.updated
    WHERE meeting.series <> '' AND meeting.expanded = 1 AND b.resource_id = meeting.series AND b.client_id = meeting.client_id
    AND b.kind = 'appointment'"""
_OF_ANOTHER_VERSION = """DELETE FROM meeting WHERE series <> '' AND expanded = 1 AND NOT EXISTS (SELECT 1 FROM meeting b
    WHERE b.series = meeting.series AND b.resource_id = b.series AND b.client_id = meeting.client_id AND b.version = meeting.version
    AND b.updated = meeting.updated)"""
_TOLD_BY_THIS = """SELECT m.id, m.resource_id FROM meeting m JOIN meeting b ON b.resource_id = m.series AND b.series = m.series
    AND b.client_id = m.client_id WHERE m.series = ? AND m.series <> '' AND m.client_id = ? AND m.expanded = 1 AND b.version = ? AND b.updated = ?"""
_REPLACED = """UPDATE meeting SET replaced = EXISTS (SELECT 1 FROM meeting x WHERE x.client_id = meeting.client_id AND x.kind = 'appointment'
    AND x.expanded = 0 AND x.resource_id <> x.series AND x.resource_id <> meeting.resource_id
    AND ((x.series = meeting.series AND x.place = meeting.place) OR (x.at = meeting.at AND x.at > 0)))
    WHERE series <> '' AND (expanded = 1 OR resource_id = series)"""


def settle_series(sql: Callable[..., Any], told: Mapping[Told, set[str]], merged: Mapping[int, int]) -> None:
    """Bring the meetings of every series to what is told of it now; ``told`` are those of this import by their ids, ``merged`` whose record
    is another's."""
    sql(_NEWER_STATUS)
    sql(_OF_ANOTHER_VERSION)
    for (series, client, version, updated), ids in told.items():
        rows = sql(_TOLD_BY_THIS, (series, merged.get(client, client), version, updated)).fetchall()
        sql("DELETE FROM meeting WHERE id = ?", [(row,) for row, name in rows if name not in ids])
    sql(_REPLACED)
