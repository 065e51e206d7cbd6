"""Which statements the clinician wants to see, and with which numbers. Defaults are product rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import Enum


class Rule(Enum):
    """What may be named, in the order in which a brief names it: the first four wait for an answer, the last asks to repeat a measure."""

    UNKNOWN = "unknown"
    WORSE = "worse"
    NO_IMPROVEMENT = "no-improvement"
    ALLIANCE = "alliance"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Limit:
    """The least and greatest value a number may have, and what it is, in words."""

    low: float
    high: float
    words: str


LIMITS = {
    "look_back_days": Limit(
        90,
        3650,
        "days a positive safety answer stays in the block after a later no (90 or more; while it is the newest it always stays)",
    ),
    "review_session": Limit(8, 52, "session of the first review point"),
    "lapse_cadences": Limit(1, 6, "times its cadence after which a measure is late"),
    "alliance_fall": Limit(0.1, 4, "fall of the mean item of an alliance measure that is named"),
    "nhs_rules": Limit(0, 1, "NHS Talking Therapies rules on pairs of measures"),
    "silent_days": Limit(7, 365, "least days without contact that count as silence"),
}
SWITCHES = frozenset({"nhs_rules"})  # 1 is on, 0 off
ALL_MEASURES = "*"


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers in force. ``off`` holds pairs of rule name and measure id (or ``*``) that are not to be named."""

    look_back_days: int = 90
    review_session: int = 12
    lapse_cadences: float = 2.0
    alliance_fall: float = 0.5
    silent_days: int = 21
    nhs_rules: int = 0
    off: frozenset[tuple[str, str]] = frozenset()

    def off_for_all(self, rule: Rule) -> bool:
        """Whether the clinician turned the rule off for every measure."""
        return (rule.value, ALL_MEASURES) in self.off

    def wants(self, rule: Rule, measure: str) -> bool:
        """Whether the rule may speak of this measure."""
        return not self.off or not {(rule.value, measure), (rule.value, ALL_MEASURES)} & self.off


DEFAULT_RULES = Rules()
# Rules and numbers of earlier versions, still in stores: a name that went on under another, or "" where nothing follows it.
EARLIER_RULES = {
    "worse-than-start": "",
    "worse-than-best": "",
    "crossed-cut-off": "",
    "alliance-drop": Rule.ALLIANCE.value,
    "not-measured": "",
}
EARLIER_NUMBERS = frozenset({"lapse_sessions"})
EARLIER_LEAST_SESSION = 4


def rules_from(stored: Mapping[str, str]) -> Rules:
    """Rules from their stored form: a number by name, and ``off:rule:measure`` = ``1``. Raises ValueError with the name that is wrong.

    What an earlier version kept is read as far as it still means something; an earlier first review before the least one is that least one.
    """
    changed: dict[str, float] = {}
    whole = {field.name for field in fields(Rules) if field.type == "int"}
    off = set()
    for name, text in stored.items():
        if name.startswith("off:"):
            _, rule, measure = name.split(":", 2)
            rule = EARLIER_RULES.get(rule, rule)
            if text == "1" and rule:
                off.add((Rule(rule).value, measure))
            continue
        if name in EARLIER_NUMBERS:
            continue
        limit = LIMITS.get(name)
        if limit is None:
            raise ValueError(f"there is no rule setting {name}")
        value = float(text)
        if name == "review_session" and EARLIER_LEAST_SESSION <= value < limit.low:
            value = limit.low
        if not limit.low <= value <= limit.high:
            raise ValueError(f"{name} is {text}; it may be {limit.low:g} to {limit.high:g}")
        changed[name] = int(value) if name in whole else value
    return replace(DEFAULT_RULES, off=frozenset(off), **changed)  # type: ignore[arg-type]


def stored_form(rules: Rules) -> dict[str, str]:
    """What ``rules_from`` reads back: only what differs from the default."""
    found = {name: f"{getattr(rules, name):g}" for name in LIMITS if getattr(rules, name) != getattr(DEFAULT_RULES, name)}
    return {**found, **{f"off:{rule}:{measure}": "1" for rule, measure in sorted(rules.off)}}
