"""Observations that bear on a measure: total, panel or item, in every shape that exports have been seen to use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache

from briefing_app.domain.measure import Measure
from briefing_app.domain.periods import Moment
from briefing_app.domain.records import EvidenceRecord, MappedCode, Role, UnmappedCode, UnreadRecord
from briefing_app.domain.scale import scale_marked
from briefing_app.domain.scoring import answer_allowed
from briefing_app.domain.texts import TEXT_LENGTH, clean
from briefing_app.domain.unread import A_SCORE, AN_ANSWER, IN_THE_TEXT, TEXT_NAME, TEXT_SYSTEM, unread_item, unread_total
from briefing_app.sources.fhir.answers import BY_LOCAL_CODE, absent_reason, read_answer, stated, stated_total, weight
from briefing_app.sources.fhir.context import Context, Meaning
from briefing_app.sources.fhir.fields import (
    EMPTY,
    Json,
    as_dict,
    as_list,
    as_number,
    as_text,
    calendar_day,
    codings,
    concept_text,
    dicts,
    is_loinc,
    is_snomed,
    moment,
    number_text,
    status_of,
)

_NAMES_A_SCORE = re.compile(r"\b(score|total)\b", re.I)
_NAMES_AN_ITEM = re.compile(r"\b(items?|questions?|q\d{1,2})\b", re.I)
_NAMES_A_PART = re.compile(r"\b(severity|interpretation|level|risk|difficulty|panel|declined|done|performed)\b", re.I)
MOST_LINKS = 200
_ORDER = (Role.TOTAL, Role.PANEL, Role.ITEM)


def meaning_of(resource: Json, context: Context) -> Meaning | None:
    """Which measure a code stands for; a total's own code before a panel's before an item's. Never by words or category."""
    found: list[Meaning] = []
    codes = codings(resource.get("code"))
    for system, code, _ in codes:
        mapped = _mapped(system, code, context)
        if mapped:
            found.append(_meant(mapped))
        elif (not system or is_loinc(system)) and code in context.codes.meanings:
            found.append(context.codes.meanings[code])
        elif is_snomed(system) and code in context.codes.snomed:
            found.append(context.codes.snomed[code])
    if not codes and context.mappings:
        mapped = _mapped("", as_text(as_dict(resource.get("code")).get("text")), context)
        found += [_meant(mapped)] if mapped else []
    return min(found, key=lambda one: _ORDER.index(one.role)) if found else None


def _mapped(system: str, code: str, context: Context) -> MappedCode | None:
    return context.mappings.get((clean(system), clean(code))) if context.mappings else None


def _meant(mapped: MappedCode) -> Meaning:
    return Meaning(mapped.measure, Role.ITEM if mapped.item else Role.TOTAL, mapped.item)


def local_codes(concept: object) -> list[tuple[str, str, str]]:
    """System, code and words by which the clinician may say what a concept is; its text where it has no code."""
    text = as_text(as_dict(concept).get("text"))
    found = [(clean(system), clean(code), clean(display or text)) for system, code, display in codings(concept)]
    return found or [("", clean(text), clean(text))]


def _mapped_in(concept: object, context: Context) -> MappedCode | None:
    """What the clinician said of a component's or an Observation's own code."""
    if not context.mappings:
        return None
    return next((one for system, code, _ in local_codes(concept) if (one := _mapped(system, code, context)) is not None), None)


def observation(resource: Json, context: Context) -> Iterator[EvidenceRecord | UnreadRecord]:
    """The parts of administrations that it tells, nearly always one; whole too where the clinician said what its codes are, or may."""
    meaning = meaning_of(resource, context)
    said = [one for concept in _concepts(resource) if (one := _mapped_in(concept, context)) is not None]
    found = [meaning] if meaning is not None else []
    if meaning is None or meaning.role is not Role.ITEM:
        others = dict.fromkeys(one.measure for one in said)
        found += [Meaning(other, Role.PANEL) for other in others if meaning is None or other != meaning.measure]
    for place in found:
        yield _evidence(resource, place, context)
    if said:
        yield _kept_whole(resource, context, A_SCORE, "")
    elif not found and (kind := _offer_mapping(resource, context)):
        yield _kept_whole(resource, context, kind, _why_it_waits(resource))


def _why_it_waits(resource: Json) -> str:
    """Its local code is not said to be a measure yet, or it is a score that stands in the text of a document alone."""
    codes = codings(resource.get("code"))
    if codes and codes[0][0] == TEXT_SYSTEM:
        return f"{IN_THE_TEXT}: {clean(codes[0][2].partition(TEXT_NAME)[2], TEXT_LENGTH)}"
    return f"its local code is not said to be a measure yet: {concept_text(resource.get('code'))}"


def _concepts(resource: Json) -> list[object]:
    """The Observation's own code, and those of its components."""
    return [resource.get("code"), *(component.get("code") for component in dicts(resource.get("component")))]


def _evidence(resource: Json, meaning: Meaning, context: Context) -> EvidenceRecord:
    """One part of an administration; the value is kept as a number in text, and what is no number is said and not kept as one."""
    measure = context.codes.measures[meaning.measure]
    flags: list[str] = []
    value, items, words = "", "", ""
    if meaning.role is Role.ITEM:
        number, words = _item_value(resource, measure, meaning.item, flags)
        value = number_text(number)
    else:
        number, words = stated_total(resource, measure)
        value = number_text(number) or number_text(_component_total(resource, measure, context))
        items = _component_items(resource, measure, flags, context)
        mark = _scale_mark(resource, measure)
        flags.extend([mark] if mark else [])
    status = status_of(resource)
    if not value and not items and status not in ("cancelled", "entered-in-error"):
        if words:
            flags.append(unread_item(meaning.item, words) if meaning.role is Role.ITEM else unread_total(words))
        if words or meaning.role is not Role.PANEL:
            _say_unread(resource, measure, words, context)
    when, encounter = _date(resource, context)
    return EvidenceRecord(
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
        part_of=" ".join(_linked(resource, context)),
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


def _say_unread(resource: Json, measure: Measure, words: str, context: Context) -> None:
    reason = absent_reason([resource]) or concept_text(resource.get("dataAbsentReason"))
    why = f", and the reason is given: {reason}" if reason else f": {words}" if words else " (no value at all)"
    context.issue(f"{measure.id}: no usable number in {_value_name(resource)}{why}", "note")


def _linked(resource: Json, context: Context) -> list[str]:
    """The ids of the responses and observations that this one names as parts of itself, or as what it was made from."""
    named = [(one, "") for one in as_list(resource.get("derivedFrom"))]
    named += [(one, "Observation") for one in as_list(resource.get("hasMember"))]
    named += [(as_dict(one).get("target"), "Observation") for one in as_list(resource.get("related"))]
    found = [context.resolve(one, expected) for one, expected in named]
    return [one.id for one in found if one.id and one.type in ("QuestionnaireResponse", "Observation")][:MOST_LINKS]


def _value_name(resource: Json) -> str:
    return next((name for name in resource if name.startswith("value")), "it")


def _item_value(resource: Json, measure: Measure, item: int, flags: list[str]) -> tuple[float | None, str]:
    """An answer, as severity, or its words."""
    value, words = _read_item(resource, measure, item, flags)
    if value is None or measure.worded_reversal is None:
        return value, words
    return turned(value, measure, item, _words_of(resource.get("code"))), ""


def _words_of(concept: object) -> str:
    return " ".join([as_text(as_dict(concept).get("text")), *(display for _, _, display in codings(concept))])


def _read_item(resource: Json, measure: Measure, item: int, flags: list[str]) -> tuple[float | None, str]:
    concept = resource.get("valueCodeableConcept")
    if not isinstance(concept, dict):
        reading = read_answer(resource, measure, item, flags, EMPTY)
        return reading.value, reading.words
    readings = [read_answer({"valueCoding": one}, measure, item, flags, EMPTY) for one in dicts(concept.get("coding"))]
    found = next((one for one in readings if one.value is not None and not one.bare), None)
    if found is None:
        value = weight({"display": concept.get("text")}, measure, item, flags)
        if value is not None:
            return value, ""
        found = next((one for one in readings if one.bare), None)
        if found is not None and found.value is not None and answer_allowed(measure, item, int(found.value)):
            flags.append(BY_LOCAL_CODE)
    return (found.value, "") if found is not None else (None, concept_text(concept))


def turned(value: float, measure: Measure, item: int, words: str) -> float:
    """An answer to an item that is worded the other way round (DAST-10, item 3: "always able to stop"), as severity."""
    if measure.item_range is None or not measure.turns(item, words):
        return value
    return sum(measure.item_range) - value


def _component_total(resource: Json, measure: Measure, context: Context) -> float | None:
    """A total carried as a component of its panel."""
    for component in dicts(resource.get("component")):
        if 0 in _component_places(component, measure, context):
            return stated_total(component, measure)[0]
    return None


def _component_places(component: Json, measure: Measure, context: Context) -> list[int]:
    """Which items a component is, 0 for the total: what the clinician said of its code, else what its codes say."""
    said = _mapped_in(component.get("code"), context)
    if said is not None:
        return [said.item] if said.measure == measure.id else []
    numbers, total = measure.codes.numbers, measure.codes.total
    codes = [code for _, code, _ in codings(component.get("code")) if code]
    return [numbers.get(code, 0) for code in codes if code in numbers or code == total]


def _component_items(resource: Json, measure: Measure, flags: list[str], context: Context) -> str:
    """Answers carried as components of a panel, in item order; "" when there are none."""
    values: dict[int, str] = {}
    for component in dicts(resource.get("component")):
        for item in _component_places(component, measure, context):
            if item:
                value, words = _item_value(component, measure, item, flags)
                if value is not None:
                    values[item] = number_text(value)
                elif words:
                    flags.append(unread_item(item, words))
    return join_items(values, measure) if values else ""


def join_items(values: dict[int, str], measure: Measure) -> str:
    """Answers in item order, as a score's row keeps them; an item without one is empty."""
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


def _kept_whole(resource: Json, context: Context, kind: str, reason: str) -> UnreadRecord:
    """Kept whole: until somebody says which measure its local code is, and from then on in case they say otherwise."""
    when, _ = _date(resource, context)
    return UnreadRecord(
        client=context.person(resource.get("subject") or resource.get("patient")),
        kind=kind,
        reason=reason,
        day=when.day,
        content=json.dumps(resource, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"),
        source=context.source(resource, "Observation"),
    )


def _offer_mapping(resource: Json, context: Context) -> str:
    """Local codes, or words without any, that name a measure are offered to the clinician; what they seem to be, "" without any.

    A score says so or holds a number; an answer says that it is an item or a question, or is a component of what names a measure.
    """
    kind = ""
    name = as_text(as_dict(resource.get("code")).get("text"))
    parts = [(resource, name, False)]
    own = " ".join([name, *(display for _, _, display in codings(resource.get("code")))])
    parts += [(one, f"{own} {as_text(as_dict(one.get('code')).get('text'))}", True) for one in dicts(resource.get("component"))]
    for part, more, inside in parts:
        for system, code, shown in local_codes(part.get("code")):
            words = f"{shown} {more}"
            if not code or is_loinc(system) or is_snomed(system) or not _names_measure(words, context):
                continue
            found = _seems(shown if inside else words, part, inside=inside)
            if found:
                context.unmapped.append(UnmappedCode(system, code, clean(f"{own}: {shown}") if inside else shown))
            kind = kind or found
    return kind


def _seems(words: str, part: Json, *, inside: bool) -> str:
    number, said = stated(part)
    item = inside or _NAMES_AN_ITEM.search(words)
    if _NAMES_A_SCORE.search(words) and not item:
        return A_SCORE
    if _NAMES_A_PART.search(words):
        return A_SCORE if _NAMES_A_SCORE.search(words) else ""
    if item:
        return AN_ANSWER if number is not None or said else ""
    return A_SCORE if number is not None else ""


def _names_measure(words: str, context: Context) -> bool:
    """Whether a measure's short name stands in the words; one without a number in it in capitals, for "ors" ends doctors."""
    return any(name_of_measure(measure_id).search(words) for measure_id in context.codes.measures)


@lru_cache(maxsize=256)
def name_of_measure(measure_id: str) -> re.Pattern[str]:
    """A measure's short name as people write it: PHQ-9, PHQ9, phq 9; one without a number in capitals alone."""
    parts = [re.escape(part) for part in re.findall(r"[A-Za-z]+|\d+", measure_id)]
    loose = any(part.isdigit() for part in parts)
    return re.compile(r"(?<![A-Za-z0-9])" + r"[\s_-]?".join(parts) + r"(?![A-Za-z0-9])", re.I if loose else 0)
