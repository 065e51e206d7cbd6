"""What a rule says of a client: its scores in words; the sum itself stands behind the line."""

from __future__ import annotations

import pytest

from briefing_app.domain.review import signals
from briefing_app.domain.rules import Rule
from briefing_app.services.measure import Catalogue
from briefing_app.system.resources import resources
from briefing_app.viewmodels.review import say_signal, why_of
from tests.courses import course_of, weekly

MEASURES = Catalogue(resources() / "measures")


@pytest.mark.parametrize(
    ("measure", "totals", "rule", "words", "arithmetic"),
    [
        ("PHQ-9", (12, 18), Rule.WORSE_THAN_START, "12 then, 18 now; a change of 6 is reliable", "18 − 12 = 6 ≥ 6"),
        ("PHQ-9", (18, 9, 15), Rule.WORSE_THAN_BEST, "9 then, 15 now; a change of 6 is reliable", "15 − 9 = 6 ≥ 6"),
        ("GAD-7", (7, 8), Rule.CROSSED_UPWARD, "7 before, 8 now; the cut-off is 8 or more", "7, then 8; cut-off ≥ 8"),
        (
            "PHQ-9", (18, 14), Rule.NO_IMPROVEMENT, "18 at the start, 14 now; 6 lower would be reliable",
            "session 9 ≥ 8; 18 − 14 = 4 < 6",
        ),
    ],
)  # fmt: skip
def test_a_rule_says_its_scores_in_words_and_keeps_its_sum_behind_the_line(
    measure: str, totals: tuple[float, ...], rule: Rule, words: str, arithmetic: str
) -> None:
    one = course_of(MEASURES(measure), weekly(MEASURES(measure), *totals))
    signal = next(signal for signal in signals(one, 9, []) if signal.rule is rule)
    assert say_signal(signal) == words
    assert arithmetic in why_of(signal).inputs
    assert not set("≥<−=") & set(why_of(signal).rule)
