"""An instrument as data: what it measures, how it is scored, and the source of every number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

UNVERIFIED = "unverified"
_RECALL = re.compile(r"(\d{1,4}) (day|week|month)")


class Direction(StrEnum):
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


@dataclass(frozen=True, slots=True)
class Band:
    """An inclusive range of totals with its published word. Totals between two bands belong to the lower one."""

    min: float
    max: float
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A caseness threshold: ``min`` for measures where higher is worse, ``max`` where higher is better."""

    min: float | None
    max: float | None
    source: str

    def reached_by(self, total: float) -> bool:
        return total >= self.min if self.min is not None else self.max is not None and total <= self.max

    @property
    def words(self) -> str:
        return f"≥ {self.min:g}" if self.min is not None else f"≤ {self.max:g}"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number of score points, or a percentage, with its source."""

    value: float
    source: str


@dataclass(frozen=True, slots=True)
class MissingRule:
    max_missing: int
    method: str
    source: str


@dataclass(frozen=True, slots=True)
class SafetyRule:
    """Items (0 is the total) whose value from ``min`` on is shown as a safety line, or for review."""

    items: tuple[int, ...]
    min: int
    level: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class Subscale:
    id: str
    items: tuple[int, ...]
    range: tuple[float, float] | None
    bands: tuple[Band, ...]
    source: str
    symptom_minimum: int | None = None


@dataclass(frozen=True, slots=True)
class Codes:
    """LOINC codes of total, panel and items (in item order, "" where unknown), SNOMED codes of the score."""

    total: str = ""
    panel: str = ""
    items: tuple[str, ...] = ()
    snomed: tuple[str, ...] = ()
    unsummed: tuple[str, ...] = ()


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
    cadence_days: int | None = None
    cadence_source: str = UNVERIFIED
    item_allowed: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    item_labels: tuple[str, ...] = ()
    reverse: frozenset[int] = frozenset()
    multiplier: int = 1
    decimals: int = 0
    table: Mapping[int, float] = field(default_factory=dict)
    legal_skips: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = ()
    caseness: Cut | None = None
    caseness_female: float | None = None
    outcome_cut: Threshold | None = None
    reliable_change: Threshold | None = None
    response_percent: Threshold | None = None
    remission_max: Threshold | None = None
    subscales: tuple[Subscale, ...] = ()
    safety: tuple[SafetyRule, ...] = ()
    codes: Codes = Codes()
    answers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    form: Form | None = None
    supplements: int = 0

    @property
    def asked(self) -> int:
        """How many questions stand on the form: those of the total, then those beside it (PHQ-A's two on suicide)."""
        return self.items + self.supplements

    @property
    def short(self) -> str:
        """What a page calls it: its usual abbreviation; a client's own item by its words."""
        return self.name if self.domain == "goal" else self.id

    @property
    def higher_is_better(self) -> bool:
        return self.direction is Direction.HIGHER_BETTER

    @property
    def outcome_caseness(self) -> Cut | None:
        """The cut-off for judging change; the same as for screening unless the source names another (GAD-7: 8, not 10)."""
        return Cut(self.outcome_cut.value, None, self.outcome_cut.source) if self.outcome_cut is not None else self.caseness

    @property
    def has_total(self) -> bool:
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

    def for_gender(self, gender: str) -> Measure:
        """The measure with the cut-off that its source gives for this person: a lower one for women, and where it is not known."""
        if self.caseness is None or self.caseness_female is None or gender == "male":
            return self
        return replace(self, caseness=replace(self.caseness, min=self.caseness_female))

    def in_range(self, total: float) -> bool:
        return self.total_range is None or self.total_range[0] <= total <= self.total_range[1]

    def answer_value(self, item: int, code: str) -> int | None:
        """The value of a LOINC answer code at an item (1-based), or None when the list does not hold it."""
        own = self.answers.get(str(item))
        value = own.get(code) if own else None
        return value if value is not None else self.answers.get("all", {}).get(code)

    def item_label(self, item: int) -> str:
        return self.item_labels[item - 1] if 0 < item <= len(self.item_labels) else f"Item {item}"


def measure_from(data: Mapping[str, object]) -> Measure:
    """Read one instrument from its TOML table. Raises ValueError with the field that is missing or wrong."""
    try:
        return _measure(data)  # type: ignore[arg-type]
    except (KeyError, TypeError, AttributeError, IndexError) as fault:
        raise ValueError(f"measure {data.get('id', '?')}: {fault!r}") from fault


def _measure(data: Mapping[str, Mapping[str, object]]) -> Measure:
    read: dict[str, object] = dict(data)
    scoring: dict[str, object] = dict(data["scoring"])
    codes: dict[str, object] = dict(data.get("codes", {}))
    missing: Mapping[str, object] = scoring["missing"]  # type: ignore[assignment]
    licence = data["licence"]
    case = data.get("caseness")
    answers = {key: dict(value) for key, value in data.get("answers", {}).items()}  # type: ignore[call-overload]
    items = tuple(str(code) for code in _list(codes.get("items")))
    supplements = tuple(str(code) for code in _list(codes.get("supplements")))
    return Measure(
        id=str(read["id"]),
        name=str(read["name"]),
        domain=str(read["domain"]),
        rater=str(read["rater"]),
        direction=_direction(read["direction"]),
        method=_method(scoring["method"]),
        items=_int(scoring["items"]),
        supplements=_int(scoring.get("supplements", 0)),
        item_range=_pair(scoring.get("item_range")),  # type: ignore[arg-type]
        total_range=_pair(scoring.get("total_range")),
        bands=tuple(_band(one) for one in _list(read.get("bands"))),
        missing=MissingRule(_int(missing["max"]), str(missing["method"]), str(missing["source"])),
        licence=str(licence["state"]),
        ship_text=str(licence["ship_text"]),
        licence_source=str(licence["source"]),
        recall=str(data["recall"]["text"]),
        cadence_days=_int(data["cadence"]["days"]) if "cadence" in data else None,
        cadence_source=str(data["cadence"]["source"]) if "cadence" in data else UNVERIFIED,
        item_allowed={int(k): tuple(v) for k, v in dict(scoring.get("item_allowed", {})).items()},  # type: ignore[call-overload]
        item_labels=tuple(str(label) for label in _list(scoring.get("item_labels"))),
        reverse=frozenset(_int(item) for item in _list(scoring.get("reverse"))),
        multiplier=_int(scoring.get("multiplier", 1)),
        decimals=_int(scoring.get("decimals", 0)),
        table={int(k): float(v) for k, v in dict(scoring.get("table", {})).items()},  # type: ignore[call-overload]
        legal_skips=tuple((tuple(skip["when"]), tuple(skip["fill"])) for skip in _list(scoring.get("legal_skips"))),  # type: ignore[index]
        caseness=Cut(_float(case.get("min")), _float(case.get("max")), str(case["source"])) if case else None,
        caseness_female=_float(dict(case.get("by_sex", {})).get("female")) if case else None,  # type: ignore[call-overload]
        outcome_cut=Threshold(float(str(case["outcome_min"])), str(case["outcome_source"]))
        if case and "outcome_min" in case
        else None,
        reliable_change=_threshold(data.get("reliable_change"), "points"),
        response_percent=_threshold(data.get("response"), "pct_drop"),
        remission_max=_threshold(data.get("remission"), "max"),
        subscales=tuple(_subscale(one) for one in _list(read.get("subscales"))),
        safety=tuple(_safety(one) for one in _list(read.get("safety"))),
        codes=Codes(
            total=str(codes.get("total", "")),
            panel=str(codes.get("panel", "")),
            items=(*items, *supplements),
            snomed=tuple(str(code) for code in _list(codes.get("snomed"))),
            unsummed=tuple(str(codes[key]) for key in ("difficulty", "risk_level", "gate") if key in codes),
        ),
        answers=answers,
        form=_form(data["form"], _int(scoring["items"]), str(licence["ship_text"])) if "form" in data else None,
    )


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _int(value: object) -> int:
    if not isinstance(value, int | float) or value != int(value):
        raise ValueError(f"'{value}' is not a whole number")
    return int(value)


def _direction(value: object) -> Direction:
    if value not in list(Direction):
        raise ValueError(f"'{value}' is not a direction: {', '.join(Direction)}")
    return Direction(str(value))


def _method(value: object) -> Method:
    if value not in list(Method):
        raise ValueError(f"'{value}' is not a method: {', '.join(Method)}")
    return Method(str(value))


def _float(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]


def _pair(value: object) -> tuple[float, float] | None:
    return None if value is None else (value[0], value[1])  # type: ignore[index]


def _threshold(table: Mapping[str, object] | None, key: str) -> Threshold | None:
    return Threshold(float(str(table[key])), str(table["source"])) if table and key in table else None


def _form(table: Mapping[str, object], items: int, ship_text: str) -> Form:
    """The wording, one text and one set of options for each item. Raises ValueError where the licence does not let it ship."""
    if ship_text != "yes":
        raise ValueError("the wording of its items may not ship (licence.ship_text is not yes)")
    texts = tuple(str(text) for text in _list(table["items"]))
    if len(texts) != items:
        raise ValueError(f"the form has {len(texts)} items, the scoring {items}")
    own: Mapping[str, object] = table.get("item_options", {})  # type: ignore[assignment]
    options = tuple(_options(own.get(str(item), table.get("options"))) for item in range(1, items + 1))
    return Form(str(table["stem"]), texts, options, str(table["credit"]), str(table["source"]))


def _options(listed: object) -> tuple[tuple[int, str], ...]:
    return tuple((_int(one["value"]), str(one["words"])) for one in _list(listed))  # type: ignore[index]


def _band(one: object, source: str = "") -> Band:
    return Band(one["min"], one["max"], one["label"], one.get("source", source))  # type: ignore[index,attr-defined]


def _subscale(one: object) -> Subscale:
    table: Mapping[str, object] = one  # type: ignore[assignment]
    source = str(table["source"])
    return Subscale(
        id=str(table["id"]),
        items=tuple(_int(item) for item in _list(table["items"])),
        range=_pair(table.get("range")),
        bands=tuple(_band(band, source) for band in _list(table.get("bands"))),
        source=source,
        symptom_minimum=_int(table["dsm_min_symptoms"]) if "dsm_min_symptoms" in table else None,
    )


def _safety(one: object) -> SafetyRule:
    table: Mapping[str, object] = one  # type: ignore[assignment]
    return SafetyRule(
        items=tuple(_int(item) for item in _list(table["items"])),
        min=_int(table["min"]),
        level=str(table["level"]),
        why=str(table.get("why", "")),
        source=str(table["source"]),
    )
