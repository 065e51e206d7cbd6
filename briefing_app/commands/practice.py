"""What the practice holds, from the command line: a day, a client, scores, the schedule, the audit."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from briefing_app.commands.answers import print_json, row_of
from briefing_app.documents.tables import (
    AUDIT_COLUMNS,
    SCHEDULE_COLUMNS,
    SCORE_COLUMNS,
    audit_row,
    schedule_row,
    score_row,
    write_csv,
    write_json,
)
from briefing_app.domain.calendar import OF_A_CALENDAR
from briefing_app.domain.problems import Problem
from briefing_app.services.audit import audit_fault, read_audit
from briefing_app.services.backup import vault_of
from briefing_app.services.day import Session, open_day, schedule
from briefing_app.services.open_practice import OpenPractice
from briefing_app.system.paths import Profile
from briefing_app.system.settings import read_settings, who_acts


def _day(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    from briefing_app.documents.day import day_as_json, day_as_text
    from briefing_app.services.waiting import waiting_without_session
    from briefing_app.viewmodels.day import briefs_of, make_day, now_in

    now = now_in(None)
    day = open_day(practice.reader, options.date or now.date(), None, options.practitioner)
    catalogue = practice.catalogue
    waiting = waiting_without_session(practice.reader, catalogue, day)
    if options.json:
        print_json(day_as_json(day, briefs_of(day, catalogue), waiting))
    else:
        print(day_as_text(make_day(day, catalogue, now, None, waiting)))
    return 0


def _client(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    if options.delete or options.allow_again:
        from briefing_app.commands.deletion import deletion_command

        return deletion_command(options, profile, practice)
    if options.start is not None or options.primary is not None or options.same_person is not None:
        from briefing_app.commands.decision import decision_command

        return decision_command(options, profile, practice)
    if options.ask_again:
        return _ask_again(options, profile, practice)
    if options.end_goal is not None:
        return _end_goal(options, profile, practice)
    from briefing_app.documents.client import Kept, client_as_json
    from briefing_app.documents.day import brief_as_text
    from briefing_app.viewmodels.client import make_client

    row = row_of(practice, options.client)
    today = date.today()
    history = practice.reader.histories([row])[row]
    brief = make_client(history, practice.catalogue, today, None, practice.reader.rules()).brief
    if options.json:
        kept = Kept(practice.reader.own_entries(row), practice.reader.answers_of(row), practice.reader.snapshots(row))
        print_json(client_as_json(history.client, today, practice.reader.last_import(), brief, kept))
    else:
        print(brief_as_text(brief))
    return 0


def _ask_again(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    from briefing_app.services.acknowledge import ask_again

    what, text = options.ask_again
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Problem(f"{text} is no date.", "Write it as YYYY-MM-DD.") from None
    by = who_acts(read_settings(profile.settings))
    stood = ask_again(practice.store, practice.reader, (row_of(practice, options.client), what, day), time.time(), by)
    print(f"Taken back: {stood}. The brief of {options.client} is as it was before that was said.")
    return 0


def _end_goal(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    from briefing_app.services.enter import end_goal_of

    row = row_of(practice, options.client)
    goals = [one for one in practice.reader.histories([row])[row].goals if not one.ended]
    found = [one for one in goals if one.words.casefold() == " ".join(options.end_goal.split()).casefold()]
    if len(found) != 1:
        listed = "; ".join(one.words for one in goals) or "none"
        raise Problem(f"No goal of these words is in use, or more than one. In use: {listed}.", "Nothing was changed.")
    end_goal_of(practice.store, found[0].row, time.time(), who_acts(read_settings(profile.settings)))
    print(f"Ended: {found[0].words}. It is not asked for any more; its scores stay.")
    return 0


def _scores(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    from briefing_app.services.score import worded_scores

    found = worded_scores(practice.reader, practice.catalogue, options.client)
    _print_table(options, SCORE_COLUMNS, (score_row(patient, score) for patient, score in found))
    return 0


def _schedule(options: argparse.Namespace, _: Profile, practice: OpenPractice) -> int:
    first = options.first or date.today()
    found = schedule(practice.reader, first, options.last or first, None, options.practitioner)
    if options.ics is not None:
        return write_ics([one for _, one in found if isinstance(one, Session)], options.ics)
    rows = [schedule_row(day.isoformat(), one) for day, one in found]
    _print_table(options, SCHEDULE_COLUMNS, rows)
    return 0


def write_ics(sessions: Sequence[Session], path: Path) -> int:
    """Times and initials of the sessions that have a time, one event for each session, however many take part; what came from a calendar is there."""
    from briefing_app.documents.calendar import CalendarSession, write_sessions
    from briefing_app.viewmodels.what_if import initials

    kept: dict[str, CalendarSession] = {}
    for one in (one for one in sessions if one.timed and one.meeting.origin.resource_type != OF_A_CALENDAR):
        meeting, client = one.meeting, one.history.client
        who = initials(client.name)
        before = kept.get(meeting.key)
        who = f"{before.initials}, {who}" if before else who
        kept[meeting.key] = CalendarSession(meeting.key, meeting.at, meeting.ends, who, not one.happens)
    write_sessions(list(kept.values()), path, datetime.now().astimezone())
    print(f"{len(kept)} {'session' if len(kept) == 1 else 'sessions'} written, with initials. The file is not encrypted.")
    return 0


def _audit(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    """Print the chain; what is wrong with it is a Problem, after everything was printed."""
    chain, _ = read_audit(practice.reader)
    _print_table(options, AUDIT_COLUMNS, map(audit_row, chain))
    if fault := audit_fault(vault_of(profile), options.key, chain):
        raise Problem(fault, "Look who could open this store.")
    return 0


def _print_table(options: argparse.Namespace, columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    if options.json:
        write_json(sys.stdout, rows)
    else:
        write_csv(sys.stdout, columns, rows)


PRACTICE_COMMANDS = {"day": _day, "client": _client, "scores": _scores, "schedule": _schedule, "audit": _audit}
