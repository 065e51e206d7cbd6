"""What a clinician types of a client beside scores: problems, medication, a safety plan, goals, what was agreed, events, and episodes of care."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from briefing_app.domain.problems import Problem
from briefing_app.domain.texts import TEXT_LENGTH, clean


class FactKind(StrEnum):
    PROBLEM = "problem"
    MEDICATION = "medication"
    SAFETY_PLAN = "safety plan"
    GOAL = "goal"
    AGREED = "agreed"
    EVENT = "event"
    EPISODE = "episode"


CONFIRMED = "confirmed"
CERTAINTIES = ("", CONFIRMED, "provisional", "differential", "not confirmed")  # HL7 FHIR R4, condition-ver-status
ENDING = frozenset({FactKind.PROBLEM, FactKind.MEDICATION, FactKind.SAFETY_PLAN, FactKind.GOAL, FactKind.EPISODE})
_DATED = frozenset({FactKind.SAFETY_PLAN, FactKind.AGREED, FactKind.EVENT, FactKind.EPISODE})
_CODE = re.compile(r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?")  # as ICD-10 and ICD-10-CM write theirs


@dataclass(frozen=True, slots=True)
class OwnFact:
    """``detail`` is a medication's dose, where a safety plan lies, or how certain a problem is; ``code`` a problem's; ``since`` and ``until`` ISO
    days, "" where nobody knows, or it has not ended."""

    kind: FactKind
    words: str = ""
    detail: str = ""
    code: str = ""
    since: str = ""
    until: str = ""

    @property
    def title(self) -> str:
        """What it is called in a brief."""
        if self.kind is FactKind.PROBLEM:
            unsure = f" ({self.detail})" if self.detail and self.detail != CONFIRMED else ""
            return f"{self.words or self.code}{unsure}"
        return {FactKind.SAFETY_PLAN: "Safety plan", FactKind.AGREED: "Agreed"}.get(self.kind, self.words)


def checked_fact(one: OwnFact, today: date) -> OwnFact:
    """The fact with blanks squeezed. Raises Problem for what its kind cannot be: without words, with a code that is none, or days that cannot be."""
    said = replace(
        one,
        words=_squeezed(one.words),
        detail=_squeezed(one.detail),
        code=one.code.strip().upper(),
        since=_day(one.since),
        until=_day(one.until),
    )
    kind = said.kind
    if kind not in (FactKind.SAFETY_PLAN, FactKind.EPISODE) and not said.words and not (kind is FactKind.PROBLEM and said.code):
        raise Problem(f"{kind.capitalize()}: nothing was said of it.", "Say it in your own words.", exit_code=2)
    if kind is FactKind.PROBLEM:
        if said.code and not _CODE.fullmatch(said.code):
            raise Problem(f"{said.code} is no ICD-10 code.", "Write one as F32.1, or the problem in words.", exit_code=2)
        if said.detail not in CERTAINTIES:
            raise Problem(f"{said.detail} is no certainty.", f"Say {', '.join(CERTAINTIES[1:])}, or nothing.", exit_code=2)
    elif said.code:
        raise Problem("A code is a problem's.", "Leave it out.", exit_code=2)
    if kind in _DATED and not said.since:
        raise Problem(f"{kind.capitalize()}: the day is missing.", "Give it as 2026-11-30.", exit_code=2)
    if said.until and kind not in ENDING:
        raise Problem(f"{kind.capitalize()}: this has no last day.", "Give one day.", exit_code=2)
    if said.until and said.since > said.until:
        raise Problem("The last day lies before the first.", "Give the days in their order.", exit_code=2)
    if kind in _DATED and said.since > today.isoformat():
        raise Problem(f"{kind.capitalize()}: {said.since} has not come.", "Give a day up to today.", exit_code=2)
    return said


def _squeezed(words: str) -> str:
    said = " ".join(words.split())
    if clean(said, TEXT_LENGTH) != said:
        raise Problem(
            "This is too long, or holds characters that cannot be shown.", f"Use at most {TEXT_LENGTH} characters.", exit_code=2
        )
    return said


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat() if text.strip() else ""
    except ValueError:
        raise Problem(f"{text} is not a day.", "Write it as 2026-11-30.", exit_code=2) from None
