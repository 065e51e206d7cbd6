"""Numbers of instruments that the practice confirmed. Rows are added, never rewritten: the newest of a name stands, one without value is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing_app.domain.confirmation import Confirmed
from briefing_app.domain.problems import Problem
from briefing_app.storage.audit import append
from briefing_app.storage.engine import translated_errors

if TYPE_CHECKING:
    from briefing_app.storage.practice import PracticeStore

CONFIRMED_NUMBER, TAKEN_BACK = "confirmed a number", "took a number back"
_INSERT = "INSERT INTO confirmed_number (measure, name, value, source, at, by) VALUES (?, ?, ?, ?, ?, ?)"


def confirmed_numbers(store: PracticeStore) -> dict[str, tuple[Confirmed, ...]]:
    """The numbers that stand, by measure."""
    with translated_errors(), store.engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT measure, name, value, source, at, by FROM confirmed_number ORDER BY id"
        ).fetchall()
    newest = {(row[0], row[1]): row for row in rows}
    found: dict[str, tuple[Confirmed, ...]] = {}
    for (measure, _), row in newest.items():
        if row[2] is not None:
            found[measure] = (*found.get(measure, ()), Confirmed._make(row))
    return found


def keep_number(store: PracticeStore, one: Confirmed) -> None:
    """Keep a confirmed number together with its row of the audit."""
    with translated_errors(), store.engine.begin() as connection:
        connection.exec_driver_sql(_INSERT, tuple(one))
        append(connection, CONFIRMED_NUMBER, one.at, one.by, detail=f"{one.measure} {one.name}")


def take_number_back(store: PracticeStore, measure: str, name: str, at: float, by: str) -> None:
    """Let a number count no more. Raises Problem where it was not confirmed."""
    with translated_errors(), store.engine.begin() as connection:
        last = connection.exec_driver_sql(
            "SELECT value FROM confirmed_number WHERE measure = ? AND name = ? ORDER BY id DESC LIMIT 1", (measure, name)
        ).first()
        if last is None or last[0] is None:
            raise Problem(f"{name} of {measure} is not confirmed here.", "There is nothing to take back.")
        connection.exec_driver_sql(_INSERT, (measure, name, None, "", at, by))
        append(connection, TAKEN_BACK, at, by, detail=f"{measure} {name}")
