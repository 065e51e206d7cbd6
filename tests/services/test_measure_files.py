"""Instruments that a clinician writes: believed when their numbers agree, refused with the line when not."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing_app.domain.problems import Problem
from briefing_app.services.measure import Catalogue, check_measure
from briefing_app.system.resources import resources

SHIPPED = resources() / "measures"

OWN = """id = "SLEEP-3"
name = "Three questions on sleep"
domain = "sleep"
rater = "self"
direction = "higher_worse"
recall = { text = "7 days", source = "own" }
cadence = { days = 7, source = "own" }
licence = { state = "own", ship_text = "no", source = "own" }

[scoring]
method = "sum"
items = 3
item_range = [0, 4]
total_range = [0, 12]
missing = { max = 0, method = "not allowed", source = "own" }

[caseness]
min = 6
source = "own"

[[bands]]
min = 0
max = 5
label = "few"
source = "own"

[[bands]]
min = 6
max = 12
label = "many"
source = "own"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sleep-3.toml").write_text(OWN, "utf-8")
    return tmp_path


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_instrument_keeps_the_rules_for_own_ones(path: Path) -> None:
    assert check_measure(path).id.lower().replace(".", "-") == path.stem


def test_a_file_in_the_profile_is_an_instrument_like_any_other(folder: Path) -> None:
    catalogue = Catalogue(folder, SHIPPED)
    measure = catalogue("SLEEP-3")
    band = measure.band(7)
    assert band is not None
    assert band.label == "many"
    assert "SLEEP-3" in {one.id for one in catalogue.all()}
    assert not catalogue.refused


@pytest.mark.parametrize(
    ("wrong", "right", "line", "reason"),
    [
        ("items = 3\n", "items = 4\n", 14, "4 items of 0 to 4 add up to 0 to 16, not to 0 to 12"),
        ("total_range = [0, 12]", "total_range = [12, 0]", 14, "total_range does not rise"),
        ("min = 6\nmax = 12", "min = 8\nmax = 12", 21, "nothing covers the totals between “few” (5) and “many” (8)"),
        ("max = 12\n", "max = 11\n", 21, "the bands do not cover 0 to 12"),
        ("max = 5\n", "max = 6\n", 21, "the bands “few” and “many” overlap"),
        ("[caseness]\nmin = 6", "[caseness]\nmin = 60", 17, "the cut-off lies outside 0 to 12"),
        ("items = 3\n", 'items = "three"\n', 12, "'three' is not a whole number"),
        ('method = "sum"\n', 'method = "add"\n', 11, "'add' is not a method: sum,"),
        ('rater = "self"\n', "", None, "the field rater is missing"),
        ("[caseness]\n", "[caseness]\nminimum = 7\n", 18, "the field minimum in caseness is read by nothing"),
        ("days = 7", 'days = "7"', 7, "'7' is not a whole number"),
        ('id = "SLEEP-3"', 'id = "SLEEP-4"', 1, "belongs into a file named sleep-4.toml"),
        ("[caseness]", "[caseness", 17, "line 17"),
    ],
)
def test_a_wrong_file_is_refused_with_the_line(folder: Path, wrong: str, right: str, line: int | None, reason: str) -> None:
    assert OWN.count(wrong) == 1
    path = folder / "sleep-3.toml"
    path.write_text(OWN.replace(wrong, right), "utf-8")
    with pytest.raises(Problem) as refused:
        check_measure(path)
    assert reason in refused.value.sentence
    assert "sleep-3.toml" in refused.value.sentence
    assert line is None or f"line {line}" in refused.value.sentence


def test_a_refused_file_leaves_what_ships_in_place(tmp_path: Path) -> None:
    (tmp_path / "phq-9.toml").write_text(
        (SHIPPED / "phq-9.toml").read_text("utf-8").replace("items = 9\n", "items = 8\n", 1), "utf-8"
    )
    catalogue = Catalogue(tmp_path, SHIPPED)
    assert catalogue("PHQ-9").items == 9
    assert "the form has 9 items, the scoring 8" in catalogue.refused["phq-9.toml"].sentence


def test_not_text_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "sleep-3.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Problem, match=r"sleep-3\.toml cannot be read"):
        check_measure(tmp_path / "sleep-3.toml")


def test_a_question_beside_the_total_counts_for_safety_and_not_for_the_total(catalogue: Catalogue) -> None:
    from briefing_app.domain.safety import item_is_positive
    from briefing_app.domain.scoring import score_items

    measure = catalogue("PHQ-A")
    found = score_items(measure, [1] * 9 + [1, 0])
    assert (found.total, found.answered) == (9, 9)
    assert item_is_positive(measure, 10, 1)
    with pytest.raises(ValueError, match="item 11: 2 is not a possible answer"):
        score_items(measure, [1] * 9 + [0, 2])
