"""What the clinician decides of a client is kept by its kind, and taken back by an empty word."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from briefing_app.domain.act import By
from briefing_app.domain.problems import Problem
from briefing_app.services.decision import PRIMARY, SAME_PERSON, START, Decided, decide
from briefing_app.storage.audit import deeds
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.fhir import ndjson, patient, score
from tests.importing import HELD, shown, take

NOW = datetime(2024, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def ann(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> int:
    scores = score("s", 9, client="ann"), score("t", 8, "2024-02-01T09:00:00Z", client="other")
    take(store, ndjson(tmp_path / "x.ndjson", patient(), patient("other"), *scores))
    return reader.row_of("ann") or 0


def said(store: PracticeStore, client: int, kind: str, value: str, why: str) -> None:
    decide(store, HELD, client, Decided(kind, value, why), By("R. V.", NOW))


def kept(reader: PracticeReader) -> list[tuple[str, float, str, int]]:
    return [(one.action, one.at, one.by, one.client) for one in deeds(reader)]


def reasons(store: PracticeStore, table: str) -> list[str]:
    with store.engine.connect() as connection:
        return [one for (one,) in connection.exec_driver_sql(f"SELECT why FROM {table} ORDER BY id")]


def test_a_start_is_set_with_its_day_and_reason_and_taken_back(store: PracticeStore, reader: PracticeReader, ann: int) -> None:
    before = len(deeds(reader))
    said(store, ann, START, "2024-02-05", "one treatment")
    (own,) = reader.histories([ann])[ann].starts
    assert (own.day, own.why, own.at, own.by) == (date(2024, 2, 5), "one treatment", NOW.timestamp(), "R. V.")
    said(store, ann, START, "", "it was another one")
    assert reader.histories([ann])[ann].starts == ()
    assert kept(reader)[before:] == [
        ("set the start of a course", NOW.timestamp(), "R. V.", ann),
        ("took a start back", NOW.timestamp(), "R. V.", ann),
    ]
    assert reasons(store, "course_start") == ["one treatment", "it was another one"]


def test_a_primary_measure_is_set_with_its_reason_and_taken_back(
    store: PracticeStore, reader: PracticeReader, ann: int
) -> None:
    before = len(deeds(reader))
    said(store, ann, PRIMARY, "PHQ-9", "the mood is what brings them")
    own = reader.histories([ann])[ann].primary
    assert own is not None
    assert (own.measure, own.why, own.at, own.by) == ("PHQ-9", "the mood is what brings them", NOW.timestamp(), "R. V.")
    said(store, ann, PRIMARY, "", "no longer")
    assert reader.histories([ann])[ann].primary is None
    assert kept(reader)[before:] == [
        ("set the primary measure", NOW.timestamp(), "R. V.", ann),
        ("took the primary measure back", NOW.timestamp(), "R. V.", ann),
    ]
    assert reasons(store, "primary_measure") == ["the mood is what brings them", "no longer"]


def test_two_records_are_said_to_be_one_person_by_the_row_of_the_other(
    store: PracticeStore, reader: PracticeReader, ann: int
) -> None:
    other = reader.row_of("other")
    said(store, ann, f"{SAME_PERSON} {other}", "one", "the same card")
    assert shown(store) == [("ann", "PHQ-9", 8), ("ann", "PHQ-9", 9)]
    said(store, ann, f"{SAME_PERSON} {other}", "", "no")
    assert sorted(shown(store)) == [("ann", "PHQ-9", 9), ("other", "PHQ-9", 8)]


def test_a_start_without_its_reason_or_on_a_day_to_come_is_refused_and_nothing_kept(
    store: PracticeStore, reader: PracticeReader, ann: int
) -> None:
    before = len(deeds(reader))
    with pytest.raises(Problem, match="A start is kept with its reason") as refused:
        said(store, ann, START, "2024-02-05", " ")
    assert refused.value.remedy == "Say in your own words why the course begins on this day."
    assert refused.value.exit_code == 2
    with pytest.raises(Problem, match="cannot begin on a day that has not come"):
        said(store, ann, START, "2024-03-03", "one treatment")
    assert len(deeds(reader)) == before
    said(store, ann, START, "2024-03-02", "today")
