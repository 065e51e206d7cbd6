"""Breaks between sessions in words: what was planned, what was taken, and of how many that is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefing_app.domain.recovery import RULE, Gap, Recovery, Status, recovery_of
from briefing_app.services.worktime import LongBlocks

HOW_KNOWN = "Session ended (D) after each session, or a timed break (B), makes it known"


def say_recovery(found: Recovery) -> str:
    """``61 planned, 18 taken, 4 short, 9 used for notes, 30 not known``."""
    return (
        f"{found.planned} planned, {found.taken} taken, {found.short} short, {found.notes} used for notes,"
        f" {found.not_known} not known"
    )


def recovery_figure(planned: Sequence[Gap], share: float) -> tuple[str, str, str]:
    """Value, words and rule of the figure. Never a percentage where something is not known."""
    found, rule = recovery_of(planned), RULE.format(share=100 * share)
    if not found.planned:
        return "–", "no gaps between sessions yet", rule
    words = say_recovery(found)
    if found.not_known:
        words += f". {HOW_KNOWN}"
    if found.not_known == found.planned:
        return "not known", words, rule
    return f"{found.taken} of {found.planned}", words, rule


def say_gap(gap: Gap) -> str:
    """``10 min planned, 8 taken``; what is not known is said to be so."""
    planned = f"{gap.planned:.0f} min planned"
    if gap.status is Status.NOT_KNOWN:
        return f"{planned}, taken: not known"
    why = f": the session before ended {gap.late:.0f} min late" if gap.status is Status.SHORT and round(gap.late) else ""
    if gap.taken is None:
        return f"{planned}, {gap.status.value}"
    known = f"{planned}, {gap.taken:.0f} taken"
    return f"{known}, {gap.status.value}{why}" if gap.status is not Status.TAKEN else known


@dataclass(frozen=True, slots=True)
class GapWords:
    """What became of a gap, in words and as the kind of its mark."""

    words: str
    status: Status


def gap_words(gaps: Sequence[Gap]) -> dict[float, GapWords]:
    """For the rail: what became of each gap that was planned, by the moment at which it was to begin."""
    return {gap.booked[0]: GapWords(say_gap(gap), gap.status) for gap in gaps if gap.planned > 0}


def say_long_blocks(found: LongBlocks) -> str:
    """On how many long days there was half an hour in one piece; "" without such days."""
    if not found.days:
        return ""
    unknown = f", {found.not_known} not known" if found.not_known else ""
    return f"Half an hour in one piece on {found.had} of {found.days} days of five hours or more{unknown}."


def say_weeks(weeks: Sequence[Recovery]) -> str:
    """In how many weeks fewer than half of the gaps can have been taken, counted only where that is known."""
    with_gaps = [one for one in weeks if one.planned]
    under = sum(2 * (one.taken + one.not_known) < one.planned for one in with_gaps)
    open_ones = sum(2 * one.taken < one.planned <= 2 * (one.taken + one.not_known) for one in with_gaps)
    if not under:
        return ""
    unknown = f"; of {open_ones} that is not known" if open_ones else ""
    many = "week" if len(with_gaps) == 1 else "weeks"
    return f"Fewer than half of the gaps were taken in {under} of {len(with_gaps)} {many}{unknown}."
