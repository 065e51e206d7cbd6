"""Results of no measure are passed over by a look at their codes; what only resembles one is read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from briefing_app.storage.practice import PracticeStore
from tests.fhir import LOINC, Resource, patient
from tests.importing import scores, take


def vital(id: str, code: str, *, before: Resource | None = None, more: Sequence[str] = ()) -> Resource:
    codings = [{"system": LOINC, "code": one, "display": "Made [up]"} for one in (code, *more)]
    return {"resourceType": "Observation", "id": id, **(before or {}), "status": "final", "code": {"coding": codings}, **ABOUT}


ABOUT: Resource = {"subject": {"reference": "Patient/ann"}, "effectiveDateTime": "2024-03-01T09:00:00Z", "valueInteger": 7}


def test_a_result_whose_codes_were_met_before_is_looked_at_as_a_whole(tmp_path: Path, store: PracticeStore) -> None:
    """What begins like a result of no measure, or holds one within, is still read."""
    inner = {
        "component": [{"code": {"coding": [{"system": LOINC, "code": "8302-2", "display": "Made [up]"}]}, "valueInteger": 1}]
    }
    lines = [
        patient(),
        vital("a", "8302-2"),
        vital("b", "8302-2"),
        vital("c", "8302-2", more=["44261-6"]),
        vital("d", "44261-6", before=inner) | {"effectiveDateTime": "2024-04-01T09:00:00Z"},
        vital("e", "8302-2"),
    ]
    path = tmp_path / "x.ndjson"
    path.write_text("\n".join(json.dumps(one, separators=(",", ":")) for one in lines), "utf-8")
    report = take(store, path)
    assert sorted(scores(store)) == ["c", "d"]
    assert (report.total("passed_over"), report.total("kept")) == (3, 3)
