"""What the clinician may set instead of what was assumed: offered only where there is something to set, and told as one sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from briefing_app.domain.client import Answer
from briefing_app.domain.own_primary import OwnPrimary
from briefing_app.domain.primary import Primary
from briefing_app.domain.start import Known, OwnStart, Start
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.decision import decide_primary, decide_start, lowered, say_primary, say_start, take_back_answers
from tests.courses import course_of, weekly

THEN, BEFORE = date(2026, 9, 1), date(2024, 3, 4)


def own(why: str) -> Start:
    return Start(THEN, Known.OWN, own=OwnStart(THEN, why, 0.0, "A. Clinician"))


@pytest.mark.parametrize(
    ("start", "words", "choices", "set_before"),
    [
        (Start(THEN, Known.FIRST_SESSION), "Start assumed: first session on record, 1 Sep 2026.", (), False),
        (
            Start(THEN, Known.GAP, earlier=(BEFORE,), gap_days=134), "Start assumed: first score after 134 days without a session.",
            (("2024-03-04", "4 Mar 2024"), ("2026-09-01", "1 Sep 2026")), False,
        ),
        (
            Start(THEN, Known.EPISODE, earlier=(BEFORE,)), "Start of the episode of care, 1 Sep 2026.",
            (("2024-03-04", "4 Mar 2024"), ("2026-09-01", "1 Sep 2026")), False,
        ),
        (own(""), "Start set to 1 Sep 2026 by A. Clinician.", (), True),
        (own("Intake was a course of its own."), "Start set to 1 Sep 2026 by A. Clinician: Intake was a course of its own.", (), True),
    ],
)  # fmt: skip
def test_a_start_that_is_assumed_that_could_be_another_or_was_set_can_be_set(
    start: Start, words: str, choices: tuple[tuple[str, str], ...], set_before: bool
) -> None:
    (decision,) = decide_start(start)
    assert (decision.kind, decision.asked, decision.words) == ("start", "Set the start …", words)
    assert (decision.choices, decision.day, decision.needs_why, decision.own) == (choices, THEN, True, set_before)
    assert say_start(start) == words


def test_a_recorded_start_without_another_is_not_asked_about() -> None:
    assert decide_start(Start(THEN, Known.EPISODE)) == ()
    assert decide_start(None) == ()
    assert say_start(None) == "No start of a course is known."


def test_the_primary_measure_is_offered_among_those_that_are_summed_and_are_no_alliance_or_goal(catalogue: Catalogue) -> None:
    courses = [course_of(catalogue(name), weekly(catalogue(name), 8)) for name in ("PHQ-9", "SRS", "GAD-7")]
    (decision,) = decide_primary(Primary(), courses)
    assert (decision.kind, decision.asked) == ("primary", "Set the primary measure …")
    assert decision.words == "No measure is primary; PHQ-9 and GAD-7 come first."
    assert decision.choices == (("PHQ-9", "PHQ-9"), ("GAD-7", "GAD-7"))
    assert (decision.own, decision.needs_why) == (False, False)
    assert decide_primary(Primary(), courses[:2]) == ()


def test_one_that_was_set_can_be_taken_back_though_there_is_no_other(catalogue: Catalogue) -> None:
    mine = Primary(frozenset({"PHQ-9"}), own=OwnPrimary("PHQ-9", "", 0.0, "A. Clinician"))
    (decision,) = decide_primary(mine, [course_of(catalogue("PHQ-9"), weekly(catalogue("PHQ-9"), 8))])
    assert (decision.own, decision.words) == (True, "Primary measure PHQ-9, set by A. Clinician.")


@pytest.mark.parametrize(
    ("primary", "words"),
    [
        (Primary(frozenset({"PCL-5"}), own=OwnPrimary("PCL-5", "as agreed.", 0.0, "Kim")), "Primary measure PCL-5, set by Kim: as agreed."),
        (
            Primary(frozenset({"OCI-R", "PCL-5"}), ("PCL-5", "OCI-R", "PHQ-9", "GAD-7"), "OCD and PTSD"),
            "Primary measure PCL-5 and OCI-R, made for a diagnosis (OCD and PTSD).",
        ),
        (Primary(), "No measure is primary; PHQ-9 and GAD-7 come first."),
    ],
)  # fmt: skip
def test_which_measure_is_primary_is_one_sentence(primary: Primary, words: str) -> None:
    assert say_primary(primary) == words


def test_a_sentence_among_others_begins_small_and_ends_without_a_stop() -> None:
    assert lowered("Primary measure PHQ-9, set by Kim.") == "primary measure PHQ-9, set by Kim"
    assert lowered("") == ""


def said(measure: str, action: str = "Expected.") -> Answer:
    return Answer(1, "review", "worse", measure, "b", "Worse in the last two scores.", action, "exposure", 0.0, "Robin")


def test_one_answer_is_taken_back_by_that_name_and_of_several_each_by_its_measures() -> None:
    (one,) = take_back_answers(said("PHQ-9 GAD-7"))
    assert (one.kind, one.asked, one.words) == ("answer", "Take back …", "Expected. Worse in the last two scores.")
    assert (one.own, one.answer) == (True, said("PHQ-9 GAD-7"))
    several = take_back_answers(said("PHQ-9 GAD-7"), said(""))
    assert [each.asked for each in several] == ["Take back: PHQ-9, GAD-7 …", "Take back: silence …"]
    assert take_back_answers() == ()


def test_what_is_never_summed_is_a_part_of_another_or_a_goal_is_no_primary_measure(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    goal = replace(phq9, id="goal", name="Sleep through", domain="goal")
    part = replace(phq9, id="DASS-21 stress", part_of="DASS-21")
    screen = catalogue("C-SSRS-SCREEN")
    assert not screen.has_total
    courses = [course_of(one, weekly(one, 3)) for one in (phq9, goal, part, screen)]
    assert decide_primary(Primary(), courses) == ()
    (decision,) = decide_primary(Primary(), [*courses, course_of(catalogue("GAD-7"), weekly(catalogue("GAD-7"), 3))])
    assert decision.choices == (("PHQ-9", "PHQ-9"), ("GAD-7", "GAD-7"))
