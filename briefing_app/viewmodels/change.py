"""How one measure has moved, in words: against the start and the score before, with what its sourced numbers allow to be said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from briefing_app.domain import norm
from briefing_app.domain.change import Change, Reliable, Side, Statements, change, room_for_worse, side_of, statements
from briefing_app.domain.course import CLOSE_DAYS, IN_USE_DAYS, Course, Point
from briefing_app.domain.measure import Measure
from briefing_app.domain.periods import dated, say_date
from briefing_app.domain.start import Known
from briefing_app.domain.worse import ALLIANCE
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.why import Why, cited

HEADING = "Change"
IN_TALK, OUT_OF_TALK = "in the range to talk about", "out of the range to talk about"  # of a rating of the work together
SAID_BESIDE = (Known.OWN, Known.GAP)  # how the start is known is said with the change, not only under Why


# -- the pieces, which every page uses


def say_points(worse: float) -> str:
    """``4 better``, ``2 worse``, ``unchanged``: what the points mean, whichever way the scale runs."""
    return f"{-worse:g} better" if worse < 0 else f"{worse:g} worse" if worse else "unchanged"


def say_distance(change: Change, than: str) -> str:
    """``4 better than at the start``, ``as at the start``."""
    if not change.worse:
        return "as " + (than if than.startswith("at ") else f"at {than}")
    return f"{say_points(change.worse)} than {than}"


def say_verdict(measure: Measure, change: Change, *, start: bool = True) -> str:
    """What is reliable about a change, "" where no number with a source says so; out of reach is said of the start alone."""
    if change.needed is None:
        return ""
    if change.reliable in (Reliable.IMPROVED, Reliable.WORSE):
        return f"{change.reliable.value} ({change.needed:g} needed between two scores)"
    if is_out_of_reach(change):
        return say_no_room(measure, change) if start else ""
    return f"no reliable change ({change.needed:g} needed)"


def is_out_of_reach(change: Change) -> bool:
    """Whether a reliable change in the direction of this one would leave the instrument's range."""
    return change.reliable is Reliable.NONE and (change.ceiling if change.worse > 0 else change.floor)


def say_no_room(measure: Measure, change: Change) -> str:
    """``too low at the start for a reliable improvement``; where it is worse, that it could hardly become reliably worse."""
    low = measure.higher_is_better is (change.worse > 0)
    return f"too {'low' if low else 'high'} at the start for a reliable {'worsening' if change.worse > 0 else 'improvement'}"


def say_row(measure: Measure, change: Change) -> str:
    """The short form of a row: ``10 better, reliable``, ``5 better, reliable from 6``, ``as at the start``."""
    if is_out_of_reach(change):
        return say_no_room(measure, change) if change.worse <= 0 else say_points(change.worse)
    if not change.worse:
        return "as at the start"
    points = say_points(change.worse)
    if change.needed is None:
        return points
    return f"{points}, reliable" if change.reliable is not Reliable.NONE else f"{points}, reliable from {change.needed:g}"


def say_side(measure: Measure, total: float) -> str:
    """``in the clinical range (10 or more)``; a cut without a source in hand carries the mark. "" where there is no cut.

    Of a measure of the alliance nothing is clinical: ``in the range to talk about (35.9 or less; unverified)``.
    """
    side, cut = side_of(measure, total), measure.outcome_caseness
    if side is Side.UNKNOWN or cut is None:
        return ""
    if side is Side.UNCLEAR and measure.cut_range is not None:
        low, high = measure.cut_range
        return f"in the published cut range {low:g} to {high:g}, to be clarified"
    mark = "" if norm.has_sourced_cut(measure) else "; unverified"
    said = side.value if measure.domain != ALLIANCE else IN_TALK if side is Side.INSIDE else OUT_OF_TALK
    return f"{said} ({norm.say_cut(cut.value, higher_is_better=cut.min is None)}{mark})"


def say_band(measure: Measure, total: float) -> str:
    """The published word of a total; without published bands where it stands; for a person it is not made for, just that."""
    if measure.caution:
        return measure.caution
    return norm.band_word(measure, total) or say_side(measure, total)


def say_remission(measure: Measure, scores: int) -> str:
    """``in the remission range (under 5)``: a range of scores, never a diagnosis."""
    highest = norm.remission(measure)
    if highest is None or not scores:
        return ""
    until = f"under {highest.value + 1:g}" if not measure.decimals else f"{highest.value:g} or less"
    return f"in the remission range ({until}){' for two scores' if scores > 1 else ''}"


# -- one course


def is_older(one: Course) -> bool:
    """Whether the latest score lies so far back that it stands under the older measures alone."""
    return one.age_days is not None and one.age_days > IN_USE_DAYS


def start_of(one: Course, today: date) -> tuple[Point, str] | None:
    """The score that the latest is measured against, and what it is called; None where there is none but the latest itself."""
    point, latest = one.baseline or one.first, one.latest
    if point is None or latest is None or point.day == latest.day:
        return None
    stood = f"{point.value:g} on {say_date(point.day, today)}"
    if one.baseline is None:
        session = f", session {one.first_session}" if one.first_session else ""
        return point, f"the first score ({stood}{session})"
    if one.intake_days is not None:
        return point, f"at intake ({stood}, {one.intake_days} days before the first session)"
    return point, f"at the start ({stood})"


def statements_of(one: Course, today: date) -> Statements | None:
    """What may be said of the latest score; None where there is none."""
    latest = one.latest
    if latest is None:
        return None
    started = start_of(one, today)
    before = one.solid[-2] if len(one.solid) > 1 else None
    return statements(
        one.measure,
        started[0].value if started else None,
        [point.value for point in one.solid],
        recent=one.current,
        paired=one.spaced[-2:] == one.solid[-2:],
        close=before is not None and (latest.day - before.day).days < CLOSE_DAYS,
    )


def say_course(one: Course, today: date) -> tuple[str, ...]:
    """The clauses of one sentence about the latest score: distance, verdict, and at most one of remission, crossing and response."""
    found, started = statements_of(one, today), start_of(one, today)
    if found is None or found.change is None or started is None:
        return ()
    clauses = [say_distance(found.change, started[1])]
    if not found.points_only:
        clauses.append(say_verdict(one.measure, found.change, start=one.baseline is not None))
        clauses.append(
            say_remission(one.measure, found.remission_scores)
            or (found.crossing.value if found.crossing else "")
            or ("half or less of the start (response)" if found.response else "")
        )
    if one.start is not None and (one.start.known in SAID_BESIDE or one.start.earlier):
        clauses.append(one.start.words)
    return tuple(clause for clause in clauses if clause)


def make_changes(one: Course, today: date) -> tuple[Line, ...]:
    """Every statement that holds, and the cautions that belong to them: what stands behind a card."""
    found, latest = statements_of(one, today), one.latest
    if found is None or latest is None or is_older(one):
        return tuple(_references(one))
    score = f"{latest.value:g}" if one.current else f"{latest.value:g} on {say_date(latest.day, today)}"
    return (
        *_against(one, found, score, today),
        *_standing(one, found, score),
        *_cautions(one, found, today),
        *_references(one),
    )


def _line(one: Course, text: str, rule: str, *points: Point | None, sources: tuple[str, ...] = ()) -> Line:
    known = [point for point in points if point is not None]
    inputs = "; ".join(f"{point.score:g} on {dated(point.day)}" for point in known if point.score is not None)
    origins = tuple(point.record.origin for point in known)
    return Line("change", text, Why(f"{one.measure.short}: {rule}", inputs, origins, sources), "plain", HEADING)


def _was(one: Course) -> str:
    """An old score is spoken of in the past tense."""
    return "is" if one.current else "was"


def _against(one: Course, found: Statements, score: str, today: date) -> Iterator[Line]:
    threshold, latest, started = norm.reliable_change(one.measure), one.latest, start_of(one, today)
    rule = (
        f"two scores that differ by {threshold.value:g} points or more differ reliably"
        if threshold
        else norm.why_no_reliable_change(one.measure)
    )
    sources = cited(threshold.source) if threshold else ()
    if found.change is not None and started is not None:
        verdict = "" if found.points_only else say_verdict(one.measure, found.change, start=one.baseline is not None)
        text = f"{score} {_was(one)} {say_distance(found.change, started[1])}{f': {verdict}' if verdict else ''}."
        yield _line(one, text, rule, started[0], latest, sources=sources)
    before = one.solid[-2] if len(one.solid) > 1 else None
    if before is None or latest is None or (started is not None and before is started[0]):
        return
    step = found.change_before or change(one.measure, before.value, latest.value)
    verdict = say_verdict(one.measure, step, start=False) if found.change_before else ""
    than = f"the score before ({before.value:g} on {say_date(before.day, today)})"
    told = f"{say_points(step.worse)} than {than}" if step.worse else f"the same as {than}"
    yield _line(one, f"{score} {_was(one)} {told}{f': {verdict}' if verdict else ''}.", rule, before, latest, sources=sources)


def _standing(one: Course, found: Statements, score: str) -> Iterator[Line]:
    """Response, remission, the clinical range and the cut for screening, each on its own cut."""
    measure, latest = one.measure, one.latest
    if latest is None or found.points_only:
        return
    start = one.baseline or one.first
    least, highest, cut = norm.response(measure), norm.remission(measure), measure.outcome_caseness
    if found.response and least is not None:
        text = f"{score} {_was(one)} half or less of the start (response)."
        yield _line(
            one, text, f"{least.value:g} % lower than a start in the clinical range", start, latest, sources=cited(least.source)
        )
    if found.remission_scores and highest is not None:
        text = f"{score} is {say_remission(measure, found.remission_scores)}."
        yield _line(
            one, text, f"{highest.value:g} or less after a start in the clinical range", latest, sources=cited(highest.source)
        )
    if cut is not None and found.side in (Side.INSIDE, Side.OUTSIDE):
        crossed = f"; {found.crossing.value} since the start" if found.crossing else ""
        text = f"{score} {_was(one)} {say_side(measure, latest.value)}{crossed}."
        rule = "the range by the cut for outcomes; left or entered by the last two scores and a reliable change"
        points = dict.fromkeys((*((start,) if found.crossing else ()), *one.solid[-2:]))
        yield _line(one, text, rule, *points, sources=cited(cut.source))
    screening = measure.caseness
    if screening is not None and measure.outcome_cut is not None:
        reached = "reaches" if screening.reached_by(latest.value) else "does not reach"
        words = norm.say_cut(screening.value, higher_is_better=screening.min is None)
        text = f"{latest.value:g} {reached} the cut for screening ({words})."
        yield _line(one, text, "screening has a cut of its own", latest, sources=cited(screening.source))


def _cautions(one: Course, found: Statements, today: date) -> Iterator[Line]:
    """What a careful reader would add: few scores, a fall to be expected, no room left, scores that overlap, a prorated one."""
    measure, latest, start = one.measure, one.latest, one.baseline or one.first
    if latest is None or start is None:
        return
    if found.two_scores:
        yield _line(one, "Two scores only.", "fewer than three scores are no trend (product rule)", start, latest)
    if found.expected_fall:
        level, way = ("low", "a rise") if measure.higher_is_better else ("high", "a fall")
        text = f"After a very {level} first score part of {way} is expected from measurement alone."
        rule = "the first score lies in the outermost band and there are three scores or fewer (Hsu 1995; the number is a product rule)"
        yield _line(one, text, rule, start, latest)
    if one.ceiling and measure.total_range is not None and measure.monitor is not None:
        end = measure.total_range[0] if measure.higher_is_better else measure.total_range[1]
        of = f"{start.value:g} of {end:g}" if end else f"{start.value:g}, with 0 as the worst,"
        text = f"From {of} this measure can hardly show worsening."
        rule = f"room for {room_for_worse(measure, start.value):g} points, {measure.monitor.value:g} would be noticed"
        yield _line(one, text, rule, start, sources=cited(measure.monitor.source))
    before = one.solid[-2] if len(one.solid) > 1 else None
    recall = measure.recall_days
    if before is not None and recall and (latest.day - before.day).days < recall / 2:
        days = (latest.day - before.day).days
        text = f"The last two scores are {days} {'day' if days == 1 else 'days'} apart and ask about {recall}: they cover partly the same days."
        yield _line(one, text, "closer than half the days that the form asks about (product rule)", before, latest)
    if latest.record.prorated:
        yield _line(
            one, f"{latest.value:g} was prorated from the answers given.", "a prorated score is no half of two in a row", latest
        )


def _references(one: Course) -> Iterator[Line]:
    for reference in norm.references(one.measure):
        text = f"Reference, unverified: {reference.words}. It drives nothing until the practice confirms it."
        yield _line(
            one,
            text,
            "a number without a source in hand is shown with its mark and judges nothing",
            sources=cited(reference.source),
        )
