"""Kofi: much happened since the last session, one score rose, and one has no date.

PHQ-9 9 and 8 on 3 and 10 Nov, 16 on 20 Nov: 7 above the start (and above the 9 that two scores in a row kept), and 7 count; but it
is one score: it is asked to be repeated, and waits for nobody. As two given scores 9 and 16 differ by 7, 6 needed. Only one of the last two lies in the clinical range.
His clinician is Dr. Roe; Dr. Poe saw him on 18 Nov. Of the current diagnoses those of chapter F stand first, each by its day; what is social stands apart.
"""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from briefing_app.viewmodels.brief import Brief
from tests.fhir import Resource, appointment, patient
from tests.words import TODAY, Shown, episode, in_order, page, shown_of, spoken, total, why, written

SELF = {"reference": "Patient/kofi"}
ROE, POE = ({"reference": f"Practitioner/{name}", "display": f"Dr. {name.title()}"} for name in ("roe", "poe"))
REASONS = "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"
PHQ9 = "44261-6"


def met(day: str, who: Resource, status: str = "fulfilled", **more: object) -> Resource:
    made = appointment(f"{status}-{day}", f"{day}T15:00:00Z", clients=("kofi",), status=status) | more
    made["participant"].append({"actor": who})
    return made


def cancelled(day: str, code: str) -> Resource:
    return met(
        day, ROE, "cancelled", **({"cancelationReason": {"coding": [{"system": REASONS, "code": code}]}} if code else {})
    )


def condition(id: str, words: str, icd: str, day: str) -> Resource:
    return {
        "resourceType": "Condition", "id": id, "clinicalStatus": {"coding": [{"code": "active"}]}, "recordedDate": day, "subject": SELF,
        "code": {"text": words, "coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": icd}]},
    }  # fmt: skip


def sent(id: str, day: str) -> Resource:
    return {
        "resourceType": "Communication", "id": id, "status": "completed", "sent": f"{day}T15:00:00Z", "subject": SELF, "sender": ROE,
        "recipient": [SELF], "payload": [{"contentString": "See you on Tuesday."}],
    }  # fmt: skip


NOTE: Resource = {
    "resourceType": "DocumentReference", "id": "note", "status": "current", "date": "2026-11-17T16:00:00Z", "subject": SELF,
    "description": "Session note",
    "content": [{"attachment": {"contentType": "text/plain", "data": base64.b64encode(b"Seen today.\nPlan:\nsleep diary, call Ben\n").decode()}}],
}  # fmt: skip
FLAG: Resource = {
    "resourceType": "Flag", "id": "latex", "status": "active", "subject": SELF, "code": {"text": "Latex allergy"}, "period": {"start": "2026-11-20"},
}  # fmt: skip


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory, new_store: Path) -> Shown:
    return shown_of(
        tmp_path_factory.mktemp("kofi"), new_store, patient("kofi", birthDate="1996-02-29"), episode("kofi", "2026-11-03"),
        *(met(day, ROE) for day in ("2026-11-03", "2026-11-10", "2026-11-17")), met("2026-11-18", POE), met(f"{TODAY}", ROE, "booked"),
        cancelled("2026-11-19", "pat-cpp"), cancelled("2026-11-20", "prov-pers"), cancelled("2026-11-21", ""),
        total(PHQ9, "p1", "kofi", 9, "2026-11-03", "T13:00:00Z"), total(PHQ9, "p2", "kofi", 8, "2026-11-10", "T13:00:00Z"),
        total(PHQ9, "p3", "kofi", 16, "2026-11-20"), total(PHQ9, "p0", "kofi", 14, "2025", ""),
        condition("dep", "Depression", "F33.1", "2026-11-03"), condition("anx", "Anxiety", "F41.1", "2026-10-01"),
        condition("rel", "Relationship problem", "Z63.0", "2026-01-01"), condition("ins", "Insomnia", "G47.0", "2026-11-19"),
        sent("s1", "2026-11-18"), sent("s2", "2026-11-22"), NOTE, FLAG,
    )  # fmt: skip


@pytest.fixture
def brief(shown: Shown) -> Brief:
    return shown.brief


def test_the_whole_of_it_with_every_why_as_json(shown: Shown) -> None:
    assert shown.document == written("kofi.json")


def test_the_brief_on_paper(shown: Shown, qapp: QApplication) -> None:
    assert shown.on_paper() == written("kofi.txt")


def test_the_whole_brief_in_its_one_order(brief: Brief) -> None:
    since = "Since 17 Nov"
    assert brief.identity.details == "30, born 29 Feb 1996 · session 5 since 3 Nov · 10:00–10:50"
    assert in_order(brief) == [
        ("Diagnoses", "Anxiety; Depression; Insomnia. Social: Relationship problem"),
        (since, "Cancelled by the client, 19 Nov"),
        (since, "Cancelled by the practice, 20 Nov"),
        (since, "Cancelled 21 Nov, by whom not recorded"),
        (since, "Session with Dr. Poe, 18 Nov"),
        (since, "Flag: Latex allergy, 20 Nov"),
        (since, "Diagnosis recorded: Insomnia, 19 Nov"),
        (since, "2 messages sent to the client, the newest 22 Nov"),
        ("Agreed 17 Nov", "sleep diary, call Ben"),
        ("Scores", brief.cards[0].spoken),
        ("", "New scores: PHQ-9"),
        ("Due at this session", "PHQ-9 today: 16 on 20 Nov is 7 worse than 9 before; one score"),
        (
            "Attendance",
            "Kept 4 of 5 sessions: 1 cancelled by the client; 1 cancelled by the practice; 1 cancelled, by whom not recorded",
        ),
        ("Not on the chart", "1 score has no usable date: see the table."),
    ]
    assert {line.tone for line in brief.lines} == {"plain"}


def test_the_card_and_the_change_page(brief: Brief) -> None:
    assert spoken(brief) == [
        "PHQ-9 16 (moderately severe), 4 days ago (20 Nov); before 8 on 10 Nov; 7 worse than at the start (9 on 3 Nov);"
        " reliably worse (6 needed between two scores)"
    ]
    assert page(brief, "PHQ-9") == [
        "16 is 7 worse than at the start (9 on 3 Nov): reliably worse (6 needed between two scores).",
        "16 is 8 worse than the score before (8 on 10 Nov): reliably worse (6 needed between two scores).",
        "16 is in the clinical range (10 or more).",
    ]


def test_why_each_line_stands_there(brief: Brief) -> None:
    found = {line.text: why(line) for line in brief.lines}
    assert found["Cancelled by the practice, 20 Nov"][2] == ["Appointment/cancelled-2026-11-20"]
    assert found["Session with Dr. Poe, 18 Nov"] == (
        "held by another clinician after your last session", "", ["Appointment/fulfilled-2026-11-18"], (),
    )  # fmt: skip
    assert found["2 messages sent to the client, the newest 22 Nov"][2] == ["Communication/s1", "Communication/s2"]
    assert found["sleep diary, call Ben"][:3] == (
        "the words under the plan heading of the newest note", "17 Nov 2026", ["DocumentReference/note"],
    )  # fmt: skip
    assert found["Flag: Latex allergy, 20 Nov"][:2] == ("dated after the last session", "20 Nov 2026")
    assert found["1 score has no usable date: see the table."][2] == ["Observation/p0"]
    rule, inputs, sources, published = found["PHQ-9 today: 16 on 20 Nov is 7 worse than 9 before; one score"]
    assert rule.startswith("Measure to be repeated: one score worse by the measure's own threshold")
    assert inputs == "PHQ-9 against 9 (9 on 3 Nov 2026): 16 on 20 Nov 2026: 16 − 9 = 7 ≥ 7"
    assert sources == ["Observation/p1", "Observation/p3"]
    assert published == ("Loewe 2004 (abstract: 5 points are two standard errors, retest after 7 days); fast: product rule",)
