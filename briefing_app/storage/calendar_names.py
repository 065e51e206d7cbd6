"""What the clinician said of calendars, written and read: names of words and series, rules of what is a session."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from briefing_app.domain.calendar_names import CalendarRule, normal
from briefing_app.storage.calendar import Rows
from briefing_app.storage.calendar_settle import Asked, asked_of
from briefing_app.storage.engine import Transaction
from briefing_app.storage.own_client import PEOPLE

if TYPE_CHECKING:
    from briefing_app.storage.practice import PracticeReader

Place = tuple[str, str, str]


def rows_in(transaction: Transaction) -> Rows:
    """How this layer's statements run in an open transaction."""

    def rows(statement: str, parameters: Any = ()) -> list[Any]:
        found = transaction.exec_driver_sql(statement, parameters)
        return [tuple(row) for row in found] if found.returns_rows else []

    return rows


def calendars_in(rows: Rows) -> list[tuple[str, str]]:
    """Key and name of every calendar that was read."""
    return [(key, name) for key, name in rows("SELECT key, name FROM calendar ORDER BY id")]


def people_in(rows: Rows) -> list[tuple[int, str, str, str]]:
    """Row, id, name and birth date of every client."""
    found = rows(
        f"SELECT id, source_id, given, family, birth_date FROM {PEOPLE} WHERE known = 1 AND hidden = 0 AND merged_into IS NULL"
    )
    return [(row, id, f"{given} {family}".strip(), born) for row, id, given, family, born in found]


def asked_in(reader: PracticeReader, zone: tzinfo | None) -> list[Asked]:
    """Every series of every calendar with what is known of it."""
    return asked_of(reader.rows, zone)


def _same_words(rows: Rows, calendar: str, words: str, series: str) -> list[tuple[int, int]]:
    found = rows(
        "SELECT id, client_id, words FROM calendar_name WHERE calendar = ? AND series = ? ORDER BY id", (calendar, series)
    )
    return [(row, client) for row, client, said in found if series or normal(said) == normal(words)]


def said_names(rows: Rows, calendar: str, words: str, series: str) -> tuple[int, ...]:
    """Whom these words, or this series, are said to mean now."""
    return tuple(client for _, client in _same_words(rows, calendar, words, series))


def say_names(rows: Rows, place: Place, clients: tuple[int, ...], at: float, by: str) -> None:
    """Whom they mean from now on, in place of what was said before."""
    for row, _ in _same_words(rows, *place):
        rows("DELETE FROM calendar_name WHERE id = ?", (row,))
    for client in clients:
        rows(
            "INSERT INTO calendar_name (calendar, words, series, client_id, at, by) VALUES (?, ?, ?, ?, ?, ?)",
            (*place, client, at, by),
        )
    rows(
        "UPDATE calendar_event SET held = 0 WHERE held > 0 AND calendar_id IN (SELECT id FROM calendar WHERE key = ?) AND words = ?",
        place[:2],
    )


def rules_in(rows: Rows) -> list[CalendarRule]:
    """Every rule on whole calendars, categories, words and series, oldest first."""
    found = rows("SELECT id, calendar, kind, value, session FROM calendar_rule ORDER BY id")
    return [CalendarRule._make((*row[:4], bool(row[4]))) for row in found]


def said_rule(rows: Rows, calendar: str, kind: str, value: str) -> int:
    """1, 0, or -1 where nothing was said."""
    found = rows("SELECT session FROM calendar_rule WHERE calendar = ? AND kind = ? AND value = ?", (calendar, kind, value))
    return int(found[0][0]) if found else -1


def say_rule(rows: Rows, place: Place, session: int, at: float, by: str) -> None:
    """What is said from now on; -1 is nothing."""
    rows("DELETE FROM calendar_rule WHERE calendar = ? AND kind = ? AND value = ?", place)
    if session >= 0:
        rows(
            "INSERT INTO calendar_rule (calendar, kind, value, session, at, by) VALUES (?, ?, ?, ?, ?, ?)",
            (*place, session, at, by),
        )
