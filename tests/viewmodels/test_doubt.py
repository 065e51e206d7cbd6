"""What a brief asks and leaves out: two scores of one day, a score dated ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from briefing_app.domain.client import Answer, Score
from briefing_app.domain.two_scores import NONE_COUNTS, RULE, choices_of, chosen
from briefing_app.services.brief import BriefFacts, brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.brief import make_brief
from briefing_app.viewmodels.doubt import doubts, questions
from tests.courses import TODAY, history_of, score, weekly

EIGHT = 1_795_507_200.0  # 24 Nov 2026, 08:00 UTC


def two_scores(catalogue: Catalogue) -> list[Score]:
    phq9 = catalogue("PHQ-9")
    same = [score(phq9, TODAY, total)._replace(at=EIGHT + 60 * minutes) for total, minutes in ((16, 0), (8, 30))]
    return [*weekly(phq9, 17, 15, last=TODAY - timedelta(days=7)), *same]


def told(catalogue: Catalogue, *said: tuple[str, str]) -> BriefFacts:
    """The brief after each (basis, action) was answered, in this order."""
    answers = tuple(
        Answer(1, "review", RULE, "PHQ-9", basis, "", action, "seen on paper", EIGHT + 3600 + place, "Robin")
        for place, (basis, action) in enumerate(said)
    )
    return brief_facts(replace(history_of(*two_scores(catalogue)), answers=answers), catalogue, TODAY, UTC)


def test_two_scores_of_a_day_are_a_question_with_an_answer_for_each(catalogue: Catalogue) -> None:
    (line,) = questions(told(catalogue))
    assert (line.kind, line.tone, line.open) == ("question", "plain", False)  # it can be answered, and does not wait
    assert line.text == "Say which PHQ-9 score of 24 Nov counts."
    assert line.why.inputs == "two scores on 24 Nov, 16 (08:00) and 8 (08:30): which one counts?"
    assert line.about is not None
    assert (line.about.rule, line.about.measure) == ("two-scores", "PHQ-9")
    assert line.about.choices == ("16 counts, the first of the day", "8 counts, the second of the day", "None of them counts")
    assert line in make_brief(told(catalogue)).lines


@pytest.mark.parametrize(
    ("action", "value", "solid"),
    [
        ("16 counts, the first of the day", "16", [17, 15, 16]),
        ("8 counts, the second of the day", "8", [17, 15, 8]),
        (NONE_COUNTS, "15", [17, 15]),
    ],
)
def test_what_was_chosen_counts_and_the_other_is_set_aside(
    catalogue: Catalogue, action: str, value: str, solid: list[float]
) -> None:
    about = questions(told(catalogue))[0].about
    assert about is not None
    facts = told(catalogue, (about.basis, action))
    (one,) = facts.courses
    assert questions(facts) == []
    assert [point.value for point in one.solid] == solid
    assert sorted([*solid[2:], *(point.value for point in one.set_aside)]) == [8, 16]
    card = make_brief(facts).cards[0]
    assert card.value == value
    assert "which one counts" not in card.words


def test_the_newest_choice_stands_and_a_third_score_asks_again(catalogue: Catalogue) -> None:
    about = questions(told(catalogue))[0].about
    assert about is not None
    changed = told(catalogue, (about.basis, NONE_COUNTS), (about.basis, "8 counts, the second of the day"))
    assert changed.courses[0].solid[-1].value == 8
    third = score(catalogue("PHQ-9"), TODAY, 3)._replace(at=EIGHT + 7200)
    history = history_of(*two_scores(catalogue), third)
    again = brief_facts(replace(history, answers=changed.history.answers), catalogue, TODAY, UTC)
    assert questions(again)[0].why.inputs == "three scores on 24 Nov, 16 (08:00), 8 (08:30) and 3 (10:00): which one counts?"


def test_an_answer_about_something_else_chooses_nothing() -> None:
    assert [chosen((16, 8), action) for action in (*choices_of((16, 8)), "7 counts, the first of the day")] == [
        0,
        1,
        None,
        None,
    ]
    assert choices_of((1, 5, 9, 13, 17))[4] == "17 counts, the 5th of the day"


def test_scores_of_a_day_that_nearly_agree_are_no_question(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    same = [score(phq9, TODAY, total)._replace(at=EIGHT + 60 * minutes) for total, minutes in ((13, 0), (8, 30))]
    facts = brief_facts(history_of(*same), catalogue, TODAY, UTC)
    assert questions(facts) == []
    assert facts.courses[0].solid[-1].value == 8


@pytest.mark.parametrize(
    ("days", "words"), [(26, "is dated 20 Dec, 26 days ahead: left out."), (2, "is dated 26 Nov, 2 days ahead: left out.")]
)
def test_a_score_dated_ahead_is_named_and_left_out(catalogue: Catalogue, days: int, words: str) -> None:
    phq9 = catalogue("PHQ-9")
    ahead = score(phq9, TODAY + timedelta(days=days), 3)
    facts = brief_facts(history_of(*weekly(phq9, 17, 15), ahead), catalogue, TODAY, UTC)
    assert [line.text for line in doubts(facts)] == [f"1 PHQ-9 score {words}"]
    assert facts.courses[0].solid[-1].value == 15
    later = brief_facts(history_of(ahead), catalogue, TODAY + timedelta(days=days), UTC)
    assert [line.text.partition("dated ")[2].partition(", ")[2] for line in doubts(later)] == ["after its import: left out."]
