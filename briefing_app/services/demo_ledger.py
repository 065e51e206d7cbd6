"""The demo clinician's own ledger, invented around the demo's sessions: evenings that get shorter, a cap, supervision, two self-checks."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path

from briefing_app.domain.client import CANCELLED, Meeting
from briefing_app.domain.intervals import moment, span_of
from briefing_app.domain.note import FINISHED, NoteMark
from briefing_app.domain.periods import local_time, week_start
from briefing_app.domain.proqol import score
from briefing_app.domain.session_end import BY_THEN, ENDED, SessionEnd
from briefing_app.domain.time_entry import SelfCheck, Support, TimeEntry
from briefing_app.domain.twins import without_twins
from briefing_app.storage.entry import mark_notes
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore

WEEKS = 14
TIMED_IN_PART = 4  # every fourth week, this one among them, a few notes were not timed
EVENINGS = {0: (20 * 60, 62), 1: (20 * 60 + 15, 58), 3: (19 * 60 + 45, 40), 6: (16 * 60 + 30, 45)}


def make_demo_ledger(path: Path, key: bytes, practice: PracticeStore, today: date, zone: tzinfo | None = None) -> None:
    """Write the invented entries, the same for the same day and sessions."""
    private, reader = PrivateStore(path, key), PracticeReader(practice)
    try:
        first = today - timedelta(weeks=WEEKS)
        at = datetime.combine(first, time(), zone).timestamp()
        week = [[[8 * 60 + 30, 17 * 60 + 30]]] * 5 + [[], []]
        private.set_working_hours(first.isoformat(), json.dumps(week), at)
        sessions = _sessions(reader, first, today, zone)
        now = moment(today, 0, zone)
        private.write([one for one in _entries(sessions, reader, today, zone) if one.end <= now], now, "documentation so far")
        private.end_sessions(_ends(sessions, reader), now, "sessions ended")
        mark_notes(practice, _finished(sessions, reader, now), "")
        _conditions(private, sessions, reader, today, at)
    finally:
        reader.close()
        private.close()


def _sessions(reader: PracticeReader, first: date, today: date, zone: tzinfo | None) -> list[Meeting]:
    found = without_twins(reader.meetings_between(*span_of(first, today - timedelta(days=1), zone)))
    return [one for one in found if one.is_session and one.kind == "appointment" and one.status not in CANCELLED and one.ends]


def _entries(sessions: list[Meeting], reader: PracticeReader, today: date, zone: tzinfo | None) -> list[TimeEntry]:
    """A note after each session, some of it in the gap, and what is left over in the evenings; in some weeks a few notes were not timed."""
    name = "" if zone is None else str(zone)
    ids = reader.sources_of(sorted({one.client for one in sessions}))
    found = []
    for number, one in enumerate(sessions):
        weeks_ago = (today - local_time(one.at, zone).date()).days // 7
        length = (6 + number * 5 % 7 + weeks_ago // 4) * 60
        delay = (0, 420, 60, 0, 600)[number % 5]
        if number % 4 != 3 or (week_start(today) - week_start(local_time(one.at, zone).date())).days // 7 % TIMED_IN_PART:
            found.append(TimeEntry(one.ends + delay, one.ends + delay + length, name, "notes", ids[one.client]))
    for back in range(1, 7 * WEEKS):
        day = today - timedelta(days=back)
        planned = EVENINGS.get(day.weekday())
        if planned is None:
            continue
        begins, full = planned
        minutes = full * (back // 7 + 3) // (WEEKS + 2)
        if minutes >= 8:
            start = moment(day, begins, zone)
            category = "letters" if day.weekday() == 6 else "notes"
            found.append(TimeEntry(start, start + minutes * 60, name, category))
    return found


def _ends(sessions: list[Meeting], reader: PracticeReader) -> list[SessionEnd]:
    """When most sessions ended, some late; of one in six nobody said so, and of one in nine only that it was over by then."""
    ids = reader.sources_of(sorted({one.client for one in sessions}))
    found = []
    for number, one in enumerate(sessions):
        if number % 6 != 4:
            kind = BY_THEN if number % 9 == 7 else ENDED
            found.append(SessionEnd(one.key, ids[one.client], one.ends + 60 * (0, -1, 1, 0, 4)[number % 5], kind))
    return found


def _finished(sessions: list[Meeting], reader: PracticeReader, now: float) -> list[tuple[str, str, NoteMark]]:
    """Most notes the same day, some the next; of the last days a few are still owed."""
    ids = reader.sources_of(sorted({one.client for one in sessions}))
    found = []
    for number, one in enumerate(sessions):
        at = one.ends + (900, 2400, 1200, 11 * 3600, 26 * 3600)[number % 5]
        if at < now and not (now - one.ends < 8 * 86_400 and number % 6 == 0):
            found.append((ids[one.client], one.key, NoteMark(FINISHED, at)))
    return found


def _conditions(private: PrivateStore, sessions: list[Meeting], reader: PracticeReader, today: date, at: float) -> None:
    ids = reader.sources_of(sorted({one.client for one in sessions}))
    for number, client in enumerate(sorted(ids.values())):
        if number % 3 != 2:
            private.set_weight(client, 1 + number % 3, number % 5 == 0, number % 7 == 0, at)
    for number, one in enumerate(sessions):
        if ids[one.client].endswith(("duarte", "haldane", "callan")):
            private.tag_session(one.key, True, at)
        elif number % 3:
            private.tag_session(one.key, False, at)
    private.choose("cap:points", "48", at)
    private.choose("cap:week_sessions", "24", at)
    private.choose("cap:trauma_percent", "40", at)
    for days, kind, minutes, who, cancelled in (
        (75, "reflective", 90, "R. Vale", ""),
        (47, "reflective", 60, "R. Vale", ""),
        (33, "reflective", 0, "R. Vale", "R. Vale"),
        (20, "reflective", 45, "R. Vale", ""),
        (61, "peer", 90, "four colleagues", ""),
        (26, "peer", 90, "four colleagues", ""),
        (40, "administrative", 30, "office", ""),
    ):
        private.add_support(Support(kind, (today - timedelta(days=days)).isoformat(), minutes, who, cancelled), at)
    for days, shift in ((92, 0), (22, 1)):
        answers = [3 + (number * 7 + shift) % 3 - (number % 4 == 1) for number in range(30)]
        scales = {one.name: (one.raw, one.band) for one in score(answers)}
        day = (today - timedelta(days=days)).isoformat()
        private.add_self_check(SelfCheck("ProQOL 5", day, ",".join(map(str, answers)), json.dumps(scales)), at)
    private.add_dated_change((today - timedelta(weeks=6)).isoformat(), "notes begun in the session", at)
