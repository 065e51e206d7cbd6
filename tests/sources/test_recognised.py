"""By what a measure is recognised, and by what it is not: codes and their systems, how many items, which code of several."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from briefing_app.domain.client import Score
from briefing_app.storage.practice import PracticeStore
from tests.fhir import LOINC, PHQ9, Resource, ndjson, patient, response, score
from tests.importing import scores, shown, take

SNOMED = "http://snomed.info/sct"


def of_codes(id: str, *codes: tuple[str, str], value: Any = 2) -> Resource:
    made = score(id, value)
    made["code"] = {"coding": [{"system": system, "code": code} for system, code in codes]}
    return made


def one_score(tmp_path: Path, store: PracticeStore, *resources: Resource) -> Score | None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *resources))
    found = list(scores(store).values())
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize("turned", [False, True])
def test_a_record_with_the_codes_of_the_total_the_panel_and_an_item_is_the_total(
    tmp_path: Path, store: PracticeStore, *, turned: bool
) -> None:
    codes = [(LOINC, PHQ9[8]), (LOINC, "44249-1"), (LOINC, "44261-6")]
    found = one_score(tmp_path, store, of_codes("x", *(codes[::-1] if turned else codes)))
    assert found is not None
    assert (found.score, found.items) == (2, "")


def test_a_record_with_the_codes_of_the_panel_and_an_item_is_the_panel(tmp_path: Path, store: PracticeStore) -> None:
    found = one_score(tmp_path, store, of_codes("x", (LOINC, PHQ9[8]), (LOINC, "44249-1")))
    assert found is not None
    assert (found.score, found.items) == (2, "")


@pytest.mark.parametrize(
    ("system", "code", "known"),
    [
        (LOINC, "44261-6", True), ("", "44261-6", True), (SNOMED, "720433000", True), ("urn:local", "44261-6", False),
        (SNOMED, "44261-6", False), (LOINC, "720433000", False), ("urn:local", "720433000", False),
    ],
)  # fmt: skip
def test_a_number_is_a_code_only_in_its_own_system(
    tmp_path: Path, store: PracticeStore, system: str, code: str, known: bool
) -> None:
    assert (one_score(tmp_path, store, of_codes("x", (system, code), value=12)) is not None) is known


@pytest.mark.parametrize(("count", "items"), [(2, None), (3, "1,1,1,,,,,,"), (9, "1,1,1,1,1,1,1,1,1")])
def test_three_known_items_make_a_form_and_two_do_not(
    tmp_path: Path, store: PracticeStore, count: int, items: str | None
) -> None:
    """Items 3 to 5 belong to no shorter form."""
    found = one_score(tmp_path, store, response("r", [1] * count) if count != 2 else late_items())
    assert (found.items if found else None) == items


def late_items() -> Resource:
    made = response("r", [1] * 5)
    return {**made, "item": made["item"][3:]}


def test_the_code_of_the_total_alone_is_enough_for_a_form(tmp_path: Path, store: PracticeStore) -> None:
    found = one_score(tmp_path, store, response("r", [], total=14))
    assert found is not None
    assert (found.measure, found.score, found.items) == ("PHQ-9", 14, "")


def test_of_answers_to_one_question_that_contradict_each_other_none_counts_and_it_is_said(
    tmp_path: Path, store: PracticeStore
) -> None:
    made = response("r", [1] * 9)
    made["item"][0]["answer"] = [{"valueInteger": 3}, {"valueInteger": 2}]
    found = one_score(tmp_path, store, made)
    assert found is not None
    assert found.items == ",1,1,1,1,1,1,1,1"
    assert "item 1 could not be read: 3 | 2" in found.flags


def test_a_response_is_dated_by_when_it_was_authored_and_by_nothing_else(tmp_path: Path, store: PracticeStore) -> None:
    dated = response("r", [1] * 9, "2024-03-01T09:00:00Z")
    undated = response("u", [1] * 9, None, meta={"lastUpdated": "2024-04-01T09:00:00Z"})
    take(store, ndjson(tmp_path / "x.ndjson", patient(), dated, undated))
    found = scores(store)
    assert (found["r"].day, found["r"].precision) == ("2024-03-01", "instant")
    assert (found["u"].day, found["u"].precision, found["u"].at) == ("", "none", 0.0)


@pytest.mark.parametrize(
    ("dates", "day"),
    [
        ({"effectivePeriod": {"start": "2024-03-02T09:00:00Z", "end": "2024-03-03T09:00:00Z"}}, "2024-03-02"),
        ({"effectiveInstant": "2024-03-04T09:00:00Z", "issued": "2024-03-09T09:00:00Z"}, "2024-03-04"),
        ({"issued": "2024-03-05T09:00:00Z"}, "2024-03-05"),
        ({"effectiveDateTime": "", "issued": "2024-03-06T09:00:00Z"}, "2024-03-06"),
        ({"meta": {"lastUpdated": "2024-03-07T09:00:00Z"}}, ""),
    ],
)
def test_an_observation_is_dated_by_what_it_says_of_the_answer_and_never_by_when_it_was_stored(
    tmp_path: Path, store: PracticeStore, dates: dict[str, Any], day: str
) -> None:
    found = one_score(tmp_path, store, score("s", 7, None, **dates))
    assert found is not None
    assert found.day == day


def test_the_total_of_a_severity_code_is_none_and_a_panel_without_a_number_is_no_score(
    tmp_path: Path, store: PracticeStore
) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), score("p", {}, code="44249-1")))
    assert shown(store) == []
