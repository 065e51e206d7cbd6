"""The numbers beside a chart."""

from __future__ import annotations

from briefing_app.ui.charts.painting import apart


def test_numbers_of_an_axis_never_lie_over_each_other() -> None:
    """PCL-5 has its edges at 31 and 33: of the two the lower one is written, and both ends always are."""
    labels = tuple((value, f"{value:g}") for value in (0.0, 31.0, 33.0, 80.0))
    assert [words for _, words in apart(labels, 6)] == ["0", "31", "80"]
    assert [words for _, words in apart(labels, 2)] == ["0", "31", "33", "80"]
    assert [words for _, words in apart(((0.0, "0"), (25.0, "25"), (27.0, "27")), 3)] == ["0", "27"]
    assert apart(labels[:1], 6) == [(0.0, "0")]
    assert apart((), 6) == []
