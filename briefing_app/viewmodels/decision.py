"""What the clinician may set of a client instead of what the program assumes: where it stands, and what it says before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from briefing_app.domain.periods import dated
from briefing_app.domain.start import Start

START = "start"


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing to be set. ``asked`` is its button, ``words`` what stands now and how it is known, ``choices`` what may be chosen, as value
    and words; where a ``day`` is proposed any day may be. ``needs_why``: it is kept only with a reason. ``own``: one that the clinician set
    stands, and can be taken back.
    """

    kind: str
    asked: str
    words: str
    choices: tuple[tuple[str, str], ...] = ()
    day: date | None = None
    needs_why: bool = False
    own: bool = False


def decide_start(start: Start | None) -> tuple[Decision, ...]:
    """The start of a course, where it is assumed, where an earlier course could be the one, or where the clinician has set it."""
    if start is None or not (start.assumed or start.earlier or start.own is not None):
        return ()
    words = start.words[:1].upper() + start.words[1:]
    days = dict.fromkeys((*start.earlier, start.day))
    choices = tuple((day.isoformat(), dated(day)) for day in days) if len(days) > 1 else ()
    return (Decision(START, "Set the start …", f"{words}.", choices, start.day, needs_why=True, own=start.own is not None),)


def say_start(start: Start | None) -> str:
    """The start that counts from now on, as one sentence."""
    if start is None:
        return "No start of a course is known."
    return f"{start.words[:1].upper()}{start.words[1:]}."
