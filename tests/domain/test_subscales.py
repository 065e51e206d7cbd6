"""Subscales as measures: DASS-21, BAM and ProQOL, whose result they are."""

from __future__ import annotations

from datetime import timedelta

import pytest

from briefing_app.domain.client import Score
from briefing_app.domain.measure import Direction, Measure
from briefing_app.domain.subscales import subscale_measures, subscale_range, subscale_scores
from briefing_app.services.measure import Catalogue
from tests.courses import TODAY, score

DEPRESSION = [3 if item in (3, 5, 10, 13, 16, 17, 21) else 0 for item in range(1, 22)]


def parts_of(measure: Measure, *forms: list[int | None], flags: str = "") -> dict[str, list[Score]]:
    scores = [
        score(measure, TODAY - timedelta(days=14 * back), items=items)._replace(flags=flags)
        for back, items in zip(range(len(forms) - 1, -1, -1), forms, strict=True)
    ]
    return {scale.id: subscale_scores(measure, scale, part, scores) for scale, part in subscale_measures(measure)}


def test_each_dass_21_subscale_has_its_own_score_and_band(catalogue: Catalogue) -> None:
    found = parts_of(catalogue("DASS-21"), [1] * 21, list(DEPRESSION))
    said = {name: [(one.score, one.severity, one.solid) for one in scores] for name, scores in found.items()}
    assert said == {
        "depression": [(14, "moderate", True), (42, "extremely severe", True)],
        "anxiety": [(14, "moderate", True), (0, "normal", True)],
        "stress": [(14, "normal", True), (0, "normal", True)],
    }


def test_a_missing_answer_leaves_its_subscale_without_a_score_and_not_the_others(catalogue: Catalogue) -> None:
    found = parts_of(catalogue("DASS-21"), [None, *[1] * 20])
    assert {name: scores[0].score for name, scores in found.items()} == {"depression": 14, "anxiety": 14, "stress": None}
    assert not found["stress"][0].solid


def test_a_doubt_of_the_form_is_one_of_its_subscales(catalogue: Catalogue) -> None:
    found = parts_of(catalogue("DASS-21"), [1] * 21, flags="date in the future")
    assert [scores[0].solid for scores in found.values()] == [False, False, False]


@pytest.mark.parametrize("name", ["DASS-21", "BAM", "PROQOL-5"])
def test_a_subscale_is_never_due_and_never_speaks_of_safety(catalogue: Catalogue, name: str) -> None:
    for _, part in subscale_measures(catalogue(name)):
        assert (part.cadence_days, part.safety, part.codes.items, part.part_of) == (None, (), (), name)
        assert part.total_range is not None
        assert part.higher_is_better is (part.id in ("BAM protective", "PROQOL-5 compassion satisfaction"))


def test_a_vendors_flag_is_no_cut_off(catalogue: Catalogue) -> None:
    assert [part.caseness for _, part in subscale_measures(catalogue("BAM"))] == [None, None, None]
    assert [scale.direction for scale in catalogue("BAM").subscales] == [
        Direction.HIGHER_WORSE,
        Direction.HIGHER_WORSE,
        Direction.HIGHER_BETTER,
    ]


def test_an_instrument_with_a_total_has_no_measures_of_its_parts(catalogue: Catalogue) -> None:
    assert [one.id for one in catalogue.all() if subscale_measures(one)] == ["BAM", "DASS-21", "PROQOL-5"]


def test_a_range_that_is_not_published_is_what_the_answers_add_up_to(catalogue: Catalogue) -> None:
    core = catalogue("CORE-OM")
    assert {scale.id: subscale_range(core, scale) for scale in core.subscales} == {
        "wellbeing": (0, 16),
        "problems": (0, 48),
        "functioning": (0, 48),
        "risk": (0, 24),
    }
