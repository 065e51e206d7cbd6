"""Totals of a store computed anew from the answers that it keeps, as one transaction: what was entered and what was shown stay as they were."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from briefing_app.domain.administration import Administration, Evidence
from briefing_app.storage.audit import append
from briefing_app.storage.engine import reading, translated_errors
from briefing_app.storage.entry import NEWEST, STANDING
from briefing_app.storage.importing import ImportTransaction

if TYPE_CHECKING:
    from briefing_app.storage.practice import PracticeStore

READ_ANEW = "read a total anew"
SCORE = "client_id, measure, day, at, evidence_id, date, precision, score, computed, items, severity, status, flags, solid, prorated"


class Total(NamedTuple):
    """What answers give, as in ``OwnScore``."""

    score: float | None
    severity: str
    flags: str
    solid: bool
    prorated: bool


class Changed(NamedTuple):
    """A total that was another one before; ``own`` is the row of what was entered, None for what was imported."""

    client: int
    measure: str
    day: str
    was: float | None
    now: Total
    own: int | None


def is_read(store: PracticeStore, digest: str) -> bool:
    """Whether the totals were computed by the scoring of that name."""
    with translated_errors(), store.engine.connect() as connection, reading(connection):
        found = connection.exec_driver_sql("SELECT digest FROM reading ORDER BY id DESC LIMIT 1").first()
    return found is not None and found[0] == digest


def mark_read(store: PracticeStore, digest: str, at: float) -> None:
    """Say that the totals were computed by the scoring of that name, such as all of a new store."""
    with translated_errors(), store.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO reading (digest, at) VALUES (?, ?)", (digest, at))


class Rereading(ImportTransaction):
    """The open transaction. Leave it without ``finish_reading`` and the store is as it was."""

    def __init__(self, store: PracticeStore) -> None:
        super().__init__(store.engine, 0.0, None)
        self.touched.update(row for (row,) in self._rows("SELECT DISTINCT client_id FROM evidence"))

    def last_import(self) -> float:
        """When the newest import began: what was dated after it was in the future then."""
        return float(self._value("SELECT max(started) FROM import_run") or 0.0)

    def measures(self) -> list[str]:
        """Every instrument of which there is an imported score."""
        return [measure for (measure,) in self._rows("SELECT DISTINCT measure FROM score")]

    def imported(self, derive: Callable[[list[Evidence], str], list[Administration]], unknown: list[str]) -> list[Changed]:
        """Compute the imported scores anew, but those of ``unknown`` instruments, which stay; those whose total changed."""
        before = self._totals()
        marks = ", ".join("?" * len(unknown))
        kept = self._rows(f"SELECT {SCORE} FROM score WHERE measure IN ({marks})", tuple(unknown)) if unknown else []
        self.derive_scores(derive, lambda: None)
        self._sql(f"INSERT OR IGNORE INTO score ({SCORE}) VALUES ({', '.join('?' * 15)})", kept)
        after = self._totals()
        return [
            Changed(client, measure, day, before[key], Total(score, "", "", True, False), None)
            for key, score in after.items()
            if key in before and before[key] != score
            for client, measure, day, _, _ in (key,)
        ]

    def _totals(self) -> dict[tuple[int, str, str, float, int], float | None]:
        rows = self._rows("SELECT client_id, measure, day, at, evidence_id, score FROM score")
        return {(row[0], row[1], row[2], row[3], row[4]): row[5] for row in rows}

    def entered(self, score: Callable[[str, str], Total | None]) -> list[Changed]:
        """What was entered as answers and stands, computed anew with ``score(measure, items)``; None leaves it as it is.

        The rows of what was entered stay as they are, with who entered them when.
        """
        rows = self._rows(
            f"SELECT o.id, o.client_id, o.measure, o.day, o.items, {STANDING} FROM own_score o {NEWEST} WHERE o.items <> ''"
            " AND o.withdrawn = 0 AND NOT EXISTS (SELECT 1 FROM own_score n WHERE n.replaces = o.id) ORDER BY o.id"
        )
        found = [(row, client, measure, day, was, score(measure, items)) for row, client, measure, day, items, was in rows]
        return [
            Changed(client, measure, day, was, now, row)
            for row, client, measure, day, was, now in found
            if now is not None and now.score != was
        ]

    def finish_reading(self, digest: str, changed: list[Changed], at: float, by: str) -> None:
        """List each changed total once, with a row of the audit, and commit."""
        for one in changed:
            self._sql(
                "INSERT INTO reread (client_id, measure, day, was, own, score, severity, flags, solid, prorated, at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*one[:4], one.own, *one.now[:3], int(one.now.solid), int(one.now.prorated), at),
            )
            append(self._connection, READ_ANEW, at, by, client=one.client, detail=f"{one.measure} {one.day}")
        self._sql("INSERT INTO reading (digest, at) VALUES (?, ?)", (digest, at))
        self.commit()
