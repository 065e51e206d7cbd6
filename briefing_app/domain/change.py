"""What may be said of one measure's scores: change between two of them, the clinical range, response and remission."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from briefing_app.domain import norm
from briefing_app.domain.measure import Measure

FEW = 3  # up to so many scores a very high first one is expected to fall by itself (Hsu 1995; the number is a product rule)


class Reliable(Enum):
    """Whether two scores differ by the reliable change; its direction is that of the person, not of the number."""

    IMPROVED = "reliable improvement"
    WORSE = "reliably worse"
    NONE = "no reliable change"
    UNKNOWN = "not known"


class Side(Enum):
    """Where a score stands: UNCLEAR inside a published range of cuts, UNKNOWN where there is no cut for this person."""

    INSIDE = norm.INSIDE
    OUTSIDE = norm.OUTSIDE
    UNCLEAR = "in the published cut range, to be clarified"
    UNKNOWN = "no cut"


class Crossing(Enum):
    """Over which edge of the clinical range a score went."""

    LEFT = "left the clinical range"
    ENTERED = "entered the clinical range"


@dataclass(frozen=True, slots=True)
class Change:
    """From ``first`` to ``last``. ``points`` is last minus first, as on the form; ``worse`` the same, positive for the worse.

    ``floor``: from ``first`` a reliable improvement is out of the instrument's range; ``ceiling``: a reliable worsening is. ``response``
    None: not published for it.
    """

    first: float
    last: float
    points: float
    worse: float
    reliable: Reliable
    needed: float | None
    floor: bool
    ceiling: bool
    response: bool | None


@dataclass(frozen=True, slots=True)
class Statements:
    """Which statements hold of the latest score; everything else is not said.

    ``change`` None: no start, or the latest is the start. ``points_only``: too close to the score before for any verdict.
    ``change_before`` is against the score before. ``remission_scores`` is how many of the last two scores lie in the remission range, 0
    where the latest does not. ``two_scores``: there are exactly two. ``expected_fall``: part of the improvement is regression to the mean.
    """

    change: Change | None
    points_only: bool
    change_before: Change | None
    side: Side
    crossing: Crossing | None
    response: bool
    remission_scores: int
    two_scores: bool
    expected_fall: bool


def change(measure: Measure, first: float, last: float) -> Change:
    """Classify a change with ``>=`` on the measure's own points (Jacobson and Truax 1991: it holds for two given scores)."""
    points = round(last - first, 6)  # 30.1 - 25.1 is five points
    worse = -points if measure.higher_is_better else points
    threshold = norm.reliable_change(measure)
    if threshold is None:
        reliable = Reliable.UNKNOWN
    elif abs(worse) < threshold.value:
        reliable = Reliable.NONE
    else:
        reliable = Reliable.WORSE if worse > 0 else Reliable.IMPROVED
    return Change(
        first=first,
        last=last,
        points=points,
        worse=worse,
        reliable=reliable,
        needed=threshold.value if threshold else None,
        floor=threshold is not None and room_for_better(measure, first) < threshold.value,
        ceiling=threshold is not None and room_for_worse(measure, first) < threshold.value,
        response=_response(measure, first, last),
    )


def statements(
    measure: Measure,
    start: float | None,
    scores: Sequence[float],
    *,
    recent: bool = True,
    paired: bool = True,
    close: bool = False,
) -> Statements:
    """What may be said of ``scores[-1]``, the latest of this course's solid scores, oldest first.

    ``start`` is None where it is not known or is the latest itself; ``recent`` says that the latest is not too old for the present tense,
    ``paired`` that it and the score before may count as two in a row, ``close`` that they lie too close together for a verdict.
    """
    latest, before = scores[-1], scores[-2] if len(scores) > 1 else None
    since = None if start is None else change(measure, start, latest)
    two = len(scores) == 2
    last_two = (latest, before) if paired and before is not None and not two else None
    judged = since if not close else None
    was_case = judged is not None and is_caseness(measure, judged.first) is True
    improved = judged is not None and judged.reliable is Reliable.IMPROVED
    return Statements(
        change=since,
        points_only=close,
        change_before=None if before is None or close else change(measure, before, latest),
        side=Side.UNKNOWN if close else side_of(measure, latest),
        crossing=_crossing(measure, judged, last_two),
        response=was_case and judged is not None and judged.response is True,
        remission_scores=_remission(measure, latest, last_two) if recent and was_case else 0,
        two_scores=two,
        expected_fall=improved and len(scores) <= FEW and judged is not None and _is_outermost(measure, judged.first),
    )


def is_caseness(measure: Measure, total: float) -> bool | None:
    """At or beyond the measure's cut for outcomes; None where none is known that may drive a statement, and between two (PCL-5: 31, 32)."""
    cut, between = measure.outcome_caseness, measure.cut_range
    if cut is None or not norm.has_sourced_cut(measure) or (between is not None and between[0] <= total < cut.value):
        return None
    return cut.reached_by(total)


def side_of(measure: Measure, total: float) -> Side:
    """Where a total stands against the cut for outcomes; a cut without a source in hand counts here and is to be marked."""
    cut = measure.outcome_caseness
    if cut is None:
        return Side.UNKNOWN
    if measure.cut_range is not None and measure.cut_range[0] <= total <= measure.cut_range[1]:
        return Side.UNCLEAR
    return Side.INSIDE if cut.reached_by(total) else Side.OUTSIDE


def room_for_better(measure: Measure, total: float) -> float:
    """Points by which a total can become better on this instrument; infinite where its range is not known."""
    if measure.total_range is None:
        return float("inf")
    return measure.total_range[1] - total if measure.higher_is_better else total - measure.total_range[0]


def room_for_worse(measure: Measure, total: float) -> float:
    """Points by which a total can become worse on this instrument; infinite where its range is not known."""
    if measure.total_range is None:
        return float("inf")
    return total - measure.total_range[0] if measure.higher_is_better else measure.total_range[1] - total


def _crossing(measure: Measure, since: Change | None, last_two: tuple[float, float] | None) -> Crossing | None:
    """The start on one side, both of the last two on the other, and a reliable change between start and latest."""
    if since is None or last_two is None or not norm.has_sourced_cut(measure):
        return None
    sides = {side_of(measure, one) for one in last_two}
    if since.reliable is Reliable.IMPROVED and side_of(measure, since.first) is Side.INSIDE and sides == {Side.OUTSIDE}:
        return Crossing.LEFT
    if since.reliable is Reliable.WORSE and side_of(measure, since.first) is Side.OUTSIDE and sides == {Side.INSIDE}:
        return Crossing.ENTERED
    return None


def _response(measure: Measure, first: float, last: float) -> bool | None:
    least = norm.response(measure)
    if least is None or measure.higher_is_better or first <= 0:
        return None
    return (first - last) * 100 >= least.value * first


def _remission(measure: Measure, latest: float, last_two: tuple[float, float] | None) -> int:
    highest = norm.remission(measure)
    if highest is None or measure.higher_is_better or latest > highest.value:
        return 0
    return 2 if last_two is not None and last_two[1] <= highest.value else 1


def _is_outermost(measure: Measure, total: float) -> bool:
    """Whether a total lies in the most severe band."""
    bands = norm.bands(measure)
    return bool(bands) and measure.band(total) == (bands[0] if measure.higher_is_better else bands[-1])
