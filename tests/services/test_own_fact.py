"""What is typed of a client beside scores stands in the brief as if a file had said it, until it is changed, ended or taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from briefing_app.domain.own_client import OwnClient
from briefing_app.domain.own_fact import FactKind, OwnFact, checked_fact
from briefing_app.domain.problems import Problem
from briefing_app.services.acts import take_act_back
from briefing_app.services.brief import BriefFacts, brief_facts
from briefing_app.services.own_client import add_client
from briefing_app.services.own_fact import change_fact, enter_fact, withdraw_fact
from briefing_app.storage.deleted import delete_client
from briefing_app.storage.own_fact import own_facts
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.brief import Brief, make_brief
from briefing_app.viewmodels.checks import _medication
from briefing_app.viewmodels.safety import _safety_plan
from briefing_app.viewmodels.trend import _ticks
from tests.importing import CATALOGUE

TODAY = date(2026, 11, 30)
AT, BY = datetime(2026, 11, 30, 12, 0, tzinfo=UTC).timestamp(), "A. B."


@pytest.fixture
def ada(store: PracticeStore) -> int:
    return add_client(store, OwnClient("Ada Brown"), AT, BY).number


def facts_of(reader: PracticeReader, client: int) -> BriefFacts:
    return brief_facts(reader.histories([client])[client], CATALOGUE, TODAY, UTC)


def brief_of(reader: PracticeReader, client: int) -> Brief:
    return make_brief(facts_of(reader, client))


def said(brief: Brief, kind: str) -> list[str]:
    return [line.text for line in brief.of(kind)]


def test_problems_are_named_with_their_certainty_in_the_order_of_any_brief(
    store: PracticeStore, reader: PracticeReader, ada: int
) -> None:
    enter_fact(store, ada, OwnFact(FactKind.PROBLEM, "Knee pain", since="2026-01-01"), AT, BY)
    enter_fact(store, ada, OwnFact(FactKind.PROBLEM, "Depression", "provisional", "f32.1"), AT, BY)
    enter_fact(store, ada, OwnFact(FactKind.PROBLEM, code="F41.1"), AT, BY)
    assert said(brief_of(reader, ada), "diagnosis") == ["Depression (provisional); F41.1; Knee pain"]


def test_a_problem_and_medication_end_with_their_last_day(store: PracticeStore, reader: PracticeReader, ada: int) -> None:
    number = enter_fact(store, ada, OwnFact(FactKind.PROBLEM, "Insomnia", since="2026-01-01"), AT, BY).number
    drug = OwnFact(FactKind.MEDICATION, "Sertraline", "50 mg", since="2026-11-03")
    taken = enter_fact(store, ada, drug, AT, BY).number
    assert said(brief_of(reader, ada), "medication") == ["Sertraline 50 mg (3 Nov)"]
    change_fact(store, number, OwnFact(FactKind.PROBLEM, "Insomnia", since="2026-01-01", until="2026-11-29"), AT, BY)
    done = change_fact(
        store, taken, OwnFact(FactKind.MEDICATION, "Sertraline", "50 mg", "", "2026-11-03", "2026-11-20"), AT, BY
    )
    assert said(brief_of(reader, ada), "diagnosis") + said(brief_of(reader, ada), "medication") == []
    take_act_back(store, done, AT, BY)
    assert said(brief_of(reader, ada), "medication") == ["Sertraline 50 mg (3 Nov)"]


def test_a_safety_plan_says_where_it_lies_and_that_it_ended(store: PracticeStore, reader: PracticeReader, ada: int) -> None:
    assert _safety_plan(facts_of(reader, ada)) == "A safety plan is not in your files."
    plan = OwnFact(FactKind.SAFETY_PLAN, "", "blue folder", since="2026-11-03")
    number = enter_fact(store, ada, plan, AT, BY).number
    assert _safety_plan(facts_of(reader, ada)) == "Safety plan on file (blue folder), 3 Nov, 27 days ago."
    assert ("Safety plan", ("blue folder (3 Nov 2026)",)) in [
        (one.heading, one.lines) for one in brief_of(reader, ada).contacts
    ]
    change_fact(store, number, OwnFact(FactKind.SAFETY_PLAN, "", "blue folder", "", "2026-11-03", "2026-11-20"), AT, BY)
    assert _safety_plan(facts_of(reader, ada)) == "Safety plan on file (blue folder), ended, 3 Nov, 27 days ago."


def test_what_was_agreed_is_where_one_left_off(store: PracticeStore, reader: PracticeReader, ada: int) -> None:
    enter_fact(store, ada, OwnFact(FactKind.AGREED, "Sleep diary, twice a week", since="2026-11-23"), AT, BY)
    (line,) = brief_of(reader, ada).of("left_off")
    assert (line.heading, line.text) == ("Agreed 23 Nov", "Sleep diary, twice a week")
    assert line.why.rule == "what was typed as agreed"


def test_a_goal_is_told_with_its_day_until_it_ends(store: PracticeStore, reader: PracticeReader, ada: int) -> None:
    enter_fact(store, ada, OwnFact(FactKind.GOAL, "Drive alone"), AT, BY)
    enter_fact(store, ada, OwnFact(FactKind.GOAL, "Sleep six hours", since="2026-11-03"), AT, BY)
    enter_fact(store, ada, OwnFact(FactKind.GOAL, "Return to work", since="2026-01-03", until="2026-10-01"), AT, BY)
    assert said(brief_of(reader, ada), "goal") == ["Drive alone", "Sleep six hours, since 3 Nov"]


def test_an_event_stands_under_the_charts(store: PracticeStore, reader: PracticeReader, ada: int) -> None:
    enter_fact(store, ada, OwnFact(FactKind.EVENT, "New job", since="2026-11-09"), AT, BY)
    ticks = _ticks(facts_of(reader, ada), date(2026, 11, 1), TODAY)
    assert [(tick.kind, tick.words) for tick in ticks] == [("event", "New job")]


def test_an_episode_is_where_the_course_begins(store: PracticeStore, reader: PracticeReader, ada: int) -> None:
    assert facts_of(reader, ada).start is None
    number = enter_fact(store, ada, OwnFact(FactKind.EPISODE, since="2026-09-07"), AT, BY).number
    start = facts_of(reader, ada).start
    assert start is not None
    assert start.day == date(2026, 9, 7)
    withdraw_fact(store, number, AT, BY)
    assert facts_of(reader, ada).start is None


def test_what_no_file_holds_is_not_said_to_be_none(reader: PracticeReader, ada: int) -> None:
    facts = facts_of(reader, ada)
    assert _medication(facts).text == "Medication: not in your files"
    parts = {one.heading: one.lines for one in brief_of(reader, ada).contacts}
    assert parts["Current medication"] == parts["Safety plan"] == ("not in your files",)


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (OwnFact(FactKind.PROBLEM), "nothing was said"),
        (OwnFact(FactKind.MEDICATION, " "), "nothing was said"),
        (OwnFact(FactKind.PROBLEM, "Low mood", code="depr"), "DEPR is no ICD-10 code"),
        (OwnFact(FactKind.PROBLEM, "Low mood", "maybe"), "maybe is no certainty"),
        (OwnFact(FactKind.GOAL, "Sleep", code="F32"), "A code is a problem's"),
        (OwnFact(FactKind.EVENT, "New job"), "the day is missing"),
        (OwnFact(FactKind.SAFETY_PLAN), "the day is missing"),
        (OwnFact(FactKind.EVENT, "New job", since="2026-12-01"), "2026-12-01 has not come"),
        (OwnFact(FactKind.EVENT, "New job", since="2026-11-01", until="2026-11-02"), "has no last day"),
        (OwnFact(FactKind.EPISODE, since="2026-11-02", until="2026-11-01"), "last day lies before the first"),
        (OwnFact(FactKind.GOAL, "Sleep", since="soon"), "soon is not a day"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(fact: OwnFact, words: str) -> None:
    with pytest.raises(Problem, match=words):
        checked_fact(fact, TODAY)


def test_what_was_entered_keeps_its_kind_and_goes_with_the_client(
    store: PracticeStore, reader: PracticeReader, ada: int
) -> None:
    number = enter_fact(store, ada, OwnFact(FactKind.GOAL, "Sleep"), AT, BY).number
    with pytest.raises(Problem, match="of the kind goal"):
        change_fact(store, number, OwnFact(FactKind.PROBLEM, "Insomnia"), AT, BY)
    change_fact(store, number, OwnFact(FactKind.GOAL, "Sleep six hours"), AT, BY)
    assert [(one.thing, one.fact.words) for one in own_facts(reader, ada)] == [(number, "Sleep six hours")]
    assert delete_client(store, ada, AT, BY)["own_fact"] == 2
