"""Which of two copies of one record is the later one, what an empty field of a newer copy leaves, and how copies that differ are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from briefing_app.storage.import_rows import are_ordered, is_older
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.fhir import Resource, appointment, ndjson, patient
from tests.importing import take

MONDAY, TUESDAY = "2024-03-11T09:00:00Z", "2024-03-12T09:00:00Z"


@pytest.mark.parametrize(
    ("one", "other", "older", "ordered"),
    [
        ((1.0, ""), (2.0, ""), True, True),
        ((2.0, ""), (1.0, ""), False, True),
        ((1.0, ""), (1.0, ""), False, False),
        ((1.0, "1"), (1.0, "2"), True, True),
        ((2.0, "1"), (1.0, "2"), False, True),
        ((1.0, "9"), (2.0, "1"), True, True),
        ((0.0, "2"), (5.0, "10"), True, True),
        ((5.0, "2"), (0.0, "10"), True, True),
        ((0.0, "10"), (0.0, "2"), False, True),
        ((0.0, "2"), (0.0, "2"), False, False),
        ((0.0, "b"), (0.0, "a"), False, False),
        ((0.0, "1"), (0.0, "a"), False, False),
        ((0.0, "a"), (0.0, "1"), False, False),
        ((0.0, ""), (5.0, ""), False, False),
        ((5.0, ""), (0.0, ""), False, False),
    ],
)
def test_an_age_tells_before_a_version_and_else_nobody_knows(
    one: tuple[float, str], other: tuple[float, str], older: bool, ordered: bool
) -> None:
    assert is_older(*one, *other) is older
    assert are_ordered(*one, *other) is ordered
    assert are_ordered(*other, *one) is ordered


def seen(store: PracticeStore) -> list[tuple[str, str, str, str]]:
    reader = PracticeReader(store)
    found = [(one.status, one.title, one.mode, one.practitioner) for one in reader.histories([1])[1].meetings]
    reader.close()
    return found


def booked(status: str, at: str | None = MONDAY, updated: str = "", version: str = "", **more: Any) -> Resource:
    meta = {key: value for key, value in (("lastUpdated", updated), ("versionId", version)) if value}
    return appointment("a", at, status=status, meta=meta, **more)


def test_a_newer_copy_that_leaves_a_field_out_leaves_what_is_known(tmp_path: Path, store: PracticeStore) -> None:
    led = [{"actor": {"reference": "Patient/ann"}}, {"actor": {"reference": "Practitioner/roe", "display": "Dr. Roe"}}]
    whole = booked("booked", updated=MONDAY, description="Follow-up", participant=led)
    bare = booked("fulfilled", None, TUESDAY)
    take(store, ndjson(tmp_path / "x.ndjson", patient(), whole))
    before = seen(store)
    take(store, ndjson(tmp_path / "y.ndjson", bare))
    assert before[0][0] == "booked"
    assert seen(store) == [("fulfilled", *before[0][1:])]
    assert before[0][3] == "Dr. Roe"


def test_an_older_copy_changes_nothing_and_is_counted_so(tmp_path: Path, store: PracticeStore) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), booked("fulfilled", updated=TUESDAY, version="2")))
    report = take(store, ndjson(tmp_path / "y.ndjson", booked("booked", updated=MONDAY, version="1")))
    assert seen(store)[0][0] == "fulfilled"
    (counted,) = report.files[0].types
    assert (counted.type, counted.read, counted.older, counted.updated) == ("Appointment", 1, 1, 0)


def test_the_same_again_in_a_newer_version_is_renewed_so_that_the_one_between_is_older(
    tmp_path: Path, store: PracticeStore
) -> None:
    for number, (status, version) in enumerate((("booked", "1"), ("booked", "3"), ("cancelled", "2"))):
        take(store, ndjson(tmp_path / f"{number}.ndjson", patient(), booked(status, version=version)))
    assert seen(store)[0][0] == "booked"


def test_of_copies_without_version_or_age_the_last_stands_also_when_the_export_is_imported_again(
    tmp_path: Path, store: PracticeStore
) -> None:
    export = ndjson(tmp_path / "x.ndjson", patient(), booked("booked"), booked("fulfilled"))
    for _ in range(2):
        take(store, export)
        assert seen(store)[0][0] == "fulfilled"
    take(store, ndjson(tmp_path / "y.ndjson", booked("noshow")))
    assert seen(store)[0][0] == "noshow", "another export says something new"


def test_two_copies_of_one_import_that_differ_are_told_with_the_one_that_stands(tmp_path: Path, store: PracticeStore) -> None:
    undated = take(store, ndjson(tmp_path / "x.ndjson", patient(), booked("booked"), booked("fulfilled")))
    assert [(one.line, one.weight, one.reason) for one in undated.issues] == [
        (
            3,
            "warning",
            "Appointment a says something else in x.ndjson:2, and neither says which is the later one: this one, read last, stands",
        )
    ]
    dated = ndjson(tmp_path / "y.ndjson", booked("noshow", version="4"), booked("cancelled", version="3"))
    assert [(one.line, one.weight, one.reason) for one in take(store, dated).issues] == [
        (1, "note", "Appointment a: the later version stands here, an earlier one that says something else in y.ndjson:2")
    ]
    assert seen(store)[0][0] == "noshow"
