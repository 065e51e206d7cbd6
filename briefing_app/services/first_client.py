"""A client and their first session, typed in together: both are kept, or neither."""

from __future__ import annotations

from briefing_app.domain.own_client import OwnClient
from briefing_app.domain.own_session import OwnSession, Series
from briefing_app.domain.problems import Problem
from briefing_app.services.acts import take_act_back
from briefing_app.services.own_client import add_client
from briefing_app.services.own_session import add_session
from briefing_app.storage.practice import PracticeStore


def add_with_session(store: PracticeStore, one: OwnClient, session: OwnSession, series: Series, at: float, by: str) -> int:
    """Returns the client's row. Raises Problem where either cannot be kept; a client whose session is refused is taken back."""
    client = add_client(store, one, at, by)
    try:
        add_session(store, (client.number,), session, series, at, by)
    except Problem:
        take_act_back(store, client, at, by)
        raise
    return client.number
