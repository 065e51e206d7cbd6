"""A calendar file as an import reads it: each event kept, refused with its reason, or passed over, and every doubt said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import blake2b
from itertools import islice
from pathlib import PurePosixPath

from briefing_app.domain.calendar import DAYS_AHEAD, DAYS_BACK, OF_A_CALENDAR, CalendarRecord, EventRecord
from briefing_app.domain.texts import clean
from briefing_app.sources.calendar.events import Event, File, is_far, read_components, read_event
from briefing_app.sources.calendar.expand import Expander, Window
from briefing_app.sources.calendar.zones import Zones
from briefing_app.sources.kinds import Kind, Look, Receiver

LARGEST = 20_000_000
MOST_OCCURRENCES = 20_000
OUR_OWN = "-//Briefing//"  # how the maker of our own calendars begins
MOST_DOUBTS = 5  # sentences of one kind, before the others are counted
NOTHING_IN_IT = {
    "REPLY": "an answer to an invitation; there is no session in it to be read",
    "COUNTER": "a proposal for another time; there is no session in it to be read",
    "DECLINECOUNTER": "an answer to a proposal; there is no session in it to be read",
    "REFRESH": "a request for a newer copy; there is no session in it to be read",
}
_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*BEGIN:(?:VCALENDAR|VEVENT)\b", re.I)
_COPY = re.compile(r"(?: ?\(\d+\)|[ _-]?\d{4}-?\d\d-?\d\d|[ _-]basic)+$", re.I)


def is_calendar(look: Look) -> bool:
    """Whether a file begins as a calendar does, in UTF-8 or UTF-16."""
    head = look.head
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.replace(b"\0", b"")[2:]
    return _BEGINS.match(head) is not None


def calendars(today: Callable[[], date]) -> Kind:
    """Calendar files, read for the days around today."""
    return Kind("a calendar file", is_calendar, lambda data, receiver: read_calendar(data, receiver, today()), LARGEST)


def read_calendar(data: bytes, receiver: Receiver, today: date) -> None:
    """Hand on a calendar as one record."""
    first, last = today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD + 1)
    zones = Zones(receiver.zone, first - timedelta(days=800), last + timedelta(days=400))
    file = read_components(data, zones, receiver.beat)
    receiver.count(OF_A_CALENDAR, len(file.events))
    for kind, number in file.others.items():
        receiver.count(kind, number)
        receiver.pass_over(kind, number)
    if file.too_many:
        receiver.say(0, f"{file.too_many:,} more events than are read; the first {len(file.events):,} were")
    method = file.said.get("METHOD", "").upper()
    if said := NOTHING_IN_IT.get(method):
        receiver.pass_over(OF_A_CALENDAR, len(file.events))
        receiver.say(0, said, "note")
        return
    if file.said.get("PRODID", "").startswith(OUR_OWN):
        receiver.pass_over(OF_A_CALENDAR, len(file.events))
        receiver.say(
            0,
            "a calendar that Briefing wrote, with initials; its sessions are where they came from, and nothing of it was read",
            "note",
        )
        return
    if not file.wrapped:
        receiver.say(0, "the events stand without the calendar around them (BEGIN:VCALENDAR); they were read", "note")
    window = Window.of(first, last, zones.practice)
    events, unread = _read_events(file, zones, window, receiver)
    found = _expand(events, Expander(window, zones), receiver)
    if method == "CANCEL":
        found = [one._replace(status="cancelled") for one in found]
    _say_doubts(file, zones, found, receiver)
    key, name = _called(file, receiver.path)
    at = [one.at for one in found if one.at]
    covers = at and method != "CANCEL" and file.whole and not file.too_many and len(found) < MOST_OCCURRENCES
    first_at, last_at = (min(at), max(at)) if covers else (0.0, 0.0)
    source = receiver.source("VCALENDAR", key, 0)
    receiver.keep(CalendarRecord(key, name, first_at, last_at, frozenset(unread), tuple(found), source.file))


def _read_events(file: File, zones: Zones, window: Window, receiver: Receiver) -> tuple[list[Event], list[str]]:
    """The events, and the UIDs of those that were refused."""
    events, unread = [], []
    far = 0
    copies = Counter(line.value for _, _, lines, _ in file.events for line in lines if line.name == "UID")
    for number, begun, lines, whole in file.events:
        if not number % 512:
            receiver.beat()
        try:
            if not whole:
                raise ValueError("it has no end (END:VEVENT): the file is cut off there, or another event begins inside it")
            if all(copies[line.value] == 1 for line in lines if line.name == "UID") and is_far(lines, window.first, zones):
                far += 1
                continue
            event = read_event(number, begun, lines, zones)
        except (ValueError, OverflowError, OSError) as fault:
            receiver.refuse(OF_A_CALENDAR, begun, f"event {number} was not read: {fault}")
            unread += [clean(line.value) for line in lines if line.name == "UID"]
            continue
        if not event.uid:
            event.uid = (
                "no-uid-" + blake2b(repr((event.words, event.start.wall, event.rule)).encode(), digest_size=8).hexdigest()
            )
        events.append(event)
    if far:
        receiver.pass_over(OF_A_CALENDAR, far)
    return events, unread


def _expand(events: list[Event], expander: Expander, receiver: Receiver) -> list[EventRecord]:
    occurrences = expander.expand(events)
    found: list[EventRecord] = []
    for one in islice(occurrences, MOST_OCCURRENCES):
        if not len(found) % 1024:
            receiver.beat()
        found.append(one)
    if next(occurrences, None) is not None:
        receiver.say(0, f"more than {MOST_OCCURRENCES:,} times of events; those behind were left out")
    for line, note in expander.notes:
        receiver.say(line, note)
    told = {one.line for one in found}
    if outside := sum(event.line not in told for event in events):
        receiver.pass_over(OF_A_CALENDAR, outside)
    return found


def _say_doubts(file: File, zones: Zones, found: list[EventRecord], receiver: Receiver) -> None:
    for doubt in zones.doubts:
        receiver.say(0, doubt)
    wished = file.said.get("X-WR-TIMEZONE", "")
    if wished and any(one.at for one in found):
        clock = Zones(receiver.zone, date.min, date.max).clock(wished)
        moment = max(one.at for one in found if one.at)
        hours = abs((clock.wall(moment) - zones.practice.wall(moment)).total_seconds()) / 3600
        if hours:
            receiver.say(
                0,
                f"the calendar is kept in the zone {wished}: times in it that name no zone may be off by {hours:g} hours, and were read on this clock",
            )
    said = {one.line: one.doubt for one in found if one.doubt}
    counted: Counter[str] = Counter()
    for line, doubt in said.items():
        counted[doubt] += 1
        if counted[doubt] <= MOST_DOUBTS:
            receiver.say(line, doubt)
    for doubt, count in counted.items():
        if count > MOST_DOUBTS:
            receiver.say(0, f"{count - MOST_DOUBTS:,} more events like that: {doubt}")


def calendar_key(data: bytes, path: str) -> str:
    """What tells this calendar from others when it is read again. Raises NotRead where it is none."""
    today = date.today()
    return _called(read_components(data, Zones(None, today, today), lambda: None), path)[0]


def _called(file: File, path: str) -> tuple[str, str]:
    """What tells a calendar from others when it is read again, and its name: its own id, else its name and maker, else its file's name (product rule)."""
    stem = _COPY.sub("", PurePosixPath(path).stem) or PurePosixPath(path).stem
    name = file.said.get("X-WR-CALNAME") or file.said.get("NAME") or ""
    if own := file.said.get("X-WR-RELCALID"):
        key = f"id {own}"
    elif name:
        maker = file.said.get("PRODID", "").split("//")
        key = f"name {name} by {maker[1] if len(maker) > 1 else maker[0]}"
    else:
        key = f"file {stem}"
    return clean(key), name or clean(stem)
