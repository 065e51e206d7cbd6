"""From the tables of one file to its instrument, or to a sentence that names the field that is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import msgspec

from briefing_app.domain.measure import (
    Codes,
    Convention,
    Direction,
    Form,
    ItemRule,
    Level,
    Measure,
    Method,
    MissingRule,
    OtherCoding,
    Part,
    PositiveRule,
    WordedReversal,
)
from briefing_app.domain.published import (
    UNVERIFIED,
    AgeCut,
    Ages,
    Cut,
    EndRange,
    NamedBand,
    Other,
    SmallChange,
    Threshold,
)
from briefing_app.services.measure_basics import CodingTable, ConventionTable, WordingTable
from briefing_app.services.measure_tables import (
    AgeCutTable,
    EndRangeTable,
    FormTable,
    MeasureTable,
    MinimalTable,
    OtherTable,
    PointsTable,
    PositiveTable,
    RemissionTable,
)

_PLACE = re.compile(r"^(.*?)(?: - at `\$\.?([^`]*)`)?$")
_QUOTED = re.compile(r"`([^`]+)`")
_KINDS = {
    "int": "a whole number",
    "float": "a number",
    "str": "text",
    "array": "a list",
    "object": "a table",
    "bool": "true or false",
}


class Fault(NamedTuple):
    """What is wrong with a file, in words, and the words that its line is found by, "" where it has none."""

    sentence: str
    found_by: str


class FileFault(ValueError):
    """Raised with a ``Fault`` as its only argument."""

    @property
    def fault(self) -> Fault:
        """What is wrong, and where in the file."""
        found: Fault = self.args[0]
        return found


def measure_from(data: Mapping[str, object]) -> Measure:
    """The instrument of one file's tables. Raises FileFault with the field that is missing, unknown or wrong."""
    try:
        read = msgspec.convert(data, MeasureTable, str_keys=True)
    except msgspec.ValidationError as error:
        raise FileFault(_fault(str(error), data)) from error
    try:
        return _measure(read)
    except ValueError as error:
        raise FileFault(Fault(str(error), str(error))) from error


def _fault(words: str, data: Mapping[str, object]) -> Fault:
    """A sentence for what the decoder says, and the field that it is about."""
    match = _PLACE.match(words)
    said, path = (match.group(1), match.group(2) or "") if match else (words, "")
    names = [name for name in re.split(r"[.\[\]]+", path) if name and name != "..."]
    field = names[-1] if names else ""
    quoted = _QUOTED.findall(said)
    if said.startswith("Object missing required field"):
        return Fault(f"the field {quoted[0]} is missing" + (f" in {field}" if field else ""), "")
    if said.startswith("Object contains unknown field"):
        return Fault(f"the field {quoted[0]}" + (f" in {field}" if field else "") + " is read by nothing", quoted[0])
    value = _value(data, names)
    if said.startswith("Invalid enum value"):
        kinds: Sequence[str] = list(Method) if field == "method" else list(Direction)
        return Fault(f"'{value}' is not a {field}: {', '.join(kinds)}", field)
    expected = next((_KINDS[name] for name in re.findall(r"\w+", quoted[0]) if name in _KINDS), said) if quoted else said
    return Fault(f"'{value}' is not {expected}" if value is not None else f"{field}: {said}", f"'{value}' {field}")


def _value(data: object, names: Sequence[str]) -> object:
    """What stands at a path of names, and of numbers in lists; None where nothing does."""
    for name in names:
        listed = dict(enumerate(data)) if isinstance(data, list) else {}
        data = data.get(name) if isinstance(data, Mapping) else listed.get(int(name) if name.isdigit() else -1)
    return data


def _measure(read: MeasureTable) -> Measure:
    """The measure that a file holds: how it is scored, and what its totals mean."""
    case, response, watch = read.caseness, read.response, read.monitor
    return replace(
        _scored(read),
        caseness=Cut(case.min, case.max, case.source, case.why, _others(case.alternatives)) if case else None,
        cut_range=case.range if case else None,
        caseness_by_sex=case.by_sex if case else {},
        caseness_by_age=tuple(_age_cut(one) for one in case.by_age) if case else (),
        outcome_cut=Threshold(case.outcome_min, case.outcome_source) if case and case.outcome_min is not None else None,
        reliable_change=_threshold(read.reliable_change),
        retest_sem=Threshold(watch.retest_sem, watch.source) if watch else None,
        monitor=Threshold(watch.points, watch.source) if watch else None,
        fast=Threshold(watch.fast, watch.source) if watch else None,
        minimal_change=_minimal(read.minimal_important_change),
        response_percent=Threshold(response.pct_drop, response.source) if response and response.pct_drop is not None else None,
        response_points=Threshold(response.points_drop, response.source)
        if response and response.points_drop is not None
        else None,
        remission_max=_remission(read.remission),
        clinical_end=_end_range(read.clinically_significant),
        provisional=Threshold(read.provisional.item_min, read.provisional.source) if read.provisional else None,
        other_bands=tuple(NamedBand(one.name, one.band()) for one in read.alternative_bands),
        item_rules=tuple(ItemRule(one.kind, one.items, one.value, one.words, one.source) for one in read.item_rules),
        positive=_positive(read.positive),
    )


def _scored(read: MeasureTable) -> Measure:
    scoring = read.scoring
    return Measure(
        id=read.id,
        name=read.name,
        domain=read.domain,
        rater=read.rater,
        direction=read.direction,
        method=scoring.method,
        items=scoring.items,
        supplements=scoring.supplements,
        item_range=scoring.item_range,
        total_range=scoring.total_range,
        bands=tuple(band.band() for band in read.bands),
        missing=MissingRule(scoring.missing.max, scoring.missing.method, scoring.missing.source),
        licence=read.licence.state,
        ship_text=read.licence.ship_text,
        licence_source=read.licence.source,
        recall=read.recall.text,
        recall_source=read.recall.source,
        doi=read.reference.doi if read.reference else "",
        doi_source=read.reference.source if read.reference else UNVERIFIED,
        ages=Ages(read.ages.youngest, read.ages.oldest, read.ages.source) if read.ages else None,
        cadence_days=read.cadence.days if read.cadence else None,
        cadence_source=read.cadence.source if read.cadence else UNVERIFIED,
        item_allowed=scoring.item_allowed,
        item_labels=scoring.item_labels,
        reverse=frozenset(scoring.reverse),
        reverse_source=scoring.reverse_source,
        worded_reversal=_worded(scoring.reverse_by_wording),
        multiplier=scoring.multiplier,
        decimals=scoring.decimals,
        scale=scoring.scale,
        raw_range=scoring.raw_range,
        other_coding=_coding(scoring.other_coding),
        table=scoring.table,
        table_source=scoring.table_source,
        standard_error=scoring.standard_error,
        legal_skips=tuple((skip.when, skip.fill) for skip in scoring.legal_skips),
        skip=scoring.skip,
        bands_note=scoring.bands_note,
        subscales_note=scoring.subscales_note,
        subscales=tuple(one.subscale() for one in read.subscales),
        safety=tuple(one.rule() for one in read.safety),
        levels=tuple(Level(one.level, one.any_of, one.source) for one in read.levels),
        codes=read.codes.codes() if read.codes else Codes(),
        answers=read.answers,
        convention=_convention(read.convention),
        form=_form(read.form, scoring.items, read.licence.ship_text) if read.form else None,
    )


def _convention(one: ConventionTable | None) -> Convention:
    return Convention() if one is None else Convention(one.answers == "printed", one.turned, one.source)


def _worded(one: WordingTable | None) -> WordedReversal | None:
    return None if one is None else WordedReversal(one.items, one.wording, one.source)


def _coding(one: CodingTable | None) -> OtherCoding | None:
    return None if one is None else OtherCoding(one.item_range, one.add, one.source)


def _others(listed: Sequence[OtherTable]) -> tuple[Other, ...]:
    return tuple(one.other() for one in listed)


def _age_cut(one: AgeCutTable) -> AgeCut:
    value = one.min if one.min is not None else one.max
    if value is None:
        raise ValueError("a cut-off by_age has neither min nor max")
    return AgeCut(one.youngest, one.oldest, value, one.source)


def _threshold(one: PointsTable | None) -> Threshold | None:
    return None if one is None else Threshold(one.points, one.source, one.why, _others(one.alternatives), one.conflict)


def _minimal(one: MinimalTable | None) -> SmallChange | None:
    return None if one is None else SmallChange(one.words(), one.source, _others(one.alternatives))


def _remission(one: RemissionTable | None) -> Threshold | None:
    return None if one is None else Threshold(one.max, one.source, others=_others(one.alternatives))


def _end_range(one: EndRangeTable | None) -> EndRange | None:
    return None if one is None else EndRange(one.post_max, one.pct_drop, one.source)


def _positive(one: PositiveTable | None) -> PositiveRule | None:
    if one is None:
        return None
    return PositiveRule(one.total_min, tuple(Part(part.item, part.min, part.words) for part in one.parts), one.source)


def _form(table: FormTable, items: int, ship_text: str) -> Form:
    """The wording, one text and one set of options for each item. Raises ValueError where the licence does not let it ship."""
    if ship_text != "yes":
        raise ValueError("the wording of its items may not ship (licence.ship_text is not yes)")
    if len(table.items) != items:
        raise ValueError(f"the form has {len(table.items)} items, the scoring {items}")
    options = tuple(table.item_options.get(item, table.options) for item in range(1, items + 1))
    answers = tuple(tuple((one.value, one.words) for one in listed) for listed in options)
    return Form(table.stem, table.items, answers, table.credit, table.source)
