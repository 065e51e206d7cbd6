"""What stands behind a line for review: the arithmetic as it was done, its records and its sources; and the words for a pair."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest

from briefing_app.domain.client import Answer, ClinicalFact, Score
from briefing_app.domain.rules import Rule
from briefing_app.domain.talking_therapies import paired_outcome
from briefing_app.services.brief import brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.paired import say_paired
from briefing_app.viewmodels.review import TRAUMA_SOURCES, make_review, why_of, with_take_back
from briefing_app.viewmodels.review_point import say_review_point
from briefing_app.viewmodels.worse import say_days
from tests.courses import ORIGIN, TODAY, history_of, meeting, score, weekly


def worse(catalogue: Catalogue, name: str, *totals: float) -> Line:
    (line,) = make_review(brief_facts(history_of(*weekly(catalogue(name), *totals)), catalogue, TODAY, UTC))
    return line


def test_the_arithmetic_of_a_scale_on_which_more_is_better_takes_the_score_from_the_start(catalogue: Catalogue) -> None:
    line = worse(catalogue, "WHO-5", 60, 64, 36, 32)
    assert line.text == "Worse in the last two scores: WHO-5 36, 32 (17 and 24 Nov) after 60, 64 in Nov."
    assert line.why.inputs == (
        "WHO-5 against 62 (the mean of 60 on 3 Nov 2026 and 64 on 10 Nov 2026): 36 on 17 Nov 2026: 62 − 36 = 26 ≥ 24;"
        " 32 on 24 Nov 2026: 62 − 32 = 30 ≥ 24"
    )


def test_a_level_that_two_scores_kept_is_named_by_both_and_is_no_mean(catalogue: Catalogue) -> None:
    line = worse(catalogue, "PHQ-9", 18, 9, 8, 16, 17)
    assert line.text == "Worse in the last two scores: PHQ-9 16, 17 (17 and 24 Nov) after 9, 8 in Nov."
    assert line.why.inputs == (
        "PHQ-9 against 9 (9 on 3 Nov 2026 and 8 on 10 Nov 2026): 16 on 17 Nov 2026: 16 − 9 = 7 ≥ 7; 17 on 24 Nov 2026: 17 − 9 = 8 ≥ 7"
    )


@pytest.mark.parametrize(("name", "totals", "named"), [("PCL-5", (30, 30, 50, 52), True), ("GAD-7", (6, 6, 13, 14), False)])
def test_only_beside_a_measure_of_trauma_stands_what_is_known_of_rises_in_its_treatment(
    catalogue: Catalogue, name: str, totals: tuple[float, ...], named: bool
) -> None:
    published = worse(catalogue, name, *totals).why.cited
    assert published[0] == getattr(catalogue(name).monitor, "source", "")
    assert (published[1:] == TRAUMA_SOURCES) is named


def silent(catalogue: Catalogue, *scores: Score, facts: tuple[ClinicalFact, ...] = ()) -> Line:
    """A client who was last seen on 30 Sep, and has missed two appointments since."""
    days = [(62, "fulfilled"), (55, "fulfilled"), (15, "noshow"), (8, "noshow")]
    meetings = [meeting(TODAY - timedelta(days=back), status, row) for row, (back, status) in enumerate(days, 1)]
    meetings = [one._replace(origin=one.origin._replace(resource_id=f"a{one.row}")) for one in meetings]
    old = score(catalogue("PHQ-9"), TODAY - timedelta(days=63), 18)
    history = replace(history_of(old, *scores, meetings=meetings), facts=facts)
    (line,) = make_review(brief_facts(history, catalogue, TODAY, UTC))
    return line


def test_behind_silence_stands_all_of_the_day_of_the_last_contact_and_of_no_other(catalogue: Catalogue) -> None:
    line = silent(catalogue)
    assert line.text.startswith("We do not know how this client is: not heard from since 30 Sep; last score 22 Sep (PHQ-9 18)")
    assert [one.resource_id for one in line.why.sources] == ["a2", "o1", "a4", "a3"]
    form = score(catalogue("PHQ-2"), TODAY - timedelta(days=55), 3)
    form = form._replace(origin=form.origin._replace(resource_id="f"))
    messages = tuple(
        ClinicalFact(
            "message",
            1,
            "",
            "Hello",
            "completed",
            0.0,
            "2026-09-30",
            "",
            ORIGIN._replace(resource_id=author),
            author,
            key=author,
        )
        for author in ("client", "related", "practice")
    )
    found = silent(catalogue, form, facts=messages).why.sources
    assert [one.resource_id for one in found] == ["a2", "client", "f", "o1", "a4", "a3"]


def test_a_safety_answer_without_a_day_is_said_beside_silence(catalogue: Catalogue) -> None:
    undated = score(catalogue("PHQ-9"), TODAY, items=[1] * 9)._replace(day="2026", date="2026", precision="year")
    assert "a positive safety answer on a form without a usable date" in silent(catalogue, undated).text


@pytest.mark.parametrize(
    ("phq9", "anxiety", "words"),
    [
        ((16, 5), (12, 4), "reliable recovery"),
        ((10, 9), (3, 3), "recovery, the change not reliable"),
        ((16, 5), (1, 6), "recovery, the change reliable in opposite directions"),
        ((10, 9), (1, 6), "recovery by the clinical ranges, one measure reliably worse"),
        ((10, 16), (3, 3), "reliably worse"),
        ((20, 12), (3, 9), "one measure reliably better, the other reliably worse"),
        ((20, 12), (12, 12), "reliable improvement"),
        ((12, 12), (9, 9), "no reliable change"),
        ((9, 2), (3, 3), "reliable improvement; out of the clinical range at the start"),
        ((5, 5), (3, 3), "no reliable change; out of the clinical range at the start"),
    ],
)
def test_what_a_pair_came_to(phq9: tuple[float, float], anxiety: tuple[float, float], words: str) -> None:
    assert say_paired(paired_outcome(phq9, anxiety)) == words


def test_one_day_is_named_once_and_of_several_the_first_and_the_last() -> None:
    days = [date(2026, 11, day) for day in (3, 10, 24)]
    assert say_days(days[:1], TODAY) == "3 Nov"
    assert say_days(days, TODAY) == "3 and 24 Nov"


def test_a_fall_of_the_alliance_names_its_scores_and_days_behind_the_line(catalogue: Catalogue) -> None:
    facts = brief_facts(history_of(*weekly(catalogue("SRS"), 38, 38, 33)), catalogue, TODAY, UTC)
    (line,) = make_review(facts)
    assert line.why.inputs == "SRS 33 on 24 Nov 2026"
    assert line.why.rule.startswith("Alliance lower: ")


def test_an_answer_is_offered_to_be_taken_back_only_while_it_keeps_a_line_aside(catalogue: Catalogue) -> None:
    facts = brief_facts(history_of(*weekly(catalogue("PHQ-9"), 9, 8, 9, 16)), catalogue, TODAY, UTC)
    (one,) = facts.review
    answer = Answer(1, "review", "repeat", "PHQ-9", one.signal.basis, "", "Repeat agreed", "", 0.0, "Robin")
    why = why_of(one.signal)

    def offered(answer: Answer | None, until: date | None) -> list[Answer | None]:
        return [each.answer for each in with_take_back(why, replace(one, answer=answer, until=until)).decisions]

    assert offered(answer, date.max) == [answer]
    assert offered(answer, None) == offered(None, date.max) == offered(None, None) == []


def test_a_fall_of_the_alliance_is_a_clause_of_a_review_point_too(catalogue: Catalogue) -> None:
    held = [meeting(TODAY - timedelta(days=7 * weeks), row=weeks + 1) for weeks in range(13)]
    scores = [*weekly(catalogue("PHQ-9"), *[17, 16] * 6, 16), *weekly(catalogue("SRS"), 38, 38, 33)]
    (line,) = [
        one
        for one in make_review(brief_facts(history_of(*scores, meetings=held), catalogue, TODAY, UTC))
        if one.kind == "review"
    ]
    assert line.text.startswith("Review point, ")
    assert line.text.endswith("; SRS 33 on 24 Nov.")


def test_of_two_measures_at_a_review_point_the_later_session_is_named(catalogue: Catalogue) -> None:
    held = [meeting(TODAY - timedelta(days=7 * weeks), row=weeks + 1) for weeks in range(13)]
    scores = [*weekly(catalogue("PHQ-9"), *[17, 16] * 6, 16), *weekly(catalogue("GAD-7"), *[15, 14] * 6)]
    facts = brief_facts(history_of(*scores, meetings=held), catalogue, TODAY, UTC)
    (one,) = [each.signal for each in facts.review if each.signal.rule is Rule.NO_IMPROVEMENT]
    sessions = sorted(stuck.session for stuck in one.stuck)
    assert sessions[0] < sessions[-1]
    assert say_review_point(one, TODAY).startswith(f"Review point, session {sessions[-1]}: ")
