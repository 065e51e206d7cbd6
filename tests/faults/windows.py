"""Two windows that ask for one profile at the same moment."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.faults.gate import Gate
from tests.faults.nursery import Nursery


def races(rounds: int, place: Path) -> list[Gate]:
    """Let two processes race, kill the winner with -9, and let the other ask again."""
    one_winner = taken_over = 0
    with Nursery("briefing_app.system.single_instance") as first, Nursery("briefing_app.system.single_instance") as second:
        for number in range(rounds):
            lock = place / f"window-{number}.lock"
            both = [first, second] if number % 2 else [second, first]
            for nursery in both:
                nursery.start("hold_window", lock)
                nursery.says()
            for nursery in both:
                nursery.tell("now")
            answers = {nursery: nursery.says() for nursery in both}
            winners = [nursery for nursery in both if answers[nursery][0] == "held"]
            one_winner += len(winners) == 1
            for nursery in winners:
                os.kill(answers[nursery][1], signal.SIGKILL)
                nursery.until_ended()
            for nursery in set(both) - set(winners):
                nursery.says()
                nursery.tell("again")
                word, process = nursery.says()
                taken_over += word == "held" and len(winners) == 1
                os.kill(process, signal.SIGKILL)
                nursery.until_ended()
    return [
        Gate(
            "two windows at once: exactly one gets the profile", f"{one_winner} of {rounds}", str(rounds), one_winner == rounds
        ),
        Gate("    killed with -9, the other gets it", f"{taken_over} of {rounds}", str(rounds), taken_over == rounds),
    ]
