"""Events of calendars as meetings: whose they are by what is known now, so that a day, a brief and a note know them like any other session.

The meetings of calendars are made anew from what was kept, after every import and every word about them; only what changed is written.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from datetime import UTC, datetime, tzinfo
from hashlib import blake2b
from typing import Any, NamedTuple

from briefing_app.domain.calendar import CANCELLED, OF_A_CALENDAR, TENTATIVE, UNSAID
from briefing_app.domain.calendar_names import CalendarEvent, CalendarName, CalendarRule, Decided, Names, People, Person
from briefing_app.domain.client import CALENDAR_WORDS, UNASSIGNED
from briefing_app.domain.own_client import FIRST_ROW
from briefing_app.domain.periods import local_time
from briefing_app.storage.calendar import Rows
from briefing_app.storage.own_client import PEOPLE
from briefing_app.storage.own_session import STANDS
from briefing_app.storage.schema import OWN_OF_A_CLIENT

SAME_SESSION = (
    600  # seconds between a session of another source and a calendar's event of the same client that are one (product rule)
)
GONE = "no longer in the calendar"
_COLUMNS = "at, ends, status, title, mode, version, updated, file_id, line, date"
_INSERT = (
    f"INSERT INTO meeting (resource_id, client_id, kind, resource_type, clinicians, {_COLUMNS})"
    f" VALUES (?, ?, 'appointment', '{OF_A_CALENDAR}', '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_UPDATE = "UPDATE meeting SET at = ?, ends = ?, status = ?, title = ?, mode = ?, version = ?, updated = ?, file_id = ?, line = ?, date = ? WHERE id = ?"
_EVENTS = (
    "SELECT e.id, c.key, e.uid, e.original, e.words, e.categories, e.at, e.held, e.ends, e.status, e.place, e.gone, e.sequence, e.stamp, e.file_id,"
    " e.line, e.client_id FROM calendar_event e JOIN calendar c ON c.id = e.calendar_id WHERE e.at > 0 ORDER BY e.at, e.id"
)
_ELSEWHERE = (
    f"SELECT client_id, at FROM meeting WHERE resource_type <> '{OF_A_CALENDAR}' AND at > 0 AND client_id > 0 AND replaced = 0"
    " AND status NOT IN ('entered-in-error', 'proposed', 'waitlist') AND NOT (kind = 'encounter' AND status = 'cancelled')"
    f" UNION ALL SELECT t.client_id, t.at FROM own_session t WHERE {STANDS}"
)


class Kept(NamedTuple):
    """One time of an event as it stands, with what a meeting needs of it."""

    event: CalendarEvent
    at: float
    ends: float
    status: str
    place: str
    gone: float
    sequence: int
    stamp: float
    file: int
    line: int
    client: int


class Asked(NamedTuple):
    """Of one series of a calendar: what is known, and what is asked. ``session`` is None where nobody said whether it is one; ``clients`` are rows."""

    calendar: str
    series: str
    words: str
    session: bool | None
    clients: tuple[int, ...]
    times: tuple[float, ...]
    event: CalendarEvent


def names_of(rows: Rows) -> Names:
    """What was said of calendars, and who the clients are."""
    ids: dict[int, list[str]] = defaultdict(list)
    for row, source, identifiers in rows("SELECT id, source_id, identifiers FROM client WHERE known = 1"):
        ids[row] = [source, *(one.rpartition("|")[2] for one in identifiers.split("\n"))]
    leads = dict(rows("SELECT id, merged_into FROM client WHERE merged_into IS NOT NULL"))
    also: dict[int, list[str]] = defaultdict(list)
    for client, name in rows("SELECT client_id, name FROM client_name ORDER BY client_id, name"):
        also[leads.get(client, client)].append(name)
    people = [
        Person(row, given, family, tuple(ids[row]), tuple(also[row]))
        for row, given, family in rows(
            f"SELECT id, given, family FROM {PEOPLE} WHERE known = 1 AND hidden = 0 AND merged_into IS NULL"
        )
    ]
    rules = [
        CalendarRule._make((*row[:4], bool(row[4])))
        for row in rows("SELECT id, calendar, kind, value, session FROM calendar_rule ORDER BY id")
    ]
    names = [
        CalendarName(row, calendar, words, series, leads.get(client, client))
        for row, calendar, words, series, client in rows(
            "SELECT n.id, n.calendar, n.words, n.series, n.client_id FROM calendar_name n JOIN client c ON c.id = n.client_id"
            " WHERE c.hidden = 0 ORDER BY n.id"
        )
    ]
    return Names(rules, names, People(people))


def kept_events(rows: Rows, zone: tzinfo | None) -> list[Kept]:
    """Every time of an event that is no whole day, by its beginning."""
    found = []
    for row in rows(_EVENTS):
        local = local_time(row[6], zone).replace(tzinfo=None)
        found.append(Kept._make((CalendarEvent._make((*row[:6], local, row[7])), row[6], *row[8:17])))
    return found


class _Deciding:
    """What is decided of each event; the times of one series are decided once."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._decided: dict[tuple[object, ...], Decided] = {}

    def __call__(self, event: CalendarEvent) -> Decided:
        key = (event.calendar, event.series, event.words, event.categories, event.held)
        found = self._decided.get(key)
        if found is None:
            found = self._decided[key] = self._names.decide(event)
        return found


def asked_of(rows: Rows, zone: tzinfo | None) -> list[Asked]:
    """Every series of every calendar with what is known of it, by its next time."""
    events = kept_events(rows, zone)
    if not events:
        return []
    decide = _Deciding(names_of(rows))
    found: dict[tuple[str, str], list[Kept]] = defaultdict(list)
    for one in events:
        if one.ends > one.at and not one.gone:
            found[one.event.calendar, one.event.series].append(one)
    asked = []
    for (calendar, series), several in found.items():
        last = several[-1]
        decided = decide(last.event)
        asked.append(
            Asked(
                calendar,
                series,
                last.event.words,
                decided.session,
                decided.clients,
                tuple(one.at for one in several),
                last.event,
            )
        )
    return asked


def settle_calendars(rows: Rows, zone: tzinfo | None) -> bool:
    """Bring the meetings of calendars in line with what is known; whether anything changed."""
    events = kept_events(rows, zone)
    present = {
        (row[1], row[2]): (row[0], tuple(row[3:]))
        for row in rows(f"SELECT id, resource_id, client_id, {_COLUMNS} FROM meeting WHERE resource_type = '{OF_A_CALENDAR}'")
    }
    if not events and not present:
        return False
    decide = _Deciding(names_of(rows))
    placeholders = _Placeholders(rows)
    elsewhere = _elsewhere(rows)
    wanted: dict[tuple[str, int], tuple[object, ...]] = {}
    whose: list[tuple[int, int]] = []
    for one in events:
        decided = decide(one.event)
        clients = decided.clients if one.ends > one.at else ()
        if not clients and decided.session and one.ends > one.at:
            clients = (placeholders.row_of(one.event),)
        elif clients:
            placeholders.are(one.event, clients[0])
        if one.client != (clients[0] if clients else UNASSIGNED):
            whose.append((clients[0] if clients else UNASSIGNED, one.event.row))
        for client in clients or (UNASSIGNED,):
            if client == UNASSIGNED or not _is_near(elsewhere.get(client, []), one.at):
                wanted[meeting_name(one.event), client] = _meeting(
                    one,
                    cancelled=decided.cancelled,
                    unsaid=decided.session is None and not client and one.ends > one.at,
                    words=decided.rest if client in decided.clients else "" if client else one.event.words,
                )
    changed = _write(rows, present, wanted)
    if whose:
        rows("UPDATE calendar_event SET client_id = ? WHERE id = ?", whose)
    placeholders.settle()
    return changed or bool(whose)


def meeting_name(event: CalendarEvent) -> str:
    """What the session of an event is called in notes and in the ledger: the same for as long as the event is."""
    return f"calendar-{_digest(event.calendar, event.uid, event.original)}"


def _digest(*parts: str) -> str:
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def _meeting(one: Kept, *, cancelled: bool, unsaid: bool, words: str) -> tuple[object, ...]:
    """``words`` are what is shown of it beside a name: all of its words where it has none."""
    status = "cancelled" if cancelled or one.status == CANCELLED else "pending" if one.status == TENTATIVE else "booked"
    title = ", ".join(part for part in (words, GONE if one.gone else "") if part)
    plain = f"{one.event.words} {one.place}".casefold()
    mode = UNSAID if unsaid else "video" if "video" in plain or "telehealth" in plain else ""
    date = f"{datetime.fromtimestamp(one.at, UTC):%Y-%m-%dT%H:%M:%SZ}"
    return (
        one.at,
        one.ends if one.ends > one.at else 0.0,
        status,
        title,
        mode,
        str(one.sequence),
        one.stamp,
        one.file,
        one.line,
        date,
    )


def _elsewhere(rows: Rows) -> dict[int, list[float]]:
    """When the sessions of other sources begin, client by client."""
    found: dict[int, list[float]] = defaultdict(list)
    for client, at in rows(_ELSEWHERE):
        found[client].append(at)
    return {client: sorted(times) for client, times in found.items()}


def _is_near(times: list[float], at: float) -> bool:
    place = bisect_left(times, at - SAME_SESSION)
    return place < len(times) and times[place] <= at + SAME_SESSION


def _write(
    rows: Rows, present: dict[tuple[str, int], tuple[int, Any]], wanted: dict[tuple[str, int], tuple[object, ...]]
) -> bool:
    new = [(*key, *content) for key, content in wanted.items() if key not in present]
    other = [(*content, present[key][0]) for key, content in wanted.items() if key in present and present[key][1] != content]
    over = [(row,) for key, (row, _) in present.items() if key not in wanted]
    for statement, values in (("DELETE FROM meeting WHERE id = ?", over), (_UPDATE, other), (_INSERT, new)):
        if values:
            rows(statement, values)
    return bool(new or other or over)


class _Placeholders:
    """Those whom sessions of a calendar name in words alone, one for each series, until somebody says who they are."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._known = {
            row[1]: (row[0], row[2])
            for row in rows(f"SELECT id, source_id, family FROM client WHERE source_id LIKE '{CALENDAR_WORDS}%'")
        }
        self._used: set[str] = set()
        self._are: dict[str, int] = {}

    def row_of(self, event: CalendarEvent) -> int:
        """The row under which a series stands by its words."""
        name = _placeholder(event)
        if name not in self._known:
            (newest,) = self._rows(
                "SELECT max(ifnull((SELECT max(id) FROM deleted_client WHERE id < ?1), 0), max(id)) FROM client WHERE id < ?1",
                (FIRST_ROW,),
            )
            row = newest[0] + 1
            self._rows("INSERT INTO client (id, source_id, known, family) VALUES (?, ?, 0, ?)", (row, name, event.words))
            self._rows("INSERT INTO client_search (rowid, words) VALUES (?, ?)", (row, f"unassigned {event.words}"))
            self._known[name] = row, event.words
        row, words = self._known[name]
        if words != event.words and name not in self._used:
            self._rows("UPDATE client SET family = ? WHERE id = ?", (event.words, row))
        self._used.add(name)
        return int(row)

    def are(self, event: CalendarEvent, client: int) -> None:
        """A series is somebody's now."""
        self._are[_placeholder(event)] = client

    def settle(self) -> None:
        """What was entered for a series moves to the client whose it is; a row under which nothing stands goes."""
        for name, (row, _) in self._known.items():
            if name in self._used:
                continue
            client = self._are.get(name)
            own = [
                table.name
                for table in OWN_OF_A_CLIENT
                if self._rows(f"SELECT 1 FROM {table.name} WHERE client_id = ? LIMIT 1", (row,))
            ]
            if client is not None:
                for table in own:
                    self._rows(f"UPDATE OR IGNORE {table} SET client_id = ? WHERE client_id = ?", (client, row))
                    self._rows(f"DELETE FROM {table} WHERE client_id = ?", (row,))  # what is there of the client already
            elif own:
                continue
            self._rows("UPDATE calendar_event SET held = 0 WHERE held = ?", (row,))
            self._rows("DELETE FROM client_search WHERE rowid = ?", (row,))
            self._rows("DELETE FROM client WHERE id = ?", (row,))


def _placeholder(event: CalendarEvent) -> str:
    return f"{CALENDAR_WORDS}{_digest(event.calendar, event.series)}"
