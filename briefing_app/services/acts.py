"""Every act of a clinician that changes the practice's store, by name, and how one is taken back.

An import, a mapping of codes, two records of one person and the deletion of a client read or write too much to be acts of a moment: ``services.importing``,
``same_person`` and ``deleted`` keep each of them as one transaction of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from briefing_app.domain.act import Done, Stays, TakeBack
from briefing_app.domain.problems import Problem
from briefing_app.services.acknowledge import acknowledge
from briefing_app.services.acknowledge import take_back as take_answers_back
from briefing_app.services.calendar_clients import add_called, put_called_back, take_called_back
from briefing_app.services.calendar_names import name_words, rule_events
from briefing_app.services.confirmation import change_own_file, keep_confirmed, put_number_back, take_back_number
from briefing_app.services.enter import (
    end_goal_of,
    enter_goal,
    enter_score,
    put_goal_back,
    put_score_back,
    reopen_goal_of,
    take_goal_back,
    withdraw_score,
)
from briefing_app.services.keep_checkin import (
    end_checkin_page,
    keep_checkins,
    keep_page,
    put_checkins_back,
    reopen_checkin_page,
    withdraw_checkins,
)
from briefing_app.services.own_client import add_client, edit_client, put_client_back, put_details_back, take_client_back
from briefing_app.services.own_fact import change_fact, enter_fact, put_fact_back, withdraw_fact
from briefing_app.services.own_session import (
    add_session,
    change_session,
    end_series,
    put_sessions_back,
    repeat_session,
    take_sessions_back,
    undo_session,
)
from briefing_app.services.primary import put_primary_back, set_primary, unset_primary
from briefing_app.services.rtm_record import keep_billing, keep_record, name_payer
from briefing_app.services.rule_setting import change_rules
from briefing_app.services.session_word import mark_note, put_said_back, record_outcome, say_of_session
from briefing_app.services.start import put_start_back, set_start, unset_start
from briefing_app.services.table_said import forget_who, know_who_again, say_columns, say_who
from briefing_app.services.write_note import add_amendment, change_phrase, keep_note, keep_words
from briefing_app.storage.act import Act
from briefing_app.storage.practice import PracticeStore

_ALL: tuple[Act[...], ...] = (
    acknowledge, take_answers_back, enter_score, enter_goal, withdraw_score, put_score_back, end_goal_of, reopen_goal_of, take_goal_back, put_goal_back,
    change_rules, set_primary, unset_primary, put_primary_back, set_start, unset_start, put_start_back, keep_confirmed, put_number_back,
    take_back_number, change_own_file, mark_note, record_outcome, keep_words, keep_note, add_amendment, change_phrase, keep_record,
    keep_billing, name_payer, keep_checkins, withdraw_checkins, put_checkins_back, keep_page, end_checkin_page, reopen_checkin_page,
    add_client, edit_client, put_details_back, take_client_back, put_client_back, add_session, take_sessions_back, put_sessions_back,
    change_session, end_series, repeat_session, undo_session, enter_fact, change_fact, withdraw_fact, put_fact_back, say_of_session, put_said_back,
    name_words, rule_events, add_called, take_called_back, put_called_back,
    say_columns, say_who, forget_who, know_who_again,
)  # fmt: skip
ACTS: dict[str, Act[...]] = {one.name: one for one in _ALL}


def take_act_back(store: PracticeStore, done: Done, at: float, by: str) -> Done:
    """Take an act back, as an act of its own with its row of the audit. Raises Problem where it cannot be."""
    match done.back:
        case TakeBack(name, arguments):
            again: Callable[..., Any] = ACTS[name]
            found: Done = again(store, *arguments, at, by)
            return found
        case Stays(why):
            raise Problem("This cannot be taken back.", why)
