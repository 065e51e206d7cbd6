"""Assessment scales of a clinical document: every observation whose code or translation is a measure's, wherever it stands.

Total, panel and answers stay separate resources, linked as they are nested, so that they become one administration by the rules for exports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from briefing_app.domain.records import Role
from briefing_app.sources.ccda.entries import is_negated, observation_time, status_of, status_word
from briefing_app.sources.ccda.tree import Node, tag_of
from briefing_app.sources.ccda.values import Words, concept_of, null_of, value_fields
from briefing_app.sources.fhir.context import Context, Meaning
from briefing_app.sources.fhir.observations import meaning_of
from briefing_app.sources.fhir.recognise import is_loinc_number

# Elements in which a statement may stand inside another.
STATEMENTS = frozenset(
    map(tag_of, ("entryRelationship", "component", "observation", "organizer", "act", "procedure", "encounter", "supply"))
)
OBSERVATION, ORGANIZER = tag_of("observation"), tag_of("organizer")
_CODE, _TRANSLATION, _ORIGINAL = tag_of("code"), tag_of("translation"), tag_of("originalText")
_STANDARDS = (
    "2.16.840.1.113883.5.",
    "2.16.840.1.113883.6.",
)  # HL7's own code systems, and LOINC, SNOMED CT, CPT and their like
ABSENT = {
    "NASK": "not asked",
    "ASKU": "asked, but not known",
    "NAV": "not available now",
    "UNK": "not known",
    "NA": "not applicable",
    "MSK": "withheld",
    "OTH": "something else",
    "NI": "no information",
}


@dataclass(slots=True)
class Part:
    """One observation of a measure with the parts that stand below it; ``meaning`` is None for a code of the practice's own."""

    node: Node
    resource: dict[str, object]
    meaning: Meaning | None
    below: list[Part] = field(default_factory=list)


def parts_of(entry: Node, words: Words, context: Context) -> tuple[list[Part], int]:
    """All observations of an entry that are, or may be, of a measure, outermost first; and how many others there are."""
    found: list[Part] = []
    others = 0

    def look(node: Node, time: str) -> list[Part]:
        nonlocal others
        part, own = None, time
        if node.tag in (OBSERVATION, ORGANIZER):
            is_part = _may_be_of_a_measure(node, context)
            if is_part or node.tag == ORGANIZER:
                own = observation_time(node) or time
            if is_part:
                part = _part(node, own, words, context)
                found.append(part)
            elif node.tag == OBSERVATION:
                others += 1
        below = [one for child in node.within(STATEMENTS) for one in look(child, own)]
        if part is None:
            if node.tag == ORGANIZER:
                _link(below)
            return below
        part.below = below
        return [part]

    for child in entry.within(STATEMENTS):
        look(child, "")
    return found, others


def _link(parts: list[Part]) -> None:
    """In an organizer without a code of its own: the answers of one measure belong to its only total."""
    totals: dict[str, list[Part]] = defaultdict(list)
    answers: dict[str, list[Part]] = defaultdict(list)
    for one in parts:
        if one.meaning is not None:
            (answers if one.meaning.role is Role.ITEM else totals)[one.meaning.measure].append(one)
    for measure, found in totals.items():
        if len(found) == 1:
            found[0].below += answers[measure]


def _may_be_of_a_measure(node: Node, context: Context) -> bool:
    """By its codes alone: a measure's, or one of the practice's own, which may be its name for a score; a text without a code too."""
    code = node.element.find(_CODE)  # most of a document are codes of a laboratory: elements themselves are looked at
    if code is None:
        return False
    codes = [
        (word, one.get("codeSystem", "").strip())
        for one in (code, *code.findall(_TRANSLATION))
        if (word := one.get("code", "").strip())
    ]
    if any(word in context.codes.known for word, _ in codes):
        return True
    if node.tag == ORGANIZER:
        return False
    if not codes:
        return code.find(_ORIGINAL) is not None
    return any(not system.startswith(_STANDARDS) and not is_loinc_number(word) for word, system in codes)


def _part(node: Node, time: str, words: Words, context: Context) -> Part:
    made: dict[str, object] = {
        "resourceType": "Observation",
        "status": "not-done" if is_negated(node) else status_word(status_of(node)),
        "code": concept_of(node.first("code"), words),
    }
    if time:
        made["effectiveDateTime"] = time
    meaning = meaning_of(made, context)
    values = node.all("value")
    made |= value_fields(values, words, coded=meaning is not None and meaning.role is Role.ITEM)
    if null := null_of(values):
        made["dataAbsentReason"] = {"text": ABSENT.get(null, null)}
    return Part(node, made, meaning)


def named(part: Part) -> Iterator[str]:
    """The ids of the parts that stand directly below one."""
    for one in part.below:
        yield str(one.resource["id"])
