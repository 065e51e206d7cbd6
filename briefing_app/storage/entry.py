"""Writing what the clinician enters: scores and their corrections, goals, answers to lines, snapshots, rule numbers. Rows are added, never rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from briefing_app.domain.audit import ANSWERED
from briefing_app.domain.client import Answer, Seen
from briefing_app.domain.entry import Content, OwnScore, Shown
from briefing_app.domain.note import NoteMark
from briefing_app.domain.problems import Problem
from briefing_app.domain.taken_back import COUNTS_AGAIN, TAKEN_BACK, TAKES_BACK, WRONG_SCORE, subject_of
from briefing_app.domain.two_scores import ASK_AGAIN
from briefing_app.storage.act import step
from briefing_app.storage.audit import append
from briefing_app.storage.engine import Transaction

if TYPE_CHECKING:
    pass


# The total of an entry as its answers are read now: the newest reading stands beside the row, which is never rewritten.
NEWEST = "LEFT JOIN reread r ON r.id = (SELECT max(id) FROM reread WHERE own = o.id)"
STANDING = "CASE WHEN r.id IS NULL THEN o.score ELSE r.score END"
SCORE_COLUMNS = ("client_id", *OwnScore._fields[1:])
COLUMNS = ", ".join(SCORE_COLUMNS)
_MARKS = ", ".join("?" * len(SCORE_COLUMNS))


def standing(column: str, read: str = "") -> str:
    """A column of an entry, or what the newest reading says in its place."""
    return f"CASE WHEN r.id IS NULL THEN o.{column} ELSE r.{read or column} END"


@step
def add_score(transaction: Transaction, one: OwnScore) -> int:
    """Keep a score and return its row. Raises Problem when what it corrects has been corrected already."""
    if one.replaces is not None:
        taken = transaction.exec_driver_sql("SELECT id FROM own_score WHERE replaces = ?", (one.replaces,)).first()
        if taken is not None:
            raise Problem("This score has been corrected already.", "Correct the newer entry instead.")
    return insert_score(transaction, one)


def score_in(transaction: Transaction, row: int) -> OwnScore | None:
    """One entry whole, read within a transaction."""
    found = transaction.exec_driver_sql(f"SELECT {COLUMNS} FROM own_score WHERE id = ?", (row,)).first()
    return OwnScore._make(found) if found is not None else None


def insert_score(transaction: Transaction, one: OwnScore) -> int:
    """One row, within a transaction of somebody else's; returns its number."""
    statement = f"INSERT INTO own_score ({COLUMNS}) VALUES ({_MARKS})"
    return int(transaction.exec_driver_sql(statement, tuple(one)).lastrowid or 0)


@step
def add_goal(transaction: Transaction, client: int, words: str, better: str, at: float, by: str) -> int:
    """A client's own item; returns its row."""
    statement = "INSERT INTO own_goal (client_id, words, better, since, by) VALUES (?, ?, ?, ?, ?)"
    return int(transaction.exec_driver_sql(statement, (client, words, better, at, by)).lastrowid or 0)


@step
def end_goal(transaction: Transaction, row: int, at: float) -> int:
    """Take a goal out of use; its scores stay. Returns the client's row. Raises Problem where it is not in use."""
    return _change_goal(transaction, "UPDATE own_goal SET ended = ? WHERE id = ? AND ended = 0", (at, row))


@step
def reopen_goal(transaction: Transaction, row: int) -> int:
    """Take an ended goal into use again. Returns the client's row. Raises Problem where it is not ended."""
    return _change_goal(transaction, "UPDATE own_goal SET ended = 0 WHERE id = ? AND ended > 0", (row,))


def _change_goal(transaction: Transaction, statement: str, values: tuple[object, ...]) -> int:
    if transaction.exec_driver_sql(statement, values).rowcount != 1:
        raise Problem("This goal was changed meanwhile.", "Open the client again; nothing was kept.")
    return int(transaction.exec_driver_sql("SELECT client_id FROM own_goal WHERE id = ?", (values[-1],)).scalar_one())


@step
def add_answer(transaction: Transaction, *answers: Answer) -> None:
    """Write what a person did about a line into the ledger, and its rows into the audit: all are kept or none is."""
    for answer in answers:
        _add_answer(transaction, answer)


@step
def take_back(transaction: Transaction, answers: Iterable[Answer]) -> None:
    """Write rows that take back what was said about the same before, with their rows in the audit: all are kept or none is.

    Raises Problem where nothing stands to be taken back.
    """
    for answer in answers:
        newest = transaction.exec_driver_sql(
            "SELECT action FROM line_answer WHERE client_id = ? AND kind = ? AND rule = ? AND measure = ? AND basis = ?"
            " ORDER BY at DESC, id DESC LIMIT 1",
            (answer.client, *subject_of(answer)),
        ).first()
        if newest is None or newest[0] in TAKES_BACK:
            raise Problem("This answer does not stand any more.", "Nothing was changed. Look at the brief again.")
        _add_answer(transaction, answer)


def _add_answer(transaction: Transaction, answer: Answer) -> None:
    append(transaction, ANSWERED, answer.at, answer.by, client=answer.client, detail=_detail(answer))
    transaction.exec_driver_sql(
        "INSERT INTO line_answer (client_id, kind, rule, measure, basis, shown, action, reason, at, by, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        tuple(answer),
    )
    if answer.rule != WRONG_SCORE:
        _add_shown(transaction, [Shown(answer.client, answer.kind, answer.rule, answer.measure, answer.basis, answer.at)])


_DETAILS = {ASK_AGAIN: "a choice taken back", TAKEN_BACK: "an answer taken back", COUNTS_AGAIN: "a score counts again"}


def _detail(answer: Answer) -> str:
    """What the audit says of an answer: its kind, what was taken back, and that a score was said to be wrong."""
    said = _DETAILS.get(answer.action, "a score said to be wrong" if answer.rule == WRONG_SCORE else "")
    return f"{answer.kind}, {said}" if said else answer.kind


@step
def add_snapshot(transaction: Transaction, client: int, starts: float, taken: float, content: Content) -> bool:
    """Keep what was shown at the start of a session, once; False when it was kept before."""
    statement = "INSERT OR IGNORE INTO snapshot (client_id, starts, taken, content, hash) VALUES (?, ?, ?, ?, ?)"
    kept = transaction.exec_driver_sql(statement, (client, starts, taken, content.text, content.digest)).rowcount == 1
    if kept:
        _add_shown(transaction, content.lines)
    return kept


def _add_shown(transaction: Transaction, shown: Iterable[Shown]) -> None:
    for one in shown:
        statement = "INSERT OR IGNORE INTO line_shown (client_id, kind, rule, measure, basis, at) VALUES (?, ?, ?, ?, ?, ?)"
        transaction.exec_driver_sql(statement, tuple(one))


@step
def add_seen(transaction: Transaction, seen: Iterable[Seen]) -> None:
    """Keep what of a client's brief has been on screen or was printed: of each thing the first time for each clinician."""
    for one in seen:
        statement = "INSERT OR IGNORE INTO seen (client_id, what, at, since, by, whose) VALUES (?, ?, ?, ?, ?, ?)"
        transaction.exec_driver_sql(statement, tuple(one))


def newest_mark(transaction: Transaction, client: str, session: str) -> str:
    """What was last said of a session's note, by the export's id of the client; "" where nothing was."""
    statement = (
        "SELECT n.state FROM session_note n JOIN client c ON c.id = n.client_id WHERE c.source_id = ? AND n.session = ?"
        " ORDER BY n.id DESC LIMIT 1"
    )
    return str(transaction.exec_driver_sql(statement, (client, session)).scalar() or "")


@step
def mark_notes(transaction: Transaction, marks: Iterable[tuple[str, str, NoteMark]], by: str) -> int:
    """Say of sessions' notes, by client (the id of the export) and session, that they are finished, not needed, or open again.

    Returns the row of the last client. Raises Problem when a client is not in the practice; then nothing is kept.
    """
    row = 0
    for client, session, mark in marks:
        found = transaction.exec_driver_sql("SELECT id FROM client WHERE source_id = ?", (client,)).first()
        if found is None:
            raise Problem("This client is not in the practice any more.", "Import again; nothing was kept.")
        row = int(found[0])
        transaction.exec_driver_sql(
            "INSERT INTO session_note (client_id, session, state, at, by) VALUES (?, ?, ?, ?, ?)", (row, session, *mark, by)
        )
    return row


def newest_rules(transaction: Transaction, names: Iterable[str]) -> dict[str, str]:
    """What each of these rules is set to, "" for the default."""
    statement = "SELECT value FROM rule_setting WHERE name = ? ORDER BY id DESC LIMIT 1"
    return {name: str(transaction.exec_driver_sql(statement, (name,)).scalar() or "") for name in names}


@step
def set_rules(transaction: Transaction, values: Mapping[str, str], at: float, by: str) -> None:
    """Put rule numbers in force from now on; what stood before stays in the table. An empty value means the default."""
    for name, value in values.items():
        transaction.exec_driver_sql("INSERT INTO rule_setting (name, value, at, by) VALUES (?, ?, ?, ?)", (name, value, at, by))
