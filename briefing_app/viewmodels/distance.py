"""How far the latest score of a measure is from the start, in the short form of a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from briefing_app.domain.change import Reliable
from briefing_app.domain.course import Course
from briefing_app.domain.periods import say_date
from briefing_app.viewmodels.change import SAID_BESIDE, say_points, say_row, start_of, statements_of


@dataclass(frozen=True, slots=True)
class Distance:
    """How far the latest score is from the start: ``words`` where the heading names that start, ``whole`` where it does not.

    ``start`` is the day of the start, None where there is none, or where it is no start of the treatment: then only ``whole`` is true.
    Both are "" where there is nothing to measure from. ``higher`` says that higher is better, ``beside`` how the start is known.
    """

    words: str
    whole: str
    start: date | None
    higher: bool
    tone: str
    beside: str = ""


def distance_of(one: Course, today: date) -> Distance:
    """The third line of a row: the distance to the start, or how old the score is; nothing is said of change where it is too old."""
    latest, higher = one.latest, one.measure.higher_is_better
    if latest is not None and not one.current:
        age = f"{(today - latest.day).days} days old"
        return Distance(age, age, None, higher, "plain")
    found, started = statements_of(one, today), start_of(one, today)
    if found is None or found.change is None or started is None:
        return Distance("", "", None, higher, "plain")
    words = say_points(found.change.worse) if found.points_only else say_row(one.measure, found.change)
    if words == "as at the start" and one.baseline is None:
        words = f"as {started[1]}"
    good = found.change.reliable is Reliable.IMPROVED and not found.points_only
    said = one.start is not None and (one.start.known in SAID_BESIDE or bool(one.start.earlier))
    return Distance(
        words,
        _whole(one, words, found.change.worse, started[0].value, started[0].day, today),
        started[0].day if one.baseline is not None and one.intake_days is None else None,
        higher,
        "good" if good else "plain",
        one.start.words if said and one.start is not None else "",
    )


def _whole(one: Course, words: str, worse: float, value: float, day: date, today: date) -> str:
    """``11 better than 52 on 5 Sep``, with what is reliable about it; for another start than the treatment's, what it is."""
    of = f"{value:g} on {say_date(day, today)}"
    if one.baseline is None:
        of = f"the first score, {of}"
    elif one.intake_days is not None:
        of = f"at intake, {of}"
    if not worse:
        same = f"as {of}" if one.baseline is None or one.intake_days is not None else f"as at the start, {of}"
        return same if words.startswith("as ") else f"{same}; {words}"
    points = say_points(worse)
    if not words.startswith(points):
        return f"{points} than {of}; {words}"
    return f"{points} than {of}{', reliable' if words.endswith(', reliable') else ''}"
