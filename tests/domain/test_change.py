"""Reliable and clinically significant change: vectors V1 to V6 of the facts on measures."""

from __future__ import annotations

from statistics import mean, stdev

import pytest

from briefing_app.domain.change import (
    JacobsonTruax,
    Reliable,
    ReliableChangeIndex,
    change,
    cutoff_a,
    cutoff_b,
    cutoff_c,
    jacobson_truax,
)
from briefing_app.domain.talking_therapies import paired_outcome
from briefing_app.services.measure import Catalogue


def test_jacobson_and_truax_give_their_example() -> None:
    index = ReliableChangeIndex(7.5, 0.8)
    assert index.standard_error == pytest.approx(3.3541, abs=1e-4)
    assert index.difference_error == pytest.approx(4.7434, abs=1e-4)
    assert index.index(32.5, 47.5) == pytest.approx(3.1623, abs=1e-4)
    assert index.minimum_change == pytest.approx(9.2971, abs=1e-4)
    assert cutoff_a(40, 7.5, higher_is_better=True) == 55
    assert cutoff_b(60, 7.5, higher_is_better=True) == 45
    assert cutoff_c(40, 7.5, 60, 7.5) == 50


@pytest.mark.parametrize(("points", "expected"), [(-8, -2.529822), (-4, -1.264911), (0, 0), (4, 1.264911), (8, 2.529822)])
def test_the_index_of_a_change(points: float, expected: float) -> None:
    assert ReliableChangeIndex(5, 0.8).index(10, 10 + points) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("clinical", "functional", "expected"),
    [((32, 7), (10, 7), 21), ((34.73, 8.26), (7, 7), 19.72), ((35.48, 8.16), (7, 7), 20.15)],
)
def test_cutoff_c_lies_between_both_groups(
    clinical: tuple[float, float], functional: tuple[float, float], expected: float
) -> None:
    assert cutoff_c(*clinical, *functional) == pytest.approx(expected, abs=0.005)


def test_the_derived_numbers_of_the_claus_trial() -> None:
    """V4: what follows from the means and deviations it prints; its 40 people are not ours to ship."""
    depression = ReliableChangeIndex(3.3401, 0.8)
    assert depression.difference_error == pytest.approx(2.1125, abs=1e-4)
    assert depression.minimum_change == pytest.approx(4.1405, abs=1e-4)
    assert cutoff_c(24.85, 3.3401, 8, 8) == pytest.approx(19.887, abs=1e-3)


def test_cutoff_b_uses_the_functional_groups_deviation() -> None:
    assert cutoff_b(50, 22, higher_is_better=False) == 94
    assert cutoff_b(60, 5, higher_is_better=True) == 50


PRE = [
    90.5,
    74,
    97,
    73.5,
    61,
    66.5,
    68.5,
    86.5,
    88.5,
    68.5,
    98,
    80.5,
    89.5,
    91.5,
    83.5,
    60.5,
    83,
    88,
    98.5,
    78.5,
    99.5,
    79.5,
    84.5,
    92.5,
    93,
    85,
    64,
    61,
    80,
    82.5,
]
POST = [
    97,
    124,
    97.5,
    88,
    96.5,
    62.5,
    112.5,
    103.5,
    90,
    82.5,
    105,
    99.5,
    112.5,
    101,
    99.5,
    79.5,
    88,
    100.5,
    119,
    116,
    116,
    129,
    113,
    118,
    92,
    114,
    68,
    52,
    60.5,
    104.5,
]


@pytest.mark.parametrize(("reliability", "improved", "deteriorated"), [(0.88, 19, 1), (0.96, 21, 2)])
def test_the_couples_of_1991_change_as_published(reliability: float, improved: int, deteriorated: int) -> None:
    index = ReliableChangeIndex(stdev(PRE), reliability)
    assert mean(PRE) == pytest.approx(81.5833, abs=1e-4)
    assert cutoff_c(mean(PRE), stdev(PRE), 114.8, 17.8) == pytest.approx(94.8424, abs=1e-3)
    changes = [after - before for before, after in zip(PRE, POST, strict=True)]
    assert sum(points > index.minimum_change for points in changes) == improved
    assert sum(points < -index.minimum_change for points in changes) == deteriorated


@pytest.mark.parametrize(
    ("first", "last", "reliable", "label", "response", "remission"),
    [
        (18, 9, Reliable.IMPROVED, JacobsonTruax.RECOVERED, True, False),
        (18, 10, Reliable.IMPROVED, JacobsonTruax.IMPROVED, False, False),
        (10, 4, Reliable.IMPROVED, JacobsonTruax.RECOVERED, True, True),
        (10, 5, Reliable.NONE, JacobsonTruax.UNCHANGED, True, False),
        (12, 18, Reliable.DETERIORATED, JacobsonTruax.DETERIORATED, False, False),
        (6, 12, Reliable.DETERIORATED, JacobsonTruax.HARMED, False, False),
        (27, 13, Reliable.IMPROVED, JacobsonTruax.IMPROVED, True, False),
        (5, 0, Reliable.NONE, JacobsonTruax.UNCHANGED, True, True),
        (0, 0, Reliable.NONE, JacobsonTruax.UNCHANGED, None, True),
    ],
)
def test_phq9_changes_are_classified_as_published(
    catalogue: Catalogue,
    first: float,
    last: float,
    reliable: Reliable,
    label: JacobsonTruax,
    response: bool | None,
    remission: bool,
) -> None:
    found = change(catalogue("PHQ-9"), first, last)
    assert (found.reliable, found.response, found.remission) == (reliable, response, remission)
    assert jacobson_truax(catalogue("PHQ-9"), first, last) is label


def test_reliable_improvement_is_out_of_reach_below_six_on_the_phq9(catalogue: Catalogue) -> None:
    assert change(catalogue("PHQ-9"), 5, 0).floor
    assert not change(catalogue("PHQ-9"), 6, 0).floor


def test_a_rise_is_an_improvement_where_higher_is_better(catalogue: Catalogue) -> None:
    assert change(catalogue("ORS"), 20, 26).reliable is Reliable.IMPROVED
    assert change(catalogue("ORS"), 26, 20).reliable is Reliable.DETERIORATED
    assert change(catalogue("ORS"), 24, 27).crossed_below


def test_a_change_and_its_reverse_are_opposites(catalogue: Catalogue) -> None:
    opposite = {
        Reliable.IMPROVED: Reliable.DETERIORATED,
        Reliable.DETERIORATED: Reliable.IMPROVED,
        Reliable.NONE: Reliable.NONE,
    }
    for first in range(28):
        for last in range(28):
            there, back = change(catalogue("PHQ-9"), first, last), change(catalogue("PHQ-9"), last, first)
            assert back.reliable is opposite[there.reliable]


@pytest.mark.parametrize(
    ("phq9", "gad7", "expected"),
    [
        ((18, 8), (15, 6), "yyyny"),
        ((11, 9), (8, 7), "yynnn"),
        ((20, 14), (16, 12), "ynynn"),
        ((20, 15), (16, 13), "ynnnn"),
        ((12, 18), (9, 9), "ynnyn"),
        ((14, 7), (6, 10), "ynnnn"),
        ((9, 4), (7, 2), "nnynn"),
        ((10, 10), (8, 4), "ynynn"),
        ((10, 9), (8, 4), "yyyny"),
        ((9, 3), (8, 8), "ynynn"),
        ((27, 27), (21, 21), "ynnnn"),
        ((0, 0), (0, 0), "nnnnn"),
    ],
)
def test_talking_therapies_outcomes(phq9: tuple[int, int], gad7: tuple[int, int], expected: str) -> None:
    found = paired_outcome(phq9, gad7)
    said = [found.caseness, found.recovery, found.reliable_improvement, found.reliable_deterioration, found.reliable_recovery]
    assert said == [letter == "y" for letter in expected]


def test_the_audit_c_cut_off_follows_its_source_for_women_and_men(catalogue: Catalogue) -> None:
    audit_c = catalogue("AUDIT-C")
    for gender, crossed in (("male", False), ("female", True), ("", True)):
        assert change(audit_c.for_person(gender, 40), 2, 3).crossed_above is crossed
