"""The six not-on-track rules: their worked examples from the facts on measures, 7.2, and how they rank."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_app.domain.review import Signal, signals
from briefing_app.domain.rules import LIMITS, Rule, Rules, rules_from, stored_form
from briefing_app.services.measure import Catalogue
from briefing_app.system.resources import resources
from tests.courses import TODAY, course_of, weekly

MEASURES = Catalogue(resources() / "measures")


def found(measure: str, *totals: float, session: int = 5, today: date = TODAY, rules: Rules | None = None) -> dict[Rule, str]:
    chosen = rules or Rules()
    one = course_of(MEASURES(measure), weekly(MEASURES(measure), *totals), today, chosen)
    return {signal.rule: signal.arithmetic for signal in signals(one, session, [], chosen)}


def test_six_points_above_the_baseline_is_reliably_worse() -> None:
    assert found("PHQ-9", 12, 18) == {Rule.WORSE_THAN_START: "18 − 12 = 6 ≥ 6"}
    assert found("PHQ-9", 12, 17) == {}


def test_a_relapse_from_the_best_score_is_named_although_the_client_is_better_than_at_the_start() -> None:
    assert found("PHQ-9", 18, 9, 15)[Rule.WORSE_THAN_BEST] == "15 − 9 = 6 ≥ 6"


def test_at_session_eight_four_points_are_no_reliable_improvement() -> None:
    assert found("PHQ-9", 18, 14, session=8) == {Rule.NO_IMPROVEMENT: "session 8 ≥ 8; 18 − 14 = 4 < 6"}
    assert found("PHQ-9", 18, 14, session=7) == {}
    assert found("PHQ-9", 18, 12, session=8) == {}


def test_worse_than_at_the_start_outranks_no_improvement() -> None:
    assert Rule.NO_IMPROVEMENT not in found("PHQ-9", 12, 18, session=12)
    assert Rule.WORSE_THAN_BEST not in found("PHQ-9", 12, 18, session=12)


def test_the_day_after_twice_the_cadence_a_measure_is_not_measured() -> None:
    assert found("PHQ-9", 12, today=TODAY + timedelta(days=29)) == {Rule.NOT_MEASURED: "29 days > 2 × 14"}
    assert found("PHQ-9", 12, today=TODAY + timedelta(days=28)) == {}


def test_a_measure_that_is_late_is_not_also_said_not_to_improve() -> None:
    assert set(found("PHQ-9", 18, 17, session=12, today=TODAY + timedelta(days=40))) == {Rule.NOT_MEASURED}


def test_nine_then_ten_crosses_the_cut_off() -> None:
    assert found("PHQ-9", 9, 10) == {Rule.CROSSED_UPWARD: "9, then 10; cut-off ≥ 10"}
    assert found("GAD-7", 7, 8) == {Rule.CROSSED_UPWARD: "7, then 8; cut-off ≥ 8"}


def test_where_higher_is_better_every_comparison_turns_round() -> None:
    assert found("ORS", 30, 20)[Rule.WORSE_THAN_START] == "30 − 20 = 10 ≥ 5"
    assert Rule.WORSE_THAN_START not in found("ORS", 20, 30)


def test_a_session_rating_below_thirty_six_is_an_alliance_drop() -> None:
    assert found("SRS", 35.9) == {Rule.ALLIANCE_DROP: "35.9 ≤ 35.9"}
    assert found("SRS", 36) == {}


def test_half_a_point_less_a_wai_item_is_an_alliance_drop() -> None:
    assert found("WAI-SR", 50, 44) == {Rule.ALLIANCE_DROP: "(50 − 44) ÷ 12 items = 0.50 ≥ 0.5"}
    assert found("WAI-SR", 50, 45) == {}


def test_improvement_that_is_out_of_reach_is_not_asked_for() -> None:
    assert found("PHQ-9", 5, 4, session=12) == {}


def test_a_rule_can_be_turned_off_for_one_measure_and_its_number_changed() -> None:
    quiet = Rules(off=frozenset({(Rule.WORSE_THAN_START.value, "PHQ-9"), (Rule.WORSE_THAN_BEST.value, "*")}))
    assert found("PHQ-9", 12, 18, rules=quiet) == {}
    assert Rule.WORSE_THAN_START in found("GAD-7", 12, 18, rules=quiet)
    assert found("PHQ-9", 18, 14, session=8, rules=Rules(review_session=12)) == {}


def test_the_rules_survive_being_stored() -> None:
    rules = Rules(look_back_days=180, alliance_fall=0.75, off=frozenset({("no-improvement", "AUDIT")}))
    assert rules_from(stored_form(rules)) == rules
    assert stored_form(Rules()) == {}


@pytest.mark.parametrize(
    ("name", "value"), [("look_back_days", "0"), ("look_back_days", "89"), ("review_session", "3"), ("speed", "1")]
)
def test_numbers_outside_their_limits_are_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        rules_from({name: value})


def test_the_look_back_of_safety_items_can_only_grow() -> None:
    assert LIMITS["look_back_days"].low == Rules().look_back_days


def _keys(signals_found: list[Signal]) -> list[tuple[Rule, str, str]]:
    return [(one.rule, one.arithmetic, one.basis) for one in signals_found]


@given(st.lists(st.integers(0, 27), min_size=1, max_size=12), st.randoms(use_true_random=False), st.integers(1, 20))
def test_the_order_in_which_scores_arrive_changes_nothing(totals: list[int], chance: object, session: int) -> None:
    scores = weekly(MEASURES("PHQ-9"), *totals)
    mixed = list(scores)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = course_of(MEASURES("PHQ-9"), scores), course_of(MEASURES("PHQ-9"), mixed)
    assert _keys(signals(one, session, [])) == _keys(signals(other, session, []))
    assert (one.from_baseline, one.from_best, one.from_previous) == (other.from_baseline, other.from_best, other.from_previous)


@given(st.lists(st.integers(0, 27), min_size=2, max_size=12), st.integers(0, 27))
def test_an_older_score_never_changes_what_is_said_against_the_score_before(totals: list[int], older: int) -> None:
    scores = weekly(MEASURES("PHQ-9"), *totals)
    first = date.fromisoformat(scores[0].day)
    with_older = [*weekly(MEASURES("PHQ-9"), older, last=first - timedelta(days=30)), *scores]
    one, other = course_of(MEASURES("PHQ-9"), scores), course_of(MEASURES("PHQ-9"), with_older)
    assert one.from_previous == other.from_previous
    assert one.latest == other.latest
    assert other.baseline is not None
    assert other.baseline.score == older


@given(st.lists(st.integers(0, 27), min_size=1, max_size=10), st.integers(1, 30))
def test_a_signal_always_shows_sums_that_are_true(totals: list[int], session: int) -> None:
    for signal in signals(course_of(MEASURES("PHQ-9"), weekly(MEASURES("PHQ-9"), *totals)), session, []):
        for part in signal.arithmetic.split("; "):
            if "=" in part:
                left, _, rest = part.partition(" = ")
                first, second = left.split(" − ")
                value = float(rest.split()[0].replace("−", "-"))
                assert float(first) - float(second) == value
                limit = float(rest.split()[-1])
                assert value >= limit if "≥" in rest else value < limit
