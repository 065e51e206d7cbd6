"""The words of the Clients page: people found as you type, and one client with all measures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, tzinfo

from briefing_app.domain.client import Client, History
from briefing_app.domain.rules import DEFAULT_RULES, Rules
from briefing_app.services.brief import brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.brief import Brief, make_brief
from briefing_app.viewmodels.identity import say_birth
from briefing_app.viewmodels.trend import Trend, make_trends


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the list: ``row`` finds the client again, ``details`` tell people of one name apart."""

    row: int
    name: str
    details: str


@dataclass(frozen=True, slots=True)
class ClientPage:
    """One client's brief with the trend of each card."""

    brief: Brief
    trends: tuple[Trend, ...]


def make_found(clients: list[Client], today: date) -> tuple[Found, ...]:
    """Clients that were found, each with what tells them apart."""
    return tuple(Found(one.row, one.name, _details(one, today)) for one in clients)


def _details(one: Client, today: date) -> str:
    if not one.id:
        return "records that name nobody"
    who = say_birth(one, today)
    return who if one.hidden or one.of_one_meeting else f"{who} · id {one.id}"


def make_client(
    history: History, catalogue: Catalogue, today: date, zone: tzinfo | None = None, rules: Rules = DEFAULT_RULES
) -> ClientPage:
    """The page of one client: the brief of today, without a session."""
    facts = brief_facts(history, catalogue, today, zone, None, rules)
    return ClientPage(make_brief(facts), make_trends(facts))


def say_count(shown: int, of: int, words: str) -> str:
    """``24 clients``; ``3 found``."""
    if not words.strip():
        return f"{of} {'client' if of == 1 else 'clients'}"
    return f"{shown} found"
