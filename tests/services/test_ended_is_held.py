"""A session whose end was recorded was held: it is not asked again, counts as held, and undo takes both back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from briefing_app.domain.attendance import outcome
from briefing_app.services.day import open_day
from briefing_app.services.measure import Catalogue
from briefing_app.services.session_end import end_session, note_begun, step_back, was_held
from briefing_app.storage.audit import broken_at, deeds
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore
from briefing_app.storage.session_outcome import keep_outcome
from briefing_app.viewmodels.day import make_day
from tests.conftest import KEY
from tests.fhir import appointment, ndjson, patient
from tests.importing import NEW_YORK, take

TEN = datetime(2026, 11, 16, 10, 0, tzinfo=NEW_YORK)
OPEN = "outcome not recorded"


class Desk:
    """Both stores, and what a clinician does: press D, undo, redo."""

    def __init__(self, store: PracticeStore, reader: PracticeReader, private: PrivateStore) -> None:
        self.store, self.reader, self.private = store, reader, private
        self.row = reader.row_of("ann") or 0

    def end(self, minutes: int) -> None:
        now = TEN + timedelta(minutes=minutes)
        end_session(self.private, self.reader, now, "ann", zone=NEW_YORK)
        was_held(self.private, self.store, self.reader, now.timestamp(), "ann", "R. V.")

    def step(self, minutes: int, *, again: bool = False) -> bool:
        now = (TEN + timedelta(minutes=minutes)).timestamp()
        return step_back(self.private, self.store, self.reader, now, "R. V.", again=again)

    def say(self, words: str, minutes: int) -> None:
        keep_outcome(self.store, self.row, "a", words, (TEN + timedelta(minutes=minutes)).timestamp(), "R. V.")

    @property
    def outcome(self) -> str:
        (one,) = self.reader.histories([self.row])[self.row].meetings
        return outcome(one).value


@pytest.fixture
def desk(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> Iterator[Desk]:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), appointment("a", TEN.isoformat())))
    private = PrivateStore(tmp_path / "private.db", KEY)
    yield Desk(store, reader, private)
    private.close()


@pytest.mark.parametrize("minutes", [48, 52, 130])
def test_an_end_answers_the_question_of_the_day_and_undo_asks_it_again(desk: Desk, catalogue: Catalogue, minutes: int) -> None:
    def asked() -> list[str]:
        day = open_day(desk.reader, TEN.date(), NEW_YORK)
        return [one.words for one in make_day(day, catalogue, TEN + timedelta(hours=8), NEW_YORK).open]

    assert asked() == ["Ann Invented, 10:00"]
    desk.end(minutes)
    assert (desk.outcome, asked()) == ("held", [])
    assert desk.step(140)
    assert (desk.outcome, asked()) == (OPEN, ["Ann Invented, 10:00"])
    assert desk.private.session_ends() == {}
    assert desk.step(141, again=True)
    assert (desk.outcome, asked()) == ("held", [])
    assert desk.step(142)
    assert desk.outcome == OPEN
    chain = deeds(desk.reader)
    told = [one.detail for one in chain if one.action == "recorded an outcome"]
    assert (told, broken_at(chain)) == (["held", "taken back", "held", "taken back"], 0)


def test_an_end_corrected_is_one_session_held_until_both_are_taken_back(desk: Desk) -> None:
    desk.end(48)
    desk.end(50)
    desk.step(51)
    assert desk.outcome == "held"
    desk.step(52)
    assert desk.outcome == OPEN


def test_what_is_said_of_the_outcome_after_the_end_stands(desk: Desk) -> None:
    desk.end(48)
    desk.say("cancelled by the client", 51)
    desk.step(52)
    assert desk.outcome == "cancelled by the client"


def test_held_said_by_hand_outlives_the_end(desk: Desk) -> None:
    desk.say("held", 47)
    desk.end(48)
    desk.step(49)
    assert desk.outcome == "held"


def test_the_end_of_a_note_says_nothing_of_the_outcome_not_even_done_again(desk: Desk) -> None:
    note_begun(desk.private, desk.reader, TEN + timedelta(minutes=55), "ann", zone=NEW_YORK)
    assert desk.outcome == OPEN
    desk.step(56)
    desk.step(57, again=True)
    assert desk.outcome == OPEN


def test_an_import_has_the_last_word_over_an_end(tmp_path: Path, desk: Desk) -> None:
    desk.end(48)
    missed = appointment("a", TEN.isoformat(), status="noshow", meta={"versionId": "2"})
    take(desk.store, ndjson(tmp_path / "y.ndjson", patient(), missed))
    assert desk.outcome == "missed"
    desk.step(52)
    desk.step(53, again=True)
    assert desk.outcome == "missed"


def test_a_step_that_is_no_end_changes_no_outcome(desk: Desk) -> None:
    desk.end(48)
    assert not desk.step(49, again=True)
    assert desk.outcome == "held"
