"""Whose record it is, which version counts, and what a deletion withdraws."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.fhir import appointment, bundle, document, ndjson, patient, score
from tests.importing import everything, scores, shown, take


@pytest.mark.parametrize(
    "reference",
    [
        "Patient/ann",
        "https://host.example/fhir/Patient/ann",
        "Patient/ann/_history/2",
        "urn:uuid:ann",
        "urn:uuid:Patient/ann",
        "urn:uuid:Patient:ann",
        "ann",
        "Patient?identifier=urn:ids|A-1",
    ],
)
def test_every_form_of_reference_finds_the_client(tmp_path: Path, store: PracticeStore, reference: str) -> None:
    person = patient(identifier=[{"system": "urn:ids", "value": "A-1"}])
    take(store, ndjson(tmp_path / "x.ndjson", score("s", 7, subject={"reference": reference}), person))
    assert shown(store) == [("ann", "PHQ-9", 7)]


def test_an_identifier_reference_finds_the_client(tmp_path: Path, store: PracticeStore) -> None:
    person = patient(identifier=[{"system": "urn:ids", "value": "A-1"}])
    made = score("s", 7, subject={"identifier": {"system": "urn:ids", "value": "A-1"}})
    take(store, ndjson(tmp_path / "x.ndjson", person, made))
    assert shown(store) == [("ann", "PHQ-9", 7)]


def test_a_full_url_finds_a_client_of_another_id(tmp_path: Path, store: PracticeStore) -> None:
    made = bundle(score("s", 7, subject={"reference": "urn:uuid:1111"}))
    made["entry"].append({"fullUrl": "urn:uuid:1111", "resource": patient()})
    take(store, document(tmp_path / "x.json", made))
    assert shown(store) == [("ann", "PHQ-9", 7)]


def test_records_of_nobody_known_are_kept_visible_and_attached_when_the_person_arrives(
    tmp_path: Path, store: PracticeStore
) -> None:
    report = take(store, ndjson(tmp_path / "a.ndjson", score("s", 7)))
    assert report.unassigned["evidence"] == 1
    assert shown(store) == [("ann", "PHQ-9", 7)]
    reader = PracticeReader(store)
    assert [one.name for one in reader.find_clients("unassigned")] == ["ann (not linked)", "Unassigned records"]
    later = take(store, ndjson(tmp_path / "b.ndjson", patient()))
    assert later.unassigned["evidence"] == 0
    assert [one.name for one in reader.find_clients("ann")] == ["Ann Invented"]
    assert [one.id for one in reader.find_clients("unassigned")] == [""]
    reader.close()


def test_one_id_for_two_people_is_two_records(tmp_path: Path, store: PracticeStore) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), patient("ben"), score("same", 7), score("same", 9, client="ben")))
    assert shown(store) == [("ann", "PHQ-9", 7), ("ben", "PHQ-9", 9)]


def test_one_id_and_version_with_two_dates_is_two_events_and_marked(tmp_path: Path, store: PracticeStore) -> None:
    take(
        store,
        ndjson(
            tmp_path / "x.ndjson",
            patient(),
            score("same", 20, "2024-01-05T09:00:00Z"),
            score("same", 17, "2024-02-05T09:00:00Z"),
        ),
    )
    assert [one[2] for one in shown(store)] == [20, 17]
    assert "same id and version" in scores(store)["same"].flags


def test_a_newer_version_replaces_and_an_older_one_does_not(tmp_path: Path, store: PracticeStore) -> None:
    new = score("s", 15, meta={"lastUpdated": "2024-03-09T00:00:00Z"}, status="corrected")
    old = score("s", 12, meta={"lastUpdated": "2024-03-02T00:00:00Z"})
    take(store, ndjson(tmp_path / "x.ndjson", patient(), new, old))
    assert shown(store) == [("ann", "PHQ-9", 15)]
    report = take(store, ndjson(tmp_path / "y.ndjson", old))
    assert (report.total("older"), report.changed) == (1, False)


def test_one_moment_under_two_ids_and_zones_is_one_score(tmp_path: Path, store: PracticeStore) -> None:
    take(
        store,
        ndjson(
            tmp_path / "x.ndjson",
            patient(),
            score("a", 12, "2024-04-05T09:00:00Z"),
            score("b", 12, "2024-04-05T05:00:00.000-04:00"),
        ),
    )
    assert shown(store) == [("ann", "PHQ-9", 12)]


@pytest.mark.parametrize("status", ["entered-in-error", "entered-in-error ", "Entered-In-Error", "cancelled"])
def test_a_later_version_in_error_withdraws_the_score(tmp_path: Path, store: PracticeStore, status: str) -> None:
    first, second = score("s", 12, meta={"versionId": "1"}), score("s", 12, meta={"versionId": "2"}, status=status)
    take(store, ndjson(tmp_path / "x.ndjson", patient(), first))
    assert shown(store) == [("ann", "PHQ-9", 12)]
    take(store, ndjson(tmp_path / "y.ndjson", second))
    assert shown(store) == []


@pytest.mark.parametrize(
    ("status", "said"),
    [("preliminary", "not final: preliminary"), ("unknown", "not final: unknown"), ("nonsense", "not final: nonsense")],
)
def test_an_unfinished_state_is_shown_as_such(tmp_path: Path, store: PracticeStore, status: str, said: str) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), score("s", 11, status=status)))
    assert (scores(store)["s"].score, scores(store)["s"].flags, scores(store)["s"].solid) == (11, said, False)


def test_a_deletion_wins_whatever_the_order_and_stays(tmp_path: Path, store: PracticeStore) -> None:
    gone = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [{"request": {"method": "DELETE", "url": f"Observation/{one}"}} for one in ("s", "never-seen")],
    }
    export = ndjson(tmp_path / "export" / "1.Observation.ndjson", patient(), score("s", 22), score("t", 9))
    ndjson(tmp_path / "export" / "deleted" / "1.Bundle.ndjson", gone)
    take(store, tmp_path / "export")
    assert shown(store) == [("ann", "PHQ-9", 9)]
    again = take(store, export)
    assert (shown(store), again.changed) == ([("ann", "PHQ-9", 9)], False)


def test_a_saved_patch_changes_the_status_and_wipes_nothing(tmp_path: Path, store: PracticeStore) -> None:
    whole = appointment("a", "2024-03-13T19:00:00-04:00", meta={"lastUpdated": "2024-03-01T00:00:00Z"})
    patch = {"resourceType": "Appointment", "id": "a", "status": "cancelled", "meta": {"lastUpdated": "2024-03-05T00:00:00Z"}}
    for number, order in enumerate([(whole, patch), (patch, whole)]):
        take(store, ndjson(tmp_path / f"{number}.ndjson", patient(), *order))
        with store.engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT status, at > 0 FROM meeting WHERE client_id > 0").fetchall()
        assert [tuple(row) for row in rows] == [("cancelled", 1)]


def test_copies_that_differ_without_version_settle_once(tmp_path: Path, store: PracticeStore) -> None:
    goal = {
        "resourceType": "Goal",
        "id": "g",
        "lifecycleStatus": "active",
        "subject": {"reference": "Patient/ann"},
        "description": {"text": "Walk daily"},
    }
    document(tmp_path / "export" / "Goal-g.json", goal)
    document(tmp_path / "export" / "Goal-g copy.json", {**goal, "description": {"text": "Walk weekly"}})
    ndjson(tmp_path / "export" / "Patient.ndjson", patient())
    take(store, tmp_path / "export")
    before = everything(store)
    assert take(store, tmp_path / "export").changed is False
    assert everything(store) == before
