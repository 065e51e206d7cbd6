"""One import is one unit of work; the same again, in any order, is nothing new."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from briefing_app.documents.report import report_as_text
from briefing_app.services.importing import Progress, report_from, run_import
from briefing_app.sources.fhir.export import Cancelled
from briefing_app.storage.deleted import delete_client
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.bench.corpus import write_ndjson
from tests.conftest import KEY
from tests.fhir import PHQ9, appointment, bundle, document, ndjson, patient, response, score
from tests.importing import CATALOGUE, confirm_mapping, everything, shown, take


@pytest.fixture
def export(tmp_path: Path) -> Path:
    folder = tmp_path / "export"
    ndjson(folder / "1.Patient.ndjson", patient(), patient("ben"))
    ndjson(
        folder / "1.Observation.ndjson",
        *(score(f"s{number}", number, f"2024-0{number}-01T09:00:00Z") for number in range(1, 8)),
        score("b", 9, client="ben"),
    )
    ndjson(folder / "1.QuestionnaireResponse.ndjson", response("r", [1] * 9, "2024-08-01T09:00:00Z"))
    ndjson(folder / "1.Appointment.ndjson", appointment("a", "2024-03-13T19:00:00-04:00", clients=("ann", "ben")))
    return folder


def test_importing_twice_changes_nothing(export: Path, store: PracticeStore) -> None:
    first = take(store, export)
    before = everything(store)
    second = take(store, export)
    assert first.changed
    assert not second.changed
    assert everything(store) == before
    assert (second.total("kept"), second.total("updated"), second.total("unchanged")) == (0, 0, first.total("kept"))


def test_the_order_of_files_does_not_matter(export: Path, tmp_path: Path, new_store: Path, store: PracticeStore) -> None:
    take(store, export)
    files = sorted(export.iterdir())
    for number in range(4):
        random.Random(number).shuffle(files)
        path = tmp_path / f"{number}.db"
        path.write_bytes(new_store.read_bytes())
        other = PracticeStore(path, KEY)
        for file in files:
            take(other, file)
        assert everything(other) == everything(store)
        other.close()


def test_the_same_people_from_a_bundle_and_from_lines_are_one(export: Path, tmp_path: Path, store: PracticeStore) -> None:
    take(store, export)
    before = everything(store)
    resources = [json.loads(line) for file in sorted(export.iterdir()) for line in file.read_text("utf-8").splitlines()]
    report = take(store, document(tmp_path / "bundle.json", bundle(*resources), indent=1))
    assert not report.changed
    assert everything(store) == before


def test_a_cancelled_import_leaves_everything_as_it_was(export: Path, store: PracticeStore, tmp_path: Path) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient("old"), score("o", 3, client="old")))
    before = everything(store)
    with pytest.raises(Cancelled):
        run_import(store, CATALOGUE, [export], cancelled=lambda: True)
    assert everything(store) == before
    assert take(store, export).changed


def test_a_fault_in_the_middle_leaves_everything_as_it_was(
    export: Path, store: PracticeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(store)

    def fail(*_: object) -> None:
        raise OSError("the disk went away")

    monkeypatch.setattr("briefing_app.storage.importing.ImportTransaction.settle_meetings", fail)
    with pytest.raises(OSError, match="went away"):
        take(store, export)
    monkeypatch.undo()
    assert everything(store) == before
    assert take(store, export).changed


def test_a_killed_import_leaves_everything_as_it_was(tmp_path: Path, new_store: Path) -> None:
    path = tmp_path / "practice.db"
    path.write_bytes(new_store.read_bytes())
    write_ndjson(tmp_path / "corpus", 25)
    code = (
        "import sys\nfrom pathlib import Path\nfrom tests.importing import CATALOGUE\nfrom briefing_app.services.importing import run_import\n"
        "from briefing_app.storage.practice import PracticeStore\nstore = PracticeStore(Path(sys.argv[1]), bytes(range(32)))\nprint('go', flush=True)\n"
        "run_import(store, CATALOGUE, [Path(sys.argv[2])])\nprint('done', flush=True)\n"
    )
    killed = 0
    for delay in (0.02, 0.05, 0.08):
        child = subprocess.Popen(
            [sys.executable, "-c", code, str(path), str(tmp_path / "corpus")],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "go\n"
        time.sleep(delay)
        child.kill()
        rest = child.stdout.read()
        child.wait()
        child.stdout.close()
        killed += "done" not in rest
        store = PracticeStore(path, KEY)
        with store.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("SELECT count(*) FROM import_run").scalar() == (0 if "done" not in rest else 1)
        store.close()
        if "done" in rest:
            break
    assert killed


def test_the_report_can_be_read_back_and_progress_reaches_the_end(export: Path, store: PracticeStore) -> None:
    seen: list[Progress] = []
    report = run_import(store, CATALOGUE, [export], progress=seen.append)
    assert seen[-1].done == seen[-1].total == sum(file.stat().st_size for file in export.iterdir())
    reader = PracticeReader(store)
    run = reader.last_import()
    reader.close()
    assert run is not None
    assert report_from(run.report) == report
    assert {(one.type, one.kept) for file in report.files for one in file.types} >= {("Observation", 8), ("Appointment", 1)}


def test_one_bad_line_in_ten_thousand(tmp_path: Path, store: PracticeStore) -> None:
    lines = [
        json.dumps(
            score(
                f"s{number}",
                number % 28,
                f"20{10 + number // 1000}-01-{1 + number % 28:02}T{number % 24:02}:{number % 60:02}:{number // 200:02}Z",
            )
        )
        for number in range(10_000)
    ]
    lines[4321] = lines[4321][:100]
    (tmp_path / "x.ndjson").write_text("\n".join(lines), "utf-8")
    report = take(store, tmp_path / "x.ndjson")
    assert (report.total("kept"), report.total("rejected")) == (9999, 1)
    assert [issue.line for issue in report.issues] == [4322]
    assert len(shown(store)) > 9000


def test_a_client_whose_id_is_empty_does_not_become_everybody_unassigned(tmp_path: Path, store: PracticeStore) -> None:
    report = take(store, ndjson(tmp_path / "x.ndjson", patient(""), patient(" "), score("s", 3, client="")))
    reader = PracticeReader(store)
    assert report.total("kept") == 3
    assert {client.id[:5] for client in reader.find_clients("Invented")} == {"no-id"}
    reader.close()


def without_form(id: str = "r", client: str = "ann") -> dict[str, Any]:
    items = [{"linkId": f"q{number}", "text": "Asked", "answer": [{"valueInteger": 1}]} for number in range(1, 10)]
    return response(id, (), client=client, item=items, questionnaire="urn:form|2")


FORM = {
    "resourceType": "Questionnaire",
    "id": "f",
    "url": "urn:form",
    "item": [{"linkId": f"q{number}", "code": [{"code": code}]} for number, code in enumerate(PHQ9, start=1)],
}


def unread(store: PracticeStore, client: int = 1) -> list[tuple[str, str]]:
    reader = PracticeReader(store)
    found = [(one.kind, one.day) for one in reader.histories([client])[client].unread]
    reader.close()
    return found


def test_a_response_that_no_form_explains_is_kept_and_said_and_its_form_may_come_in_a_later_import(
    tmp_path: Path, store: PracticeStore
) -> None:
    first = take(store, ndjson(tmp_path / "1.ndjson", patient(), without_form()))
    assert (first.total("not_understood"), shown(store), unread(store)) == (1, [], [("questionnaire", "2024-03-01")])
    assert "urn:form|2" not in first.issues[0].reason
    assert "urn:form" in first.issues[0].reason
    assert take(store, ndjson(tmp_path / "1.ndjson", patient(), without_form())).changed is False
    second = take(store, ndjson(tmp_path / "2.ndjson", FORM))
    assert (second.understood_later, second.changed) == (1, True)
    assert (shown(store), unread(store)) == ([("ann", "PHQ-9", 9)], [])
    assert not take(store, ndjson(tmp_path / "1.ndjson", patient(), without_form())).changed


def test_a_form_of_an_earlier_import_explains_a_later_response(tmp_path: Path, store: PracticeStore) -> None:
    take(store, ndjson(tmp_path / "1.ndjson", FORM))
    take(store, ndjson(tmp_path / "2.ndjson", patient(), without_form()))
    assert (shown(store), unread(store)) == ([("ann", "PHQ-9", 9)], [])


def test_a_mapping_is_applied_to_what_is_kept_at_once(tmp_path: Path, store: PracticeStore) -> None:
    local = {"code": {"coding": [{"system": "urn:ehr", "code": "77", "display": "PHQ-9 total"}]}}
    report = take(store, ndjson(tmp_path / "1.ndjson", patient(), score("s", 14) | local))
    assert (report.total("waiting"), unread(store)) == (1, [("score", "2024-03-01")])
    assert confirm_mapping(store, "urn:ehr", "77", "PHQ-9") == 1
    assert (shown(store), unread(store)) == ([("ann", "PHQ-9", 14)], [])


def test_what_is_not_understood_goes_with_its_client(tmp_path: Path, store: PracticeStore) -> None:
    take(store, ndjson(tmp_path / "1.ndjson", patient(), patient("ben"), without_form(), without_form("s", "ben")))
    delete_client(store, 1, 0.0, "me")
    assert [row[0] for row in everything(store)["unread"]] == ["ben"]


def test_what_the_server_deletes_is_no_longer_kept(tmp_path: Path, store: PracticeStore) -> None:
    take(store, ndjson(tmp_path / "1.ndjson", patient(), without_form()))
    gone = {"resourceType": "Bundle", "entry": [{"request": {"method": "DELETE", "url": "QuestionnaireResponse/r"}}]}
    assert take(store, ndjson(tmp_path / "2.ndjson", gone)).total("deleted") == 1
    assert unread(store) == []


def test_an_import_in_which_everything_was_refused_says_so_and_is_no_source(tmp_path: Path, store: PracticeStore) -> None:
    take(store, ndjson(tmp_path / "1.ndjson", patient(), score("s", 3)))
    (tmp_path / "x.xml").write_text("<ClinicalDocument/>", "utf-8")
    report = take(store, tmp_path / "x.xml")
    assert report.all_refused
    assert "nothing could be read" in report_as_text(report)
    assert "here already" not in report_as_text(report)
    reader = PracticeReader(store)
    run = reader.last_import()
    assert run is not None
    assert (run.label, len(reader.imports())) == ("1.ndjson", 2)
    reader.close()


COUNTS = (
    "kept",
    "unchanged",
    "updated",
    "older",
    "deleted",
    "rejected",
    "left_out",
    "not_understood",
    "waiting",
    "passed_over",
)


@pytest.mark.parametrize("seed", range(25))
def test_each_record_that_is_read_is_counted_once(seed: int, tmp_path: Path, store: PracticeStore) -> None:
    """In exports with keys taken away, values exchanged and lines cut, one after the other into one store."""
    chance = random.Random(seed)
    local = {"code": {"coding": [{"system": "urn:ehr", "code": "77", "display": "PHQ-9 total"}]}}
    whole = [
        patient(), patient("ben"), score("s", 3), score("b", 9, client="ben"), score("l", 4) | local, response("r", [1] * 9), without_form(),
        FORM, appointment("a", "2024-03-13T19:00:00-04:00", clients=("ann", "ben")), bundle(patient("eve"), score("e", 5, client="eve")),
        {"resourceType": "Claim", "id": "c"}, {"resourceType": "OperationOutcome", "issue": []}, {"resourceType": "Slot", "id": "t"},
        {"resourceType": "MedicationRequest", "id": "m", "subject": {"reference": "Patient/ann"}, "medicationReference": {"reference": "x"}},
        {"resourceType": "Practitioner", "id": "p", "name": [{"family": "Q"}]}, {"resourceType": "Wrong", "id": "w"}, {"a": 1}, [], 5,
        {"resourceType": "Bundle", "entry": [{"request": {"method": "DELETE", "url": "Observation/s"}}, {"resource": 3}, 4]},
    ]  # fmt: skip
    for number in range(3):
        lines = [json.dumps(mutated(one, chance)) for one in chance.sample(whole * 2, len(whole))]
        lines = [line[: chance.randrange(len(line))] if chance.random() < 0.05 else line for line in lines]
        (tmp_path / f"{number}.ndjson").write_text("\n".join(lines) + "\n", "utf-8")
        pages = [{"resource": mutated(one, chance)} for one in whole if isinstance(one, dict)]
        document(tmp_path / f"{number}.json", {"resourceType": "Bundle", "type": "collection", "entry": pages}, indent=1)
        report = take(store, tmp_path / f"{number}.ndjson", tmp_path / f"{number}.json")
        for one in (one for file in report.files for one in file.types if one.type != "file"):
            assert one.read == sum(getattr(one, name) for name in COUNTS), (one, number)


def mutated(value: Any, chance: random.Random) -> Any:
    if chance.random() < 0.02:
        return chance.choice([None, 3, "x", [], {}, [None], {"reference": 3}])
    if isinstance(value, dict):
        return {key: mutated(one, chance) for key, one in value.items() if chance.random() > 0.02}
    return [mutated(one, chance) for one in value] if isinstance(value, list) else value
