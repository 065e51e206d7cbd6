"""QuestionnaireResponse and Questionnaire: answers, their weights, and the measure they belong to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from briefing_app.domain.measure import Measure, Method
from briefing_app.domain.periods import NO_MOMENT
from briefing_app.domain.records import EvidenceRecord, Role
from briefing_app.sources.fhir.context import Context
from briefing_app.sources.fhir.fields import (
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
from briefing_app.sources.fhir.observations import join_items, stated_value, turned, weight

DEEPEST = 64
_TOTAL_WORDS = re.compile(r"\b(total|score)\b", re.I)


@dataclass(slots=True)
class Form:
    """What a Questionnaire tells about its items: their codes and the weights of their options, by linkId."""

    codes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    texts: dict[str, str] = field(default_factory=dict)
    weights: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))


@dataclass(frozen=True, slots=True)
class Layout:
    """What the questions of a form mean: the measure, and per question its item number, or one of the marks below."""

    measure: Measure | None
    places: tuple[int, ...]


TOTAL, BY_WORDS, OTHER = 0, -1, -2


def questionnaire_response(resource: Json, context: Context, *, last_call: bool = False) -> Iterator[EvidenceRecord] | None:
    """The response as evidence; None when its Questionnaire may still come and would help (asked again with ``last_call``)."""
    form = form_of(resource, context)
    answers = list(_answers(resource, 0))
    layout = _layout_of(answers, form, context)
    if layout.measure is None:
        return None if not last_call and form is None and resource.get("questionnaire") else iter(())
    return iter((_evidence(resource, layout.measure, layout, answers, form, context),))


def _layout_of(answers: list[Json], form: Form | None, context: Context) -> Layout:
    """The meaning of a form's questions; the same form is worked out once an import."""
    if form is not None:
        return _layout(answers, form, context)
    key = tuple((item.get("linkId"), item.get("definition"), item.get("text")) for item in answers)
    try:
        found = context.layouts.get(key)
    except TypeError:  # a linkId that is no text
        return _layout(answers, Form(), context)
    if found is None:
        found = context.layouts[key] = _layout(answers, Form(), context)
    return found  # type: ignore[return-value]


def _layout(answers: list[Json], form: Form, context: Context) -> Layout:
    measure = _measure_of(answers, form, context)
    if measure is None:
        return Layout(None, ())
    numbers = measure.codes.numbers
    places = []
    for item in answers:
        codes = _codes(item, form)
        place = next((numbers[code] for code in codes if code in numbers), OTHER)
        if place == OTHER and measure.codes.total and measure.codes.total in codes:
            place = TOTAL
        elif place == OTHER and _TOTAL_WORDS.search(as_text(item.get("text"))) and not set(codes) & set(measure.codes.unsummed):
            place = BY_WORDS
        places.append(place)
    return Layout(measure, tuple(places))


def _evidence(
    resource: Json, measure: Measure, layout: Layout, answers: list[Json], form: Form | None, context: Context
) -> EvidenceRecord:
    flags: list[str] = []
    values: dict[int, str] = {}
    stated: float | None = None
    worded: float | None = None
    for item, place in zip(answers, layout.places, strict=True):
        if place > 0:
            value = _answer(item, measure, place, form, flags)
            if value is not None and place not in values:
                values[place] = number_text(turned(value, measure, place, as_text(item.get("text")) or _text_in(form, item)))
        elif place == TOTAL:
            stated = _number_of(item)
        elif place == BY_WORDS and worded is None:
            worded = _number_of(item)
    if stated is None and worded is not None and measure.method is not Method.NONE:
        stated = worded
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


def _answers(holder: Json, depth: int) -> Iterator[Json]:
    """Every item of a response, however nested."""
    if depth > DEEPEST:
        return
    for item in dicts(holder.get("item") or holder.get("group") or holder.get("question")):
        yield item
        if "item" in item or "group" in item or "question" in item:
            yield from _answers(item, depth + 1)
        for answer in dicts(item.get("answer")):
            if "item" in answer:
                yield from _answers(answer, depth + 1)


def _codes(item: Json, form: Form) -> list[str]:
    """LOINC codes an item may carry: in its linkId, at the end of its definition, or in the Questionnaire."""
    link = as_text(item.get("linkId"))
    return [link.rpartition("/")[2], as_text(item.get("definition")).rpartition("/")[2], *form.codes.get(link, ())]


def _measure_of(answers: list[Json], form: Form | None, context: Context) -> Measure | None:
    """Demand the total's code, at least three items (two for a measure of three or fewer), or one of the items that must not be overlooked.

    Of several the smallest measure that holds them all.
    """
    hits: dict[str, set[int]] = defaultdict(set)
    named: set[str] = set()
    for item in answers:
        for code in _codes(item, form or Form()):
            for meaning in context.codes.by_item.get(code, ()):
                hits[meaning.measure].add(meaning.item)
            found = context.codes.meanings.get(code)
            if found is not None and found.role is not Role.ITEM:
                named.add(found.measure)
    best: Measure | None = None
    rank: tuple[bool, int, int] = (False, 0, 0)
    for measure_id in {*hits, *named}:
        measure = context.codes.measures[measure_id]
        count = len(hits.get(measure_id, ()))
        watched = {item for rule in measure.safety for item in rule.items} & hits.get(measure_id, set())
        if measure_id not in named and not watched and count < (2 if measure.items <= 3 else 3):
            continue
        score = (measure_id in named and count > 0, count, -measure.items)
        if best is None or score > rank:
            best, rank = measure, score
    return best


def _answer(item: Json, measure: Measure, number: int, form: Form | None, flags: list[str]) -> float | None:
    options = form.weights.get(as_text(item.get("linkId")), {}) if form is not None else {}
    for answer in dicts(item.get("answer")):
        coding = answer.get("valueCoding")
        if coding is None and "value" in answer:
            value = as_dict(answer["value"])
            coding = value.get("Coding") or value.get("coding")
        if isinstance(coding, dict):
            if "extension" in answer:
                coding = {**coding, "extension": [*dicts(coding.get("extension")), *dicts(answer["extension"])]}
            found = weight(coding, measure, number, flags, options.get(as_text(coding.get("code"))))
        elif isinstance(answer.get("valueBoolean"), bool) and measure.item_range == (0, 1):
            found = float(answer["valueBoolean"])
        else:
            found = stated_value(answer)
        if found is not None:
            return found
    return None


def _text_in(form: Form | None, item: Json) -> str:
    return form.texts.get(as_text(item.get("linkId")), "") if form is not None else ""


def _number_of(item: Json) -> float | None:
    return next((number for answer in dicts(item.get("answer")) if (number := stated_value(answer)) is not None), None)


def form_of(resource: Json, context: Context) -> Form | None:
    """The Questionnaire of a response: contained, or met anywhere in this import under its canonical address, id or identifier."""
    wanted = resource.get("questionnaire")
    keys = [wanted] if isinstance(wanted, str) else [as_text(as_dict(wanted).get("reference"))]
    key = (keys[0] or "").partition("|")[0]
    if key.startswith("#"):
        found = next((one for one in dicts(resource.get("contained")) if one.get("id") == key[1:]), None)
    else:
        found = context.questionnaires.get(key) or context.questionnaires.get(key.rpartition("/")[2]) if key else None
    return read_form(found) if found else None


def remember_questionnaire(resource: Json, context: Context) -> None:
    for key in (as_text(resource.get("url")), as_text(resource.get("id"))):
        if key:
            context.questionnaires[key] = resource


def read_form(questionnaire: Json) -> Form:
    """Codes and option weights of a Questionnaire; options may stand in a contained ValueSet."""
    form = Form()
    value_sets = {
        f"#{one.get('id')}": one for one in dicts(questionnaire.get("contained")) if one.get("resourceType") == "ValueSet"
    }
    for item in _answers(questionnaire, 0):
        link = as_text(item.get("linkId"))
        form.texts[link] = as_text(item.get("text"))
        form.codes[link].extend(code for _, code, _ in codings(as_list(item.get("code"))))
        options = [*dicts(item.get("answerOption")), *dicts(item.get("option"))]
        value_set = value_sets.get(as_text(item.get("answerValueSet")))
        if value_set:
            options += [
                {"valueCoding": concept, "extension": concept.get("extension")}
                for include in dicts(as_dict(value_set.get("compose")).get("include"))
                for concept in dicts(include.get("concept"))
            ]
        for option in options:
            coding = as_dict(option.get("valueCoding"))
            for extension in [*dicts(option.get("extension")), *dicts(coding.get("extension"))]:
                number = as_number(extension.get("valueDecimal", extension.get("valueInteger")))
                if number is not None and as_text(extension.get("url")).lower().endswith(("ordinalvalue", "itemweight")):
                    form.weights[link][as_text(coding.get("code"))] = number
    return form
