"""Short ways to make scores and courses for tests: a list of totals, a week apart, the last one today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from briefing_app.domain.answered import Answered, Sheet
from briefing_app.domain.client import Client, History, Meeting, Origin, Score
from briefing_app.domain.course import Course, course
from briefing_app.domain.measure import Measure
from briefing_app.domain.rules import DEFAULT_RULES, Rules
from briefing_app.domain.scoring import score_items
from briefing_app.domain.start import Start

TODAY = date(2026, 11, 24)
ORIGIN = Origin("export/1.ndjson", 1, "Observation", "o1", datetime(2026, 11, 24, 8, tzinfo=UTC).timestamp())


def score(
    measure: Measure, day: date, total: float | None = None, items: Sequence[int | None] = (), imported: date = TODAY
) -> Score:
    """One solid score on a day, from a total or from items."""
    if items and total is None:
        total = score_items(measure, items).total
    text = ",".join("" if value is None else str(value) for value in items)
    origin = ORIGIN._replace(imported=datetime.combine(imported, datetime.min.time(), UTC).timestamp())
    band = measure.band(total) if total is not None and measure.has_total else None
    return Score(
        1, measure.id, day.isoformat(), 0.0, day.isoformat(), "day", total, None, text, band.label if band else "", "final", "",
        total is not None, False, origin,
    )  # fmt: skip


def weekly(measure: Measure, *totals: float, last: date = TODAY, every: int = 7) -> list[Score]:
    """Scores ``every`` days apart, the newest on ``last``."""
    return [
        score(measure, last - timedelta(days=every * (len(totals) - 1 - index)), total) for index, total in enumerate(totals)
    ]


def course_of(
    measure: Measure, scores: Sequence[Score], today: date = TODAY, rules: Rules = DEFAULT_RULES, start: Start | None = None
) -> Course:
    dated: list[tuple[date | None, Score]] = [(date.fromisoformat(one.day), one) for one in scores]
    return course(measure, dated, today, start, rules)


def answered_of(measure: Measure, scores: Sequence[Score]) -> Answered:
    """Scores as forms with their days; one whose precision names no day has none."""
    placed = {"instant", "day", "local"}
    return Answered.of(
        measure, [Sheet(date.fromisoformat(one.day) if one.precision in placed else None, one) for one in scores]
    )


def history_of(*scores: Score, meetings: Sequence[Meeting] = ()) -> History:
    by_measure: dict[str, tuple[Score, ...]] = {}
    for one in scores:
        by_measure[one.measure] = (*by_measure.get(one.measure, ()), one)
    client = Client(1, "c1", True, "Sample", "Ada", "1990-01-31", "female", "")
    return History(client, tuple(meetings), (), by_measure)


def meeting(day: date, status: str = "fulfilled", row: int = 1) -> Meeting:
    at = datetime.combine(day, datetime.min.time(), UTC).timestamp() + 9 * 3600
    return Meeting(row, "appointment", 1, "A. Clinician", "p1", at, at + 3000, "", status, "", "", "", f"a{row}", ORIGIN)
