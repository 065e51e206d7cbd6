"""The conditions of the work beside the self-check: which lie outside the clinician's own limits, never a verdict (facts: clinician-load, 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

LOOK_BACK_WEEKS = 8
STEADY_WEEKS = 12
LOW_APART_DAYS = 30


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: ``outside`` per week, newest last, None where it was not known; ``words`` say the number and the limit now."""

    name: str
    words: str
    outside: tuple[bool | None, ...]
    title: str = ""

    @property
    def recently_outside(self) -> bool:
        """Outside in one of the last weeks that are looked back on."""
        return any(self.outside[-LOOK_BACK_WEEKS:])

    @property
    def steadily_inside(self) -> bool:
        """Known to be inside in every one of the last weeks; a week that is not known is not inside."""
        return len(self.outside) >= STEADY_WEEKS and all(one is False for one in self.outside[-STEADY_WEEKS:])


def onsets(conditions: Sequence[Condition], mondays: Sequence[date]) -> tuple[tuple[date, str], ...]:
    """When each condition first went outside its limit in these weeks, having been inside before; oldest first."""
    found = []
    for one in conditions:
        inside = False
        for monday, outside in zip(mondays, one.outside, strict=True):
            if outside and inside:
                found.append((monday, one.title))
                break
            inside = inside or outside is False
    return tuple(sorted(found))


def inside_since(conditions: Sequence[Condition], mondays: Sequence[date]) -> date:
    """The first of the weeks up to now in which every condition was known to be inside."""
    since = mondays[-1]
    for number in range(len(mondays) - 1, -1, -1):
        if any(one.outside[number] is not False for one in conditions):
            break
        since = mondays[number]
    return since


def _now_or_lately(one: Condition) -> str:
    """The number while it is outside; the number of weeks where it is inside again."""
    if one.outside[-1] and one.words:
        return one.words
    weeks = sum(1 for outside in one.outside[-LOOK_BACK_WEEKS:] if outside)
    unknown = sum(1 for outside in one.outside[-LOOK_BACK_WEEKS:] if outside is None)
    unsure = f", {unknown} not known" if unknown else ""
    return f"{one.title[:1].lower()}{one.title[1:]} in {weeks} of the last {LOOK_BACK_WEEKS} weeks{unsure}"


def statement(conditions: Sequence[Condition], satisfaction: Sequence[tuple[date, str]], since: str) -> tuple[str, ...]:
    """The sentences that the stated logic allows; ``satisfaction`` are days and bands of compassion satisfaction; none is a verdict."""
    outside = [_now_or_lately(one) for one in conditions if one.recently_outside]
    if outside:
        return (f"These conditions are outside the limits you set: {'; '.join(outside)}. Scores are read together with them.",)
    newest_first = sorted(satisfaction, reverse=True)
    low = [day for day, _ in takewhile(lambda one: one[1] == "low", newest_first)]  # still: up to the newest one
    twice = len(low) >= 2 and (low[0] - low[-1]).days >= LOW_APART_DAYS
    if conditions and twice and all(one.steadily_inside for one in conditions):
        return (
            f"Conditions have been inside your limits since {since}; compassion satisfaction is still low.",
            "Questions about fit are yours; bring them to supervision if you want.",
        )
    return ()
