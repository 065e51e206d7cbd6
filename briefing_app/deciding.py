"""What the clinician decides of a client, from the command line."""

from __future__ import annotations

import argparse
from contextlib import closing
from datetime import date, datetime

from briefing_app.command_line import row_of
from briefing_app.domain.problems import Problem
from briefing_app.services.decision import decide
from briefing_app.services.start import start_of
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.system.paths import Profile
from briefing_app.system.settings import read_settings, who_acts
from briefing_app.viewmodels.decision import START, say_start

NONE = "none"  # what takes back, on the command line


def decision_command(options: argparse.Namespace, profile: Profile, store: PracticeStore) -> int:
    """``briefing client ID --start DATE --why TEXT``: prints what counts from now on."""
    now, by = datetime.now().astimezone(), who_acts(read_settings(profile.settings))
    with closing(PracticeReader(store)) as reader:
        row = row_of(reader, options.client)
        decide(store, row, START, _day(options.start), options.why, now, by)
        print(say_start(start_of(reader.histories([row])[row], now.date())))
    return 0


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
