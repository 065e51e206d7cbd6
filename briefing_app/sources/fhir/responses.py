"""QuestionnaireResponse: its answers, and the measures they belong to."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from briefing_app.domain.measure import Measure, Method
from briefing_app.domain.periods import NO_MOMENT
from briefing_app.domain.records import EvidenceRecord, MappedCode, Record, Role, UnreadRecord
from briefing_app.domain.scoring import answer_allowed
from briefing_app.domain.texts import clean
from briefing_app.domain.unread import QUESTIONNAIRE, unread_item, unread_total
from briefing_app.sources.fhir.answers import (
    BY_LOCAL_CODE,
    Reading,
    absent_reason,
    read_answers,
    stated_total,
)
from briefing_app.sources.fhir.context import Context
from briefing_app.sources.fhir.fields import (
    EMPTY,
    Json,
    as_number,
    as_text,
    calendar_day,
    dicts,
    moment,
    number_text,
    status_of,
)
from briefing_app.sources.fhir.forms import Form, form_key, form_name, form_of, items_of
from briefing_app.sources.fhir.observations import join_items, turned

_TOTAL_WORDS = re.compile(r"\b(total|score)\b", re.I)
_TOTAL_EXTENSION = re.compile(r"(?:^|[/#:._-])(?:questionnaireresponse-?|total-?|sum-?)?(?:score|total)$", re.I)


@dataclass(frozen=True, slots=True)
class Layout:
    """What the questions of a form mean to one measure: per question its item number, or one of the marks below.

    ``unnamed`` are items that no question is said to be, of a form whose questions the clinician named.
    """

    measure: Measure
    places: tuple[int, ...]
    unnamed: tuple[int, ...] = ()


TOTAL, BY_WORDS, OTHER = 0, -1, -2
NO_QUESTION = "no question of this form is said to be it"


class Given(NamedTuple):
    """A response with its questions, one by one, and the form they stand on."""

    resource: Json
    items: list[Json]
    form: Form | None


def questionnaire_response(resource: Json, context: Context, *, last_call: bool = False) -> Iterator[Record] | None:
    """The response as evidence, one record a measure; None when its Questionnaire may still come and would help (asked again with ``last_call``)."""
    form = form_of(resource, context)
    given = Given(resource, list(items_of(resource)), form)
    found = [_evidence(given, layout, context) for layout in _layouts_of(given, context)]
    if not any(item.get("answer") for item in given.items):
        return iter(found)  # nothing was answered
    may_come = not last_call and bool(resource.get("questionnaire")) and (form is None or not form.whole)
    if may_come and (not found or any(one.flags for one in found)):
        return None
    if not found:
        return iter((_not_understood(resource, context),))
    if len(found) == 1 and not found[0].value:
        found = [_with_total_of_its_own(found[0], resource, context)]
    name = form_name(resource) if context.mappings else ""
    if any(mapped_question(item, name, context) for item in given.items):
        whole: list[Record] = [*found, _kept_whole(resource, context, "")]
        return iter(whole)
    return iter(found)


def _not_understood(resource: Json, context: Context) -> UnreadRecord:
    """A response whose questions are those of no measure: kept whole, and said."""
    form = form_key(resource)
    known = form_of(resource, context) is not None
    reason = (
        "its questions are those of no measure that is known" if known or not form else "its Questionnaire is not in the export"
    )
    context.issue(
        f"a response to {clean(form) if form else 'a form without a name'} was not understood: {reason}"
        + ("" if known else "; export Questionnaires too"),
        "warning",
    )
    return _kept_whole(resource, context, f"{reason}: {clean(form)}" if form else reason)


def _kept_whole(resource: Json, context: Context, reason: str) -> UnreadRecord:
    return UnreadRecord(
        client=context.person(resource.get("subject")),
        kind=QUESTIONNAIRE,
        reason=reason,
        day=calendar_day(moment(resource, "authored")).day,
        content=json.dumps(resource, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"),
        source=context.source(resource, "QuestionnaireResponse"),
    )


def _layouts_of(given: Given, context: Context) -> tuple[Layout, ...]:
    """The meaning of a form's questions; the same form is worked out once an import."""
    known = given.form.layouts if given.form is not None else context.layouts
    name = form_name(given.resource) if context.mappings else ""
    key = (name, *((item.get("linkId"), item.get("definition"), item.get("text")) for item in given.items))
    try:
        found = known.get(key)
    except TypeError:  # a linkId that is no text
        return _with_mapped(_layouts(given.items, given.form or Form(), context), given.items, name, context)
    if found is None:
        found = _with_mapped(_layouts(given.items, given.form or Form(), context), given.items, name, context)
        known[key] = found
    return found  # type: ignore[return-value]


def _layouts(answers: list[Json], form: Form, context: Context) -> tuple[Layout, ...]:
    """One measure after the other, as long as the questions that are left make one: intake forms ask several."""
    codes = [_codes(item, form) for item in answers]
    free = [True] * len(answers)
    layouts: list[Layout] = []
    while (measure := _measure_of([code for code, left in zip(codes, free, strict=True) if left], context)) is not None:
        places = tuple(_place(own, left, measure) for own, left in zip(codes, free, strict=True))
        inside_another = any(measure.codes.numbers.keys() <= other.measure.codes.numbers.keys() for other in layouts)
        if any(place > 0 for place in places) or (not inside_another and (not layouts or TOTAL in places)):
            layouts.append(Layout(measure, places))
        free = [
            left
            and place == OTHER
            and not {measure.codes.total, measure.codes.panel, *measure.codes.panels} & {code for code in own if code}
            for left, place, own in zip(free, places, codes, strict=True)
        ]
        if not any(place != OTHER for place in places):
            break
    return tuple(_with_worded_total(layout, layouts, answers, codes) for layout in layouts)


def mapped_question(item: Json, form: str, context: Context) -> MappedCode | None:
    """What the clinician said of a question of a form that has a name."""
    return context.mappings.get((form, clean(as_text(item.get("linkId"))))) if form else None


def _with_mapped(layouts: tuple[Layout, ...], answers: list[Json], form: str, context: Context) -> tuple[Layout, ...]:
    """What the clinician said of questions, before what their codes say."""
    said = {index: found for index, item in enumerate(answers) if (found := mapped_question(item, form, context)) is not None}
    if not said:
        return layouts
    places = {one.measure.id: list(one.places) for one in layouts}
    for one in said.values():
        places.setdefault(one.measure, [OTHER] * len(answers))
    for measure, row in places.items():
        own = {one.item for one in said.values() if one.measure == measure}
        row[:] = [OTHER if index in said or place in own else place for index, place in enumerate(row)]
        for index, one in said.items():
            row[index] = one.item if one.measure == measure else OTHER
    return tuple(
        Layout(
            context.codes.measures[measure],
            tuple(row),
            tuple(sorted({*range(1, context.codes.measures[measure].asked + 1)} - {*row})),
        )
        if measure in {one.measure for one in said.values()} and max(row) > 0
        else Layout(context.codes.measures[measure], tuple(row))
        for measure, row in places.items()
        if max(row) > OTHER
    )


def _place(codes: list[str], free: bool, measure: Measure) -> int:
    if not free:
        return OTHER
    numbers = measure.codes.numbers
    for code in codes:
        if code in numbers:
            return numbers[code]
    return TOTAL if measure.codes.total and measure.codes.total in codes else OTHER


def _with_worded_total(layout: Layout, layouts: list[Layout], answers: list[Json], codes: list[list[str]]) -> Layout:
    """A question that only its words call a total belongs to the one measure of the form, or to the one that it names."""
    measure, places = layout.measure, list(layout.places)
    taken = [any(one.places[index] != OTHER for one in layouts) for index in range(len(answers))]
    for index, item in enumerate(answers):
        text = as_text(item.get("text"))
        if taken[index] or not _TOTAL_WORDS.search(text) or set(codes[index]) & set(measure.codes.unsummed):
            continue
        if len(layouts) == 1 or re.sub(r"\W", "", measure.id.lower()) in re.sub(r"\W", "", text.lower()):
            places[index] = BY_WORDS
    return Layout(measure, tuple(places))


def _evidence(given: Given, layout: Layout, context: Context) -> EvidenceRecord:
    resource, measure = given.resource, layout.measure
    flags: list[str] = []
    readings: dict[int, Reading] = {}
    totals: dict[int, tuple[float | None, str]] = {}
    for item, place in zip(given.items, layout.places, strict=True):
        if place > 0 and place not in readings:
            reading = _read(item, measure, place, given.form, flags)
            if reading is not None:
                readings[place] = reading
        elif place in (TOTAL, BY_WORDS) and place not in totals:
            totals[place] = _total_in(item, measure)
    values = _values(readings, measure, flags)
    flags.extend(unread_item(item, NO_QUESTION) for item in layout.unnamed)
    stated, words = totals.get(TOTAL, (None, ""))
    if stated is None and measure.method is not Method.NONE:
        stated = totals.get(BY_WORDS, (None, ""))[0]
    if stated is None and words:
        flags.append(unread_total(words))
    when = calendar_day(moment(resource, "authored"))
    encounter = context.resolve(resource.get("encounter") or resource.get("context"), "Encounter")
    return EvidenceRecord(
        client=context.person(resource.get("subject")),
        measure=measure.id,
        role=Role.RESPONSE.value,
        item=0,
        value=number_text(stated),
        items=join_items(values, measure) if values else "",
        at=when.at or 0.0,
        day=when.day,
        date=when.text,
        precision=when.precision if when.text else NO_MOMENT.precision,
        status=status_of(resource),
        flags="; ".join(flags),
        encounter=encounter.id if encounter.type in ("Encounter", "") else "",
        part_of="",
        source=context.source(resource, "QuestionnaireResponse"),
    )


def _read(item: Json, measure: Measure, place: int, form: Form | None, flags: list[str]) -> Reading | None:
    """One answered question; None for one that was left out. Why it was, where the source says so, is a flag."""
    link = as_text(item.get("linkId"))
    answers = item.get("answer")
    reading = read_answers(answers, measure, place, flags, form.weights.get(link, EMPTY) if form is not None else EMPTY)
    if reading.value is not None:
        if measure.worded_reversal is None:
            return reading
        text = as_text(item.get("text")) or (form.texts.get(link, "") if form is not None else "")
        return reading._replace(value=turned(reading.value, measure, place, text))
    if reading.words:
        return reading
    if reason := absent_reason(answers):
        flags.append(f"item {place} not answered: {reason}")
    return None


def _values(readings: dict[int, Reading], measure: Measure, flags: list[str]) -> dict[int, str]:
    """The answers that are numbers. Local codes count as such when every one of the form is a possible answer, and this is said."""
    bare = {place for place, reading in readings.items() if reading.bare}
    possible = all(answer_allowed(measure, place, int(readings[place].value or 0)) for place in bare)
    values: dict[int, str] = {}
    for place, reading in sorted(readings.items()):
        if reading.value is None or (reading.bare and not possible):
            flags.append(unread_item(place, reading.words or number_text(reading.value)))
        else:
            values[place] = number_text(reading.value)
    if bare and possible:
        flags.append(BY_LOCAL_CODE)
    return values


def _total_in(item: Json, measure: Measure) -> tuple[float | None, str]:
    words = ""
    for answer in dicts(item.get("answer")):
        number, said = stated_total(answer, measure)
        if number is not None:
            return number, ""
        words = words or said
    return None, words


def _with_total_of_its_own(record: EvidenceRecord, resource: Json, context: Context) -> EvidenceRecord:
    """A total that stands in an extension of the response, or of the group around its items."""
    if context.codes.measures[record.measure].method is Method.NONE:
        return record
    holders = [resource, *(item for item in dicts(resource.get("item")) if "item" in item)]
    for extension in (one for holder in holders for one in dicts(holder.get("extension"))):
        number = as_number(extension.get("valueDecimal", extension.get("valueInteger")))
        if number is not None and _TOTAL_EXTENSION.search(as_text(extension.get("url"))):
            return record._replace(value=number_text(number))
    return record


def _codes(item: Json, form: Form) -> list[str]:
    """LOINC codes an item may carry: in its linkId, at the end of its definition, or in the Questionnaire."""
    link = as_text(item.get("linkId"))
    return [link.rpartition("/")[2], as_text(item.get("definition")).rpartition("/")[2], *form.codes.get(link, ())]


def _measure_of(codes: list[list[str]], context: Context) -> Measure | None:
    """Demand the total's code, at least three items (two for a measure of three or fewer), or one of the items that must not be overlooked.

    Of several the smallest measure that holds them all.
    """
    hits: dict[str, set[int]] = defaultdict(set)
    named: set[str] = set()
    for own in codes:
        for code in own:
            for meaning in context.codes.by_item.get(code, ()):
                hits[meaning.measure].add(meaning.item)
            found = context.codes.meanings.get(code)
            if found is not None and found.role is not Role.ITEM:
                named.add(found.measure)
    best: Measure | None = None
    rank: tuple[bool, int, int] = (False, 0, 0)
    for measure_id in sorted({*hits, *named}):
        measure = context.codes.measures[measure_id]
        count = len(hits.get(measure_id, ()))
        watched = {item for rule in measure.safety for item in rule.items} & hits.get(measure_id, set())
        if measure_id not in named and not watched and count < (2 if measure.items <= 3 else 3):
            continue
        score = (measure_id in named and count > 0, count, -measure.items)
        if best is None or score > rank:
            best, rank = measure, score
    return best
