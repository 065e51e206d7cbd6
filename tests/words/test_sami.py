"""Sami: not heard from. The last session was on 30 Sep, the last score is of 22 Sep, and two appointments were not kept since.

The PHQ-9 is asked every 14 days and is 63 days old, more than twice that; the newest two appointments were missed; the last session lies 55
days back. So it is not known how the client is. The last contact is the session of 30 Sep; no safety item was ever asked, and none is named.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing_app.viewmodels.brief import Brief
from tests.fhir import patient
from tests.words import brief_of, episode, in_order, line_of, sessions, spoken, today, total, why


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory, new_store: Path) -> Brief:
    return brief_of(
        tmp_path_factory.mktemp("sami"), new_store, patient("sami", birthDate="2001-01-31"), episode("sami", "2026-09-01"),
        *sessions("sami", "2026-09-22", "2026-09-30"), *sessions("sami", "2026-11-09", "2026-11-16", status="noshow"), today("sami"),
        total("44261-6", "p1", "sami", 18, "2026-09-22"),
    )  # fmt: skip


def test_the_whole_brief_in_its_one_order(brief: Brief) -> None:
    since = "Since 30 Sep"
    assert brief.identity.details == "25, born 31 Jan 2001 · session 3 since 1 Sep · 10:00–10:50"
    assert in_order(brief) == [
        (
            "For review",
            "We do not know how this client is: not heard from since 30 Sep; last score 22 Sep (PHQ-9 18), 2 appointments not kept"
            " (9 and 16 Nov).",
        ),
        (since, "Missed 9 Nov"),
        (since, "Missed 16 Nov"),
        ("Scores", "PHQ-9: last score 18 (moderately severe), 63 days ago (22 Sep)"),
        ("Due at this session", "PHQ-9: 63 days old, due every 14, 49 days over"),
        ("Attendance", "Kept 2 of 4 sessions: 2 missed"),
    ]
    assert spoken(brief) == ["PHQ-9: last score 18 (moderately severe), 63 days ago (22 Sep)"]


def test_why_it_is_said(brief: Brief) -> None:
    line = line_of(brief, "review")
    assert (line.tone, line.open) == ("attention", True)
    assert line.about is not None
    assert (line.about.rule, line.about.measure, line.about.basis) == ("unknown", "", "2026-09-01/2026-09-30")
    rule, inputs, sources, _ = why(line)
    assert rule.startswith(
        "Not known how a client is: every measure taken at least monthly is late or has no score, appointments were not kept"
    )
    assert inputs == (
        "PHQ-9 63 days > 2 × 14; appointments not kept in a row: 2; 55 days since contact > 21; last session held 55 days ago > 14"
    )
    assert sources == [
        "Appointment/sami-2026-09-30", "Observation/p1", "Appointment/sami-2026-11-16", "Appointment/sami-2026-11-09",
    ]  # fmt: skip
