"""Safety items: what was answered, whatever the total says, how old it is, and whether a person has acknowledged it.

The order of lines and how long each stands are product rules; that excess risk after a positive answer lasts for months and up to two years
is published (Simon 2013, doi 10.1176/appi.ps.201200587; PMC5412508).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum

from briefing_app.domain.answered import Answered
from briefing_app.domain.client import Answer
from briefing_app.domain.measure import Measure
from briefing_app.domain.rules import DEFAULT_RULES, Rules
from briefing_app.domain.safety_finding import SAFETY, SafetyFinding, Standing, findings_of
from briefing_app.domain.scoring import scored_answer

RECENT_DAYS = 30
URGENT_DAYS = 90  # an acknowledged urgent answer keeps a line of its own for so long
DETAILS_DAYS = 730


class Rank(IntEnum):
    """Which lines come first."""

    URGENT = 1
    RECENT = 2
    UNKNOWN = 3
    OLD_URGENT = 4
    OLD = 5
    SINCE = 6


@dataclass(frozen=True, slots=True)
class SafetyLine:
    """What one form says to the safety items of one level. ``answer`` is the acknowledgement that covers all of it, if any.

    ``in_block`` is False for what stands in the details alone.
    """

    measure: Measure
    level: str
    findings: tuple[SafetyFinding, ...]
    answer: Answer | None
    rank: Rank
    in_block: bool
    unanswered: tuple[SafetyFinding, ...] = ()

    @property
    def standing(self) -> Standing:
        """What stands behind the line that weighs most."""
        return self.findings[0].standing

    @property
    def day(self) -> date | None:
        """The day of that, None where it is not known."""
        return self.findings[0].day

    @property
    def waits(self) -> bool:
        """Whether the line waits for somebody: told in colour, and not acknowledged."""
        return self.answer is None and self.in_block and self.standing is not Standing.SINCE and not self.lifetime_only

    @property
    def urgent(self) -> bool:
        """Whether a positive answer to an item that its source calls urgent is behind it."""
        return any(finding.urgent and finding.standing is Standing.POSITIVE for finding in self.findings)

    @property
    def basis(self) -> str:
        """The answers that the line names: an acknowledgement covers these, and never the next one."""
        return " ".join(sorted(key for finding in (*self.findings, *self.unanswered) for key in finding.keys))

    @property
    def lifetime_only(self) -> bool:
        """Whether nothing but something that once was is answered with yes, and the question about lately with no."""
        return all(finding.item in finding.rule.lifetime for finding in self.findings) and not self.unanswered


def safety_lines(
    answered: Sequence[Answered],
    today: date,
    answers: Sequence[Answer] = (),
    rules: Rules = DEFAULT_RULES,
    last_session: date | None = None,
) -> list[SafetyLine]:
    """Every line, those that nobody has acknowledged first, by rank; a positive newest answer has no limit of time."""
    lines = []
    for one in answered:
        seen = _acknowledged(one.measure.id, answers)
        found = [finding for rule in one.measure.safety for finding in findings_of(one, rule, today, seen)]
        for together in _together(found):
            line = _line(together, seen, today, rules, last_session)
            if line is not None:
                lines.append(line)
    return sorted(lines, key=_order)


def newest_positive(lines: Sequence[SafetyLine]) -> date | None:
    """The day of the newest positive answer to a safety item, None where there is none."""
    days = [line.day for line in lines if line.level == SAFETY and line.standing in (Standing.POSITIVE, Standing.SINCE)]
    return max((day for day in days if day is not None), default=None)


def positive_without_day(lines: Sequence[SafetyLine]) -> bool:
    """Whether a positive answer stands on a form whose day is not known, or lies ahead: it may be the newest."""
    return any(line.level == SAFETY and line.standing is Standing.POSITIVE and line.day is None for line in lines)


def item_is_positive(measure: Measure, item: int, value: int) -> bool:
    """Whether an answer is at or above the threshold of one of the measure's safety items."""
    scored = scored_answer(measure, item, value)
    return any(item in rule.items and scored >= rule.min and rule.level == SAFETY for rule in measure.safety)


def watched_items(measure: Measure) -> set[int]:
    """The items that must not be overlooked: those of its safety rules, not those that are only named for review."""
    return {item for rule in measure.safety for item in rule.items if rule.level == SAFETY}


def _acknowledged(measure: str, answers: Sequence[Answer]) -> dict[str, Answer]:
    return {
        key: answer
        for answer in sorted(answers, key=lambda answer: answer.at)
        if answer.kind == SAFETY and answer.measure == measure
        for key in answer.basis.split()
    }


def _together(found: list[SafetyFinding]) -> list[list[SafetyFinding]]:
    """Findings that stand in one line: those of one level, standing and day, in the order of the items."""
    groups: dict[object, list[SafetyFinding]] = {}
    for one in found:
        undated = (one.record.date, one.record.origin) if one.day is None else ()
        groups.setdefault((one.rule.level, one.standing, one.day, undated, one.answered_since), []).append(one)
    return [sorted(group, key=lambda one: (one.standing is not Standing.POSITIVE, one.item)) for group in _merged(groups)]


def _merged(groups: dict[object, list[SafetyFinding]]) -> list[list[SafetyFinding]]:
    """Questions of a screen that were left out on the form that says yes to others stand in that form's line."""
    kept = list(groups.values())
    for group in list(kept):
        if group[0].standing not in (Standing.SKIPPED, Standing.UNREAD) or not group[0].rule.names:
            continue
        home = next(
            (
                one
                for one in kept
                if one[0].standing is Standing.POSITIVE and one[0].day == group[0].day and one[0].rule is group[0].rule
            ),
            None,
        )
        if home is not None:
            home.extend(group)
            kept.remove(group)
    return kept


def _line(
    together: list[SafetyFinding], seen: dict[str, Answer], today: date, rules: Rules, last_session: date | None
) -> SafetyLine | None:
    standing = together[0].standing
    findings = tuple(one for one in together if one.standing is standing)
    unanswered = tuple(one for one in together if one.standing is not standing)
    first = findings[0]
    age = (today - first.day).days if first.day else 0
    since = max(((today - one.since).days for one in findings if one.since), default=0)
    if first.rule.level != SAFETY and (standing is not Standing.POSITIVE or age > rules.look_back_days):
        return None
    if (standing is Standing.SINCE and since > max(DETAILS_DAYS, rules.look_back_days)) or (
        first.answered_since and age > DETAILS_DAYS
    ):
        return None
    opening = {key for one in (*findings, *unanswered) for key in one.opening}
    covering = [seen[key] for key in opening if key in seen]
    answer = max(covering, key=lambda answer: answer.at) if len(covering) == len(opening) else None
    recent = age <= RECENT_DAYS or (last_session is not None and first.day is not None and first.day >= last_session)
    in_block = not first.answered_since
    if standing is Standing.SINCE:
        in_block = since <= rules.look_back_days
    elif standing is Standing.SKIPPED:
        in_block = age <= DETAILS_DAYS
    line = SafetyLine(first.measure, first.rule.level, findings, answer, Rank.SINCE, in_block, unanswered)
    return replace(line, rank=_rank(line, recent=recent))


def _rank(line: SafetyLine, *, recent: bool) -> Rank:
    if line.standing is Standing.SINCE or line.lifetime_only:
        return Rank.SINCE
    if line.standing is not Standing.POSITIVE:
        return Rank.UNKNOWN
    if recent:
        return Rank.URGENT if line.urgent else Rank.RECENT
    return Rank.OLD_URGENT if line.urgent else Rank.OLD


def _order(line: SafetyLine) -> tuple[object, ...]:
    """Open before acknowledged, safety before review; then rank, the highest answer on its own scale, what rose, the newest."""
    share = max(finding.share for finding in line.findings)
    risen = any(finding.rose for finding in line.findings)
    newest = line.day.toordinal() if line.day else date.max.toordinal()
    return line.answer is not None, line.level != SAFETY, line.rank, -share, not risen, -newest, line.measure.id
