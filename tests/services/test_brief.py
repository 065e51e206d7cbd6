"""What a brief rests on, gathered from one client's history in memory: what is current, what counts as contact, and in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from briefing_app.domain.client import Answer, ClinicalFact, Goal, History, Meeting, Score
from briefing_app.domain.goal import goal_id
from briefing_app.domain.message import MESSAGE
from briefing_app.domain.own_primary import OwnPrimary
from briefing_app.domain.rules import DEFAULT_RULES, Rule, Rules
from briefing_app.domain.two_scores import RULE as TWO_SCORES
from briefing_app.services.brief import BriefFacts, brief_facts
from briefing_app.services.day import Session
from briefing_app.services.measure import Catalogue
from briefing_app.services.start import is_over
from tests.courses import ORIGIN, TODAY, history_of, meeting, score, weekly

WEEK = timedelta(days=7)


def gathered(
    catalogue: Catalogue, *parts: Score | Meeting | ClinicalFact, rules: Rules = DEFAULT_RULES, **more: object
) -> BriefFacts:
    return brief_facts(history(*parts, **more), catalogue, TODAY, UTC, rules=rules)


def history(*parts: Score | Meeting | ClinicalFact, **more: object) -> History:
    plain = history_of(
        *[one for one in parts if isinstance(one, Score)], meetings=[one for one in parts if isinstance(one, Meeting)]
    )
    return replace(plain, facts=tuple(one for one in parts if isinstance(one, ClinicalFact)), **more)  # type: ignore[arg-type]


def fact(kind: str, title: str = "Something", status: str = "active", **more: object) -> ClinicalFact:
    return ClinicalFact(kind, 1, title, "", status, 0.0, "2026-10-01", "", ORIGIN)._replace(**more)  # type: ignore[arg-type]


def wrote(days_ago: int, author: str = "client", **more: object) -> ClinicalFact:
    day = TODAY - timedelta(days=days_ago)
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()
    imported = ORIGIN._replace(imported=at)
    return fact(MESSAGE, "Words", "completed", at=at, day=day.isoformat(), author=author, origin=imported)._replace(**more)  # type: ignore[arg-type]


# -- what is current


@pytest.mark.parametrize(
    "status",
    [
        "stopped", "completed", "cancelled", "resolved", "inactive", "remission", "rejected", "abandoned", "revoked", "ended",
        "draft", "proposal", "plan", "option", "not-taken", "not to be given", "intended",
    ],
)  # fmt: skip
def test_what_is_over_or_was_never_begun_is_not_current(catalogue: Catalogue, status: str) -> None:
    found = gathered(catalogue, fact("medication", "Sertraline", status), fact("medication", "Mirtazapine"))
    assert [one.title for one in found.current("medication")] == ["Mirtazapine"]
    assert len(found.facts("medication")) == 2


@pytest.mark.parametrize(("kind", "ended", "current"), [
    ("medication", -1, False), ("medication", 0, True), ("medication", 1, True), ("condition", -1, False), ("goal", -1, True),
])  # fmt: skip
def test_a_diagnosis_or_medication_is_over_after_its_last_day(
    catalogue: Catalogue, kind: str, ended: int, current: bool
) -> None:
    one = fact(kind, end_day=(TODAY + timedelta(days=ended)).isoformat())
    assert bool(gathered(catalogue, one).current(kind)) is current


def test_what_has_no_name_is_not_listed_and_another_kind_is_not_either(catalogue: Catalogue) -> None:
    found = gathered(catalogue, fact("medication", ""), fact("condition"))
    assert found.current("medication") == []
    assert [one.kind for one in found.facts("medication", "condition")] == ["medication", "condition"]


# -- courses


def test_measures_stand_by_what_they_are_about_then_by_how_often_they_were_taken(catalogue: Catalogue) -> None:
    given = [
        *weekly(catalogue("SRS"), 38), *weekly(catalogue("PCL-5"), 40), *weekly(catalogue("PHQ-8"), 9, 9, 9), *weekly(catalogue("WSAS"), 12),
        *weekly(catalogue("GAD-2"), 3, 3), *weekly(catalogue("OASIS"), 9, 9), *weekly(catalogue("BDI-II"), 9, 9, 9, 9),
    ]  # fmt: skip
    found = gathered(catalogue, *given)
    assert [one.measure.id for one in found.courses] == ["BDI-II", "PHQ-8", "GAD-2", "OASIS", "PCL-5", "WSAS", "SRS"]
    own = gathered(catalogue, *given, primary=OwnPrimary("WSAS", "what she asked for", 1.0, "A."))
    assert [one.measure.id for one in own.courses][:2] == ["WSAS", "BDI-II"]


def test_what_a_measure_is_about_sets_its_place_also_where_it_was_taken_more_often(catalogue: Catalogue) -> None:
    kinds = ("depression", "anxiety", "ptsd", "distress", "suicide_risk", "sleep", "alliance", "goal")
    of = dict(zip(kinds, ("PHQ-9", "GAD-7", "PCL-5", "K10", "SBQ-R", "ISI", "SRS"), strict=False))
    scores = [one for place, name in enumerate(of.values()) for one in weekly(catalogue(name), *[20] * (place + 1))]
    assert [one.measure.domain for one in gathered(catalogue, *scores).courses] == list(kinds[:-1])


def test_a_meeting_whose_day_is_not_known_is_in_no_count_of_sessions(catalogue: Catalogue) -> None:
    nowhen = meeting(TODAY - WEEK, row=2)._replace(at=0.0, ends=0.0, day="")
    facts = gathered(catalogue, meeting(TODAY - WEEK), nowhen)
    assert facts.engagement.last_contact == TODAY - WEEK
    assert gathered(catalogue, nowhen).engagement.last_contact is None


def test_only_what_is_due_or_late_is_due(catalogue: Catalogue) -> None:
    found = gathered(
        catalogue,
        *weekly(catalogue("PHQ-9"), 9, last=TODAY - timedelta(days=14)),
        *weekly(catalogue("GAD-7"), 9, last=TODAY - timedelta(days=13)),
        *weekly(catalogue("ISI"), 9, last=TODAY - timedelta(days=29)),
        *weekly(catalogue("PHQ-2"), 2, last=TODAY - timedelta(days=29)),
    )
    assert {one.measure.id for one in found.due} == {"PHQ-9", "ISI"}


def test_a_goal_is_shown_while_it_is_the_clients_and_a_score_without_one_is_not(catalogue: Catalogue) -> None:
    own = Goal(7, 1, "Walk daily", "higher", 0.0, 0.0)
    scores = [score(catalogue("PHQ-9"), TODAY, 4)._replace(measure=goal_id(row)) for row in (7, 8)]
    found = gathered(catalogue, *scores, goals=(own,))
    assert [(one.measure.id, one.measure.short) for one in found.courses] == [("goal:7", "Walk daily")]


def test_the_parts_of_an_instrument_without_a_total_are_courses_of_their_own(catalogue: Catalogue) -> None:
    found = gathered(catalogue, score(catalogue("DASS-21"), TODAY, items=(1,) * 21))
    assert {one.measure.id: one.latest.score if one.latest else None for one in found.courses} == {
        "DASS-21": None, "DASS-21 depression": 14, "DASS-21 anxiety": 14, "DASS-21 stress": 14,
    }  # fmt: skip


def test_the_word_beside_a_score_is_by_this_persons_own_numbers_and_a_date_without_a_day_has_no_place(
    catalogue: Catalogue,
) -> None:
    plain = score(catalogue("PHQ-9"), TODAY, 12)._replace(severity="of the store")
    found = gathered(catalogue, plain, plain._replace(day="2026-10", precision="month"))
    (course,) = found.courses
    assert [point.record.severity for point in course.points] == ["moderate"]
    assert [(one.severity, one.day) for one in found.undated] == [("moderate", "2026-10")]
    child = history(plain)
    young = brief_facts(replace(child, client=child.client._replace(birth_date="2020-01-01")), catalogue, TODAY, UTC)
    assert [point.record.severity for point in young.courses[0].points] == [""]


@pytest.mark.parametrize("precision", ["instant", "day", "local", "issued"])
def test_a_score_with_a_day_stands_on_it(catalogue: Catalogue, precision: str) -> None:
    found = gathered(catalogue, score(catalogue("PHQ-9"), TODAY, 12)._replace(precision=precision))
    assert len(found.courses[0].points) == 1


def test_which_of_two_scores_counts_is_the_newest_answer_about_them(catalogue: Catalogue) -> None:
    twice = [score(catalogue("PHQ-9"), TODAY, 5), score(catalogue("PHQ-9"), TODAY, 20)]
    (conflict,) = gathered(catalogue, *twice).courses[0].conflicts

    def said(action: str, at: float, measure: str = "PHQ-9", rule: str = TWO_SCORES) -> Answer:
        return Answer(1, "review", rule, measure, conflict.basis, "", action, "", at, "A.")

    first, second = "5 counts, the first of the day", "20 counts, the second of the day"
    for answers, counts in (
        ([said(first, 1.0), said(second, 2.0)], 20), ([said(second, 2.0), said(first, 3.0)], 5), ([said(first, 3.0), said(second, 2.0)], 5),
    ):  # fmt: skip
        (course,) = gathered(catalogue, *twice, answers=tuple(answers)).courses
        assert course.latest is not None
        assert course.latest.score == counts
    others = (said(first, 1.0, measure="GAD-7"), said(first, 1.0, rule="worse"))
    assert gathered(catalogue, *twice, answers=others).courses[0].conflicts == (conflict,)


# -- contact, attendance, what is asked for


def test_a_message_of_the_client_is_contact_and_one_of_anybody_else_a_draft_or_a_later_one_is_not(catalogue: Catalogue) -> None:
    assert gathered(catalogue, wrote(5), wrote(9)).engagement.last_contact == TODAY - timedelta(days=5)
    assert gathered(catalogue, wrote(0)).engagement.last_contact == TODAY
    for other in (wrote(5, "practice"), wrote(5, "related"), wrote(5, ""), wrote(5, status="preparation"), wrote(-1)):
        assert gathered(catalogue, other).engagement.last_contact is None
    by_day = wrote(5, at=0.0)
    assert gathered(catalogue, by_day).engagement.last_contact == TODAY - timedelta(days=5)
    assert gathered(catalogue, by_day._replace(day="2026-11")).engagement.last_contact is None


def test_attendance_is_of_this_course_and_of_days_before_today(catalogue: Catalogue) -> None:
    long_ago = meeting(TODAY - timedelta(days=300), row=1)
    past = [
        meeting(TODAY - timedelta(days=7 * back), status, back + 2)
        for back, status in enumerate(("fulfilled", "noshow", "fulfilled"), 1)
    ]
    found = gathered(catalogue, long_ago, *past, meeting(TODAY, "fulfilled", 9), meeting(TODAY - WEEK, "proposed", 10))
    assert (found.attendance.held, found.attendance.missed, found.attendance.not_recorded) == (2, 1, 0)
    assert found.start is not None
    assert found.start.day == TODAY - timedelta(days=21)


def stuck(catalogue: Catalogue, *today: Meeting, last: date = TODAY - WEEK) -> list[Rule]:
    """Eleven sessions held with the same score at each: the twelfth, if there is one today, is a review point."""
    held = [meeting(last - timedelta(days=7 * back), row=back + 1) for back in range(11)]
    scores = weekly(catalogue("PHQ-9"), *[16] * 11, last=last)
    return [one.signal.rule for one in gathered(catalogue, *scores, *held, *today).review]


@pytest.mark.parametrize(
    ("status", "told"), [("booked", True), ("arrived", True), ("cancelled", False), ("noshow", False), ("proposed", False)]
)
def test_a_session_that_takes_place_today_counts_for_a_review_point(catalogue: Catalogue, status: str, told: bool) -> None:
    assert (stuck(catalogue, meeting(TODAY, status, 50)) == [Rule.NO_IMPROVEMENT]) is told


def test_a_session_of_another_day_is_not_met_today(catalogue: Catalogue) -> None:
    assert stuck(catalogue) == []
    assert stuck(catalogue, meeting(TODAY + timedelta(days=1), "booked", 50)) == []


def test_a_review_point_is_told_in_two_briefs_that_were_shown_and_in_retrospect_all_count_as_shown(
    catalogue: Catalogue,
) -> None:
    held = [meeting(TODAY - timedelta(days=7 * back), row=back) for back in range(1, 15)]
    scores = weekly(catalogue("PHQ-9"), *[16] * 15)
    for shown, told in (((), True), ((1,), True), ((1, 2), False)):
        briefed = tuple(held[back - 1].at for back in shown)
        found = gathered(catalogue, *scores, *held, meeting(TODAY, "booked", 50), briefed=briefed)
        assert bool(found.review) is told, shown
    later = [one._replace(origin=one.origin._replace(imported=one.origin.imported + 2 * 86_400)) for one in scores]
    assert gathered(catalogue, *later, *held, meeting(TODAY, "booked", 50)).review == ()


def test_what_waits_stands_before_what_was_answered(catalogue: Catalogue) -> None:
    worse = weekly(catalogue("PHQ-9"), 9, 8, 9, 16, 17)
    fall = weekly(catalogue("SRS"), 38, 33)
    first = gathered(catalogue, *worse, *fall)
    assert [(one.signal.rule, one.waits, one.until) for one in first.review] == [
        (Rule.WORSE, True, None),
        (Rule.ALLIANCE, True, None),
    ]
    signal = first.review[0].signal
    given = Answer(1, "review", "worse", "PHQ-9", signal.basis, "", "Talked about it", "", ORIGIN.imported + 60, "A.")
    then = gathered(catalogue, *worse, *fall, answers=(given,))
    assert [(one.signal.rule, one.waits, one.answer) for one in then.review] == [
        (Rule.ALLIANCE, True, None),
        (Rule.WORSE, False, given),
    ]
    assert then.review[1].until == TODAY + timedelta(days=56)


def test_what_was_rated_in_the_session_itself_is_told_at_the_next(catalogue: Catalogue) -> None:
    begins = datetime(2026, 11, 24, 9, tzinfo=UTC)
    now = meeting(TODAY, "booked", 50)
    scores = [
        *weekly(catalogue("SRS"), 38, last=TODAY - WEEK),
        score(catalogue("SRS"), TODAY, 30)._replace(at=begins.timestamp() + 60),
    ]
    one = history(*scores, meeting(TODAY - WEEK), now)
    session = Session(now, one, begins, None, True, 2, 0, None, None, False)
    assert brief_facts(one, catalogue, TODAY, UTC, session).review == ()
    assert [found.signal.rule for found in brief_facts(one, catalogue, TODAY, UTC).review] == [Rule.ALLIANCE]


def test_a_pair_is_made_only_by_the_rules_that_ask_for_it_and_after_two_sessions(catalogue: Catalogue) -> None:
    scores = [*weekly(catalogue("PHQ-9"), 15, 9), *weekly(catalogue("GAD-7"), 12, 7)]
    held = [meeting(TODAY - timedelta(days=back), row=back) for back in (14, 7)]
    paired = gathered(catalogue, *scores, *held, rules=Rules(nhs_rules=1)).paired
    assert paired is not None
    assert (paired.phq9.measure.id, paired.anxiety.measure.id) == ("PHQ-9", "GAD-7")
    assert gathered(catalogue, *scores, *held).paired is None
    assert gathered(catalogue, *scores, *held[1:], rules=Rules(nhs_rules=1)).paired is None


def test_only_measures_with_two_forms_have_movements(catalogue: Catalogue) -> None:
    forms = [score(catalogue("PHQ-9"), TODAY - timedelta(days=back), items=(value,) * 9) for back, value in ((7, 2), (0, 1))]
    found = gathered(catalogue, *forms, *weekly(catalogue("GAD-7"), 9, 9))
    assert [(course.measure.id, len(moves)) for course, moves in found.movements] == [("PHQ-9", 9)]


# -- whether treatment is over


def episode(begins: str, ends: str = "", status: str = "active") -> ClinicalFact:
    return fact("episode", day=begins, end_day=ends, status=status)


@pytest.mark.parametrize(
    ("episodes", "meetings", "over"),
    [
        ([], [], False),
        ([episode("2026-01-05")], [], False),
        ([episode("2026-01-05", "2026-11-23", "finished")], [], True),
        ([episode("2026-01-05", "2026-11-24", "finished")], [], False),
        ([episode("2026-01-05", "", "finished")], [], True),
        ([episode("2026-01-05", "", "ended"), episode("2026-02-05")], [], False),
        ([episode("2026-12-05")], [], False),
        ([episode("2026-01-05", "", "cancelled")], [], False),
        ([episode("2026-01-05", "2026-11-01", "finished")], [meeting(date(2026, 11, 1))], True),
        ([episode("2026-01-05", "2026-11-01", "finished")], [meeting(date(2026, 11, 2))], False),
        ([episode("2026-01-05", "2026-11-01", "finished")], [meeting(date(2026, 11, 2), "noshow")], False),
        ([episode("2026-01-05", "2026-11-01", "finished")], [meeting(date(2026, 11, 2), "cancelled")], True),
        ([episode("2026-01-05", "2026-11-01", "finished")], [meeting(date(2026, 11, 2), "proposed")], True),
        ([episode("2026-01-05", "", "finished")], [meeting(date(2026, 11, 2))], True),
        ([episode("2026-01-05", "", "finished")], [meeting(date(2026, 11, 25), "booked")], False),
        ([episode("2026-01-05", "2026-09-01", "finished"), episode("2026-02-05", "", "finished")], [meeting(date(2026, 11, 2))], True),
        ([episode("2026-01-05", "2026-09-01", "finished"), episode("2026-02-05", "2026-10-01", "finished")], [meeting(date(2026, 9, 2))], True),
    ],
)  # fmt: skip
def test_treatment_is_over_when_every_episode_is_and_nothing_follows(
    episodes: list[ClinicalFact], meetings: list[Meeting], over: bool
) -> None:
    assert is_over(history(*episodes, *meetings), TODAY, UTC) is over


@pytest.mark.parametrize("name", ["K10", "ORS", "CORE-OM"])
def test_distress_and_outcome_come_before_a_suicide_screen_however_often_it_was_taken(catalogue: Catalogue, name: str) -> None:
    screens = weekly(catalogue("SBQ-R"), 9, 9, 9)
    found = gathered(catalogue, *screens, *weekly(catalogue(name), 20))
    assert [one.measure.id for one in found.courses if not one.measure.part_of] == [name, "SBQ-R"]
