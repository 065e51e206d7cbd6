"""The demo practice shows each kind of sentence, and Help names every client with what can be read of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest

from briefing_app.documents.day import brief_as_text
from briefing_app.documents.ledger import ledger_as_text
from briefing_app.domain.rules import DEFAULT_RULES
from briefing_app.services.day import open_day
from briefing_app.services.demo import make_demo
from briefing_app.services.ledger import ledger
from briefing_app.services.outcome import outcome
from briefing_app.services.rtm import shipped_rtm_rules
from briefing_app.services.waiting import waiting_without_session
from briefing_app.services.worktime import Work
from briefing_app.sources.demo.people import PEOPLE
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore
from briefing_app.system.paths import Profile
from briefing_app.system.resources import resources
from briefing_app.viewmodels.day import SessionBrief, briefs_of, say_waiting
from briefing_app.viewmodels.demo_help import CLIENTS, ELSEWHERE, FACTS, Shown
from briefing_app.viewmodels.ledger import make_ledger
from briefing_app.viewmodels.reference import make_reference
from briefing_app.viewmodels.trend import make_trends
from tests.importing import CATALOGUE

TODAY = date.today()  # what lies ahead of its sessions is told by the clock
KEY = bytes(range(32))


@dataclass(frozen=True)
class Seen:
    """The briefs of each of the first days, what stands above today's sessions, and the ledger of the quarter as text."""

    days: tuple[tuple[SessionBrief, ...], ...]
    above: str
    load: str

    def of(self, shown: Shown) -> SessionBrief:
        (found,) = (one for one in self.days[shown.day] if one.session.history.client.name == shown.name)
        return found


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    profile = Profile(tmp_path_factory.mktemp("demo"))
    make_demo(profile, KEY, TODAY, CATALOGUE, shipped_rtm_rules(), resources() / "notes")
    store, private = PracticeStore(profile.practice, KEY), PrivateStore(profile.private, KEY)
    reader = PracticeReader(store)
    try:
        days = [open_day(reader, TODAY + timedelta(days=ahead)) for ahead in range(5)]
        now = datetime.combine(TODAY, time(8, 55)).astimezone()
        page = make_ledger(ledger(Work(private, reader, now), "quarter"), reader.names(), outcome(reader, CATALOGUE, TODAY))
        return Seen(
            tuple(tuple(briefs_of(one, CATALOGUE)) for one in days),
            say_waiting(waiting_without_session(reader, CATALOGUE, days[0]), TODAY, TODAY),
            ledger_as_text(page),
        )
    finally:
        reader.close()
        private.close()
        store.close()


@pytest.mark.parametrize("shown", CLIENTS, ids=lambda shown: shown.name)
def test_what_help_says_of_a_client_can_be_read_in_their_brief(seen: Seen, shown: Shown) -> None:
    brief = seen.of(shown).brief
    text = " ".join(f"{brief_as_text(brief)} {brief.identity.similar}".split())
    assert [words for words in shown.read if words not in text] == []


def test_help_names_every_client_of_the_demo_once_on_their_day(seen: Seen) -> None:
    assert [(one.name, one.day) for one in CLIENTS] == [(f"{one.given} {one.family}", one.day) for one in PEOPLE]
    chapters = {one.title: one for one in make_reference([], DEFAULT_RULES)}
    (chapter,) = (one for title, one in chapters.items() if title.startswith("The demo practice"))
    assert chapter.facts == FACTS
    assert {one.what for one in FACTS} >= {one.name for one in CLIENTS}


def test_seven_sessions_today_and_twenty_four_clients(seen: Seen) -> None:
    assert [len(day) for day in seen.days] == [7, 5, 4, 4, 4]
    assert len({one.session.history.client.row for day in seen.days for one in day}) == 24


def test_every_kind_of_line_is_in_the_demo(seen: Seen) -> None:
    briefs = [one.brief for day in seen.days for one in day]
    kinds = {line.kind for brief in briefs for line in brief.lines}
    rules = {line.about.rule for brief in briefs for line in brief.lines if line.about is not None}
    assert kinds >= {
        "message",
        "review",
        "question",
        "due",
        "since",
        "medication",
        "left_off",
        "goal",
        "attendance",
        "not_shown",
    }
    assert rules >= {"worse", "no-improvement", "unknown", "repeat"}
    assert any(brief.safety for brief in briefs)


def test_a_form_without_a_total_has_a_day_on_the_chart_and_no_height(seen: Seen) -> None:
    (trend,) = make_trends(seen.of(named("Graziella Monti")).facts)
    assert [mark.known for mark in trend.hollow] == [False]
    assert "1 dashed upright: a form without a total" in trend.note
    assert "hollow" not in trend.note


def test_two_forms_of_one_day_are_no_movement_of_items_and_nothing_is_called_good_meanwhile(seen: Seen) -> None:
    brief = seen.of(named("Ingrid Solheim")).brief
    assert (brief.moves_title, brief.moves) == ("", ())
    assert [one.tone for one in brief.cards] == ["plain"]


def named(name: str) -> Shown:
    return next(one for one in CLIENTS if one.name == name)


def test_who_waits_without_a_session_and_what_is_not_known_of_the_load_can_be_read(seen: Seen) -> None:
    for said, (_, _, words) in zip((seen.above, seen.load), ELSEWHERE, strict=True):
        assert words in " ".join(said.split())
    assert "not known" in seen.load
