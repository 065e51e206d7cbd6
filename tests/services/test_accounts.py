"""Every record of an import is accounted for, and what nothing understands is kept within its bounds: whole, encrypted, with its client."""

from __future__ import annotations

import json
import os
import random
import re
from pathlib import Path
from typing import Any

import pytest

from briefing_app.documents.report import report_as_text
from briefing_app.services.importing import ImportReport, report_from
from briefing_app.storage import import_kept
from briefing_app.storage.deleted import delete_client
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.fhir import PHQ9, Resource, document, ndjson, patient, response, score
from tests.importing import confirm_mapping, everything, shown, take
from tests.services.test_importing import COUNTS, FORM, mutated, without_form


def numbers(text: str) -> tuple[int, int]:
    """Of a report as text how many records were read, and how many that is by what became of them."""
    found = re.search(r": ([\d,]+) records read from [\d,]+ files?; (.*)\.", text)
    if found is None:
        return 0, 0
    return int(found[1]), sum(int(one) for one in re.findall(r"(\d+) [a-z]", found[2]))


@pytest.mark.parametrize("seed", range(15))
def test_the_counts_add_up_in_the_text_in_the_json_and_over_folded_files(
    seed: int, tmp_path: Path, store: PracticeStore
) -> None:
    chance = random.Random(seed)
    export = tmp_path / "export"
    whole: list[Resource] = [
        patient(),
        patient("ben"),
        without_form(),
        FORM,
        response("r2", [1] * 9),
        score("b", 9, client="ben"),
    ]
    for number in range(25):
        document(export / "one" / f"{number}.json", mutated({**chance.choice(whole), "id": f"x{number}"}, chance))
    ndjson(export / "many.ndjson", *(mutated(one, chance) for one in whole * 3))
    (export / "many.ndjson").write_bytes((export / "many.ndjson").read_bytes()[: -chance.randrange(1, 200)])
    for name, data in (("a.pdf", b"%PDF"), ("b.xml", b"<ClinicalDocument/>"), ("c.json", b""), ("d.json", b'{"a": ')):
        (export / name).write_bytes(data)
    for _ in range(2):
        report = take(store, export)
        told = report_from(json.dumps(json.loads(_as_json(report))))
        records = [one for file in told.files for one in file.types if one.type != "file"]
        read = sum(one.read for one in records)
        assert read == sum(getattr(one, name) for one in records for name in COUNTS)
        assert numbers(report_as_text(report)) == (read, read)
        assert sum(one.weight == "rejected" for one in report.issues) + report.issues_left_out >= min(
            report.total("rejected"), 1
        )


def _as_json(report: ImportReport) -> str:
    import msgspec

    return msgspec.json.encode(report).decode()


def kept(store: PracticeStore) -> list[tuple[str, int]]:
    """Id of the record and size of its content, in the order in which they came."""
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql("SELECT resource_id, length(content) FROM unread ORDER BY id")]


def long(id: str, size: int, client: str = "ann") -> Resource:
    """A response that no form explains, with words that do not pack."""
    words = random.Random(id).randbytes(size).hex()
    item = {"linkId": "w", "text": "Asked", "answer": [{"valueString": words}]}
    made = without_form(id, client)
    return {**made, "item": [*made["item"], item]}


def test_what_is_kept_is_whole_and_cannot_be_read_without_the_key(tmp_path: Path, store: PracticeStore) -> None:
    made = {**without_form(), "note": "a word that stands nowhere else: zuckerwatte"}
    take(store, ndjson(tmp_path / "1.ndjson", patient(), made))
    with store.engine.connect() as connection:
        content = connection.exec_driver_sql("SELECT content FROM unread").scalar()
    import zlib

    assert json.loads(zlib.decompress(bytes(content or b""))) == made
    store.engine.dispose()
    for path in (tmp_path / name for name in os.listdir(tmp_path) if ".ndjson" not in name):
        if path.is_file():
            assert b"zuckerwatte" not in path.read_bytes()
            assert bytes(content or b"")[:40] not in path.read_bytes()


def test_a_record_of_more_than_64_kb_is_known_to_be_there_and_counted(tmp_path: Path, store: PracticeStore) -> None:
    report = take(store, ndjson(tmp_path / "1.ndjson", patient(), long("huge", 100_000), long("small", 1000)))
    assert (report.total("not_understood"), report.dropped) == (2, 1)
    assert [(id, size > 0) for id, size in kept(store)] == [("huge", False), ("small", True)]
    assert "1 record was too large, or too many beside others, to be kept whole" in report_as_text(report)
    again = take(store, tmp_path / "1.ndjson")
    assert (again.changed, again.dropped) == (False, 0)


def test_the_oldest_goes_when_too_much_is_kept_and_is_counted(
    tmp_path: Path, store: PracticeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_kept, "MOST_UNREAD", 8000)
    first = take(store, ndjson(tmp_path / "1.ndjson", patient(), long("a", 2000), long("b", 2000)))
    assert first.dropped == 0
    second = take(store, ndjson(tmp_path / "2.ndjson", long("c", 2000), long("d", 2000)))
    assert second.dropped == 1
    assert [id for id, size in kept(store) if not size] == ["a"]
    take(store, ndjson(tmp_path / "3.ndjson", FORM))
    assert [one[0] for one in shown(store)] == ["ann"]
    assert [id for id, _ in kept(store)] == ["a"]


def test_what_is_understood_by_a_mapping_goes_before_what_is_not(
    tmp_path: Path, store: PracticeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    local: dict[str, Any] = {"code": {"coding": [{"system": "urn:ehr", "code": "77", "display": "PHQ-9 total"}]}}
    noted = {"note": [{"text": random.Random(1).randbytes(3000).hex()}]}
    take(store, ndjson(tmp_path / "1.ndjson", patient(), score("s", 14) | local | noted))
    assert confirm_mapping(store, "urn:ehr", "77", "PHQ-9") == 1
    monkeypatch.setattr(import_kept, "MOST_UNREAD", 5000)
    report = take(store, ndjson(tmp_path / "2.ndjson", long("a", 2000)))
    assert (report.dropped, [id for id, _ in kept(store)], shown(store)) == (0, ["a"], [("ann", "PHQ-9", 14)])


def test_what_is_kept_of_nobody_known_becomes_the_clients_when_they_come_and_goes_with_them(
    tmp_path: Path, store: PracticeStore
) -> None:
    take(store, ndjson(tmp_path / "1.ndjson", without_form(client="eve"), without_form("b", client="ben")))
    take(store, ndjson(tmp_path / "2.ndjson", patient("ben"), patient("eve")))
    assert {row[0] for row in everything(store)["unread"]} == {"ben", "eve"}
    reader = PracticeReader(store)
    row = next(one.row for one in reader.find_clients("eve"))
    reader.close()
    delete_client(store, row, 0.0, "me")
    assert [row[0] for row in everything(store)["unread"]] == ["ben"]
    take(store, ndjson(tmp_path / "3.ndjson", FORM))
    assert shown(store) == [("ben", "PHQ-9", 9)]


def test_a_form_that_is_corrected_later_is_applied_to_what_is_kept(tmp_path: Path, store: PracticeStore) -> None:
    wrong = {**FORM, "item": [{"linkId": f"other{number}", "code": [{"code": code}]} for number, code in enumerate(PHQ9)]}
    take(store, ndjson(tmp_path / "1.ndjson", patient(), without_form(), wrong))
    assert shown(store) == []
    assert take(store, ndjson(tmp_path / "2.ndjson", FORM)).understood_later == 1
    assert shown(store) == [("ann", "PHQ-9", 9)]


def test_the_limits_of_what_is_kept_whole_are_64_kib_a_record_and_50_mib_in_all() -> None:
    assert (import_kept.LARGEST_UNREAD, import_kept.MOST_UNREAD) == (64 * 1024, 50 * 1024 * 1024)


def test_a_slot_is_counted_as_kept_unchanged_or_updated(tmp_path: Path, store: PracticeStore) -> None:
    begins, later = "2024-03-13T09:00:00Z", "2024-03-13T10:00:00Z"
    slot: Resource = {
        "resourceType": "Slot",
        "id": "s",
        "start": begins,
        "end": later,
        "schedule": {"reference": "Schedule/roe"},
    }
    for start, counted in ((begins, "kept"), (begins, "unchanged"), ("2024-03-13T09:10:00Z", "updated")):
        report = take(store, ndjson(tmp_path / "slots.ndjson", patient(), slot | {"start": start}))
        found = {one.type: one for file in report.files for one in file.types}["Slot"]
        assert (found.read, getattr(found, counted)) == (1, 1), counted
