"""Calendars as files tell them: each time of an event kept, changed or marked as gone, and what of that is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Set
from datetime import UTC, tzinfo
from typing import Any, NamedTuple

from briefing_app.domain.calendar import CANCELLED, CalendarRecord, EventRecord
from briefing_app.domain.calendar_names import deleted_event, root_of
from briefing_app.domain.moved_series import moved_keys
from briefing_app.domain.own_session import SAME_START
from briefing_app.domain.periods import dated_at, local_time
from briefing_app.storage.deleted import hashed

Rows = Callable[..., list[Any]]
# When a meeting t of another source ends: as that source has it, else as the calendar's event of the same client beside it (product rule).
ENDS = (
    "CASE WHEN t.ends > 0 OR t.at = 0 OR t.kind <> 'appointment' THEN t.ends ELSE coalesce((SELECT max(e.ends) FROM calendar_event e"
    " WHERE e.client_id = t.client_id AND e.client_id > 0 AND e.gone = 0 AND e.ends > e.at AND e.status <> 'cancelled'"
    f" AND e.at BETWEEN t.at - {SAME_START} AND t.at + {SAME_START}), 0) END"
)
_FIELDS = "at, ends, day, end_day, status, words, categories, place, doubt"
_KNOWN = f"SELECT e.uid, e.original, e.id, e.sequence, e.stamp, e.gone, e.held, e.client_id, c.known, {_FIELDS} FROM calendar_event e"
_INSERT = (
    f"INSERT INTO calendar_event (calendar_id, uid, original, {_FIELDS}, sequence, stamp, held, file_id, line)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_UPDATE = (
    "UPDATE calendar_event SET at = ?, ends = ?, day = ?, end_day = ?, status = ?, words = ?, categories = ?, place = ?, doubt = ?, sequence = ?,"
    " stamp = ?, held = ?, gone = 0, file_id = ?, line = ? WHERE id = ?"
)
OUTCOMES = (
    "updated",
    "kept",
    "deleted",
    "older",
    "unchanged",
    "left_out",
)  # of several times of one event, the first of these is the event's


class Known(NamedTuple):
    """A time of an event as it stands in the store."""

    row: int
    sequence: int
    stamp: float
    gone: float
    held: int
    client: int
    client_known: int
    content: tuple[object, ...]


class Told(NamedTuple):
    """What an import of calendars says: the line of the event (0 = none) and a sentence."""

    line: int
    sentence: str


class CalendarKeeper:
    """Writes the calendars of one import. ``rows(statement, parameters)`` runs one statement, with a list of parameters each of them."""

    def __init__(self, rows: Rows, gone: Mapping[bytes, int], salt: bytes, zone: tzinfo | None, now: float) -> None:
        self._rows = rows
        self._deleted = gone
        self._salt = salt
        self._zone = zone
        self._now = now
        self.told: list[Told] = []
        self._series: dict[int, list[tuple[float, EventRecord]]] = defaultdict(list)
        self.changed = False

    def keep(self, record: CalendarRecord, file: int, listed: Set[tuple[str, str]]) -> dict[int, str]:
        """Keep what a file says of its calendar; ``file`` is the row of the file, ``listed`` what all files of this calendar in the import list. Returns
        what became of each event, by its line."""
        calendar = self._calendar(record)
        known = self._known(calendar)
        outcomes: dict[int, set[str]] = defaultdict(set)
        roots = {root_of(uid): one.client for (uid, _), one in known.items() if one.client > 0 and one.client_known}
        new: list[tuple[object, ...]] = []
        moved = self._moved(record, known, listed)
        for event in record.events:
            place = known.get((event.uid, event.original))
            if place is None and (old := moved.get((event.uid, event.original))) is not None:
                outcomes[event.line].add(self._settle_moved(event, known[old], file))
                continue
            if self._deleted and self._is_of_a_deleted_client(record.key, event):
                outcomes[event.line].add("left_out")
            elif place is None:
                held = roots.get(root_of(event.uid), 0) if event.uid else 0
                new.append(
                    (calendar, event.uid, event.original, *_content(event), event.sequence, event.stamp, held, file, event.line)
                )
                outcomes[event.line].add("kept")
            else:
                outcomes[event.line].add(self._settle(event, place, file))
        if new:
            self._rows(_INSERT, new)
        self.changed |= bool(new)
        self._tell_moved()
        self._mark_gone(record, known, listed | set(moved.values()))
        return {line: next(one for one in OUTCOMES if one in found) for line, found in outcomes.items()}

    def _calendar(self, record: CalendarRecord) -> int:
        self._rows("INSERT INTO calendar (key, name) VALUES (?, ?) ON CONFLICT DO NOTHING", (record.key, record.name))
        return int(self._rows("SELECT id FROM calendar WHERE key = ?", (record.key,))[0][0])

    def _known(self, calendar: int) -> dict[tuple[str, str], Known]:
        rows = self._rows(f"{_KNOWN} JOIN client c ON c.id = e.client_id WHERE e.calendar_id = ?", (calendar,))
        return {(row[0], row[1]): Known._make((*row[2:9], tuple(row[9:]))) for row in rows}

    def _settle(self, event: EventRecord, known: Known, file: int) -> str:
        """A time that was there already: the same, changed by a later copy, or told by an older one, which changes nothing."""
        content = _content(event)
        older = (event.sequence, event.stamp) < (known.sequence, known.stamp)
        if content == known.content and not known.gone:
            return "unchanged"
        if older:
            return "older"
        held = known.held
        if content[5] != known.content[5] and known.client > 0 and known.client_known:
            held = known.client
            self._tell(event.line, f"{known.content[5]} is called {event.words} now; it stays with the client whom it was of")
        if known.gone:
            self._tell(event.line, f"{self._named(event.words, event.at, event.day)} is in the calendar again")
        elif content[:1] != known.content[:1] and event.at:
            self._tell(event.line, f"{event.words}: moved from {self._when(known.content[0])} to {self._when(event.at)}")
        if event.status == CANCELLED != known.content[4]:
            self._tell(event.line, f"{self._named(event.words, event.at, event.day)}: cancelled in the calendar")
        self._rows(_UPDATE, (*content, event.sequence, event.stamp, held, file, event.line, known.row))
        self.changed = True
        return "updated"

    def _moved(
        self, record: CalendarRecord, known: Mapping[tuple[str, str], Known], listed: Set[tuple[str, str]]
    ) -> dict[tuple[str, str], tuple[str, str]]:
        """Times of series that stand under another start than they did. One that was held before the file moved it stays where it was, and what
        lies ahead now is a time of its own."""
        if not record.first:
            return {}
        found = moved_keys(
            [key for key, one in known.items() if key not in listed and not one.gone and one.content[4] != CANCELLED],
            [key for one in record.events if (key := (one.uid, one.original)) not in known],
            lambda moment: local_time(moment.replace(tzinfo=UTC).timestamp(), self._zone).replace(tzinfo=None),
        )
        ahead = {(one.uid, one.original) for one in record.events if one.at >= self._now}
        return {new: old for new, old in found.items() if new not in ahead or not self._is_over(known[old])}

    def _is_over(self, known: Known) -> bool:
        at = known.content[0]
        return isinstance(at, float) and at < self._now

    def _settle_moved(self, event: EventRecord, known: Known, file: int) -> str:
        """A time of a series that was moved as a whole: it stays the same session, and is told with the others."""
        if self._is_over(known):
            return "unchanged"
        before, told = known.content[0], len(self.told)
        outcome = self._settle(event, known, file)
        if outcome == "updated" and isinstance(before, float) and event.at != before:
            self.told[told:] = [one for one in self.told[told:] if ": moved from " not in one.sentence]
            self._series[event.line].append((before, event))
        return outcome

    def _tell_moved(self) -> None:
        """One sentence for each series that was moved."""
        for line, times in self._series.items():
            (before, event), count = min(times, key=lambda one: one[0]), len(times)
            coming = "1 coming time" if count == 1 else f"{count} coming times"
            first = f"the first from {self._when(before)} to {self._when(event.at)}"
            self._tell(
                line, f"{event.words}: the series was moved, {coming} with it, {first}; what was held before stays as it was"
            )
        self._series.clear()

    def _mark_gone(self, record: CalendarRecord, known: Mapping[tuple[str, str], Known], listed: Set[tuple[str, str]]) -> None:
        """Coming times that a file covers and does not list any more are kept, and marked (product rule). What is past, and what lies before its
        first or behind its last event, is no concern of the file."""
        if not record.first:
            return
        first = max(record.first, self._now)
        for key, one in known.items():
            at, words = one.content[0], str(one.content[5])
            if not isinstance(at, float) or key in listed or key[0] in record.unread or one.gone or one.content[4] == CANCELLED:
                continue
            if first <= at <= record.last:
                self._rows("UPDATE calendar_event SET gone = ? WHERE id = ?", (self._now, one.row))
                self._tell(0, f"{self._named(words, at, '')} is no longer in the calendar; it is kept, and marked")
                self.changed = True

    def _is_of_a_deleted_client(self, calendar: str, event: EventRecord) -> bool:
        return hashed(self._salt, deleted_event(calendar, event.uid)) in self._deleted

    def _tell(self, line: int, sentence: str) -> None:
        self.told.append(Told(line, sentence))

    def _named(self, words: str, at: float, day: str) -> str:
        return f"{words or 'an event without words'}, {day or self._when(at)}"

    def _when(self, at: object) -> str:
        if not isinstance(at, float) or not at:
            return "a whole day"
        return dated_at(local_time(at, self._zone))


def _content(event: EventRecord) -> tuple[object, ...]:
    return (*event[2:9], event.place, event.doubt)
