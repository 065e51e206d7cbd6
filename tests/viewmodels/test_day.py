"""The head of a day: how old the data are, and how many sessions there are, as far as anybody knows."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from briefing_app.documents.day import day_as_json, day_as_text
from briefing_app.domain.imports import ImportRun
from briefing_app.services.day import open_day
from briefing_app.storage.practice import PracticeReader
from briefing_app.viewmodels.day import is_stale, make_day, say_as_of
from tests.importing import CATALOGUE

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


def run_of(as_of: datetime | None) -> ImportRun:
    started = datetime(2026, 11, 28, 8, tzinfo=UTC).timestamp()
    return ImportRun(1, started, started + 60, as_of.timestamp() if as_of else None, "the newest record in it", "x.ndjson", "")


@pytest.mark.parametrize(
    ("as_of", "words", "stale"),
    [
        (datetime(2026, 11, 27, 8, tzinfo=UTC), "Data as of 27 Nov, 3 days ago (newest record), from x.ndjson", True),
        (datetime(2026, 11, 29, 8, tzinfo=UTC), "Data as of 29 Nov, yesterday (newest record), from x.ndjson", True),
        (
            datetime(2027, 3, 1, 8, tzinfo=UTC),
            "Age of the data not known: a record is dated after the import, from x.ndjson, imported 28 Nov",
            False,
        ),
        (None, "Age of the data not stated, from x.ndjson, imported 28 Nov", False),
    ],
)
def test_data_are_never_from_a_day_ahead_of_their_import(as_of: datetime | None, words: str, stale: bool) -> None:
    assert (say_as_of(run_of(as_of), NOW, UTC), is_stale(run_of(as_of), NOW)) == (words, stale)


def test_where_nothing_was_read_nobody_knows_how_many_sessions_there_are(reader: PracticeReader) -> None:
    day = open_day(reader, date(2026, 11, 30), UTC)
    page = make_day(day, CATALOGUE, NOW, UTC, ())
    assert page.count == "nothing was read yet"
    assert "0 sessions" not in day_as_text(page)
    assert day_as_json(day, [])["as_of"] is None
