"""What an instrument's file may hold, table by table. A field that is not here is read by nothing, and the file is refused."""

from __future__ import annotations

import msgspec

from briefing_app.domain.measure import Codes, Direction, Method, SafetyRule, Subscale
from briefing_app.domain.published import Band, Cut, Other
from briefing_app.services.measure_basics import (
    AgesTable,
    CadenceTable,
    CodingTable,
    ConventionTable,
    LicenceTable,
    MissingTable,
    ReferenceTable,
    SkipTable,
    Table,
    TextTable,
    WordingTable,
)


def in_points(points: float, upper: float | None = None) -> str:
    """``5 points``, ``9 to 12 points``."""
    return f"{points:g}{'' if upper is None else f' to {upper:g}'} points"


class ScoringTable(Table):
    """From answers to a total."""

    method: Method
    items: int
    missing: MissingTable
    item_range: tuple[int, int] | None = None
    total_range: tuple[float, float] | None = None
    raw_range: tuple[float, float] | None = None
    supplements: int = 0
    multiplier: int = 1
    decimals: int = 0
    scale: str = ""
    skip: str = ""
    bands_note: str = ""
    subscales_note: str = ""
    reverse: tuple[int, ...] = ()
    reverse_source: str = ""
    reverse_by_wording: WordingTable | None = None
    other_coding: CodingTable | None = None
    item_allowed: dict[int, tuple[int, ...]] = {}
    item_labels: tuple[str, ...] = ()
    legal_skips: tuple[SkipTable, ...] = ()
    table: dict[int, float] = {}
    table_source: str = ""
    standard_error: dict[int, float] = {}


class OtherTable(Table):
    """Another number for the same purpose: ``min``, ``max``, ``points`` (to ``upper``), ``pct``, or a ``rule`` in words."""

    source: str
    why: str = ""
    min: float | None = None
    max: float | None = None
    points: float | None = None
    upper: float | None = None
    pct: float | None = None
    rule: str = ""

    def other(self) -> Other:
        """Another published threshold, in words."""
        parts = [
            f"{self.min:g} or more" if self.min is not None else "",
            f"{self.max:g} or less" if self.max is not None else "",
            in_points(self.points, self.upper) if self.points is not None else "",
            f"{self.pct:g} %" if self.pct is not None else "",
            self.rule,
        ]
        return Other(", ".join(part for part in parts if part), self.why, self.source)


class AgeCutTable(Table):
    """The cut-off of an age group, in years."""

    youngest: int
    oldest: int
    source: str
    min: float | None = None
    max: float | None = None


class CasenessTable(Table):
    """The total from which a score is in the clinical range."""

    source: str
    min: float | None = None
    max: float | None = None
    why: str = ""
    range: tuple[float, float] | None = None
    by_sex: dict[str, float] = {}
    by_age: tuple[AgeCutTable, ...] = ()
    outcome_min: float | None = None
    outcome_source: str = ""
    alternatives: tuple[OtherTable, ...] = ()


class PointsTable(Table):
    """By how many points a change is reliable."""

    points: float
    source: str
    why: str = ""
    conflict: str = ""
    alternatives: tuple[OtherTable, ...] = ()


class MonitorTable(Table):
    """By how many points a client is worth a look."""

    points: float
    fast: float
    retest_sem: float
    source: str


class MinimalTable(Table):
    """The smallest change that matters to a client, in points or percent."""

    source: str
    points: float | None = None
    pct: float | None = None
    alternatives: tuple[OtherTable, ...] = ()

    def words(self) -> str:
        """The smallest change that matters, in words. Raises ValueError where the file states neither points nor per cent."""
        if self.points is None and self.pct is None:
            raise ValueError("minimal_important_change has neither points nor pct")
        return in_points(self.points) if self.points is not None else f"{self.pct:g} % of the first score"


class ResponseTable(Table):
    """The fall that counts as a response, in percent or points."""

    source: str
    pct_drop: float | None = None
    points_drop: float | None = None


class RemissionTable(Table):
    """The total up to which there is remission."""

    max: float
    source: str
    alternatives: tuple[OtherTable, ...] = ()


class EndRangeTable(Table):
    """The end of a treatment that is clinically significant."""

    post_max: float
    source: str
    pct_drop: float | None = None


class ProvisionalTable(Table):
    """From which answer on an item counts towards a provisional screen."""

    item_min: int
    source: str


class ItemRuleTable(Table):
    """A line that a single item, or some together, bring up."""

    kind: str
    items: tuple[int, ...]
    value: int
    words: str
    source: str


class PartTable(Table):
    """One part of a rule for a positive screen."""

    item: int
    min: int
    words: str


class PositiveTable(Table):
    """When a screen is positive."""

    total_min: float
    parts: tuple[PartTable, ...]
    source: str


class BandTable(Table):
    """A range of totals with its name."""

    min: float
    max: float
    label: str
    source: str = ""

    def band(self, source: str = "") -> Band:
        """The band; where it names no source it has that of its table."""
        return Band(self.min, self.max, self.label, self.source or source)


class NamedBandTable(BandTable):
    """The same, of another author's bands."""

    name: str = msgspec.field(default="")


class SubscaleTable(Table):
    """Some items with a total of their own."""

    id: str
    items: tuple[int, ...]
    source: str
    range: tuple[float, float] | None = None
    bands: tuple[BandTable, ...] = ()
    cut: float | None = None
    flag_min: float | None = None
    flag_max: float | None = None
    flag_source: str = ""
    direction: Direction | None = None
    dsm_min_symptoms: int | None = None

    def subscale(self) -> Subscale:
        """The subscale with its cut and bands, as the domain has it."""
        least = self.cut if self.cut is not None else self.flag_min
        cut = (
            Cut(least, self.flag_max, self.flag_source or self.source)
            if least is not None or self.flag_max is not None
            else None
        )
        bands = tuple(band.band(self.source) for band in self.bands)
        return Subscale(self.id, self.items, self.range, bands, self.source, self.dsm_min_symptoms, cut, self.direction)


class SafetyTable(Table):
    """Answers that bring up a safety line."""

    items: tuple[int, ...]
    min: int
    level: str
    source: str
    why: str = ""
    names: dict[int, str] = {}
    windows: dict[str, tuple[int, ...]] = {}
    urgent: tuple[int, ...] = ()
    urgent_words: str = ""
    asked_if: dict[int, tuple[int, ...]] = {}
    lifetime: dict[int, int] = {}
    refusal: bool = False

    def rule(self) -> SafetyRule:
        """The rule on its items, as the domain has it."""
        return SafetyRule(
            self.items,
            self.min,
            self.level,
            self.why,
            self.source,
            self.names,
            self.windows,
            self.urgent,
            self.urgent_words,
            self.asked_if,
            self.lifetime,
            self.refusal,
        )


class LevelTable(Table):
    """How serious answers are together."""

    level: str
    any_of: tuple[str, ...]
    source: str


class CodesTable(Table):
    """Codes by which exports name the instrument and its items."""

    source: str
    total: str = ""
    panel: str = ""
    panels: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    supplements: tuple[str, ...] = ()
    also: dict[int, tuple[str, ...]] = {}
    difficulty: str = ""
    risk_level: str = ""
    snomed: tuple[str, ...] = ()
    unverified: dict[str, str] = {}

    def codes(self) -> Codes:
        """The codes that name the instrument and its items, as the domain has them."""
        return Codes(
            total=self.total,
            panel=self.panel,
            items=(*self.items, *self.supplements),
            snomed=self.snomed,
            unsummed=tuple(code for code in (self.difficulty, self.risk_level) if code),
            also=tuple((item, code) for item, codes in self.also.items() for code in codes),
            panels=self.panels,
            unverified=tuple((words, code) for code, words in self.unverified.items()),
            source=self.source,
        )


class OptionTable(Table):
    """An answer that may be chosen, with its value."""

    value: int
    words: str


class FormTable(Table):
    """The text of the questions, where the licence allows it."""

    stem: str
    items: tuple[str, ...]
    credit: str
    source: str
    options: tuple[OptionTable, ...] = ()
    item_options: dict[int, tuple[OptionTable, ...]] = {}


class MeasureTable(Table):
    """A whole file of one instrument."""

    id: str
    name: str
    domain: str
    rater: str
    direction: Direction
    recall: TextTable
    licence: LicenceTable
    scoring: ScoringTable
    ages: AgesTable | None = None
    cadence: CadenceTable | None = None
    reference: ReferenceTable | None = None
    caseness: CasenessTable | None = None
    reliable_change: PointsTable | None = None
    monitor: MonitorTable | None = None
    minimal_important_change: MinimalTable | None = None
    response: ResponseTable | None = None
    remission: RemissionTable | None = None
    clinically_significant: EndRangeTable | None = None
    provisional: ProvisionalTable | None = None
    positive: PositiveTable | None = None
    codes: CodesTable | None = None
    answers: dict[str, dict[str, int]] = {}
    form: FormTable | None = None
    item_rules: tuple[ItemRuleTable, ...] = ()
    bands: tuple[BandTable, ...] = ()
    alternative_bands: tuple[NamedBandTable, ...] = ()
    subscales: tuple[SubscaleTable, ...] = ()
    convention: ConventionTable | None = None
    safety: tuple[SafetyTable, ...] = ()
    levels: tuple[LevelTable, ...] = ()
