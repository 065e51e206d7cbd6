"""Published numbers: which source carries one, and how a cut-off and ages are said."""

from __future__ import annotations

import pytest

from briefing_app.domain.published import Ages, Cut, Threshold, is_sourced


@pytest.mark.parametrize(
    ("source", "carries"),
    [
        ("unverified", False), ("", False), ("vendor.example ORS (vendor)", False), ("one (vendor); another (vendor)", False),
        ("one (vendor); unverified", False), ("one (vendor); PMC123", True), ("unverified; Kroenke 2001", True),
        ("Hiller 2012 (secondary; a vendor)", False), ("Kroenke 2001", True),
        ("confirmed by A. Clinician on 3 Nov 2026: unverified", True), ("confirmed by unverified", True),
    ],
)  # fmt: skip
def test_a_number_is_carried_by_a_source_that_is_no_vendors_or_by_the_practice_itself(source: str, carries: bool) -> None:
    assert is_sourced(source) is carries
    assert Cut(10, None, source).sourced is carries
    assert Threshold(5, source).sourced is carries
    assert Threshold(5, source, conflict="two studies disagree").sourced is False


@pytest.mark.parametrize(
    ("cut", "value", "words", "reached", "missed"),
    [
        (Cut(10, None, ""), 10, "≥ 10", (10, 27), (9, 9.5)),
        (Cut(None, 35.9, ""), 35.9, "≤ 35.9", (35.9, 0), (36,)),
        (Cut(None, 0, ""), 0, "≤ 0", (0,), (1,)),
        (Cut(0, None, ""), 0, "≥ 0", (0, 1), ()),
    ],
)
def test_a_cut_is_reached_from_its_own_side(
    cut: Cut, value: float, words: str, reached: tuple[float, ...], missed: tuple[float, ...]
) -> None:
    assert (cut.value, cut.words) == (value, words)
    assert all(cut.reached_by(one) for one in reached)
    assert not any(cut.reached_by(one) for one in missed)


@pytest.mark.parametrize(("oldest", "words"), [(99, "18 to 99"), (100, "18 and older"), (120, "18 and older")])
def test_ages_without_an_upper_end_are_said_so(oldest: int, words: str) -> None:
    assert Ages(18, oldest, "").words == words
