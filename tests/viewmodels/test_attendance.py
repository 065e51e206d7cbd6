"""What is said of sessions kept and not kept: a share only where every outcome is known."""

from __future__ import annotations

from datetime import UTC, timedelta
from pathlib import Path

import pytest

from briefing_app.domain.attendance import Attendance, Outcome, attendance_of, outcome
from briefing_app.services.brief import brief_facts
from briefing_app.storage.practice import PracticeStore
from briefing_app.viewmodels.attendance import say_attendance, say_kept_of_last, why_of
from tests.courses import TODAY, history_of, meeting
from tests.fhir import appointment
from tests.importing import CATALOGUE
from tests.viewmodels.test_since import HELD, NOW, briefed, said


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Attendance(), ""),
        (Attendance(held=9), "kept 9 of 9 sessions"),
        (Attendance(held=9, missed=1), "kept 9 of 10 sessions: 1 missed"),
        (Attendance(held=1, missed=1, by_client=2), "kept 1 of 4 sessions: 1 missed, 2 cancelled by the client"),
        (Attendance(missed=1), "kept 0 of 1 session: 1 missed"),
        (Attendance(held=9, by_practice=1), "kept 9 of 9 sessions; 1 cancelled by the practice"),
        (Attendance(cancelled=2), "2 cancelled, by whom not recorded"),
        (Attendance(not_recorded=1), "1 past appointment: outcome not recorded"),
        (Attendance(held=8, not_recorded=8), "8 held; 8 past appointments: outcome not recorded"),
        (
            Attendance(held=8, missed=1, cancelled=1, not_recorded=8),
            "8 held, 1 missed, 1 cancelled, by whom not recorded; 8 past appointments: outcome not recorded",
        ),
    ],
)
def test_every_mix_of_outcomes_is_said_as_it_is(found: Attendance, words: str) -> None:
    assert say_attendance(found) == words


H, M, C, P, U, N = (
    Outcome.HELD,
    Outcome.MISSED,
    Outcome.BY_CLIENT,
    Outcome.BY_PRACTICE,
    Outcome.CANCELLED,
    Outcome.NOT_RECORDED,
)


@pytest.mark.parametrize(
    ("past", "words"),
    [
        ([], ""),
        ([H], ""),
        ([M, M, H, H, H, H], ""),
        ([M, H, H, H], "kept 3 of the last 4"),
        ([H, M, H, H, H], "kept 4 of the last 5"),
        ([C, H, H, H], "kept 3 of the last 4"),
        ([M, H, H, H, H, H, H, C], "kept 6 of the last 8"),
        ([M, M, M, H, H, H, H, H, H, H, M], "kept 7 of the last 8"),
        ([M, M], "kept none of the last 2"),
        ([M], "last appointment not kept"),
        ([N], "last appointment: not known if kept"),
        ([P, U], ""),
        ([H, H, P, H, H, U], ""),
        ([M, P, H, U, H, H], "kept 3 of the last 4"),
        ([H, N], "of the last 2: 1 kept, 1 not known"),
        ([M, N], "of the last 2: 1 not kept, 1 not known"),
        ([N, N], "of the last 2: 2 not known"),
        ([H, H, H, H, H, M, C, N], "of the last 8: 5 kept, 2 not kept, 1 not known"),
        ([N, H, H, H, H], ""),
    ],
)
def test_the_last_eight_are_told_where_one_of_the_last_four_was_not_kept_or_nobody_knows(
    past: list[Outcome], words: str
) -> None:
    assert say_kept_of_last(past) == words


@pytest.mark.parametrize(
    ("status", "by", "found"),
    [
        ("fulfilled", "", Outcome.HELD),
        ("arrived", "", Outcome.HELD),
        ("finished", "", Outcome.HELD),
        ("noshow", "", Outcome.MISSED),
        ("cancelled", "client", Outcome.BY_CLIENT),
        ("cancelled", "practice", Outcome.BY_PRACTICE),
        ("cancelled", "", Outcome.CANCELLED),
        ("booked", "", Outcome.NOT_RECORDED),
        ("pending", "", Outcome.NOT_RECORDED),
        ("unknown", "", Outcome.NOT_RECORDED),
    ],
)
def test_what_became_of_a_past_meeting(status: str, by: str, found: Outcome) -> None:
    one = meeting(TODAY, status)._replace(cancelled_by=by)
    assert outcome(one) is found
    assert sum(getattr(attendance_of([one]), name) for name in Attendance.__dataclass_fields__) == 1


def test_a_past_appointment_that_nobody_closed_is_no_session_and_no_absence(tmp_path: Path, store: PracticeStore) -> None:
    brief = briefed(tmp_path, store, NOW, HELD, appointment("open", "2024-03-08T10:00:00-05:00"))
    assert said(brief, "attendance") == ["1 held; 1 past appointment: outcome not recorded"]
    assert "session 2 or later" in brief.identity.details


def test_who_cancelled_is_said_where_the_export_says_it(tmp_path: Path, store: PracticeStore) -> None:
    gone = [
        {**appointment(code or "x", f"2024-03-0{day}T10:00:00-05:00", status="cancelled"), **({"cancelationReason": {"coding": [{"code": code}]}} if code else {})}
        for day, code in ((7, "pat"), (8, "prov-pers"), (9, ""))
    ]  # fmt: skip
    brief = briefed(tmp_path, store, NOW, HELD, *gone)
    assert said(brief, "since") == [
        "Cancelled by the client, 7 Mar",
        "Cancelled by the practice, 8 Mar",
        "Cancelled 9 Mar, by whom not recorded",
    ]
    assert said(brief, "attendance") == [
        "Kept 1 of 2 sessions: 1 cancelled by the client; 1 cancelled by the practice; 1 cancelled, by whom not recorded"
    ]


def test_behind_the_words_stand_the_days_and_when_a_cancellation_was_said() -> None:
    days = [TODAY - timedelta(days=back) for back in (28, 21, 14, 7)]
    statuses = ("fulfilled", "noshow", "cancelled", "booked")
    meetings = [meeting(day, status, row) for row, (day, status) in enumerate(zip(days, statuses, strict=True))]
    meetings[2] = meetings[2]._replace(cancelled_by="client", told="2026-11-09")
    meetings[3] = meetings[3]._replace(told="2026-11-09")
    why = why_of(brief_facts(history_of(meetings=meetings), CATALOGUE, TODAY, UTC))
    assert why.inputs == (
        "1 held; missed 3 Nov 2026; cancelled by the client 10 Nov 2026 (said on 9 Nov 2026); outcome not recorded 17 Nov 2026"
    )
    assert len(why.sources) == 3
