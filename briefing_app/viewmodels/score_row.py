"""The rows of scores in a brief: each measure in the short form, what all rows share said once, and the time axis below them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from briefing_app.domain.periods import MONTHS, say_date
from briefing_app.viewmodels.score_card import ScoreCard
from briefing_app.viewmodels.together import Together, make_together
from briefing_app.viewmodels.trend import Tick, Trend

MOST_ROWS = 3
MOST_MONTHS = 10


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One measure as a row: its text, in the order in which it is read, and its graph. ``place`` counts it among all cards, from 0."""

    place: int
    measure: str
    was: str
    value: str
    band: str
    words: str
    tone: str
    beside: str
    trend: Trend

    @property
    def text(self) -> str:
        """All that is painted of the row beside its graph."""
        return " ".join(part for part in (self.measure, self.was, self.value, self.band, self.words, self.beside) if part)


@dataclass(frozen=True, slots=True)
class ScoreRows:
    """``rows`` are those that stand in the brief, ``every`` measure is there when one is enlarged; ``months`` are days with their names."""

    heading: str
    rows: tuple[ScoreRow, ...]
    every: tuple[ScoreRow, ...]
    axis: Together | None
    months: tuple[tuple[int, str], ...]
    events: tuple[Tick, ...]
    sessions: tuple[Tick, ...]
    today: date

    @property
    def more(self) -> int:
        """How many measures have no row."""
        return len(self.every) - len(self.rows)


def make_rows(cards: Sequence[ScoreCard], trends: Sequence[Trend], today: date) -> ScoreRows:
    """Rows for the first measures, those that an attention line names among them; the cards stand in the order of the trends."""
    pairs = [(place, card, trend) for place, (card, trend) in enumerate(zip(cards, trends, strict=False))]
    kept = [one for one in pairs if not one[1].older] or pairs
    named = [one for one in kept[MOST_ROWS:] if one[1].distance.tone == "attention"][:MOST_ROWS]
    plain = [one for one in kept[:MOST_ROWS] if one[1].distance.tone == "attention"]
    plain += [one for one in kept[:MOST_ROWS] if one not in plain][: max(MOST_ROWS - len(plain) - len(named), 0)]
    chosen = sorted([*plain, *named], key=lambda one: one[0])[:MOST_ROWS]
    shared = _Shared.of([card for _, card, _ in chosen])
    axis = make_together(tuple(trend for _, _, trend in chosen), today)
    ticks = axis.ticks if axis else ()
    return ScoreRows(
        heading=shared.heading(today) if chosen else "",
        rows=tuple(_row(place, card, trend, shared, today) for place, card, trend in chosen),
        every=tuple(_row(place, card, trend, _Shared(None, None, None), today) for place, card, trend in pairs),
        axis=axis,
        months=_months(axis, today) if axis else (),
        events=_events(ticks),
        sessions=tuple(tick for tick in ticks if tick.kind not in ("medication", "event")),
        today=today,
    )


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the heading says once: a day and a direction that all rows share, and the start of most of them."""

    day: str | None
    start: date | None
    higher: bool | None

    @classmethod
    def of(cls, found: Sequence[ScoreCard]) -> _Shared:
        days, ways = {one.date for one in found}, {one.distance.higher for one in found}
        starts = Counter(one.distance.start for one in found if one.distance.start is not None)
        return cls(
            days.pop() if len(days) == 1 else None,
            starts.most_common(1)[0][0] if starts else None,
            ways.pop() if len(ways) == 1 else None,
        )

    def heading(self, today: date) -> str:
        parts = [f"{self.day}."] if self.day else []
        parts += [f"Since the start, {say_date(self.start, today)}."] if self.start else []
        parts += [f"{'Higher' if self.higher else 'Lower'} is better."] if self.higher is not None else []
        return " ".join(parts)


def _row(place: int, card: ScoreCard, trend: Trend, shared: _Shared, today: date) -> ScoreRow:
    far = card.distance
    band = [card.band] if card.band else []
    band += [card.date] if shared.day is None and card.date else []
    band += [f"{'higher' if far.higher else 'lower'} is better"] if shared.higher is None else []
    words = far.words if far.start is not None and far.start == shared.start else far.whole
    # What is open about the newest score stands beside the last change, which may not be the newest one.
    words = "; ".join(part for part in (words, *card.doubts) if part) if words else card.words
    return ScoreRow(place, card.measure, card.was, card.value, ", ".join(band), words, far.tone, far.beside, trend)


def _months(axis: Together, today: date) -> tuple[tuple[int, str], ...]:
    """The first of each month with its name, of many months every second, third or sixth; the year where not all is of this one."""
    first, last = date.fromordinal(axis.first_day), date.fromordinal(axis.last_day)
    year = first.year != today.year or last.year != today.year
    found = []
    month = date(first.year, first.month, 1)
    while month <= last:
        if month >= first:
            found.append(month)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    step = next((step for step in (1, 2, 3, 6, 12) if len(found) <= MOST_MONTHS * step), 24)
    kept = [one for one in found if not (one.year * 12 + one.month - 1) % step]
    return tuple((one.toordinal(), f"{MONTHS[one.month - 1]}{f' {one.year}' if year else ''}") for one in kept)


def _events(ticks: Sequence[Tick]) -> tuple[Tick, ...]:
    """Medication and events, those of one day in one."""
    days: dict[int, Tick] = {}
    for tick in ticks:
        if tick.kind in ("medication", "event"):
            before = days.get(tick.day)
            days[tick.day] = replace(tick, words=f"{before.words}, {tick.words}") if before else tick
    return tuple(days.values())
