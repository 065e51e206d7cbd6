"""Patient, Practitioner and PractitionerRole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing_app.domain.periods import read_moment
from briefing_app.domain.records import LINKS, ClientRecord, PractitionerRecord
from briefing_app.domain.texts import clean
from briefing_app.sources.fhir.context import Context, last_part
from briefing_app.sources.fhir.fields import Json, as_dict, as_id, as_list, as_text, concept_text, dicts

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
        pronouns=_pronouns(resource),
        active=resource.get("active") is not False,
        identifiers=identifiers,
        aliases=aliases,
        source=source,
        links=_links(resource, context),
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


def name_parts(names: object, today: str = "") -> tuple[str, str]:
    """Family and given name in use on ``today`` (an ISO day): the usual or official one before others.

    A name that has ended, has not begun, or is marked old or maiden stands only where there is no other at all.
    """
    rank = {"usual": 0, "official": 1, "": 2, "nickname": 3, "anonymous": 4, "temp": 5, "maiden": 6, "old": 7}
    found = sorted(
        dicts(names),
        key=lambda name: (not in_use(name.get("period"), today), rank.get(as_text(name.get("use")).strip().lower(), 2)),
    )
    for name in found:
        family = clean(" ".join(part for part in as_list(name.get("family")) if isinstance(part, str)))
        given = clean(" ".join(part for part in as_list(name.get("given")) if isinstance(part, str)))
        if family or given:
            return family, given
        if as_text(name.get("text")).strip():
            return clean(name["text"]), ""
    return (clean(names), "") if isinstance(names, str) else ("", "")


def in_use(period: object, today: str) -> bool:
    """Whether a Period holds a day, as far as it says; a month or a year is over when its last day is."""
    begins, ends = as_text(as_dict(period).get("start"))[:10], as_text(as_dict(period).get("end"))[:10]
    return not today or ((not begins or today[: len(begins)] >= begins) and (not ends or today[: len(ends)] <= ends))


def _pronouns(resource: Json) -> str:
    for extension in dicts(resource.get("extension")):
        if "pronouns" in as_text(extension.get("url")).lower():
            value = extension.get("valueCodeableConcept")
            if value is None:
                value = next((as_dict(part).get("valueCodeableConcept") for part in as_list(extension.get("extension"))), None)
            return concept_text(value) or clean(as_text(extension.get("valueString")))
    return ""


def practitioner(resource: Json, context: Context) -> Iterator[PractitionerRecord]:
    source = context.source(resource, "Practitioner")
    family, given = name_parts(resource.get("name"), context.today)
    if words := words_of_name(f"{given} {family}"):
        context.colleagues[words] = source.resource_id
    yield PractitionerRecord(source.resource_id, f"{given} {family}".strip(), "", source)


def words_of_name(name: str) -> frozenset[str]:
    """A name whatever the order of its parts, without titles."""
    return frozenset(re.findall(r"[^\W\d_]+", name.casefold())) - _TITLES


def practitioner_role(resource: Json, context: Context) -> Iterator[PractitionerRecord]:
    source = context.source(resource, "PractitionerRole")
    person = context.resolve(resource.get("practitioner"), "Practitioner")
    name = clean(as_text(as_dict(resource.get("practitioner")).get("display")))
    yield PractitionerRecord(source.resource_id, name, person.id, source)
