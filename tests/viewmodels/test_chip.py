"""The few words of a session on the rail: what waits, and no more than is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

from briefing_app.domain.client import Answer, ClinicalFact, Seen, UnreadThing
from briefing_app.services.brief import BriefFacts, brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.chip import make_chips
from tests.courses import ORIGIN, TODAY, history_of, meeting, score, weekly

MESSAGE = ClinicalFact("message", 1, "", "Please ring", "completed", 0.0, "2026-11-20", "", ORIGIN, "client", key="m")


def chips(facts: BriefFacts) -> list[tuple[str, str]]:
    return [(one.text, one.tone) for one in make_chips(facts)]


def test_a_safety_answer_comes_before_a_message_and_a_message_before_what_is_worse(catalogue: Catalogue) -> None:
    worse = weekly(catalogue("PHQ-9"), 9, 8, 9, 16)
    last = score(catalogue("PHQ-9"), TODAY, items=[2] * 8 + [1])
    history = replace(history_of(*[one._replace(day=(TODAY - timedelta(days=7 * (4 - n))).isoformat()) for n, one in enumerate(worse)], last), facts=(MESSAGE,))  # fmt: skip
    facts = brief_facts(history, catalogue, TODAY, UTC)
    assert chips(facts) == [("item 9: 1", "safety"), ("new message", "plain"), ("PHQ-9 worse", "attention")]
    two = replace(history, facts=(MESSAGE, MESSAGE._replace(key="n")))
    assert ("2 new messages", "plain") in chips(brief_facts(two, catalogue, TODAY, UTC))
    seen = replace(history, seen=(Seen(1, "m", 1.0, 0.0, "Robin"),))
    assert "new message" not in dict(chips(brief_facts(seen, catalogue, TODAY, UTC)))


def test_an_answer_that_was_acknowledged_is_said_to_be_so(catalogue: Catalogue) -> None:
    history = history_of(score(catalogue("PHQ-9"), TODAY, items=[0] * 8 + [1]))
    (line,) = brief_facts(history, catalogue, TODAY, UTC).safety
    answer = Answer(1, "safety", line.level, "PHQ-9", line.basis, "", "Asked about it", "by phone", 1.0, "Robin")
    assert chips(brief_facts(replace(history, answers=(answer,)), catalogue, TODAY, UTC)) == [("safety: acknowledged", "plain")]


def test_how_long_there_was_no_score_is_that_of_the_newest(catalogue: Catalogue) -> None:
    held = [meeting(TODAY - timedelta(days=7), row=1)]
    both = [*weekly(catalogue("PHQ-9"), 9, 8, last=TODAY - timedelta(days=90)), *weekly(catalogue("GAD-7"), 9, 8, last=TODAY - timedelta(days=80))]  # fmt: skip
    assert chips(brief_facts(history_of(*both, meetings=held), catalogue, TODAY, UTC)) == [("no score for 80 days", "plain")]
    one = [*both, *weekly(catalogue("WHO-5"), 60)]
    assert chips(brief_facts(history_of(*one, meetings=held), catalogue, TODAY, UTC)) == [("PHQ-9 overdue", "plain")]
    due = weekly(catalogue("PHQ-9"), 9, 8, last=TODAY - timedelta(days=20))
    assert chips(brief_facts(history_of(*due, meetings=held), catalogue, TODAY, UTC)) == [("PHQ-9 due", "plain")]


def test_where_something_on_file_was_not_read_measures_are_not_denied(catalogue: Catalogue) -> None:
    bare = history_of()
    unread = replace(bare, unread=(UnreadThing("form", "no rule knows it", "2026-11-20", ORIGIN),))
    assert chips(brief_facts(bare, catalogue, TODAY, UTC)) == [("no measures yet", "plain")]
    assert chips(brief_facts(unread, catalogue, TODAY, UTC)) == [("not all on file is read", "plain")]
    unlinked = replace(unread, client=bare.client._replace(known=False))
    assert chips(brief_facts(unlinked, catalogue, TODAY, UTC)) == [("not linked", "plain")]
    assert chips(brief_facts(history_of(*weekly(catalogue("PHQ-9"), 9, 8)), catalogue, TODAY, UTC)) == []
