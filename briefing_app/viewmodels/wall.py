"""The wall: every client of the caseload as one small chart on the same axes, in an order that says its reason. No ranking of people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from briefing_app.domain.change import Reliable
from briefing_app.domain.course import Course
from briefing_app.domain.group import group_report
from briefing_app.domain.periods import say_age, say_date
from briefing_app.domain.rules import Rule
from briefing_app.domain.safety_finding import SAFETY
from briefing_app.services.brief import BriefFacts
from briefing_app.viewmodels.change import say_band, say_points, say_row, statements_of
from briefing_app.viewmodels.chip import Chip, unshown
from briefing_app.viewmodels.review import review_chip
from briefing_app.viewmodels.safety import say_chip
from briefing_app.viewmodels.score_card import first_words, say_score
from briefing_app.viewmodels.trend import Trend, make_trend

WEEKS = 14
BY_ATTENTION, BY_NAME = "attention", "name"
ORDERS = ((BY_ATTENTION, "What waits first"), (BY_NAME, "By name"))


@dataclass(frozen=True, slots=True)
class Tile:
    """One client. ``trend`` None where the measure was never taken; ``reason`` says why the tile stands where it does."""

    row: int
    name: str
    chip: Chip | None
    trend: Trend | None
    value: str
    words: str
    tone: str
    group: int
    reason: str

    @property
    def spoken(self) -> str:
        """What a screen reader says of a tile."""
        parts = [
            self.name,
            self.chip.text if self.chip else "",
            self.words,
            f"latest {self.value}" if self.value else "",
            self.reason,
        ]
        return ". ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Wall:
    """The whole caseload, a small chart for each client."""

    tiles: tuple[Tile, ...]
    measure: str
    measures: tuple[str, ...]
    first_day: int
    last_day: int
    low: float
    high: float
    title: str
    note: str


def make_wall(caseload: Sequence[BriefFacts], measure: str, order: str, today: date, left_out: int = 0) -> Wall:
    """All clients on one measure; without one, the measure that most of them have. ``left_out`` clients are named in the note."""
    counted = Counter(
        one.measure.id for facts in caseload for one in facts.courses if one.latest and one.measure.domain != "goal"
    )
    measures = tuple(sorted(counted, key=lambda name: (-counted[name], name)))
    chosen = measure if measure in counted else measures[0] if measures else ""
    first = today.toordinal() - 7 * WEEKS
    tiles = [_tile(facts, chosen, first, today) for facts in caseload]
    tiles.sort(key=lambda tile: (tile.group if order == BY_ATTENTION else 0, tile.name.lower()))
    scale = next((one.measure.total_range for facts in caseload for one in facts.courses if one.measure.id == chosen), None)
    low, high = scale or (0.0, 1.0)
    note = _note(chosen, (low, high), order, left_out) if tiles else ""
    return Wall(tuple(tiles), chosen, measures, first, today.toordinal(), low, high, _title(caseload, chosen), note)


def of_old(wall: Wall) -> Wall:
    """The wall of a caseload of which nobody was seen or measured in the last half year."""
    return replace(wall, title=f"Nobody was seen or measured in the last half year. {wall.title}") if wall.tiles else wall


def _note(measure: str, scale: tuple[float, float], order: str, left_out: int) -> str:
    parts = []
    if measure:
        parts.append(f"The same axes for every client: {measure} {scale[0]:g} to {scale[1]:g}, {WEEKS} weeks.")
        parts.append("The shaded wedge is what is not known since the last score.")
    if order == BY_ATTENTION:
        parts.append("Clients with the same reason stand in the order of their names.")
    if left_out:
        more = "1 more client is not shown: find them" if left_out == 1 else f"{left_out} more clients are not shown: find them"
        parts.append(f"{more} by name.")
    return " ".join(parts)


def _title(caseload: Sequence[BriefFacts], measure: str) -> str:
    if not caseload:
        return "No clients yet: they come with the first import, each as a small chart."
    recent = (one for facts in caseload for one in facts.courses if one.measure.id == measure and one.current)
    found = group_report(recent, len(caseload))
    silent = sum(1 for facts in caseload if facts.engagement.unknown)
    parts = [f"{len(caseload)} {'client' if len(caseload) == 1 else 'clients'}"]
    if measure:
        parts += [f"{found.improved} reliably improved on {measure}", f"{found.deteriorated} reliably worse"]
        parts += [f"{found.missing} without a score at the start and another of late"]
    return " · ".join([*parts, f"{silent} silent"])


def _tile(facts: BriefFacts, measure: str, first: int, today: date) -> Tile:
    one = next((course for course in facts.courses if course.measure.id == measure and course.points), None)
    group, reason, chip = _attention(facts)
    words, tone = row_words(one, measure, today)
    if one is None and any(course.measure.id == measure for course in facts.courses):
        words = f"no {measure} score that counts"
    latest = one.latest if one else None
    return Tile(
        row=facts.history.client.row,
        name=facts.history.client.name,
        chip=chip,
        trend=_windowed(make_trend(one, facts), first) if one else None,
        value=say_score(latest.score) if latest and latest.score is not None else "",
        words=words,
        tone=tone,
        group=group,
        reason=reason,
    )


def _attention(facts: BriefFacts) -> tuple[int, str, Chip | None]:
    """Why a client is looked at first: a safety line, a rule for review, silence, a message, a measure that is due, or nothing that waits."""
    waiting = [line for line in facts.safety if line.waits]
    if waiting and waiting[0].level == SAFETY:
        return 0, "a safety line waits", Chip(say_chip(waiting[0]), "safety")
    waiting_review = [one.signal for one in facts.review if one.waits]
    if waiting_review:
        signal = waiting_review[0]
        silent = signal.rule is Rule.UNKNOWN
        words = "it is not known how this client is" if silent else "a rule asks for review"
        return (2 if silent else 1), words, Chip(review_chip(signal, facts), "attention")
    if waiting:
        return 1, "an answer waits for review", Chip(say_chip(waiting[0]), "attention")
    if count := len(unshown(facts)):
        return 3, "a message was not shown yet", Chip("new message" if count == 1 else f"{count} new messages", "plain")
    if facts.due:
        return 4, "a measure is due", Chip(f"{facts.due[0].measure.short} due", "plain")
    return 5, "nothing waits", None


def row_words(one: Course | None, measure: str, today: date) -> tuple[str, str]:
    """The line of a row: how far from the start, or how old the score is."""
    if one is None:
        return (f"no {measure} scores" if measure else "no measures yet"), "muted"
    if one.latest is None:
        return f"no {measure} score {'of this course' if one.earlier else 'that counts'}", "muted"
    if not one.current:
        return f"{say_date(one.latest.day, today)}, {say_age((today - one.latest.day).days)}", "muted"
    found = statements_of(one, today)
    if found is None or found.change is None:
        found_words = first_words(one, one.latest)
        said = "one score" if found_words == "first score" else found_words
        return "; ".join(part for part in (said, say_band(one.measure, one.latest.value)) if part), "muted"
    if found.points_only:
        return say_points(found.change.worse), "muted"
    tone = "good" if found.change.reliable is Reliable.IMPROVED else "muted"
    return say_row(one.measure, found.change), tone


def _windowed(trend: Trend, first: int) -> Trend:
    """Only what falls into the weeks shown."""
    segments = tuple(kept for segment in trend.segments if (kept := tuple(mark for mark in segment if mark.day >= first)))
    cone = trend.cone if trend.cone and trend.cone.upper[0][0] >= first else None
    return replace(trend, segments=segments, cone=cone)
