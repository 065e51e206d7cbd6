"""Every answer to a line can be taken back, and a score that was said to be wrong is in no statement until that is."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from briefing_app.documents.day import brief_as_json, brief_as_text
from briefing_app.domain.client import Answer
from briefing_app.domain.problems import Problem
from briefing_app.domain.taken_back import COUNTS_AGAIN, TAKEN_BACK, WRONG_SCORE, standing
from briefing_app.services.acknowledge import acknowledge, ask_again, take_back
from briefing_app.services.score import worded_scores
from briefing_app.storage.audit import broken_at, deeds
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.answer import REVIEW_ACTIONS, WRONG_DATA
from briefing_app.viewmodels.client import ClientPage, make_client
from briefing_app.viewmodels.line import Line, NamedScore
from tests.fhir import ndjson, patient, response, score
from tests.importing import CATALOGUE, take

TODAY = date(2026, 11, 25)
FIRST = date(2026, 10, 28)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC).timestamp()
RISEN = (9, 8, 9, 16, 17)
TALKED = REVIEW_ACTIONS[0]


@pytest.fixture
def ann(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> int:
    made = [score(f"s{index}", total, f"{FIRST + timedelta(days=7 * index)}T08:00:00Z") for index, total in enumerate(RISEN)]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *made))
    return reader.row_of("ann") or 0


def page(reader: PracticeReader, row: int) -> ClientPage:
    return make_client(reader.histories([row])[row], CATALOGUE, TODAY, UTC)


def worse(reader: PracticeReader, row: int) -> Line | None:
    found = [line for line in page(reader, row).brief.lines if line.about is not None and line.about.rule == "worse"]
    return found[0] if found else None


def answer(store: PracticeStore, reader: PracticeReader, row: int, action: str, *wrong: NamedScore) -> None:
    line = worse(reader, row)
    assert line is not None
    assert line.about is not None
    about = line.about
    said = Answer(row, about.kind, about.rule, about.measure, about.basis, line.text, action, "typed in twice", NOW, "R. V.")
    acknowledge(store, said, [(one.measure, one.name, one.words) for one in wrong])


def scores_of(reader: PracticeReader, row: int) -> tuple[NamedScore, ...]:
    line = worse(reader, row)
    assert line is not None
    assert line.about is not None
    return line.about.scores


def test_a_line_about_worse_names_the_scores_it_rests_on_newest_first(reader: PracticeReader, ann: int) -> None:
    assert [one.words for one in scores_of(reader, ann)][:2] == ["PHQ-9 17 on 25 Nov", "PHQ-9 16 on 18 Nov"]


def test_a_score_said_to_be_wrong_is_in_no_statement_and_is_named_as_that(
    store: PracticeStore, reader: PracticeReader, ann: int
) -> None:
    answer(store, reader, ann, WRONG_DATA, scores_of(reader, ann)[0])
    found = page(reader, ann)
    assert worse(reader, ann) is None, "one score above a level is no line about worse"
    (card,) = found.brief.cards
    assert (card.value, card.date) == ("16", "18 Nov")
    assert "25 Nov: 17 as stated, said to be wrong by R. V., 25 Nov 2026; not in the trend" in card.words
    assert "4 worse" not in card.words
    assert "8 worse" not in card.words
    (line,) = [one for one in found.brief.of("doubt") if one.heading == "Said to be wrong"]
    assert line.text == "PHQ-9 17 of 25 Nov is in no statement: said to be wrong by R. V., 25 Nov."
    assert line.text in brief_as_text(found.brief)
    assert "said to be wrong by R. V." in json.dumps(brief_as_json(found.brief))
    (trend,) = found.trends
    assert [mark.value for mark in trend.hollow] == [17.0]
    assert (trend.table[0].score, trend.table[0].flags) == ("17", "said to be wrong by R. V., 25 Nov 2026")
    (told,) = [one for _, one in worded_scores(reader, CATALOGUE) if one.score == 17]
    assert (told.solid, told.flags) == (False, "said to be wrong by R. V., 25 Nov 2026")


def test_the_line_stays_where_the_other_scores_carry_it(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, ann: int
) -> None:
    take(store, ndjson(tmp_path / "y.ndjson", patient(), score("s2", 16, "2026-11-11T08:00:00Z", meta={"versionId": "2"})))
    answer(store, reader, ann, WRONG_DATA, scores_of(reader, ann)[0])
    line = worse(reader, ann)
    assert line is not None
    assert line.open, "what was said of one score is no answer about the others"
    assert "17" not in line.text.split(":", 1)[1]


def test_a_score_that_was_corrected_in_the_records_counts(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, ann: int
) -> None:
    answer(store, reader, ann, WRONG_DATA, scores_of(reader, ann)[0])
    take(store, ndjson(tmp_path / "z.ndjson", patient(), score("s4", 7, "2026-11-25T08:00:00Z", meta={"versionId": "2"})))
    assert page(reader, ann).brief.cards[0].value == "7"


def test_safety_answers_of_a_form_that_is_said_to_be_wrong_stay(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    forms = [
        response(f"q{index}", items, f"{FIRST + timedelta(days=7 * index)}T08:00:00Z")
        for index, items in enumerate([[1] * 8 + [0]] * 3 + [[2] * 8 + [1]] * 2)
    ]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *forms))
    row = reader.row_of("ann") or 0
    before = page(reader, row).brief.safety
    assert len(before) == 1
    answer(store, reader, row, WRONG_DATA, *scores_of(reader, row)[:2])
    assert [line.text for line in page(reader, row).brief.safety] == [line.text for line in before]
    assert page(reader, row).brief.moves_title == "PHQ-9 items, 4 Nov to 11 Nov", "nothing is said of how its items moved"


def test_a_wrong_score_counts_again_when_that_is_taken_back(store: PracticeStore, reader: PracticeReader, ann: int) -> None:
    text = [line.text for line in page(reader, ann).brief.lines]
    answer(store, reader, ann, WRONG_DATA, *scores_of(reader, ann)[:2])
    assert worse(reader, ann) is None
    stood = ask_again(store, reader, (ann, "PHQ-9", TODAY), NOW + 60, "R. V.")
    ask_again(store, reader, (ann, "PHQ-9", TODAY - timedelta(days=7)), NOW + 60, "R. V.")
    assert stood == WRONG_DATA
    line = worse(reader, ann)
    assert line is not None
    assert line.open, "the line waits again: the answer acted through the scores"
    assert [one.text for one in page(reader, ann).brief.lines] == text
    chain = deeds(reader)
    assert [one.detail for one in chain[-5:]] == [
        "review",
        *["review, a score said to be wrong"] * 2,
        *["review, a score counts again"] * 2,
    ]
    assert broken_at(chain) == 0
    assert [one.action for one in reader.histories([ann])[ann].answers][-2:] == [COUNTS_AGAIN] * 2


def test_an_answer_to_a_line_is_taken_back_and_the_line_waits_again(
    store: PracticeStore, reader: PracticeReader, ann: int
) -> None:
    answer(store, reader, ann, TALKED)
    (aside,) = [line for line in page(reader, ann).brief.lines if line.text == "1 set aside"]
    (offered,) = aside.why.decisions
    assert offered.asked == "Take back …"
    assert offered.answer is not None
    assert TALKED in offered.words
    take_back(store, [offered.answer], "it was another client", NOW + 60, "R. V.")
    line = worse(reader, ann)
    assert line is not None
    assert line.open
    newest = reader.answers_of(ann)[0]
    assert (newest.action, newest.reason, newest.by) == (TAKEN_BACK, "it was another client", "R. V.")
    assert deeds(reader)[-1].detail == "review, an answer taken back"
    with pytest.raises(Problem, match="does not stand any more"):
        take_back(store, [offered.answer], "", NOW + 90, "R. V.")


def test_the_answers_of_a_day_are_taken_back_by_their_rule(store: PracticeStore, reader: PracticeReader, ann: int) -> None:
    answer(store, reader, ann, TALKED)
    for what in ("no-improvement", "safety", "review"):
        with pytest.raises(Problem, match="stands"):
            ask_again(store, reader, (ann, what, TODAY), NOW + 60, "R. V.")
    assert ask_again(store, reader, (ann, "worse", TODAY), NOW + 60, "R. V.") == TALKED
    line = worse(reader, ann)
    assert line is not None
    assert line.open


def test_of_several_scores_all_are_said_or_none_and_nothing_is_kept_without_its_row(
    store: PracticeStore, reader: PracticeReader, ann: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from briefing_app.storage import entry as own

    def full(one: Answer) -> str:
        if one.rule == WRONG_SCORE:
            raise Problem("The disk is full.", "Make room.")
        return ""

    before = len(deeds(reader))
    monkeypatch.setattr(own, "_detail", full)
    with pytest.raises(Problem, match="disk is full"):
        answer(store, reader, ann, WRONG_DATA, *scores_of(reader, ann)[:2])
    assert (reader.answers_of(ann), len(deeds(reader))) == ([], before)


def test_a_later_answer_about_the_same_stands_after_one_was_taken_back() -> None:
    said = [
        Answer(1, "review", "worse", "PHQ-9", "c", "", action, "", float(at), "")
        for at, action in enumerate([TALKED, TAKEN_BACK, REVIEW_ACTIONS[1]])
    ]
    other = said[0]._replace(measure="GAD-7")
    assert standing([*said, other]) == [other, said[2]]
