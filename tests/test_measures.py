"""The forty instruments as data: every number cited, bands without gaps, no wording that may not ship."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from briefing_app.domain.measure import Measure, Method
from briefing_app.services.measure import Catalogue, digest_of
from briefing_app.services.measure_file import measure_from
from briefing_app.system.resources import resources

FILES = sorted((resources() / "measures").glob("*.toml"))
MEASURES = [measure_from(tomllib.loads(path.read_text("utf-8"))) for path in FILES]


def test_there_are_forty() -> None:
    assert len(FILES) == 40
    assert len({measure.id for measure in MEASURES}) == 40


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_table_of_numbers_names_its_source(path: Any) -> None:
    data = tomllib.loads(path.read_text("utf-8"))
    for name, table in _tables(data):
        numbers = [key for key, value in table.items() if isinstance(value, (int, float)) and not isinstance(value, bool)]
        if numbers and name not in (
            "scoring",
            "answers",
            "parts",  # of a positive screen, which names its source
            "table",
            "standard_error",
            "bands of a subscale",
            "legal_skips",
            "options",  # of the form, which names its source
            "by_sex",
            "lifetime",  # of a safety rule, which names its source
        ):
            assert table.get("source"), f"{name} of {path.name}: {numbers}"


def _tables(data: dict[str, Any], name: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for key, value in data.items():
        label = (
            "bands of a subscale"
            if name == "subscales" and key == "bands"
            else "answers"
            if name == "answers"
            else "options"
            if name == "item_options"
            else key
        )
        if isinstance(value, dict):
            yield label, value
            yield from _tables(value, label)
        elif isinstance(value, list):
            for one in value:
                if isinstance(one, dict):
                    yield label, one
                    yield from _tables(one, label)


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.id)
def test_bands_cover_the_range_without_gap_or_overlap(measure: Measure) -> None:
    if not measure.bands or measure.total_range is None:
        return
    low, high = measure.total_range
    assert measure.bands[0].min == low
    assert measure.bands[-1].max == high
    for one, following in zip(measure.bands, measure.bands[1:], strict=False):
        assert one.max < following.min <= one.max + 1
    assert len({band.label for band in measure.bands}) == len(measure.bands)
    for tenth in range(int(low * 10), int(high * 10) + 1):
        assert measure.band(tenth / 10) is not None


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.id)
def test_items_times_their_range_is_the_range_of_the_total(measure: Measure) -> None:
    if measure.method is not Method.SUM or measure.item_range is None or measure.total_range is None or measure.item_allowed:
        return
    low, high = measure.item_range
    assert measure.total_range == (low * measure.items * measure.multiplier, high * measure.items * measure.multiplier)


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.id)
def test_a_reliable_change_fits_into_the_range(measure: Measure) -> None:
    if measure.reliable_change and measure.total_range:
        assert 0 < measure.reliable_change.value <= measure.total_range[1] - measure.total_range[0]


@pytest.mark.parametrize(
    "code",
    sorted({code for measure in MEASURES for code in (measure.codes.total, measure.codes.panel, *measure.codes.items) if code}),
)
def test_loinc_codes_pass_their_check_digit(code: str) -> None:
    digits, _, check = code.partition("-")
    doubled = int(digits[::-2][::-1]) * 2
    total = sum(int(digit) for digit in str(doubled) + digits[-2::-2])
    assert (10 - total % 10) % 10 == int(check)


def test_only_measures_whose_text_may_ship_carry_names_of_items() -> None:
    for measure in MEASURES:
        if measure.item_labels:
            assert measure.ship_text == "yes"
            assert len(measure.item_labels) == measure.items


def test_subscales_that_partition_do_so() -> None:
    for name in ("DASS-21", "PCL-5", "CORE-OM", "WAI-SR", "PSC-17", "SCARED", "PROQOL-5", "Y-BOCS", "AUDIT"):
        measure = next(one for one in MEASURES if one.id == name)
        items = sorted(item for subscale in measure.subscales for item in subscale.items)
        assert items == list(range(1, measure.items + 1)), name


def test_a_confirmed_file_of_the_clinicians_comes_first(tmp_path: Any) -> None:
    own = (resources() / "measures" / "phq-9.toml").read_text("utf-8").replace("points = 6", "points = 5")
    (tmp_path / "phq-9.toml").write_text(own, "utf-8")
    confirmed = frozenset({digest_of(tmp_path / "phq-9.toml")})
    threshold = Catalogue(tmp_path, resources() / "measures", confirmed=confirmed)("PHQ-9").reliable_change
    assert threshold is not None
    assert threshold.value == 5
