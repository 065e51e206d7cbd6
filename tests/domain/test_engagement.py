"""Silence: when it is said that nobody knows how a client is, and who has to have been silent for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from briefing_app.domain.attendance import NOT_KEPT, Outcome, outcome
from briefing_app.domain.course import Course
from briefing_app.domain.engagement import Engagement, engagement
from briefing_app.services.measure import Catalogue
from briefing_app.system.resources import resources
from tests.courses import TODAY, course_of, meeting, weekly

MEASURES = Catalogue(resources() / "measures")
CLIENT, PRACTICE = "client", "practice"


def scored(days_ago: int, measure: str = "PHQ-9") -> Course:
    one = MEASURES(measure)
    return course_of(one, weekly(one, 14, 12, last=TODAY - timedelta(days=days_ago)))


def silence(courses: list[Course], *meetings: tuple[int, str], wrote: int | None = None, by: str = "") -> Engagement:
    """Meetings as days ago and status; a cancelled one was cancelled ``by`` somebody."""
    past = []
    for ago, status in sorted(meetings, reverse=True):
        day = TODAY - timedelta(days=ago)
        past.append((day, meeting(day, status)._replace(cancelled_by=by if status == "cancelled" else "")))
    contacts = [TODAY - timedelta(days=wrote)] if wrote is not None else []
    return engagement(courses, past, contacts, TODAY)


def test_a_late_measure_and_an_appointment_not_kept_are_silence() -> None:
    found = silence([scored(40)], (20, "fulfilled"), (6, "noshow"))
    assert found.unknown
    assert found.arithmetic == "PHQ-9 40 days > 2 × 14; appointments not kept in a row: 1; last session held 20 days ago > 14"


@pytest.mark.parametrize(("ago", "unknown"), [(14, False), (15, True)])
def test_a_session_held_within_two_weeks_is_known(ago: int, unknown: bool) -> None:
    assert silence([scored(40)], (ago, "fulfilled"), (6, "noshow")).unknown is unknown


def test_a_fresh_score_is_known_and_one_of_a_rare_measure_is_not() -> None:
    assert not silence([scored(6)], (20, "fulfilled"), (6, "noshow")).unknown
    assert silence([scored(40), scored(60, "AUDIT-C")], (20, "fulfilled"), (6, "noshow")).unknown


def test_a_score_of_half_a_year_ago_counts_nowhere() -> None:
    assert silence([scored(181)], (20, "fulfilled"), (13, "noshow"), (6, "noshow")).unknown
    assert not silence([scored(181), scored(6, "GAD-7")], (20, "fulfilled"), (6, "noshow")).unknown


def test_without_any_score_it_takes_two_appointments_not_kept() -> None:
    assert not silence([], (20, "fulfilled"), (6, "noshow")).unknown
    assert silence([], (20, "fulfilled"), (13, "noshow"), (6, "noshow")).unknown


def test_three_in_a_row_are_silence_whatever_the_scores_and_two_with_no_word_for_two_weeks() -> None:
    fresh = [scored(3)]
    assert silence(fresh, (30, "fulfilled"), (21, "noshow"), (13, "noshow"), (6, "noshow")).unknown
    assert not silence(fresh, (30, "fulfilled"), (13, "noshow"), (6, "noshow")).unknown
    old = [scored(15)]
    assert silence(old, (30, "fulfilled"), (13, "noshow"), (6, "noshow")).unknown
    assert not silence(old, (30, "fulfilled"), (13, "noshow"), (6, "noshow"), wrote=14).unknown


def test_no_contact_for_more_than_three_weeks_is_silence_and_the_clients_own_message_breaks_it() -> None:
    assert silence([scored(40)], (22, "fulfilled")).unknown
    assert not silence([scored(40)], (21, "fulfilled")).unknown
    assert not silence([scored(40)], (30, "fulfilled"), wrote=3).unknown


def test_who_comes_every_four_weeks_is_not_silent_after_five() -> None:
    monthly = [(35 + 28 * number, "fulfilled") for number in range(4)]
    assert not silence([scored(40)], *monthly).unknown
    assert silence([scored(60)], *[(57 + 28 * number, "fulfilled") for number in range(4)]).unknown


def test_a_client_who_comes_but_is_not_measured_is_not_unknown() -> None:
    assert not silence([scored(60)], (14, "fulfilled"), (7, "fulfilled")).unknown


def test_nobody_is_unknown_before_the_first_session() -> None:
    assert not silence([]).unknown


@pytest.mark.parametrize(("by", "blamed"), [(CLIENT, True), (PRACTICE, False), ("", False)])
def test_only_the_clients_own_cancellation_is_not_kept(by: str, blamed: bool) -> None:
    one = meeting(TODAY, "cancelled")._replace(cancelled_by=by)
    assert (outcome(one) in NOT_KEPT) is blamed
    found = silence([scored(40)], (20, "fulfilled"), (6, "cancelled"), by=by)
    assert (len(found.not_kept) == 1) is blamed


def test_an_appointment_that_nobody_closed_is_neither_held_nor_missed() -> None:
    assert outcome(meeting(TODAY, "booked")) is Outcome.NOT_RECORDED
    found = silence([scored(40)], (20, "fulfilled"), (13, "noshow"), (6, "booked"))
    assert (found.last_contact, len(found.not_kept)) == (TODAY - timedelta(days=20), 1)


def test_a_cancellation_by_the_practice_does_not_break_a_row_of_two() -> None:
    found = silence([scored(40)], (30, "fulfilled"), (20, "noshow"), (13, "cancelled"), (6, "noshow"), by=PRACTICE)
    assert len(found.not_kept) == 2


# -- at the edges


def test_no_contact_is_measured_against_twice_the_usual_interval_where_that_is_longer() -> None:
    def after(days: int) -> Engagement:  # every two weeks, then nothing
        return silence([scored(60)], *[(days + 14 * number, "fulfilled") for number in range(5)])

    assert not after(28).unknown
    assert after(29).unknown
    assert "29 days since contact > 28" in after(29).arithmetic


def test_the_usual_interval_is_the_middle_one_and_one_session_has_none() -> None:
    uneven = [(days, "fulfilled") for days in (22, 29, 36, 136)]  # 7, 7 and 100 days: twice 7 is less than 21
    assert silence([scored(40)], *uneven).unknown
    assert silence([scored(40)], (22, "fulfilled")).unknown


@pytest.mark.parametrize(("days", "late"), [(28, False), (29, True)])
def test_a_measure_is_late_after_twice_its_cadence(days: int, late: bool) -> None:
    found = silence([scored(days)], (20, "fulfilled"), (6, "noshow"))
    assert (bool(found.late), found.unknown) == (late, late)


def test_one_measure_that_is_not_late_is_enough_to_know() -> None:
    late, fresh = scored(40), scored(28, "GAD-7")
    found = silence([late, fresh], (20, "fulfilled"), (6, "noshow"))
    assert not found.unknown
    assert [one.measure.id for one in found.late] == ["PHQ-9"]


def test_a_session_rating_does_not_say_how_a_client_is() -> None:
    found = silence([scored(40), scored(3, "SRS")], (20, "fulfilled"), (6, "noshow"), wrote=40)
    assert found.unknown


def test_a_form_that_the_client_filled_in_is_contact() -> None:
    found = silence([scored(3)], (30, "fulfilled"), (13, "noshow"), (6, "noshow"))
    assert found.last_contact == TODAY - timedelta(days=3)
    assert found.days_since_contact(TODAY) == 3
    assert silence([]).days_since_contact(TODAY) is None


def test_a_session_that_was_held_ends_a_row_of_those_not_kept() -> None:
    fresh = scored(3)
    found = silence([fresh], (34, "noshow"), (27, "noshow"), (20, "fulfilled"), (13, "noshow"), (6, "noshow"))
    assert [day for day, _ in found.not_kept] == [TODAY - timedelta(days=6), TODAY - timedelta(days=13)]
    assert not found.unknown


def test_two_in_a_row_of_a_client_never_heard_from_are_silence_and_one_is_not() -> None:
    assert silence([], (13, "noshow"), (6, "noshow")).unknown
    assert not silence([], (6, "noshow")).unknown


def test_cancelled_by_the_practice_three_times_is_nobodys_silence() -> None:
    rows = [(days, "cancelled") for days in (20, 13, 6)]
    found = silence([scored(3)], (27, "fulfilled"), *rows, by=PRACTICE)
    assert (found.not_kept, found.unknown) == ((), False)
    assert silence([scored(3)], (27, "fulfilled"), *rows, by=CLIENT).unknown


def test_a_measure_that_is_out_of_use_has_no_score_to_wait_for() -> None:
    assert "no score of a measure taken at least monthly in this course" in silence([scored(181)], (20, "fulfilled")).arithmetic


def test_without_any_score_two_not_kept_are_silence_although_the_client_wrote() -> None:
    assert silence([], (20, "fulfilled"), (13, "noshow"), (6, "noshow"), wrote=10).unknown
    assert not silence([], (20, "fulfilled"), (6, "noshow"), wrote=10).unknown


def test_a_measure_without_a_cadence_does_not_say_that_a_client_is_known() -> None:
    """The PHQ-2 is asked whenever somebody likes: a fresh one keeps a late PHQ-9 from nothing."""
    found = silence([scored(40), scored(6, "PHQ-2")], (20, "fulfilled"), (6, "noshow"))
    assert found.unknown
    assert [one.measure.id for one in found.late] == ["PHQ-9"]


def test_the_last_session_counts_and_not_the_first() -> None:
    assert not silence([scored(40)], (60, "fulfilled"), (10, "fulfilled"), (6, "noshow")).unknown
    found = silence([scored(40)], (60, "fulfilled"), (20, "fulfilled"), (6, "noshow"))
    assert found.unknown
    assert found.last_contact == TODAY - timedelta(days=20)
    assert "last session held 20 days ago > 14" in found.arithmetic


def test_that_nothing_is_measured_often_is_said_in_the_arithmetic() -> None:
    said = "no score of a measure taken at least monthly in this course"
    assert silence([], (20, "fulfilled"), (13, "noshow"), (6, "noshow")).arithmetic.split("; ")[0] == said
    assert said not in silence([scored(40)], (20, "fulfilled"), (6, "noshow")).arithmetic
