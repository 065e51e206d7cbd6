"""What a trend chart shows, in numbers ready to draw: days as ordinals, the measure's whole range, and a sentence for who cannot see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from briefing_app.domain import norm
from briefing_app.domain.attendance import Outcome, outcome
from briefing_app.domain.checkin import CHECKIN
from briefing_app.domain.course import IN_USE_DAYS, Course, Due, Point
from briefing_app.domain.periods import local_day, say_age, say_date
from briefing_app.services.brief import BriefFacts
from briefing_app.viewmodels.change import say_band, say_course, say_points, start_of
from briefing_app.viewmodels.score_card import in_order, say_score
from briefing_app.viewmodels.strip import Strip, make_strip

FEWEST_FOR_A_LINE = 3
SHORTEST_DAYS = 28
NO_ANSWER = "–"  # in the table, where an item was not answered


TICKS = {
    Outcome.HELD: ("session", "session"),
    Outcome.MISSED: ("missed", "missed session"),
    Outcome.NOT_RECORDED: ("open", "outcome not recorded"),
    **dict.fromkeys((Outcome.BY_CLIENT, Outcome.BY_PRACTICE, Outcome.CANCELLED), ("cancelled", "cancelled")),
}


@dataclass(frozen=True, slots=True)
class BandStripe:
    """A band of totals behind a chart."""

    low: float
    high: float
    label: str
    step: int


@dataclass(frozen=True, slots=True)
class Cone:
    """What is not known since the last score: two edges as (day, value), starting in the last score and clipped to the range."""

    upper: tuple[tuple[float, float], ...]
    lower: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark under the axis: a session, a missed, cancelled or open one, or a change of medication."""

    day: int
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One administration; hollow ones are doubtful and stand off the line at ``value``.

    ``known`` is False where there is no total: its day is shown and no height, for ``value`` is none of its own.
    """

    day: int
    value: float
    hollow: bool
    words: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table twin."""

    date: str
    score: str
    computed: str
    severity: str
    items: str
    status: str
    flags: str
    source: str


@dataclass(frozen=True, slots=True)
class Trend:
    """One measure over time, ready to be painted; days are ordinals."""

    measure: str
    title: str
    low: float
    high: float
    first_day: int
    last_day: int
    bands: tuple[BandStripe, ...]
    segments: tuple[tuple[Mark, ...], ...]
    hollow: tuple[Mark, ...]
    baseline: float | None
    baseline_words: str
    reliable_line: float | None
    reliable_words: str
    ticks: tuple[Tick, ...]
    day_labels: tuple[tuple[int, str], ...]
    value_labels: tuple[float, ...]
    spoken: str
    note: str
    table: tuple[TableRow, ...]
    cone: Cone | None = None
    strip: Strip | None = None


def make_trends(facts: BriefFacts) -> tuple[Trend, ...]:
    """One for each measure, in the order of the cards; those whose scores have no usable date come last."""
    shown = in_order(facts.courses) + [one for one in facts.courses if (one.undated or one.wrong) and not one.points]
    return tuple(make_trend(one, facts) for one in shown)


def make_trend(one: Course, facts: BriefFacts) -> Trend:
    """A gap longer than two cadences breaks the line; doubtful administrations are hollow and off it."""
    measure, today = one.measure, facts.today
    low, high = measure.total_range or _range_of(one)
    every = sorted((*one.points, *one.wrong), key=lambda point: (point.day, point.record.at))
    first = min((point.day for point in every), default=today)
    newest = max((point.day for point in every), default=today)
    # Years of nothing at the right would squeeze what there is; the note says that the chart ends earlier.
    last = today if (today - newest).days <= IN_USE_DAYS else date.fromordinal(newest.toordinal() + SHORTEST_DAYS)
    if (last - first).days < SHORTEST_DAYS:
        first = date.fromordinal(last.toordinal() - SHORTEST_DAYS)
    unsettled = {
        point: "two scores of one day that contradict each other" for conflict in one.conflicts for point in conflict.points
    }
    unsettled |= dict.fromkeys(one.set_aside, "set aside: it was said which score of that day counts")
    solid = [
        Mark(p.day.toordinal(), p.score, False, _mark_words(p.score, p.day, today))
        for p in one.points
        if p.solid and p.score is not None and p not in unsettled
    ]
    hollow = [
        Mark(
            p.day.toordinal(),
            min(max(p.score if p.score is not None else low, low), high),
            True,
            _doubt_words(p, unsettled.get(p, p.record.flags), today),
            p.score is not None,
        )
        for p in every
        if not p.solid or p in unsettled
    ]
    started = start_of(one, today)
    baseline = started[0].value if started else None
    reliable, reliable_words = _reliable_line(one, low, high, today)
    ticks = _ticks(facts, first, last)
    return Trend(
        measure=measure.short,
        title=f"{measure.short}, {measure.domain.replace('_', ' ')}, {measure.recall}. {'Higher' if measure.higher_is_better else 'Lower'} is better.",
        low=low,
        high=high,
        first_day=first.toordinal(),
        last_day=last.toordinal(),
        bands=_bands(one, low, high),
        segments=_segments(solid, 2 * (measure.cadence_days or 0)),
        hollow=tuple(hollow),
        baseline=baseline,
        baseline_words=f"start {say_score(baseline)}" if baseline is not None else "",
        reliable_line=reliable,
        reliable_words=reliable_words,
        ticks=ticks,
        day_labels=_day_labels(first, last, today),
        value_labels=_value_labels(one, low, high),
        spoken=_spoken(one, today),
        note=_note(solid, hollow, one, ticks, today),
        table=tuple(_table_row(one, facts)),
        cone=_cone(one, last, low, high),
        strip=make_strip(one, today),
    )


def _cone(one: Course, last: date, low: float, high: float) -> Cone | None:
    """A wedge from the last score, once the measure is due: wide by the reliable change at twice the cadence, wider with every day.

    Straight edges and that width are a product rule, said under the chart; it is no forecast.
    """
    latest, cadence = one.latest, one.measure.cadence_days
    if latest is None or latest.score is None or cadence is None or one.due in (Due.NOT_SCHEDULED, Due.CURRENT):
        return None
    days = (last - latest.day).days
    threshold = norm.reliable_change(one.measure)
    slope = (threshold.value if threshold else (high - low) / 5) / (2 * cadence)
    begin, score = latest.day.toordinal(), latest.score
    return Cone(_edge(begin, score, slope, days, high), _edge(begin, score, -slope, days, low))


def _edge(begin: int, score: float, slope: float, days: int, limit: float) -> tuple[tuple[float, float], ...]:
    """A straight edge, bent where it meets the end of the measure's range."""
    reach = (limit - score) / slope if slope else 0.0
    if reach >= days:
        return ((begin, score), (begin + days, score + slope * days))
    return ((begin, score), (begin + reach, limit), (begin + days, limit))


def _range_of(one: Course) -> tuple[float, float]:
    values = [point.score for point in one.points if point.score is not None]
    return (0.0, max([*values, 10.0]))


def _mark_words(score: float | None, day: date, today: date) -> str:
    return f"{say_score(score)} on {say_date(day, today)}"


def _doubt_words(point: Point, why: str, today: date) -> str:
    return "; ".join(part for part in (_mark_words(point.score, point.day, today), why) if part)


def _segments(marks: list[Mark], longest_gap: int) -> tuple[tuple[Mark, ...], ...]:
    segments: list[list[Mark]] = []
    for mark in marks:
        if segments and (not longest_gap or mark.day - segments[-1][-1].day <= longest_gap):
            segments[-1].append(mark)
        else:
            segments.append([mark])
    return tuple(tuple(segment) for segment in segments)


def _bands(one: Course, low: float, high: float) -> tuple[BandStripe, ...]:
    """Bands drawn edge to edge, half-way between their totals; ``step`` 0 is the least and 4 the most severe."""
    bands = norm.bands(one.measure)
    stripes = []
    for index, band in enumerate(bands):
        top = high if index == len(bands) - 1 else (band.max + bands[index + 1].min) / 2
        bottom = low if index == 0 else (bands[index - 1].max + band.min) / 2
        place = index / (len(bands) - 1) if len(bands) > 1 else 0.0
        step = round((1 - place if one.measure.higher_is_better else place) * 4)
        stripes.append(BandStripe(max(bottom, low), min(top, high), band.label, step))
    return tuple(stripes)


def _reliable_line(one: Course, low: float, high: float, today: date) -> tuple[float | None, str]:
    """A reliable change away from the start, on the side where the latest stands, named by its number: ``13: 6 better than 19``.

    None where no number with a source is in hand, where it would leave the range, and for a score too old to be judged.
    """
    started, threshold, latest = start_of(one, today), norm.reliable_change(one.measure), one.latest
    if started is None or threshold is None or latest is None or not one.current:
        return None, ""
    start = started[0].value
    worse = (latest.value < start) if one.measure.higher_is_better else (latest.value > start)
    step = threshold.value if worse is not one.measure.higher_is_better else -threshold.value
    line = start + step
    if not low <= line <= high:
        return None, f"no room for {say_points(threshold.value if worse else -threshold.value)} than {start:g}"
    return line, f"{line:g}: {say_points(threshold.value if worse else -threshold.value)} than {start:g}"


def _ticks(facts: BriefFacts, first: date, last: date) -> tuple[Tick, ...]:
    found = []
    for meeting in facts.history.meetings:
        day = local_day(meeting.at or None, meeting.day, facts.zone)
        if meeting.is_session and day is not None and first <= day <= last and day < facts.today:
            found.append(Tick(day.toordinal(), *TICKS[outcome(meeting)]))
    for fact in facts.facts("medication", "event"):
        began = date.fromisoformat(fact.day) if len(fact.day) == 10 else None
        if began is not None and first <= began <= last:
            found.append(Tick(began.toordinal(), fact.kind, fact.title))
    return tuple(sorted(found, key=lambda tick: (tick.day, tick.kind)))


def _day_labels(first: date, last: date, today: date) -> tuple[tuple[int, str], ...]:
    """Five or six evenly spaced dates, the last one exactly."""
    span = (last - first).days
    steps = 5 if span >= 35 else 4
    days = sorted({first.toordinal() + round(span * step / steps) for step in range(steps + 1)})
    long = span > 330
    return tuple((day, _axis_date(date.fromordinal(day), today, long)) for day in days)


def _axis_date(day: date, today: date, long: bool) -> str:
    words = say_date(day, day)
    return f"{words.partition(' ')[2]} {day.year}" if long else words


def _value_labels(one: Course, low: float, high: float) -> tuple[float, ...]:
    edges = {low, high, *(band.min for band in norm.bands(one.measure))}
    return tuple(sorted(edges)) if len(edges) <= 8 else (low, (low + high) / 2, high)


def _spoken(one: Course, today: date) -> str:
    """The sentence that says what the eye would see."""
    latest, first = one.latest, one.first
    if latest is None or first is None:
        return f"{one.measure.short}: no total that may stand on a trend."
    stood = f"{say_score(latest.score)} on {say_date(latest.day, today)}"
    if first is latest:
        return f"{one.measure.short}: one score, {stood}."
    from_ = f"{say_score(first.score)} on {say_date(first.day, today)}"
    told = (
        "".join(f"; {clause}" for clause in say_course(one, today))
        if one.current
        else f"; last score {say_age((today - latest.day).days)}"
    )
    return f"{one.measure.short}: {len(one.solid)} scores, from {from_} to {stood}{told}."


def _note(solid: list[Mark], hollow: list[Mark], one: Course, ticks: tuple[Tick, ...], today: date) -> str:
    notes = [_legend(ticks)] if ticks else []
    if len(solid) < FEWEST_FOR_A_LINE:
        notes.append(f"{len(solid)} {'score' if len(solid) == 1 else 'scores'}: too few for a trend")
    if doubtful := sum(mark.known for mark in hollow):
        notes.append(f"{doubtful} hollow: in doubt, and not in the trend")
    if unknown := len(hollow) - doubtful:
        notes.append(f"{unknown} dashed upright: {'a form' if unknown == 1 else 'forms'} without a total")
    if one.undated:
        notes.append(f"{len(one.undated)} without a usable date, in the table only")
    if one.days_since is not None and one.measure.cadence_days and one.days_since > 2 * one.measure.cadence_days:
        ends = "; the chart ends with it" if one.days_since > IN_USE_DAYS else ""
        cone = "" if ends else "; the wedge is what is not known since"
        notes.append(f"last score {say_age(one.days_since)}{ends}{cone}")
    return "; ".join(notes)


def _legend(ticks: tuple[Tick, ...]) -> str:
    """What the shapes under the axis mean, of those that are there."""
    shapes = {
        "session": "bars sessions",
        "missed": "circles missed ones",
        "cancelled": "dashes cancelled ones",
        "open": "dots those without a recorded outcome",
        "medication": "triangles medication",
        "event": "squares events",
    }
    kinds = {tick.kind for tick in ticks}
    return "Under the axis: " + ", ".join(words for kind, words in shapes.items() if kind in kinds)


def _table_row(one: Course, facts: BriefFacts) -> list[TableRow]:
    rows = [
        (say_date(point.day, facts.today), point.record)
        for point in sorted((*one.points, *one.wrong), key=lambda point: (point.day, point.record.at), reverse=True)
    ]
    rows += [(score.date or "not recorded", score) for score in one.undated]
    return [
        TableRow(
            day,
            say_score(score.score) if score.score is not None else "none",
            say_score(score.computed) if score.computed is not None else "",
            say_band(one.measure, score.score) if score.score is not None and one.measure.has_total else "",
            " ".join(value or NO_ANSWER for value in score.items.split(",")) if score.items else "",
            score.status,
            score.flags,
            score.origin.file if score.origin.resource_type == CHECKIN else f"{score.origin.file}, line {score.origin.line}",
        )
        for day, score in rows
    ]
