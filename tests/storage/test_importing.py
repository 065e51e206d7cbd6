"""What an import writes beside records: how often a code was seen, how new the data is, and what dates a score that has no date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.fhir import Resource, appointment, ndjson, patient, score
from tests.importing import confirm_mapping, scores, take

ENCOUNTER = {
    "resourceType": "Encounter", "id": "e", "status": "finished", "subject": {"reference": "Patient/ann"}, "period": {"start": "2024-03-05T14:00:00-05:00"},
}  # fmt: skip


def own(id: str, value: int = 13) -> Resource:
    """A score under a code of the clinic's own."""
    return {**score(id, value), "code": {"coding": [{"system": "urn:own", "code": "phq", "display": "PHQ-9 total score"}]}}


COLLECTED = datetime.now(UTC)  # by which the resources below are dated, however much later they are imported


def in_hours(hours: float) -> str:
    return (COLLECTED + timedelta(hours=hours)).isoformat(timespec="seconds")


def test_how_often_a_code_was_seen_is_the_most_of_one_import(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *map(own, "abc")))
    assert reader.unmapped_codes() == [("urn:own", "phq", "PHQ-9 total score", 3)]
    take(store, ndjson(tmp_path / "y.ndjson", own("d")))
    assert reader.unmapped_codes() == [("urn:own", "phq", "PHQ-9 total score", 3)]


def test_saying_what_a_code_means_is_no_import(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), own("a")))
    before = reader.last_import()
    assert confirm_mapping(store, "urn:own", "phq", "PHQ-9") == 1
    assert scores(store)["a"].score == 13
    assert reader.last_import() == before


@pytest.mark.parametrize(
    ("resource", "newest"),
    [
        (score("s", 13, in_hours(-48)), -48),
        (score("s", 13, in_hours(12)), 12),
        (score("s", 13, in_hours(30)), -72),
        (appointment("a", in_hours(-48), status="noshow"), -48),
        (appointment("a", in_hours(-48), status="fulfilled"), -48),
        (appointment("a", in_hours(-48), status="booked"), -72),
        (appointment("a", in_hours(-48), status="cancelled"), -72),
        (patient("ben", meta={"lastUpdated": in_hours(-48)}), -48),
    ],
    ids=["score", "a day ahead", "further ahead", "missed", "held", "booked", "cancelled", "person"],
)
def test_data_is_as_new_as_its_newest_score_session_or_person(
    tmp_path: Path, store: PracticeStore, resource: Resource, newest: float
) -> None:
    """Beside a score of three days ago."""
    report = take(store, ndjson(tmp_path / "x.ndjson", patient(), score("old", 9, in_hours(-72)), resource))
    assert report.as_of_source == "the newest record in it"
    assert report.as_of is not None
    assert abs(report.as_of - (COLLECTED + timedelta(hours=newest)).timestamp()) < 600


@pytest.mark.parametrize(
    ("value", "flags"),
    [(13, "dated by its encounter"), ({"valueString": "high"}, "total could not be read: high; dated by its encounter")],
)
def test_that_its_encounter_dates_a_score_is_said_beside_what_else_is(
    tmp_path: Path, store: PracticeStore, value: object, flags: str
) -> None:
    take(
        store,
        ndjson(tmp_path / "x.ndjson", patient(), ENCOUNTER, score("s", value, None, encounter={"reference": "Encounter/e"})),
    )
    found = scores(store)["s"]
    assert (set(found.flags.split("; ")), found.day) == (set(flags.split("; ")), "2024-03-05")


def test_an_encounter_of_somebody_else_or_without_a_time_dates_nothing(tmp_path: Path, store: PracticeStore) -> None:
    other = {**ENCOUNTER, "id": "b", "subject": {"reference": "Patient/ben"}}
    timeless = {**ENCOUNTER, "id": "t", "period": {}}
    made = [score(name, 13, None, encounter={"reference": f"Encounter/{name}"}) for name in ("b", "t", "gone")]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), patient("ben"), other, timeless, *made))
    assert {name: (one.day, one.flags) for name, one in scores(store).items()} == dict.fromkeys(
        ("b", "t", "gone"), ("", "no date")
    )
