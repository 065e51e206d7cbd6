"""Who a clinical document is about, which version of which document it is, and whether it may be passed on."""

from __future__ import annotations

from dataclasses import dataclass

from briefing_app.domain.texts import clean, clean_id
from briefing_app.sources.ccda.tree import Node
from briefing_app.sources.ccda.values import Words, concept_of, id_of, identifiers_of, names_of, time_of
from briefing_app.sources.fhir.fields import Json, as_text
from briefing_app.sources.kinds import NotRead

SOCIAL_SECURITY = "urn:oid:2.16.840.1.113883.4.1"
RESTRICTED = frozenset({"R", "V"})
_GENDERS = {"F": "female", "M": "male", "UN": "other"}
_SDTC = "{urn:hl7-org:sdtc}"
_USES = {"H": "home", "HP": "home", "HV": "home", "W": "work", "WP": "work", "DIR": "work", "MC": "mobile", "BAD": "old"}


@dataclass(frozen=True, slots=True)
class Header:
    """``subject`` names the client as a FHIR reference does, ``meta`` the version and age of the document, as of every record in it;

    ``set_id`` is what all its versions share, ``replaces`` the ids of documents that it says it replaces; "" and () where it does not say."""

    patient: Json
    subject: Json
    meta: Json
    id: str
    set_id: str
    replaces: tuple[str, ...]
    restricted: bool

    @property
    def is_later(self) -> bool:
        """Whether it is another version of a document that was there before, by its own words."""
        version = str(self.meta.get("versionId", ""))
        return bool(self.replaces) or (bool(self.set_id) and version.isdecimal() and int(version) > 1)


def header_of(root: Node, words: Words) -> Header:
    """Raises NotRead for a document of nobody, or of more than one person."""
    roles = [role for target in root.all("recordTarget") for role in target.all("patientRole")]
    if len(roles) > 1:
        raise NotRead("a document about more than one person; nothing of it was read, for nothing says whose its entries are")
    if not roles:
        raise NotRead("a clinical document that does not say about whom it is (no recordTarget); nothing of it was read")
    found = sorted(identifiers_of(roles[0]), key=lambda one: one["system"] == SOCIAL_SECURITY)
    meta = _meta_of(root)
    name, subject = _names(found, roles[0])
    parents = [
        parent for one in root.all("relatedDocument") if one.get("typeCode") == "RPLC" for parent in one.all("parentDocument")
    ]
    set_ids = root.all("setId")
    return Header(
        patient=_patient(roles[0], name, found, words) | {"meta": meta},
        subject=subject,
        meta=meta,
        id=id_of(root),
        set_id="^".join(part for one in set_ids[:1] for part in (one.get("root"), one.get("extension")) if part),
        replaces=tuple(name for parent in parents if (name := id_of(parent))),
        restricted=any(one.get("code") in RESTRICTED for one in root.all("confidentialityCode")),
    )


def _meta_of(root: Node) -> dict[str, str]:
    """Version and moment of the document; a day without a time counts as its beginning, which is enough to tell which is the later one."""
    version = root.first("versionNumber")
    at = time_of(root.first("effectiveTime"))
    meta = {"versionId": clean(version.get("value")) if version is not None else ""}
    meta["lastUpdated"] = f"{at}T00:00:00Z" if len(at) == 10 else at
    return {name: text for name, text in meta.items() if text}


def _names(identifiers: list[Json], role: Node) -> tuple[str, Json]:
    """How the client is called here, and a reference that resolves to it; without any id by name and birth date."""
    if identifiers:
        first = identifiers[0]
        name = f"{clean(as_text(first['system']))}|{clean_id(as_text(first['value']))}"
        return name, {"identifier": dict(first)}
    patient = role.first("patient")
    born = patient.first("birthTime") if patient is not None else None
    said = names_of(patient)
    words = [
        *(f"{one.get('given')} {one.get('family')}" for one in said[:1]),
        born.get("value")[:8] if born is not None else "",
    ]
    if not said or not words[-1]:
        raise NotRead("a document whose client has neither an id nor a name with a birth date; nothing of it was read")
    value = clean_id(" ".join(words))
    return f"no-id|{value}", {"identifier": {"system": "no-id", "value": value}}


def _patient(role: Node, name: str, identifiers: list[Json], words: Words) -> dict[str, object]:
    """The client as a FHIR Patient."""
    patient = role.first("patient")
    made: dict[str, object] = {
        "resourceType": "Patient",
        "id": name,
        "identifier": identifiers,
        "name": names_of(patient),
        "telecom": _telecoms(role),
    }
    if patient is None:
        return made
    gender = patient.first("administrativeGenderCode")
    if gender is not None and gender.get("code") in _GENDERS:
        made["gender"] = _GENDERS[gender.get("code")]
    born = time_of(patient.first("birthTime"))[:10]
    if born:
        made["birthDate"] = born
    died, is_dead = patient.first(f"{_SDTC}deceasedTime"), patient.first(f"{_SDTC}deceasedInd")
    if time_of(died):
        made["deceasedDateTime"] = time_of(died)
    elif is_dead is not None and is_dead.get("value") == "true":
        made["deceasedBoolean"] = True
    made["communication"] = [
        {"language": {"coding": [{"code": code.get("code")}]}, "preferred": _is_preferred(one)}
        for one in patient.all("languageCommunication")
        if (code := one.first("languageCode")) is not None and code.get("code")
    ]
    made["contact"] = [
        {
            "relationship": [concept_of(one.first("code"), words)] if one.first("code") is not None else [{"text": "guardian"}],
            "name": (names_of(one.first("guardianPerson")) or [{}])[0],
            "telecom": _telecoms(one),
        }
        for one in patient.all("guardian")
    ]
    return made


def _is_preferred(language: Node) -> bool:
    mark = language.first("preferenceInd")
    return mark is not None and mark.get("value") == "true"


def _telecoms(holder: Node) -> list[Json]:
    found: list[Json] = []
    for one in holder.all("telecom"):
        system, separator, value = one.get("value").partition(":")
        if one.get("nullFlavor") or not one.get("value"):
            continue
        if not separator:
            system, value = "tel", system
        kind = {"tel": "phone", "mailto": "email", "fax": "fax"}.get(system.lower(), "url")
        use = next((_USES[word] for word in one.get("use").split() if word in _USES), "")
        found.append({"system": kind, "value": value, "use": use})
    return found
