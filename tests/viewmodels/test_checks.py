"""What to check first beside a line about worse: each topic with what is known of it, and nothing more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest

from briefing_app.domain.client import ClinicalFact, Meeting, Score
from briefing_app.services.brief import brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.checks import make_checks
from briefing_app.viewmodels.line import Line
from tests.courses import ORIGIN, TODAY, history_of, meeting, weekly

OLDEST = TODAY - timedelta(days=90)  # 26 Aug 2026


def fact(kind: str, title: str, day: str, status: str = "active") -> ClinicalFact:
    return ClinicalFact(kind, 1, title, "", status, 0.0, day, "", ORIGIN)


def checks(
    catalogue: Catalogue, *facts: ClinicalFact, scores: tuple[Score, ...] = (), meetings: tuple[Meeting, ...] = ()
) -> dict[str, Line]:
    worse = weekly(catalogue("PHQ-9"), 9, 8, 9, 16, 17)
    history = replace(history_of(*worse, *scores, meetings=meetings), facts=facts)
    found = make_checks(brief_facts(history, catalogue, TODAY, UTC))
    return {line.text.partition(":")[0]: line for line in found}


def told(catalogue: Catalogue, topic: str, *facts: ClinicalFact) -> str:
    return checks(catalogue, *facts)[topic].text


def test_each_topic_says_what_is_not_on_file(catalogue: Catalogue) -> None:
    lines = checks(catalogue).values()
    assert [line.text for line in lines] == [
        "Alliance: no alliance measure on file",
        "Motivation: not recorded",
        "Support: not recorded",
        "Life events: not recorded",
        "Medication: not in your files",
        "Attendance: no earlier session of this course on file",
    ]
    assert {(line.kind, line.tone, line.heading) for line in lines} == {("check", "plain", "What to check first")}


def test_where_nothing_is_worse_or_unimproved_nothing_is_to_be_checked(catalogue: Catalogue) -> None:
    assert make_checks(brief_facts(history_of(*weekly(catalogue("PHQ-9"), 9, 8, 9)), catalogue, TODAY, UTC)) == ()
    rating = weekly(catalogue("SRS"), 38, 33)
    assert make_checks(brief_facts(history_of(*rating), catalogue, TODAY, UTC)) == ()


def test_the_newest_rating_of_the_alliance_is_told_with_the_one_before(catalogue: Catalogue) -> None:
    both = checks(catalogue, scores=tuple(weekly(catalogue("SRS"), 38, 37, last=TODAY - timedelta(days=7))))["Alliance"]
    assert both.text == "Alliance: SRS 37 on 17 Nov, 38 before"
    assert (both.why.rule, len(both.why.sources)) == ("the newest score of an alliance measure", 1)
    assert checks(catalogue, scores=tuple(weekly(catalogue("SRS"), 37)))["Alliance"].text == "Alliance: SRS 37 on 24 Nov"


def test_of_two_ratings_of_one_day_one_is_told(catalogue: Catalogue) -> None:
    both = (*weekly(catalogue("SRS"), 37), *weekly(catalogue("WAI-SR"), 50))
    assert checks(catalogue, scores=both)["Alliance"].text in (
        "Alliance: SRS 37 on 24 Nov",
        "Alliance: WAI-SR 50 on 24 Nov",
    )


def test_the_sessions_of_an_earlier_course_are_not_denied(catalogue: Catalogue) -> None:
    earlier = tuple(meeting(TODAY - timedelta(days=200 + 7 * back), row=back + 1) for back in range(3))
    today = meeting(TODAY, "booked", 9)
    said = checks(catalogue, meetings=(*earlier, today))["Attendance"].text
    assert said == "Attendance: no earlier session of this course on file"


def test_an_event_of_any_words_is_a_life_event_and_nothing_else(catalogue: Catalogue) -> None:
    found = checks(catalogue, fact("event", "Moved out of the family home", "2026-11-03"))
    assert found["Life events"].text == "Life events: Moved out of the family home, 3 Nov"
    assert found["Support"].text == "Support: not recorded"
    assert found["Motivation"].text == "Motivation: not recorded"


@pytest.mark.parametrize(
    ("topic", "title"),
    [
        *(("Motivation", words) for words in ("Low motivation", "Readiness to change low", "Stage of change: contemplation")),
        *(
            ("Support", words)
            for words in ("Little support", "Social isolation", "Lives alone", "Family conflict", "Housing at risk")
        ),
        *(
            ("Life events", words)
            for words in (
                "Bereavement",
                "Divorce",
                "Separation",
                "Unemployed",
                "Job loss",
                "Death of a friend",
                "Stressful event",
            )
        ),
    ],
)
@pytest.mark.parametrize("kind", ["condition", "flag", "task"])
def test_what_is_on_file_of_a_topic_is_told_with_its_day(catalogue: Catalogue, topic: str, title: str, kind: str) -> None:
    found = checks(catalogue, fact(kind, title, "2026-11-03"))
    assert found[topic].text == f"{topic}: {title}, 3 Nov"
    assert found[topic].why.sources == (ORIGIN,)
    others = {"Motivation", "Support", "Life events"} - {topic}
    assert all(found[other].text.endswith(": not recorded") for other in others)


def test_of_several_the_newest_is_told(catalogue: Catalogue) -> None:
    older, newer = fact("flag", "Lives alone", "2026-10-01"), fact("condition", "Housing lost", "2026-11-03")
    assert (
        told(catalogue, "Support", newer, older) == told(catalogue, "Support", older, newer) == "Support: Housing lost, 3 Nov"
    )


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (OLDEST, "Lives alone, 26 Aug"),
        (OLDEST - timedelta(days=1), "not recorded in 90 days"),
        (TODAY, "Lives alone, 24 Nov"),
        (TODAY + timedelta(days=1), "not recorded in 90 days"),
    ],
)
def test_what_is_older_than_ninety_days_or_still_to_come_is_not_told_and_not_denied(
    catalogue: Catalogue, day: date, words: str
) -> None:
    assert told(catalogue, "Support", fact("flag", "Lives alone", day.isoformat())) == f"Support: {words}"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("", "Lives alone, date not recorded"),
        ("2026", "Lives alone, 2026"),
        ("2026-11", "Lives alone, 2026-11"),
        ("2026-08", "Lives alone, 2026-08"),
        ("2026-07", "not recorded in 90 days"),
        ("2025", "not recorded in 90 days"),
    ],
)
def test_a_record_that_may_be_of_these_days_is_told_with_what_is_known_of_its_day(
    catalogue: Catalogue, day: str, words: str
) -> None:
    assert told(catalogue, "Support", fact("flag", "Lives alone", day)) == f"Support: {words}"


def test_a_record_with_a_day_is_told_before_one_without(catalogue: Catalogue) -> None:
    vague, dated = fact("flag", "Lives alone", ""), fact("flag", "Housing lost", "2026-09-01")
    assert told(catalogue, "Support", vague, dated) == "Support: Housing lost, 1 Sep"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-11-03", "Sertraline 100 mg active, 3 Nov"),
        ("2026-08-25", "no change recorded in 90 days"),
        ("2026-11", "Sertraline 100 mg active, 2026-11"),
        ("", "Sertraline 100 mg active, date not recorded"),
    ],
)
def test_medication_is_told_with_its_day_and_a_change_is_denied_only_where_all_are_older(
    catalogue: Catalogue, day: str, words: str
) -> None:
    assert told(catalogue, "Medication", fact("medication", "Sertraline 100 mg", day)) == f"Medication: {words}"


def test_attendance_counts_the_sessions_of_this_course(catalogue: Catalogue) -> None:
    days = [(28, "fulfilled"), (21, "fulfilled"), (14, "noshow"), (7, "fulfilled")]
    meetings = tuple(meeting(TODAY - timedelta(days=back), status, row) for row, (back, status) in enumerate(days, 1))
    text = checks(catalogue, meetings=meetings)["Attendance"].text
    assert "3" in text
    assert "missed" in text


def test_a_review_point_is_a_reason_to_check_too(catalogue: Catalogue) -> None:
    held = [meeting(TODAY - timedelta(days=7 * weeks), row=weeks + 1) for weeks in range(13)]
    history = history_of(*weekly(catalogue("PHQ-9"), *[17, 16] * 6, 16), meetings=held)
    facts = brief_facts(history, catalogue, TODAY, UTC)
    assert [one.signal.rule.value for one in facts.review] == ["no-improvement"]
    assert len(make_checks(facts)) == 6
