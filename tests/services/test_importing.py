"""One import is one unit of work; the same again, in any order, is nothing new."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from briefing_app.services.importing import Progress, report_from, run_import
from briefing_app.sources.fhir.export import Cancelled
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.bench.corpus import write_ndjson
from tests.conftest import KEY
from tests.fhir import appointment, bundle, document, ndjson, patient, response, score
from tests.importing import CATALOGUE, everything, shown, take


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
    assert {(one.type, one.kept) for file in report.files for one in file.types} >= {("Observation", 8), ("Appointment", 2)}


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
