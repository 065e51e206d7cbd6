"""Safety items: what was answered, whatever the total says, and whether a person has acknowledged it (facts: measures, 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from briefing_app.domain.administration import items_of
from briefing_app.domain.checkin import CHECKIN
from briefing_app.domain.client import Answer, Score
from briefing_app.domain.course import Course, Point
from briefing_app.domain.measure import Measure, SafetyRule
from briefing_app.domain.rules import DEFAULT_RULES, Rules
from briefing_app.domain.scoring import scored_answer

SAFETY = "safety"


@dataclass(frozen=True, slots=True)
class SafetyFinding:
    """A safety item at or above its threshold: the newest positive answer, the one before it, and the newest of all.

    ``item`` 0 is the total. ``keys`` name every positive answer in view, so that a new one is told from an acknowledged one.
    """

    measure: Measure
    rule: SafetyRule
    item: int
    value: int
    day: date
    before: int | None
    before_day: date | None
    newest_value: int
    newest_day: date
    total_fell: bool
    record: Score
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class SafetyLine:
    """All findings of one measure and level, the newest first. ``answer`` is the acknowledgement that covers every one of them, if any."""

    measure: Measure
    level: str
    findings: tuple[SafetyFinding, ...]
    answer: Answer | None

    @property
    def basis(self) -> str:
        return " ".join(sorted(key for finding in self.findings for key in finding.keys))


def safety_lines(
    courses: Sequence[Course], today: date, answers: Sequence[Answer] = (), rules: Rules = DEFAULT_RULES
) -> list[SafetyLine]:
    """One line a measure and level, those that nobody has acknowledged first.

    A positive answer is in view for ``look_back_days``; one that came into view and was never acknowledged stays for good.
    """
    lines = []
    for one in courses:
        seen = _acknowledged(one.measure.id, answers)
        found = [finding for rule in one.measure.safety for finding in _findings(one, rule, today, frozenset(seen), rules)]
        for level in dict.fromkeys(finding.rule.level for finding in found):
            of_level = sorted((f for f in found if f.rule.level == level), key=lambda f: (-f.day.toordinal(), f.item))
            keys = frozenset(key for finding in of_level for key in finding.keys)
            covering = [seen[key] for key in keys if key in seen]
            answer = max(covering, key=lambda answer: answer.at) if len(covering) == len(keys) else None
            lines.append(SafetyLine(one.measure, level, tuple(of_level), answer))
    return sorted(lines, key=lambda line: (line.answer is not None, line.level != SAFETY))


def _acknowledged(measure: str, answers: Sequence[Answer]) -> dict[str, Answer]:
    return {
        key: answer
        for answer in sorted(answers, key=lambda answer: answer.at)
        if answer.kind == SAFETY and answer.measure == measure
        for key in answer.basis.split()
    }


def _findings(one: Course, rule: SafetyRule, today: date, seen: frozenset[str], rules: Rules) -> list[SafetyFinding]:
    found = []
    for item in rule.items:
        answers = [(point, value) for point in one.points if (value := _value(point, item, one.measure)) is not None]
        positive = [
            index
            for index, (point, value) in enumerate(answers)
            if value >= rule.min and _in_view(point, _key(item, point, value), today, seen, rules)
        ]
        if not positive:
            continue
        index = positive[-1]
        point, value = answers[index]
        before = answers[index - 1] if index else None
        found.append(
            SafetyFinding(
                measure=one.measure,
                rule=rule,
                item=item,
                value=value,
                day=point.day,
                before=before[1] if before else None,
                before_day=before[0].day if before else None,
                newest_value=answers[-1][1],
                newest_day=answers[-1][0].day,
                total_fell=before is not None and _fell(before[0], point),
                record=point.record,
                keys=frozenset(_key(item, *answers[at]) for at in positive),
            )
        )
    return found


def item_is_positive(measure: Measure, item: int, value: int) -> bool:
    """Whether an answer is at or above the threshold of one of the measure's safety items."""
    scored = scored_answer(measure, item, value)
    return any(item in rule.items and scored >= rule.min and rule.level == SAFETY for rule in measure.safety)


def _fell(before: Point, after: Point) -> bool:
    return before.score is not None and after.score is not None and after.score < before.score


def _key(item: int, point: Point, value: int) -> str:
    """What an acknowledgement names. A client may check in several times a day: each is told by its own clock."""
    moment = point.record.date if point.record.origin.resource_type == CHECKIN else point.day.isoformat()
    return f"{item}:{moment}={value}"


def _in_view(point: Point, key: str, today: date, seen: frozenset[str], rules: Rules) -> bool:
    if (today - point.day).days <= rules.look_back_days:
        return True
    came = datetime.fromtimestamp(point.record.origin.imported, UTC).date()
    return key not in seen and (came - point.day).days <= rules.look_back_days


def _value(point: Point, item: int, measure: Measure) -> int | None:
    """What an answer counts in the total, not how the form prints it."""
    if item == 0:
        return None if point.score is None else int(point.score)
    answers = items_of(point.record.items)
    found = answers[item - 1] if 0 < item <= len(answers) else None
    return None if found is None else scored_answer(measure, item, found)
