"""A number without a source counts once a practice confirmed it: with whose word, in statements and rules, until it is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from briefing_app.domain.client import ClinicalFact
from briefing_app.domain.confirmation import FIELDS, Confirmed, refuse_number, with_confirmed
from briefing_app.domain.person_numbers import for_person
from briefing_app.domain.problems import Problem
from briefing_app.domain.rules import DEFAULT_RULES
from briefing_app.domain.worse import Kind, find_worse
from briefing_app.services.brief import brief_facts
from briefing_app.services.confirmation import confirm_number, take_back_number
from briefing_app.services.measure import Catalogue, catalogue_of
from briefing_app.storage import confirmed_number
from briefing_app.storage.audit import broken_at, deeds
from briefing_app.storage.confirmed_number import confirmed_numbers
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.system.paths import Profile
from briefing_app.system.resources import resources
from briefing_app.viewmodels.brief import make_brief
from briefing_app.viewmodels.instrument import instrument_facts
from briefing_app.viewmodels.paired import make_paired
from tests.courses import ORIGIN, TODAY, course_of, history_of, meeting, weekly

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp()
ISI = Confirmed("ISI", "reliable_change", 8, "manual, table 2 (vendor)", NOON, "R. V.")
PTSD = ClinicalFact("condition", 1, "PTSD", "", "active", 0.0, "2026-01-01", "", ORIGIN)
SAID = "confirmed by R. V. on 20 Nov 2026: manual, table 2 (vendor)"


def catalogue_with(*numbers: Confirmed) -> Catalogue:
    by_measure: dict[str, tuple[Confirmed, ...]] = {}
    for one in numbers:
        by_measure[one.measure] = (*by_measure.get(one.measure, ()), one)
    return Catalogue(resources() / "measures", numbers=by_measure)


def number(measure: str, name: str, value: float) -> Confirmed:
    return Confirmed(measure, name, value, "the practice's own table", NOON, "R. V.")


def test_a_confirmed_number_carries_the_statement_and_names_its_source() -> None:
    def card(catalogue: Catalogue) -> tuple[str, tuple[str, ...]]:
        found = make_brief(brief_facts(history_of(*weekly(catalogue("ISI"), 22, 20, 12)), catalogue, TODAY)).cards[0]
        return found.spoken, found.why.cited

    before, after = card(catalogue_with()), card(catalogue_with(ISI))
    assert "reliable" not in before[0]
    assert "reliable improvement (8 needed between two scores)" in after[0]
    assert SAID not in before[1]
    assert SAID in after[1]
    facts = {fact.what: fact for fact in instrument_facts(catalogue_with(ISI)("ISI"))}
    assert (facts["Reliable change"].value, facts["Reliable change"].source) == ("8 points", SAID)


def test_a_confirmed_monitor_lets_the_rule_speak_with_its_half_more_for_one_score() -> None:
    def found(catalogue: Catalogue, *totals: float) -> Kind | None:
        worse = find_worse(course_of(catalogue("ISI"), weekly(catalogue("ISI"), *totals)))
        return worse.kind if worse is not None else None

    catalogue = catalogue_with(number("ISI", "monitor", 7))
    assert found(catalogue_with(), 8, 8, 16, 16) is None
    assert found(catalogue, 8, 8, 16, 16) is Kind.START
    assert [found(catalogue, 8, 8, total) for total in (18, 19)] == [Kind.REPEAT, Kind.FAST]
    fast = catalogue("ISI").fast
    assert fast is not None
    assert (fast.value, fast.sourced) == (11, True)
    both = catalogue_with(number("ISI", "monitor", 7), number("ISI", "fast", 12))("ISI").fast
    assert both is not None
    assert both.value == 12


@pytest.mark.parametrize(("measure", "low", "high"), [("BDI-II", 14, None), ("ORS", None, 25)])
def test_a_cut_lies_on_the_side_on_which_the_measure_is_worse(measure: str, low: float | None, high: float | None) -> None:
    cut = with_confirmed(catalogue_with()(measure), [number(measure, "caseness", low or high or 0)]).caseness
    assert cut is not None
    assert (cut.min, cut.max, cut.sourced) == (low, high, True)


def test_a_number_with_a_source_of_its_own_stands() -> None:
    phq9 = catalogue_with(number("PHQ-9", "reliable_change", 3))("PHQ-9").reliable_change
    assert phq9 is not None
    assert phq9.value == 6


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (number("PHQ-9", "reliable_change", 5), "has a source already"),
        (number("ISI", "bands", 5), "no number that is confirmed"),
        (ISI._replace(source=" "), "with its source"),
        (ISI._replace(value=0), "no such number"),
        (ISI._replace(value=29), "no such number"),
        (number("ISI", "outcome_cut", -1), "no such number"),
        (number("C-SSRS-SCREEN", "caseness", 1), "no such number"),
    ],
)  # fmt: skip
def test_what_cannot_be_confirmed_is_refused_and_nothing_is_kept(
    store: PracticeStore, reader: PracticeReader, one: Confirmed, said: str
) -> None:
    rows = len(deeds(reader))
    with pytest.raises(Problem, match=said):
        confirm_number(store, catalogue_with()(one.measure), one)
    assert confirmed_numbers(store) == {}
    assert len(deeds(reader)) == rows


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_can_be_confirmed_and_counts(name: str) -> None:
    nothing: dict[str, Any] = dict.fromkeys(FIELDS)
    bare = replace(catalogue_with()("ISI"), **nothing)
    one = number("ISI", name, 10)
    refuse_number(bare, one)
    made = getattr(with_confirmed(bare, [one]), name)
    assert (made.value, made.sourced, made.source) == (10, True, one.words)
    hidden = for_person(with_confirmed(bare, [one]), "female", 9)
    assert name == "retest_sem" or getattr(hidden, name) is None


def test_it_is_kept_audited_and_taken_back(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> None:
    def value() -> tuple[float, bool]:
        found = catalogue_of(Profile(tmp_path), store)("ISI").reliable_change
        assert found is not None
        return found.value, found.sourced

    confirm_number(store, catalogue_with()("ISI"), ISI._replace(value=7))
    confirm_number(store, catalogue_with()("ISI"), ISI._replace(at=NOON + 1))
    assert value() == (8, True)
    assert confirmed_numbers(store) == {"ISI": (ISI._replace(at=NOON + 1),)}
    take_back_number(store, "ISI", "reliable_change", NOON + 2, "R. V.")
    assert value() == (8, False)
    chain = deeds(reader)
    assert [(one.action, one.detail, one.by) for one in chain[-3:]] == [
        ("confirmed a number", "ISI reliable_change", "R. V."),
        ("confirmed a number", "ISI reliable_change", "R. V."),
        ("took a number back", "ISI reliable_change", "R. V."),
    ]
    assert broken_at(chain) == 0
    with pytest.raises(Problem, match="is not confirmed here"):
        take_back_number(store, "ISI", "reliable_change", NOON + 3, "R. V.")
    assert len(deeds(reader)) == len(chain)


def test_a_number_that_cannot_be_kept_leaves_store_audit_and_catalogue_as_they_were(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise Problem("The disk is full.", "Free some space.")

    rows = len(deeds(reader))
    monkeypatch.setattr(confirmed_number, "append", full)  # the last statement of the act
    with pytest.raises(Problem, match="disk is full"):
        confirm_number(store, catalogue_with()("ISI"), ISI)
    assert confirmed_numbers(store) == {}
    assert len(deeds(reader)) == rows
    change = catalogue_of(Profile(tmp_path), store)("ISI").reliable_change
    assert change is not None
    assert not change.sourced


def paired(*numbers: Confirmed, phq9: tuple[float, float] = (20, 6), pcl5: tuple[float, float] = (62, 60)) -> tuple[str, str]:
    """What the pair of a client with PTSD says, and by which rule."""
    catalogue = catalogue_with(*numbers)
    scores = [*weekly(catalogue("PHQ-9"), *phq9), *weekly(catalogue("PCL-5"), *pcl5)]
    meetings = [meeting(TODAY - timedelta(days=days), row=days) for days in (7, 5, 3)]
    history = replace(history_of(*scores, meetings=meetings), facts=(PTSD,))
    (line,) = make_paired(brief_facts(history, catalogue, TODAY, rules=replace(DEFAULT_RULES, nhs_rules=True)))
    return line.text, line.why.rule


def test_a_pair_has_a_verdict_once_both_its_thresholds_are_confirmed() -> None:
    case, reliable = number("PCL-5", "pair_case", 32), number("PCL-5", "pair_reliable", 10)
    for numbers in ((), (case,), (reliable,)):
        text, rule = paired(*numbers)
        assert "its thresholds are not confirmed here" in text
        assert "GAD-7 8 or more" in rule
    text, rule = paired(case, reliable)
    assert "not confirmed" not in text
    assert text.startswith("If the course ended today: ")
    assert "recovery" not in text.replace("no recovery", "").replace("not in recovery", "")
    assert "PCL-5 32 or more" in rule
    assert "6 and 10 points" in rule
    assert paired(case, reliable, pcl5=(62, 20))[0] != text
