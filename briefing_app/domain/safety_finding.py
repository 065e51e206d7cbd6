"""One safety item over all forms: how its newest answer stands, what was said before, and what came in late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from itertools import groupby
from typing import NamedTuple

from briefing_app.domain.answered import Answered, Sheet, Slot, slots
from briefing_app.domain.client import Answer, Origin, Score
from briefing_app.domain.measure import Measure, SafetyRule

SAFETY = "safety"
HIGHER_DAYS = 90  # for so long a higher answer is told beside a lower one that came after it


class Standing(Enum):
    """How the newest answer to an item stands."""

    POSITIVE = "positive"
    UNREAD = "cannot be read"
    SKIPPED = "not answered"
    SINCE = "negative since"


class Earlier(NamedTuple):
    """A positive answer of another day; ``at_least`` it is no less, by a total without its answers."""

    value: int
    day: date
    at_least: bool


@dataclass(frozen=True, slots=True)
class SafetyFinding:
    """One safety item and how its newest answer stands. ``item`` 0 is the total; ``value`` is what the answer counts.

    ``at_least`` tells that ``value`` is the least that the total alone leaves for the item, ``before_at_least`` the same of ``before``.
    ``day`` is None where the form has no usable date, or one in the future, which is then ``ahead``. ``words`` are what stands on the form
    where that cannot be read, or why there is no answer. ``lower`` is what another form of the same day says, ``higher`` the highest answer
    of the 90 days before, with its day, where it stands neither here nor as the one before. ``late`` are positive answers that came in after
    the acknowledgement.
    ``newest_value`` and ``newest_day`` are those of the newest answer; ``all_same`` tells whether all since are the same, ``newer_form``
    whether there is a newer form of the instrument, and ``answered_since`` whether one can be read that came after this. ``beside`` are the
    records of the other answers that are told with it: the one before, the newest, those of that day, a higher one.
    """

    measure: Measure
    rule: SafetyRule
    item: int
    standing: Standing
    value: int
    day: date | None
    record: Score
    keys: frozenset[str]
    opening: frozenset[str]
    words: str = ""
    at_least: bool = False
    before: int | None = None
    before_day: date | None = None
    before_at_least: bool = False
    newest_value: int = 0
    newest_day: date | None = None
    all_same: bool = True
    since: date | None = None
    total_fell: bool = False
    lower: int | None = None
    higher: Earlier | None = None
    late: tuple[Earlier, ...] = ()
    newer_form: bool = False
    answered_since: bool = False
    beside: tuple[Origin, ...] = ()
    ahead: date | None = None

    @property
    def rose(self) -> bool:
        """Whether the answer is known to be higher than the one before: of one that only a total tells the least is known."""
        return self.before is not None and not self.before_at_least and self.value > self.before

    @property
    def urgent(self) -> bool:
        """Whether the source calls this item urgent."""
        return self.item in self.rule.urgent

    @property
    def share(self) -> float:
        """How high the answer is on its own scale, 0 to 1."""
        low, high = (self.measure.item_range if self.item else self.measure.total_range) or (0, 1)
        return (self.value - low) / (high - low) if high > low else 1.0


def findings_of(one: Answered, rule: SafetyRule, today: date, seen: dict[str, Answer]) -> Iterator[SafetyFinding]:
    """How the items of one rule stand; what is on a form without a usable date, or with one ahead, stands by itself."""
    rows = [(sheet, slots(one.measure, rule, sheet)) for sheet in one.sheets]
    for item in rule.items:
        dated: list[tuple[Sheet, Slot]] = []
        for sheet, slot in _told_apart(item, rows):
            if sheet.day is not None and sheet.day <= today:
                dated.append((sheet, slot))
            elif slot.is_positive(rule):
                yield _undated(one.measure, rule, slot, sheet, Standing.POSITIVE)
            elif slot.is_unknown and not slot.skipped and not slot.is_known(rule) and rule.level == SAFETY:
                yield _undated(one.measure, rule, slot, sheet, Standing.UNREAD)
        yield from _of_item(one.measure, rule, dated, seen)


def _told_apart(item: int, rows: Sequence[tuple[Sheet, Mapping[int, Slot]]]) -> Iterator[tuple[Sheet, Slot]]:
    """The answers to one item, each with how many forms before it say the same at the same moment: no two have one name."""
    named: Counter[str] = Counter()
    for sheet, row in rows:
        key = _key(row[item], sheet)
        yield sheet, replace(row[item], again=named[key])
        named[key] += 1


def _undated(measure: Measure, rule: SafetyRule, slot: Slot, sheet: Sheet, standing: Standing) -> SafetyFinding:
    """What stands on a form without a usable date, or with one in the future: beside the course of dated ones."""
    keys = frozenset({_key(slot, sheet)})
    value, record = slot.weight, sheet.record
    return SafetyFinding(
        measure, rule, slot.item, standing, value, None, record, keys, keys, slot.words, slot.at_least, ahead=sheet.day
    )


def _of_item(
    measure: Measure, rule: SafetyRule, given: list[tuple[Sheet, Slot]], seen: dict[str, Answer]
) -> Iterator[SafetyFinding]:
    """How an item stands, by what was answered on each form, oldest first; and the newest forms that leave it out, or cannot be read."""
    known = [(sheet, slot) for sheet, slot in given if slot.is_known(rule)]
    days = [(day, list(forms)) for day, forms in groupby(known, key=lambda pair: pair[0].day)]
    positive = [index for index, (_, forms) in enumerate(days) if any(slot.is_positive(rule) for _, slot in forms)]
    if positive:
        yield _positive(measure, rule, days, positive[-1], seen, given)
    unknown = [(sheet, slot) for sheet, slot in given if slot.is_unknown and not slot.is_known(rule)]
    last = days[-1][0] if days else None
    unread = [pair for pair in unknown[:-1] if not pair[1].skipped] if unknown and unknown[-1][1].skipped else []
    for sheet, slot in (*unread[-1:], *unknown[-1:]) if rule.level == SAFETY else ():
        newer = last is None or (sheet.day is not None and (sheet.day > last or (sheet.day == last and not slot.skipped)))
        if newer or not slot.skipped:
            keys = frozenset({_key(slot, sheet)})
            standing = Standing.SKIPPED if slot.skipped else Standing.UNREAD
            yield SafetyFinding(
                measure, rule, slot.item, standing, 0, sheet.day, sheet.record, keys, keys, slot.words, answered_since=not newer
            )


Day = tuple[date | None, list[tuple[Sheet, Slot]]]


def _positive(
    measure: Measure, rule: SafetyRule, days: list[Day], at: int, seen: dict[str, Answer], given: list[tuple[Sheet, Slot]]
) -> SafetyFinding:  # fmt: skip
    """The newest day with a positive answer: of several forms of that day the highest answer counts, and every positive one is named."""
    day, forms = days[at]
    sheet, slot = max(forms, key=lambda pair: pair[1].weight)
    named = {_key(slot, sheet) for sheet, slot in forms if slot.is_positive(rule)}
    before = max(days[at - 1][1], key=lambda pair: pair[1].weight) if at else None
    late = _late(days[:at], rule, named, seen)
    keys = named | {key for key, _ in late}
    if before is not None and before[1].is_positive(rule):
        keys.add(_key(before[1], before[0]))
    higher = _higher(days[: max(at - 1, 0)], day, max(slot.weight, before[1].weight if before else 0), rule)
    if higher is not None:
        keys.add(_key(higher[1], higher[0]))
    lower = min(slot.weight for _, slot in forms)
    after = [slot.weight for _, forms in days[at + 1 :] for _, slot in forms]
    newest = days[-1]
    compared = [one for one, _ in forms] + ([before[0]] if before is not None else []) + [one for one, _ in newest[1]]
    return SafetyFinding(
        measure=measure,
        rule=rule,
        item=slot.item,
        standing=Standing.POSITIVE if at == len(days) - 1 else Standing.SINCE,
        value=slot.weight,
        day=day,
        record=sheet.record,
        keys=frozenset(keys),
        opening=frozenset(named | {key for key, _ in late}),
        words=slot.words,
        at_least=slot.at_least,
        before=before[1].weight if before else None,
        before_day=days[at - 1][0] if at else None,
        before_at_least=before is not None and before[1].at_least,
        newest_value=max(slot.weight for _, slot in newest[1]),
        newest_day=newest[0],
        all_same=len(set(after)) <= 1,
        since=days[at + 1][0] if after else None,
        total_fell=before is not None and _fell(before[0].record, sheet.record),
        lower=lower if lower < slot.weight else None,
        higher=Earlier(higher[1].weight, higher[0].day, higher[1].at_least)
        if higher is not None and higher[0].day is not None
        else None,
        late=tuple(one for _, one in late),
        newer_form=given[-1][0].day != day,
        beside=tuple(dict.fromkeys(one.record.origin for one in (*_named_by(keys, days[: at + 1]), *compared))),
    )


def _named_by(keys: set[str], days: list[Day]) -> Iterator[Sheet]:
    """The forms whose answers these keys name."""
    return (sheet for _, forms in days for sheet, slot in forms if _key(slot, sheet) in keys)


def _higher(days: list[Day], day: date | None, told: int, rule: SafetyRule) -> tuple[Sheet, Slot] | None:
    """The form with the highest positive answer of the 90 days before ``day``, the newest of equal ones, where it is above what is told."""
    found = [
        (sheet, slot)
        for earlier, forms in days
        for sheet, slot in forms
        if slot.is_positive(rule) and slot.weight > told and earlier and day and (day - earlier).days <= HIGHER_DAYS
    ]
    return max(found, key=lambda pair: (pair[1].weight, pair[0].day or date.min), default=None)


def _late(days: list[Day], rule: SafetyRule, named: set[str], seen: dict[str, Answer]) -> list[tuple[str, Earlier]]:
    """Older positive answers that came in after the newest one was acknowledged, and that nobody has acknowledged."""
    covering = [seen[key].at for key in named if key in seen]
    if len(covering) < len(named):
        return []
    return [
        (key, Earlier(slot.weight, sheet.day, slot.at_least))
        for _, forms in days
        for sheet, slot in forms
        if slot.is_positive(rule)
        and sheet.day is not None
        and (key := _key(slot, sheet)) not in seen
        and sheet.record.origin.imported > max(covering)
    ]


def _fell(before: Score, after: Score) -> bool:
    """Whether the total fell; said only of two totals that nothing speaks against."""
    if before.score is None or after.score is None:
        return False
    return before.solid and after.solid and after.score < before.score


def _key(slot: Slot, sheet: Sheet) -> str:
    """What an acknowledgement names; of a client's check-ins each is told by its own clock."""
    said = "none" if slot.skipped else slot.value if slot.value is not None else f"unread:{slot.words}".replace(" ", "_")
    return f"{slot.item}:{sheet.moment}={said}{f'#{slot.again + 1}' if slot.again else ''}"
