"""Initials stand for a client, also inside what their own records say."""

from __future__ import annotations

import pytest

from briefing_app.domain.client import Client, ClinicalFact, Goal, History, Origin, Score
from briefing_app.domain.hiding import hidden, hide, without_name

JO = Client(1, "jo-weber", True, "Weber-Lang", "Jo", "1990-02-03", "female", "")
FILE = Origin("Jo_Weber.ndjson", 3, "Observation", "jo-weber-1", 0.0)


@pytest.mark.parametrize(
    ("given", "family", "shown"),
    [("Jo", "Weber", "J. W."), ("", "Weber", "W."), ("ángela maria", "", "Á."), ("", "", "A client"), ("李", "王", "李. 王.")],
)
def test_initials_are_all_that_is_shown(given: str, family: str, shown: str) -> None:
    assert hide(JO._replace(given=given, family=family)).name == shown


def test_a_hidden_client_is_still_known_by_their_name_and_id_inside() -> None:
    assert (hide(JO).given, hide(JO).family, hide(JO).id) == ("Jo", "Weber-Lang", "jo-weber")
    assert hide(JO).called == "J. W."
    assert JO.called == "Jo"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Jo wants to sleep; WEBER said so.", "J. wants to sleep; W. said so."),
        ("Major Job, weberian", "Major Job, weberian"),
        ("Jo's plan", "J.'s plan"),
        ("", ""),
    ],
)
def test_a_name_is_found_as_a_word_written_as_a_name(text: str, shown: str) -> None:
    assert without_name(text, JO) == shown


def test_nobodys_name_takes_nothing_out() -> None:
    assert without_name("A. B.", JO._replace(given="A", family="")) == "A. B."


def test_facts_goals_and_the_files_of_scores_lose_the_name_and_nothing_else() -> None:
    fact = ClinicalFact("goal", 1, "Jo sleeps", "as Weber wishes", "active", 0.0, "2026-01-01", "", FILE)
    one = Score(1, "PHQ-9", "2026-01-01", 0.0, "", "day", 9.0, None, "", "", "final", "", True, False, FILE)
    found = hidden(History(JO, (), (fact,), {"PHQ-9": (one,)}, (), (Goal(1, 1, "Jo walks", "higher", 0.0, 0.0),)))
    assert (found.facts[0].title, found.facts[0].detail) == ("J. sleeps", "as W. wishes")
    assert found.goals[0].words == "J. walks"
    assert found.scores["PHQ-9"][0] == one._replace(origin=FILE._replace(file="an export", resource_id="j.-w.-1"))
