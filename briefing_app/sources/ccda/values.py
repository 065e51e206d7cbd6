"""HL7 v3 data types as the fields of FHIR that say the same: times, ids, codes, names, values.

By being put into that form, what a clinical document says passes the same rules as an export (``sources/fhir``). Source of the types: HL7
version 3 data types, release 1, and C-CDA R2.1."""

from __future__ import annotations

import re
from urllib.parse import quote

from briefing_app.sources.ccda.tree import Node
from briefing_app.sources.fhir.fields import Json

SYSTEMS = {  # what the readers of an export look for in a code system's name
    "2.16.840.1.113883.6.1": "http://loinc.org",
    "2.16.840.1.113883.6.96": "http://snomed.info/sct",
    "2.16.840.1.113883.6.90": "http://hl7.org/fhir/sid/icd-10-cm",
    "2.16.840.1.113883.6.103": "http://hl7.org/fhir/sid/icd-9-cm",
    "2.16.840.1.113883.6.88": "http://www.nlm.nih.gov/research/umls/rxnorm",
}
WEIGHT = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
_TIME = re.compile(r"^(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:\.(\d+))?)?)?)?)?)?([+-]\d{4})?$", re.ASCII)
_WHOLE = re.compile(r"^[+-]?\d{1,6}$", re.ASCII)


class Words:
    """The narrative of a document, by the ID of each of its elements."""

    def __init__(self, root: Node) -> None:
        self._root = root
        self._named: dict[str, Node] | None = None

    def at(self, reference: Node | None) -> str:
        """The words that a reference (``value="#id"``) points at, "" where there are none."""
        if reference is None:
            return ""
        if self._named is None:
            self._named = self._root.named()
        found = self._named.get(reference.get("value").removeprefix("#"))
        return found.words() if found is not None else ""


def written_time(text: str) -> str:
    """An HL7 time (``YYYY[MM[DD[HH[MM[SS[.f]]]]]][+-ZZZZ]``) as FHIR writes it, no more precise than it was; what is no time stays as it is.

    An hour without minutes names a day and no moment."""
    found = _TIME.match(text.strip())
    if found is None:
        return text.strip()
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    made = "-".join(part for part in (year, month, day) if part)
    if minute is None:
        return made
    made += f"T{hour}:{minute}" + (f":{second}" if second else "") + (f".{fraction}" if fraction else "")
    return f"{made}{zone[:3]}:{zone[3:]}" if zone else made


def time_of(node: Node | None) -> str:
    """The time of a point; "" without one."""
    return written_time(node.get("value")) if node is not None and node.get("value") else ""


def period_of(node: Node | None) -> dict[str, str]:
    """Start and end of an effectiveTime; a point is a start alone. An end that is there without a time is the word "unknown"."""
    if node is None:
        return {}
    if node.get("value"):
        return {"start": time_of(node)}
    low, high, centre = node.first("low"), node.first("high"), node.first("center")
    found = {"start": time_of(low) or time_of(centre), "end": time_of(high)}
    if high is not None and not found["end"] and high.get("nullFlavor") == "UNK":
        found["end"] = "unknown"
    return {name: text for name, text in found.items() if text}


def system_of(root: str) -> str:
    """The code system that an OID is of, as FHIR names it; an unknown one stays an OID."""
    return SYSTEMS.get(root, f"urn:oid:{root}") if root else ""


def id_of(node: Node) -> str:
    """The first id of an act, as one word: ``root^extension``; "" where it has none."""
    for one in node.all("id"):
        root, extension = one.get("root"), one.get("extension")
        if root and not one.get("nullFlavor"):
            return quote(f"{root}^{extension}" if extension else root, safe="^.-_")
    return ""


def identifiers_of(role: Node) -> list[Json]:
    """System and value of every id; an id without an extension is its own value."""
    return [
        {"system": f"urn:oid:{one.get('root')}", "value": one.get("extension") or one.get("root")}
        for one in role.all("id")
        if one.get("root") and not one.get("nullFlavor")
    ]


def codings_of(node: Node | None) -> list[dict[str, object]]:
    """The code and its translations, in their order."""
    if node is None:
        return []
    return [
        {"system": system_of(one.get("codeSystem")), "code": one.get("code"), "display": one.get("displayName")}
        for one in (node, *node.all("translation"))
        if one.get("code")
    ]


def concept_of(node: Node | None, words: Words) -> dict[str, object]:
    """A coded value with its words: the name of the code, else the text it was coded from."""
    codings = codings_of(node)
    if node is None or any(one["display"] for one in codings):
        return {"coding": codings}
    text = pointed(node.first("originalText"), words)
    return {"coding": codings, **({"text": text} if text else {})}


def pointed(node: Node | None, words: Words) -> str:
    """The words of a text element, or those of the narrative that it points at."""
    if node is None:
        return ""
    return words.at(node.first("reference")) or node.words()


def names_of(holder: Node | None) -> list[Json]:
    """Names as FHIR has them. The part marked as what the person is called (qualifier CL) stands for the given names."""
    found: list[Json] = []
    for name in holder.all("name") if holder is not None else ():
        given = [one.words() for one in name.all("given") if one.words()]
        called = [one.words() for one in name.all("given") if "CL" in one.get("qualifier").split() and one.words()]
        family = " ".join(one.words() for one in name.all("family") if one.words())
        made: dict[str, object] = {"family": family, "given": called or given}
        if not family and not given:
            made = {"text": name.words()}
        uses = name.get("use").split()
        if "OLD" in uses or "BAD" in uses:
            made["use"] = "old"
        elif "P" in uses:
            made["use"] = "nickname"
        elif "L" in uses or "C" in uses:
            made["use"] = "official"
        if called:
            made["use"] = "usual"
        found.append(made)
    return found


def value_fields(values: list[Node], words: Words, *, coded: bool) -> dict[str, object]:
    """The value[x] of an observation. Whole numbers go before quantities, these before words; with ``coded`` a number beside an answer's code is the
    weight of that code, so that one can contradict the other."""
    numbers = [one for one in values if one.type in ("INT", "REAL") and one.get("value")]
    quantities = [one for one in values if one.type in ("PQ", "MO") and one.get("value")]
    codes = [one for one in values if one.type in ("CD", "CE", "CO", "CV", "CS") and one.get("code")]
    number = numbers[0].get("value") if numbers else ""
    if codes and (coded or not numbers):
        concept = concept_of(codes[0], words)
        if number and _WHOLE.match(number):
            extension = [{"url": WEIGHT, "valueDecimal": int(number)}]
            concept["coding"] = [{**one, "extension": extension} for one in codings_of(codes[0])]
        return {"valueCodeableConcept": concept}
    if numbers:
        return {"valueInteger": number}
    if quantities:
        unit = quantities[0].get("unit")
        return {"valueQuantity": {"value": quantities[0].get("value"), "unit": unit}}
    said = next((text for one in values if (text := _said(one, words))), "")
    if _WHOLE.match(said):
        return {"valueInteger": said}
    return {"valueString": said} if said else {}


def _said(value: Node, words: Words) -> str:
    """A value in words: its text, the text it was coded from, or its ends."""
    found = (
        pointed(value, words) or pointed(value.first("originalText"), words) or value.get("displayName") or value.get("value")
    )
    low, high = value.first("low"), value.first("high")
    if found or (low is None and high is None):
        return found
    ends = [one.get("value") if one is not None else "" for one in (low, high)]
    return f"{ends[0]} to {ends[1]}" if any(ends) else ""


def null_of(values: list[Node]) -> str:
    """Why there is no value, where it says so: a nullFlavor such as NASK (not asked)."""
    return next((one.get("nullFlavor") for one in values if one.get("nullFlavor")), "")
