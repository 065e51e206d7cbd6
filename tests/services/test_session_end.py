"""When a session ended: said in time it is its end, said too late it was over by then, and reading says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from briefing_app.domain.problems import Problem
from briefing_app.domain.session_end import BY_THEN, ENDED
from briefing_app.services.day import open_day
from briefing_app.services.measure import Catalogue
from briefing_app.services.note import note_facts
from briefing_app.services.session_end import end_session, note_begun
from briefing_app.services.worktime import gaps_of_day
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore
from tests.conftest import KEY
from tests.fhir import appointment, ndjson, patient
from tests.importing import NEW_YORK, take

TEN = datetime(2026, 11, 16, 10, 0, tzinfo=NEW_YORK)


@pytest.fixture
def private(tmp_path: Path) -> Iterator[PrivateStore]:
    opened = PrivateStore(tmp_path / "private.db", KEY)
    yield opened
    opened.close()


@pytest.fixture
def booked(tmp_path: Path, store: PracticeStore) -> None:
    """Ann at 10, Ben at 11, fifty minutes each, nobody said that they took place."""
    made = [
        appointment("ten", TEN.isoformat()),
        appointment("eleven", (TEN + timedelta(hours=1)).isoformat(), clients=("ben",)),
    ]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), patient("ben"), *made))


def at(minutes: int) -> datetime:
    return TEN + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("client", "minutes", "kind"),
    [("ann", 35, ENDED), ("ann", 52, ENDED), ("ann", 61, BY_THEN), ("ben", 165, ENDED), ("ben", 171, BY_THEN)],
)
def test_an_end_is_an_end_until_the_next_session_begins_or_an_hour_has_passed(
    booked: None, reader: PracticeReader, private: PrivateStore, client: str, minutes: int, kind: str
) -> None:
    words = end_session(private, reader, at(minutes), client, zone=NEW_YORK)
    (one,) = private.session_ends().values()
    assert (one.client, one.at, one.kind) == (client, at(minutes).timestamp(), kind)
    assert words.startswith("session ended at or before" if kind == BY_THEN else f"session ended {at(minutes):%H:%M}")


def test_both_ends_make_the_gap_between_known(booked: None, reader: PracticeReader, private: PrivateStore) -> None:
    end_session(private, reader, at(52), "ann", zone=NEW_YORK)
    end_session(private, reader, at(110), "ben", zone=NEW_YORK)
    (gap,) = gaps_of_day(private, reader, at(200), TEN.date(), NEW_YORK)
    assert (gap.planned, gap.taken, gap.status.value) == (10, 8, "taken")
    private.undo(at(200).timestamp())
    (gap,) = gaps_of_day(private, reader, at(200), TEN.date(), NEW_YORK)
    assert (gap.taken, gap.status.value) == (None, "not known")


def test_a_session_that_has_not_begun_cannot_have_ended(booked: None, reader: PracticeReader, private: PrivateStore) -> None:
    with pytest.raises(Problem, match="No session of this client has begun"):
        end_session(private, reader, at(-1), "ann", zone=NEW_YORK)
    with pytest.raises(Problem, match="No session of this client has begun"):
        end_session(private, reader, at(14 * 60), "ann", zone=NEW_YORK)
    assert private.session_ends() == {}


def test_a_note_begun_after_the_booked_end_says_only_that_it_was_over_by_then(
    booked: None, reader: PracticeReader, private: PrivateStore
) -> None:
    assert not note_begun(private, reader, at(49), "ann", zone=NEW_YORK)
    assert note_begun(private, reader, at(55), "ann", zone=NEW_YORK)
    assert not note_begun(private, reader, at(57), "ann", zone=NEW_YORK)
    (one,) = private.session_ends().values()
    assert (one.at, one.kind) == (at(55).timestamp(), BY_THEN)
    end_session(private, reader, at(110), "ben", zone=NEW_YORK)
    assert [gap.status.value for gap in gaps_of_day(private, reader, at(200), TEN.date(), NEW_YORK)] == ["not known"]
    assert private.next_steps()[0] == "session ended 11:50"


def test_reading_a_brief_or_a_note_records_nothing(
    booked: None, reader: PracticeReader, private: PrivateStore, catalogue: Catalogue
) -> None:
    open_day(reader, TEN.date(), NEW_YORK)
    note_facts(reader, catalogue, reader.row_of("ann") or 0, at(55), zone=NEW_YORK)
    gaps_of_day(private, reader, at(200), TEN.date(), NEW_YORK)
    assert private.session_ends() == {}
    assert private.next_steps() == ("", "")
