"""Session codes by recorded minutes: every edge of every band, and the minutes outside all of them."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_app.domain.session_code import Coded, SessionRules, assessed, code_of, session_rules_from
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


@pytest.mark.parametrize(
    "wrong",
    [
        {"bands": [{"code": "1", "label": "one", "least": 16, "minutes": 37}]},
        {"bands": [{"code": "1", "label": "one", "least": "sixteen"}]},
        {"bands": [{"code": "1", "label": "one", "least": 16, "most": "37"}]},
        {"bands": []},
        {"add_on": {"code": "2", "label": "two", "first": 75, "step": 0}},
        {"add_on": {"code": "2", "label": "two", "first": "75", "step": 30}},
        {"add_on": {"code": "2", "label": "two", "first": 75}},
        {"colour": "green"},
    ],
)
def test_a_kind_with_a_wrong_field_or_no_number_of_minutes_is_refused(wrong: dict[str, object]) -> None:
    right = {"id": "x", "label": "X", "bands": [{"code": "1", "label": "one", "least": 16}], "source": ""}
    assessment = {"code": "9", "label": "nine", "usual_most": 4, "notes": [], "source": ""}
    assert session_rules_from({"kind": [right], "assessment": assessment}).kinds[0].bands[0].least == 16
    with pytest.raises(ValueError, match=r"not complete|whole minutes"):
        session_rules_from({"kind": [{**right, **wrong}], "assessment": assessment})


def test_the_words_name_the_code_its_units_and_its_band() -> None:
    assert code_of(RULES.kind("crisis"), 105 * 60).words == "105 min recorded: 90839 + 90840 × 2 (30 min and more)"
    assert code_of(RULES.kind("crisis"), 75 * 60).words == "75 min recorded: 90839 + 90840 (30 min and more)"
    assert code_of(RULES.kind("intake"), 0).words == "0 min recorded: 90791 (diagnostic intake, no time band)"
    assert code_of(RULES.kind("psychotherapy"), 16 * 60).words == "16 min recorded: 90832 (16 to 37 min)"
    assert code_of(RULES.kind("psychotherapy"), 16 * 60).notes == ()
    below = code_of(RULES.kind("crisis"), 60)
    assert (below.codes, len(below.notes)) == ((), 2)


def test_the_usual_number_of_instruments_has_no_note_and_one_more_has() -> None:
    usual = assessed(RULES.assessment, ["PHQ-9", "GAD-7", "PCL-5", "ISI"])
    assert usual.words == "96127 × 4: PHQ-9, GAD-7, PCL-5, ISI scored"
    assert usual.notes == RULES.assessment.notes
    more = assessed(RULES.assessment, ["PHQ-9", "GAD-7", "PCL-5", "ISI", "AUDIT"])
    assert more.notes == ("More than 4 for one encounter is often not paid.", *RULES.assessment.notes)
    assert assessed(RULES.assessment, []) == Coded((), "")


def test_a_kind_that_the_file_does_not_name_is_no_kind() -> None:
    with pytest.raises(KeyError, match="group"):
        RULES.kind("group")
    assert [one.id for one in RULES.kinds] == [
        "psychotherapy",
        "intake",
        "family-with-client",
        "family-without-client",
        "crisis",
    ]
