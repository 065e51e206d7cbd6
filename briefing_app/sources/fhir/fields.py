"""Checked helpers that touch only the fields we need: any of them may be missing, null or of another type."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from briefing_app.domain.periods import NO_MOMENT, Moment, read_moment
from briefing_app.domain.texts import NAME_LENGTH, TEXT_LENGTH, clean, clean_id

Json = Mapping[str, Any]
EMPTY: Json = {}
_LOINC_NAMES = frozenset({"ln", "lnc", "loinc", "urn:oid:2.16.840.1.113883.6.1", "2.16.840.1.113883.6.1"})
_SNOMED_NAMES = frozenset(
    {"sct", "sctid", "snomed", "snomedct", "snomed-ct", "snomed ct", "urn:oid:2.16.840.1.113883.6.96", "2.16.840.1.113883.6.96"}
)
_NUMBER = re.compile(r"^\s*[+-]?\d{1,12}(\.\d{1,12})?\s*$", re.ASCII)


@lru_cache(maxsize=1024)
def is_loinc(system: str) -> bool:
    """Whether a code system is LOINC: by its address, in any capitals and with a version behind it, its OID, or its HL7 v2 name."""
    name = system.strip().lower().partition("|")[0]
    return "loinc.org" in name or name in _LOINC_NAMES


@lru_cache(maxsize=1024)
def is_snomed(system: str) -> bool:
    """The same for SNOMED CT."""
    name = system.strip().lower().partition("|")[0]
    return "snomed.info" in name or name in _SNOMED_NAMES


def as_list(value: object) -> Sequence[Any]:
    """A list as it is, one object as a list of it, nothing as no elements; nulls are left out."""
    if type(value) is list:
        return [one for one in value if one is not None] if None in value else value
    return [value] if value and isinstance(value, (dict, str)) else []


def as_dict(value: object) -> Json:
    """An object, or the first object of a list."""
    if type(value) is dict:
        return value
    if type(value) is list:
        return next((one for one in value if isinstance(one, dict)), EMPTY)
    return EMPTY


def dicts(value: object) -> list[Json]:
    """The objects of a list; one object as a list of it."""
    if type(value) is list:
        return [one for one in value if type(one) is dict]
    return [value] if type(value) is dict and value else []


def as_text(value: object) -> str:
    """The value where it is a text, else ""."""
    return value if isinstance(value, str) else ""


def as_id(value: object) -> str:
    """An id as text; a number given as id is taken as written."""
    if isinstance(value, str):
        return clean_id(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def as_number(value: object) -> float | None:
    """A finite number, also when written as text; never a boolean, never words."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value) if abs(value) < 1e12 and math.isfinite(value) else None
    if isinstance(value, str) and _NUMBER.match(value):
        return float(value)
    return None


def number_text(value: float | None) -> str:
    """A number in the shortest form that reads back the same; "" for none."""
    return "" if value is None else f"{value:.10g}"


def codings(concept: object) -> list[tuple[str, str, str]]:
    """System, code and display of a CodeableConcept, of a list of them, or (DSTU2, STU3) of a bare code."""
    if isinstance(concept, str):
        return [("", concept, "")]
    found = []
    for one in dicts(concept):
        if "coding" in one:
            found += [(as_text(c.get("system")), as_id(c.get("code")), as_text(c.get("display"))) for c in dicts(one["coding"])]
        elif "code" in one:
            found.append((as_text(one.get("system")), as_id(one["code"]), as_text(one.get("display"))))
        if "concept" in one:
            found += codings(one["concept"])
    return found


def concept_text(concept: object, length: int | None = NAME_LENGTH) -> str:
    """The words of a concept: its text, else the first display, else the first code; at most ``length`` characters, all where None."""
    first = concept[0] if type(concept) is list and concept else concept
    if type(first) is dict:
        text = first.get("text")
        if type(text) is str and text.strip():
            return _cleaned(text, length)
    for one in dicts(concept):
        if as_text(one.get("text")).strip():
            return _cleaned(one["text"], length)
        if isinstance(one.get("concept"), dict):
            return concept_text(one["concept"], length)
    found = codings(concept)
    words = next((display for _, _, display in found if display.strip()), "") or next(
        (code for _, code, _ in found if code), ""
    )
    return _cleaned(words, length)


def _cleaned(text: str, length: int | None) -> str:
    return whole_text(text) if length is None else clean(text, length)


def code_of(concept: object) -> str:
    """The first code of a concept, trimmed and in lower case."""
    if type(concept) is dict:
        coding = concept.get("coding")
        first = coding[0] if type(coding) is list and coding else concept
        code = first.get("code") if type(first) is dict else None
        if type(code) is str and code:
            return clean(code).lower()
    return next((clean(code).lower() for _, code, _ in codings(concept) if code), "")


def status_of(resource: Json) -> str:
    """A status trimmed and in lower case; a CodeableConcept gives its code."""
    status = resource.get("status")
    return clean(status).lower() if isinstance(status, str) else code_of(status)


def moment(resource: Json, *names: str) -> Moment:
    """The first of the named date fields that is there at all; a Period gives its start."""
    for name in names:
        if name in resource:
            value = resource[name]
            if type(value) is dict:
                value = value.get("start")
            if type(value) is str and value.strip():
                return read_moment(value)
    return NO_MOMENT


def calendar_day(when: Moment) -> Moment:
    """A local midnight with an offset is how several systems store a calendar day; an instant without offset has only its day."""
    if when.precision == "local" or (when.precision == "instant" and "T00:00:00" in when.text):
        return Moment(when.text, "day", None, when.day)
    return when


def updated_of(resource: Json) -> float:
    """When the resource says it was changed last, in seconds since 1970; 0 where it does not."""
    meta = resource.get("meta")
    return read_moment(as_dict(meta).get("lastUpdated")).at or 0.0 if meta else 0.0


def version_of(resource: Json) -> str:
    """The version that the resource says it has, "" where it says none."""
    meta = resource.get("meta")
    return as_id(as_dict(meta).get("versionId")) if meta else ""


def whole_text(value: object) -> str:
    """Words that a person wrote: cleaned, with their line breaks, and never cut."""
    text = as_text(value)
    return clean(text, max(len(text), TEXT_LENGTH))


def whole_title(value: object) -> str:
    """The same on one line."""
    return whole_text(value).replace("\n", " ")


def whole_concept(concept: object) -> str:
    """The words of a concept, as of ``concept_text``, on one line and never cut."""
    return concept_text(concept, None).replace("\n", " ")
