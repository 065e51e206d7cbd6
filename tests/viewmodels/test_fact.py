"""A day of the record in words, as far as it is known."""

from __future__ import annotations

from datetime import date

import pytest

from briefing_app.viewmodels.fact import day_in_full, day_words

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("day", "words", "full"),
    [
        ("2026-11-03", "3 Nov", "3 Nov 2026"),
        ("2025-12-29", "29 Dec 2025", "29 Dec 2025"),
        ("2026-11", "2026-11", "2026-11"),
        ("2026", "2026", "2026"),
        ("", "date not recorded", ""),
    ],
)
def test_a_day_is_said_as_far_as_it_is_known(day: str, words: str, full: str) -> None:
    assert (day_words(day, TODAY), day_in_full(day)) == (words, full)
