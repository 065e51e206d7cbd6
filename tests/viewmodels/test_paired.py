"""PHQ-9 with the anxiety measure of the problem: the line, the rule behind it and where that is published."""

from __future__ import annotations

from dataclasses import replace

from briefing_app.domain.client import ClinicalFact
from briefing_app.domain.course import Course
from briefing_app.domain.rules import DEFAULT_RULES
from briefing_app.domain.talking_therapies import Pair, paired_outcome
from briefing_app.services.brief import BriefFacts, brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.paired import make_paired
from tests.courses import ORIGIN, TODAY, course_of, history_of, weekly

PTSD = ClinicalFact("condition", 1, "Post-traumatic stress disorder", "", "active", 0.0, "2026-01-01", "", ORIGIN)
NHS = replace(DEFAULT_RULES, nhs_rules=1)
PUBLISHED = ("cbtwatch.com", "fingertips.phe.org.uk", "the clauses on the other measure are unverified")


def taken(catalogue: Catalogue, name: str, *totals: float, source: str) -> Course:
    scores = [one._replace(origin=ORIGIN._replace(resource_id=f"{source}{number}")) for number, one in enumerate(weekly(catalogue(name), *totals))]  # fmt: skip
    return course_of(catalogue(name), scores)


def line_of(catalogue: Catalogue, pair: Pair | None) -> list[Line]:
    facts: BriefFacts = replace(brief_facts(history_of(), catalogue, TODAY), paired=pair)
    return make_paired(facts)


def test_without_a_pair_nothing_is_said(catalogue: Catalogue) -> None:
    assert line_of(catalogue, None) == []


def test_a_pair_says_what_it_came_to_with_both_scores_their_rule_and_their_records(catalogue: Catalogue) -> None:
    phq9, gad7 = taken(catalogue, "PHQ-9", 16, 9, 5, source="p"), taken(catalogue, "GAD-7", 12, 8, 4, source="g")
    (line,) = line_of(catalogue, Pair(phq9, gad7, "", paired_outcome((16, 5), (12, 4))))
    assert (line.kind, line.tone, line.heading) == ("change", "plain", "Since the start")
    assert line.text == ("If the course ended today: reliable recovery (PHQ-9 16 to 5, GAD-7 12 to 4; NHS Talking Therapies).")
    assert line.why.rule == (
        "in the clinical range is PHQ-9 10 or more, or GAD-7 8 or more, at the start; recovery is both out of it at the end; reliable is"
        " 6 and 4 points, the other measure not reliably the other way; a measure made for the problem replaces GAD-7"
    )
    assert line.why.inputs == "PHQ-9 16 to 5; GAD-7 12 to 4"
    assert [one.resource_id for one in line.why.sources] == ["p0", "p2", "g0", "g2"]
    assert line.why.cited == PUBLISHED


def test_a_measure_made_for_the_problem_has_no_verdict_until_its_thresholds_are_confirmed(catalogue: Catalogue) -> None:
    phq9, pcl5 = taken(catalogue, "PHQ-9", 20, 6, source="p"), taken(catalogue, "PCL-5", 62, 30, source="c")
    (line,) = line_of(catalogue, Pair(phq9, pcl5, "PTSD", None, 32, 10))
    assert line.text == "PTSD: the pair is PHQ-9 with PCL-5 (62 to 30); its thresholds are not confirmed here."
    assert "or GAD-7 8 or more, at the start" in line.why.rule
    assert "6 and 4 points" in line.why.rule
    confirmed = Pair(phq9, pcl5, "PTSD", paired_outcome((20, 6), (62, 30), 32, 10), 32, 10, ("confirmed by Robin",))
    (line,) = line_of(catalogue, confirmed)
    assert line.text.startswith("If the course ended today: reliable recovery (PHQ-9 20 to 6, PCL-5 62 to 30;")
    assert "or PCL-5 32 or more, at the start" in line.why.rule
    assert "6 and 10 points" in line.why.rule
    assert line.why.cited == (*PUBLISHED, "confirmed by Robin")
