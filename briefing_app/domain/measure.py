"""An instrument as data: what it measures, how it is scored, for whom its numbers hold, and the source of every number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from briefing_app.domain.published import (
    UNVERIFIED,
    AgeCut,
    Ages,
    Band,
    Cut,
    EndRange,
    NamedBand,
    SmallChange,
    Threshold,
)

ITEM_RULES = ("any at most", "all from")
_RECALL = re.compile(r"(\d{1,4}) (day|week|month)")


class Direction(StrEnum):
    """What a higher total of a measure means."""

    HIGHER_WORSE = "higher_worse"
    HIGHER_BETTER = "higher_better"
    MIXED = "mixed"


class Method(StrEnum):
    """How a total comes from items. ``NONE`` is never summed; ``ENTERED`` is only ever read or typed in."""

    SUM = "sum"
    MEAN_TIMES_TEN = "mean x 10"
    TABLE = "table"
    SUBSCALES = "subscales"
    ENTERED = "entered"
    NONE = "none"


class Version(StrEnum):
    """Whose numbers these are: ``SHIPPED``, the clinician's ``OWN`` in place of those, or shipped while a file of their own ``WAITS``."""

    SHIPPED = "shipped"
    OWN = "own"
    WAITS = "waits"


@dataclass(frozen=True, slots=True)
class MissingRule:
    """How many items may be missing, and how a total is then made."""

    max_missing: int
    method: str
    source: str


@dataclass(frozen=True, slots=True)
class SafetyRule:
    """Items (0 is the total) whose value from ``min`` on is shown as a safety line, or for review.

    ``names`` say what an item asks, in a few words, and ``windows`` about which time, as words and items. ``urgent`` are the answers that the
    instrument's own guide puts first, ``urgent_words`` what it calls them. ``asked_if`` names for an item the items of which one must be
    answered yes before it is asked; ``lifetime`` for an item about any time the item about lately, 0 for none. With ``refusal`` a refusal counts
    as a yes.
    """

    items: tuple[int, ...]
    min: int
    level: str
    why: str
    source: str
    names: Mapping[int, str] = field(default_factory=dict)
    windows: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    urgent: tuple[int, ...] = ()
    urgent_words: str = ""
    asked_if: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    lifetime: Mapping[int, int] = field(default_factory=dict)
    refusal: bool = False


@dataclass(frozen=True, slots=True)
class ItemRule:
    """What single answers say whatever the total: ``any at most`` (one of the items is that low), ``all from`` (no other item has points)."""

    kind: str
    items: tuple[int, ...]
    value: int
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class Part:
    """One question beside the total that a positive screen needs: its item number, the least answer, and what it asks, in a few words."""

    item: int
    min: int
    words: str


@dataclass(frozen=True, slots=True)
class PositiveRule:
    """A screen is positive only with a total of ``total_min`` or more and every part."""

    total_min: float
    parts: tuple[Part, ...]
    source: str


@dataclass(frozen=True, slots=True)
class OtherCoding:
    """Answers that some forms number differently: their range, what to add to each answer, and the source."""

    item_range: tuple[int, int]
    add: int
    source: str


@dataclass(frozen=True, slots=True)
class WordedReversal:
    """Items that are reversed only where their question holds ``wording``."""

    items: tuple[int, ...]
    wording: str
    source: str


@dataclass(frozen=True, slots=True)
class Level:
    """Answers that a published guide puts together, in the guide's words: shown as a reference in Help alone."""

    level: str
    any_of: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Subscale:
    """Some items of a measure with a total of their own."""

    id: str
    items: tuple[int, ...]
    range: tuple[float, float] | None
    bands: tuple[Band, ...]
    source: str
    symptom_minimum: int | None = None
    cut: Cut | None = None
    direction: Direction | None = None

    @property
    def name(self) -> str:
        """Its id as words."""
        return self.id.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Codes:
    """LOINC codes of total, panel and items (in item order, "" where unknown), SNOMED codes of the score.

    ``also`` are second codes of items, as number and code. ``unverified`` are named in Help, with what they may mean, and never read.
    """

    total: str = ""
    panel: str = ""
    items: tuple[str, ...] = ()
    snomed: tuple[str, ...] = ()
    unsummed: tuple[str, ...] = ()
    also: tuple[tuple[int, str], ...] = ()
    panels: tuple[str, ...] = ()
    unverified: tuple[tuple[str, str], ...] = ()
    source: str = ""

    @property
    def numbers(self) -> Mapping[str, int]:
        """The item (1-based) of each code, second codes included."""
        first = {code: number for number, code in enumerate(self.items, start=1) if code}
        return {**{code: number for number, code in self.also}, **first}


@dataclass(frozen=True, slots=True)
class Convention:
    """Which number stands for an answer: the one that the form prints (``printed``), else the severity that its scoring sheet gives.

    On the items of ``turned`` the numbers run from high to low there: the answer worded as the best one is still the least severe.
    """

    printed: bool = True
    turned: tuple[int, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """The wording of an instrument whose licence lets it ship: ``options`` of each item, in item order, as value and words."""

    stem: str
    items: tuple[str, ...]
    options: tuple[tuple[tuple[int, str], ...], ...]
    credit: str
    source: str


@dataclass(frozen=True, slots=True)
class Measure:
    """An instrument: how its items are scored, what its totals mean, each number with its source."""

    id: str
    name: str
    domain: str
    rater: str
    direction: Direction
    method: Method
    items: int
    item_range: tuple[int, int] | None
    total_range: tuple[float, float] | None
    bands: tuple[Band, ...]
    missing: MissingRule
    licence: str
    ship_text: str
    licence_source: str
    recall: str
    recall_source: str = UNVERIFIED
    doi: str = ""
    doi_source: str = UNVERIFIED
    ages: Ages | None = None
    cadence_days: int | None = None
    cadence_source: str = UNVERIFIED
    item_allowed: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    item_labels: tuple[str, ...] = ()
    reverse: frozenset[int] = frozenset()
    reverse_source: str = ""
    worded_reversal: WordedReversal | None = None
    multiplier: int = 1
    decimals: int = 0
    scale: str = ""
    raw_range: tuple[float, float] | None = None
    other_coding: OtherCoding | None = None
    table: Mapping[int, float] = field(default_factory=dict)
    table_source: str = ""
    standard_error: Mapping[int, float] = field(default_factory=dict)
    legal_skips: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = ()
    skip: str = ""
    bands_note: str = ""
    subscales_note: str = ""
    caseness: Cut | None = None
    cut_range: tuple[float, float] | None = None
    caseness_by_sex: Mapping[str, float] = field(default_factory=dict)
    caseness_by_age: tuple[AgeCut, ...] = ()
    outcome_cut: Threshold | None = None
    reliable_change: Threshold | None = None
    retest_sem: Threshold | None = None
    monitor: Threshold | None = None
    fast: Threshold | None = None
    minimal_change: SmallChange | None = None
    response_percent: Threshold | None = None
    response_points: Threshold | None = None
    remission_max: Threshold | None = None
    clinical_end: EndRange | None = None
    provisional: Threshold | None = None
    pair_case: Threshold | None = None
    pair_reliable: Threshold | None = None
    other_bands: tuple[NamedBand, ...] = ()
    item_rules: tuple[ItemRule, ...] = ()
    positive: PositiveRule | None = None
    subscales: tuple[Subscale, ...] = ()
    safety: tuple[SafetyRule, ...] = ()
    levels: tuple[Level, ...] = ()
    codes: Codes = Codes()
    answers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    form: Form | None = None
    supplements: int = 0
    caution: str = ""
    convention: Convention = Convention()
    version: Version = Version.SHIPPED
    part_of: str = ""

    @property
    def asked(self) -> int:
        """How many questions stand on the form: those of the total, then those beside it (PHQ-A's two on suicide)."""
        return self.items + self.supplements

    @property
    def short(self) -> str:
        """What a page calls it: its usual abbreviation; a client's own item by its words."""
        return self.name if self.domain == "goal" else self.id

    @property
    def answers_are(self) -> str:
        """The convention of its answers, in words, for every place where some are typed or read."""
        low, high = self.item_range or (0, 0)
        what = "numbers as printed on the form" if self.convention.printed else f"{low}-{high} severity as on the scoring sheet"
        if not self.convention.turned:
            return f"{self.short}: {what}"
        listed = ", ".join(str(item) for item in self.convention.turned)
        return f"{self.short}: {what}, which runs {high} to {low} on items {listed}"

    @property
    def higher_is_better(self) -> bool:
        """Whether a rising score is good news."""
        return self.direction is Direction.HIGHER_BETTER

    @property
    def outcome_caseness(self) -> Cut | None:
        """The cut-off for judging change; the same as for screening unless the source names another (GAD-7: 8, not 10)."""
        return Cut(self.outcome_cut.value, None, self.outcome_cut.source) if self.outcome_cut is not None else self.caseness

    @property
    def has_total(self) -> bool:
        """Whether the instrument sums to one score at all."""
        return self.method not in (Method.NONE, Method.SUBSCALES)

    @property
    def recall_days(self) -> int | None:
        """The days that the questions ask about, where the recall text begins with a number of days, weeks or months."""
        found = _RECALL.match(self.recall)
        return int(found.group(1)) * {"day": 1, "week": 7, "month": 30}[found.group(2)] if found else None

    def band(self, total: float) -> Band | None:
        """The published band of a total; a fraction between two bands belongs to the lower one."""
        found = None
        for band in self.bands:
            if total < band.min:
                break
            found = band
        return found if found is not None and self.in_range(total) else None

    def in_range(self, total: float) -> bool:
        """Whether a total can occur; every total can where the range is not stated."""
        return self.total_range is None or self.total_range[0] <= total <= self.total_range[1]

    def answer_value(self, item: int, code: str) -> int | None:
        """The value of a LOINC answer code at an item (1-based), or None when the list does not hold it."""
        own = self.answers.get(str(item))
        value = own.get(code) if own else None
        return value if value is not None else self.answers.get("all", {}).get(code)

    def turns(self, item: int, words: str) -> bool:
        """Whether an item is worded so that yes and no change places."""
        return (
            self.worded_reversal is not None
            and item in self.worded_reversal.items
            and self.worded_reversal.wording in words.lower()
        )

    def item_name(self, item: int) -> str:
        """What an item is called in a sentence: by what it asks and about which time, where that is known, else by its number."""
        for rule in self.safety:
            if item in rule.names:
                window = next((words for words, items in rule.windows.items() if item in items), "")
                return f"{rule.names[item]} ({window})" if window else rule.names[item]
        return f"item {item}"

    def item_heading(self, item: int) -> str:
        """What stands before the answers to an item: its number with its label, what it asks, or its number alone."""
        if self.item_labels:
            return f"{item} {self.item_label(item)}"
        name = self.item_name(item)
        return name[:1].upper() + name[1:]

    def item_label(self, item: int) -> str:
        """The short name of an item (1-based), or its number."""
        return self.item_labels[item - 1] if 0 < item <= len(self.item_labels) else f"Item {item}"
