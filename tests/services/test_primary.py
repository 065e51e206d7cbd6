"""The primary measure of a client: by diagnosis, or as the clinician set it; what it does to cards and to a review point."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from briefing_app.domain.client import ClinicalFact
from briefing_app.domain.own_primary import OwnPrimary
from briefing_app.domain.problems import Problem
from briefing_app.services.brief import BriefFacts, brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.services.primary import set_primary, unset_primary
from briefing_app.storage import primary_measure
from briefing_app.storage.audit import broken_at, deeds
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.brief import make_brief
from briefing_app.viewmodels.decision import say_primary
from tests.courses import ORIGIN, TODAY, history_of, meeting, weekly
from tests.fhir import ndjson, patient, score
from tests.importing import take

PTSD = ClinicalFact("condition", 1, "Post-traumatic stress disorder", "", "active", 0.0, "2026-01-01", "", ORIGIN)
GAD7 = OwnPrimary("GAD-7", "the worry is what brings them", 1.0, "R. V.")


def facts_of(catalogue: Catalogue, *diagnoses: ClinicalFact, own: OwnPrimary | None = None) -> BriefFacts:
    """A review point of a course in which PHQ-9 fell a lot, and GAD-7 and PCL-5 did not."""
    days = [TODAY - timedelta(days=7 * week) for week in range(14)]
    totals = {"PHQ-9": (20, 12, 6), "GAD-7": (16, 16, 15), "PCL-5": (62, 61, 60)}
    scores = [one for id, given in totals.items() for one in weekly(catalogue(id), *given, every=42)]
    history = history_of(
        *scores, meetings=[meeting(day, "fulfilled" if day < TODAY else "booked", n) for n, day in enumerate(days)]
    )
    return brief_facts(replace(history, facts=diagnoses, primary=own), catalogue, TODAY)


@pytest.mark.parametrize(
    ("diagnoses", "own", "said", "cards"),
    [
        ((), None, "No measure is primary; PHQ-9 and GAD-7 come first.", ["PHQ-9", "GAD-7", "PCL-5"]),
        ((PTSD,), None, "Primary measure PCL-5, made for a diagnosis (PTSD).", ["PCL-5", "PHQ-9", "GAD-7"]),
        ((PTSD._replace(status="resolved"),), None, "No measure is primary; PHQ-9 and GAD-7 come first.", ["PHQ-9", "GAD-7", "PCL-5"]),
        (
            (PTSD,),
            GAD7,
            "Primary measure GAD-7, set by R. V.: the worry is what brings them.",
            ["GAD-7", "PHQ-9", "PCL-5"],
        ),
        ((), GAD7._replace(why=""), "Primary measure GAD-7, set by R. V.", ["GAD-7", "PHQ-9", "PCL-5"]),
    ],
)  # fmt: skip
def test_it_is_the_one_that_was_set_else_the_one_made_for_the_diagnosis(
    catalogue: Catalogue, diagnoses: tuple[ClinicalFact, ...], own: OwnPrimary | None, said: str, cards: list[str]
) -> None:
    facts = facts_of(catalogue, *diagnoses, own=own)
    assert say_primary(facts.primary) == f"{said.rstrip('.')}."
    brief = make_brief(facts)
    assert [card.measure for card in brief.cards] == cards
    told = [card.measure for card in brief.cards if "rimary measure" in card.why.rule]
    assert told == ([cards[0]] if facts.primary.measures else [])


@pytest.mark.parametrize(
    ("own", "waits"), [(None, False), (GAD7, True), (GAD7._replace(measure="PCL-5"), True), (GAD7._replace(measure="PHQ-9"), False)]
)  # fmt: skip
def test_a_review_point_waits_where_the_primary_measure_is_the_stuck_one(
    catalogue: Catalogue, own: OwnPrimary | None, waits: bool
) -> None:
    (found,) = [one for one in facts_of(catalogue, own=own).review if one.signal.rule.value == "no-improvement"]
    assert [one.course.measure.id for one in found.signal.moved] == ["PHQ-9"]
    assert found.waits is waits


def test_every_card_offers_to_set_it_where_there_is_a_choice(catalogue: Catalogue) -> None:
    for card in make_brief(facts_of(catalogue)).cards:
        (offer,) = [one for one in card.why.decisions if one.kind == "primary"]
        assert [value for value, _ in offer.choices] == ["PHQ-9", "GAD-7", "PCL-5"]
        assert not offer.own
    alone = brief_facts(history_of(*weekly(catalogue("PHQ-9"), 12, 11)), catalogue, TODAY)
    assert make_brief(alone).cards[0].why.decisions == ()
    set_and_alone = replace(history_of(*weekly(catalogue("PHQ-9"), 12, 11)), primary=GAD7)
    (offer,) = make_brief(brief_facts(set_and_alone, catalogue, TODAY)).cards[0].why.decisions
    assert offer.own


@pytest.fixture
def ann(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> int:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), score("s", 12)))
    return reader.row_of("ann") or 0


def test_it_is_kept_audited_and_taken_back(store: PracticeStore, reader: PracticeReader, ann: int) -> None:
    set_primary(store, ann, GAD7._replace(why="  two\nlines "))
    assert reader.histories([ann])[ann].primary == GAD7._replace(why="two lines")
    unset_primary(store, ann, 2.0, "R. V.")
    assert reader.histories([ann])[ann].primary is None
    chain = deeds(reader)
    assert [(one.action, one.detail, one.client) for one in chain[-2:]] == [
        ("set the primary measure", "GAD-7", ann),
        ("took the primary measure back", "", ann),
    ]
    assert broken_at(chain) == 0
    with pytest.raises(Problem, match="No primary measure is set"):
        unset_primary(store, ann, 3.0, "R. V.")
    assert len(deeds(reader)) == len(chain)


@pytest.mark.parametrize("back", [False, True])
def test_a_choice_that_cannot_be_kept_leaves_store_and_audit_as_they_were(
    store: PracticeStore, reader: PracticeReader, ann: int, monkeypatch: pytest.MonkeyPatch, back: bool
) -> None:
    set_primary(store, ann, GAD7)
    rows = len(deeds(reader))

    def full(*_: object, **__: object) -> None:
        raise Problem("The disk is full.", "Free some space.")

    monkeypatch.setattr(primary_measure, "append", full)  # the last statement of the act
    with pytest.raises(Problem, match="disk is full"):
        unset_primary(store, ann, 2.0, "R. V.") if back else set_primary(store, ann, GAD7._replace(measure="PCL-5"))
    assert reader.histories([ann])[ann].primary == GAD7
    assert len(deeds(reader)) == rows
