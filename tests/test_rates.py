"""How often a line about worse is wrong, over invented clients whose true course is known."""

from __future__ import annotations

import pytest

from tests.bench.rates import figures


@pytest.mark.slow
def test_lines_about_worse_are_mostly_true_and_worsening_is_mostly_heard() -> None:
    assert [(one.name, one.figure) for one in figures() if not one.holds] == []
