"""The clinician's own start of a course: kept with who, when and why, counted at once, and taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from briefing_app.domain.problems import Problem
from briefing_app.domain.start import Known, OwnStart
from briefing_app.services.brief import BriefFacts, brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.services.start import set_start, unset_start
from briefing_app.storage import course_start
from briefing_app.storage.audit import broken_at, deeds
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.brief import make_brief
from tests.fhir import appointment, ndjson, patient, score
from tests.importing import NEW_YORK, take

TODAY = date(2026, 11, 24)
ASSUMED = "start assumed: first score after 187 days without a session"
OWN = OwnStart(date(2026, 3, 2), "one treatment,  only paused", 10.0, "R. V.")


@pytest.fixture
def ann(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> int:
    """Ann, seen in March and April, and again from the end of October on."""
    days = ("2026-03-02", "2026-04-20", "2026-10-24", "2026-11-16")
    made = [appointment(f"a{day}", f"{day}T10:00:00-05:00", status="fulfilled") for day in days]
    totals = [score(f"s{day}", total, f"{day}T10:00:00-05:00") for day, total in zip(days, (20, 15, 14, 9), strict=True)]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *made, *totals))
    return reader.row_of("ann") or 0


def facts_of(reader: PracticeReader, catalogue: Catalogue, client: int) -> BriefFacts:
    return brief_facts(reader.histories([client])[client], catalogue, TODAY, NEW_YORK)


def told(reader: PracticeReader, catalogue: Catalogue, client: int) -> str:
    return make_brief(facts_of(reader, catalogue, client)).cards[0].spoken


def test_a_start_that_was_set_counts_at_once_and_says_whose_it_is(
    store: PracticeStore, reader: PracticeReader, catalogue: Catalogue, ann: int
) -> None:
    assert "5 better than at the start (14 on 24 Oct)" in told(reader, catalogue, ann)
    assert ASSUMED in told(reader, catalogue, ann)
    set_start(store, ann, OWN, TODAY)
    assert "11 better than at the start (20 on 2 Mar)" in told(reader, catalogue, ann)
    assert "start set to 2 Mar 2026 by R. V.: one treatment, only paused" in told(reader, catalogue, ann)
    unset_start(store, ann, 20.0, "R. V.")
    assert "14 on 24 Oct" in told(reader, catalogue, ann)
    chain = deeds(reader)
    assert [(one.action, one.by, one.client) for one in chain[-2:]] == [
        ("set the start of a course", "R. V.", ann),
        ("took a start back", "R. V.", ann),
    ]
    assert broken_at(chain) == 0


def test_taking_back_brings_the_start_before_it_back_and_only_once(
    store: PracticeStore, reader: PracticeReader, catalogue: Catalogue, ann: int
) -> None:
    set_start(store, ann, OWN, TODAY)
    set_start(store, ann, OWN._replace(day=date(2026, 11, 16), at=11.0), TODAY)
    for known in (Known.OWN, Known.GAP):
        unset_start(store, ann, 20.0, "R. V.")
        start = facts_of(reader, catalogue, ann).start
        assert start is not None
        assert start.known is known
    rows = len(deeds(reader))
    with pytest.raises(Problem, match="No start of your own stands"):
        unset_start(store, ann, 21.0, "R. V.")
    assert len(deeds(reader)) == rows


@pytest.mark.parametrize(
    ("start", "said"),
    [(OWN._replace(day=date(2026, 11, 25)), "has not come"), (OWN._replace(why=" \n"), "with its reason")],
)
def test_a_day_to_come_and_a_start_without_a_reason_are_refused(
    store: PracticeStore, reader: PracticeReader, ann: int, start: OwnStart, said: str
) -> None:
    with pytest.raises(Problem, match=said):
        set_start(store, ann, start, TODAY)
    assert reader.histories([ann])[ann].starts == ()
    assert "set the start of a course" not in [one.action for one in deeds(reader)]


def test_a_start_that_cannot_be_kept_leaves_no_row_of_any_kind(
    store: PracticeStore, reader: PracticeReader, ann: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise Problem("The disk is full.", "Free some space.")

    monkeypatch.setattr(course_start, "append", full)  # the last statement of the act
    with pytest.raises(Problem, match="disk is full"):
        set_start(store, ann, OWN, TODAY)
    assert reader.histories([ann])[ann].starts == ()
    assert "set the start of a course" not in [one.action for one in deeds(reader)]


def test_the_card_offers_to_set_what_is_assumed_with_every_candidate(
    store: PracticeStore, reader: PracticeReader, catalogue: Catalogue, ann: int
) -> None:
    (offer,) = make_brief(facts_of(reader, catalogue, ann)).cards[0].why.decisions
    assert (offer.asked, offer.own, offer.needs_why, offer.day) == ("Set the start …", False, True, date(2026, 10, 24))
    assert offer.words == f"S{ASSUMED[1:]}."
    assert offer.choices == (("2026-03-02", "2 Mar 2026"), ("2026-10-24", "24 Oct 2026"))
    set_start(store, ann, OWN, TODAY)
    (offer,) = make_brief(facts_of(reader, catalogue, ann)).cards[0].why.decisions
    assert offer.own


def test_an_import_leaves_the_start_that_was_set(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, catalogue: Catalogue, ann: int
) -> None:
    set_start(store, ann, OWN, TODAY)
    take(store, ndjson(tmp_path / "y.ndjson", patient(), score("n", 8, "2026-11-20T10:00:00-05:00")))
    assert "20 on 2 Mar" in told(reader, catalogue, ann)
