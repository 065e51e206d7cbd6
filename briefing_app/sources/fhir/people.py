"""Patient, Practitioner and PractitionerRole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing_app.domain.periods import read_moment
from briefing_app.domain.records import LINKS, ClientRecord, PractitionerRecord, Said
from briefing_app.domain.texts import clean
from briefing_app.sources.fhir.contacts import died, interpreter, language, of_patient
from briefing_app.sources.fhir.context import Context, last_part
from briefing_app.sources.fhir.fields import Json, as_dict, as_id, as_text, concept_text, dicts
from briefing_app.sources.fhir.names import also_called, in_use, name_parts

EARLIER = {"replace": "replaced-by"}  # what DSTU2 calls it
_TITLES = frozenset({"dr", "md", "phd", "psyd", "lcsw", "lmft", "lpc", "np", "rn", "do", "mr", "mrs", "ms", "prof"})


def patient(resource: Json, context: Context) -> Iterator[ClientRecord]:
    """One Patient; a birth date less precise than a day is kept as given."""
    source = context.source(resource, "Patient")
    family, given = name_parts(resource.get("name"), context.today)
    identifiers = tuple(
        dict.fromkeys(
            f"{clean(as_text(one.get('system')))}|{as_id(one.get('value'))}"
            for one in dicts(resource.get("identifier"))
            if as_id(one.get("value"))
        )
    )
    aliases = identifiers
    tail = clean(last_part(context.full_url)) if context.full_url else ""
    if tail and tail != source.resource_id:
        aliases = (*aliases, tail)
    birth = read_moment(resource.get("birthDate"))
    yield ClientRecord(
        id=source.resource_id,
        family=family,
        given=given,
        birth_date=birth.text if birth.precision in ("day", "month", "year") else "",
        gender=clean(as_text(resource.get("gender"))).lower(),
        pronouns=_pronouns(resource, context.today),
        active=resource.get("active") is not False,
        identifiers=identifiers,
        aliases=aliases,
        source=source,
        links=_links(resource, context),
        said=Said(died(resource), language(resource), interpreter(resource)),
        contacts=of_patient(resource, context),
        also=also_called(resource.get("name"), context.today),
    )


def _links(resource: Json, context: Context) -> tuple[tuple[str, str], ...]:
    """Other records that the source says are of the same person; a link to somebody close to them is none."""
    found = []
    for one in dicts(resource.get("link")):
        kind = as_text(one.get("type")).strip().lower()
        kind = EARLIER.get(kind, kind)
        other = context.resolve(one.get("other"), "Patient")
        if kind in LINKS and other.type in ("Patient", "") and other.id:
            found.append((kind, other.id))
    return tuple(dict.fromkeys(found))


def _pronouns(resource: Json, today: str) -> str:
    """Those in use today: of several the first."""
    for extension in dicts(resource.get("extension")):
        if "pronouns" in as_text(extension.get("url")).lower():
            value = extension.get("valueCodeableConcept")
            if value is None:
                parts = dicts(extension.get("extension"))
                if not all(in_use(part.get("valuePeriod"), today) for part in parts):
                    continue  # they were in use once
                value = next((part["valueCodeableConcept"] for part in parts if part.get("valueCodeableConcept")), None)
            return concept_text(value) or clean(as_text(extension.get("valueString")))
    return ""


def practitioner(resource: Json, context: Context) -> Iterator[PractitionerRecord]:
    source = context.source(resource, "Practitioner")
    family, given = name_parts(resource.get("name"), context.today)
    if words := words_of_name(f"{given} {family}"):
        context.colleagues[words] = source.resource_id
    name = f"{given} {family}".strip()
    if name:
        context.names[source.resource_id] = name
    yield PractitionerRecord(source.resource_id, name, "", source)


def words_of_name(name: str) -> frozenset[str]:
    """A name whatever the order of its parts, without titles."""
    return frozenset(re.findall(r"[^\W\d_]+", name.casefold())) - _TITLES


def practitioner_role(resource: Json, context: Context) -> Iterator[PractitionerRecord]:
    source = context.source(resource, "PractitionerRole")
    person = context.resolve(resource.get("practitioner"), "Practitioner")
    name = clean(as_text(as_dict(resource.get("practitioner")).get("display")))
    yield PractitionerRecord(source.resource_id, name, person.id, source)
