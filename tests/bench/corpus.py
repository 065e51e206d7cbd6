"""Invented FHIR of a chosen size, in the proportions that public synthetic exports have: most of it is not for us."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

LOINC = "http://loinc.org"
PHQ9_ITEMS = ("44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8")
ANSWERS = ("LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9")
# Lines per client and their kind; measured on public synthetic exports: half the bytes are claims, a quarter of the lines is kept.
PER_CLIENT = {"ExplanationOfBenefit": 60, "Claim": 60, "Vital": 110, "Procedure": 40, "DiagnosticReport": 20, "Encounter": 45, "Condition": 14,
              "MedicationRequest": 12, "Score": 10, "Response": 8, "Appointment": 16}  # fmt: skip


def resources(client: int, chance: Random) -> Iterator[tuple[str, dict[str, object]]]:
    """Everything of one invented client: file type and resource."""
    subject = {"reference": f"Patient/bench-{client}"}
    yield "Patient", {"resourceType": "Patient", "id": f"bench-{client}", "name": [{"family": f"Bench{client % 997}", "given": [f"Given{client % 331}"]}],
                      "birthDate": f"19{50 + client % 50}-0{1 + client % 9}-1{client % 9}", "identifier": [{"system": "urn:bench", "value": f"b{client}"}]}  # fmt: skip
    for kind, count in PER_CLIENT.items():
        for number in range(count):
            day = f"20{20 + number % 5}-{1 + number % 12:02}-{1 + (client + number) % 28:02}"
            at = f"{day}T{8 + number % 9:02}:{chance.randrange(60):02}:00-05:00"
            base: dict[str, object] = {"id": f"{kind.lower()}-{client}-{number}", "subject": subject}
            if kind == "Vital":
                yield "Observation", {"resourceType": "Observation", **base, "status": "final", "category": [{"coding": [{"code": "vital-signs"}]}],
                                      "code": {"coding": [{"system": LOINC, "code": f"{8300 + number % 60}-{number % 9}", "display": "Invented vital sign"}], "text": "Invented"},
                                      "encounter": {"reference": f"Encounter/encounter-{client}-{number % 45}"}, "effectiveDateTime": at, "issued": at,
                                      "valueQuantity": {"value": chance.randrange(200), "unit": "u", "system": "http://unitsofmeasure.org", "code": "u"}}  # fmt: skip
            elif kind == "Score":
                yield "Observation", {"resourceType": "Observation", **base, "status": "final", "code": {"coding": [{"system": LOINC, "code": "70274-6"}]},
                                      "effectiveDateTime": at, "valueQuantity": {"value": chance.randrange(22), "unit": "{score}"}}  # fmt: skip
            elif kind == "Response":
                items = [
                    {
                        "linkId": f"/{code}",
                        "text": "Invented wording",
                        "answer": [{"valueCoding": {"system": LOINC, "code": chance.choice(ANSWERS)}}],
                    }
                    for code in PHQ9_ITEMS
                ]
                yield (
                    "QuestionnaireResponse",
                    {"resourceType": "QuestionnaireResponse", **base, "status": "completed", "authored": at, "item": items},
                )
            elif kind == "Encounter":
                yield kind, {"resourceType": kind, **base, "status": "finished", "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}, "type": [{"text": "Encounter for check up"}],
                             "participant": [{"individual": {"reference": f"Practitioner/p{client % 7}", "display": "Dr. Invented"}}], "period": {"start": at, "end": at.replace(":00-05", ":50-05")}}  # fmt: skip
            elif kind == "Appointment":
                yield kind, {"resourceType": kind, "id": base["id"], "status": "fulfilled", "start": at, "minutesDuration": 50,
                             "participant": [{"actor": subject, "status": "accepted"}]}  # fmt: skip
            elif kind == "Condition":
                yield (
                    kind,
                    {
                        "resourceType": kind,
                        **base,
                        "clinicalStatus": {"coding": [{"code": "active"}]},
                        "code": {"text": f"Invented condition {number}"},
                        "onsetDateTime": at,
                    },
                )
            elif kind == "MedicationRequest":
                yield (
                    kind,
                    {
                        "resourceType": kind,
                        **base,
                        "status": "active",
                        "intent": "order",
                        "authoredOn": at,
                        "medicationCodeableConcept": {"text": f"Invented drug {number}"},
                    },
                )
            else:
                yield kind, _unwanted(kind, base, subject, at)


def _unwanted(kind: str, base: dict[str, object], subject: object, at: str) -> dict[str, object]:
    """A valid resource of a type that a brief has no use for."""
    concept = {"coding": [{"system": "urn:bench", "code": "c"}]}
    made: dict[str, object] = {
        "resourceType": kind,
        **base,
        "status": {"Procedure": "completed", "DiagnosticReport": "final"}.get(kind, "active"),
    }
    if kind in ("Procedure", "DiagnosticReport"):
        return {**made, "code": {**concept, "text": "Invented " * 20}}
    provider = {"reference": "Organization/bench"}
    claim = {"type": concept, "use": "claim", "patient": subject, "created": at, "provider": provider,
             "insurance": [{"sequence": 1, "focal": True, "coverage": {"display": "Invented"}}]}  # fmt: skip
    del made["subject"]
    if kind == "Claim":
        return {**made, **claim, "priority": concept, "item": [_item(number, "net") for number in range(8)]}
    claim["insurance"] = [{"focal": True, "coverage": {"display": "Invented"}}]
    return {
        **made,
        **claim,
        "insurer": provider,
        "outcome": "complete",
        "item": [_item(number, "adjudication") for number in range(9)],
    }


def _item(number: int, *parts: str) -> dict[str, object]:
    """A line of a claim: many small objects, as real ones have."""
    money = {"value": 12.5 + number, "currency": "USD"}
    concept = {
        "coding": [
            {"system": "http://snomed.info/sct", "code": f"{430193006 + number}", "display": "Invented service (procedure)"}
        ],
        "text": "Invented service",
    }
    category = {"coding": [{"system": "urn:bench:adjudication", "code": "a", "display": "Invented amount"}]}
    made: dict[str, object] = {
        "sequence": number + 1,
        "productOrService": concept,
        "servicedPeriod": {"start": "2024-01-01T08:00:00-05:00", "end": "2024-01-01T08:15:00-05:00"},
    }
    if "net" in parts:
        made["net"] = money
    if "adjudication" in parts:
        made |= {"net": money, "adjudication": [{"category": category, "amount": money} for _ in range(3)]}
    return made


def write_ndjson(folder: Path, megabytes: int) -> int:
    """Write NDJSON files, one a type, of at least that size in all; returns the number of clients."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, object] = {}
    chance, written, client = Random(7), 0, 0
    while written < megabytes * 1_000_000:
        for kind, resource in resources(client, chance):
            if kind not in files:
                files[kind] = (folder / f"1.{kind}.ndjson").open("w", encoding="utf-8")
            line = json.dumps(resource, separators=(",", ":"))
            written += len(line) + 1
            files[kind].write(line + "\n")  # type: ignore[attr-defined]
        client += 1
    for file in files.values():
        file.close()  # type: ignore[attr-defined]
    return client


def write_bundle(path: Path, megabytes: int) -> None:
    """One Bundle of at least that size."""
    chance, written, client = Random(7), 0, 0
    with path.open("w", encoding="utf-8") as file:
        file.write('{"resourceType":"Bundle","type":"collection","entry":[')
        separator = ""
        while written < megabytes * 1_000_000:
            for _, resource in resources(client, chance):
                entry = json.dumps({"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}, separators=(",", ":"))
                file.write(separator + entry)
                separator = ","
                written += len(entry)
            client += 1
        file.write("]}")


def write_document(path: Path, megabytes: int) -> None:
    """A clinical document as records systems make them: for each form and visit a hundred and fifty laboratory results and their rows in the text."""
    from tests import ccda

    parts: dict[str, list[str]] = {
        code: [] for code in (ccda.MENTAL_STATUS, ccda.PROBLEMS, ccda.MEDICATIONS, ccda.ENCOUNTERS, "30954-2")
    }
    rows: list[str] = []
    size = number = 0
    value = '<value xsi:type="PQ" value="95" unit="mg/dL"/>'
    while size < megabytes * 1_000_000:
        number += 1
        day = f"20{10 + number % 16:02}{1 + number % 12:02}{1 + number % 28:02}"
        parts[ccda.MENTAL_STATUS].append(ccda.phq9(f"q{number}", 9, [1] * 9, day))
        parts[ccda.PROBLEMS].append(ccda.problem(f"p{number}", f"Problem {number}", "F33.1"))
        parts[ccda.MEDICATIONS].append(ccda.drug(f"m{number}", f"drug {number}"))
        parts[ccda.ENCOUNTERS].append(ccda.visit(f"e{number}", f"{day}0900-0500", f"{day}0950-0500"))
        parts["30954-2"] += [ccda.observation(f"o{number}-{one}", "2345-7", value, time=day) for one in range(150)]
        rows.append("<tr><td>11/23/2026</td><td>Glucose</td><td>95 mg/dL</td></tr>\n" * 150)
        size = sum(map(len, rows)) + sum(len(one) for found in parts.values() for one in found)
    made = [
        ccda.section(code, *found, text=f"<table>{''.join(rows)}</table>" if code == "30954-2" else "")
        for code, found in parts.items()
    ]
    path.write_text(ccda.document(*made), "utf-8")
