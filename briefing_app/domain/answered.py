"""What one form says to each of an instrument's safety items: an answer, one that cannot be read, none, or none because it was not asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from briefing_app.domain.administration import items_of
from briefing_app.domain.checkin import CHECKIN
from briefing_app.domain.client import Score
from briefing_app.domain.measure import Measure, Method, SafetyRule
from briefing_app.domain.scoring import scored_answer
from briefing_app.domain.unread import total_unread, unread_items

FEWEST_OF_A_FORM = 3
_REFUSAL = re.compile(r"\b(declin|refus|(prefer|choose|rather|wish)\w* not\b)", re.I)
_ABSENT = re.compile(r"\b(not asked|not-asked|no answer|not answered|asked-unknown|unknown|skipped|n/?a)\b", re.I)
_LEFT_OUT = re.compile(r"^item (\d+) not answered: (.*)$", re.S)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One administration on its calendar day; None where the form has no usable date."""

    day: date | None
    record: Score

    @property
    def moment(self) -> str:
        """How an acknowledgement names the form. A client may check in several times a day: each is told by its own clock."""
        if self.day is None or self.record.origin.resource_type == CHECKIN:
            return self.record.date.replace(" ", "_") or "undated"
        return self.day.isoformat()


@dataclass(frozen=True, slots=True)
class Answered:
    """An instrument with every form of a client, oldest first."""

    measure: Measure
    sheets: tuple[Sheet, ...]

    @staticmethod
    def of(measure: Measure, sheets: list[Sheet]) -> Answered:
        """Sheets in the order of their days; those without a day come last."""
        return Answered(measure, tuple(sorted(sheets, key=lambda sheet: (sheet.day or date.max, sheet.record.at))))


@dataclass(frozen=True, slots=True)
class Slot:
    """One item of one form. ``value`` is what the answer counts; without one, ``words`` are what stands there instead.

    ``skipped`` is an item without an answer on a form that was answered; ``off_path`` one that the form itself says not to ask. ``at_least``
    tells that the total alone is known and ``value`` the least that the item can have been. ``again`` counts the forms before it that say the
    same of the same moment.
    """

    item: int
    value: int | None = None
    words: str = ""
    skipped: bool = False
    off_path: bool = False
    at_least: bool = False
    again: int = 0

    @property
    def refused(self) -> bool:
        """Asked, and the client would not answer."""
        return self.value is None and is_refusal(self.words)

    @property
    def is_unknown(self) -> bool:
        """What was answered cannot be told, though the item was on the client's path through the form."""
        return self.value is None and not self.off_path and (self.skipped or bool(self.words))

    @property
    def weight(self) -> int:
        """What the item counts: its value; 1 for a refusal, so that it is never less than a no."""
        return self.value if self.value is not None else 1 if self.refused else 0

    def is_positive(self, rule: SafetyRule) -> bool:
        """Whether this answer makes the rule speak: a value from its minimum on, or a refusal where the rule names that."""
        return self.value >= rule.min if self.value is not None else rule.refusal and self.refused

    def is_known(self, rule: SafetyRule) -> bool:
        """Whether the item is answered, or is not to be asked by the form's own path, which is a no."""
        return self.value is not None or self.off_path or (rule.refusal and self.refused)


def is_refusal(words: str) -> bool:
    """Whether somebody was asked and would not say."""
    return bool(_REFUSAL.search(words))


def slots(measure: Measure, rule: SafetyRule, sheet: Sheet) -> Mapping[int, Slot]:
    """Every item of a rule as one form answers it."""
    record = sheet.record
    answers = items_of(record.items)
    unread, left_out = unread_items(record.flags), _left_out(record.flags)
    any_answer = _is_form(measure, record, sum(value is not None for value in answers) + len(unread))
    any_supplement = any(value is not None for value in answers[measure.items :])
    found: dict[int, Slot] = {}
    for item in sorted({*rule.items, *(one for needed in rule.asked_if.values() for one in needed)}):
        value = answers[item - 1] if 0 < item <= len(answers) else None
        if item == 0:
            found[item] = _total(measure, record)
        elif value is not None:
            found[item] = Slot(item, scored_answer(measure, item, value))
        elif item in unread:
            words = unread[item]
            found[item] = Slot(item, None, words, skipped=is_refusal(words) or bool(_ABSENT.fullmatch(words.strip())))
        elif item in rule.asked_if:
            found[item] = _conditional(item, rule, found, any_answer)
        elif not any_answer and (least := _least(measure, record, item)) >= rule.min:
            found[item] = Slot(item, least, at_least=True)
        else:
            on_form = item <= measure.items or any_supplement
            found[item] = Slot(item, None, left_out.get(item, ""), skipped=(any_answer and on_form) or item in left_out)
    return found


def _is_form(measure: Measure, record: Score, answered: int) -> bool:
    """Whether so many answers are a form, on which any other was left out. One or two sent alone, as Observations, are none (product rule)."""
    alone = record.origin.resource_type == "Observation" and answered < min(FEWEST_OF_A_FORM, measure.items / 2)
    return answered > 0 and not alone


def _conditional(item: int, rule: SafetyRule, found: Mapping[int, Slot], any_answer: bool) -> Slot:
    """An item that is asked only after a yes to another one. Without any such yes, and with a no to all, it is not to be asked."""
    needed = [found[one] for one in rule.asked_if[item]]
    if any(one.is_positive(rule) for one in needed):
        return Slot(item, skipped=any_answer)
    return Slot(item, off_path=bool(needed) and all(one.is_known(rule) for one in needed))


def _least(measure: Measure, record: Score, item: int) -> int:
    """The least that an item of a plain sum can have been where the total alone is known: a PHQ-9 of 26 leaves no room for a 0."""
    if measure.method is not Method.SUM or measure.item_range is None or not 0 < item <= measure.items or record.score is None:
        return 0
    highest = [max(measure.item_allowed.get(one) or measure.item_range) for one in range(1, measure.items + 1)]
    least = int(record.score / measure.multiplier) - sum(highest) + highest[item - 1]
    return least if measure.in_range(record.score) and least > measure.item_range[0] else 0


def _total(measure: Measure, record: Score) -> Slot:
    """A rule on the total: an impossible one cannot be read."""
    if record.score is None:
        return Slot(0, None, "no number" if total_unread(record.flags) else "")
    if not measure.in_range(record.score):
        return Slot(0, None, f"{record.score:g}")
    return Slot(0, int(record.score))


def _left_out(flags: str) -> dict[int, str]:
    """Items that the source says were not answered, each with the reason given there."""
    found = (_LEFT_OUT.match(flag) for flag in flags.split("; "))
    return {int(one[1]): _reason(one[2]) for one in found if one is not None}


def _reason(code: str) -> str:
    return {"asked-declined": "declined", "not-asked": "not asked", "asked-unknown": "asked, not known"}.get(code, code)
