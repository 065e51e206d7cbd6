"""What a brief knows beside its lines: what waits, what a pair comes to, when the last session began."""

from __future__ import annotations

from datetime import UTC, timedelta

from briefing_app.domain.client import Meeting, Score
from briefing_app.domain.rules import DEFAULT_RULES, Rules
from briefing_app.services.brief import brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.brief import Brief, make_brief
from briefing_app.viewmodels.identity import say_birth
from tests.courses import TODAY, history_of, meeting, score, weekly


def made(catalogue: Catalogue, *scores: Score, meetings: tuple[Meeting, ...] = (), rules: Rules = DEFAULT_RULES) -> Brief:
    history = history_of(*scores, meetings=list(meetings))
    return make_brief(brief_facts(history, catalogue, TODAY, UTC, rules=rules))


def test_what_waits_for_an_answer_is_safety_then_what_is_worse(catalogue: Catalogue) -> None:
    positive = score(catalogue("PHQ-9"), TODAY, items=[2, 2, 2, 2, 2, 2, 2, 2, 1])
    brief = made(catalogue, *weekly(catalogue("PHQ-9"), 9, 8, 9, 16, last=TODAY - timedelta(days=7)), positive)
    assert [line.kind for line in brief.waiting] == ["safety", "review"]
    assert made(catalogue, *weekly(catalogue("PHQ-9"), 9, 8, 9)).waiting == ()


def test_where_the_rules_of_talking_therapies_are_on_a_pair_says_what_it_came_to(catalogue: Catalogue) -> None:
    scores = [*weekly(catalogue("PHQ-9"), 18, 12, 7), *weekly(catalogue("GAD-7"), 15, 10, 6)]
    held = tuple(meeting(TODAY - timedelta(days=back), row=row) for row, back in enumerate((14, 7), 1))
    (line,) = made(catalogue, *scores, meetings=held, rules=Rules(nhs_rules=1)).of("outcome")
    assert line.text == ("If the course ended today: reliable recovery (PHQ-9 18 to 7, GAD-7 15 to 6; NHS Talking Therapies).")
    assert (line.tone, line.heading, len(line.why.sources)) == ("plain", "Since the start", 4)
    assert made(catalogue, *scores, meetings=held).of("outcome") == ()


def test_a_brief_knows_when_the_last_session_began_and_nought_where_there_was_none(catalogue: Catalogue) -> None:
    one = meeting(TODAY - timedelta(days=7))
    assert made(catalogue, meetings=(one,)).last_begun == one.at
    assert made(catalogue).last_begun == 0.0


def test_a_birth_date_that_lies_ahead_gives_no_age() -> None:
    client = history_of().client
    assert say_birth(client._replace(birth_date="2030-03-01"), TODAY) == "age not known, born 1 Mar 2030, after this day"
    assert say_birth(client._replace(birth_date="2030-03-01", hidden=True), TODAY) == "age not known"
    assert say_birth(client._replace(birth_date="2026-03-01"), TODAY) == "0, born 1 Mar 2026"


def test_an_older_measure_is_told_once_under_the_older_ones_and_counted_among_the_words(catalogue: Catalogue) -> None:
    old = score(catalogue("GAD-7"), TODAY - timedelta(days=200), 8)
    brief = made(catalogue, *weekly(catalogue("PHQ-9"), 12, 11), old)
    assert [(line.heading, line.text) for line in brief.in_order()] == [
        (
            "Scores",
            "PHQ-9 11 (moderate), today (24 Nov); 1 better than at the start (12 on 17 Nov); no reliable change (6 needed)",
        ),
        ("Older measures", "GAD-7: last score 8 (mild), 6 months ago (8 May)"),
    ]
    assert (brief.told, brief.words) == (1, 21 + 10)


def test_the_line_that_names_what_is_left_out_is_not_counted(catalogue: Catalogue) -> None:
    held = tuple(meeting(TODAY - timedelta(days=back), row=row) for row, back in enumerate((14, 7), 1))
    facts = brief_facts(history_of(*weekly(catalogue("PHQ-9"), 12, 11), meetings=list(held)), catalogue, TODAY, UTC)
    brief = make_brief(facts, budget=0)
    assert [line.text for line in brief.of("not_shown")] == ["Not shown: attendance. The window lists them."]
    told = [line for line in brief.in_order() if line.kind != "not_shown"]
    assert brief.words == sum(len(line.text.split()) for line in told)


def test_behind_a_score_the_start_and_the_primary_measure_can_be_set(catalogue: Catalogue) -> None:
    scores = [*weekly(catalogue("PHQ-9"), 18, 12, 7), *weekly(catalogue("GAD-7"), 15, 10, 6)]
    brief = made(catalogue, *scores, meetings=(meeting(TODAY - timedelta(days=14)),))
    assert [[one.kind for one in card.why.decisions] for card in brief.cards] == [["start", "primary"]] * 2
