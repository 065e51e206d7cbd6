"""Several versions of one record, its deletion and its return, in one export or in several: by time, and never by their place in a file."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from briefing_app.services.importing import ImportReport
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.fhir import Resource, bundle, document, ndjson, patient, response, score
from tests.importing import scores, shown, take

AT = "2024-03-{:02}T10:00:00Z"


def entry(resource: Resource, day: int = 0, version: str = "", **said: Any) -> Resource:
    """An entry of a history whose resource says itself which version it is."""
    meta = {**({"lastUpdated": AT.format(day)} if day else {}), **({"versionId": version} if version else {})}
    return {"resource": {**resource, **({"meta": meta} if meta else {})}, "request": {"method": "PUT", "url": "x"}, **said}


def gone(id: str, day: int = 0, version: str = "", kind: str = "Observation") -> Resource:
    said = {
        "status": "204",
        **({"lastModified": AT.format(day)} if day else {}),
        **({"etag": f'W/"{version}"'} if version else {}),
    }
    return {"request": {"method": "DELETE", "url": f"{kind}/{id}"}, "response": said}


def history(path: Path, *entries: Resource, people: bool = True) -> Path:
    whole = [{"resource": patient()}, *entries] if people else [*entries]
    return document(path, {"resourceType": "Bundle", "type": "history", "entry": whole}, indent=1)


def reasons(report: ImportReport) -> str:
    return "\n".join(one.reason for one in report.issues)


def hidden(store: PracticeStore) -> int:
    with store.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT hidden FROM client WHERE source_id = 'ann'").scalar() or 0)


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_what_is_made_again_after_its_deletion_stands_wherever_it_is_in_the_history(
    tmp_path: Path, store: PracticeStore, order: tuple[int, ...]
) -> None:
    entries = [entry(score("s", 14), 1, "1"), gone("s", 2), entry(score("s", 9), 3, "3")]
    report = take(store, history(tmp_path / "x.json", *(entries[number] for number in order)))
    assert shown(store) == [("ann", "PHQ-9", 9)]
    again = take(store, tmp_path / "x.json")
    assert (shown(store), again.changed) == ([("ann", "PHQ-9", 9)], False)
    assert sum(report.total(name) for name in ("kept", "unchanged", "updated", "older", "deleted")) == 4


@pytest.mark.parametrize("order", [*permutations(range(2))])
def test_what_is_deleted_after_its_last_version_is_counted_as_deleted(
    tmp_path: Path, store: PracticeStore, order: tuple[int, ...]
) -> None:
    entries = [entry(score("s", 14), 1, "1"), gone("s", 2)]
    report = take(store, history(tmp_path / "x.json", *(entries[number] for number in order)))
    assert (shown(store), report.total("deleted")) == ([], 1)
    assert not take(store, tmp_path / "x.json").changed


def test_versions_alone_tell_the_order_where_no_time_is_stated(tmp_path: Path, store: PracticeStore) -> None:
    take(store, history(tmp_path / "x.json", entry(score("s", 9), version="3"), gone("s", version="2")))
    assert shown(store) == [("ann", "PHQ-9", 9)]
    take(store, history(tmp_path / "y.json", gone("s", version="4"), entry(score("s", 9), version="3")))
    assert shown(store) == []


def test_a_deletion_without_a_time_wins_and_that_is_said(tmp_path: Path, store: PracticeStore) -> None:
    report = take(store, history(tmp_path / "x.json", gone("s"), entry(score("s", 9), 3, "3"), entry(score("t", 4)), gone("t")))
    assert shown(store) == []
    assert "2 records that were read are called deleted too" in reasons(report)


def test_the_entry_says_when_where_the_record_does_not(tmp_path: Path, store: PracticeStore) -> None:
    def told(value: int, day: int) -> Resource:
        return {"resource": score("s", value), "request": {"method": "PUT"}, "response": {"lastModified": AT.format(day)}}

    take(store, history(tmp_path / "x.json", told(11, 5), told(27, 3), gone("s", 4)))
    assert shown(store) == [("ann", "PHQ-9", 11)]


def test_a_history_inside_another_bundle_or_on_a_line_is_read_the_same(tmp_path: Path, store: PracticeStore) -> None:
    entries = [{"resource": patient()}, entry(score("s", 9), 3, "3"), gone("s", 2), entry(score("s", 14), 1, "1")]
    made = {"resourceType": "Bundle", "type": "history", "entry": entries}
    take(store, ndjson(tmp_path / "x.ndjson", made, patient("ben")))
    assert shown(store) == [("ann", "PHQ-9", 9)]


def test_a_deletion_of_an_earlier_import_does_not_hold_back_what_was_made_after_it(
    tmp_path: Path, store: PracticeStore
) -> None:
    take(store, history(tmp_path / "1.json", entry(score("s", 14), 1), gone("s", 2)))
    take(store, history(tmp_path / "2.json", entry(score("s", 9), 3)))
    assert shown(store) == [("ann", "PHQ-9", 9)]
    take(store, history(tmp_path / "3.json", gone("s", 2), people=False))
    assert shown(store) == [("ann", "PHQ-9", 9)]
    assert take(store, history(tmp_path / "4.json", gone("s", 4), people=False)).total("deleted") == 1
    assert shown(store) == []


def test_an_export_deletes_what_was_there_before_it_and_not_what_came_after(tmp_path: Path, store: PracticeStore) -> None:
    folder = tmp_path / "export"
    document(folder / "manifest.json", {"transactionTime": AT.format(10), "request": "x", "output": []})
    ndjson(folder / "1.ndjson", patient(), score("s", 14))
    ndjson(folder / "deleted" / "1.ndjson", {"resourceType": "Bundle", "entry": [{"request": gone("s")["request"]}]})
    take(store, folder)
    assert shown(store) == []
    take(store, ndjson(tmp_path / "later.ndjson", score("s", 9, meta={"lastUpdated": AT.format(12)})))
    assert shown(store) == [("ann", "PHQ-9", 9)]


def test_a_client_who_is_made_again_is_shown_again(tmp_path: Path, store: PracticeStore) -> None:
    take(store, history(tmp_path / "1.json", entry(patient(), 1), gone("ann", 2, kind="Patient"), people=False))
    assert hidden(store) == 1
    report = take(store, history(tmp_path / "2.json", entry(patient(), 3), people=False))
    assert (hidden(store), report.total("updated")) == (0, 1)
    take(store, history(tmp_path / "3.json", gone("ann", 2, kind="Patient"), people=False))
    assert hidden(store) == 0


def test_a_later_version_that_says_the_same_is_not_reached_by_a_deletion_before_it(
    tmp_path: Path, store: PracticeStore
) -> None:
    take(store, history(tmp_path / "x.json", entry(score("s", 9), 1), entry(score("s", 9), 3), gone("s", 2)))
    assert shown(store) == [("ann", "PHQ-9", 9)]


def test_two_versions_in_one_import_are_both_named(tmp_path: Path, store: PracticeStore) -> None:
    new, old = entry(score("s", 9), 3)["resource"], entry(score("s", 14), 1)["resource"]
    for number, order in enumerate(((new, old), (old, new))):
        report = take(store, ndjson(tmp_path / f"{number}.ndjson", patient(f"p{number}"), *order))
        if not number:
            assert (
                "Observation s: the later version stands here, an earlier one that says something else in 0.ndjson:3"
                in reasons(report)
            )
            assert [(one.file, one.line, one.weight) for one in report.issues] == [("0.ndjson", 2, "note")]
    assert shown(store) == [("ann", "PHQ-9", 9)]


def test_two_records_of_one_id_of_which_nothing_says_which_is_later_are_both_named(
    tmp_path: Path, store: PracticeStore
) -> None:
    report = take(store, ndjson(tmp_path / "x.ndjson", patient(), score("s", 9), score("s", 14)))
    assert shown(store) == [("ann", "PHQ-9", 14)]
    assert "Observation s says something else in x.ndjson:2" in reasons(report)


def test_an_earlier_version_of_another_day_is_kept_in_doubt_and_named(tmp_path: Path, store: PracticeStore) -> None:
    early = {**response("r", [2] * 9, "2024-01-05"), "meta": {"versionId": "1"}}
    late = {**response("r", [0] * 9, "2024-02-05"), "meta": {"versionId": "2"}}
    report = take(store, ndjson(tmp_path / "x.ndjson", patient(), late, early))
    reader = PracticeReader(store)
    found = {one.day: (one.score, one.solid, "a later version" in one.flags) for _, one in reader.scores()}
    reader.close()
    assert found == {"2024-01-05": (18, False, True), "2024-02-05": (0, True, False)}
    assert "QuestionnaireResponse r is dated Monday 5 Feb 2024 here and Friday 5 Jan 2024 in x.ndjson:3" in reasons(report)


@pytest.mark.parametrize(("first", "second"), [("in-progress", "completed"), ("completed", "amended")])
def test_a_draft_and_a_date_that_is_corrected_are_no_second_administration(
    tmp_path: Path, store: PracticeStore, first: str, second: str
) -> None:
    early = {**response("r", [2] * 9, "2024-01-05"), "meta": {"versionId": "1"}, "status": first}
    late = {**response("r", [1] * 9, "2024-02-05"), "meta": {"versionId": "2"}, "status": second}
    report = take(store, ndjson(tmp_path / "x.ndjson", patient(), early, late))
    assert shown(store) == [("ann", "PHQ-9", 9)]
    assert "Friday 5 Jan 2024" in reasons(report)


def test_an_earlier_version_of_another_day_in_error_is_gone(tmp_path: Path, store: PracticeStore) -> None:
    early = {**response("r", [2] * 9, "2024-01-05"), "meta": {"versionId": "1"}, "status": "entered-in-error"}
    late = {**response("r", [1] * 9, "2024-02-05"), "meta": {"versionId": "2"}}
    take(store, ndjson(tmp_path / "x.ndjson", patient(), early, late))
    assert shown(store) == [("ann", "PHQ-9", 9)]


def test_a_total_stays_linked_to_a_response_of_which_an_earlier_version_is_in_doubt(
    tmp_path: Path, store: PracticeStore
) -> None:
    early = {**response("r", [2] * 9, "2024-01-05"), "meta": {"versionId": "1"}}
    late = {**response("r", [1] * 9, "2024-02-05T08:00:00Z"), "meta": {"versionId": "2"}}
    total = score("t", 9, "2024-02-05T15:00:00Z", derivedFrom=[{"reference": "QuestionnaireResponse/r"}])
    take(store, ndjson(tmp_path / "x.ndjson", patient(), early, late, total))
    assert sorted(one.score or 0 for one in scores(store).values()) == [9, 18]
    assert len(shown(store)) == 2


def test_one_record_told_twice_alike_is_not_named(tmp_path: Path, store: PracticeStore) -> None:
    made = bundle(patient(), score("s", 9), score("s", 9))
    assert not take(store, document(tmp_path / "x.json", made)).issues
