"""A clinic's own questionnaires: their questions in order, the answers that were given, and what these would be under a mapping."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import NamedTuple

from briefing_app.domain.records import EvidenceRecord, MappedCode
from briefing_app.domain.texts import clean
from briefing_app.domain.unread import MOST_RESPONSES, total_unread, unread_items
from briefing_app.services.measure import Catalogue
from briefing_app.sources.fhir.answers import words_of
from briefing_app.sources.fhir.context import CodeIndex, Context
from briefing_app.sources.fhir.decode import Unreadable, decode
from briefing_app.sources.fhir.extractors import FORMS, MISSHAPEN
from briefing_app.sources.fhir.fields import Json, as_text
from briefing_app.sources.fhir.forms import form_name, form_of, items_of
from briefing_app.sources.fhir.responses import questionnaire_response
from briefing_app.storage.kept import kept_forms, kept_responses, said_before
from briefing_app.storage.practice import PracticeReader


class Seen(NamedTuple):
    """An answer in its own words, what it would be ("" where nothing is said yet, or it cannot be read), and how often it was given."""

    words: str
    value: str
    times: int


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form: its linkId, its wording ("" where the export has none), and the answers that were given, the most frequent first."""

    link: str
    text: str
    seen: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class AskedForm:
    """``name`` is its address, ``responses`` how many are kept, ``waiting`` how many of them nothing understands; ``said`` what was said before.

    With ``looked`` only so many of all that are kept were looked at, the newest, and there may be more of this form.
    """

    name: str
    title: str
    responses: int
    waiting: int
    questions: tuple[Question, ...]
    said: tuple[MappedCode, ...]
    looked: int = 0


def asked_forms(reader: PracticeReader, catalogue: Catalogue) -> tuple[tuple[AskedForm, ...], int]:
    """Forms with a name of which responses are kept whole, those that wait first; and how many responses name no form."""
    found: dict[str, list[tuple[Json, bool]]] = {}
    kept = [*_responses(reader)]
    for resource, waits in kept:
        found.setdefault(form_name(resource), []).append((resource, waits))
    unnamed = found.pop("", [])
    if not found:
        return (), len(unnamed)
    context, said = _context(reader, catalogue, {}), said_before(reader)
    forms = [_form(name, responses, said, context) for name, responses in found.items()]
    if len(kept) >= MOST_RESPONSES:
        forms = [replace(form, looked=len(kept)) for form in forms]
    return tuple(sorted(forms, key=lambda one: (not one.waiting, one.name))), len(unnamed)


def preview(reader: PracticeReader, catalogue: Catalogue, form: str, said: Sequence[MappedCode]) -> dict[str, tuple[Seen, ...]]:
    """By linkId the answers that were given to each question of which something is said, and what they would be: read as an import reads them."""
    places = {one.code: one for one in said}
    context = _context(reader, catalogue, {(form, one.code): one for one in said})
    found: dict[str, Counter[tuple[str, str]]] = {link: Counter() for link in places}
    for resource, _ in _responses(reader):
        if form_name(resource) != form:
            continue
        records = [*(questionnaire_response(resource, context, last_call=True) or ())]
        by_measure = {one.measure: one for one in records if isinstance(one, EvidenceRecord)}
        for item in items_of(resource):
            link, words = clean(as_text(item.get("linkId"))), words_of(item.get("answer"))
            if words and link in places and places[link].measure in by_measure:
                found[link][words, _value(by_measure[places[link].measure], places[link].item)] += 1
    return {link: _in_order(counts) for link, counts in found.items()}


def _value(record: EvidenceRecord, item: int) -> str:
    if not item:
        return "" if total_unread(record.flags) else record.value
    values = record.items.split(",")
    return values[item - 1] if item <= len(values) and item not in unread_items(record.flags) else ""


def _in_order(counts: Counter[tuple[str, str]]) -> tuple[Seen, ...]:
    """What cannot be read first, then by how often it was given."""
    ordered = sorted(counts.items(), key=lambda one: (one[0][1] != "", -one[1], one[0]))
    return tuple(Seen(words, value, count) for (words, value), count in ordered)


def _context(reader: PracticeReader, catalogue: Catalogue, mappings: dict[tuple[str, str], MappedCode]) -> Context:
    context = Context(CodeIndex.of(catalogue.all()), mappings, None)
    for content in kept_forms(reader):
        with suppress(Unreadable, *MISSHAPEN):
            resource = decode(content)
            for _ in FORMS[resource["resourceType"]](resource, context):
                pass
    return context


def _responses(reader: PracticeReader) -> Iterator[tuple[Json, bool]]:
    for content, waits in kept_responses(reader):
        with suppress(Unreadable):
            yield decode(content), waits


def _form(
    name: str, responses: list[tuple[Json, bool]], said: dict[tuple[str, str], MappedCode], context: Context
) -> AskedForm:
    """Its questions as the Questionnaire has them, else as the responses do; groups and headings, which nobody answers, are left out."""
    form = form_of(responses[0][0], context)
    texts = {clean(link): text for link, text in form.texts.items()} if form is not None else {}
    seen: dict[str, Counter[tuple[str, str]]] = {link: Counter() for link in texts}
    for resource, _ in responses:
        for item in items_of(resource):
            link = clean(as_text(item.get("linkId")))
            words = words_of(item.get("answer"))
            if link and words:
                seen.setdefault(link, Counter())[words, ""] += 1
                texts[link] = texts.get(link) or as_text(item.get("text"))
    questions = tuple(Question(link, clean(texts.get(link, "")), _in_order(counts)) for link, counts in seen.items() if counts)
    known = context.questionnaires.get(name) or context.questionnaires.get(name.rpartition("/")[2]) or {}
    title = clean(as_text(known.get("title")) or as_text(known.get("name")))
    waiting = sum(waits for _, waits in responses)
    before = tuple(one for (system, _), one in said.items() if system == name)
    return AskedForm(name, title, len(responses), waiting, questions, before)
