"""What one form says to a safety item: an answer, one that cannot be read, none, or none because it was not asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from briefing_app.domain.answered import Answered, Sheet, Slot, is_refusal, slots
from briefing_app.domain.checkin import CHECKIN
from briefing_app.domain.client import Score
from briefing_app.domain.measure import Measure, Method, SafetyRule
from briefing_app.services.measure import Catalogue
from tests.courses import ORIGIN, TODAY, score


def slot(measure: Measure, one: Score, item: int = 9) -> Slot:
    return slots(measure, measure.safety[0], Sheet(TODAY, one))[item]


def test_a_form_is_named_by_its_day_and_a_check_in_by_its_own_clock(catalogue: Catalogue) -> None:
    one = score(catalogue("PHQ-9"), TODAY, 12)._replace(date="2026-11-24 09:15")
    assert Sheet(TODAY, one).moment == "2026-11-24"
    assert Sheet(TODAY, one._replace(origin=one.origin._replace(resource_type=CHECKIN))).moment == "2026-11-24_09:15"
    assert Sheet(None, one).moment == "2026-11-24_09:15"
    assert Sheet(None, one._replace(date="")).moment == "undated"


def test_forms_stand_by_day_then_by_time_and_those_without_a_day_last(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    sheets = [
        Sheet(day, score(phq9, TODAY, total)._replace(at=at))
        for day, at, total in [(None, 0.0, 1), (TODAY, 20.0, 2), (TODAY, 10.0, 3), (TODAY - timedelta(days=1), 30.0, 4)]
    ]
    assert [sheet.record.score for sheet in Answered.of(phq9, sheets).sheets] == [4, 3, 2, 1]


def test_a_refusal_weighs_one_and_words_that_cannot_be_read_nothing() -> None:
    assert (Slot(1, None, "declined").weight, Slot(1, None, "most days").weight, Slot(1, 3).weight, Slot(1, 0).weight) == (
        1,
        0,
        3,
        0,
    )
    assert [is_refusal(words) for words in ("asked-declined", "Refused", "prefer not to say", "rather not", "not asked")] == [
        True, True, True, True, False,
    ]  # fmt: skip


def test_an_item_left_out_is_skipped_on_a_form_that_was_answered_and_says_nothing_on_a_total_alone(
    catalogue: Catalogue,
) -> None:
    phq9 = catalogue("PHQ-9")
    assert slot(phq9, score(phq9, TODAY, items=(*[1] * 8, None))) == Slot(9, skipped=True)
    assert slot(phq9, score(phq9, TODAY, 8)) == Slot(9)
    assert slot(phq9, score(phq9, TODAY)) == Slot(9)
    unread = score(phq9, TODAY)._replace(flags="item 3 could not be read: now and then")
    assert slot(phq9, unread) == Slot(9)  # one answer sent alone is no form
    unread = unread._replace(origin=ORIGIN._replace(resource_type="QuestionnaireResponse"))
    assert slot(phq9, unread) == Slot(9, skipped=True)


def test_why_an_item_was_left_out_is_said_each_for_itself(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    one = score(phq9, TODAY, items=(*[1] * 7, None, None))
    flags = "item 8 not answered: not-asked; item 9 not answered: asked-declined; 7 of 9 items answered"
    assert slot(phq9, one._replace(flags=flags)) == Slot(9, None, "declined", skipped=True)
    assert slot(phq9, one._replace(flags="item 9 not answered: asked-unknown")).words == "asked, not known"
    assert slot(phq9, one._replace(flags="item 9 not answered: paper lost")).words == "paper lost"


@pytest.mark.parametrize(
    ("words", "skipped"), [("not asked", True), ("n/a", True), ("refused", True), ("not asked twice", False)]
)
def test_words_in_place_of_an_answer_are_no_answer_or_one_that_cannot_be_read(
    catalogue: Catalogue, words: str, skipped: bool
) -> None:
    phq9 = catalogue("PHQ-9")
    one = score(phq9, TODAY, items=(*[1] * 8, None))._replace(flags=f"item 9 could not be read: {words}")
    assert slot(phq9, one) == Slot(9, None, words, skipped=skipped)


def test_one_answer_beside_the_total_makes_the_other_one_left_out(catalogue: Catalogue) -> None:
    """PHQ-A asks two more questions. A form with nine answers alone did not hold them; one with one of them did."""
    phqa = catalogue("PHQ-A")
    rule = SafetyRule((10, 11), 1, "safety", "", "")
    assert phqa.supplements == 2
    nine = slots(phqa, rule, Sheet(TODAY, score(phqa, TODAY, items=(1,) * 9)))
    assert [one.skipped for one in nine.values()] == [False, False]
    ten = slots(phqa, rule, Sheet(TODAY, score(phqa, TODAY, items=(*[1] * 9, 0, None))))
    assert (ten[10].value, ten[11].value, ten[11].skipped) == (0, None, True)


@pytest.mark.parametrize(("total", "least"), [(27, 3), (26, 2), (25, 1), (24, None), (28, None)])
def test_a_high_total_alone_leaves_no_room_for_a_zero(catalogue: Catalogue, total: float, least: int | None) -> None:
    phq9 = catalogue("PHQ-9")
    assert slot(phq9, score(phq9, TODAY, total)) == Slot(9, least, at_least=least is not None)


def test_what_a_total_leaves_an_item_is_by_that_items_own_answers(catalogue: Catalogue) -> None:
    """Where item 9 can be 0 or 1 alone, the highest total is 25, and leaves 1; 24 leaves nothing."""
    narrow = replace(catalogue("PHQ-9"), item_allowed={9: (0, 1)}, total_range=(0, 25))
    assert slot(narrow, score(narrow, TODAY, 25)).value == 1
    assert slot(narrow, score(narrow, TODAY, 24)).value is None
    doubled = replace(catalogue("PHQ-9"), multiplier=2, total_range=(0, 54))
    assert slot(doubled, score(doubled, TODAY, 52)).value == 2
    never = replace(catalogue("PHQ-9"), method=Method.ENTERED)
    assert slot(never, score(never, TODAY, 27)).value is None


def test_a_rule_on_the_total_reads_a_possible_one_and_says_what_it_cannot_read(catalogue: Catalogue) -> None:
    sbqr = catalogue("SBQ-R")
    assert slot(sbqr, score(sbqr, TODAY, 7), 0) == Slot(0, 7)
    assert slot(sbqr, score(sbqr, TODAY, 19), 0) == Slot(0, None, "19")
    assert slot(sbqr, score(sbqr, TODAY), 0) == Slot(0)
    assert slot(sbqr, score(sbqr, TODAY)._replace(flags="total could not be read: high"), 0) == Slot(0, None, "no number")


@pytest.mark.parametrize(
    ("answers", "form"), [((0, 0, None, None, None), False), ((0, 0, 0, None, None), True), ((0,) * 4 + (None,), True)]
)
def test_of_a_short_screen_less_than_half_sent_alone_is_no_form(
    catalogue: Catalogue, answers: tuple[int | None, ...], form: bool
) -> None:
    """Two of the five questions of the ASQ, as Observations: the others were not left out, they are not known."""
    asq = catalogue("ASQ")
    one = score(asq, TODAY, items=answers)
    assert slot(asq, one, 4).skipped is (form and answers[3] is None)
    response = one._replace(origin=one.origin._replace(resource_type="QuestionnaireResponse"))
    assert slot(asq, response, 4).skipped is (answers[3] is None)


def test_without_a_range_of_answers_a_total_leaves_nothing(catalogue: Catalogue) -> None:
    unknown = replace(catalogue("PHQ-9"), item_range=None)
    assert slot(unknown, score(catalogue("PHQ-9"), TODAY, 27)) == Slot(9)
