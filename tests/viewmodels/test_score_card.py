"""A card: what it says of a first score, of one that somebody said is wrong, and what its words rest on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest

from briefing_app.domain.client import Answer, Score
from briefing_app.domain.person_numbers import for_person
from briefing_app.domain.start import Known, Start
from briefing_app.domain.taken_back import WRONG_SCORE, name_of_score, without_wrong
from briefing_app.domain.unread import unread_item
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.change import make_changes
from briefing_app.viewmodels.score_card import ScoreCard, make_card, make_cards
from tests.courses import TODAY, course_of, history_of, score, weekly

WRONG = "{} as stated, said to be wrong by Robin, 24 Nov 2026; not in the trend"


def said_wrong(*scores: Score, which: int) -> list[Score]:
    answer = Answer(1, "review", WRONG_SCORE, scores[which].measure, name_of_score(scores[which]), "", "Wrong", "", 1795510800.0, "Robin")  # fmt: skip
    (found,) = without_wrong(history_of(*scores).scores, (answer,)).values()
    return list(found)


def card(catalogue: Catalogue, *scores: Score, start: Start | None = None, measure: str = "PHQ-9") -> ScoreCard:
    return make_card(course_of(catalogue(measure), scores, start=start), TODAY, UTC)


def test_a_score_that_was_said_to_be_wrong_is_named_while_no_later_one_counts(catalogue: Catalogue) -> None:
    scores = weekly(catalogue("PHQ-9"), 17, 15, 4)
    newest, last = card(catalogue, *said_wrong(*scores, which=2)), card(catalogue, *said_wrong(*scores, which=1))
    assert newest.value == "15"
    assert newest.words.endswith("; 24 Nov: " + WRONG.format(4))
    assert newest.tone == "plain"
    assert last.value == "4"
    assert "said to be wrong" not in last.words, "what counts is newer"
    same_day = [*scores[:2], score(catalogue("PHQ-9"), date(2026, 11, 17), 3)._replace(at=1794909600.0)]
    assert "17 Nov: " + WRONG.format(3) in card(catalogue, *said_wrong(*same_day, which=2)).words


def test_where_every_score_was_said_to_be_wrong_the_card_says_so(catalogue: Catalogue) -> None:
    (only,) = weekly(catalogue("PHQ-9"), 17)
    assert make_cards([course_of(catalogue("PHQ-9"), said_wrong(only, which=0))], TODAY) == ()
    doubtful = score(catalogue("PHQ-9"), TODAY - timedelta(days=7))._replace(flags="item 3 is missing")
    found = card(catalogue, *said_wrong(doubtful, only, which=1))
    assert "24 Nov: " + WRONG.format(17) in found.words
    assert "17 Nov: item 3 is missing; not in the trend" in found.words


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ((), "first score"),
        ((-60,), "first score of this course"),
    ],
)
def test_a_first_score_says_of_what_it_is_the_first(catalogue: Catalogue, before: tuple[int, ...], words: str) -> None:
    start = Start(TODAY - timedelta(days=7), Known.GAP, after=TODAY - timedelta(days=50), earlier=(TODAY - timedelta(days=90),))
    scores = [score(catalogue("PHQ-9"), TODAY + timedelta(days=days), 12) for days in (*before, 0)]
    assert card(catalogue, *scores, start=start).words == words


def test_a_form_without_a_total_before_it_leaves_the_first_score_the_first(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    blank = score(phq9, TODAY - timedelta(days=7))._replace(solid=False, flags="no total")
    assert card(catalogue, blank, score(phq9, TODAY, 12)).words == "first score"
    doubted = score(phq9, TODAY - timedelta(days=7), 40)._replace(solid=False, flags="out of range")
    assert card(catalogue, doubted, score(phq9, TODAY, 12)).words == "first score that counts"
    assert card(catalogue, *said_wrong(*weekly(phq9, 9, 12), which=0)).words == "first score that counts"
    undated = score(phq9, TODAY, 9)._replace(day="2026", date="2026", precision="year", solid=False)
    found = replace(course_of(phq9, [score(phq9, TODAY, 12)]), undated=(undated,))
    assert make_card(found, TODAY).words == "first score with a date"


def test_behind_a_card_stand_the_sources_of_both_its_numbers(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    threshold, cut = phq9.reliable_change, phq9.outcome_caseness
    assert threshold is not None
    assert cut is not None
    found = card(catalogue, *weekly(phq9, 15, 9)).why
    assert found.cited == (threshold.source, cut.source)
    assert found.rule.startswith("PHQ-9: two scores differ reliably from 6 points on; ")
    assert found.inputs == "start 15 on 17 Nov 2026; before 15 on 17 Nov 2026; latest 9 on 24 Nov 2026"


def test_why_no_change_is_called_reliable_is_said_as_it_is(catalogue: Catalogue) -> None:
    phq9, oasis, who5 = catalogue("PHQ-9"), catalogue("OASIS"), catalogue("WHO-5")
    child = for_person(phq9, "", 12)
    for measure, words in (
        (child, "no number for a reliable change: not for this age (its numbers are for adults)"),
        (oasis, "no number for a reliable change that its sources agree on: another 4 is in use"),
        (who5, "no sourced number for a reliable change"),
        (phq9, "two scores differ reliably from 6 points on"),
    ):
        one = course_of(measure, weekly(measure, 12, 8))
        assert make_card(one, TODAY, UTC).why.rule.startswith(f"{measure.short}: {words}")
        (change,) = [line for line in make_changes(one, TODAY) if "at the start" in line.text]
        assert change.why.rule.startswith(
            "PHQ-9: two scores that differ by 6 points" if measure is phq9 else f"{measure.short}: {words}"
        )


@pytest.mark.parametrize(
    ("items", "flags", "value", "words"),
    [
        ((None,) * 6, "", "no answers", "no answer that can be read"),
        ((None,) * 6, unread_item(1, "seldom"), "answered", "no answer that can be read"),
        ((0, 0, None, None, None, 0), "", "answered", "no item answered yes, 3 of 6 answered"),
    ],
)
def test_a_blank_form_is_not_called_answered(
    catalogue: Catalogue, items: tuple[int | None, ...], flags: str, value: str, words: str
) -> None:
    form = score(catalogue("C-SSRS-SCREEN"), TODAY, items=items)._replace(flags=flags)
    found = card(catalogue, form, measure="C-SSRS-SCREEN")
    assert (found.value, found.words, found.why.inputs) == (value, words, f"{value} on 24 Nov 2026")


@pytest.mark.parametrize(("total", "words"), [(30, "in"), (39, "out of")])
def test_nothing_is_clinical_about_a_rating_of_the_work_together(catalogue: Catalogue, total: int, words: str) -> None:
    found = card(catalogue, *weekly(catalogue("SRS"), total), measure="SRS")
    assert found.band == f"{words} the range to talk about (35.9 or less; unverified)"
    assert "clinical" not in f"{found.spoken} {found.why.rule} {' '.join(line.text for line in found.changes)}"
