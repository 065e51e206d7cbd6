"""How many clients need a look: one number in the window's head, in text and in JSON, of the day and of those without a session."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from briefing_app.documents.day import day_as_json, day_as_text
from briefing_app.domain.client import Answer, Seen
from briefing_app.domain.rules import Rule
from briefing_app.services.day import open_day
from briefing_app.services.waiting import waiting_without_session
from briefing_app.storage.entry import add_answer, add_seen
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.day import DayPage, briefs_of, make_day, need_a_look, needs_look, say_count
from tests.fhir import Resource, appointment, ndjson, patient, response, score
from tests.importing import CATALOGUE, NEW_YORK, take
from tests.messages import message

DAY = date(2024, 3, 13)
NOW = datetime(2024, 3, 13, 8, tzinfo=NEW_YORK)
CALM = [
    appointment("before", "2024-03-06T10:00:00-05:00", status="fulfilled"),
    appointment("today", "2024-03-13T10:00:00-04:00"),
    score("s", 4, "2024-03-06T09:00:00-05:00"),
]
WROTE = message("Please ring", "2024-03-12T10:00:00-04:00")
POSITIVE = response("r", [0] * 8 + [2], "2024-03-12T09:00:00-04:00")
WORSE = [
    *(appointment(f"a{day}", f"2024-{day}T10:00:00-05:00", status="fulfilled") for day in ("01-10", "01-24", "02-07", "02-21")),
    *(score(f"w{day}", total, f"2024-{day}T09:00:00-05:00") for day, total in (("01-10", 5), ("02-28", 17), ("03-05", 18))),
]


def told(tmp_path: Path, store: PracticeStore, *resources: Resource) -> int:
    """The one number, which text and JSON both say."""
    if resources:
        take(store, ndjson(tmp_path / "x.ndjson", patient(), patient("ben"), *resources))
    reader = PracticeReader(store)
    day = open_day(reader, DAY, NEW_YORK)
    waiting = waiting_without_session(reader, CATALOGUE, day, NEW_YORK)
    page = make_day(day, CATALOGUE, NOW, NEW_YORK, waiting)
    made = json.loads(json.dumps(day_as_json(day, briefs_of(day, CATALOGUE, NEW_YORK), waiting)))
    reader.close()
    count = int(made["need_a_look"])
    assert f", {count} {'needs' if count == 1 else 'need'} a look" in day_as_text(page).splitlines()[0]
    assert need_a_look(page.looks, waiting) == count
    return count


def test_a_calm_client_with_a_measure_due_needs_none(tmp_path: Path, store: PracticeStore) -> None:
    assert told(tmp_path, store, *CALM) == 0


@pytest.mark.parametrize("why", [[WROTE], [POSITIVE], WORSE], ids=["message", "safety", "worse"])
def test_who_wrote_gave_a_positive_answer_or_is_worse_needs_a_look(
    tmp_path: Path, store: PracticeStore, why: list[Resource]
) -> None:
    assert told(tmp_path, store, *CALM[:2], *why) == 1


def test_somebody_with_two_reasons_and_two_sessions_is_one(tmp_path: Path, store: PracticeStore) -> None:
    again = appointment("later", "2024-03-13T15:00:00-04:00")
    assert told(tmp_path, store, *CALM, again, WROTE, POSITIVE) == 1


def test_who_has_no_session_that_day_and_wrote_is_counted(tmp_path: Path, store: PracticeStore) -> None:
    elsewhere = message("And me", "2024-03-12T10:00:00-04:00", "n", client="ben")
    assert told(tmp_path, store, *CALM, WROTE, elsewhere) == 2


def test_what_was_shown_or_answered_needs_no_look_any_more(tmp_path: Path, store: PracticeStore) -> None:
    assert told(tmp_path, store, *CALM, WROTE, POSITIVE) == 1
    reader = PracticeReader(store)
    row = reader.row_of("ann") or 0
    (found,) = briefs_of(open_day(reader, DAY, NEW_YORK), CATALOGUE, NEW_YORK)
    add_seen(store, [Seen(row, found.brief.messages[0].key, NOW.timestamp(), 0.0, "me")])
    assert told(tmp_path, store) == 1, "the safety line still waits"
    (line,) = found.brief.safety
    about = line.about
    assert about is not None
    add_answer(
        store,
        Answer(row, about.kind, about.rule, about.measure, about.basis, line.text, "Asked", "talked", NOW.timestamp(), "R. V."),
    )
    assert told(tmp_path, store) == 0
    reader.close()


def test_a_signal_counts_by_its_rule_and_only_while_it_waits(tmp_path: Path, store: PracticeStore) -> None:
    told(tmp_path, store, *CALM[:2], *WORSE)
    reader = PracticeReader(store)
    facts = briefs_of(open_day(reader, DAY, NEW_YORK), CATALOGUE, NEW_YORK)[0].facts
    reader.close()
    (one,) = [found for found in facts.review if found.waits]
    for rule in Rule:
        other = replace(facts, review=(replace(one, signal=replace(one.signal, rule=rule)),))
        assert needs_look(other) is (rule in (Rule.UNKNOWN, Rule.WORSE, Rule.NO_IMPROVEMENT))
    assert not needs_look(replace(facts, review=(replace(one, until=DAY),)))


def test_while_it_is_not_known_who_waits_elsewhere_no_number_is_said(tmp_path: Path, store: PracticeStore) -> None:
    told(tmp_path, store, *CALM, WROTE)
    reader = PracticeReader(store)
    page: DayPage = make_day(open_day(reader, DAY, NEW_YORK), CATALOGUE, NOW, NEW_YORK)
    reader.close()
    assert page.count == "1 session"
    assert say_count(page.rows, 2) == "1 session, 2 need a look"


def test_a_row_of_the_day_says_that_a_message_is_new_until_it_was_shown(tmp_path: Path, store: PracticeStore) -> None:
    def chips() -> list[tuple[str, str]]:
        reader = PracticeReader(store)
        page = make_day(open_day(reader, DAY, NEW_YORK), CATALOGUE, NOW, NEW_YORK)
        reader.close()
        (row,) = page.rows
        return [(chip.text, chip.tone) for chip in row.chips if "message" in chip.text]

    take(store, ndjson(tmp_path / "x.ndjson", patient(), *CALM, WROTE))
    assert chips() == [("new message", "plain")]
    take(store, ndjson(tmp_path / "y.ndjson", patient(), message("And again", "2024-03-12T11:00:00-04:00", "m2")))
    assert chips() == [("2 new messages", "plain")]
    reader = PracticeReader(store)
    (found,) = briefs_of(open_day(reader, DAY, NEW_YORK), CATALOGUE, NEW_YORK)
    row = reader.row_of("ann") or 0
    reader.close()
    add_seen(store, [Seen(row, line.key, NOW.timestamp(), 0.0, "me", found.brief.whose) for line in found.brief.messages])
    assert chips() == []
