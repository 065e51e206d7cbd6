"""``briefing names``: who is asked for in calendars, whom their words mean, and which of their events are sessions."""

from __future__ import annotations

import argparse
import time
from datetime import datetime
from typing import Any

from briefing_app.commands.answers import print_json, row_of
from briefing_app.domain.calendar_names import ALL, CANCELLED_BY, LAST_FIRST, CalendarRule, normal
from briefing_app.domain.problems import Problem
from briefing_app.services.calendar_clients import add_called, addable
from briefing_app.services.calendar_names import (
    NO_RULE,
    AskedFor,
    asked_for,
    calendar_called,
    name_words,
    people,
    place_of,
    rule_events,
    rules_of,
)
from briefing_app.services.open_practice import OpenPractice
from briefing_app.system.paths import Profile
from briefing_app.system.settings import read_settings, who_acts
from briefing_app.viewmodels.calendar_names import say_asked, say_called, say_offers, say_rule


def names_command(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    """List, or keep one answer."""
    by = who_acts(read_settings(profile.settings))
    if options.act is None:
        return _list(options, practice)
    if options.act == "rule":
        return _rule(options, practice, by)
    if options.act == "add":
        return _add(options, practice, by)
    words, clients = _words_and_clients(options)
    calendar = calendar_called(practice.reader, options.calendar) if options.calendar else ""
    place = place_of(practice.reader, words, options.series, calendar)
    rows = tuple(row_of(practice, one) for one in clients)
    name_words(practice.store, place, rows, time.time(), by)
    if not rows:
        print(f"Nobody is known by “{words}” any more.")
    else:
        print(f"“{words}” is {' and '.join(clients)} from now on{' in this series' if place[2] else ''}.")
    return 0


def _add(options: argparse.Namespace, practice: OpenPractice, by: str) -> int:
    """Clients of the names that a calendar says: all whole ones, or those whose words are named."""
    if options.all == bool(options.rest):
        raise Problem("Say --all, or the calendar's words.", "'briefing names' lists those that are asked for.", exit_code=2)
    asked = asked_for(practice.reader, datetime.now().astimezone())
    if options.calendar:
        calendar = calendar_called(practice.reader, options.calendar)
        asked = tuple(one for one in asked if one.calendar == calendar)
    found = addable(asked, [name for _, name, _ in people(practice.reader)])
    wanted = {normal(words) for words in options.rest}
    chosen = [one for one in found if (one.whole if options.all else wanted & {normal(of.words) for of in one.asked})]
    left = wanted - {normal(of.words) for one in chosen for of in one.asked}
    if left or not chosen:
        words = ", ".join(f"“{one}”" for one in options.rest if normal(one) in left)
        raise Problem(
            f"Nobody new is asked for under {words}." if words else "No whole name is asked for.",
            "'briefing names' lists who is; 'briefing names set' says that it is a client who is here.",
            exit_code=2,
        )
    add_called(practice.store, tuple((one.name, one.places) for one in chosen), time.time(), by)
    print(say_called([one.name for one in chosen]))
    for one in found:
        if one not in chosen:
            print(f"  left: {say_asked(one.asked[0])}")
    return 0


def _words_and_clients(options: argparse.Namespace) -> tuple[str, list[str]]:
    words, *clients = options.rest or [""]
    if not words or (options.act == "set") != bool(clients):
        raise Problem(
            "Say the calendar's words and a client's id, as in: briefing names set 'J.R.' 1043."
            if options.act == "set"
            else "Say the calendar's words, as in: briefing names unset 'J.R.'.",
            "'briefing names' lists those that are asked for.",
            exit_code=2,
        )
    return words, clients


def _list(options: argparse.Namespace, practice: OpenPractice) -> int:
    asked = asked_for(practice.reader, datetime.now().astimezone())
    rules = rules_of(practice.reader)
    if options.json:
        print_json({"asked": [_as_json(one) for one in asked], "rules": [_rule_as_json(one) for one in rules]})
        return 0
    print(
        "Nobody is asked for."
        if not asked
        else f"Asked for: {len(asked)}. Answer with: briefing names set WORDS CLIENT [--series UID]"
    )
    for one in asked:
        print(f"  {say_asked(one)}")
    for offer in say_offers(asked):
        print(f"  {offer}")
    for rule in rules:
        print(f"  rule: {say_rule(rule)}")
    return 0


def _as_json(one: AskedFor) -> dict[str, Any]:
    return {
        "calendar": one.name,
        "words": one.words,
        "series": one.uid,
        "session": one.session,
        "times": one.times,
        "first": one.first.isoformat(),
        "next": one.next.isoformat() if one.next else None,
        "guess": {"patient": one.guess.id, "name": one.guess.name, "why": one.guess.why} if one.guess else None,
    }


def _rule_as_json(rule: CalendarRule) -> dict[str, Any]:
    return {"calendar": rule.calendar, "kind": rule.kind, "value": rule.value, "session": rule.session}


def _rule(options: argparse.Namespace, practice: OpenPractice, by: str) -> int:
    kind, value = (*options.rest, "", "")[:2]
    session = NO_RULE if options.forget else 0 if options.no_session else 1
    if session == 0 and kind in (CANCELLED_BY, LAST_FIRST):
        raise Problem("Such a rule is taken back with --forget.", "Nothing was kept.", exit_code=2)
    calendar = calendar_called(practice.reader, options.calendar)
    rule_events(practice.store, (calendar, kind, "" if kind in (ALL, LAST_FIRST) else value), session, time.time(), by)
    print("Taken back." if session == NO_RULE else f"Kept: {say_rule(CalendarRule(0, calendar, kind, value, bool(session)))}")
    return 0
