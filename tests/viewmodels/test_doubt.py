"""What a brief asks and leaves out: two scores of one day, a score dated ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta, timezone

import pytest

from briefing_app.domain.client import Answer, Reread, Score
from briefing_app.domain.measure import Version
from briefing_app.domain.taken_back import WRONG_SCORE, name_of_score, without_wrong
from briefing_app.domain.two_scores import ASK_AGAIN, NONE_COUNTS, RULE, choices_of, chosen
from briefing_app.services.brief import BriefFacts, brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.brief import make_brief
from briefing_app.viewmodels.doubt import doubts, questions
from tests.courses import TODAY, course_of, history_of, score, weekly

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


def test_a_choice_is_told_with_who_said_it_and_can_be_taken_back(catalogue: Catalogue) -> None:
    about = questions(told(catalogue))[0].about
    assert about is not None
    facts = told(catalogue, (about.basis, "8 counts, the second of the day"))
    (line,) = doubts(facts)
    assert line.text == "PHQ-9 of 24 Nov: 8 counts, the second of the day. Said by Robin, 24 Nov."
    assert (line.heading, line.why.inputs, line.open) == ("Which one counts", "seen on paper", False)
    assert line.about is not None
    assert line.about.choices == (ASK_AGAIN, "16 counts, the first of the day", "None of them counts")
    assert (line.about.basis, line.about.answered) == (about.basis, "8 counts, the second of the day")
    back = told(catalogue, (about.basis, "8 counts, the second of the day"), (about.basis, ASK_AGAIN))
    assert questions(back) == questions(told(catalogue))
    assert doubts(back) == []
    assert [point.value for point in back.courses[0].solid] == [17, 15]
    changed = told(
        catalogue, (about.basis, NONE_COUNTS), (about.basis, ASK_AGAIN), (about.basis, "16 counts, the first of the day")
    )
    assert changed.courses[0].solid[-1].value == 16


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


def test_each_measure_is_told_with_the_newest_word_on_its_own_scores_of_that_day(catalogue: Catalogue) -> None:
    gad = [score(catalogue("GAD-7"), TODAY, total)._replace(at=EIGHT + 60 * minutes) for total, minutes in ((16, 0), (8, 30))]
    history = history_of(*two_scores(catalogue), *gad)
    basis = {
        line.about.measure: line.about.basis for line in questions(brief_facts(history, catalogue, TODAY, UTC)) if line.about
    }
    said = [
        ("PHQ-9", NONE_COUNTS, 9, "Alex"),
        ("GAD-7", NONE_COUNTS, 5, "Kim"),
        ("PHQ-9", "8 counts, the second of the day", 1, "Robin"),
    ]
    answers = tuple(
        Answer(1, "review", RULE, measure, basis[measure], "", action, "seen", EIGHT + 3600 * hours, by)
        for measure, action, hours, by in said
    )
    facts = brief_facts(replace(history, answers=answers), catalogue, TODAY, UTC)
    assert sorted(line.text for line in doubts(facts)) == [
        "GAD-7 of 24 Nov: None of them counts. Said by Kim, 24 Nov.", "PHQ-9 of 24 Nov: None of them counts. Said by Alex, 24 Nov.",
    ]  # fmt: skip


# -- totals read anew

NOON = 1_795_521_600.0  # 24 Nov 2026, 12:00 UTC
DAY = 86_400.0


def anew(catalogue: Catalogue, *found: Reread, today: date = TODAY) -> BriefFacts:
    return brief_facts(replace(history_of(), reread=found), catalogue, today, UTC)


def reread(day: str, was: float | None = 9, score: float | None = 30, at: float = NOON) -> Reread:
    return Reread(1, "EPDS", day, was, score, at)


def test_totals_read_anew_stand_in_one_line_with_what_they_were_and_are(catalogue: Catalogue) -> None:
    two = [reread("2026-11-03"), reread("2025-12-29", 21, 0)]
    (line,) = doubts(anew(catalogue, *two))
    assert line.text == (
        "EPDS of 3 Nov: 9 was 30; EPDS of 29 Dec 2025: 21 was 0. The second number is what the answers add up to."
    )
    assert (line.kind, line.tone, line.heading, line.open) == ("doubt", "attention", "Totals read anew", False)
    assert line.why.inputs == "EPDS of 3 Nov: 9 was 30; EPDS of 29 Dec 2025: 21 was 0"
    assert line.why.rule.startswith("an answer carries its severity as printed on the form")


def test_one_total_read_anew_is_one_and_none_is_no_line(catalogue: Catalogue) -> None:
    assert [line.text for line in doubts(anew(catalogue, reread("2026-11-03")))] == [
        "EPDS of 3 Nov: 9 was 30. The second number is what the answers add up to."
    ]
    assert doubts(anew(catalogue)) == []


@pytest.mark.parametrize(("day", "words"), [("", "an unknown day"), ("2026", "2026"), ("2026-11", "2026-11")])
def test_a_total_of_which_the_day_is_not_known_in_full_says_what_is_known(catalogue: Catalogue, day: str, words: str) -> None:
    (line,) = doubts(anew(catalogue, reread(day)))
    assert line.text.startswith(f"EPDS of {words}: 9 was 30.")


def test_a_total_that_there_was_not_or_is_not_any_more_is_no_number(catalogue: Catalogue) -> None:
    (line,) = doubts(anew(catalogue, reread("2026-11-03", None, 30), reread("2026-11-10", 9, None)))
    assert line.text.startswith("EPDS of 3 Nov: no total was 30; EPDS of 10 Nov: 9 was no total.")


@pytest.mark.parametrize(("days", "told"), [(0, True), (30, True), (31, False)])
def test_what_was_read_anew_is_told_for_thirty_days(catalogue: Catalogue, days: int, told: bool) -> None:
    facts = anew(catalogue, reread("2026-11-03"), today=TODAY + timedelta(days=days))
    assert bool(doubts(facts)) is told


def test_the_thirty_days_count_on_the_clock_of_the_practice(catalogue: Catalogue) -> None:
    late = reread("2026-11-03", at=NOON + 13 * 3600)  # 25 Nov 01:00 UTC, still 24 Nov eight hours west of it
    facts = anew(catalogue, late, today=TODAY + timedelta(days=31))
    assert doubts(facts)
    assert not doubts(replace(facts, zone=timezone(timedelta(hours=-8))))


def test_only_the_totals_of_the_last_month_stand_in_the_line(catalogue: Catalogue) -> None:
    (line,) = doubts(anew(catalogue, reread("2026-09-01", 5, 25, NOON - 31 * DAY), reread("2026-11-03")))
    assert line.text.startswith("EPDS of 3 Nov: 9 was 30. The second")


# -- scores without a day


def test_scores_without_a_usable_day_are_counted_and_the_first_three_are_named_as_sources(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")

    def vague(number: int) -> Score:
        one = score(phq9, TODAY, 12)
        return one._replace(day="2026", precision="year", origin=one.origin._replace(resource_id=f"v{number}"))

    def said(count: int) -> tuple[str, list[str]]:
        (line,) = doubts(brief_facts(history_of(*map(vague, range(count))), catalogue, TODAY, UTC))
        assert (line.kind, line.tone, line.heading) == ("doubt", "plain", "Not on the chart")
        return line.text, [origin.resource_id for origin in line.why.sources]

    assert said(1) == ("1 score has no usable date: see the table.", ["v0"])
    assert said(3) == ("3 scores have no usable date: see the table.", ["v0", "v1", "v2"])
    assert said(4) == ("4 scores have no usable date: see the table.", ["v0", "v1", "v2"])


@pytest.mark.parametrize(("days", "words"), [(1, "after its import"), (0, "after its import")])
def test_a_score_dated_ahead_of_its_import_is_not_ahead_any_more_once_its_day_has_come(
    catalogue: Catalogue, days: int, words: str
) -> None:
    coming = TODAY + timedelta(days=5)
    facts = brief_facts(history_of(score(catalogue("PHQ-9"), coming, 3)), catalogue, coming + timedelta(days=days), UTC)
    (line,) = doubts(facts)
    assert line.text == f"1 PHQ-9 score is dated 29 Nov, {words}: left out."
    assert line.why.inputs == "29 Nov 2026"
    assert len(line.why.sources) == 1


def test_a_day_ahead_is_said_in_the_singular(catalogue: Catalogue) -> None:
    ahead = score(catalogue("PHQ-9"), TODAY + timedelta(days=2), 3)
    facts = brief_facts(history_of(ahead), catalogue, TODAY + timedelta(days=1), UTC)
    assert [line.text for line in doubts(facts)] == ["1 PHQ-9 score is dated 26 Nov, 1 day ahead: left out."]


# -- whose numbers these are, what was said to be wrong


@pytest.mark.parametrize(
    ("version", "text"),
    [
        (Version.SHIPPED, None),
        (Version.OWN, "PHQ-9 is read by your own version of the instrument, which you confirmed; no safety rule that ships is missing."),
        (Version.WAITS, "A file of your own for PHQ-9 does not count: nobody has confirmed it. The instrument that ships stands."),
    ],
)  # fmt: skip
def test_whose_numbers_a_measure_has_is_said_where_the_profile_holds_a_file_for_it(
    catalogue: Catalogue, version: Version, text: str | None
) -> None:
    phq9 = replace(catalogue("PHQ-9"), version=version)
    facts = replace(anew(catalogue), courses=(course_of(phq9, weekly(phq9, 9, 8)),))
    found = [(line.kind, line.text, line.tone, line.heading) for line in doubts(facts)]
    assert found == ([("doubt", text, "plain", "Your own version")] if text else [])
    assert all("the audit keeps it" in line.why.rule for line in doubts(facts))


def test_a_score_that_was_said_to_be_wrong_is_told_with_who_said_so_and_can_be_taken_back(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    scores = weekly(phq9, 17, 15, 4)
    wrong = Answer(1, "review", WRONG_SCORE, "PHQ-9", name_of_score(scores[-1]), "", "Wrong", "misread", EIGHT, "Robin")

    def said_by(answer: Answer) -> BriefFacts:
        kept = without_wrong(history_of(*scores).scores, (answer,))
        return brief_facts(replace(history_of(), scores=kept, answers=(answer,)), catalogue, TODAY, UTC)

    (line,) = doubts(said_by(wrong))
    assert line.text == "PHQ-9 4 of 24 Nov is in no statement: said to be wrong by Robin, 24 Nov."
    assert (line.kind, line.tone, line.heading, line.why.inputs) == ("doubt", "plain", "Said to be wrong", "misread")
    assert [one.answer for one in line.why.decisions] == [wrong]
    assert len(line.why.sources) == 1
    (unnamed,) = doubts(said_by(wrong._replace(by="")))
    assert unnamed.text.endswith("said to be wrong by nobody named, 24 Nov.")


def test_a_choice_is_told_by_the_answer_about_it_and_by_no_other_on_the_same_scores(catalogue: Catalogue) -> None:
    about = questions(told(catalogue))[0].about
    assert about is not None
    facts = told(catalogue, (about.basis, NONE_COUNTS))
    other = Answer(1, "review", "worse", "PHQ-9", about.basis, "", "Expected", "exposure", EIGHT + 9 * 3600, "Kim")
    again = replace(facts.history, answers=(*facts.history.answers, other))
    (line,) = doubts(brief_facts(again, catalogue, TODAY, UTC))
    assert line.text == "PHQ-9 of 24 Nov: None of them counts. Said by Robin, 24 Nov."


def test_a_score_dated_ahead_stands_plainly_with_its_rule(catalogue: Catalogue) -> None:
    (line,) = doubts(brief_facts(history_of(score(catalogue("PHQ-9"), TODAY + timedelta(days=9), 3)), catalogue, TODAY, UTC))
    assert (line.kind, line.tone, line.heading) == ("doubt", "plain", "Not on the chart")
    assert line.why.rule == "dated more than 24 hours after it was imported or entered"


def test_a_score_of_last_year_that_was_said_to_be_wrong_is_told_with_its_year(catalogue: Catalogue) -> None:
    scores = weekly(catalogue("PHQ-9"), 17, 4, last=TODAY - timedelta(days=365))
    wrong = Answer(1, "review", WRONG_SCORE, "PHQ-9", name_of_score(scores[-1]), "", "Wrong", "misread", EIGHT, "Robin")
    kept = without_wrong(history_of(*scores).scores, (wrong,))
    (line,) = doubts(brief_facts(replace(history_of(), scores=kept, answers=(wrong,)), catalogue, TODAY, UTC))
    assert line.text == "PHQ-9 4 of 24 Nov 2025 is in no statement: said to be wrong by Robin, 24 Nov."
