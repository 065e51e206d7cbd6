"""What stands behind a sentence: every record that it speaks of, each on the practice's own day, whatever clock wrote it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from briefing_app.system.resources import resources
from tests.fhir import Resource, appointment, patient, response
from tests.words import (
    TODAY,
    brief_of,
    card,
    episode,
    line_of,
    on_paper,
    page,
    sessions,
    shown_of,
    texts,
    today,
    total,
    why,
    written,
)  # fmt: skip

LATE = "2026-11-18T03:30:00Z"  # 22:30 of 17 Nov in New York
SELF = {"reference": "Patient/uma"}


def order(when: str) -> Resource:
    return {
        "resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order", "authoredOn": when, "subject": SELF,
        "medicationCodeableConcept": {"text": "Sertraline 50 mg"},
    }  # fmt: skip


FLAG: Resource = {
    "resourceType": "Flag", "id": "f", "status": "active", "subject": SELF, "code": {"text": "Lives alone"}, "period": {"start": LATE},
}  # fmt: skip
DIAGNOSIS: Resource = {
    "resourceType": "Condition", "id": "c", "recordedDate": LATE, "subject": SELF, "code": {"text": "Insomnia"},
    "clinicalStatus": {"coding": [{"code": "active"}]},
}  # fmt: skip


def test_what_was_recorded_late_in_the_evening_stands_on_that_evening(tmp_path: Path, new_store: Path) -> None:
    brief = brief_of(
        tmp_path, new_store, patient("uma"), *sessions("uma", "2026-11-10"), today("uma"), order(LATE), FLAG, DIAGNOSIS,
        {"resourceType": "Communication", "id": "x", "status": "completed", "sent": LATE, "subject": SELF, "sender": SELF,
         "payload": [{"contentString": "Good night"}]},
    )  # fmt: skip
    assert texts(brief.of("since", "news", "medication", "message")) == [
        "17 Nov 22:30: Good night", "Sertraline 50 mg, 17 Nov", "Diagnosis recorded: Insomnia, 17 Nov", "Flag: Lives alone, 17 Nov",
        "Sertraline 50 mg (17 Nov)",
    ]  # fmt: skip
    assert [line.why.inputs for line in brief.of("since", "news", "message")] == [
        "sent 17 Nov 2026", "17 Nov 2026", "17 Nov 2026", "17 Nov 2026",
    ]  # fmt: skip


def test_an_episode_that_opened_late_in_the_evening_begins_on_that_day(tmp_path: Path, new_store: Path) -> None:
    brief = brief_of(
        tmp_path,
        new_store,
        patient("uma"),
        episode("uma", "2026-10-07T03:00:00Z"),
        *sessions("uma", "2026-10-06"),
        today("uma"),
    )
    assert brief.identity.details == "36, born 1 May 1990 · session 2 since 6 Oct · 10:00–10:50"


def test_a_no_after_a_yes_rests_on_both_forms(tmp_path: Path, new_store: Path) -> None:
    forms = [
        response(name, [1] * 8 + [item], f"{day}T15:00:00Z", client="uma")
        for name, item, day in (("first", 1, "2026-10-06"), ("yes", 2, "2026-10-20"), ("no", 0, "2026-11-03"))
    ]
    brief = brief_of(tmp_path, new_store, patient("uma"), *sessions("uma", "2026-10-06", "2026-11-03"), today("uma"), *forms)
    assert texts(brief.safety) == ["PHQ-9 item 9 was 2 on 20 Oct, 0 since (newest 3 Nov)."]
    assert why(brief.safety[0])[2] == ["QuestionnaireResponse/yes", "QuestionnaireResponse/first", "QuestionnaireResponse/no"]


def test_two_forms_of_a_day_that_differ_both_stand_behind_the_line(tmp_path: Path, new_store: Path) -> None:
    forms = [
        response(f"at-{hour}", [1] * 8 + [item], f"2026-11-17T{hour}:00:00Z", client="uma") for hour, item in ((13, 1), (20, 0))
    ]
    brief = brief_of(tmp_path, new_store, patient("uma"), *sessions("uma", "2026-11-10"), today("uma"), *forms)
    assert "another form of that day says 0" in brief.safety[0].text
    assert why(brief.safety[0])[2] == ["QuestionnaireResponse/at-13", "QuestionnaireResponse/at-20"]


def test_a_range_that_was_left_rests_on_the_start_too(tmp_path: Path, new_store: Path) -> None:
    scores = [
        total("44261-6", f"p{value}", "uma", value, day)
        for value, day in ((18, "2026-10-06"), (8, "2026-11-03"), (7, "2026-11-17"))
    ]
    brief = brief_of(tmp_path, new_store, patient("uma"), *sessions("uma", "2026-10-06", "2026-11-17"), today("uma"), *scores)
    (crossed,) = [line for line in card(brief, "PHQ-9").changes if "left the clinical range" in line.text]
    assert crossed.text in page(brief, "PHQ-9")
    assert why(crossed)[1:3] == (
        "18 on 6 Oct 2026; 8 on 3 Nov 2026; 7 on 17 Nov 2026", ["Observation/p18", "Observation/p8", "Observation/p7"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("newest", "as_of"),
    [
        (sessions("uma", "2026-11-19"), "2026-11-19T15:00:00+00:00"),
        (sessions("uma", "2026-11-20", status="noshow"), "2026-11-20T15:00:00+00:00"),
        (
            sessions("uma", "2026-11-20", status="cancelled"),
            "2026-11-10T15:00:00+00:00",
        ),  # it may have been cancelled long before
        (sessions("uma", "2026-11-20", status="booked"), "2026-11-10T15:00:00+00:00"),
        ([response("r", [0] * 9, "2026-11-18T15:00:00Z", client="uma")], "2026-11-18T15:00:00+00:00"),
    ],
    ids=["held", "missed", "cancelled", "booked", "form"],
)
def test_data_are_as_old_as_the_newest_thing_that_had_happened(
    tmp_path: Path, new_store: Path, newest: list[Resource], as_of: str
) -> None:
    shown = shown_of(tmp_path, new_store, patient("uma"), *sessions("uma", "2026-11-10"), today("uma"), *newest)
    assert shown.document["as_of"] == as_of


def test_a_session_that_does_not_take_place_is_no_first_session_and_nothing_is_due_at_it(
    tmp_path: Path, new_store: Path
) -> None:
    gone = appointment("gone", f"{TODAY}T15:00:00Z", clients=("uma",), status="cancelled")
    form = response("r", [1] * 8 + [0], "2026-10-20T15:00:00Z", client="uma")
    brief = brief_of(tmp_path, new_store, patient("uma"), gone, form)
    assert texts(brief.of("since")) == ["No session held yet; measures are on file."]
    assert (line_of(brief, "due").heading, line_of(brief, "due").text) == (
        "Due",
        "PHQ-9: 35 days old, due every 14, 21 days over",
    )


def test_on_paper_a_similar_name_of_the_day_stands_beside_the_name(tmp_path: Path, new_store: Path, qapp: QApplication) -> None:
    brief = brief_of(tmp_path, new_store, patient("uma"), today("uma"))
    alike = replace(brief, identity=replace(brief.identity, similar="similar name today"))
    assert on_paper(alike)[1] == "Uma Invented  (similar name today)"


def test_both_schemas_say_the_same_of_a_brief() -> None:
    day, client = (
        json.loads((resources() / "schemas" / f"{name}.schema.json").read_text("utf-8"))["$defs"] for name in ("day", "client")
    )
    assert day == client
    for name in ("nora", "rosa", "kofi", "tess"):
        brief = written(f"{name}.json")["brief"]
        assert set(brief) == set(client["brief"]["required"])
        assert all(set(line) <= set(client["line"]["properties"]) for line in brief["lines"])
        assert all(set(line["why"]) == set(client["why"]["properties"]) for line in brief["lines"])
