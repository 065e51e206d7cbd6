"""What the clinician may set of a client instead of what the program assumes: where it stands, and what it says before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from briefing_app.domain.client import Answer
from briefing_app.domain.course import Course
from briefing_app.domain.periods import dated
from briefing_app.domain.primary import USUAL, Primary
from briefing_app.domain.start import Start
from briefing_app.services.decision import PRIMARY, START

ANSWER = "answer"
NEVER_PRIMARY = ("alliance", "goal")


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing to be set. ``asked`` is its button, ``words`` what stands now and how it is known, ``choices`` what may be chosen, as value
    and words; where a ``day`` is proposed any day may be. ``needs_why``: it is kept only with a reason. ``own``: one that the clinician set
    stands, and can be taken back. ``answer`` is the one that would be taken back, where it is about an answer to a line.
    """

    kind: str
    asked: str
    words: str
    choices: tuple[tuple[str, str], ...] = ()
    day: date | None = None
    needs_why: bool = False
    own: bool = False
    answer: Answer | None = None


def decide_start(start: Start | None) -> tuple[Decision, ...]:
    """The start of a course, where it is assumed, where an earlier course could be the one, or where the clinician has set it."""
    if start is None or not (start.assumed or start.earlier or start.own is not None):
        return ()
    days = dict.fromkeys((*start.earlier, start.day))
    choices = tuple((day.isoformat(), dated(day)) for day in days) if len(days) > 1 else ()
    return (
        Decision(
            START, "Set the start …", _sentence(start.words), choices, start.day, needs_why=True, own=start.own is not None
        ),
    )


def say_start(start: Start | None) -> str:
    """The start that counts from now on, as one sentence."""
    if start is None:
        return "No start of a course is known."
    return _sentence(start.words)


def take_back_answers(*answers: Answer) -> tuple[Decision, ...]:
    """The offer to take back what was said: the line waits again, or the score counts again. The ledger keeps both."""
    return tuple(
        Decision(
            ANSWER,
            "Take back …" if len(answers) == 1 else f"Take back: {_about(one)} …",
            f"{_sentence(one.action)} {one.shown}",
            own=True,
            answer=one,
        )
        for one in answers
    )


def _about(answer: Answer) -> str:
    return ", ".join(answer.measure.split()) or "silence"


def decide_primary(primary: Primary, courses: Sequence[Course]) -> tuple[Decision, ...]:
    """The primary measure, where there is more than one to choose from."""
    measures = [one.measure for one in courses if one.measure.has_total and not one.measure.part_of]
    choices = tuple((one.id, one.short) for one in measures if one.domain not in NEVER_PRIMARY)
    if len(choices) < 2 and primary.own is None:
        return ()
    return (Decision(PRIMARY, "Set the primary measure …", say_primary(primary), choices, own=primary.own is not None),)


def say_primary(primary: Primary) -> str:
    """Which measure is the primary one, and how that is known, as one sentence."""
    if primary.own is not None:
        why = f": {primary.own.why}" if primary.own.why else ""
        return _sentence(f"primary measure {primary.own.measure}, set by {primary.own.by}{why}")
    if primary.measures:
        named = " and ".join(one for one in primary.first if one in primary.measures)
        return f"Primary measure {named}, made for a diagnosis ({primary.problem})."
    return f"No measure is primary; {' and '.join(USUAL)} come first."


def _sentence(words: str) -> str:
    """A clause as a sentence, with one full stop whatever it ends in."""
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def lowered(sentence: str) -> str:
    """A sentence as a clause among others."""
    return f"{sentence[:1].lower()}{sentence[1:].rstrip('.')}"
