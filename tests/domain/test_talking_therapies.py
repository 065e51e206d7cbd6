"""The pair of NHS Talking Therapies: which two measures, how old, and when there is no verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from briefing_app.domain.client import ClinicalFact
from briefing_app.domain.course import Course
from briefing_app.domain.published import Threshold
from briefing_app.domain.talking_therapies import Pair, find_pair, paired_outcome, problems_of
from briefing_app.services.measure import Catalogue
from briefing_app.system.resources import resources
from briefing_app.viewmodels.paired import say_paired
from tests.courses import ORIGIN, TODAY, course_of, history_of, weekly

MEASURES = Catalogue(resources() / "measures")


def taken(measure: str, *totals: float, last: date = TODAY) -> Course:
    one = MEASURES(measure)
    return course_of(one, weekly(one, *totals, last=last))


def pair(*courses: Course, diagnosis: str = "", held: int = 2) -> Pair | None:
    facts = (ClinicalFact("condition", 1, diagnosis, "", "active", 0.0, "2026-01-05", "", ORIGIN),) if diagnosis else ()
    return find_pair(replace(history_of(), facts=facts), courses, held)


PHQ9, GAD7 = taken("PHQ-9", 18, 12, 7), taken("GAD-7", 15, 10, 6)


def test_phq_9_and_gad_7_together_recover() -> None:
    found = pair(PHQ9, GAD7)
    assert found is not None
    assert found.outcome is not None
    assert found.outcome.reliable_recovery


def test_beside_ptsd_its_own_measure_takes_the_place_of_gad_7_and_there_is_no_verdict() -> None:
    found = pair(PHQ9, GAD7, taken("PCL-5", 62, 61, 60), diagnosis="Post-traumatic stress disorder")
    assert found is not None
    assert (found.problem, found.anxiety.measure.id, found.outcome) == ("PTSD", "PCL-5", None)
    without = pair(PHQ9, GAD7, diagnosis="Post-traumatic stress disorder")
    assert without is not None
    assert without.anxiety.measure.id == "GAD-7"


@pytest.mark.parametrize(("days", "paired"), [(14, True), (15, False)])
def test_the_last_scores_lie_at_most_two_weeks_apart(days: int, paired: bool) -> None:
    assert (pair(PHQ9, taken("GAD-7", 15, 10, 6, last=TODAY - timedelta(days=days))) is not None) is paired


def test_there_is_no_pair_of_an_old_score_one_score_or_one_session() -> None:
    old = TODAY - timedelta(days=280)
    today = course_of(MEASURES("PHQ-9"), weekly(MEASURES("PHQ-9"), 18, 7, last=old), TODAY)
    assert pair(today, GAD7) is None
    assert pair(PHQ9, taken("GAD-7", 6)) is None
    assert pair(PHQ9, GAD7, held=1) is None


@pytest.mark.parametrize(
    ("phq9", "gad7", "words"),
    [
        ((18, 7), (15, 6), "reliable recovery"),
        ((10, 9), (7, 7), "recovery, the change not reliable"),
        ((10, 4), (3, 7), "recovery, the change reliable in opposite directions"),
        ((3, 9), (8, 7), "recovery by the clinical ranges, one measure reliably worse"),
        ((10, 16), (8, 8), "reliably worse"),
        ((18, 12), (15, 15), "reliable improvement"),
        ((18, 12), (15, 19), "one measure reliably better, the other reliably worse"),
        ((18, 13), (15, 12), "no reliable change"),
        ((9, 3), (7, 7), "reliable improvement; out of the clinical range at the start"),
        ((9, 8), (7, 6), "no reliable change; out of the clinical range at the start"),
    ],
)
def test_the_outcome_of_a_pair_in_words(phq9: tuple[int, int], gad7: tuple[int, int], words: str) -> None:
    assert say_paired(paired_outcome(phq9, gad7)) == words


@pytest.mark.parametrize(("days", "paired"), [(14, True), (15, False)])
def test_the_first_scores_lie_at_most_two_weeks_apart(days: int, paired: bool) -> None:
    one = MEASURES("GAD-7")
    began = TODAY - timedelta(days=14 + days)  # PHQ-9 began two weeks ago
    gad7 = course_of(one, [*weekly(one, 15, last=began), *weekly(one, 6)])
    assert (pair(PHQ9, gad7) is not None) is paired


def test_of_a_disorder_that_is_over_the_general_measure_stands() -> None:
    over = ClinicalFact("condition", 1, "PTSD", "", "resolved", 0.0, "2026-01-05", "", ORIGIN)
    found = find_pair(replace(history_of(), facts=(over,)), (PHQ9, GAD7, taken("PCL-5", 62, 61, 60)), 2)
    assert found is not None
    assert (found.problem, found.anxiety.measure.id) == ("", "GAD-7")


@pytest.mark.parametrize(
    ("title", "problem", "measures"),
    [
        ("Post-traumatic stress disorder", "PTSD", ("PCL-5", "IES-R")),
        ("Posttraumatic stress", "PTSD", ("PCL-5", "IES-R")),
        ("Post traumatic stress", "PTSD", ("PCL-5", "IES-R")),
        ("Complex PTSD", "PTSD", ("PCL-5", "IES-R")),
        ("Obsessive-compulsive disorder", "OCD", ("OCI-R", "Y-BOCS", "OCI")),
        ("Social anxiety disorder", "Social anxiety", ("SPIN",)),
        ("Social phobia", "Social anxiety", ("SPIN",)),
        ("Panic disorder", "Panic disorder", ("PDSS-SR",)),
        ("Health anxiety", "Health anxiety", ("HAI",)),
        ("Hypochondriasis", "Health anxiety", ("HAI",)),
        ("Illness anxiety disorder", "Health anxiety", ("HAI",)),
        ("Agoraphobia", "Agoraphobia", ("MI",)),
    ],
)
def test_a_diagnosis_names_its_problem_and_the_instruments_made_for_it(
    title: str, problem: str, measures: tuple[str, ...]
) -> None:
    def named(title: str, kind: str = "condition", status: str = "active") -> list[tuple[str, tuple[str, ...]]]:
        fact = ClinicalFact(kind, 1, title, "", status, 0.0, "2026-01-05", "", ORIGIN)
        return [(one.name, one.measures) for one in problems_of(replace(history_of(), facts=(fact,)))]

    assert named(title) == [(problem, measures)]
    assert named("Major depressive disorder") == named(title, kind="note") == named(title, status="resolved") == []


def test_with_both_numbers_confirmed_a_measure_made_for_the_problem_gives_a_verdict() -> None:
    one = taken("PCL-5", 62, 40, 30)

    def with_numbers(case: Threshold | None, reliable: Threshold | None) -> Pair:
        known = replace(one, measure=replace(one.measure, pair_case=case, pair_reliable=reliable))
        found = pair(PHQ9, GAD7, known, diagnosis="PTSD")
        assert found is not None
        return found

    case, reliable = Threshold(32, "confirmed by A."), Threshold(10, "confirmed by B.")
    both = with_numbers(case, reliable)
    assert both.outcome is not None
    assert (both.problem, both.outcome.reliable_recovery, both.case, both.reliable) == ("PTSD", True, 32, 10)
    assert both.confirmed == ("confirmed by A.", "confirmed by B.")
    assert with_numbers(case, None).outcome is None
    assert with_numbers(None, reliable).outcome is None
