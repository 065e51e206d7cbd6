"""Problems, medication and encounters of a clinical document, as the FHIR resources that say the same."""

from __future__ import annotations

from collections.abc import Iterator

from briefing_app.sources.ccda.tree import Node
from briefing_app.sources.ccda.values import (
    Words,
    codings_of,
    concept_of,
    id_of,
    names_of,
    period_of,
    pointed,
)
from briefing_app.sources.fhir.fields import Json

ANOTHER_STATUS = {"completed": "resolved", "suspended": "inactive", "aborted": "inactive"}
# SNOMED CT qualifiers of a finding's context and of a diagnosis, and what FHIR calls them.
CERTAINTY = {
    "415684004": "provisional",  # suspected
    "410592001": "provisional",  # probably present
    "2931005": "provisional",  # probable diagnosis
    "148006": "provisional",  # preliminary diagnosis
    "410590009": "unconfirmed",  # known possible
    "60022001": "unconfirmed",  # possible diagnosis
    "410593003": "unconfirmed",  # probably not present
    "47965005": "differential",  # differential diagnosis
    "410516002": "refuted",  # known absent
    "410594000": "refuted",  # definitely not present
}
PLANNED = frozenset({"INT", "APT", "ARQ", "RQO", "PRMS", "PRP"})
_ORDERED = {"INT", "RQO", "PRP", "PRMS"}
_MEDICATION_STATUS = {"aborted": "stopped", "suspended": "on-hold", "held": "on-hold", "nullified": "entered-in-error"}
_PAST_STATUS = {"": "finished", "completed": "finished", "active": "in-progress", "aborted": "cancelled", "held": "planned"}
_PLANNED_STATUS = {"": "booked", "active": "booked", "new": "booked", "completed": "fulfilled", "aborted": "cancelled"}
_ONLY_WISHED = {"PRP": "proposed", "ARQ": "pending", "RQO": "pending"}
_WRONG = "entered-in-error"
_SIG = "76662-6"  # LOINC: medication instructions
_NEVER = "true"
_WHEN = {"HS": "at bedtime", "AC": "before meals", "PC": "after meals", "ACM": "before breakfast", "ACV": "before dinner"}
Found = tuple[Node, dict[str, object]]


def status_of(node: Node) -> str:
    """The status code in small letters, "" where none stands."""
    found = node.first("statusCode")
    return found.get("code").lower() if found is not None else ""


def is_negated(node: Node) -> bool:
    """Whether the document says that this is not so."""
    return node.get("negationInd") == _NEVER


def problems(entry: Node, words: Words) -> Iterator[Found]:
    """Each problem of a concern act, or one that stands alone. The concern's state counts, unless the problem itself is over: an end date, or one

    whose day is not known (C-CDA R2.1, problem observation)."""
    for act in entry.all("act"):
        for one in act.all("entryRelationship"):
            for observation in one.all("observation"):
                yield observation, _problem(observation, status_of(act), words)
    for observation in entry.all("observation"):
        yield observation, _problem(observation, "", words)


def _problem(node: Node, concern: str, words: Words) -> dict[str, object]:
    value = node.first("value")
    status = ANOTHER_STATUS.get(concern, concern)
    when = period_of(node.first("effectiveTime"))
    begins, ends = when.get("start", ""), when.get("end", "")
    if ends and (status in ("active", "") or ends == "unknown") and not _is_before(ends, begins):
        status = "resolved"
    verification = _certainty(value)
    if is_negated(node):
        verification = "refuted"
    if _WRONG_STATUS in (status_of(node), concern):
        verification = _WRONG
    code = concept_of(value, words)
    if value is not None and not _named(code):
        code["text"] = pointed(node.first("text"), words)
    made: dict[str, object] = {"resourceType": "Condition", "clinicalStatus": {"coding": [{"code": status}]}, "code": code}
    if verification:
        made["verificationStatus"] = {"coding": [{"code": verification}]}
    if begins:
        made["onsetDateTime"] = begins
    if ends and ends != "unknown":
        made["abatementDateTime"] = ends
    return made


_WRONG_STATUS = "nullified"


def _is_before(one: str, other: str) -> bool:
    return bool(other) and one[: min(len(one), len(other), 10)] < other[: min(len(one), len(other), 10)]


def ends_before_it_begins(resource: Json) -> bool:
    """Whether a problem is said to have ended before it began."""
    ends = str(resource.get("abatementDateTime", ""))
    return bool(ends) and _is_before(ends, str(resource.get("onsetDateTime", "")))


def _named(code: Json) -> bool:
    codings = code.get("coding")
    return bool(code.get("text")) or (isinstance(codings, list) and any(one["display"] for one in codings))


def _certainty(value: Node | None) -> str:
    """What the qualifiers of a problem say of how sure it is."""
    for one in value.all("qualifier") if value is not None else ():
        said = one.first("value")
        if said is not None and said.get("code") in CERTAINTY:
            return CERTAINTY[said.get("code")]
    return ""


def medication(node: Node, words: Words) -> dict[str, object]:
    """A substanceAdministration: taken (EVN), else ordered. Negated, it says that this is not taken."""
    ordered = node.get("moodCode") in _ORDERED
    status = status_of(node)
    made: dict[str, object] = {
        "resourceType": "MedicationRequest" if ordered else "MedicationStatement",
        "status": _MEDICATION_STATUS.get(status, status),
        "medicationCodeableConcept": _drug(node, words),
        "dosage": [_dosage(node, words)],
    }
    if is_negated(node):
        made["wasNotTaken"] = True
    for when in (period_of(one) for one in node.all("effectiveTime") if one.type not in ("PIVL_TS", "EIVL_TS")):
        made["effectivePeriod"] = {name: text for name, text in when.items() if text != "unknown"}
        break
    return made


def _drug(node: Node, words: Words) -> dict[str, object]:
    product = node.first("consumable", "manufacturedProduct")
    material = product.first("manufacturedMaterial") if product is not None else None
    code = material.first("code") if material is not None else None
    found = concept_of(code, words)
    name = material.first("name") if material is not None else None
    if not _named(found) or (code is not None and not code.get("code")):  # not coded: what stands in the text says more
        text = pointed(code.first("originalText") if code is not None else None, words) or (
            name.words() if name is not None else ""
        )
        found["text"] = text or pointed(node.first("text"), words)
    return found


def _dosage(node: Node, words: Words) -> dict[str, object]:
    """The instructions in their own words; without any, dose and timing."""
    made: dict[str, object] = {}
    for one in node.all("entryRelationship"):
        for inner in one.all("substanceAdministration"):
            code = inner.first("code")
            if code is not None and code.get("code") == _SIG and (text := pointed(inner.first("text"), words)):
                return {"text": text}
    if dose := _dose(node):
        made["doseAndRate"] = [dose]
    for when in node.all("effectiveTime"):
        if when.type == "PIVL_TS" and (period := when.first("period")) is not None and period.get("value"):
            made["timing"] = {"repeat": {"frequency": 1, "period": period.get("value"), "periodUnit": period.get("unit")}}
        elif when.type == "EIVL_TS" and (event := when.first("event")) is not None:
            made["timing"] = {"code": {"text": _WHEN.get(event.get("code"), event.get("code"))}}
    for one in node.all("precondition"):
        criterion = one.first("criterion")
        value = criterion.first("value") if criterion is not None else None
        why = concept_of(value, words)
        made["asNeededBoolean"] = True
        if _named(why):
            made["asNeededCodeableConcept"] = why
    return made


def _dose(node: Node) -> dict[str, object]:
    given, unit = node.first("doseQuantity"), node.first("administrationUnitCode")
    if given is None:
        return {}
    called = unit.get("displayName") if unit is not None else ""

    def amount(one: Node) -> dict[str, object]:
        return {"value": one.get("value"), "unit": (one.get("unit") if one.get("unit") != "1" else "") or called}

    low, high = given.first("low"), given.first("high")
    if given.get("value"):
        return {"doseQuantity": amount(given)}
    if low is not None and high is not None:
        return {"doseRange": {"low": amount(low), "high": amount(high)}}
    return {}


def encounter(node: Node, words: Words, subject: Json) -> dict[str, object]:
    """A meeting that took place: an Encounter; one that is planned: an Appointment, by its mood."""
    mood, status = node.get("moodCode"), status_of(node)
    when = {name: text for name, text in period_of(node.first("effectiveTime")).items() if text != "unknown"}
    clinicians = [person for one in node.all("performer") if (person := _person(one.first("assignedEntity")))]
    if mood in PLANNED:
        known = _ONLY_WISHED.get(mood, "") if status in ("", "active", "new") else ""
        return {
            "resourceType": "Appointment",
            "status": _WRONG if status == _WRONG_STATUS else known or _PLANNED_STATUS.get(status, status),
            "serviceType": [concept_of(node.first("code"), words)],
            "participant": [{"actor": {**subject, "type": "Patient"}}, *({"actor": one} for one in clinicians)],
            **when,
        }
    return {
        "resourceType": "Encounter",
        "status": _WRONG if status == _WRONG_STATUS else _PAST_STATUS.get(status, status),
        "type": [concept_of(node.first("code"), words)],
        "class": _setting(node),
        "period": when,
        "participant": [{"individual": one} for one in clinicians],
    }


def encompassing(root: Node, words: Words) -> Found | None:
    """The visit that a whole document is about. It is over where it has an end; else its state is not said."""
    node = root.first("componentOf", "encompassingEncounter")
    if node is None:
        return None
    when = {name: text for name, text in period_of(node.first("effectiveTime")).items() if text != "unknown"}
    responsible = node.first("responsibleParty", "assignedEntity")
    person = _person(responsible)
    made: dict[str, object] = {
        "resourceType": "Encounter",
        "status": "finished" if "end" in when else "",
        "type": [concept_of(node.first("code"), words)],
        "class": _setting(node),
        "period": when,
        "participant": [{"individual": person}] if person else [],
    }
    return node, made


def _setting(node: Node) -> dict[str, object]:
    """The kind of meeting by HL7's ActCode, among its codes: AMB, IMP, VR and so on."""
    found = [one for one in codings_of(node.first("code")) if one["system"] == "urn:oid:2.16.840.1.113883.5.4"]
    return found[0] if found else {}


def _person(entity: Node | None) -> dict[str, object]:
    """A clinician as a reference with a name; {} where nobody is named."""
    if entity is None:
        return {}
    name = (names_of(entity.first("assignedPerson")) or [{}])[0]
    given = name.get("given")
    words = " ".join([*(given if isinstance(given, list) else []), str(name.get("family") or name.get("text") or "")]).strip()
    id = id_of(entity)
    if not words and not id:
        return {}
    return {"display": words, "type": "Practitioner", **({"reference": f"Practitioner/{id}"} if id else {})}


def has_time(resource: Json) -> bool:
    """Whether a meeting says when it is."""
    period = resource.get("period")
    return bool(resource.get("start") or (isinstance(period, dict) and period.get("start")))


def status_word(word: str) -> str:
    """The state of a score as a reader of exports knows it; anything but completed keeps its word and stays off every trend."""
    return {"completed": "final", "": "", _WRONG_STATUS: _WRONG, "cancelled": "cancelled before it began"}.get(word, word)


def observation_time(node: Node) -> str:
    """The moment of an observation, or the start of its period."""
    return period_of(node.first("effectiveTime")).get("start", "")
