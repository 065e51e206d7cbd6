"""Files of the clinician's own for instruments that ship: which were met, which count. Rows are added, never rewritten; each act is audited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing_app.domain.own_version import OwnVersion, State
from briefing_app.storage.act import step
from briefing_app.storage.audit import append
from briefing_app.storage.engine import Transaction, reading, translated_errors

if TYPE_CHECKING:
    from briefing_app.storage.practice import PracticeStore


DEEDS = {
    State.MET: "met a measure file that does not count",
    State.COUNTS: "confirmed an own measure file",
    State.ENDED: "took an own measure file back",
}


def own_versions(store: PracticeStore) -> dict[str, OwnVersion]:
    """The newest act about each file, by its digest."""
    with translated_errors(), store.engine.connect() as connection, reading(connection):
        rows = connection.exec_driver_sql("SELECT measure, digest, state, at, by FROM own_version ORDER BY id").fetchall()
    return {row[1]: OwnVersion._make(row) for row in rows}


def confirmed_digests(store: PracticeStore) -> frozenset[str]:
    """The files that count."""
    return frozenset(digest for digest, one in own_versions(store).items() if one.state == State.COUNTS)


@step
def add_own_version(transaction: Transaction, one: OwnVersion) -> None:
    """Keep an act about a file together with its row of the audit."""
    transaction.exec_driver_sql("INSERT INTO own_version (measure, digest, state, at, by) VALUES (?, ?, ?, ?, ?)", tuple(one))
    append(transaction, DEEDS[State(one.state)], one.at, one.by, detail=f"{one.measure} {one.digest[:12]}")
