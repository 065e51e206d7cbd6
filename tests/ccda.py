"""Invented clinical documents for tests, in the shapes that real ones use."""

from __future__ import annotations

from tests.fhir import PHQ9

V3 = "urn:hl7-org:v3"
LOINC, SNOMED, ICD = "2.16.840.1.113883.6.1", "2.16.840.1.113883.6.96", "2.16.840.1.113883.6.90"
ROOT = "2.999.1"
MENTAL_STATUS, PROBLEMS, MEDICATIONS, ENCOUNTERS, PLANS = "10190-7", "11450-4", "10160-0", "46240-8", "18776-5"
ANN = (
    '<recordTarget><patientRole><id root="2.999.1" extension="ann"/><telecom value="tel:+1(555)555-0100" use="HP"/><patient>'
    "<name><given>Annabel</given><given qualifier='CL'>Ann</given><family>Invented</family></name>"
    '<administrativeGenderCode code="F"/><birthTime value="19900501"/></patient></patientRole></recordTarget>'
)


def document(*sections: str, client: str = ANN, version: int = 1, time: str = "20261128101500-0500", more: str = "") -> str:
    """A whole document; ``more`` stands in its header."""
    body = "".join(f"<component>{section}</component>" for section in sections)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<ClinicalDocument xmlns="{V3}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f'<realmCode code="US"/><id root="2.999.9" extension="d{version}"/><effectiveTime value="{time}"/>'
        f'<setId root="2.999.8" extension="s"/><versionNumber value="{version}"/>\n{more}{client}'
        f"<component><structuredBody>{body}</structuredBody></component></ClinicalDocument>"
    )


def section(code: str, *entries: str, text: str = "see entries", title: str = "A section") -> str:
    found = "".join(f"\n<entry>{entry}</entry>" for entry in entries)
    return f'<section><code code="{code}" codeSystem="{LOINC}"/><title>{title}</title><text>{text}</text>{found}</section>'


def observation(
    id: str, code: str, value: str, *, time: str = "20261123", status: str = "completed", inside: str = "", more: str = ""
) -> str:
    when = f'<effectiveTime value="{time}"/>' if time else ""
    return (
        f'<observation classCode="OBS" moodCode="EVN" {more}><id root="{ROOT}" extension="{id}"/>'
        f'<code code="{code}" codeSystem="{LOINC}"/><statusCode code="{status}"/>{when}{value}{inside}</observation>'
    )


def whole(number: int | str) -> str:
    return f'<value xsi:type="INT" value="{number}"/>'


def phq9(id: str, total: int, answers: list[int], time: str = "20261123") -> str:
    """A panel with its total and its answers inside, which carry no time of their own."""
    parts = [observation(f"{id}-t", "44261-6", whole(total), time="")]
    parts += [observation(f"{id}-{code}", code, whole(value), time="") for code, value in zip(PHQ9, answers, strict=True)]
    inside = "".join(f'<entryRelationship typeCode="COMP">{part}</entryRelationship>' for part in parts)
    return observation(id, "44249-1", "", time=time, inside=inside)


def problem(
    id: str, name: str, icd: str, *, concern: str = "active", low: str = "20240311", high: str = "", more: str = ""
) -> str:
    ends = f'<high value="{high}"/>' if high else ""
    return (
        f'<act classCode="ACT" moodCode="EVN"><statusCode code="{concern}"/><entryRelationship typeCode="SUBJ"><observation {more}>'
        f'<id root="{ROOT}" extension="{id}"/><statusCode code="completed"/><effectiveTime><low value="{low}"/>{ends}</effectiveTime>'
        f'<value xsi:type="CD" code="1" codeSystem="{SNOMED}" displayName="{name}"><translation code="{icd}" codeSystem="{ICD}"/></value>'
        "</observation></entryRelationship></act>"
    )


def drug(id: str, name: str, *, status: str = "active", more: str = "", mood: str = "EVN") -> str:
    return (
        f'<substanceAdministration moodCode="{mood}" {more}><id root="{ROOT}" extension="{id}"/><statusCode code="{status}"/>'
        '<effectiveTime xsi:type="IVL_TS"><low value="20240401"/></effectiveTime>'
        '<effectiveTime xsi:type="PIVL_TS" operator="A"><period value="12" unit="h"/></effectiveTime><doseQuantity value="50" unit="mg"/>'
        f'<consumable><manufacturedProduct><manufacturedMaterial><code code="9" codeSystem="2.16.840.1.113883.6.88" displayName="{name}"/>'
        "</manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration>"
    )


def visit(id: str, low: str, high: str, *, mood: str = "EVN", status: str = "completed") -> str:
    return (
        f'<encounter classCode="ENC" moodCode="{mood}"><id root="{ROOT}" extension="{id}"/>'
        f'<code code="90834" codeSystem="2.16.840.1.113883.6.12" displayName="Psychotherapy"/><statusCode code="{status}"/>'
        f'<effectiveTime><low value="{low}"/><high value="{high}"/></effectiveTime></encounter>'
    )
