"""Session codes by recorded minutes: every edge of every band, and the minutes outside all of them."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_app.domain.session_code import SessionRules, assessed, code_of, session_rules_from
from briefing_app.system.resources import resources

RULES: SessionRules = session_rules_from(tomllib.loads((resources() / "billing" / "sessions.toml").read_text("utf-8")))


@pytest.mark.parametrize(
    ("kind", "minutes", "codes"),
    [
        ("psychotherapy", 15, ()),
        ("psychotherapy", 16, (("90832", 1),)),
        ("psychotherapy", 37, (("90832", 1),)),
        ("psychotherapy", 38, (("90834", 1),)),
        ("psychotherapy", 52, (("90834", 1),)),
        ("psychotherapy", 53, (("90837", 1),)),
        ("psychotherapy", 75, (("90837", 1),)),  # codes are not stacked
        ("intake", 20, (("90791", 1),)),
        ("family-with-client", 25, ()),
        ("family-with-client", 26, (("90847", 1),)),
        ("family-without-client", 26, (("90846", 1),)),
        ("crisis", 29, ()),
        ("crisis", 30, (("90839", 1),)),
        ("crisis", 74, (("90839", 1),)),
        ("crisis", 75, (("90839", 1), ("90840", 1))),
        ("crisis", 104, (("90839", 1), ("90840", 1))),
        ("crisis", 105, (("90839", 1), ("90840", 2))),
    ],
)
def test_the_bands(kind: str, minutes: int, codes: tuple[tuple[str, int], ...]) -> None:
    assert code_of(RULES.kind(kind), minutes * 60).codes == codes


def test_minutes_outside_every_band_are_said() -> None:
    assert code_of(RULES.kind("psychotherapy"), 12 * 60).words == "12 min recorded: below 90832, which begins at 16 min"


def test_seconds_are_never_rounded_up() -> None:
    assert code_of(RULES.kind("psychotherapy"), 53 * 60 - 1).words == "52 min recorded: 90834 (38 to 52 min)"


def test_what_is_disputed_or_not_verified_is_said_with_the_code() -> None:
    crisis = code_of(RULES.kind("crisis"), 80 * 60)
    assert any("60 minutes" in note for note in crisis.notes)
    assert any("not verified" in note for note in crisis.notes)
    assert "not verified" in code_of(RULES.kind("family-without-client"), 1800).notes[0]


@given(st.integers(0, 300))
def test_no_minute_falls_into_two_bands(minutes: int) -> None:
    for kind in RULES.kinds:
        assert sum(band.holds(minutes) for band in kind.bands) <= 1


def test_each_instrument_is_one_unit_and_many_are_noted() -> None:
    assert assessed(RULES.assessment, ["PHQ-9", "GAD-7", "PHQ-9"]).codes == (("96127", 2),)
    many = assessed(RULES.assessment, ["PHQ-9", "GAD-7", "PCL-5", "ISI", "AUDIT"])
    assert many.codes == (("96127", 5),)
    assert "More than 4" in many.notes[0]
    assert assessed(RULES.assessment, []).codes == ()


def test_a_kind_without_bands_is_refused() -> None:
    with pytest.raises(ValueError, match="bands"):
        session_rules_from({"kind": [{"id": "x", "label": "X", "source": ""}], "assessment": {}})
