"""What was done while the store was busy and could not be kept when it came to be written: read again, or tried again."""

from __future__ import annotations

import argparse
from datetime import datetime

from briefing_app.domain.problems import Problem
from briefing_app.services.open_practice import OpenPractice
from briefing_app.services.refused_acts import refused_acts, try_again
from briefing_app.system.paths import Profile
from briefing_app.viewmodels.waiting import say_act


def waiting_command(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    """``briefing waiting`` lists them, the oldest first, with what was written; ``--again NUMBER`` tries one once more."""
    found = refused_acts(practice.store)
    if options.again is not None:
        if not 1 <= options.again <= len(found):
            raise Problem(
                f"There is no number {options.again}.", "'briefing waiting' lists them with their numbers.", exit_code=2
            )
        try_again(practice.store, found[options.again - 1])
        print("Kept.")
        return 0
    for number, one in enumerate(found, start=1):
        print(f"{number}. {say_act(one.name, datetime.fromtimestamp(one.at).astimezone(), one.words)}")
    if not found:
        print("Nothing waits that could not be kept.")
    return 0
