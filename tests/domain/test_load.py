"""Load: what a client counts, and where a cap stands, also where its value is not known."""

from __future__ import annotations

import pytest

from briefing_app.domain.load import BASES, Cap, CapState, TraumaTags, Weight, load_points, trauma_tags


def test_a_base_has_a_name_for_each_of_its_three_steps() -> None:
    assert BASES == {1: "maintenance", 2: "weekly, moderate", 3: "high acuity or active trauma processing"}


def test_coordination_and_a_safety_plan_add_one_each_and_who_has_no_weight_counts_two() -> None:
    assert Weight(3, coordination=True, safety_plan=True).points == 5
    assert Weight(3, coordination=True).points == Weight(3, safety_plan=True).points == 4
    assert load_points(["a", "b", "c"], {"a": Weight(1), "b": Weight(3, safety_plan=True), "gone": Weight(3)}) == 1 + 4 + 2


@pytest.mark.parametrize(
    ("value", "at_least", "state", "over"),
    [
        (17.9, False, CapState.UNDER, 0), (18, False, CapState.NEAR, 0), (20, False, CapState.AT, 0), (21.5, False, CapState.OVER, 1.5),
        (21.5, True, CapState.OVER, 1.5), (17.9, True, CapState.NOT_KNOWN, 0), (20, True, CapState.NOT_KNOWN, 0),
        (None, False, CapState.NOT_KNOWN, 0),
    ],
)  # fmt: skip
def test_a_cap_says_where_things_stand_and_by_how_much_they_are_over(
    value: float | None, at_least: bool, state: CapState, over: float
) -> None:
    """The limit is 20; near is from nine tenths of it. At least so much is over for certain, and else not known."""
    cap = Cap("sessions", 20, value, at_least)
    assert (cap.state, cap.over) == (state, over)


def test_the_words_of_a_cap() -> None:
    assert [one.value for one in CapState] == ["under", "near", "at", "over", "not known"]


def test_a_session_of_which_nothing_was_said_counts_on_neither_side() -> None:
    assert trauma_tags([True, False, None, None, True]) == TraumaTags(yes=2, no=1, unsaid=2)
    some = TraumaTags(2, 1, 2)
    assert (some.sessions, some.least, some.share) == (5, 0.4, None)
    assert (TraumaTags(1, 3, 0).share, TraumaTags(0, 0, 3).least, TraumaTags().share) == (0.25, None, None)
    assert (TraumaTags(0, 2, 0).least, TraumaTags(2, 0, 0).least) == (0, 1)
