"""What was said about a line is asked again: which answers that means, and what is kept of it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from briefing_app.domain.client import Answer
from briefing_app.domain.problems import Problem
from briefing_app.domain.taken_back import COUNTS_AGAIN, TAKEN_BACK, WRONG_SCORE
from briefing_app.domain.two_scores import ASK_AGAIN, RULE
from briefing_app.services.acknowledge import acknowledge, ask_again
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.fhir import ndjson, patient
from tests.importing import take

DAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 12).timestamp()


@pytest.fixture
def ann(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> int:
    take(store, ndjson(tmp_path / "x.ndjson", patient()))
    return reader.row_of("ann") or 0


def answer(
    client: int, kind: str = "review", rule: str = "worse", basis: str = "2026-10-01", at: float = AT, action: str = "Talked"
) -> Answer:
    return Answer(client, kind, rule, "PHQ-9", basis, "the line", action, "because", at, "A.")


def kept(reader: PracticeReader, client: int) -> list[tuple[str, str, str, str, str, str]]:
    return [
        (one.rule, one.measure, one.basis, one.shown, one.action, one.reason)
        for one in reader.histories([client])[client].answers
    ]


@pytest.mark.parametrize(
    ("given", "what", "action"),
    [
        ({}, "worse", TAKEN_BACK),
        ({"kind": "safety", "rule": "safety", "basis": "9:2026-11-20=2"}, "safety", TAKEN_BACK),
        ({"rule": RULE, "basis": "2026-11-24 5@1;20@2"}, "PHQ-9", ASK_AGAIN),
        ({"rule": WRONG_SCORE, "basis": "2026-11-24 5@1"}, "PHQ-9", COUNTS_AGAIN),
    ],
)
def test_an_answer_of_the_day_is_taken_back_by_a_row_that_says_so(
    store: PracticeStore, reader: PracticeReader, ann: int, given: dict[str, Any], what: str, action: str
) -> None:
    acknowledge(store, answer(ann, **given))
    assert ask_again(store, reader, (ann, what, DAY), AT + 60, "B.") == "Talked"
    first, second = kept(reader, ann)
    assert second == (first[0], "PHQ-9", first[2], "Talked", action, "taken back")
    with pytest.raises(Problem, match="no choice or answer stands"):
        ask_again(store, reader, (ann, what, DAY), AT + 120, "B.")


@pytest.mark.parametrize(
    ("given", "what", "day"),
    [
        ({}, "worse", date(2026, 11, 23)), ({}, "unknown", DAY), ({}, "review", DAY), ({}, "PHQ-9", DAY),
        ({"rule": RULE, "basis": "2026-11-24 5@1;20@2"}, "PHQ-9", date(2026, 11, 23)), ({"rule": RULE, "basis": "2026-11-24 5@1;20@2"}, "GAD-7", DAY),
        ({"rule": RULE, "basis": "2026-11-24 5@1;20@2"}, RULE, DAY), ({"rule": WRONG_SCORE, "basis": "2026-11-24 5@1"}, WRONG_SCORE, DAY),
    ],
)  # fmt: skip
def test_where_nothing_of_it_stands_nothing_is_changed(
    store: PracticeStore, reader: PracticeReader, ann: int, given: dict[str, Any], what: str, day: date
) -> None:
    acknowledge(store, answer(ann, **given))
    with pytest.raises(Problem, match=f"Of {what} on {day} no choice or answer stands"):
        ask_again(store, reader, (ann, what, day), AT + 60, "B.")
    assert len(kept(reader, ann)) == 1


def test_of_several_answers_about_one_thing_the_last_is_taken_back_and_what_was_said_is_named_once(
    store: PracticeStore, reader: PracticeReader, ann: int
) -> None:
    for number, (action, basis) in enumerate([("Talked", "2026-10-01"), ("Called", "2026-10-01"), ("Called", "other")]):
        acknowledge(store, answer(ann, action=action, basis=basis, at=AT + number))
    assert ask_again(store, reader, (ann, "worse", DAY), AT + 60, "B.") == "Called"
    assert [one[3] for one in kept(reader, ann)[3:]] == ["Called", "Called"]


def test_an_answer_with_scores_that_are_wrong_keeps_one_row_for_each(
    store: PracticeStore, reader: PracticeReader, ann: int
) -> None:
    done = acknowledge(
        store, answer(ann), [("PHQ-9", "2026-11-24 25@1", "25 on 24 Nov"), ("GAD-7", "2026-11-24 20@1", "20 on 24 Nov")]
    )
    assert done is not None
    assert kept(reader, ann) == [
        ("worse", "PHQ-9", "2026-10-01", "the line", "Talked", "because"),
        (WRONG_SCORE, "PHQ-9", "2026-11-24 25@1", "25 on 24 Nov", "Talked", "because"),
        (WRONG_SCORE, "GAD-7", "2026-11-24 20@1", "20 on 24 Nov", "Talked", "because"),
    ]
