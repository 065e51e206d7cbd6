"""A day of three: a first session, a cancelled one, and a client who was not heard from; on the terminal, as JSON and on paper.

One brief is one in every form: the same lines in the same order. Who Sami is, and why the line is said, stands in ``test_sami``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from briefing_app.documents.day import brief_as_json, day_as_text
from briefing_app.services.day import open_day
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.brief import Brief
from briefing_app.viewmodels.day import DayPage, make_day
from tests.conftest import KEY
from tests.fhir import appointment, ndjson, patient
from tests.importing import HELD, NEW_YORK, take
from tests.words import TODAY, episode, sessions, today, total

UNKNOWN = "We do not know how this client is: not heard from since 30 Sep; last score 22 Sep (PHQ-9 18), 2 appointments not kept (9 and 16 Nov)."
SCORE = "PHQ-9: last score 18 (moderately severe), 63 days ago (22 Sep)"
PRACTICE = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason", "code": "prov"}]}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, new_store: Path) -> DayPage:
    folder = tmp_path_factory.mktemp("day")
    (folder / "practice.db").write_bytes(new_store.read_bytes())
    store = PracticeStore(folder / "practice.db", KEY)
    take(
        store,
        ndjson(
            folder / "x.ndjson", patient("ida", birthDate="1985-03-02"), today("ida", "14:00"),
            total("44261-6", "i1", "ida", 12, "2026-11-17"), patient("bo"),
            appointment("bo-today", "2026-11-24T17:00:00Z", clients=("bo",), status="cancelled", cancelationReason=PRACTICE),
            patient("sami", birthDate="2001-01-31"), episode("sami", "2026-09-01"), *sessions("sami", "2026-09-22", "2026-09-30"),
            *sessions("sami", "2026-11-09", "2026-11-16", status="noshow"), today("sami", "19:00"),
            total("44261-6", "p1", "sami", 18, "2026-09-22"),
        ),
    )  # fmt: skip
    reader = PracticeReader(store)
    made = make_day(open_day(reader, TODAY, NEW_YORK), HELD, datetime(2026, 11, 24, 8, tzinfo=NEW_YORK), NEW_YORK)
    reader.close()
    store.close()
    return made


@pytest.fixture
def sami(page: DayPage) -> Brief:
    return page.briefs[2]


def test_the_day_on_a_terminal(page: DayPage) -> None:
    assert (
        day_as_text(page)
        == f"""\
Tuesday 24 Nov 2026 · 2 sessions, 1 cancelled or missed
{page.as_of}

{"─" * 96}
09:00  Ida Invented
       41, born 2 Mar 1985 · session 1 · 09:00–09:50
       Since last session
         First session here; measures are on file.
       PHQ-9 12 (moderate), 7 days ago (17 Nov); first score

{"─" * 96}
12:00  Bo Invented
       36, born 1 May 1990 · 12:00–12:50 · cancelled
       Since last session
         First session: nothing earlier is on file.
       Due at this session
         No measures yet.

{"─" * 96}
14:00  Sami Invented
       25, born 31 Jan 2001 · session 3 since 1 Sep · 14:00–14:50
       For review
         We do not know how this client is: not heard from since 30 Sep; last score 22 Sep
           (PHQ-9 18), 2 appointments not kept (9 and 16 Nov).
       Since last session (30 Sep, 55 days)
         Missed 9 Nov
         Missed 16 Nov
       PHQ-9: last score 18 (moderately severe), 63 days ago (22 Sep)
       Due at this session
         PHQ-9: 63 days old, due every 14, 49 days over
       Attendance
         Kept 2 of 4 sessions: 2 missed

Briefing shows what was imported. It does not monitor anyone between sessions."""
    )


def test_a_first_session_and_one_that_does_not_take_place_begin_after_nothing(page: DayPage) -> None:
    assert [one.last_begun for one in page.briefs] == [0.0, 0.0, datetime(2026, 9, 30, 15, tzinfo=UTC).timestamp()]
    assert [len(one.waiting) for one in page.briefs] == [0, 0, 1]


def told(found: dict[str, Any]) -> dict[str, Any]:
    """A line of JSON without its Why, which is held elsewhere."""
    return {name: value for name, value in found.items() if name != "why"}


def test_the_brief_as_json(sami: Brief) -> None:
    found = brief_as_json(sami)
    since = "Since last session (30 Sep, 55 days)"
    signal = {"kind": "review", "rule": "unknown", "measure": "", "basis": "2026-09-01/2026-09-30", "answered": None}
    assert [told(line) for line in found["lines"]] == [
        {"kind": "review", "heading": "For review", "text": UNKNOWN, "signal": signal},
        {"kind": "since", "heading": since, "text": "Missed 9 Nov"},
        {"kind": "since", "heading": since, "text": "Missed 16 Nov"},
        {"kind": "due", "heading": "Due at this session", "text": "PHQ-9: 63 days old, due every 14, 49 days over"},
        {"kind": "attendance", "heading": "Attendance", "text": "Kept 2 of 4 sessions: 2 missed"},
    ]
    assert (found["safety"], found["safety_before"], found["check_first"], found["left_off"]) == ([], [], [], [])
    (score,) = found["scores"]
    assert {name: score[name] for name in ("measure", "value", "date", "band", "previous", "words", "older", "text")} == {
        "measure": "PHQ-9", "value": "18", "date": "22 Sep", "band": "moderately severe", "previous": "",
        "words": "last score 63 days ago", "older": False, "text": SCORE,
    }  # fmt: skip
    missed = found["lines"][1]["why"]
    (source,) = missed.pop("sources")
    assert missed == {"rule": "an appointment with status noshow: missed", "inputs": "", "cited": []}
    assert (source["resource_type"], source["resource_id"]) == ("Appointment", "sami-2026-11-09")


def test_the_brief_on_paper(sami: Brief, qapp: QApplication) -> None:
    from briefing_app.documents.printed import brief_document

    paper = brief_document(sami, "Data as of 17 Nov", "Inter", when="Tuesday 24 Nov 2026, 14:00", below=("Notes", "a line"))
    assert [line for line in paper.toPlainText().split("\n") if line] == [
        "Tuesday 24 Nov 2026, 14:00", "Sami Invented", "25, born 31 Jan 2001 · session 3 since 1 Sep · 14:00–14:50",
        "For review", UNKNOWN, "Since last session (30 Sep, 55 days)", "Missed 9 Nov", "Missed 16 Nov", SCORE,
        "Due at this session", "PHQ-9: 63 days old, due every 14, 49 days over", "Attendance", "Kept 2 of 4 sessions: 2 missed",
        "Notes", "a line", "Data as of 17 Nov", "Briefing shows what was imported. It does not monitor anyone between sessions.",
    ]  # fmt: skip
