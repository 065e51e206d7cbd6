"""Which parts - total, panel, items, response - are one administration: linked by reference, or beside each other in time and of one tale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing_app.domain.administration import Evidence

NEAR = (
    10 * 60
)  # seconds between the parts of one administration (product rule: nobody answers the same form twice in ten minutes)
STEP = 5 * 60  # seconds between two answers of one form, where each has its own time
AT_ONCE = 1  # second in which the same response or total under two ids is a copy and no second one
SAME_MOMENT = 60  # seconds in which even a total that is not the sum belongs to its items
LONGEST = 3 * NEAR
LOOK_BACK = 40  # groups before it that a part is compared with

EARLIER_VERSION = "a later version of this record has another date"

Total = Callable[[Sequence["Evidence"]], "float | None"]


@dataclass(slots=True)
class _Group:
    """Parts taken together so far: when, what was answered, which totals are stated, and the total of it all if there is one."""

    parts: list[Evidence]
    at: float = 0.0
    last: float = 0.0
    day: str = ""
    answers: dict[int, str] = field(default_factory=dict)
    stated: set[float] = field(default_factory=set)
    responses: set[str] = field(default_factory=set)
    total: float | None = None
    only_items: bool = False

    def read(self, total: Total) -> _Group:
        self.at = min((part.at for part in self.parts if part.at), default=0.0)
        self.last = max(part.at for part in self.parts)
        self.day = next((part.day or part.date for part in self.parts if part.day or part.date), "")
        self.only_items = all(part.role == "item" for part in self.parts)
        for part in self.parts:
            if part.role == "item":
                self.answers.setdefault(part.item, part.value)
            elif part.value:
                self.stated.add(float(part.value))
            if part.role == "response":
                self.responses.add(part.items)
            for number, value in enumerate(part.items.split(",") if part.items else (), start=1):
                if value:
                    self.answers[number] = value
        self.total = total(self.parts)
        return self

    def has_all_of(self, other: _Group) -> bool:
        """Whether both hold a response, or both a total of their own: each stands for a whole administration."""
        return bool(self.responses and other.responses) or (
            any(one.role == "total" for one in self.parts) and any(one.role == "total" for one in other.parts)
        )

    def tells_the_same(self, other: _Group, *, sum_may_differ: bool) -> bool:
        """Whether nothing in one contradicts the other."""
        if self.responses and other.responses and self.responses != other.responses:
            return False
        if self.stated and other.stated and self.stated != other.stated:
            return False
        if any(other.answers.get(number, value) != value for number, value in self.answers.items()):
            return False
        return sum_may_differ or self.total is None or other.total is None or self.total == other.total


def grouped(parts: Iterable[Evidence], total: Total) -> list[list[Evidence]]:
    """The parts of one measure and client, one list an administration; their order does not matter. ``total`` scores a few of them."""
    parts = list(parts)
    if _lie_apart(parts):
        return [[part] for part in parts]
    ordered = sorted(parts, key=lambda part: (part.role != "response", part.row))
    groups = [_Group(one).read(total) for one in _linked(ordered)]
    timed = _joined_in_time(sorted((one for one in groups if one.at), key=lambda one: (one.at, one.parts[0].row)), total)
    dated = _joined_by_day([one for one in groups if not one.at], total)
    for one in list(dated):
        same = [other for other in timed if other.day == one.day and one.day and _is_copy(one, other)]
        if len(same) == 1:
            same[0].parts += one.parts
            dated.remove(one)
    return [sorted(one.parts, key=lambda part: (part.role != "response", part.row)) for one in (*timed, *dated)]


def _lie_apart(parts: list[Evidence]) -> bool:
    """The usual case: every part has a moment of its own, names no other, and has none beside it, nor one on its day without a time."""
    moments = sorted(part.at for part in parts)
    return (
        (not moments or moments[0] > 0)
        and not any(part.part_of for part in parts)
        and all(later - one > NEAR for one, later in pairwise(moments))
    )


def _is_copy(one: _Group, other: _Group) -> bool:
    return one.total is not None and one.total == other.total and one.tells_the_same(other, sum_may_differ=False)


def _linked(parts: list[Evidence]) -> list[list[Evidence]]:
    """Parts that name each other. An id that stands for several dates names none of them."""
    by_id: dict[str, list[int]] = defaultdict(list)
    for index, part in enumerate(parts):
        if EARLIER_VERSION not in part.flags:
            by_id[part.resource_id].append(index)
    leader = list(range(len(parts)))

    def find(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for index, part in enumerate(parts):
        for name in part.part_of.split():
            named = by_id.get(name, ())
            if len(named) == 1:
                leader[max(find(index), find(named[0]))] = min(find(index), find(named[0]))
    found: dict[int, list[Evidence]] = defaultdict(list)
    for index, part in enumerate(parts):
        found[find(index)].append(part)
    return list(found.values())


def _joined_in_time(groups: list[_Group], total: Total) -> list[_Group]:
    joined: list[_Group] = []
    for one in groups:
        for other in reversed(joined[-LOOK_BACK:]):
            apart = one.at - other.last
            near = STEP if one.only_items and other.only_items else NEAR
            if other.has_all_of(one) and apart > AT_ONCE:
                continue
            if apart > near or max(one.last, other.last) - other.at > LONGEST:
                continue
            if other.tells_the_same(one, sum_may_differ=apart <= SAME_MOMENT):
                _join(other, one, total)
                break
        else:
            joined.append(one)
    return joined


def _joined_by_day(groups: list[_Group], total: Total) -> list[_Group]:
    by_day: dict[str, list[_Group]] = defaultdict(list)
    for one in groups:
        same = by_day[one.day or one.parts[0].resource_id]
        found = next((other for other in same[-LOOK_BACK:] if other.tells_the_same(one, sum_may_differ=True)), None)
        if found is None:
            same.append(one)
        else:
            _join(found, one, total)
    return [one for found in by_day.values() for one in found]


def _join(group: _Group, more: _Group, total: Total) -> None:
    group.parts += more.parts
    group.read(total)
