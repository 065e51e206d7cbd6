"""Who a brief is about: a death before anything else, the language, and whom to reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from briefing_app.domain.client import ENTERED, Beside, Client, ClinicalFact
from briefing_app.domain.hiding import hidden
from briefing_app.services.brief import brief_facts
from briefing_app.services.day import Session
from briefing_app.viewmodels.brief import make_brief
from briefing_app.viewmodels.contacts import make_contacts
from briefing_app.viewmodels.identity import identity, say_birth, say_language, say_times
from tests.courses import ORIGIN, history_of, meeting, weekly
from tests.importing import CATALOGUE

TODAY = date(2026, 11, 24)
ADA = history_of().client
PHQ = CATALOGUE("PHQ-9")


def of(**said: str) -> Client:
    return ADA._replace(**said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("client", "words", "while_hidden"),
    [
        (of(died="2026-03-05"), "died 5 Mar 2026 at 36, born 31 Jan 1990", "recorded as died at 36"),
        (of(died="yes"), "recorded as died, born 31 Jan 1990", "recorded as died"),
        (of(died="2026"), "died 2026, born 31 Jan 1990", "recorded as died"),
        (of(died="2026-03-05", birth_date="1990"), "died 5 Mar 2026", "recorded as died"),
        (of(died="1989-03-05"), "died 5 Mar 1989, born 31 Jan 1990", "recorded as died"),
        (of(died="2027-01-01"), "36, born 31 Jan 1990", "age 36"),
    ],
)
def test_a_death_is_said_before_the_age(client: Client, words: str, while_hidden: str) -> None:
    assert say_birth(client, TODAY) == words
    assert say_birth(client._replace(hidden=True), TODAY) == while_hidden


@pytest.mark.parametrize(
    ("language", "interpreter", "words"),
    [
        ("Spanish", "needed", "interpreter, Spanish"),
        ("", "needed", "interpreter needed"),
        ("Spanish", "", "Spanish"),
        ("Spanish", "not needed", "Spanish"),
        ("English (United States)", "", ""),
        ("English", "needed", "interpreter, English"),
        ("", "", ""),
    ],
)
def test_the_language_is_said_where_it_matters(language: str, interpreter: str, words: str) -> None:
    client = of(language=language, interpreter=interpreter)
    assert say_language(client) == words
    brief = make_brief(brief_facts(replace(history_of(), client=client), CATALOGUE, TODAY))
    assert brief.identity.details == ("36, born 31 Jan 1990" + (f" · {words}" if words else ""))


def test_nobody_is_asked_about_a_client_who_died() -> None:
    worse = history_of(*weekly(PHQ, 8, 8, 20, last=TODAY - timedelta(days=60)))
    living = brief_facts(worse, CATALOGUE, TODAY)
    dead = brief_facts(replace(worse, client=of(died="2026-10-01")), CATALOGUE, TODAY)
    assert living.review
    assert living.due
    assert not dead.review
    assert not dead.due
    assert "died 1 Oct 2026" in make_brief(dead).identity.details
    assert not [line for line in make_brief(dead).lines if line.kind in ("review", "due")]


def test_whom_to_reach_is_told_in_parts_and_what_is_not_there_is_said() -> None:
    mother = Beside("related", "Rosa Vale", "mother", ("555-0101", "rosa@example.org"), ORIGIN)
    own, roe = Beside("own", "", "", ("555-0100",), ORIGIN), Beside("team", "Jo Roe", "Psychiatrist", (), ORIGIN)
    plan = ClinicalFact("plan", 1, "Safety plan", "ring Rosa", "active", 0.0, "2026-11-01", "", ORIGIN)
    history = replace(history_of(), client=of(language="Spanish"), contacts=(own, mother, roe), facts=(plan,))
    parts = {one.heading: one.lines for one in make_contacts(brief_facts(history, CATALOGUE, TODAY))}
    assert parts == {
        "Client": ("555-0100",),
        "Language": ("Spanish; interpreter: not recorded",),
        "Contacts and people close to them": ("Rosa Vale, mother: 555-0101; rosa@example.org",),
        "Who treats them": ("Jo Roe, Psychiatrist",),
        "Current medication": ("not in your files",),
        "Safety plan": ("ring Rosa (1 Nov 2026)",),
    }
    told = {one.heading: one.lines for one in make_contacts(brief_facts(hidden(history), CATALOGUE, TODAY))}
    assert told["Client"] == ("hidden, as names are (F9)",)
    assert told["Contacts and people close to them"] == ("mother",)
    assert told["Who treats them"] == ("Psychiatrist",)


def test_nothing_recorded_is_said_as_that() -> None:
    parts = make_contacts(brief_facts(history_of(), CATALOGUE, TODAY))
    assert [one.lines for one in parts] == [
        ("not recorded",), ("not recorded; interpreter: not recorded",), ("not recorded",), ("not recorded",),
        ("not in your files",), ("not in your files",),
    ]  # fmt: skip
    assert parts[1].lines == ("not recorded; interpreter: not recorded",)


def test_what_ended_or_has_no_words_is_not_said_to_be_missing() -> None:
    drug = ClinicalFact("medication", 1, "Sertraline", "50 mg", "stopped", 0.0, "2026-01-01", "", ORIGIN)
    plan = ClinicalFact("plan", 1, "Safety plan", "", "active", 0.0, "2026-11-01", "", ORIGIN)
    for status, said in (("active", "on file; its words are not"), ("revoked", "the one on file ended")):
        facts = brief_facts(replace(history_of(), facts=(drug, plan._replace(status=status))), CATALOGUE, TODAY)
        parts = {one.heading: one.lines for one in make_contacts(facts)}
        assert (parts["Current medication"], parts["Safety plan"]) == (("nothing that has not ended",), (said,))


NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
BOOKED = meeting(TODAY, "booked")
USUAL = Session(BOOKED, history_of(), NINE, NINE + timedelta(minutes=50), True, 3, 0, None, date(2026, 3, 2), False)


@pytest.mark.parametrize(
    ("session", "words"),
    [
        (USUAL, "session 3 since 2 Mar · 09:00–09:50"),
        (replace(USUAL, not_recorded=1), "session 3 or later since 2 Mar · 09:00–09:50"),
        (replace(USUAL, number=1), "session 1 · 09:00–09:50"),
        (replace(USUAL, since=None), "session 3 · 09:00–09:50"),
        (replace(USUAL, ends=None), "session 3 since 2 Mar · 09:00"),
        (replace(USUAL, timed=False), "session 3 since 2 Mar · time not recorded"),
        (replace(USUAL, number=None), "09:00–09:50"),
        (replace(USUAL, meeting=BOOKED._replace(mode="video")), "session 3 since 2 Mar · 09:00–09:50, video"),
        (replace(USUAL, meeting=BOOKED._replace(mode="phone")), "session 3 since 2 Mar · 09:00–09:50, phone"),
        (replace(USUAL, meeting=BOOKED._replace(mode="AMB", title="Follow-up", place="Room 2")), "session 3 since 2 Mar · 09:00–09:50"),
        (
            replace(USUAL, meeting=BOOKED._replace(mode="video", title="Group", place="Room 2", origin=ORIGIN._replace(resource_type=ENTERED))),
            "session 3 since 2 Mar · 09:00–09:50, video, Group, Room 2",
        ),
        (replace(USUAL, meeting=BOOKED._replace(status="roomed")), "session 3 since 2 Mar · 09:00–09:50 · roomed"),
        (replace(USUAL, number=None, meeting=BOOKED._replace(title="Blood test", kind="encounter")), "no session: Blood test · 09:00–09:50"),
        (
            replace(USUAL, number=None, meeting=BOOKED._replace(title="Blood test", kind="encounter", status="cancelled")),
            "09:00–09:50",
        ),
    ],
)  # fmt: skip
def test_a_session_is_said_with_its_number_its_time_and_how_it_is_held(session: Session, words: str) -> None:
    found = identity(replace(brief_facts(history_of(), CATALOGUE, TODAY, UTC), session=session))
    assert found.details == f"36, born 31 Jan 1990 · {words}"
    assert (found.name, found.client_id, found.row, found.hidden, found.linked) == ("Ada Sample", "c1", 1, False, True)


def test_a_similar_name_of_the_day_is_said_beside_a_session_alone() -> None:
    facts = brief_facts(history_of(), CATALOGUE, TODAY, UTC)
    assert identity(facts).similar == identity(replace(facts, session=USUAL)).similar == ""
    assert identity(replace(facts, session=replace(USUAL, similar_name=True))).similar == "similar name today"
    client = of(pronouns="she/her", died="2026-03-05", language="Spanish", interpreter="needed")
    found = identity(replace(facts, history=replace(history_of(), client=client)))
    assert found.details == "she/her · died 5 Mar 2026 at 36, born 31 Jan 1990 · interpreter, Spanish"
    assert (found.died, found.language, found.interpreter) == ("2026-03-05", "Spanish", "needed")


def test_times_without_an_end_name_the_start_alone() -> None:
    assert (say_times("09:00", "09:50"), say_times("09:00", "")) == ("09:00–09:50", "09:00")
