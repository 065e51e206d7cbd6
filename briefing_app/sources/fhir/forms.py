"""Questionnaire, ValueSet and CodeSystem: what the questions of a form are, and what its answers weigh."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from briefing_app.domain.records import KeptForm
from briefing_app.domain.texts import clean, clean_id
from briefing_app.sources.fhir.answers import WEIGHT_EXTENSIONS, squeezed
from briefing_app.sources.fhir.context import Context
from briefing_app.sources.fhir.fields import Json, as_dict, as_list, as_number, as_text, codings, dicts

DEEPEST = 64
LARGEST_FORM = 256 << 10  # bytes of one that is kept for later imports
MOST_WEIGHTS = 100_000  # of all value sets and code systems of one import


@dataclass(slots=True)
class Form:
    """What a Questionnaire tells about its items by linkId: their codes, wording, and the weights of their options by code and by words.

    ``whole`` is False while a value set it points at has not been read.
    """

    codes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    texts: dict[str, str] = field(default_factory=dict)
    weights: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    layouts: dict[object, object] = field(default_factory=dict)
    whole: bool = True


def items_of(holder: Json, depth: int = 0) -> Iterator[Json]:
    """Every item of a form or a response, however nested."""
    if depth > DEEPEST:
        return
    for item in dicts(holder.get("item") or holder.get("group") or holder.get("question")):
        yield item
        if "item" in item or "group" in item or "question" in item:
            yield from items_of(item, depth + 1)
        for answer in dicts(item.get("answer")):
            if "item" in answer:
                yield from items_of(answer, depth + 1)


def form_of(resource: Json, context: Context) -> Form | None:
    """The Questionnaire of a response: contained, or known by its canonical address, id or identifier."""
    key = form_key(resource)
    if key.startswith("#"):
        found = next((one for one in dicts(resource.get("contained")) if one.get("id") == key[1:]), None)
        return read_form(found, context) if found else None
    if not key:
        return None
    known = context.forms.get(key)
    if known is None:
        found = context.questionnaires.get(key) or context.questionnaires.get(key.rpartition("/")[2])
        if found is None:
            return None
        known = context.forms[key] = read_form(found, context)
    return known if isinstance(known, Form) else None


def form_key(resource: Json) -> str:
    """How a response names its form: the address without its version, or "" when it names none."""
    wanted = resource.get("questionnaire")
    if not isinstance(wanted, str):
        holder = as_dict(wanted)
        wanted = as_text(holder.get("reference")) or as_text(as_dict(holder.get("identifier")).get("value"))
    return wanted.strip().partition("|")[0]


def form_name(resource: Json) -> str:
    """What a form is called where its questions are said to be a measure's: as ``form_key``; one within the response by its own address."""
    key = form_key(resource)
    if key.startswith("#"):
        key = next((as_text(one.get("url")) for one in dicts(resource.get("contained")) if one.get("id") == key[1:]), "")
    return clean(key)


def remember_questionnaire(resource: Json, context: Context) -> Iterator[KeptForm]:
    """Keep a form for the responses to it, under each of its names."""
    names = [as_text(resource.get("url")), as_text(resource.get("id"))]
    names += [as_text(one.get("value")) for one in dicts(resource.get("identifier"))]
    for key in names:
        if key:
            context.questionnaires[key] = resource
    context.forms.clear()
    yield from _kept(resource, context, "Questionnaire")


def remember_weights(resource: Json, context: Context) -> Iterator[KeptForm]:
    """Keep the weights of a ValueSet or CodeSystem that states some."""
    found = _weights_of(resource)
    if not found or sum(map(len, context.weights.values())) > MOST_WEIGHTS:
        return
    for key in (as_text(resource.get("url")), as_text(resource.get("id"))):
        if key:
            context.weights[key] = found
    context.forms.clear()
    yield from _kept(resource, context, as_text(resource.get("resourceType")))


def _kept(resource: Json, context: Context, kind: str) -> Iterator[KeptForm]:
    content = json.dumps(resource, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    name = as_text(resource.get("url")) or as_text(resource.get("id"))
    if name and len(content) <= LARGEST_FORM:
        yield KeptForm(f"{kind} {clean_id(name)}", content, context.source(resource, kind))


def read_form(questionnaire: Json, context: Context) -> Form:
    """Codes, wording and option weights of a Questionnaire; options may stand in a ValueSet, contained or of its own."""
    form = Form()
    contained = {
        f"#{one.get('id')}": one for one in dicts(questionnaire.get("contained")) if one.get("resourceType") == "ValueSet"
    }
    for item in items_of(questionnaire):
        link = as_text(item.get("linkId"))
        form.texts[link] = as_text(item.get("text"))
        form.codes[link].extend(code for _, code, _ in codings(as_list(item.get("code"))))
        named = as_text(item.get("answerValueSet")) or as_text(as_dict(item.get("options")).get("reference"))
        if named in contained:
            form.weights[link].update(_weights_in(contained[named], context))
        elif named:
            address = named.partition("|")[0]
            found = context.weights.get(address) or context.weights.get(address.rpartition("/")[2])
            form.whole &= found is not None
            form.weights[link].update(found or {})
        for option in [*dicts(item.get("answerOption")), *dicts(item.get("option"))]:
            coding = as_dict(option.get("valueCoding"))
            number = _weight([*dicts(option.get("extension")), *dicts(coding.get("extension"))])
            if number is None:
                number = context.weights.get(as_text(coding.get("system")), {}).get(as_text(coding.get("code")))
            if number is not None:
                _note(form.weights[link], coding, as_text(option.get("valueString")), number)
    return form


def _weights_in(value_set: Json, context: Context) -> dict[str, float]:
    """Those of a value set, else those of the code systems it is made of."""
    found = _weights_of(value_set)
    if not found:
        for include in dicts(as_dict(value_set.get("compose")).get("include")):
            found |= context.weights.get(as_text(include.get("system")), {})
    return found


def _weights_of(resource: Json) -> dict[str, float]:
    found: dict[str, float] = {}
    concepts = [
        concept
        for include in dicts(as_dict(resource.get("compose")).get("include"))
        for concept in dicts(include.get("concept"))
    ]
    for concept in [*concepts, *dicts(as_dict(resource.get("expansion")).get("contains")), *dicts(resource.get("concept"))]:
        number = _weight(dicts(concept.get("extension")))
        if number is None:
            number = next(
                (
                    value
                    for one in dicts(concept.get("property"))
                    if as_text(one.get("code")).lower().endswith(WEIGHT_EXTENSIONS)
                    and (value := as_number(one.get("valueDecimal", one.get("valueInteger")))) is not None
                ),
                None,
            )
        if number is not None:
            _note(found, concept, "", number)
    return found


def _note(weights: dict[str, float], coding: Json, words: str, number: float) -> None:
    code, display = as_text(coding.get("code")), as_text(coding.get("display")) or words
    if display.strip():
        weights.setdefault(squeezed(display), number)
    if code:
        weights[code] = number


def _weight(extensions: list[Json]) -> float | None:
    for extension in extensions:
        if as_text(extension.get("url")).lower().endswith(WEIGHT_EXTENSIONS):
            number = as_number(extension.get("valueDecimal", extension.get("valueInteger")))
            if number is not None:
                return number
    return None
