"""Subscales as measures: DASS-21, BAM and ProQOL, whose result they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from briefing_app.domain.client import Score
from briefing_app.domain.measure import Direction, Measure
from briefing_app.domain.published import Cut
from briefing_app.domain.subscales import subscale_cut, subscale_measures, subscale_range, subscale_scores
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


def test_a_range_is_what_the_answers_add_up_to_on_the_scale_that_is_shown(catalogue: Catalogue) -> None:
    core = catalogue("CORE-OM")
    wellbeing = core.subscales[0]
    assert subscale_range(replace(core, item_range=(1, 5), multiplier=2), wellbeing) == (8, 40)
    assert subscale_range(replace(core, item_range=None), wellbeing) == (0, 0)
    assert subscale_range(core, replace(wellbeing, range=(3, 7))) == (3, 7)


def test_a_subscale_has_a_name_of_its_own_and_its_cut_off_only_where_a_source_carries_it(catalogue: Catalogue) -> None:
    dass = catalogue("DASS-21")
    scale, part = subscale_measures(dass)[0]
    assert (part.id, part.name) == ("DASS-21 depression", f"{dass.name}: depression")
    cut = Cut(10, None, "Lovibond 1995")
    assert subscale_cut(replace(scale, cut=cut)) == cut
    assert subscale_cut(replace(scale, cut=replace(cut, source="unverified"))) is None
    assert subscale_cut(replace(scale, cut=None)) is None
    carried = replace(dass, subscales=(replace(scale, cut=cut),))
    assert [one.caseness for _, one in subscale_measures(carried)] == [cut]
    assert [one.caseness for _, one in subscale_measures(replace(carried, caution="not for this age"))] == [None]
    assert subscale_measures(catalogue("PHQ-9")) == ()
