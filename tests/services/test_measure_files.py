"""Instruments that a clinician writes: believed when their numbers agree, refused with the line when not."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from briefing_app.domain.measure import Version
from briefing_app.domain.own_version import OwnVersion, State
from briefing_app.domain.problems import Problem
from briefing_app.services.brief import brief_facts
from briefing_app.services.measure import Catalogue, check_measure, digest_of
from briefing_app.services.rereading import note_own_files
from briefing_app.storage.audit import deeds
from briefing_app.storage.own_version import add_own_version, confirmed_digests
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.system.resources import resources
from briefing_app.viewmodels.doubt import doubts
from tests.courses import TODAY, history_of, score

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
        ("items = 3\n", 'items = "three"\n', 12, "'three' is not a whole number."),
        ("[caseness]\nmin = 6", '[caseness]\nby_sex = { female = "six" }\nmin = 6', 18, "'six'}' is not a number."),
        ('method = "sum"\n', 'method = "add"\n', 11, "'add' is not a method: sum,"),
        ('rater = "self"\n', "", None, "the field rater is missing"),
        ("[caseness]\n", "[caseness]\nminimum = 7\n", 18, "the field minimum in caseness is read by nothing"),
        ("days = 7", 'days = "7"', 7, "'7' is not a whole number"),
        ('text = "7 days"', "text = 7", 6, "'7' is not text"),
        ('cadence = { days = 7, source = "own" }', "cadence = 7", 7, "'7' is not a table"),
        ("min = 0\nmax = 5", 'min = "none"\nmax = 5', 22, "'none' is not a number"),
        ('label = "few"', "label = 6", 24, "'6' is not text"),
        ("item_range = [0, 4]", "item_range = 4", 13, "'4' is not a list"),
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


# -- a file for an instrument that ships


def without_safety(text: str) -> str:
    head, _, tail = text.partition("[[safety]]")
    return head + "".join(f"[[{part}" for part in tail.split("[[")[1:] if not part.startswith("safety"))


@pytest.fixture
def own_phq9(tmp_path: Path) -> Path:
    """The shipped PHQ-9 without its safety rule, with another one, a reversed item 9 and another reliable change."""
    text = without_safety((SHIPPED / "phq-9.toml").read_text("utf-8")).replace("points = 6", "points = 5")
    text = text.replace("items = 9\n", "items = 9\nreverse = [9]\n", 1)
    text += '\n[[safety]]\nitems = [1]\nmin = 3\nlevel = "safety"\nsource = "own"\n'
    path = tmp_path / "phq-9.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_file_for_a_shipped_instrument_does_not_count_before_it_is_confirmed(own_phq9: Path) -> None:
    catalogue = Catalogue(own_phq9.parent, SHIPPED)
    measure = catalogue("PHQ-9")
    assert (measure.version, measure.safety, measure.reliable_change) == (
        Version.WAITS,
        Catalogue(SHIPPED)("PHQ-9").safety,
        Catalogue(SHIPPED)("PHQ-9").reliable_change,
    )
    assert [one.version for one in catalogue.all() if one.id == "PHQ-9"] == [Version.WAITS]


def test_a_confirmed_file_adds_safety_rules_and_takes_none_away(own_phq9: Path) -> None:
    measure = Catalogue(own_phq9.parent, SHIPPED, confirmed=frozenset({digest_of(own_phq9)}))("PHQ-9")
    assert measure.version is Version.OWN
    assert [rule.items for rule in measure.safety] == [(9,), (1,)]
    assert measure.reverse == frozenset()
    assert measure.reliable_change is not None
    assert measure.reliable_change.value == 5


def test_a_confirmed_file_that_was_changed_since_does_not_count(own_phq9: Path) -> None:
    confirmed = frozenset({digest_of(own_phq9)})
    own_phq9.write_text(own_phq9.read_text("utf-8") + "# changed\n", "utf-8")
    assert Catalogue(own_phq9.parent, SHIPPED, confirmed=confirmed)("PHQ-9").version is Version.WAITS


def test_a_file_is_audited_once_and_what_becomes_of_it_too(own_phq9: Path, store: PracticeStore) -> None:
    catalogue = Catalogue(own_phq9.parent, SHIPPED)
    for at in (1.0, 2.0):
        note_own_files(store, catalogue, at, "A. B.")
    (file,) = catalogue.own_files()
    assert not confirmed_digests(store)
    add_own_version(store, OwnVersion("PHQ-9", file.digest, State.COUNTS, 3.0, "A. B."))
    assert confirmed_digests(store) == {file.digest}
    add_own_version(store, OwnVersion("PHQ-9", file.digest, State.ENDED, 4.0, "A. B."))
    assert not confirmed_digests(store)
    reader = PracticeReader(store)
    assert [(one.action, one.at, one.by, one.detail.split()[0]) for one in deeds(reader)] == [
        ("met a measure file that does not count", 1.0, "A. B.", "PHQ-9"),
        ("confirmed an own measure file", 3.0, "A. B.", "PHQ-9"),
        ("took an own measure file back", 4.0, "A. B.", "PHQ-9"),
    ]
    reader.close()


@pytest.mark.parametrize(
    ("version", "said"),
    [
        (Version.SHIPPED, []),
        (
            Version.OWN,
            ["PHQ-9 is read by your own version of the instrument, which you confirmed; no safety rule that ships is missing."],
        ),
        (
            Version.WAITS,
            ["A file of your own for PHQ-9 does not count: nobody has confirmed it. The instrument that ships stands."],
        ),
    ],
)
def test_the_brief_says_whose_version_of_an_instrument_counts(catalogue: Catalogue, version: Version, said: list[str]) -> None:
    measure = replace(catalogue("PHQ-9"), version=version)
    facts = brief_facts(history_of(score(measure, TODAY, 9)), lambda _: measure, TODAY)  # type: ignore[arg-type]
    assert [line.text for line in doubts(facts)] == said


@pytest.mark.parametrize(
    ("name", "right", "wrong", "reason"),
    [
        ("dass-21", "min = 28, max = 42", "min = 28, max = 41", "the bands do not cover 0 to 42"),
        ("dass-21", "min = 10, max = 13", "min = 9, max = 13", "the bands “normal” and “mild” overlap"),
        (
            "dass-21",
            "items = [3, 5, 10, 13, 16, 17, 21]\nrange",
            "items = [3, 5, 10, 13, 16, 17, 22]\nrange",
            "a subscale has an item",
        ),
        ("who-5", "items = [1, 2, 3, 4, 5]", "items = [1, 2, 3, 4, 6]", "a rule on single answers has an item"),
        ("who-5", 'kind = "any at most"', 'kind = "any"', "a rule on single answers is one of: any at most, all from"),
        ("mdq", "item = 15", "item = 16", "a part of the positive screen has an item"),
        ("ors", "youngest = 13", "youngest = 12", "the ages of two cut-offs overlap"),
        ("ors", "youngest = 6, oldest = 12", "youngest = 12, oldest = 6", "the ages of two cut-offs overlap"),
        (
            "c-ssrs-screen",
            "asked_if = { 3 = [2]",
            "asked_if = { 3 = [4]",
            "asked after a yes to one that does not come before it",
        ),
        ("c-ssrs-screen", "urgent = [4, 5, 7]", "urgent = [4, 5, 8]", "names an item that is not among its items"),
    ],
)
def test_rules_that_cannot_hold_are_refused(tmp_path: Path, name: str, right: str, wrong: str, reason: str) -> None:
    text = (SHIPPED / f"{name}.toml").read_text("utf-8")
    assert text.count(right) == 1
    path = tmp_path / f"{name}.toml"
    path.write_text(text.replace(right, wrong), "utf-8")
    with pytest.raises(Problem, match=re.escape(reason)):
        check_measure(path)


def test_numbers_of_a_file_keep_their_place_and_their_source() -> None:
    catalogue = Catalogue(SHIPPED)  # read anew, not as another test left it
    gad7, pcl5, phq9, phqa = (catalogue(name) for name in ("GAD-7", "PCL-5", "PHQ-9", "PHQ-A"))
    assert gad7.outcome_cut is not None
    assert (gad7.outcome_cut.value, gad7.outcome_cut.sourced) == (8, True)
    assert pcl5.provisional is not None
    assert (pcl5.provisional.value, pcl5.provisional.sourced) == (2, True)
    assert phq9.minimal_change is not None
    assert phq9.minimal_change.words == "5 points"
    assert phq9.clinical_end is not None
    assert (phq9.clinical_end.post_max, phq9.clinical_end.percent) == (9, 50)
    assert "McMillan" in phq9.clinical_end.source
    assert phqa.ages is not None
    assert (phqa.ages.youngest, phqa.ages.oldest, phqa.ages.source) == (11, 17, "unverified")


def test_the_wording_of_a_form_has_the_options_of_each_item() -> None:
    form = Catalogue(SHIPPED)("GAD-7").form
    assert form is not None
    assert (len(form.items), form.items[3], len(form.options)) == (7, "Trouble relaxing", 7)
    assert form.stem.startswith("Over the last 2 weeks")
    assert form.options[6] == ((0, "Not at all"), (1, "Several days"), (2, "More than half the days"), (3, "Nearly every day"))
    assert form.credit
    assert form.source
