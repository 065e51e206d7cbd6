"""Observations that bear on a measure: total, panel or item, in every shape that exports have been seen to use."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing_app.domain.measure import Measure
from briefing_app.domain.periods import Moment
from briefing_app.domain.records import EvidenceRecord, Role, UnmappedCode
from briefing_app.domain.scale import scale_marked
from briefing_app.domain.texts import clean
from briefing_app.sources.fhir.context import Context, Meaning
from briefing_app.sources.fhir.fields import (
    LOINC,
    SNOMED,
    Json,
    as_dict,
    as_list,
    as_number,
    as_text,
    calendar_day,
    codings,
    dicts,
    moment,
    number_text,
    status_of,
)

WEIGHT_EXTENSIONS = ("ordinalvalue", "itemweight", "iso21090-co-value")
CONTRADICTION = "answer codes contradict their values"
_NAMES_A_SCORE = re.compile(r"\b(score|total)\b", re.I)


def meaning_of(resource: Json, context: Context) -> Meaning | None:
    """Which measure a code stands for; a total's own code before a panel's before an item's. Never by words or category."""
    found: list[Meaning] = []
    for system, code, _ in codings(resource.get("code")):
        mapped = context.mappings.get((system, code))
        if mapped:
            found.append(Meaning(mapped, Role.TOTAL))
        elif (not system or LOINC in system) and code in context.codes.meanings:
            found.append(context.codes.meanings[code])
        elif SNOMED in system and code in context.codes.snomed:
            found.append(context.codes.snomed[code])
    order = [Role.TOTAL, Role.PANEL, Role.ITEM]
    return min(found, key=lambda one: order.index(one.role)) if found else None


def observation(resource: Json, context: Context) -> Iterator[EvidenceRecord]:
    """One part of an administration; the value is kept as a number in text, and what is no number is said and not kept as one."""
    meaning = meaning_of(resource, context)
    if meaning is None:
        _offer_mapping(resource, context)
        return
    measure = context.codes.measures[meaning.measure]
    flags: list[str] = []
    value, items = "", ""
    if meaning.role is Role.ITEM:
        value = number_text(_item_value(resource, measure, meaning.item, flags))
    else:
        value = number_text(stated_value(resource)) or number_text(_component_total(resource, measure))
        items = _component_items(resource, measure, flags)
        mark = _scale_mark(resource, measure)
        flags.extend([mark] if mark else [])
    status = status_of(resource)
    if not value and not items and meaning.role is not Role.PANEL and status not in ("cancelled", "entered-in-error"):
        context.issue(f"{measure.id}: no usable number in {_value_name(resource)}", "note")
    when, encounter = _date(resource, context)
    parent = next((context.resolve(one) for one in as_list(resource.get("derivedFrom"))), None)
    yield EvidenceRecord(
        client=context.person(resource.get("subject") or resource.get("patient")),
        measure=measure.id,
        role=meaning.role.value,
        item=meaning.item,
        value=value,
        items=items,
        at=when.at or 0.0,
        day=when.day,
        date=when.text,
        precision=when.precision,
        status=status,
        flags="; ".join(flags),
        encounter=encounter,
        part_of=parent.id if parent and parent.type == "QuestionnaireResponse" else "",
        source=context.source(resource, "Observation"),
    )


def _scale_mark(resource: Json, measure: Measure) -> str:
    """Whether the record itself says on which scale its total stands, by its reference range, its unit or its name."""
    concept, quantity = as_dict(resource.get("code")), as_dict(resource.get("valueQuantity"))
    words = [as_text(concept.get("text")), as_text(quantity.get("unit")), as_text(quantity.get("code"))]
    words += [display for _, _, display in codings(concept)]
    for one in dicts(resource.get("referenceRange")) or [{}]:
        low, high = (as_number(as_dict(one.get(end)).get("value")) for end in ("low", "high"))
        found = scale_marked(measure, low, high, " ".join([*words, as_text(one.get("text"))]))
        if found:
            return found
    return ""


def stated_value(resource: Json) -> float | None:
    """A stated total from any value[x], also ``value`` with the type inside; None for booleans, words and codes."""
    holder = as_dict(resource.get("value")) or resource
    for name in ("Quantity", "Integer", "Decimal", "String"):
        value = holder.get(f"value{name}")
        if value is None and holder is not resource:
            value = holder.get(name, holder.get(name.lower()))
        if isinstance(value, dict):
            value = value.get("value")
        found = as_number(value)
        if found is not None:
            return found
    return as_number(holder.get("value")) if holder is not resource else None


def _value_name(resource: Json) -> str:
    return next((name for name in resource if name.startswith("value")), "it (no value at all)")


def _item_value(resource: Json, measure: Measure, item: int, flags: list[str]) -> float | None:
    value = _read_item(resource, measure, item, flags)
    return (
        value
        if value is None or measure.worded_reversal is None
        else turned(value, measure, item, _words_of(resource.get("code")))
    )


def _words_of(concept: object) -> str:
    return " ".join([as_text(as_dict(concept).get("text")), *(display for _, _, display in codings(concept))])


def _read_item(resource: Json, measure: Measure, item: int, flags: list[str]) -> float | None:
    concept = resource.get("valueCodeableConcept")
    if isinstance(concept, dict):
        for coding in dicts(concept.get("coding")):
            found = weight(coding, measure, item, flags)
            if found is not None:
                return found
        return weight({"display": concept.get("text")}, measure, item, flags)
    return stated_value(resource)


def weight(coding: Json, measure: Measure, item: int, flags: list[str], from_form: float | None = None) -> float | None:
    """An answer's value: the explicit extension, the form's own option, the LOINC answer code, the words; contradictions are marked."""
    explicit = _explicit_weight(coding["extension"]) if coding.get("extension") else None
    code = as_text(coding.get("code"))
    by_code = measure.answer_value(item, code)
    candidates = [float(one) for one in (explicit, from_form, by_code) if one is not None]
    if not candidates:
        return measure.answers.get("words", {}).get(
            re.sub(r"[\s_-]+", " ", as_text(coding.get("display")) or code).strip().lower()
        )
    if len(set(candidates)) > 1 and CONTRADICTION not in flags:
        flags.append(CONTRADICTION)
    return candidates[0]


def turned(value: float, measure: Measure, item: int, words: str) -> float:
    """An answer to an item that is worded the other way round (DAST-10, item 3: "always able to stop"), as severity."""
    if measure.item_range is None or not measure.turns(item, words):
        return value
    return sum(measure.item_range) - value


def _explicit_weight(extensions: object) -> float | None:
    for extension in dicts(extensions):
        if as_text(extension.get("url")).lower().endswith(WEIGHT_EXTENSIONS):
            found = as_number(extension.get("valueDecimal", extension.get("valueInteger")))
            if found is not None:
                return found
    return None


def _component_total(resource: Json, measure: Measure) -> float | None:
    """A total carried as a component of its panel."""
    for component in dicts(resource.get("component")):
        if any(code == measure.codes.total for _, code, _ in codings(component.get("code")) if code):
            return stated_value(component)
    return None


def _component_items(resource: Json, measure: Measure, flags: list[str]) -> str:
    """Answers carried as components of a panel, in item order; "" when there are none."""
    numbers = measure.codes.numbers
    values: dict[int, str] = {}
    for component in dicts(resource.get("component")):
        for _, code, _ in codings(component.get("code")):
            if code in numbers:
                values[numbers[code]] = number_text(_item_value(component, measure, numbers[code], flags))
    return join_items(values, measure) if values else ""


def join_items(values: dict[int, str], measure: Measure) -> str:
    return ",".join(values.get(number, "").partition(".")[0] for number in range(1, measure.asked + 1))


def _date(resource: Json, context: Context) -> tuple[Moment, str]:
    """effectiveDateTime, effectivePeriod, effectiveInstant; else the Encounter's start, else ``issued``. Never ``meta.lastUpdated``."""
    encounter = context.resolve(resource.get("encounter") or resource.get("context"), "Encounter")
    encounter_id = encounter.id if encounter.type in ("Encounter", "") else ""
    when = moment(resource, "effectiveDateTime", "effectivePeriod", "effectiveInstant")
    if not when.text:
        # A date object or an empty text is no date, and the next best is taken.
        when = moment(resource, "issued")
        if when.text and encounter_id:
            when = Moment(when.text, "issued", when.at, when.day)
    return calendar_day(when), encounter_id


def _offer_mapping(resource: Json, context: Context) -> None:
    """A local code whose words name a measure and say score or total: offered to the clinician, never guessed."""
    concept = as_dict(resource.get("code"))
    for system, code, display in codings(concept):
        words = f"{display} {as_text(concept.get('text'))}"
        if (
            code
            and LOINC not in system
            and SNOMED not in system
            and _NAMES_A_SCORE.search(words)
            and _names_measure(words, context)
        ):
            context.unmapped.append(UnmappedCode(clean(system), code, clean(display or as_text(concept.get("text")))))


def _names_measure(words: str, context: Context) -> bool:
    squeezed = re.sub(r"[^a-z0-9]", "", words.lower())
    return any(re.sub(r"[^a-z0-9]", "", measure_id.lower()) in squeezed for measure_id in context.codes.measures)
