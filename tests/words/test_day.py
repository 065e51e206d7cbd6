"""A day of three: a first session, a cancelled one, and a client who was not heard from; on the terminal, as JSON, on paper and as tables.

Ida has a PHQ-9 of 17 Nov and no session yet. Bo's session was cancelled by the practice. Who Sami is, and why his line is said, stands in
``test_sami``; he alone needs a look. 16 Nov was the last day with sessions, though he missed his. The newest record is Ida's score of 17 Nov,
for what is booked says nothing of how old the data are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from briefing_app.documents.day import day_as_json, day_as_text
from briefing_app.documents.tables import SCHEDULE_COLUMNS, SCORE_COLUMNS, schedule_row, score_row, write_csv
from briefing_app.services.day import open_day, schedule
from briefing_app.services.score import worded_scores
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.day import DayPage, briefs_of, make_day
from tests.conftest import KEY
from tests.fhir import appointment, ndjson, patient
from tests.importing import HELD, NEW_YORK, take
from tests.words import TODAY, episode, in_short, on_paper, sessions, today, total, written

PRACTICE = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason", "code": "prov"}]}


@dataclass(frozen=True, slots=True)
class Told:
    page: DayPage
    document: dict[str, Any]
    booked: str
    scores: str


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, new_store: Path) -> Told:
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
    day = open_day(reader, TODAY, NEW_YORK)
    booked, scores = StringIO(), StringIO()
    write_csv(
        booked, SCHEDULE_COLUMNS, [schedule_row(f"{one}", each) for one, each in schedule(reader, TODAY, TODAY, NEW_YORK)]
    )
    write_csv(scores, SCORE_COLUMNS, [score_row(client, one) for client, one in worded_scores(reader, HELD)])
    found = Told(
        make_day(day, HELD, datetime(2026, 11, 24, 8, tzinfo=NEW_YORK), NEW_YORK),
        in_short(day_as_json(day, briefs_of(day, HELD, NEW_YORK))),
        booked.getvalue(),
        scores.getvalue(),
    )
    reader.close()
    store.close()
    return found


def test_the_day_on_a_terminal(told: Told) -> None:
    assert day_as_text(told.page).split("\n") == written("day.txt")


def test_the_day_as_json_with_every_why(told: Told) -> None:
    assert told.document == written("day.json")


def test_the_day_and_its_scores_as_tables(told: Told) -> None:
    assert told.booked.splitlines() == written("day.csv")
    assert told.scores.splitlines() == written("day_scores.csv")


@pytest.mark.parametrize(("number", "client"), [(0, "ida"), (2, "sami")])
def test_its_briefs_on_paper(told: Told, qapp: QApplication, number: int, client: str) -> None:
    assert on_paper(told.page.briefs[number]) == written(f"{client}.txt")


def test_what_a_clinician_prints_below_a_brief_stands_between_it_and_the_age_of_the_data(
    told: Told, qapp: QApplication
) -> None:
    assert on_paper(told.page.briefs[0], ("Notes", "a line"))[-4:] == [
        "Notes", "a line", "Data as of 20 Nov", "Briefing shows what was imported and typed in. It does not monitor anyone between sessions.",
    ]  # fmt: skip


def test_a_first_session_and_one_that_does_not_take_place_begin_after_nothing(told: Told) -> None:
    assert [one.last_begun for one in told.page.briefs] == [0.0, 0.0, datetime(2026, 9, 30, 15, tzinfo=UTC).timestamp()]
    assert [len(one.waiting) for one in told.page.briefs] == [0, 0, 1]
