"""From an export to the safety line: every shape of an answer, and forms that give no score."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from briefing_app.domain.goal import goal_id
from briefing_app.services.brief import brief_facts
from briefing_app.services.safety import answered
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.safety import make_safety
from tests.courses import TODAY, history_of
from tests.courses import score as made
from tests.fhir import LOINC, PHQ9, ndjson, patient, response, score
from tests.importing import CATALOGUE, take

ITEM9 = PHQ9[-1]
COLUMBIA = ("93246-7", "93247-5", "93248-3", "93249-1", "93250-9", "93267-3", "93269-9")
SEVERAL_DAYS = {"system": LOINC, "code": "LA6569-3"}


def said(tmp_path: Path, store: PracticeStore, *resources: dict[str, Any]) -> list[str]:
    """The safety lines of a client a day after the first of March."""
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *resources))
    reader = PracticeReader(store)
    row = reader.row_of("ann")
    assert row is not None
    history = reader.histories([row])[row]
    reader.close()
    lines = make_safety(brief_facts(history, CATALOGUE, date(2024, 3, 2), ZoneInfo("UTC")))
    return [line.text.removesuffix(" A safety plan is not in your files.") for line in lines]


def form(*items: tuple[str, Any]) -> dict[str, Any]:
    """A response with these questions: an answer, or None for one that was left out."""
    made = [{"linkId": f"/{code}", **({"answer": [answer]} if answer is not None else {})} for code, answer in items]
    return response("r", (), item=made)


IS_ONE = "PHQ-9 item 9 (thoughts of self-harm) is 1 (“several days”) on 1 Mar."


@pytest.mark.parametrize(
    "answer",
    [
        {"valueInteger": 1},
        {"valueDecimal": 1.0},
        {"valueCoding": SEVERAL_DAYS},
        {"valueCoding": {"display": "Several days"}},
        {"value": {"Coding": SEVERAL_DAYS}},
    ],
)
@pytest.mark.parametrize("others", [0, 1, 2, 8])
def test_one_answered_item_is_enough_in_every_shape(
    tmp_path: Path, store: PracticeStore, answer: dict[str, Any], others: int
) -> None:
    rest = [(code, {"valueInteger": 1}) for code in PHQ9[:others]]
    assert said(tmp_path, store, form(*rest, (ITEM9, answer))) == [IS_ONE]


@pytest.mark.parametrize(
    "value",
    [
        {"valueInteger": 1},
        {"valueQuantity": {"value": 1}},
        {"valueCodeableConcept": {"coding": [SEVERAL_DAYS]}},
        {"valueCodeableConcept": {"text": "Several days"}},
    ],
)
def test_an_item_as_an_observation_of_its_own_counts(tmp_path: Path, store: PracticeStore, value: dict[str, Any]) -> None:
    assert said(tmp_path, store, score("o", value, code=ITEM9)) == [IS_ONE]


def test_an_item_within_its_panel_counts(tmp_path: Path, store: PracticeStore) -> None:
    component = {"code": {"coding": [{"system": LOINC, "code": ITEM9}]}, "valueInteger": 1}
    assert said(tmp_path, store, score("p", {}, code="44249-1", component=[component])) == [IS_ONE]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ((False, False, None, None, None, False, None), []),
        (
            (True, False, None, None, None, False, None),
            ["C-SSRS-SCREEN, 1 Mar: yes to a wish to be dead (past month, counted from 1 Mar 2024)."],
        ),
        (
            (False, False, None, None, None, True, True),
            [
                "C-SSRS-SCREEN, 1 Mar: yes to suicidal behaviour (past 3 months, counted from 1 Mar 2024), among the high-risk answers of"
                " its triage card."
            ],
        ),
    ],
)
def test_a_screen_answered_with_true_and_false_has_its_line(
    tmp_path: Path, store: PracticeStore, answers: tuple[bool | None, ...], words: list[str]
) -> None:
    items = [(code, None if value is None else {"valueBoolean": value}) for code, value in zip(COLUMBIA, answers, strict=True)]
    assert said(tmp_path, store, form(*items)) == words


def test_a_total_and_its_item_that_do_not_agree_are_told_and_not_resolved(tmp_path: Path, store: PracticeStore) -> None:
    found = said(
        tmp_path, store, response("r", [1] * 8 + [0], total=8), score("o", 2, code=ITEM9, derivedFrom=[{"reference": "QuestionnaireResponse/r"}])
    )  # fmt: skip
    assert found == ["PHQ-9 item 9 cannot be read (“0 and 2”), 1 Mar: see the form."]


def test_a_number_that_the_form_does_not_have_is_no_zero(tmp_path: Path, store: PracticeStore) -> None:
    rest = [(code, {"valueInteger": 1}) for code in PHQ9[:-1]]
    assert said(tmp_path, store, form(*rest, (ITEM9, {"valueInteger": 4}))) == [
        "PHQ-9 item 9 cannot be read (“4”), 1 Mar: see the form."
    ]


def test_an_item_that_was_left_out_is_said(tmp_path: Path, store: PracticeStore) -> None:
    rest = [(code, {"valueInteger": 1}) for code in PHQ9[:-1]]
    assert said(tmp_path, store, form(*rest, (ITEM9, None))) == ["PHQ-9 item 9 was not answered on 1 Mar."]


def test_two_responses_with_one_total_and_other_answers_are_two_forms(tmp_path: Path, store: PracticeStore) -> None:
    first = response("r1", [2, 1, 1, 1, 1, 1, 1, 1, 0], total=9)
    second = response("r2", [0, 1, 1, 1, 1, 1, 1, 1, 2], total=9)
    assert said(tmp_path, store, first, second) == [
        "PHQ-9 item 9 (thoughts of self-harm) is 2 (“more than half the days”) on 1 Mar; another form of that day says 0."
    ]


@pytest.mark.parametrize("status", ["in-progress", "amended"])
def test_a_form_that_is_not_final_has_its_line(tmp_path: Path, store: PracticeStore, status: str) -> None:
    assert said(tmp_path, store, response("r", [1] * 9, status=status)) == [IS_ONE]


def test_a_form_entered_in_error_has_none(tmp_path: Path, store: PracticeStore) -> None:
    assert said(tmp_path, store, response("r", [1] * 9, status="entered-in-error")) == []


def test_a_form_without_a_date_has_its_line(tmp_path: Path, store: PracticeStore) -> None:
    assert said(tmp_path, store, response("r", [1] * 9, None)) == [
        "PHQ-9 item 9 (thoughts of self-harm) is 1 (“several days”) on a form without a date."
    ]


@pytest.mark.parametrize(("count", "told"), [(2, False), (3, True)])
def test_three_unreadable_answers_of_one_import_are_a_doubt_about_the_export(
    tmp_path: Path, store: PracticeStore, count: int, *, told: bool
) -> None:
    clients = [f"c{number}" for number in range(count)]
    rest = [(code, {"valueInteger": 1}) for code in PHQ9[:-1]]
    forms = [form(*rest, (ITEM9, {"valueInteger": 4})) | {"id": f"r-{client}", "subject": {"reference": f"Patient/{client}"}} for client in clients]  # fmt: skip
    path = ndjson(tmp_path / "x.ndjson", *map(patient, clients), *forms)
    first, again = take(store, path), take(store, path)
    reasons = [issue.reason for issue in first.issues if "safety" in issue.reason]
    words = "3 answers to safety items could not be read (PHQ-9 item 9: 3); look at how this export writes its answers"
    assert reasons == ([words] if told else [])
    assert not again.issues


@pytest.mark.parametrize(
    ("precision", "known"),
    [("instant", True), ("day", True), ("local", True), ("issued", True), ("month", False), ("year", False), ("", False)],
)
def test_a_form_has_its_day_where_its_date_names_one(precision: str, known: bool) -> None:
    form = made(CATALOGUE("PHQ-9"), TODAY, items=[1] * 9)._replace(precision=precision)
    (one,) = answered(history_of(form), CATALOGUE, UTC)
    assert [sheet.day for sheet in one.sheets] == [TODAY if known else None]


def test_a_form_stands_on_the_day_of_the_practices_own_clock() -> None:
    late = datetime(TODAY.year, TODAY.month, TODAY.day, 23, tzinfo=UTC)
    form = made(CATALOGUE("PHQ-9"), TODAY, items=[1] * 9)._replace(precision="instant", at=late.timestamp())
    east = timezone(timedelta(hours=2))
    days = [answered(history_of(form), CATALOGUE, zone)[0].sheets[0].day for zone in (UTC, east)]
    assert days == [TODAY, TODAY + timedelta(days=1)]


def test_only_instruments_with_a_safety_item_and_no_own_item_of_a_client_are_asked() -> None:
    phq9 = made(CATALOGUE("PHQ-9"), TODAY, items=[1] * 9)
    gad7, own = made(CATALOGUE("GAD-7"), TODAY, items=[1] * 7), phq9._replace(measure=goal_id(7))
    assert [one.measure.id for one in answered(history_of(gad7, own, phq9), CATALOGUE, UTC)] == ["PHQ-9"]
