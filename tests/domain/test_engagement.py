"""Silence: when it is said that nobody knows how a client is."""

from __future__ import annotations

from datetime import timedelta

from briefing_app.domain.engagement import Engagement, engagement
from briefing_app.services.measure import Catalogue
from tests.courses import TODAY, course_of, meeting, weekly


def silence(catalogue: Catalogue, days_since_score: int, *meetings: tuple[int, str], message: int | None = None) -> Engagement:
    phq9 = catalogue("PHQ-9")
    one = course_of(phq9, weekly(phq9, 14, 12, last=TODAY - timedelta(days=days_since_score)))
    days = [TODAY - timedelta(days=ago) for ago, _ in meetings]
    past = [(day, meeting(day, status)) for day, (_, status) in zip(days, meetings, strict=True)]
    messages = [TODAY - timedelta(days=message)] if message is not None else []
    return engagement([one], past, messages, TODAY)


def test_late_measures_and_a_missed_session_together_are_silence(catalogue: Catalogue) -> None:
    found = silence(catalogue, 40, (20, "fulfilled"), (13, "noshow"), (6, "cancelled"))
    assert found.unknown
    assert len(found.missed_in_a_row) == 2
    assert found.missed_check_ins == 2
    assert found.arithmetic == "PHQ-9 40 days > 2 × 14; the last 2 of 3 appointments did not take place"


def test_late_measures_alone_are_not_silence(catalogue: Catalogue) -> None:
    assert not silence(catalogue, 40, (6, "fulfilled")).unknown


def test_a_missed_session_with_a_fresh_score_is_not_silence(catalogue: Catalogue) -> None:
    assert not silence(catalogue, 6, (6, "noshow")).unknown


def test_no_contact_for_more_than_three_weeks_is_silence_and_a_message_breaks_it(catalogue: Catalogue) -> None:
    assert silence(catalogue, 40, (22, "fulfilled")).unknown
    assert not silence(catalogue, 40, (21, "fulfilled")).unknown
    assert not silence(catalogue, 40, (30, "fulfilled"), message=3).unknown
