"""What stands behind the lines for review: the records of the last contact, published sources, scores by name, and what was over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest

from briefing_app.domain.client import Answer, ClinicalFact, Meeting, Score
from briefing_app.domain.rules import Rule
from briefing_app.domain.taken_back import WRONG_SCORE, name_of_score
from briefing_app.services.brief import BriefFacts, brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.review import make_review, why_of
from briefing_app.viewmodels.review_point import say_review_point
from tests.courses import ORIGIN, TODAY, history_of, meeting, score, weekly

LAST = TODAY - timedelta(days=55)


def known(
    catalogue: Catalogue,
    *scores: Score,
    meetings: Sequence[Meeting] = (),
    facts: tuple[ClinicalFact, ...] = (),
    answers: tuple[Answer, ...] = (),
) -> BriefFacts:
    history = replace(history_of(*scores, meetings=meetings), facts=facts, answers=answers)
    return brief_facts(history, catalogue, TODAY, UTC)


def only(facts: BriefFacts, kind: str = "review") -> Line:
    (line,) = [one for one in make_review(facts) if one.kind == kind]
    return line


def named(one: Meeting) -> Meeting:
    return one._replace(origin=ORIGIN._replace(resource_id=f"a{one.row}"))


def test_what_was_no_contact_on_the_day_of_the_last_one_is_not_behind_silence(catalogue: Catalogue) -> None:
    """On that day there were also a blood test, an appointment that was missed, and a message that was never sent."""
    held, missed = meeting(LAST, row=1), meeting(LAST, "noshow", 2)
    blood = meeting(LAST, row=3)._replace(kind="encounter", title="Blood test")
    later = [meeting(TODAY - timedelta(days=days), "noshow", row) for days, row in ((15, 4), (8, 5))]
    draft = ClinicalFact("message", 1, "", "Hello", "preparation", 0.0, LAST.isoformat(), "", ORIGIN._replace(resource_id="m"), "client", key="m")  # fmt: skip
    old = score(catalogue("PHQ-9"), TODAY - timedelta(days=63), 18)
    facts = known(catalogue, old, meetings=[named(one) for one in (held, missed, blood, *later)], facts=(draft,))
    assert facts.engagement.last_contact == LAST
    found = [one.resource_id for one in only(facts).why.sources]
    assert found[0] == "a1"
    assert not {"a3", "m"} & set(found)
    assert set(found) >= {"a4", "a5"}


def test_behind_silence_stands_the_newest_score_of_what_is_late(catalogue: Catalogue) -> None:
    scores = [
        one._replace(origin=ORIGIN._replace(resource_id=f"s{number}"))
        for number, one in enumerate(weekly(catalogue("PHQ-9"), 14, 15, 14, last=LAST))
    ]
    missed = [meeting(TODAY - timedelta(days=days), "noshow", row) for days, row in ((15, 1), (8, 2))]
    facts = known(catalogue, *scores, meetings=[named(one) for one in missed])
    (signal,) = [one.signal for one in facts.review if one.signal.rule is Rule.UNKNOWN]
    assert signal.silence is not None
    assert signal.silence.late
    assert [one.resource_id for one in why_of(signal).sources] == ["s2", "a2", "a1"]


def test_of_silence_no_score_is_named_and_of_a_line_about_scores_each_the_newest_first(catalogue: Catalogue) -> None:
    missed = [meeting(TODAY - timedelta(days=days), "noshow", row) for days, row in ((11, 1), (4, 2))]
    silent = only(known(catalogue, *weekly(catalogue("PHQ-9"), 9, 8, 9, 16, 17, last=LAST), meetings=missed)).about
    assert silent is not None
    assert silent.scores == ()
    about = only(known(catalogue, *weekly(catalogue("PHQ-9"), 9, 8, 9, 16, 17))).about
    assert about is not None
    assert [one.words for one in about.scores] == [
        "PHQ-9 17 on 24 Nov", "PHQ-9 16 on 17 Nov", "PHQ-9 8 on 3 Nov", "PHQ-9 9 on 27 Oct",
    ]  # fmt: skip
    assert {one.measure for one in about.scores} == {"PHQ-9"}


def test_a_review_point_cites_the_number_of_each_measure_that_did_not_improve(catalogue: Catalogue) -> None:
    both = [*weekly(catalogue("PHQ-9"), *[16] * 21), *weekly(catalogue("GAD-7"), *[12] * 21)]
    numbers = [catalogue(name).reliable_change for name in ("PHQ-9", "GAD-7")]
    assert only(known(catalogue, *both)).why.cited == tuple(dict.fromkeys(one.source for one in numbers if one is not None))


def test_what_was_worse_at_the_last_session_and_is_over_says_so_behind_the_line(catalogue: Catalogue) -> None:
    held = [meeting(TODAY - timedelta(days=7 * back), row=back) for back in range(5, 0, -1)]
    line = only(known(catalogue, *weekly(catalogue("PHQ-9"), 9, 8, 9, 16, 17, 11), meetings=held), "outcome")
    assert (line.why.rule, line.why.inputs) == ("Worse: it held at the last session and does not any more", "")
    assert (line.heading, line.tone, len(line.why.sources)) == ("Since the start", "plain", 3)


# -- answers


def answered(facts: BriefFacts, **more: object) -> Answer:
    about = only(facts).about
    assert about is not None
    at = float(TODAY.toordinal() - date(1970, 1, 1).toordinal()) * 86400
    return Answer(1, "review", about.rule, about.measure, about.basis, "", "Expected", "exposure", at, "Robin")._replace(**more)  # type: ignore[arg-type]


def test_an_answer_by_which_a_score_was_said_to_be_wrong_keeps_no_line_aside(catalogue: Catalogue) -> None:
    scores = weekly(catalogue("PHQ-9"), 9, 8, 9, 16, 17)
    said = answered(known(catalogue, *scores), action="The data are wrong")
    assert [line.text for line in make_review(known(catalogue, *scores, answers=(said,)))] == ["1 set aside"]
    which = Answer(1, "review", WRONG_SCORE, "PHQ-9", name_of_score(scores[0]), "", "Wrong", "", said.at, "Robin")
    found = make_review(known(catalogue, *scores, answers=(said, which)))
    assert [line.text.partition(":")[0] for line in found] == ["Worse in the last two scores"]


def test_what_was_answered_is_not_offered_as_answered_once_it_waits_again(catalogue: Catalogue) -> None:
    scores = weekly(catalogue("PHQ-9"), 9, 8, 9, 16, 17)
    said = answered(known(catalogue, *scores))
    old = said._replace(at=said.at - 57 * 86400)
    again = only(known(catalogue, *scores, answers=(old,)))
    assert again.tone == "attention"
    assert again.about is not None
    assert again.about.answered == ""
    assert again.text.endswith(" Set aside 28 Sep: expected.")


# -- review points


@pytest.mark.parametrize(("number", "words"), [(None, "week 20: "), (0, "week 20: ")])
def test_where_no_session_counts_the_weeks_are_those_of_the_longest_course(
    catalogue: Catalogue, number: int | None, words: str
) -> None:
    late = weekly(catalogue("GAD-7"), *[12] * 20)
    facts = known(catalogue, *weekly(catalogue("PHQ-9"), *[16] * 21), *late)
    (signal,) = [one.signal for one in facts.review if one.signal.rule is Rule.NO_IMPROVEMENT]
    assert say_review_point(signal, TODAY, number).startswith(f"Review point, {words}PHQ-9 16, 16 after 16, 16 at the start")


def test_a_session_of_the_same_number_is_not_said_to_count_from_the_first_score(catalogue: Catalogue) -> None:
    held = [meeting(TODAY - timedelta(days=7 * back), row=back) for back in range(11, 0, -1)]
    facts = known(catalogue, *weekly(catalogue("PHQ-9"), *[16] * 12), meetings=[*held, meeting(TODAY, "booked", 99)])
    (signal,) = [one.signal for one in facts.review if one.signal.rule is Rule.NO_IMPROVEMENT]
    for number in (None, 12):
        assert say_review_point(signal, TODAY, number).startswith("Review point, session 12: PHQ-9")
    assert say_review_point(signal, TODAY, 13).startswith("Review point, session 12 since the first score: PHQ-9")


def test_a_first_score_that_came_late_is_said_with_its_session_and_not_as_the_start(catalogue: Catalogue) -> None:
    held = [meeting(TODAY - timedelta(days=7 * back), row=back) for back in range(20, 0, -1)]
    facts = known(catalogue, *weekly(catalogue("PHQ-9"), *[16] * 12), meetings=[*held, meeting(TODAY, "booked", 99)])
    line = only(facts)
    assert line.text.startswith("Review point, session 12")
    assert "PHQ-9 16, 16 after 16, 16 at first (session 10); 6 better would be a reliable change." in line.text
