"""Writing what the clinician enters: scores and their corrections, goals, answers to lines, snapshots, rule numbers. Rows are added, never rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from briefing_app.domain.audit import ANSWERED
from briefing_app.domain.client import Answer, Seen
from briefing_app.domain.entry import OwnScore, Shown
from briefing_app.domain.note import NoteMark
from briefing_app.domain.problems import Problem
from briefing_app.domain.taken_back import COUNTS_AGAIN, TAKEN_BACK, TAKES_BACK, WRONG_SCORE, subject_of
from briefing_app.domain.two_scores import ASK_AGAIN
from briefing_app.storage.audit import append
from briefing_app.storage.engine import translated_errors

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from briefing_app.storage.practice import PracticeStore


# The total of an entry as its answers are read now: the newest reading stands beside the row, which is never rewritten.
NEWEST = "LEFT JOIN reread r ON r.id = (SELECT max(id) FROM reread WHERE own = o.id)"
STANDING = "CASE WHEN r.id IS NULL THEN o.score ELSE r.score END"
SCORE_COLUMNS = ("client_id", *OwnScore._fields[1:])
COLUMNS = ", ".join(SCORE_COLUMNS)
_MARKS = ", ".join("?" * len(SCORE_COLUMNS))


def standing(column: str, read: str = "") -> str:
    """A column of an entry, or what the newest reading says in its place."""
    return f"CASE WHEN r.id IS NULL THEN o.{column} ELSE r.{read or column} END"


@contextmanager
def _writing(store: PracticeStore) -> Iterator[Connection]:
    with translated_errors(), store.engine.begin() as connection:
        yield connection


def add_score(store: PracticeStore, one: OwnScore) -> int:
    """Keep a score and return its row. Raises Problem when what it corrects has been corrected already."""
    with _writing(store) as connection:
        if one.replaces is not None:
            taken = connection.exec_driver_sql("SELECT id FROM own_score WHERE replaces = ?", (one.replaces,)).first()
            if taken is not None:
                raise Problem("This score has been corrected already.", "Correct the newer entry instead.")
        return insert_score(connection, one)


def insert_score(connection: Connection, one: OwnScore) -> int:
    """One row, within a transaction of somebody else's; returns its number."""
    statement = f"INSERT INTO own_score ({COLUMNS}) VALUES ({_MARKS})"
    return int(connection.exec_driver_sql(statement, tuple(one)).lastrowid or 0)


def add_goal(store: PracticeStore, client: int, words: str, better: str, at: float, by: str) -> int:
    """A client's own item; returns its row."""
    with _writing(store) as connection:
        statement = "INSERT INTO own_goal (client_id, words, better, since, by) VALUES (?, ?, ?, ?, ?)"
        return int(connection.exec_driver_sql(statement, (client, words, better, at, by)).lastrowid or 0)


def end_goal(store: PracticeStore, row: int, at: float) -> None:
    """Take a goal out of use; its scores stay."""
    with _writing(store) as connection:
        connection.exec_driver_sql("UPDATE own_goal SET ended = ? WHERE id = ? AND ended = 0", (at, row))


def add_answer(store: PracticeStore, *answers: Answer) -> None:
    """Write what a person did about a line into the ledger, and its rows into the audit: all are kept or none is."""
    with _writing(store) as connection:
        for answer in answers:
            _add_answer(connection, answer)


def take_back(store: PracticeStore, answers: Iterable[Answer]) -> None:
    """Write rows that take back what was said about the same before, with their rows in the audit: all are kept or none is.

    Raises Problem where nothing stands to be taken back.
    """
    with _writing(store) as connection:
        for answer in answers:
            newest = connection.exec_driver_sql(
                "SELECT action FROM line_answer WHERE client_id = ? AND kind = ? AND rule = ? AND measure = ? AND basis = ?"
                " ORDER BY at DESC, id DESC LIMIT 1",
                (answer.client, *subject_of(answer)),
            ).first()
            if newest is None or newest[0] in TAKES_BACK:
                raise Problem("This answer does not stand any more.", "Nothing was changed. Look at the brief again.")
            _add_answer(connection, answer)


def _add_answer(connection: Connection, answer: Answer) -> None:
    append(connection, ANSWERED, answer.at, answer.by, client=answer.client, detail=_detail(answer))
    connection.exec_driver_sql(
        "INSERT INTO line_answer (client_id, kind, rule, measure, basis, shown, action, reason, at, by, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        tuple(answer),
    )
    if answer.rule != WRONG_SCORE:
        _add_shown(connection, [Shown(answer.client, answer.kind, answer.rule, answer.measure, answer.basis, answer.at)])


_DETAILS = {ASK_AGAIN: "a choice taken back", TAKEN_BACK: "an answer taken back", COUNTS_AGAIN: "a score counts again"}


def _detail(answer: Answer) -> str:
    """What the audit says of an answer: its kind, what was taken back, and that a score was said to be wrong."""
    said = _DETAILS.get(answer.action, "a score said to be wrong" if answer.rule == WRONG_SCORE else "")
    return f"{answer.kind}, {said}" if said else answer.kind


def add_snapshot(
    store: PracticeStore, client: int, starts: float, taken: float, content: str, digest: str, shown: Iterable[Shown]
) -> bool:
    """Keep what was shown at the start of a session, once; False when it was kept before."""
    with _writing(store) as connection:
        statement = "INSERT OR IGNORE INTO snapshot (client_id, starts, taken, content, hash) VALUES (?, ?, ?, ?, ?)"
        kept = connection.exec_driver_sql(statement, (client, starts, taken, content, digest)).rowcount == 1
        if kept:
            _add_shown(connection, shown)
        return kept


def _add_shown(connection: Connection, shown: Iterable[Shown]) -> None:
    for one in shown:
        statement = "INSERT OR IGNORE INTO line_shown (client_id, kind, rule, measure, basis, at) VALUES (?, ?, ?, ?, ?, ?)"
        connection.exec_driver_sql(statement, tuple(one))


def add_seen(store: PracticeStore, seen: Iterable[Seen]) -> None:
    """Keep what of a client's brief has been on screen or was printed: of each thing the first time for each clinician."""
    with _writing(store) as connection:
        for one in seen:
            statement = "INSERT OR IGNORE INTO seen (client_id, what, at, since, by, whose) VALUES (?, ?, ?, ?, ?, ?)"
            connection.exec_driver_sql(statement, tuple(one))


def mark_notes(store: PracticeStore, marks: Iterable[tuple[str, str, NoteMark]], by: str) -> None:
    """Say of sessions' notes, by client (the id of the export) and session, that they are finished, not needed, or open again.

    Raises Problem when a client is not in the practice; then nothing is kept.
    """
    statement = (
        "INSERT INTO session_note (client_id, session, state, at, by) SELECT id, ?, ?, ?, ? FROM client WHERE source_id = ?"
    )
    with _writing(store) as connection:
        for client, session, mark in marks:
            if not connection.exec_driver_sql(statement, (session, *mark, by, client)).rowcount:
                raise Problem("This client is not in the practice any more.", "Import again; nothing was kept.")


def set_rules(store: PracticeStore, values: Mapping[str, str], at: float, by: str) -> None:
    """Put rule numbers in force from now on; what stood before stays in the table. An empty value means the default."""
    with _writing(store) as connection:
        for name, value in values.items():
            connection.exec_driver_sql(
                "INSERT INTO rule_setting (name, value, at, by) VALUES (?, ?, ?, ?)", (name, value, at, by)
            )
