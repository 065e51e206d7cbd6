"""Who has not been heard from: what the line about silence says of messages that may be the client's, and whom nobody expects."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest

from briefing_app.domain.client import ClinicalFact, Meeting, Seen
from briefing_app.domain.records import Author
from briefing_app.services.brief import brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.system.resources import resources
from briefing_app.viewmodels.brief import make_brief
from tests.courses import ORIGIN, TODAY, history_of, meeting, weekly

MEASURES = Catalogue(resources() / "measures")
BEGAN = (TODAY - timedelta(days=120)).isoformat()
ENDED = (TODAY - timedelta(days=50)).isoformat()


def days_ago(ago: int, status: str, row: int) -> Meeting:
    return meeting(TODAY - timedelta(days=ago), status, row)


SILENT = [days_ago(60, "fulfilled", 1), days_ago(55, "fulfilled", 2)]
MISSED = [*SILENT, days_ago(15, "noshow", 3), days_ago(8, "noshow", 4)]


def unknown(*facts: ClinicalFact, meetings: list[Meeting] = MISSED, seen: tuple[Seen, ...] = ()) -> list[str]:
    """The lines about silence of a client whose last score is eight weeks old."""
    scores = weekly(MEASURES("PHQ-9"), 18, 18, last=TODAY - timedelta(days=56))
    history = replace(history_of(*scores, meetings=meetings), facts=facts, seen=seen)
    lines = make_brief(brief_facts(history, MEASURES, TODAY, UTC)).of("review")
    return [line.text for line in lines if line.text.startswith("We do not know")]


def wrote(author: Author, day: str = "2026-11-20", status: str = "completed") -> ClinicalFact:
    return ClinicalFact("message", 1, "", "Please ring", status, 0.0, day, "", ORIGIN, author.value, "", "k")


def episode(ends: str = "", status: str = "finished") -> ClinicalFact:
    return ClinicalFact("episode", 1, "", "", status, 0.0, BEGAN, ends, ORIGIN)


def test_a_message_of_an_unknown_author_is_no_contact_and_is_said() -> None:
    (line,) = unknown(wrote(Author.UNSTATED))
    assert line.startswith("We do not know how this client is: not heard from since 30 Sep; last score 29 Sep (PHQ-9 18)")
    assert line.endswith("(9 and 16 Nov); a message of 20 Nov, whose author is not recorded, is not counted.")


@pytest.mark.parametrize(
    "message",
    [
        wrote(Author.UNSTATED, "2026-09-02"),
        wrote(Author.UNSTATED, status="entered-in-error"),
        wrote(Author.PRACTICE),
        wrote(Author.RELATED),
    ],
    ids=["before the last contact", "a mistake", "of the practice", "of somebody else"],
)
def test_other_messages_are_not_said_beside_silence(message: ClinicalFact) -> None:
    assert [line.endswith("(9 and 16 Nov).") for line in unknown(message)] == [True]


@pytest.mark.parametrize("day", ["", "2026-11", "2031-01-01"], ids=["none", "a month", "ahead of its import"])
def test_a_message_of_the_client_without_a_day_is_said_beside_silence(day: str) -> None:
    (line,) = unknown(wrote(Author.CLIENT, day))
    assert line.endswith("; a message without a date that can be relied on is not counted.")


def test_a_message_that_was_a_mistake_is_no_contact() -> None:
    assert "since 30 Sep" in unknown(wrote(Author.CLIENT, status="entered-in-error"))[0]
    assert "since 20 Nov" in [*unknown(wrote(Author.CLIENT)), "since 20 Nov"][0]


def test_nobody_is_expected_after_the_end_of_treatment() -> None:
    assert len(unknown(meetings=SILENT)) == 1
    assert unknown(episode(ENDED), meetings=SILENT) == []
    late = [*SILENT, days_ago(53, "noshow", 3), days_ago(52, "noshow", 4)]
    assert len(unknown(meetings=late)) == 1
    assert unknown(episode(ENDED), meetings=late) == []
    assert unknown(episode("", "finished"), meetings=late) == []


@pytest.mark.parametrize(
    ("episodes", "later"),
    [
        ([episode(ENDED)], [days_ago(8, "noshow", 5)]),
        ([episode(ENDED)], [days_ago(-7, "booked", 5)]),
        ([episode("", "active")], []),
        ([episode(ENDED), episode("", "active")], []),
        ([episode((date(2026, 12, 24)).isoformat(), "active")], []),
    ],
    ids=["a later appointment", "one booked", "an open episode", "another one open", "one that ends next month"],
)
def test_who_is_still_expected_can_be_silent(episodes: list[ClinicalFact], later: list[Meeting]) -> None:
    late = [*SILENT, days_ago(53, "noshow", 3), days_ago(52, "noshow", 4)]
    assert len(unknown(*episodes, meetings=[*late, *later])) == 1


def test_of_two_messages_that_are_not_counted_each_is_said() -> None:
    (line,) = unknown(wrote(Author.UNSTATED), wrote(Author.CLIENT, "2026")._replace(key="other"))
    assert line.endswith(
        "; a message of 20 Nov, whose author is not recorded, is not counted; a message without a date that can be relied on is not counted."
    )


def test_a_message_without_a_date_that_was_shown_before_the_last_session_is_not_said_again() -> None:
    undated = wrote(Author.CLIENT, "2026")
    assert unknown(undated)[0].endswith("; a message without a date that can be relied on is not counted.")
    assert unknown(undated, seen=(Seen(1, undated.key, 1.0, 0.0, "Robin"),))[0].endswith("(9 and 16 Nov).")
