"""An invented export in which every word is meant to do harm: markup, pictures, direction controls, marks, control characters, length."""

from __future__ import annotations

import base64
from datetime import date, timedelta
from pathlib import Path

from tests import ccda
from tests.fhir import Resource, appointment, ndjson, patient, response, score

NEAR = "file:///near.png"  # stands for the address of a red picture on this computer


def words(picture: str = NEAR) -> tuple[str, ...]:
    """What a record of an export may say instead of a name."""
    return (
        '<span style="color:#ff0000; background-color:#ff0000">Red</span> <h1>Huge</h1>',
        f'<img src="{picture}" width="300" height="300"><img src=\'{picture}\'>',
        f"<table bgcolor=red><tr><td background='{picture}'>cell</td></tr></table><br>",
        "Ann \u202egnort\u202c \u2067right\u2069 \u200f",
        "Z" + "\u0301\u0330\u0489" * 60 + "algo",
        "NUL\0 BEL\a ESC\x1b[31m\x9b31m CR\r TAB\t LF\nFF\f",
        "W" * 10_000,
        "ii " * 3_400,
        "=HYPERLINK(1)",
        "O'Brien & Søn <b>27</b> &lt;i&gt; %s %1 {0}",
        "",
    )


def records(day: date, picture: str = NEAR) -> list[Resource]:
    """For each of the words a client who bears them, a session on ``day`` and something of every kind that a brief shows."""
    made: list[Resource] = []
    for number, evil in enumerate(words(picture)):
        id = f"c{number}"
        hour, minute = 8 + number // 2, 30 * (number % 2)
        subject = {"subject": {"reference": f"Patient/{id}"}}
        before = (day - timedelta(days=20)).isoformat()
        made += [
            patient(id, name=[{"family": evil, "given": [evil]}], gender=evil),
            {"resourceType": "Practitioner", "id": f"p{number}", "name": [{"text": evil}]},
            appointment(f"a{number}", f"{day}T{hour:02d}:{minute:02d}:00", clients=(id,), minutes=25, serviceType=[{"text": evil}]),
            *(score(f"s{number}-{week}", 6 + week, f"{day - timedelta(weeks=week)}T09:00:00Z", client=id) for week in (2, 6, 9)),
            response(f"r{number}", [1] * 8 + [2], f"{day - timedelta(weeks=1)}T09:00:00Z", client=id),
            response(f"q{number}", [1] * 8 + [1], f"{day - timedelta(weeks=4)}T09:00:00Z", client=id),
            {"resourceType": "Condition", "id": f"d{number}", **subject, "code": {"text": evil}, "recordedDate": before,
             "category": [{"coding": [{"code": evil}]}], "clinicalStatus": {"coding": [{"code": "active"}]}},
            {"resourceType": "MedicationRequest", "id": f"m{number}", **subject, "status": "active", "authoredOn": before,
             "medicationCodeableConcept": {"text": evil}, "dosageInstruction": [{"text": evil}]},
            {"resourceType": "Goal", "id": f"g{number}", **subject, "lifecycleStatus": "active", "description": {"text": evil},
             "startDate": before, "note": [{"text": evil}]},
            {"resourceType": "CarePlan", "id": f"e{number}", **subject, "status": "active", "title": evil, "created": before,
             "description": evil},
            {"resourceType": "DocumentReference", "id": f"n{number}", **subject, "status": "current", "date": f"{before}T09:00:00Z",
             "description": evil, "content": [{"attachment": {"contentType": "text/plain",
                "data": base64.b64encode(f"Plan:\n{evil}".encode()).decode()}}]},
            {"resourceType": "Communication", "id": f"t{number}", **subject, "status": "completed", "sent": f"{before}T09:00:00Z",
             "payload": [{"contentString": evil}], "category": [{"text": evil}]},
            {"resourceType": "Task", "id": f"k{number}", "for": subject["subject"], "status": "requested", "description": evil,
             "authoredOn": before},
            {"resourceType": "Flag", "id": f"f{number}", **subject, "status": "active", "code": {"text": evil},
             "period": {"start": before}},
            {"resourceType": "EpisodeOfCare", "id": f"o{number}", "patient": subject["subject"], "status": "active",
             "type": [{"text": evil}], "period": {"start": before}},
            {"resourceType": "Encounter", "id": f"v{number}", **subject, "status": "finished", "class": {"code": evil},
             "type": [{"text": evil}], "period": {"start": f"{before}T09:00:00Z", "end": f"{before}T09:50:00Z"},
             "participant": [{"individual": {"reference": f"Practitioner/p{number}", "display": evil}}]},
            score(f"l{number}", 3, client=id) | {"code": {"coding": [{"system": evil, "code": evil or "x", "display": f"PHQ-9 score {evil}"}]}},
            score(f"w{number}", {f"value{evil}": evil}, evil, client=id),
            {"resourceType": evil or "Nothing", "id": evil},
        ]  # fmt: skip
    for evil in words(picture):
        made += [patient(evil, name=[]), appointment(f"i{evil}", f"{day}T17:00:00", clients=(evil,), status=evil or "booked")]
    return made


def write_hostile(folder: Path, day: date, picture: str = NEAR) -> Path:
    """The export in files whose names are no better: markup, a direction control, bytes that are no text."""
    found = records(day, picture)
    folder.mkdir(parents=True, exist_ok=True)
    ndjson(folder / "<img src=x> <b>bold\u202egnp.ndjson", *found[::2])
    ndjson(folder / "two\nlines \x1b[31m.ndjson", *found[1::2])
    with open(bytes(folder) + b"/no text \xff\xfe.ndjson", "wb") as file:
        file.write(b'{"resourceType": "Patient", "id": "bytes", "name": [{"family": "\xff\\ud800"}]}\n{"resourceType": 1}\n')
    return folder


def documents() -> dict[str, tuple[bytes, str]]:
    """Clinical documents that attack whoever reads them, by name, each with words of the one sentence that refuses it."""
    made = ccda.document()
    declared = made.replace("?>\n", "?>\n{}\n", 1)
    bomb = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, 12))
    word = made.replace("Invented", "&e11;")
    dtd = "declares a document type"
    return {
        "file.xml": (declared.format('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>').replace("Invented", "&e;").encode(), dtd),
        "bomb.xml": (word.replace("?>\n", f'?>\n<!DOCTYPE x [<!ENTITY e0 "ha">{bomb}]>\n', 1).encode(), dtd),
        "wide.xml": (word.replace("?>\n", '?>\n<!DOCTYPE x [<!ENTITY e11 "ha">]>\n', 1).replace("UTF-8", "UTF-16").encode("utf-16"), dtd),
        "far.xml": (declared.format('<!DOCTYPE x PUBLIC "-//x//EN" "http://x.invalid/x.dtd">').encode(), dtd),
        "deep.xml": (ccda.document("<list>" * 50_000 + "</list>" * 50_000).encode(), "more than 200 levels"),
        "many.xml": (ccda.document("<br/>" * 1_100_000).encode(), "more than 500,000 elements"),
        "unknown.xml": (made.replace("Invented", "&nobody;").encode(), "broken XML (undefined entity"),
        "twice.xml": (made.encode() + made.encode(), "broken XML (junk after document element"),
        "cut.xml": (made.encode()[:-30], "broken XML"),
        "zero.xml": (made.replace("Invented", "In\0vented").encode(), "broken XML"),
        "code.xml": (made.replace("UTF-8", "x-nothing").encode(), "character encoding that cannot be read"),
    }  # fmt: skip
