"""Who takes part in an Appointment: clients, those known by their words alone, groups with their members, and clinicians."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from briefing_app.domain.client import NOT_LINKED
from briefing_app.domain.periods import read_moment
from briefing_app.domain.records import Record
from briefing_app.domain.texts import clean
from briefing_app.sources.fhir.context import Context, Crowd
from briefing_app.sources.fhir.fields import Json, as_dict, as_text, codings, dicts, status_of
from briefing_app.sources.fhir.names import name_parts
from briefing_app.sources.fhir.people import words_of_name

PRACTITIONERS = frozenset({"Practitioner", "PractitionerRole"})
MOST_MEMBERS = 200  # of more the name alone is kept: nobody meets them in one hour
# Participation types of HL7 v3 that say of a participant without a type of its own who it is.
_CLIENT_TYPES = frozenset({"SBJ"})
_CLINICIAN_TYPES = frozenset({"ADM", "ATND", "CON", "DIS", "PPRF", "PRF", "REF", "SPRF"})
_PLACE = re.compile(r"\b(room|office|suite|clinic|building)\b", re.I)
Person = tuple[str, str]  # an id and the words beside it


@dataclass(slots=True)
class Parties:
    """Clients and clinicians, each as an id and a name in words; a client without an id is known by the words alone."""

    clients: list[Person] = field(default_factory=list)
    clinicians: list[Person] = field(default_factory=list)
    groups: list[Person] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)


def parties_of(resource: Json, context: Context, *, last_call: bool) -> Parties | None:
    """Who takes part; None where that may be known once the whole export is read. ``subject`` stands in where nobody else is the client."""
    found = Parties()
    for one in dicts(resource.get("participant")):
        _take(one, resource, context, found)
    if not found.clients and not found.groups:
        _take_subject(resource.get("subject"), context, found)
    unknown = [one for one, _ in found.groups if one not in context.groups]
    if not last_call and (unknown or (found.loose and not found.clients and not found.groups)):
        return None
    for group in found.groups:
        found.clients += members(group, as_text(resource.get("start")), context)
    _place_loose(found, context)
    if not found.clients and found.loose:
        found.clients = [("", ", ".join(dict.fromkeys(found.loose)))]
    elif not found.clients and found.related:
        found.clients = [("", ", ".join(dict.fromkeys(found.related)))]
    return found


def named_clients(found: list[Person], resource_id: str) -> list[Person]:
    """Each client once, those without an id under one of this meeting alone: two people of one name are never taken for one."""
    once: dict[str, str] = {}
    for number, (one, words) in enumerate(found):
        name = one or f"{NOT_LINKED}{resource_id}:{number}"
        once[name] = once.get(name) or words
    return list(once.items())


def who_leads(found: list[Person]) -> tuple[Person, tuple[Person, ...]]:
    """The clinician named first, and everybody else who takes part, each once, by the first name that is given."""
    once: dict[str, Person] = {}
    for one, name in found:
        if one or name:
            key = one or f"name:{name}"
            once[key] = (one, once.get(key, (one, ""))[1] or name)
    first, *others = once.values() or [("", "")]
    return first, tuple(others)


def members(group: Person, start: str, context: Context) -> list[Person]:
    """The members of a group on the day of a meeting; without any, the group itself by its name."""
    crowd = context.groups.get(group[0], Crowd())
    present = [
        (one, words) for one, words, ends in crowd.members if not ends or not start or ends[:10] >= start[: len(ends[:10])]
    ]
    return present or [(f"Group/{group[0]}", group[1] or crowd.name or "A group")]


def remember_group(resource: Json, context: Context) -> Iterator[Record]:
    """A Group tells who meets when an Appointment names it; it is kept for this import alone."""
    named = []
    for one in dicts(resource.get("member")):
        if one.get("inactive") is True or one.get("exclude") is True:
            continue
        entity = as_dict(one.get("entity"))
        found = context.resolve(entity)
        if found.type == "Patient" and found.id:
            ends = read_moment(as_dict(one.get("period")).get("end")).day
            named.append((found.id, clean(as_text(entity.get("display"))), ends))
    crowd = Crowd(clean(as_text(resource.get("name"))), tuple(named) if len(named) <= MOST_MEMBERS else ())
    context.groups[context.id_of(resource)] = crowd
    return iter(())


def _take(participant: Json, resource: Json, context: Context, found: Parties) -> None:
    actor = as_dict(participant.get("actor"))
    reference = as_text(actor.get("reference"))
    resolved, words = context.resolve(actor), clean(as_text(actor.get("display")))
    kind = resolved.type or clean(as_text(actor.get("type")))
    if reference.startswith("#"):
        kind, words = _contained(resource, reference[1:], words, context)
    types = {code.upper() for _, code, _ in codings(participant.get("type"))}
    if kind == "Patient" or (not kind and types & _CLIENT_TYPES):
        if resolved.id or words:
            found.clients.append((resolved.id, words))
    elif kind in PRACTITIONERS or (not kind and words and types & _CLINICIAN_TYPES):
        if status_of(participant) != "declined":
            found.clinicians.append((resolved.id, words))
    elif kind == "Group":
        found.groups.append((resolved.id, words))
    elif kind == "RelatedPerson":
        found.related += [words] if words else []
    elif not kind and resolved.id and reference.startswith("urn:"):
        found.clients.append((resolved.id, words))  # an appointment to be posted names its client only so
    elif not kind and words:
        found.loose.append(words)


def _contained(resource: Json, id: str, words: str, context: Context) -> tuple[str, str]:
    for one in dicts(resource.get("contained")):
        if one.get("id") == id:
            family, given = name_parts(one.get("name"), context.today)
            return as_text(one.get("resourceType")), words or f"{given} {family}".strip()
    return "Location", ""  # rooms and services are what appointments contain


def _take_subject(subject: object, context: Context, found: Parties) -> None:
    resolved, words = context.resolve(subject, "Patient"), clean(as_text(as_dict(subject).get("display")))
    if resolved.type == "Group":
        found.groups.append((resolved.id, words))
    elif resolved.type in ("Patient", "") and (resolved.id or words):
        found.clients.append((resolved.id, words))


def _place_loose(found: Parties, context: Context) -> None:
    """Words without a type: a clinician's who is known by that name, a place's, or somebody's."""
    known = {words_of_name(name): one for one, name in found.clinicians} | context.colleagues
    rest = []
    for words in found.loose:
        name = words_of_name(words)
        if name and name in known:
            found.clinicians.append((known[name], words))
        elif not _PLACE.search(words):
            rest.append(words)
    found.loose = rest
