"""Numbers of instruments that the practice confirmed. Rows are added, never rewritten: the newest of a name stands, one without value is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing_app.domain.confirmation import Confirmed
from briefing_app.domain.problems import Problem
from briefing_app.storage.act import step
from briefing_app.storage.audit import append
from briefing_app.storage.engine import Transaction, reading, translated_errors

if TYPE_CHECKING:
    from briefing_app.storage.practice import PracticeStore

CONFIRMED_NUMBER, TAKEN_BACK = "confirmed a number", "took a number back"
_INSERT = "INSERT INTO confirmed_number (measure, name, value, source, at, by) VALUES (?, ?, ?, ?, ?, ?)"


def confirmed_numbers(store: PracticeStore) -> dict[str, tuple[Confirmed, ...]]:
    """The numbers that stand, by measure."""
    with translated_errors(), store.engine.connect() as connection, reading(connection):
        rows = connection.exec_driver_sql(
            "SELECT measure, name, value, source, at, by FROM confirmed_number ORDER BY id"
        ).fetchall()
    newest = {(row[0], row[1]): row for row in rows}
    found: dict[str, tuple[Confirmed, ...]] = {}
    for (measure, _), row in newest.items():
        if row[2] is not None:
            found[measure] = (*found.get(measure, ()), Confirmed._make(row))
    return found


def standing_number(transaction: Transaction, measure: str, name: str) -> Confirmed | None:
    """A number as it was confirmed, None where it is not."""
    found = transaction.exec_driver_sql(
        "SELECT measure, name, value, source, at, by FROM confirmed_number WHERE measure = ? AND name = ? ORDER BY id DESC LIMIT 1",
        (measure, name),
    ).first()
    return Confirmed._make(found) if found is not None and found[2] is not None else None


@step
def keep_number(transaction: Transaction, one: Confirmed) -> None:
    """Keep a confirmed number together with its row of the audit."""
    transaction.exec_driver_sql(_INSERT, tuple(one))
    append(transaction, CONFIRMED_NUMBER, one.at, one.by, detail=f"{one.measure} {one.name}")


@step
def take_number_back(transaction: Transaction, measure: str, name: str, at: float, by: str) -> None:
    """Let a number count no more. Raises Problem where it was not confirmed."""
    if standing_number(transaction, measure, name) is None:
        raise Problem(f"{name} of {measure} is not confirmed here.", "There is nothing to take back.")
    transaction.exec_driver_sql(_INSERT, (measure, name, None, "", at, by))
    append(transaction, TAKEN_BACK, at, by, detail=f"{measure} {name}")
