"""What waits at a session: one signal a problem, in its order, and for how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_app.domain.client import Answer, Score
from briefing_app.domain.course import Course
from briefing_app.domain.engagement import Engagement
from briefing_app.domain.lasting import last_answer, set_aside_until
from briefing_app.domain.progress import review_point
from briefing_app.domain.review import Asked, Signal, ended, signals
from briefing_app.domain.rules import LIMITS, Rule, Rules, rules_from, stored_form
from briefing_app.domain.start import Known, Start
from briefing_app.services.measure import Catalogue
from briefing_app.system.resources import resources
from tests.courses import TODAY, course_of, weekly

MEASURES = Catalogue(resources() / "measures")
HEARD = Engagement(TODAY, (), (), False, "")
SILENT = replace(HEARD, unknown=True)


def started(sessions: int, last: date = TODAY) -> Start:
    """A course of weekly sessions; the last of them is today's, not yet held."""
    days = [last - timedelta(days=7 * back) for back in range(sessions - 1, -1, -1)]
    return Start(days[0], Known.FIRST_SESSION, tuple(day for day in days if day < last))


def at_session(number: int, *totals: float, measure: str = "PHQ-9", today: date = TODAY) -> Course:
    """Totals a week apart from the first session on, as they are known at a session."""
    start = started(number, today)
    one = MEASURES(measure)
    scores = weekly(one, *totals, last=start.day + timedelta(days=7 * (len(totals) - 1)))
    return course_of(one, [score for score in scores if score.day <= today.isoformat()], today, start=start)


def said(*courses: Course, rules: Rules | None = None, silence: Engagement = HEARD, since: date | None = None) -> list[Signal]:
    asked = Asked(TODAY, silence, meets_today=True, since=since)
    return signals(courses, asked, rules or Rules())


def rules_said(*courses: Course, **more: object) -> list[Rule]:
    return [signal.rule for signal in said(*courses, **more)]  # type: ignore[arg-type]


STUCK = (17, 16, 16, 15, 16, 15, 16, 16, 15, 16, 15, 16)


def test_at_the_twelfth_session_a_client_who_has_not_improved_is_looked_at() -> None:
    assert rules_said(at_session(12, *STUCK)) == [Rule.NO_IMPROVEMENT]
    assert rules_said(at_session(11, *STUCK[:11])) == []


@pytest.mark.parametrize(
    "totals",
    [
        (8, 7, 8, 7, 8, 7, 8, 7, 8, 7, 8, 7),  # never in the clinical range
        (9, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4),  # in the remission range
        (10, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5),  # half of the start
        (20, 14, 14, 14, 14, 14, 14, 14, 14, 14, 14, 14),  # reliably better
        (12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 9, 12),  # left the clinical range once of the last two
    ],
)
def test_where_none_is_due_no_improvement_is_not_missed(totals: tuple[float, ...]) -> None:
    assert rules_said(at_session(12, *totals)) == []


def test_half_a_year_of_maintenance_is_silent() -> None:
    assert rules_said(at_session(27, *[4, 5] * 13, 4)) == []


@pytest.mark.parametrize(
    ("sessions", "days", "point"),
    [(11, 77, 0), (12, 84, 1), (19, 133, 1), (20, 140, 2), (12, 62, 0), (3, 139, 0), (3, 140, 1), (5, 251, 1), (5, 252, 2)],
)
def test_review_points_come_by_sessions_or_weeks_but_not_before_nine_weeks(sessions: int, days: int, point: int) -> None:
    assert review_point(sessions, days) == point


def test_a_review_point_is_named_in_two_briefs_and_again_at_the_next() -> None:
    def at(number: int, shown: Sequence[int]) -> list[Rule]:
        today = TODAY
        one = at_session(number, *[16] * number, today=today)
        days = {session: today - timedelta(days=7 * (number - session)) for session in range(1, number)}

        def known(day: date) -> list[Course]:
            session = number - (today - day).days // 7
            return [at_session(session, *[16] * session, today=day)]

        asked = Asked(today, HEARD, meets_today=True, shown=tuple(days[session] for session in shown), held=known)
        return [signal.rule for signal in signals([one], asked)]

    assert at(12, []) == [Rule.NO_IMPROVEMENT]
    assert at(13, [12]) == [Rule.NO_IMPROVEMENT]
    assert at(14, [12, 13]) == []
    assert at(14, []) == [Rule.NO_IMPROVEMENT]  # a first import at the fourteenth session
    assert at(20, [12, 13, 14, 15, 16, 17, 18, 19]) == [Rule.NO_IMPROVEMENT]


def test_worse_outranks_a_review_point_and_names_every_measure_in_one_line() -> None:
    worse = at_session(12, *STUCK[:10], 25, 25)
    anxious = at_session(12, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 15, 15, measure="GAD-7")
    found = said(worse, anxious)
    assert [(signal.rule, signal.measures) for signal in found] == [(Rule.WORSE, ("PHQ-9", "GAD-7"))]


def test_while_it_is_unknown_how_a_client_is_nothing_else_is_said_of_scores() -> None:
    worse = at_session(12, *STUCK[:10], 25, 25)
    found = said(worse, silence=SILENT)
    assert [signal.rule for signal in found] == [Rule.UNKNOWN]
    assert [one.measure.id for one in found[0].worse] == ["PHQ-9"]


def test_one_measure_stuck_beside_one_that_moved_is_plain_unless_it_is_the_primary_one() -> None:
    moved = at_session(13, 20, 18, 16, 14, 12, 10, 8, 7, 6, 6, 6, 6, 6)
    stuck = at_session(13, *[62, 61] * 6, 60, measure="PCL-5")
    asked = Asked(TODAY, HEARD, meets_today=True)
    assert [(one.rule, one.attention) for one in signals([moved, stuck], asked)] == [(Rule.NO_IMPROVEMENT, False)]
    primary = replace(asked, primary=frozenset({"PCL-5"}))
    assert [(one.rule, one.attention) for one in signals([moved, stuck], primary)] == [(Rule.NO_IMPROVEMENT, True)]


def test_a_line_that_is_over_is_told_once() -> None:
    one = at_session(6, 9, 8, 9, 16, 17, 9)
    asked = Asked(TODAY, HEARD, meets_today=True, since=TODAY - timedelta(days=7))
    assert [(course.measure.id, [p.score for p in worse.tested]) for course, worse in ended([one], asked)] == [
        ("PHQ-9", [16, 17])
    ]
    assert ended([one], replace(asked, since=TODAY)) == []
    assert ended([at_session(6, 9, 8, 9, 16, 17, 17)], asked) == []


def alliance(*totals: float, since: date | None = None, measure: str = "SRS") -> list[float | None]:
    found = said(course_of(MEASURES(measure), weekly(MEASURES(measure), *totals)), since=since)
    return [fall.low.score for signal in found for fall in signal.falls]


def test_a_session_rating_that_comes_under_its_cut_off_is_named_once() -> None:
    last, before = TODAY - timedelta(days=7), TODAY - timedelta(days=14)
    assert alliance(38, 33, since=last) == [33]
    assert alliance(38, 36, since=last) == []
    assert alliance(38, 33, 33, since=TODAY) == []
    assert alliance(38, 33, 33, since=before) == [33]
    assert alliance(38, 33, 29, since=TODAY) == [29]
    assert alliance(38, 33, 29.1, since=TODAY) == []


def test_half_a_point_less_a_wai_item_is_named() -> None:
    assert alliance(50, 44, measure="WAI-SR", since=TODAY) == [44]
    assert alliance(50, 45, measure="WAI-SR", since=TODAY) == []


def test_a_rule_can_be_turned_off_for_one_measure_or_for_all() -> None:
    worse = at_session(5, 9, 8, 9, 17, 17)
    assert rules_said(worse, rules=Rules(off=frozenset({("worse", "PHQ-9")}))) == []
    assert rules_said(worse, rules=Rules(off=frozenset({("worse", "GAD-7")}))) == [Rule.WORSE]
    assert rules_said(worse, rules=Rules(off=frozenset({("worse", "*")}))) == []


def test_the_rules_survive_being_stored_and_those_of_earlier_versions_are_read() -> None:
    rules = Rules(look_back_days=180, alliance_fall=0.75, off=frozenset({("no-improvement", "AUDIT")}))
    assert rules_from(stored_form(rules)) == rules
    assert stored_form(Rules()) == {}
    earlier = {"off:worse-than-best:PHQ-9": "1", "off:alliance-drop:SRS": "1", "lapse_sessions": "3", "review_session": "5"}
    assert rules_from(earlier) == Rules(review_session=8, off=frozenset({("alliance", "SRS")}))


@pytest.mark.parametrize(
    ("name", "value"), [("look_back_days", "0"), ("look_back_days", "89"), ("review_session", "3"), ("speed", "1")]
)
def test_numbers_outside_their_limits_are_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        rules_from({name: value})


def test_the_look_back_of_safety_items_can_only_grow() -> None:
    assert LIMITS["look_back_days"].low == Rules().look_back_days


# -- answers that last


def answered(signal: Signal, on: date, until: str = "", measures: str = "") -> Answer:
    at = TODAY_AT - (TODAY - on).days * 86400
    names = measures or " ".join(signal.measures)
    return Answer(1, "review", signal.rule.value, names, signal.basis, "", "Expected", "exposure", at, "Robin", until)


TODAY_AT = 1795500000.0  # noon of that day, in UTC


def known_at(scores: list[Score]) -> list[Score]:
    """Each score as imported on its own day."""
    return [
        one._replace(origin=one.origin._replace(imported=TODAY_AT - (TODAY - date.fromisoformat(one.day)).days * 86400 - 3600))
        for one in scores
    ]


def aside(*totals: float, answered_back: int, until: str = "", measures: str = "") -> bool:
    """Whether a line about worse, answered so many weeks before the newest score, stands aside now."""
    phq9 = MEASURES("PHQ-9")
    one = course_of(phq9, known_at(weekly(phq9, *totals)), start=started(len(totals)))
    signal = said(one)[0]
    assert signal.rule is Rule.WORSE
    answer = answered(signal, TODAY - timedelta(weeks=answered_back), until, measures)
    known = last_answer(signal, [answer])
    return known is not None and set_aside_until(signal, known, [one], TODAY) is not None


def test_an_answer_about_worse_lasts_whatever_the_next_score_and_opens_when_it_is_worse_again() -> None:
    assert aside(9, 8, 9, 16, 17, 17, answered_back=1)
    assert aside(9, 8, 9, 16, 17, 20, answered_back=1)
    assert aside(9, 8, 9, 16, 17, 20, 21, answered_back=2) is True  # 3 and 4 worse than 17
    assert aside(9, 8, 9, 16, 17, 21, 21, answered_back=2) is False  # both 4 worse, half of 7 rounded up
    assert aside(9, 8, 9, 16, 16, 27, answered_back=1) is False  # 11 worse in one score
    assert aside(9, 8, 9, *[16] * 9, answered_back=8)
    assert not aside(9, 8, 9, *[16] * 10, answered_back=9)


def test_a_measure_that_was_not_in_the_answered_line_opens_it_again() -> None:
    assert not aside(9, 8, 9, 16, 17, answered_back=0, measures="GAD-7")
    assert aside(9, 8, 9, 16, 17, answered_back=0, measures="GAD-7 PHQ-9")


def test_a_day_to_look_again_ends_an_answer() -> None:
    assert aside(9, 8, 9, 16, 17, answered_back=1, until=(TODAY + timedelta(days=1)).isoformat())
    assert not aside(9, 8, 9, 16, 17, answered_back=1, until=TODAY.isoformat())


def test_an_answer_to_a_review_point_lasts_until_the_next_point() -> None:
    first, later = at_session(13, *[16] * 13), at_session(20, *[16] * 20)
    signal, next_point = said(first)[0], said(later)[0]
    assert last_answer(signal, [answered(signal, TODAY)]) is not None
    assert last_answer(next_point, [answered(replace(signal, basis=next_point.basis[:-1] + "1"), TODAY)]) is None


def test_an_answer_to_silence_lasts_two_weeks_or_until_contact() -> None:
    signal = said(silence=SILENT)[0]
    for back, holds in ((14, True), (15, False)):
        answer = answered(signal, TODAY - timedelta(days=back))
        assert (set_aside_until(signal, answer, [], TODAY) is not None) is holds
    heard = said(silence=replace(SILENT, last_contact=TODAY - timedelta(days=1)))[0]
    assert last_answer(heard, [answered(signal, TODAY)]) is None


@given(st.lists(st.integers(0, 27), min_size=1, max_size=12), st.randoms(use_true_random=False), st.integers(1, 20))
def test_the_order_in_which_scores_arrive_changes_nothing(totals: list[int], chance: object, session: int) -> None:
    scores = weekly(MEASURES("PHQ-9"), *totals)
    mixed = list(scores)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    start = started(session)
    one, other = course_of(MEASURES("PHQ-9"), scores, start=start), course_of(MEASURES("PHQ-9"), mixed, start=start)
    assert said(one) == said(other)
    assert one.from_baseline == other.from_baseline


@pytest.mark.parametrize(("minutes", "told"), [(-30, []), (0, ["PHQ-9"]), (20, ["PHQ-9"])])
def test_what_was_rated_in_the_last_session_ends_a_line_at_this_one(minutes: int, told: list[str]) -> None:
    """The brief of that session was read before: there it was worse still. Half an hour before it, the brief knew."""
    begun = datetime(2026, 11, 17, 9, tzinfo=UTC).timestamp()
    scores = weekly(MEASURES("PHQ-9"), 9, 8, 9, 16, 17, 8, last=date(2026, 11, 17))
    scores[-1] = scores[-1]._replace(at=begun + 60 * minutes, precision="instant")
    asked = Asked(TODAY, HEARD, meets_today=True, since=date(2026, 11, 17), moment=begun)
    assert [course.measure.id for course, _ in ended([course_of(MEASURES("PHQ-9"), scores)], asked)] == told
