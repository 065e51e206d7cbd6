"""Whose records are whose when a person arrives after them, under several names, or with copies that lack something."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from briefing_app.domain.act import By
from briefing_app.domain.client import History
from briefing_app.services.entry import Filled, make_entry
from briefing_app.storage.entry import add_goal, add_score
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.fhir import Resource, appointment, bundle, document, ndjson, patient, score
from tests.importing import CATALOGUE, shown, take

NUMBER = {"system": "urn:ids", "value": "A-1"}
BY_NUMBER = {"identifier": NUMBER}
NOW = datetime(2024, 3, 2, 9, tzinfo=UTC)


def rows(store: PracticeStore) -> dict[str, int]:
    with store.engine.connect() as connection:
        return {
            name: int(row) for name, row in connection.exec_driver_sql("SELECT source_id, id FROM client WHERE source_id <> ''")
        }


def histories(store: PracticeStore) -> dict[str, History]:
    reader = PracticeReader(store)
    found = reader.histories(list(rows(store).values()))
    reader.close()
    return {one.client.id: one for one in found.values()}


def test_what_came_under_another_name_before_the_person_did_becomes_theirs_with_what_the_clinician_added(
    tmp_path: Path, store: PracticeStore
) -> None:
    take(
        store,
        ndjson(
            tmp_path / "a.ndjson", score("by id", 7), score("by number", 9, "2024-03-08T09:00:00Z", subject=BY_NUMBER),
            appointment("visit", "2024-03-08T10:00:00Z") | {"participant": [{"actor": {"type": "Patient", **BY_NUMBER}}]},
        ),
    )  # fmt: skip
    nameless = rows(store)["urn:ids|A-1"]
    add_score(store, make_entry(CATALOGUE("GAD-7"), nameless, date(2024, 3, 1), Filled(6), By("A. B.", NOW)))
    add_goal(store, nameless, "walk daily", "higher", 5.0, "A. B.")
    take(store, ndjson(tmp_path / "b.ndjson", patient(identifier=[NUMBER])))
    assert list(rows(store)) == ["ann"]
    (ann,) = histories(store).values()
    assert ann.client.known
    assert {measure: [one.score for one in scores] for measure, scores in ann.scores.items()} == {"PHQ-9": [7, 9], "GAD-7": [6]}
    assert [one.resource_id for one in ann.meetings] == ["visit"]
    assert [one.words for one in ann.goals] == ["walk daily"]
    reader = PracticeReader(store)
    assert [one.name for one in reader.find_clients("ann")] == ["Ann Invented"]
    reader.close()


def test_two_known_people_are_never_merged_though_a_bundle_calls_one_by_the_others_name(
    tmp_path: Path, store: PracticeStore
) -> None:
    take(store, ndjson(tmp_path / "a.ndjson", patient("ben"), score("of ben", 9, client="ben")))
    made = bundle(score("of ann", 7))
    made["entry"].append({"fullUrl": "https://host/Patient/ben", "resource": patient()})
    take(store, document(tmp_path / "b.json", made))
    assert sorted(shown(store)) == [("ann", "PHQ-9", 7), ("ben", "PHQ-9", 9)]
    assert set(rows(store)) == {"ann", "ben"}


def test_a_partial_copy_takes_nothing_away_that_an_earlier_one_said(tmp_path: Path, store: PracticeStore) -> None:
    whole = appointment(
        "a", "2024-03-13T10:00:00-04:00", serviceType=[{"text": "Video visit"}], slot=[{"reference": "Slot/s"}],
        meta={"lastUpdated": "2024-03-01T00:00:00Z"},
    )  # fmt: skip
    whole["participant"].append({"actor": {"reference": "Practitioner/roe", "display": "Dr. Roe"}})
    partial = {**appointment("a", None, status="arrived"), "meta": {"lastUpdated": "2024-03-13T15:00:00Z"}}
    take(store, ndjson(tmp_path / "a.ndjson", patient(), whole))
    take(store, ndjson(tmp_path / "b.ndjson", partial))
    (found,) = histories(store)["ann"].meetings
    assert (found.status, found.title, found.mode, found.practitioner) == ("arrived", "Video visit", "video", "Dr. Roe")
    assert found.at == datetime(2024, 3, 13, 14, tzinfo=UTC).timestamp()
    assert found.ends == found.at + 3000


def test_an_older_copy_of_a_person_changes_nothing_and_a_newer_one_keeps_what_it_does_not_say(
    tmp_path: Path, store: PracticeStore
) -> None:
    def version(day: str, **more: Any) -> Resource:
        return patient(meta={"lastUpdated": f"2024-03-{day}T00:00:00Z"}, **more)

    take(store, ndjson(tmp_path / "a.ndjson", version("10", gender="female", identifier=[NUMBER])))
    take(store, ndjson(tmp_path / "b.ndjson", version("05", birthDate="1980-01-01")))
    assert histories(store)["ann"].client.birth_date == "1990-05-01"
    newer = version("15", birthDate=None, name=[{"family": "Invented-Roe", "given": ["Ann"]}])
    take(store, ndjson(tmp_path / "c.ndjson", newer))
    client = histories(store)["ann"].client
    assert (client.family, client.given, client.birth_date, client.gender) == ("Invented-Roe", "Ann", "1990-05-01", "female")


def test_an_undated_score_takes_the_start_of_its_encounter_and_says_so(tmp_path: Path, store: PracticeStore) -> None:
    def visit(id: str, start: str) -> Resource:
        period = {"start": start}
        return {
            "resourceType": "Encounter",
            "id": id,
            "status": "finished",
            "subject": {"reference": "Patient/ann"},
            "period": period,
        }

    made = [
        score("timed", 7, None, encounter={"reference": "Encounter/e1"}), score("of a day", 9, None, encounter={"reference": "Encounter/e2"}),
        score("dated", 11, "2024-05-01T09:00:00Z", encounter={"reference": "Encounter/e1"}),
        score("of no visit", 13, None, encounter={"reference": "Encounter/e3"}),
    ]  # fmt: skip
    take(store, ndjson(tmp_path / "x.ndjson", patient(), visit("e1", "2024-03-13T10:00:00Z"), visit("e2", "2024-04-02"), *made))
    found = {one.origin.resource_id: one for one in histories(store)["ann"].scores["PHQ-9"]}
    assert (found["timed"].at, found["timed"].precision) == (datetime(2024, 3, 13, 10, tzinfo=UTC).timestamp(), "instant")
    assert (found["of a day"].day, found["of a day"].precision) == ("2024-04-02", "day")
    assert [("dated by its encounter" in found[id].flags) for id in ("timed", "of a day", "dated", "of no visit")] == [
        True,
        True,
        False,
        False,
    ]
    assert found["dated"].day == "2024-05-01"
    assert found["of no visit"].day == ""


def test_a_deletion_withdraws_a_record_everywhere_and_hides_a_person(tmp_path: Path, store: PracticeStore) -> None:
    take(
        store,
        ndjson(
            tmp_path / "a.ndjson",
            patient(),
            patient("ben"),
            score("s", 7),
            score("t", 9, "2024-03-08T09:00:00Z"),
            score("b", 5, client="ben"),
        ),
    )

    def deletion(kind: str, id: str) -> Resource:
        return {
            "resourceType": "Bundle",
            "type": "transaction",
            "entry": [{"request": {"method": "DELETE", "url": f"{kind}/{id}"}}],
        }

    path = tmp_path / "deleted.ndjson"
    take(store, ndjson(path, deletion("Observation", "t"), deletion("Patient", "ben")))
    assert [one for one in shown(store) if one[0] == "ann"] == [("ann", "PHQ-9", 7)]
    reader = PracticeReader(store)
    assert reader.find_clients("ben") == []
    assert reader.client_count() == 1
    reader.close()
