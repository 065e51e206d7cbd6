"""What is known of a client beside scores, entered by hand from the command line."""

from __future__ import annotations

import argparse
import time

from briefing_app.commands.answers import row_of
from briefing_app.domain.own_fact import FactKind, OwnFact
from briefing_app.domain.problems import Problem
from briefing_app.services.open_practice import OpenPractice
from briefing_app.services.own_fact import change_fact, enter_fact, own_fact, own_facts, withdraw_fact
from briefing_app.system.paths import Profile
from briefing_app.system.settings import read_settings, who_acts
from briefing_app.viewmodels.by_hand import fact_lines, say_fact

NONE = "none"  # what empties a part
PARTS = {"certainty": FactKind.PROBLEM, "dose": FactKind.MEDICATION, "where": FactKind.SAFETY_PLAN}


def enter_command(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    """``briefing client enter ID KIND WORDS``: prints it with its number."""
    kind = FactKind(options.kind.replace("-", " "))
    made = OwnFact(
        kind, options.words, _detail(options, kind) or "", options.code or "", options.since or "", options.until or ""
    )
    row = row_of(practice, options.client)
    number = enter_fact(practice.store, row, made, time.time(), who_acts(read_settings(profile.settings))).number
    print(say_fact(own_fact(practice.reader, row, number)))
    return 0


def change_command(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    """``briefing client change ID NUMBER``: what is not named stays."""
    row = row_of(practice, options.client)
    fact = own_fact(practice.reader, row, options.number).fact
    detail = _detail(options, fact.kind)
    parts = (options.words, detail, options.code, options.since, options.until)
    if all(part is None for part in parts):
        raise Problem("Nothing was said to be changed.", "Give --words, or another part.", exit_code=2)
    before = (fact.words, fact.detail, fact.code, fact.since, fact.until)
    said = OwnFact(
        fact.kind, *(now if part is None else "" if part == NONE else part for part, now in zip(parts, before, strict=True))
    )
    change_fact(practice.store, options.number, said, time.time(), who_acts(read_settings(profile.settings)))
    print(say_fact(own_fact(practice.reader, row, options.number)))
    return 0


def withdraw_command(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    """``briefing client withdraw ID NUMBER``."""
    gone = own_fact(practice.reader, row_of(practice, options.client), options.number)
    withdraw_fact(practice.store, options.number, time.time(), who_acts(read_settings(profile.settings)))
    print(f"Taken back: {say_fact(gone)}")
    return 0


def facts_command(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    """``briefing client facts ID``: what was entered, each with its number."""
    row = row_of(practice, options.client)
    print("\n".join(fact_lines(practice.reader.histories([row])[row].client, own_facts(practice.reader, row))))
    return 0


def _detail(options: argparse.Namespace, kind: FactKind) -> str | None:
    """What is said beside the words. Raises Problem for a part of another kind."""
    found = None
    for name, whose in PARTS.items():
        given: str | None = getattr(options, name)
        if given is None:
            continue
        if whose is not kind:
            raise Problem(f"--{name} is said of a {whose}.", f"This is of the kind {kind}.", exit_code=2)
        found = given
    return found
