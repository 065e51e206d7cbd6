"""What the clinician decides of a client, from the command line."""

from __future__ import annotations

import argparse
from datetime import date, datetime

from briefing_app.commands.answers import row_of
from briefing_app.domain.act import By
from briefing_app.domain.problems import Problem
from briefing_app.domain.same_person import ONE, TWO
from briefing_app.services.brief import brief_facts
from briefing_app.services.decision import PRIMARY, SAME_PERSON, START, Decided, decide
from briefing_app.services.measure import Catalogue
from briefing_app.services.open_practice import OpenPractice
from briefing_app.services.same_person import record_called
from briefing_app.services.start import start_of
from briefing_app.system.paths import Profile
from briefing_app.system.settings import read_settings, who_acts
from briefing_app.viewmodels.decision import NEVER_PRIMARY, say_primary, say_start
from briefing_app.viewmodels.same_person import say_tie

NONE = "none"  # what takes back, on the command line


def decision_command(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    """``briefing client ID --start DATE --why TEXT`` ``--primary MEASURE`` and ``--same-person ID yes``: prints what counts from now on."""
    now, by = datetime.now().astimezone(), who_acts(read_settings(profile.settings))
    row = row_of(practice, options.client)
    catalogue = practice.catalogue
    if sum(one is not None for one in (options.start, options.primary, options.same_person)) > 1:
        raise Problem("Each of these is an act of its own.", "Give them one after the other.", exit_code=2)
    if options.same_person is not None:
        other, answer = options.same_person
        kind = f"{SAME_PERSON} {record_called(practice.reader, other)}"
        decide(practice.store, catalogue, row, Decided(kind, _said(answer), options.why), By(by, now))
        history = practice.reader.histories([row_of(practice, options.client)])
        print(
            "\n".join(map(say_tie, next(iter(history.values())).others)) or "Nothing is said of other records of this client."
        )
    elif options.primary is not None:
        chosen = Decided(PRIMARY, _measure(options.primary, catalogue), options.why)
        decide(practice.store, catalogue, row, chosen, By(by, now))
        print(say_primary(brief_facts(practice.reader.histories([row])[row], catalogue, now.date()).primary))
    else:
        decide(practice.store, catalogue, row, Decided(START, _day(options.start), options.why), By(by, now))
        print(say_start(start_of(practice.reader.histories([row])[row], now.date())))
    return 0


def _measure(text: str, catalogue: Catalogue) -> str:
    """The id of an instrument, "" for none. Raises Problem for one that is not there, or that cannot be primary."""
    if text == NONE:
        return ""
    measure = catalogue(text)
    if not measure.has_total or measure.domain in NEVER_PRIMARY:
        raise Problem(
            f"{measure.id} cannot be the primary measure.", "Name one with a total, about how the client is.", exit_code=2
        )
    return measure.id


def _said(answer: str) -> str:
    """What is kept of an answer. Raises Problem for another word."""
    said = {"yes": ONE, "no": TWO, NONE: ""}.get(answer.strip().lower())
    if said is None:
        raise Problem(f"{answer} is no answer.", "Say yes, no, or none to take it back.", exit_code=2)
    return said


def _day(text: str) -> str:
    """A day as it is kept, "" for none. Raises Problem for anything else."""
    if text == NONE:
        return ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Problem(
            f"{text} is not a day.", "Write it as 2026-11-30, or none to take back what was set.", exit_code=2
        ) from None
