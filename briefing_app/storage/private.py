"""The clinician's private store: time entries as revisions that can be undone, the running timer, and the conditions of the work."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlcipher3 import dbapi2

from briefing_app.domain.problems import Problem
from briefing_app.domain.session_end import ENDED, SessionEnd
from briefing_app.domain.time_entry import BREAK, DELETED, Running, SelfCheck, Support, TimeEntry
from briefing_app.domain.timer import CLOCK, CONFIRMED, Stretch
from briefing_app.storage.engine import create_private_file, keyed_engine, reading, translated_errors
from briefing_app.storage.migrate import ensure_private_schema
from briefing_app.storage.session_end import NEWEST, add_end, newest_end, step_back_ends
from briefing_app.storage.vacuum import mark

if TYPE_CHECKING:
    from sqlalchemy import Connection

LONGEST_ENTRY = 86_400.0  # seconds; longer is a timer that was forgotten, not work
TABLES = (
    "step", "revision", "running", "working_hours", "day_off", "choice", "weight", "session_tag", "override", "support",
    "self_check", "dated_change", "process_note", "session_end",
)  # fmt: skip


class PrivateStore:
    """One open private store. Use it from one thread."""

    def __init__(self, path: Path, key: bytes, back_up: Callable[[], object] = lambda: None) -> None:
        """Open or make it; ``back_up`` is called before an older one is changed, and before what names a client is dropped.

        Raises Problem when it cannot be read or is newer than this program.
        """
        self.path, self.back_up = path, back_up
        self._together: Connection | None = None
        if not os.path.lexists(path):  # a link that leads nowhere is refused as any link is
            create_private_file(path)
        with translated_errors():
            self.engine = keyed_engine(path, key, cache_kib=8000)
            try:
                ensure_private_schema(self.engine, back_up)
            except BaseException:
                self.engine.dispose()
                raise

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def as_one(self) -> Iterator[None]:
        """All that is written within is one transaction: kept together, or nothing of it."""
        with translated_errors(), self.engine.begin() as connection:
            self._together = connection
            try:
                yield
            finally:
                self._together = None

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        if self._together is not None:
            yield self._together
            return
        with translated_errors(), self.engine.begin() as connection:
            yield connection

    def _rows(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        with translated_errors(), self.engine.connect() as connection, reading(connection):
            return list(connection.exec_driver_sql(statement, tuple(values)))

    def _add(self, statement: str, values: Sequence[object]) -> None:
        with self._writing() as connection:
            connection.exec_driver_sql(statement, tuple(values))

    # -- time entries

    def entries(self, start: float, end: float) -> list[TimeEntry]:
        """Entries that touch the stretch, oldest first; deleted ones are left out."""
        return [
            TimeEntry(*row)
            for row in self._rows(
                "SELECT r.start, r.end, r.zone, r.category, r.client, r.state, r.entry_id, r.mark FROM revision r"
                " WHERE r.start < ? AND r.start >= ? AND r.end > ? AND r.state <> 'deleted'"
                " AND r.id = (SELECT max(id) FROM revision WHERE entry_id = r.entry_id) ORDER BY r.start, r.entry_id",
                (end, start - LONGEST_ENTRY, start),
            )
        ]

    def first_entry(self) -> float | None:
        """When the oldest documentation that counts began; None where there is none. What was deleted, undone or never confirmed is none."""
        found = self._rows(
            "SELECT start FROM revision r WHERE state = ? AND id = (SELECT max(id) FROM revision WHERE entry_id = r.entry_id)"
            " AND category <> ? ORDER BY start LIMIT 1",
            (CONFIRMED, BREAK),
        )
        return float(found[0][0]) if found else None

    def write(self, entries: Iterable[TimeEntry], at: float, words: str) -> None:
        """Add entries (id 0) and new revisions of others, as one step that can be undone. Raises Problem for an impossible time."""
        made = list(entries)
        for one in made:
            _check(one, at)
        with self._writing() as connection:
            step = _add_step(connection, at, "do", None, words)
            for one in made:
                _add_revision(connection, step, one)

    def undo(self, at: float) -> str | None:
        """Take back the newest step; what it was, or None when there is nothing left to undo. It survives a restart."""
        return self._step_back(at, "undo")

    def redo(self, at: float) -> str | None:
        """Do again what was undone last."""
        return self._step_back(at, "redo")

    def next_steps(self) -> tuple[str, str]:
        """What undo and redo would do now, in words; "" for nothing."""
        done, undone = _stacks(self._rows("SELECT id, kind, of, words FROM step ORDER BY id"))
        return (done[-1][1] if done else ""), (undone[-1][1] if undone else "")

    def _step_back(self, at: float, kind: str) -> str | None:
        with self._writing() as connection:
            done, undone = _stacks(list(connection.exec_driver_sql("SELECT id, kind, of, words FROM step ORDER BY id")))
            stack = done if kind == "undo" else undone
            if not stack:
                return None
            target, words = stack[-1]
            step = _add_step(connection, at, kind, target, words)
            changed = connection.exec_driver_sql(
                "SELECT id, start, end, zone, category, client, state, entry_id, mark FROM revision WHERE step_id = ?",
                (target,),
            )
            for row, *values in list(changed):
                one = TimeEntry(*values)
                if kind == "undo":
                    before = connection.exec_driver_sql(
                        "SELECT start, end, zone, category, client, state, entry_id, mark FROM revision WHERE entry_id = ? AND id < ?"
                        " ORDER BY id DESC LIMIT 1",
                        (one.id, row),
                    ).first()
                    one = TimeEntry(*before) if before is not None else one._replace(state=DELETED)
                _add_revision(connection, step, one)
            step_back_ends(connection, step, target, kind)
            return words

    # -- ends of sessions

    def end_sessions(self, ends: Sequence[SessionEnd], now: float, words: str) -> bool:
        """Keep when sessions ended, as one step that can be undone. A moment that one ended by never takes the place of its end.

        Raises Problem for the future. False where nothing was kept.
        """
        if any(one.at > now + 1 for one in ends):
            raise Problem("This lies in the future.", "An end is recorded once it has passed.")
        with self._writing() as connection:
            kept = [one for one in ends if one.kind == ENDED or newest_end(connection, one.session, one.client) is None]
            if kept:
                step = _add_step(connection, now, "do", None, words)
                for one in kept:
                    add_end(connection, step, one)
            return bool(kept)

    def session_ends(self) -> dict[str, SessionEnd]:
        """What was last said of the end of each session, by the session's key."""
        return {row[0]: SessionEnd(*row) for row in self._rows(NEWEST)}

    # -- the timer

    def running(self) -> Running | None:
        found = self._rows("SELECT start, seen, zone, category, client, mark FROM running")
        return Running(*found[0]) if found else None

    def start_timer(self, now: float, zone: str, category: str, client: str) -> None:
        """Raises Problem when one runs already."""
        with self._writing() as connection:
            if connection.exec_driver_sql("SELECT 1 FROM running").first() is not None:
                raise Problem("A timer is running already.", "Stop it first.")
            connection.exec_driver_sql("INSERT INTO running VALUES (1, ?, ?, ?, ?, ?, '')", (now, now, zone, category, client))

    def time_for(self, category: str) -> None:
        """What the running timer is for, from its start on."""
        self._add("UPDATE running SET category = ?", (category,))

    def seen(self, now: float) -> None:
        """The program knows that the timer still runs; only ever forwards."""
        self._add("UPDATE running SET seen = ? WHERE seen < ?", (now, now))

    def move_timer(self, seconds: float) -> None:
        """The clock was set by so much while the timer ran: what was timed moves with it and keeps its length, and says so ever after."""
        self._add("UPDATE running SET start = start + ?, seen = seen + ?, mark = ?", (seconds, seconds, CLOCK))

    def stop_timer(self, spans: Sequence[Stretch], at: float, words: str) -> None:
        """The timer becomes entries: stretches with their state. Empty ones are left out."""
        with self._writing() as connection:
            row = connection.exec_driver_sql("SELECT start, seen, zone, category, client, mark FROM running").first()
            if row is None:
                return
            timer = Running(*row)
            kept = [
                TimeEntry(one.start, one.end, timer.zone, timer.category, timer.client, one.state, mark=one.mark or timer.mark)
                for one in spans
                if one.end > one.start
            ]
            connection.exec_driver_sql("DELETE FROM running")
            if kept:
                step = _add_step(connection, at, "do", None, words)
                for one in kept:
                    _add_revision(connection, step, one)

    # -- conditions

    def set_working_hours(self, since: str, week: str, at: float) -> None:
        self._add("INSERT INTO working_hours (since, week, at) VALUES (?, ?, ?)", (since, week, at))

    def working_hours(self) -> list[tuple[str, str]]:
        """(since, week as JSON), the newest statement for each day winning."""
        newest = dict(self._rows("SELECT since, week FROM working_hours ORDER BY id"))
        return sorted(newest.items())

    def set_day_off(self, day: str, words: str, *, off: bool = True) -> None:
        if off:
            self._add("INSERT OR REPLACE INTO day_off (day, words) VALUES (?, ?)", (day, words))
        else:
            self._add("DELETE FROM day_off WHERE day = ?", (day,))

    def days_off(self) -> dict[str, str]:
        return dict(self._rows("SELECT day, words FROM day_off ORDER BY day"))

    def choose(self, name: str, value: str, at: float) -> None:
        """Put a setting of the ledger in force; what stood before stays in the table."""
        self._add("INSERT INTO choice (name, value, at) VALUES (?, ?, ?)", (name, value, at))

    def choices(self) -> dict[str, str]:
        return dict(self._rows("SELECT name, value FROM choice ORDER BY id"))

    def set_weight(self, client: str, base: int, coordination: bool, safety_plan: bool, at: float) -> None:
        self._add(
            "INSERT INTO weight (client, base, coordination, safety_plan, at) VALUES (?, ?, ?, ?, ?)",
            (client, base, int(coordination), int(safety_plan), at),
        )

    def weights(self) -> dict[str, tuple[int, bool, bool]]:
        rows = self._rows("SELECT client, base, coordination, safety_plan FROM weight ORDER BY id")
        return {client: (base, bool(coordination), bool(plan)) for client, base, coordination, plan in rows}

    def tag_session(self, session: str, trauma: bool, at: float) -> None:
        self._add("INSERT INTO session_tag (session, trauma, at) VALUES (?, ?, ?)", (session, int(trauma), at))

    def tagged_sessions(self) -> dict[str, bool]:
        """Whether a session was said to be trauma-processing, by its key; of others nothing was said."""
        return {session: bool(trauma) for session, trauma in self._rows("SELECT session, trauma FROM session_tag ORDER BY id")}

    def add_override(self, cap: str, value: float, reason: str, at: float) -> None:
        if not reason.strip():
            raise Problem("Going over a cap needs a line of reason.", "Say in a few words why this week.")
        self._add("INSERT INTO override (cap, value, reason, at) VALUES (?, ?, ?, ?)", (cap, value, reason.strip(), at))

    def overrides(self) -> list[tuple[str, float, str, float]]:
        return [tuple(row) for row in self._rows("SELECT cap, value, reason, at FROM override ORDER BY at")]

    def add_support(self, one: Support, at: float) -> None:
        self._add("INSERT INTO support (kind, day, minutes, with_whom, cancelled_by, at) VALUES (?, ?, ?, ?, ?, ?)", (*one, at))

    def support(self) -> list[Support]:
        return [
            Support(*row)
            for row in self._rows("SELECT kind, day, minutes, with_whom, cancelled_by FROM support ORDER BY day, id")
        ]

    def add_self_check(self, one: SelfCheck, at: float) -> None:
        self._add("INSERT INTO self_check (instrument, day, answers, scores, at) VALUES (?, ?, ?, ?, ?)", (*one, at))

    def self_checks(self) -> list[SelfCheck]:
        return [
            SelfCheck(*row) for row in self._rows("SELECT instrument, day, answers, scores FROM self_check ORDER BY day, id")
        ]

    def add_dated_change(self, day: str, words: str, at: float) -> None:
        self._add("INSERT INTO dated_change (day, words, at) VALUES (?, ?, ?)", (day, words, at))

    def dated_changes(self) -> list[tuple[str, str]]:
        return [(day, words) for day, words in self._rows("SELECT day, words FROM dated_change ORDER BY day, id")]

    # -- clients who were deleted

    def forget_clients(self, gone: Callable[[str], bool]) -> int:
        """Take the ids of deleted clients off entries and the running timer, and drop their weights and process notes; the hours stay.

        Returns how many rows that was; a backup comes before it, ``compact`` after it.
        """
        found = self._rows(
            "SELECT client FROM revision UNION SELECT client FROM running UNION SELECT client FROM weight"
            " UNION SELECT client FROM process_note UNION SELECT client FROM session_end"
        )
        theirs = [client for (client,) in found if client and gone(client)]
        changed = 0
        if not theirs:
            return changed
        self.back_up()
        with self._writing() as connection:
            mark(connection)
            for client in theirs:
                for statement in (
                    # Taken out and put back, for a row may not be changed: who it was for is all that does.
                    "INSERT OR REPLACE INTO revision (id, step_id, entry_id, start, end, zone, category, client, state,"
                    " mark) SELECT id, step_id, entry_id, start, end, zone, category, '', state, mark FROM revision WHERE client = ?",
                    "UPDATE running SET client = '' WHERE client = ?",
                    "DELETE FROM weight WHERE client = ?",
                    "DELETE FROM process_note WHERE client = ?",
                    "DELETE FROM session_end WHERE client = ?",
                ):
                    changed += connection.exec_driver_sql(statement, (client,)).rowcount
        return changed

    # -- everything

    def alone(self) -> bool:
        """Whether no other program has the store open; only then can its journal be folded away."""
        try:
            with self.engine.connect() as connection:
                driver = connection.connection.driver_connection
                return driver is not None and driver.execute("PRAGMA journal_mode = DELETE").fetchone()[0] == "delete"
        except dbapi2.DatabaseError:
            return False

    def process_note(self, client: str, session: str) -> str:
        """The clinician's own notes on one conversation; "" where there are none."""
        found = self._rows("SELECT words FROM process_note WHERE client = ? AND session = ?", (client, session))
        return str(found[0][0]) if found else ""

    def keep_process_note(self, client: str, session: str, words: str, at: float) -> None:
        """Keep the words of a process note in place of the older ones; empty ones take it away."""
        if not words:
            self._add("DELETE FROM process_note WHERE client = ? AND session = ?", (client, session))
            return
        self._add(
            "INSERT INTO process_note (client, session, words, at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET words = excluded.words, at = excluded.at",
            (client, session, words, at),
        )

    def process_notes_by_client(self) -> dict[str, int]:
        """How many process notes there are, by the export's id of the client."""
        return dict(self._rows("SELECT client, count(*) FROM process_note GROUP BY client ORDER BY client"))

    def everything(self) -> dict[str, list[dict[str, Any]]]:
        """All rows of all tables, for an export to oneself."""
        with translated_errors(), self.engine.connect() as connection, reading(connection):
            found = {}
            for table in TABLES:
                answer = connection.exec_driver_sql("SELECT * FROM " + table)  # a name of ours, from the tuple above
                names = list(answer.keys())
                found[table] = [dict(zip(names, row, strict=True)) for row in answer]
            return found


def _check(one: TimeEntry, now: float) -> None:
    if one.end < one.start:
        raise Problem("This would end before it begins.", "Look at the two times again.")
    if one.start > now or one.end > now + 1:
        raise Problem("This lies in the future.", "Time is entered once it has passed.")
    if one.end - one.start > LONGEST_ENTRY:
        raise Problem("This is longer than a day.", "Enter each day by itself.")


def _add_step(connection: Connection, at: float, kind: str, of: int | None, words: str) -> int:
    found = connection.exec_driver_sql("INSERT INTO step (at, kind, of, words) VALUES (?, ?, ?, ?)", (at, kind, of, words))
    return int(found.lastrowid or 0)


def _add_revision(connection: Connection, step: int, one: TimeEntry) -> None:
    entry = one.id or int(connection.exec_driver_sql("SELECT ifnull(max(entry_id), 0) + 1 FROM revision").scalar_one())
    connection.exec_driver_sql(
        "INSERT INTO revision (step_id, entry_id, start, end, zone, category, client, state, mark)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (step, entry, *one[:6], one.mark),
    )


def _stacks(steps: Sequence[Any]) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """The steps that undo and redo would take next, as they stand after replaying all of them."""
    done: list[tuple[int, str]] = []
    undone: list[tuple[int, str]] = []
    for row, kind, _, words in steps:
        if kind == "do":
            done.append((row, words))
            undone = []
        elif kind == "undo":
            undone.append(done.pop())
        else:
            done.append(undone.pop())
    return done, undone
