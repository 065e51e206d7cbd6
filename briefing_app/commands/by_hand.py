"""Clients and sessions entered by hand, from the command line."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import date, datetime

from briefing_app.commands.answers import row_of
from briefing_app.commands.by_hand_facts import change_command, enter_command, facts_command, withdraw_command
from briefing_app.domain.act import By
from briefing_app.domain.own_client import OwnClient
from briefing_app.domain.own_session import OwnSession, Repeats, Series
from briefing_app.domain.periods import say_full_date
from briefing_app.domain.problems import Problem
from briefing_app.domain.same_person import ONE
from briefing_app.services.client_undo import undo_client
from briefing_app.services.open_practice import OpenPractice
from briefing_app.services.own_client import add_client, details_of, edit_client
from briefing_app.services.own_session import (
    add_session,
    change_session,
    end_series,
    own_session,
    own_session_of,
    repeat_session,
    undo_session,
)
from briefing_app.services.same_person import record_called, say_of_records
from briefing_app.services.session_word import clients_of_session, say_of_session
from briefing_app.system.paths import Profile
from briefing_app.system.settings import read_settings, who_acts
from briefing_app.viewmodels.by_hand import (
    say_added,
    say_alike,
    say_client_undone,
    say_ended,
    say_merged,
    say_moved,
    say_outcome,
    say_repeated,
    say_sessions,
    say_undone,
)

OUTCOMES = {"attended": "held", "missed": "missed"}
NONE = "none"  # what empties a part, on the command line
REPEATS = {"weekly": Repeats.WEEKLY, "two-weekly": Repeats.EVERY_TWO_WEEKS}


def _add_client(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    one = OwnClient(options.name, options.born or "", options.pronouns or "", tuple(options.contact or ()))
    alike = [] if options.anyway else say_alike(one, practice.reader.find_clients(one.name.replace(",", " ")))
    if alike:
        raise Problem(
            f"{alike} is in the practice already.", "Use that one, or add --anyway where it is another person.", exit_code=2
        )
    done = add_client(practice.store, one, time.time(), _by(profile))
    print(say_added(practice.reader.histories([done.number])[done.number].client))
    return 0


def _edit_client(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    row = row_of(practice, options.client)
    said = details_of(practice.reader, row)
    parts = (options.name, options.born, options.pronouns, options.contact)
    if all(part is None for part in parts):
        raise Problem("Nothing was said to be changed.", "Give --name, --born, --pronouns or --contact.", exit_code=2)
    changed = OwnClient(
        _or(options.name, said.name),
        _or(options.born, said.born),
        _or(options.pronouns, said.pronouns),
        said.reach if options.contact is None else () if options.contact == [NONE] else tuple(options.contact),
    )
    edit_client(practice.store, row, changed, time.time(), _by(profile))
    print(say_added(practice.reader.histories([row])[row].client, changed=True))
    return 0


def _merge_clients(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    now = datetime.now().astimezone()
    row, other = row_of(practice, options.client), record_called(practice.reader, options.other)
    say_of_records(practice.store, practice.catalogue, (row, other), ONE, options.why, By(_by(profile), now))
    lead = row_of(practice, options.client)
    print(say_merged(practice.reader.histories([lead])[lead]))
    return 0


def _undo_client(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    row = row_of(practice, options.client)
    before = practice.reader.histories([row])[row].client
    done = undo_client(practice.store, practice.reader, practice.catalogue, row, datetime.now().astimezone(), _by(profile))
    now = row_of(practice, options.client)
    print(say_client_undone(done, before, practice.reader.histories([now])[now].client))
    return 0


def _or(given: str | None, before: str) -> str:
    return before if given is None else "" if given == NONE else given


def _add_session(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    series = Series(REPEATS.get(options.repeats or "", Repeats.ONCE), options.until)
    rows = tuple(row_of(practice, one) for one in (options.client, *options.also))
    session = OwnSession(_moment(options.day, options.time), options.minutes, options.mode, options.place, options.group)
    done = add_session(practice.store, rows, session, series, time.time(), _by(profile))
    histories = practice.reader.histories(rows)
    print(say_sessions([histories[row] for row in rows], done, series))
    return 0


def _list_sessions(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    from briefing_app.viewmodels.by_hand import session_lines

    row = row_of(practice, options.client)
    history = practice.reader.histories([row])[row]
    print("\n".join(session_lines(history, datetime.now().astimezone(), everything=options.all)))
    return 0


def _move_session(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    now = own_session(practice.reader, options.session)
    to = OwnSession(
        _moment(options.day, options.time),
        options.minutes or round((now.ends - now.at) / 60),
        now.mode if options.mode is None else options.mode,
        now.place if options.place is None else options.place,
        now.title,
    )
    done = change_session(practice.store, now.session, to, options.from_here_on, time.time(), _by(profile))
    print(say_moved(own_session(practice.reader, options.session), done.number))
    return 0


def _repeat_session(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    series = Series(REPEATS[options.repeats], options.until)
    now = own_session(practice.reader, options.session)
    done = repeat_session(practice.store, now.session, series, time.time(), _by(profile))
    print(say_repeated(own_session(practice.reader, options.session), series, done.number))
    return 0


def _end_series(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    now = own_session(practice.reader, options.session)
    print(say_ended(now, end_series(practice.store, now.session, time.time(), _by(profile)).number))
    return 0


def _undo_session(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    done = undo_session(practice.store, options.session, time.time(), _by(profile))
    print(say_undone(options.session, own_session_of(practice.reader, options.session), done.number))
    return 0


def _say_of_session(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    """``cancelled``, ``attended``, ``missed``; ``open`` takes back what was said."""
    outcome = OUTCOMES.get(options.verb, "")
    now = datetime.now().astimezone()
    told = None
    if options.verb == "cancelled":
        outcome, told = f"cancelled by the {options.who}", options.on
        if told is not None and told > now.date():
            raise Problem("A session is cancelled on a day that has come.", "Give a day up to today.", exit_code=2)
    rows = tuple(clients_of_session(practice.reader, options.session))
    if options.client is not None:
        rows = (row_of(practice, options.client),)
    if not rows:
        raise Problem(f"No session is called {options.session}.", "'briefing session list CLIENT' names them.", exit_code=2)
    said = (outcome, told.isoformat() if told else "")
    say_of_session(practice.store, options.session, rows, said, now.timestamp(), _by(profile))
    histories = practice.reader.histories(rows)
    print("\n".join(say_outcome(histories[row], options.session, now) for row in rows))
    return 0


def _moment(day: date, text: str) -> datetime:
    try:
        return datetime.combine(day, datetime.strptime(text, "%H:%M").time())
    except ValueError:
        raise Problem(f"{text} is no time of day.", f"Write it as 09:30, for {say_full_date(day)}.", exit_code=2) from None


def _by(profile: Profile) -> str:
    return who_acts(read_settings(profile.settings))


CLIENT_VERBS: dict[str, Callable[[argparse.Namespace, Profile, OpenPractice], int]] = {
    "add": _add_client,
    "edit": _edit_client,
    "merge": _merge_clients,
    "undo": _undo_client,
    "enter": enter_command,
    "change": change_command,
    "withdraw": withdraw_command,
    "facts": facts_command,
}
SESSION_VERBS: dict[str, Callable[[argparse.Namespace, Profile, OpenPractice], int]] = {
    "add": _add_session,
    "list": _list_sessions,
    "move": _move_session,
    "repeat": _repeat_session,
    "end": _end_series,
    "undo": _undo_session,
    "cancelled": _say_of_session,
    "attended": _say_of_session,
    "missed": _say_of_session,
    "open": _say_of_session,
}


def by_hand_command(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    """``briefing client`` with what is entered of one, and ``briefing session`` with what becomes of one."""
    if options.command == "session":
        return SESSION_VERBS[options.verb](options, profile, practice)
    return CLIENT_VERBS[options.command.partition(" ")[2]](options, profile, practice)
