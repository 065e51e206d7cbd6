"""Every score and session of the invented practice and of an odd export, kept as files: what changes them shows, row by row.

``python -m tests.services.test_baseline`` writes the files anew, for a change that is meant.
"""

from __future__ import annotations

import io
from contextlib import closing
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from briefing_app.documents.tables import SCHEDULE_COLUMNS, SCORE_COLUMNS, schedule_row, score_row, write_csv
from briefing_app.services.day import schedule
from briefing_app.services.demo import write_demo_export
from briefing_app.services.importing import run_import
from briefing_app.services.score import worded_scores
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.fhir import Resource, appointment, document, ndjson, patient, response, score
from tests.importing import CATALOGUE, NEW_YORK

KEPT = Path(__file__).parent / "baseline"
DAY = date(2024, 3, 15)
FIRST, LAST = date(2022, 1, 1), date(2024, 12, 31)


def odd_export(folder: Path) -> Path:
    """One of each kind that an export may tell in another way than it is meant."""

    def version(one: Resource, number: int) -> Resource:
        return {**one, "meta": {"versionId": str(number), "lastUpdated": f"2024-03-{number:02}T10:00:00Z"}}

    gone = {"request": {"method": "DELETE", "url": "Observation/back"}, "response": {"lastModified": "2024-03-02T10:00:00Z"}}
    entries = [{"resource": version(score("back", 9), 3)}, gone, {"resource": version(score("back", 14), 1)}]
    document(folder / "history.json", {"resourceType": "Bundle", "type": "history", "entry": entries})
    ndjson(
        folder / "records.ndjson",
        patient(), patient("ben"),
        version(response("moved", [2] * 9, "2024-01-05T15:00:00Z"), 1), version(response("moved", [0] * 9, "2024-02-05T15:00:00Z"), 2),
        response("part", [1, 1, None, 1], "2024-02-20T09:00:00Z", client="ben"), response("total", [1] * 9, "2024-02-25", client="ben", total=12),
        score("words", {"valueString": "12"}, "2024-01-10", client="ben"), score("more", {"valueQuantity": {"value": 9, "comparator": ">"}}, "2024-01-12"),
        score("year", 5, "2023"), score("high", 300, "2024-01-15"), score("gad", 8, "2024-02-20T09:02:00Z", client="ben", code="70274-6"),
        score("draft", 6, "2024-03-03", status="preliminary"), score("wrong", 20, "2024-03-04", status="entered-in-error"),
        appointment("both", "2024-03-13T19:00:00-04:00", clients=("ann", "ben")), appointment("missed", "2024-03-06T10:00:00Z", status="noshow"),
        appointment("off", "2024-03-07T10:00:00Z", status="cancelled"), appointment("wish", None, status="proposed"),
        {"resourceType": "Encounter", "id": "walk-in", "status": "finished", "class": {"code": "AMB"}, "subject": {"reference": "Patient/ben"},
         "period": {"start": "2024-03-08T10:00:00Z", "end": "2024-03-08T10:50:00Z"}},
    )  # fmt: skip
    return folder


def tables(store: PracticeStore, folder: Path) -> dict[str, str]:
    """Both tables, as the commands print them."""
    write_demo_export(folder / "practice", DAY, CATALOGUE, NEW_YORK)
    run_import(store, CATALOGUE, [folder / "practice", odd_export(folder / "odd")], zone=NEW_YORK)
    scores, sessions = io.StringIO(), io.StringIO()
    with closing(PracticeReader(store)) as reader:
        write_csv(scores, SCORE_COLUMNS, (score_row(client, one) for client, one in worded_scores(reader, CATALOGUE, None)))
        found = schedule(reader, FIRST, LAST, NEW_YORK, "")
        write_csv(sessions, SCHEDULE_COLUMNS, (schedule_row(day.isoformat(), one) for day, one in found))
    return {"scores": scores.getvalue(), "schedule": sessions.getvalue()}


@pytest.mark.parametrize("name", ["scores", "schedule"])
def test_every_row_is_as_it_was(tmp_path: Path, store: PracticeStore, name: str) -> None:
    kept = (KEPT / f"{name}.csv").read_text("utf-8").splitlines()
    assert tables(store, tmp_path)[name].splitlines() == kept


def main() -> None:
    with TemporaryDirectory() as folder, closing(PracticeStore(Path(folder) / "practice.db", b"b" * 32)) as store:
        KEPT.mkdir(exist_ok=True)
        for name, table in tables(store, Path(folder)).items():
            (KEPT / f"{name}.csv").write_text(table, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
