"""On which scale a total stands: told by the record, by its answers, or not told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefing_app.domain.scale import RAW, SHOWN, other_coding, read_total, scale_marked
from briefing_app.services.measure import Catalogue


@pytest.mark.parametrize(
    ("measure", "stated", "computed", "marks", "total", "said", "doubtful"),
    [
        ("WHO-5", 18, None, {RAW}, 72, "18 of 25 raw points", False),
        ("WHO-5", 20, None, {SHOWN}, 20, "", False),
        ("WHO-5", 18, 72, (), 72, "18 of 25 raw points", False),
        ("WHO-5", 20, 20, (), 20, "", False),
        ("WHO-5", 18, None, (), None, "18 may be raw points (then 72): its scale is not told", True),
        ("WHO-5", 20, None, (), None, "20 may be raw points (then 80): its scale is not told", True),
        ("WHO-5", 0, None, (), 0, "", False),
        ("WHO-5", 28, None, (), 28, "", False),
        ("WHO-5", 24.5, None, (), 24.5, "", False),
        ("PROMIS-DEP-8A", 15, None, {RAW}, 54.1, "15 raw points, 8 to 40", False),
        ("PROMIS-DEP-8A", 54.1, None, (), 54.1, "", False),
        ("PROMIS-DEP-8A", 39, None, (), None, "39 may be raw points (then 78.2): its scale is not told", True),
        ("PROMIS-ANX-8A", 20, None, {RAW}, None, "20 raw points; no table for its score is in hand", True),
        ("PHQ-9", 18, None, (), 18, "", False),
    ],
)
def test_a_total_is_read_on_the_scale_that_is_told(
    catalogue: Catalogue,
    measure: str,
    stated: float,
    computed: float | None,
    marks: set[str],
    total: float | None,
    said: str,
    doubtful: bool,
) -> None:
    assert read_total(catalogue(measure), stated, computed, marks) == (total, said, doubtful)


@pytest.mark.parametrize(
    ("low", "high", "words", "mark"),
    [
        (0, 25, "", RAW),
        (None, 25, "", RAW),
        (0, 100, "WHO-5 raw score", SHOWN),
        (None, None, "WHO-5 raw score", RAW),
        (None, None, "WHO-5 score %", SHOWN),
        *((None, None, f"WHO-5 ({word})", SHOWN) for word in ("percent", "percentage", "T-score", "tscore")),
        (None, None, "Straw poll", ""),
        (5, 25, "", ""),
    ],
)
def test_a_records_own_range_tells_its_scale_before_its_words(
    catalogue: Catalogue, low: float | None, high: float | None, words: str, mark: str
) -> None:
    assert scale_marked(catalogue("WHO-5"), low, high, words) == mark
    assert scale_marked(catalogue("PHQ-9"), low, high, words) == ""


@pytest.mark.parametrize(
    ("answers", "stated", "said"),
    [
        ([0, 1, 4, 2, 0, 1, 1, 2, 3, 4], None, "its answers look numbered 0 to 4: each would be 1 higher here"),
        ([0, 5, 4, 2, 0, 1, 1, 2, 3, 4], None, ""),
        ([1, 5, 4, 2, 1, 1, 1, 2, 3, 4], 24, ""),
        ([], 7, "looks numbered 0 to 4: 7 would be 17 here"),
        ([], 12, ""),
    ],
)
def test_a_k10_numbered_from_nought_is_said(
    catalogue: Catalogue, answers: list[int | None], stated: float | None, said: str
) -> None:
    assert other_coding(catalogue("K10"), answers, stated) == said
    assert other_coding(catalogue("K6"), answers, stated) == ""


def test_a_total_of_a_measure_without_a_range_looks_numbered_in_no_way(catalogue: Catalogue) -> None:
    assert other_coding(replace(catalogue("K10"), total_range=None), [], 7) == ""
    assert other_coding(replace(catalogue("K10"), item_range=None), [], 7) == ""
