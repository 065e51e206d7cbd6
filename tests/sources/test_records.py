"""Names in use, medication as it is taken, diagnoses with their certainty, and envelopes of other programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from briefing_app.sources.fhir.medications import WITHOUT_A_NAME, dose_words
from briefing_app.sources.fhir.names import name_parts
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.fhir import Resource, document, ndjson, patient, score
from tests.importing import shown, take

TODAY = "2026-11-30"
ORDER = {"resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order", "authoredOn": "2026-10-05"}
SERTRALINE = {"text": "Sertraline 50 mg"}


@pytest.mark.parametrize(
    ("names", "given"),
    [
        ([{"given": ["Was"], "use": "official", "period": {"end": "2022-06-30"}}, {"given": ["Is"], "use": "official"}], "Is"),
        ([{"given": ["Was"], "use": "usual", "period": {"end": "2022"}}, {"given": ["Is"], "use": "nickname"}], "Is"),
        ([{"given": ["Will"], "use": "usual", "period": {"start": "2027-03"}}, {"given": ["Is"]}], "Is"),
        ([{"given": ["Is"], "period": {"start": "2026-11-30"}}, {"given": ["Was"], "period": {"end": "2026-11-29"}}], "Is"),
        ([{"given": ["Was"], "use": " Old "}, {"given": ["Is"], "use": "temp"}], "Is"),
        ([{"given": ["Was"], "use": "official", "period": {"end": "2019"}}], "Was"),
        ([{"given": ["Is"], "use": "official", "period": {"end": "2026-11"}}, {"given": ["Other"], "use": "old"}], "Is"),
        ([{"given": ["Is"], "period": "since ever"}], "Is"),
    ],
)
def test_the_name_is_the_one_in_use_today(names: list[Any], given: str) -> None:
    assert name_parts(names, TODAY) == ("", given)


def facts(store: PracticeStore, kind: str) -> list[tuple[str, str, str]]:
    reader = PracticeReader(store)
    found = [
        (fact.title, fact.detail, fact.status)
        for history in reader.histories([1]).values()
        for fact in history.facts
        if fact.kind == kind
    ]
    reader.close()
    return found


def order(**more: Any) -> Resource:
    return {**ORDER, "subject": {"reference": "Patient/ann"}, **more}


@pytest.mark.parametrize("behind", [False, True])
@pytest.mark.parametrize(
    "reference",
    [
        {"medicationReference": {"reference": "Medication/med"}},
        {"medicationReference": {"reference": "https://ehr.example/fhir/Medication/med/_history/2"}},
        {"medication": {"reference": {"reference": "Medication/med"}}},
        {"medicationReference": "Medication/med"},
        {
            "medicationReference": {"reference": "#x"},
            "contained": [{"resourceType": "Medication", "id": "x", "code": SERTRALINE}],
        },
        {"medicationReference": {"reference": "Medication/other", "display": "Sertraline 50 mg"}},
        {"medicationCodeableConcept": SERTRALINE},
    ],
)
def test_a_medication_is_named_wherever_its_name_stands(
    tmp_path: Path, store: PracticeStore, reference: Resource, *, behind: bool
) -> None:
    named = {"resourceType": "Medication", "id": "med", "code": SERTRALINE}
    made = [order(**reference), named] if behind else [named, order(**reference)]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *made))
    assert facts(store, "medication") == [("Sertraline 50 mg", "", "active")]


def test_an_order_without_a_name_is_still_an_order(tmp_path: Path, store: PracticeStore) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), order(medicationReference={"reference": "Medication/gone"})))
    assert facts(store, "medication") == [(WITHOUT_A_NAME, "", "active")]


@pytest.mark.parametrize(
    ("more", "title", "status"),
    [
        ({"doNotPerform": True}, "Sertraline 50 mg (not to be given)", "not to be given"),
        ({"intent": "plan"}, "Sertraline 50 mg (plan only)", "plan"),
        ({"intent": "proposal"}, "Sertraline 50 mg (proposal only)", "proposal"),
        ({"status": "on-hold"}, "Sertraline 50 mg (on hold)", "on-hold"),
        ({"status": "stopped", "intent": "plan"}, "Sertraline 50 mg", "stopped"),
        ({"status": "active", "taken": "n"}, "Sertraline 50 mg", "not-taken"),
        ({"status": "draft"}, "Sertraline 50 mg", "draft"),
    ],
)
def test_what_is_no_order_to_take_something_says_so(
    tmp_path: Path, store: PracticeStore, more: Resource, title: str, status: str
) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), order(medicationCodeableConcept=SERTRALINE, **more)))
    assert facts(store, "medication") == [(title, "", status)]


TWO = {"doseAndRate": [{"doseQuantity": {"value": 50, "unit": "mg"}}]}


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([{**TWO, "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}}], "50 mg once a day"),
        ([{**TWO, "timing": {"repeat": {"frequency": 3, "period": 1, "periodUnit": "d"}}}], "50 mg 3 times a day"),
        ([{**TWO, "timing": {"repeat": {"frequency": 1, "period": 8, "periodUnit": "h"}}}], "50 mg every 8 hours"),
        ([{**TWO, "timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "wk"}}}], "50 mg twice a week"),
        ([{**TWO, "asNeededBoolean": True, "timing": {"code": {"text": "twice daily"}}}], "50 mg twice daily as needed"),
        ([{**TWO, "asNeededCodeableConcept": {"text": "anxiety"}}], "50 mg as needed for anxiety"),
        (
            [{"sequence": 2, "text": "then 50 mg"}, {"sequence": 1, "text": "25 mg for 4 days"}],
            "2 steps: 25 mg for 4 days, then 50 mg",
        ),
        ([{"doseQuantity": {"value": "10", "unit": "mg"}}], "10 mg"),
        ([{"doseAndRate": [{"doseRange": {"low": {"value": 1}, "high": {"value": 2, "unit": "tablets"}}}]}], "1 to 2 tablets"),
        ([{"text": "one at night"}], "one at night"),
        ([{"timing": []}, None, "x"], ""),
    ],
)
def test_a_dose_is_its_own_words_or_put_together(steps: list[Any], words: str) -> None:
    assert dose_words({"dosageInstruction": steps}) == words


@pytest.mark.parametrize(
    ("more", "title", "status"),
    [
        ({"verificationStatus": {"coding": [{"code": "provisional"}]}}, "Panic disorder (provisional)", "active"),
        ({"verificationStatus": {"coding": [{"code": "differential"}]}}, "Panic disorder (differential)", "active"),
        ({"verificationStatus": {"coding": [{"code": "confirmed"}]}}, "Panic disorder", "active"),
        ({"abatementString": "last year"}, "Panic disorder", "resolved"),
        ({"clinicalStatus": {"coding": [{"code": "remission"}]}}, "Panic disorder (in remission)", "remission"),
    ],
)
def test_a_diagnosis_says_how_sure_it_is_and_whether_it_is_over(
    tmp_path: Path, store: PracticeStore, more: Resource, title: str, status: str
) -> None:
    made = {
        "resourceType": "Condition",
        "id": "c",
        "subject": {"reference": "Patient/ann"},
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"text": "Panic disorder"},
        **more,
    }
    take(store, ndjson(tmp_path / "x.ndjson", patient(), made))
    assert [(one[0], one[2]) for one in facts(store, "condition")] == [(title, status)]


@pytest.mark.parametrize(
    "envelope",
    [
        lambda *found: {"providers": [{"name": "One", "fhir": {"Patient": [found[0]], "Observation": [found[1]]}}]},
        lambda *found: {"Patient": [found[0]], "Observation": [found[1]]},
        lambda *found: {"data": {"result": {"resources": list(found)}}},
        lambda *found: {"entry": [{"resource": one} for one in found]},
        lambda *found: {"rows": [{"id": 1, "resource_json": json.dumps(one)} for one in found]},
        lambda *found: {"resource": {"resourceType": "Parameters", "parameter": [{"resource": one} for one in found]}},
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_envelopes_of_other_programs_are_opened(
    tmp_path: Path, store: PracticeStore, envelope: Any, indent: int | None
) -> None:
    take(store, document(tmp_path / "x.json", envelope(patient(), score("s", 12)), indent=indent))
    assert shown(store) == [("ann", "PHQ-9", 12)]


def test_an_envelope_of_nothing_is_refused_and_one_without_end_is_bounded(tmp_path: Path, store: PracticeStore) -> None:
    deep: Any = patient()
    for _ in range(30):
        deep = {"a": [deep]}
    report = take(store, document(tmp_path / "x.json", {"providers": [{"name": "One"}]}), document(tmp_path / "y.json", deep))
    assert [issue.reason for issue in report.issues] == ["a JSON object without resourceType"] * 2
