"""The rules of remote therapeutic monitoring (RTM) by date of service, and where their sources disagree. Read from a data file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any


@dataclass(frozen=True, slots=True)
class Band:
    """A code and how much it takes: data days for supply, minutes for management; ``most`` None is without an upper end."""

    code: str
    label: str
    least: int
    most: int | None = None

    def reach(self, unit: str) -> str:
        """``16 to 37 min``, ``53 min and more``."""
        return f"{self.least} to {self.most} {unit}" if self.most is not None else f"{self.least} {unit} and more"

    def holds(self, count: int) -> bool:
        """Whether a count lies in the band; both of its ends are in it."""
        return self.least <= count and (self.most is None or count <= self.most)


@dataclass(frozen=True, slots=True)
class Further:
    """One unit for each full ``step`` of minutes above the least of the band ``after``."""

    code: str
    label: str
    after: str
    step: int


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What holds for services from ``since`` on; ``setup.least`` is in data days of the first period. Bands do not overlap."""

    since: date
    period_days: int
    setup: Band
    supply: tuple[Band, ...]
    management: tuple[Band, ...]
    further: Further
    source: str

    def codes(self) -> dict[str, str]:
        """Labels by code."""
        bands = (self.setup, *self.supply, *self.management)
        return {one.code: one.label for one in bands} | {self.further.code: self.further.label}


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two things that sources say, and what the program does."""

    id: str
    topic: str
    one: str
    other: str
    ships: str


@dataclass(frozen=True, slots=True)
class RtmRules:
    """``sets`` oldest first."""

    sets: tuple[RuleSet, ...]
    conflicts: tuple[Conflict, ...]

    def on(self, service: date) -> RuleSet | None:
        """The rules for a day of service; None before the oldest."""
        return next((one for one in reversed(self.sets) if one.since <= service), None)


def rtm_rules_from(raw: Mapping[str, Any]) -> RtmRules:
    """Rules from the parsed file. Raises ValueError with the field that is missing or contradicts another."""
    try:
        sets = sorted((_rule_set(one) for one in raw["ruleset"]), key=lambda one: one.since)
        conflicts = tuple(Conflict(**one) for one in raw.get("conflict", []))
    except (KeyError, TypeError) as fault:
        raise ValueError(f"a rule set or conflict is not complete: {fault}") from fault
    return RtmRules(tuple(sets), conflicts)


def _rule_set(raw: Mapping[str, Any]) -> RuleSet:
    setup = raw["setup"]
    made = RuleSet(
        raw["since"],
        raw["period_days"],
        Band(setup["code"], setup["label"], setup["days"]),
        tuple(sorted((Band(**one) for one in raw["supply"]), key=lambda one: one.least)),
        tuple(sorted((Band(**one) for one in raw["management"]), key=lambda one: one.least)),
        Further(**raw["further"]),
        raw["source"],
    )
    for name, bands in (("supply", made.supply), ("management", made.management)):
        for lower, upper in pairwise(bands):
            if lower.most is None or lower.most >= upper.least:
                raise ValueError(f"{name} of {made.since}: {lower.code} and {upper.code} overlap")
    if made.further.after not in {one.code for one in made.management}:
        raise ValueError(f"further of {made.since}: {made.further.after} is no management code of it")
    return made
