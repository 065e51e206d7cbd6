"""A series told as one Appointment is every meeting of it; what stands by itself takes the place of what the series says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from briefing_app.services.day import schedule
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.fhir import Resource, appointment, ndjson, patient
from tests.importing import NEW_YORK, everything, take

MONDAY = "2024-03-04T15:00:00Z"  # 10:00 in New York, before the clocks change on 10 March
TEMPLATE = "http://hl7.org/fhir/5.0/StructureDefinition/extension-Appointment.recurrenceTemplate"


def weekly(**more: Any) -> Resource:
    return {"timezone": {"coding": [{"code": "America/New_York"}]}, "recurrenceType": {"coding": [{"code": "wk"}]}, **more}


def series(template: Resource, start: str = MONDAY, **more: Any) -> Resource:
    return appointment("s", start, recurrenceTemplate=[template], **more)


def met(reader: PracticeReader, first: str = "2024-01-01", last: str = "2024-12-31") -> list[str]:
    found = schedule(reader, date.fromisoformat(first), date.fromisoformat(last), NEW_YORK)
    return [f"{one.starts:%d %b %H:%M} {one.meeting.status}".replace(" booked", "") for _, one in found]


def test_a_weekly_series_keeps_its_hour_when_the_clocks_change_and_what_is_left_out_counts_as_one(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    report = take(
        store,
        ndjson(
            tmp_path / "x.ndjson",
            patient(),
            series(weekly(occurrenceCount=5, weeklyTemplate={"monday": True, "weekInterval": 1}, excludingDate=["2024-03-18"])),
        ),
    )
    assert met(reader) == ["04 Mar 10:00", "11 Mar 10:00", "25 Mar 10:00", "01 Apr 10:00"]
    (counted,) = [one for file in report.files for one in file.types if one.type == "Appointment"]
    assert (counted.read, counted.kept) == (1, 1)


@pytest.mark.parametrize(
    ("template", "days"),
    [
        (weekly(occurrenceCount=4, weeklyTemplate={"monday": True, "thursday": True}), ["04 Mar", "07 Mar", "11 Mar", "14 Mar"]),
        (weekly(occurrenceCount=3, weeklyTemplate={"weekInterval": 2}), ["04 Mar", "18 Mar", "01 Apr"]),
        (weekly(lastOccurrenceDate="2024-03-18"), ["04 Mar", "11 Mar", "18 Mar"]),
        (weekly(occurrenceCount=3, excludingRecurrenceId=[2]), ["04 Mar", "18 Mar"]),
        (weekly(occurrenceDate=["2024-03-20", "2024-03-06"]), ["04 Mar", "06 Mar", "20 Mar"]),
        (weekly(occurrenceCount=3, weeklyTemplate={"dayOfWeek": [{"code": "mon"}, {"code": "wed"}]}), ["04 Mar", "06 Mar", "11 Mar"]),
        ({"recurrenceType": {"coding": [{"code": "d"}]}, "occurrenceCount": 3}, ["04 Mar", "05 Mar", "06 Mar"]),
        ({"recurrenceType": {"text": "Monthly"}, "occurrenceCount": 3, "monthlyTemplate": {"monthInterval": 1}}, ["04 Mar", "04 Apr", "04 May"]),
        (
            {
                "recurrenceType": {"coding": [{"code": "mo"}]}, "occurrenceCount": 3,
                "monthlyTemplate": {"nthWeekOfMonth": {"code": "first"}, "dayOfWeek": {"code": "mon"}, "monthInterval": 1},
            },
            ["04 Mar", "01 Apr", "06 May"],
        ),
        (
            {
                "recurrenceType": {"coding": [{"code": "mo"}]}, "occurrenceCount": 2,
                "monthlyTemplate": {"nthWeekOfMonth": {"code": "last"}, "dayOfWeek": {"code": "mon"}, "monthInterval": 2},
            },
            ["04 Mar", "25 Mar", "27 May"],
        ),
        ({"recurrenceType": {"coding": [{"code": "mo"}]}, "occurrenceCount": 3, "monthlyTemplate": {"dayOfMonth": 31}}, ["04 Mar", "31 Mar", "31 May", "31 Jul"]),
    ],
)  # fmt: skip
def test_every_pattern_has_its_days(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, template: Resource, days: list[str]
) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), series(template)))
    assert met(reader) == [f"{day} 10:00" for day in days]


def test_the_extension_of_r4_says_the_same(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> None:
    told = {
        "url": TEMPLATE,
        "extension": [
            {"url": "timezone", "valueCodeableConcept": {"coding": [{"code": "America/New_York"}]}},
            {"url": "recurrenceType", "valueCodeableConcept": {"coding": [{"code": "wk"}]}},
            {"url": "occurrenceCount", "valuePositiveInt": 3},
            {"url": "excludingDate", "valueDate": "2024-03-11"},
            {"url": "weeklyTemplate", "extension": [{"url": "monday", "valueBoolean": True}]},
        ],
    }
    take(store, ndjson(tmp_path / "x.ndjson", patient(), appointment("s", MONDAY, extension=[told])))
    assert met(reader) == ["04 Mar 10:00", "18 Mar 10:00"]


def test_one_that_was_moved_called_off_or_stands_by_itself_takes_the_place_of_the_series_s_own(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    of: dict[str, Any] = {"originatingAppointment": {"reference": "Appointment/s"}, "occurrenceChanged": True}
    moved = appointment("m", "2024-03-13T20:00:00Z", recurrenceId=2, **of)
    off = appointment("c", "2024-03-18T14:00:00Z", status="cancelled", recurrenceId=3, **of)
    plain = appointment("p", "2024-03-25T14:00:00Z", status="fulfilled")
    first = appointment("f", MONDAY, status="noshow", recurrenceId=1, **of)
    theirs = appointment("o", "2024-04-01T14:30:00Z", clients=("ben",), recurrenceId=5, **of)
    path = ndjson(
        tmp_path / "x.ndjson", patient(), patient("ben"), moved, series(weekly(occurrenceCount=5)), off, plain, first, theirs
    )
    take(store, path)
    expected = [
        "04 Mar 10:00 noshow", "13 Mar 16:00", "18 Mar 10:00 cancelled", "25 Mar 10:00 fulfilled", "01 Apr 10:00", "01 Apr 10:30",
    ]  # fmt: skip
    assert met(reader) == expected
    before = everything(store)
    assert take(store, path).changed is False
    assert (everything(store), met(reader)) == (before, expected)


def test_what_became_of_the_first_meeting_is_not_said_of_the_others(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), series(weekly(occurrenceCount=2), status="fulfilled")))
    assert met(reader) == ["04 Mar 10:00 fulfilled", "11 Mar 10:00"]


def test_a_series_that_was_shortened_ended_or_deleted_leaves_nothing_behind(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    def version(number: int, made: Resource) -> Path:
        return ndjson(tmp_path / f"{number}.ndjson", patient(), {**made, "meta": {"versionId": str(number)}})

    take(store, version(1, series(weekly(occurrenceCount=4))))
    assert len(met(reader)) == 4
    take(store, version(2, series(weekly(occurrenceCount=2))))
    assert met(reader) == ["04 Mar 10:00", "11 Mar 10:00"]
    take(store, version(1, series(weekly(occurrenceCount=4))))
    assert met(reader) == ["04 Mar 10:00", "11 Mar 10:00"]
    take(store, version(3, appointment("s", MONDAY)))
    assert met(reader) == ["04 Mar 10:00"]
    take(store, version(4, series(weekly(occurrenceCount=3))))
    gone = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [{"request": {"method": "DELETE", "url": "Appointment/s"}}],
    }
    take(store, ndjson(tmp_path / "deleted" / "1.ndjson", gone))
    assert met(reader) == []


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ({"recurrenceType": {"coding": [{"code": "full-moon"}]}}, "full-moon"),
        (weekly(timezone={"coding": [{"code": "Mars/Olympus"}]}, occurrenceCount=3), "Mars/Olympus"),
        (weekly(excludingDate=["next week"], occurrenceCount=3), "next week"),
    ],
)
def test_a_series_that_is_not_understood_is_said_to_be_one(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, template: Resource, said: str
) -> None:
    report = take(store, ndjson(tmp_path / "x.ndjson", patient(), series(template)))
    assert met(reader) == ["04 Mar 10:00"]
    (issue,) = report.issues
    assert "only the first meeting is in the schedule" in issue.reason
    assert said in issue.reason


def test_a_series_without_an_end_is_cut_off_and_said_to_be(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    report = take(store, ndjson(tmp_path / "x.ndjson", patient(), series({"recurrenceType": {"text": "daily"}})))
    assert any("without an end" in one.reason for one in report.issues)
    assert len(met(reader, "2024-03-01", "2027-12-31")) == 400
    assert any("more than 400" in one.reason for one in report.issues)
    late = series(weekly(occurrenceCount=10_000_000), start="9999-12-01T15:00:00Z")
    take(store, ndjson(tmp_path / "y.ndjson", {**late, "id": "z"}))


def test_a_partial_copy_that_calls_off_the_series_calls_off_each_of_it(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), series(weekly(occurrenceCount=2))))
    off = {"resourceType": "Appointment", "id": "s", "status": "cancelled", "meta": {"lastUpdated": "2024-03-01T10:00:00Z"}}
    take(store, ndjson(tmp_path / "y.ndjson", off))
    assert met(reader) == ["04 Mar 10:00 cancelled", "11 Mar 10:00 cancelled"]


def test_a_changed_one_that_does_not_say_which_it_was_is_told(tmp_path: Path, store: PracticeStore) -> None:
    lost = appointment("m", MONDAY, occurrenceChanged=True, originatingAppointment={"reference": "Appointment/s"})
    report = take(store, ndjson(tmp_path / "x.ndjson", patient(), lost))
    assert [one.reason for one in report.issues] == [
        "a changed appointment of a series that does not say which one it was; both stand in the schedule"
    ]
