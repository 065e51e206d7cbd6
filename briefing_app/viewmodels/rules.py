"""The rules as a page: each with its number, what it would have said, how often it was shown and how often something was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefing_app.domain.rules import ALL_MEASURES, LIMITS, SWITCHES, Rule, Rules
from briefing_app.services.replay import REPLAY_DAYS, Replayed
from briefing_app.viewmodels.review import RULE_NAMES, RULE_WORDS


@dataclass(frozen=True, slots=True)
class Number:
    """One number that may be set, with its limits."""

    name: str
    words: str
    value: float
    low: float
    high: float
    whole: bool
    switch: bool = False


@dataclass(frozen=True, slots=True)
class RuleRow:
    """``proposed`` is empty until a preview was asked for; ``ledger`` says shown and answered, from what was kept."""

    rule: Rule
    name: str
    words: str
    on: bool
    spared: str
    now: str
    proposed: str
    ledger: str


@dataclass(frozen=True, slots=True)
class RulesPage:
    """The rules in force, and what they say of the practice."""

    numbers: tuple[Number, ...]
    rows: tuple[RuleRow, ...]
    safety: str
    note: str


def make_rules(
    rules: Rules,
    now: Sequence[Replayed],
    proposed: Sequence[Replayed],
    counts: Sequence[tuple[str, str, int, int, int]],
    clients: int,
) -> RulesPage:
    numbers = tuple(
        Number(
            name,
            f"{limit.words[0].upper()}{limit.words[1:]}",
            getattr(rules, name),
            limit.low,
            limit.high,
            _whole(name),
            name in SWITCHES,
        )
        for name, limit in LIMITS.items()
    )
    shown = {(kind, rule): (lines, answered) for kind, rule, lines, _, answered in counts}
    then = {one.rule: one for one in proposed}
    rows = tuple(
        RuleRow(
            one.rule,
            RULE_NAMES[one.rule],
            RULE_WORDS[one.rule],
            rules.wants(one.rule, ALL_MEASURES),
            ", ".join(sorted(measure for rule, measure in rules.off if rule == one.rule.value and measure != ALL_MEASURES)),
            _count(one),
            _count(then[one.rule]) if one.rule in then else "",
            _ledger(shown.get(("review", one.rule.value))),
        )
        for one in now
    )
    lines, answered = (sum(found[index] for key, found in shown.items() if key[0] == "safety") for index in (0, 1))
    note = (
        f"Counted over the sessions of the last {REPLAY_DAYS} days of {clients} {'client' if clients == 1 else 'clients'},"
        " on what was known at each session. Shown and answered are counted from briefs kept at the start of sessions."
    )
    return RulesPage(numbers, rows, f"Safety lines: {_ledger((lines, answered) if lines else None)}", note)


def _whole(name: str) -> bool:
    return name not in ("lapse_cadences", "alliance_fall")


def _count(one: Replayed) -> str:
    return f"{one.lines} on {one.clients}" if one.lines else "none"


def _ledger(found: tuple[int, int] | None) -> str:
    return f"{found[0]} shown, {found[1]} answered" if found else "not shown yet"
