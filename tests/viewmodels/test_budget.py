"""What a brief has no room for: whole lines, in a stated order, named by the last line; never a word of the client's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from briefing_app.documents.day import brief_as_json, brief_as_text
from briefing_app.services.measure import Catalogue
from briefing_app.storage.practice import PracticeStore
from briefing_app.viewmodels.brief import make_brief
from briefing_app.viewmodels.budget import MOST_ATTENTION, WORD_BUDGET, within_budget
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.score_card import make_card
from briefing_app.viewmodels.why import Why
from tests.courses import TODAY, course_of, weekly
from tests.fhir import Resource, score
from tests.messages import message
from tests.viewmodels.test_since import HELD, NOW, briefed

LONG = "I did the homework. " + "And then one thing more. " * 60 + "I keep thinking about ending it"


def line(kind: str, words: int, tone: str = "plain") -> Line:
    return Line(kind, " ".join([kind] * words), Why("a rule"), tone, kind)


def test_lines_are_left_out_whole_in_the_stated_order() -> None:
    order = ["doubt", "attendance", "medication", "due", "goal", "news"]
    lines = [
        line("left_off", 100),
        *(line("goal", 20) for _ in range(3)),
        *(line(kind, 20) for kind in order if kind != "goal"),
    ]
    whats = []
    for budget in range(260, 100, -20):
        told = within_budget(lines, (), budget)
        assert all(one in lines for one in told.lines), "no line is changed"
        whats.append([one.what for one in told.left_off])
    assert whats[0] == []
    assert [found[-1] for found in whats[1:7]] == ["doubts", "attendance", "medication", "due", "goals", "other news"]
    assert whats[-1] == whats[6], "two goals and what was agreed stay, however little room there is"


def test_what_waits_overdue_agreed_and_the_clients_own_words_never_go() -> None:
    kept = [
        line("diagnosis", 90),
        line("review", 90, "attention"),
        line("message", 900),
        line("since", 90),
        line("left_off", 90),
        replace(line("due", 90), stays=True),
        line("scores", 90),
    ]
    assert within_budget(kept, (), WORD_BUDGET).lines == tuple(kept)


def test_of_many_lines_that_wait_three_stand_and_the_rest_are_counted() -> None:
    told = within_budget([line("review", 9, "attention") for _ in range(5)], (), WORD_BUDGET)
    assert len(told.lines) == MOST_ATTENTION
    assert told.last is not None
    assert told.last.text == "Not shown: lines that wait for an answer (2). The window lists them."


def test_the_last_line_names_and_keeps_what_is_left_out(tmp_path: Path, store: PracticeStore) -> None:
    goals: list[Resource] = [
        {
            "resourceType": "Goal",
            "id": f"g{number}",
            "lifecycleStatus": "active",
            "subject": {"reference": "Patient/ann"},
            "description": {"text": f"goal {number} " + "of many words " * 20},
        }
        for number in range(6)
    ]
    brief = briefed(tmp_path, store, NOW, HELD, *goals, score("s", 12, "2024-03-08T10:00:00-05:00"))
    attendance, most_goals = brief.left_off
    assert (attendance.what, most_goals.what, len(most_goals.lines) in (3, 4)) == ("attendance", "goals", True)
    assert brief.lines[-1].text == f"Not shown: attendance, goals ({len(most_goals.lines)}). The window lists them."
    assert "goal 5 of many words" in brief.lines[-1].why.inputs
    assert "…" not in brief_as_text(brief)
    told = brief_as_json(brief)["left_off"]
    assert [one["what"] for one in told] == ["attendance", "goals"]
    assert len(brief.of("goal")) + len(told[1]["lines"]) == 6


def test_a_long_message_stands_whole_in_text_and_json_and_costs_no_other_line(tmp_path: Path, store: PracticeStore) -> None:
    brief = briefed(tmp_path, store, NOW, HELD, message(LONG, "2024-03-08T10:00:00-05:00"))
    assert brief.left_off == ()
    assert LONG in " ".join(brief_as_text(brief).split())
    assert LONG in str(brief_as_json(brief)["lines"])


def test_the_order_is_one(tmp_path: Path, store: PracticeStore) -> None:
    resources: list[Resource] = [
        {
            "resourceType": "Condition",
            "id": "c",
            "subject": {"reference": "Patient/ann"},
            "code": {"text": "Depression"},
        },
        {
            "resourceType": "MedicationRequest",
            "id": "m",
            "status": "active",
            "authoredOn": "2024-01-07",
            "subject": {"reference": "Patient/ann"},
            "medicationCodeableConcept": {"text": "Sertraline 100 mg"},
        },
        {
            "resourceType": "Goal",
            "id": "g",
            "lifecycleStatus": "active",
            "subject": {"reference": "Patient/ann"},
            "description": {"text": "Go out"},
        },
        {
            "resourceType": "Composition",
            "id": "n",
            "status": "final",
            "date": "2024-03-06",
            "subject": {"reference": "Patient/ann"},
            "section": [{"title": "Plan", "text": {"div": "<div>One walk a day</div>"}}],
        },
    ]
    brief = briefed(
        tmp_path,
        store,
        NOW,
        HELD,
        *resources,
        message("Hello", "2024-03-08T10:00:00-05:00"),
        score("s", 12, "2024-03-08T10:00:00-05:00"),
    )
    assert [one.kind for one in brief.in_order()] == [
        "diagnosis", "message", "medication", "left_off", "goal", "score", "scores", "attendance",
    ]  # fmt: skip


def test_a_budget_of_everything_leaves_nothing_out(tmp_path: Path, store: PracticeStore) -> None:
    from briefing_app.services.day import open_day
    from briefing_app.storage.practice import PracticeReader
    from briefing_app.viewmodels.day import briefs_of
    from tests.importing import CATALOGUE, NEW_YORK

    briefed(tmp_path, store, NOW, HELD, score("s", 12, "2024-03-08T10:00:00-05:00"))
    reader = PracticeReader(store)
    facts = briefs_of(open_day(reader, date(2024, 3, 13), NEW_YORK), CATALOGUE, NEW_YORK)[0].facts
    reader.close()
    assert make_brief(facts, 0).lines[-1].text == "Not shown: attendance. The window lists them."
    assert make_brief(facts, 10_000).left_off == ()


def test_a_score_without_room_for_words_is_named_by_its_measure_and_stands_in_the_window(
    tmp_path: Path, store: PracticeStore
) -> None:
    brief = briefed(tmp_path, store, NOW, HELD, score("s", 12, "2024-03-08T10:00:00-05:00"))
    card = replace(brief.cards[0], measure="ISI", words="not sleeping " * 80, spoken="not sleeping " * 80)
    told = within_budget([line("attendance", 9)], (*brief.cards, *brief.cards, card), WORD_BUDGET)
    full = replace(brief, lines=(), left_off=told.left_off)
    assert told.last is not None
    assert told.last.text == "Not shown: attendance, ISI. The window lists them."
    assert [one.text for one in full.left_off_screen] == ["Not shown: attendance. Enter here lists them."]
    assert replace(full, left_off=told.left_off[1:]).left_off_screen == ()
    assert [one.text for one in brief.left_off_screen] == ["Not shown: attendance. Enter here lists them."]


def test_of_scores_two_are_always_told_and_the_others_go_one_by_one_from_the_last(catalogue: Catalogue) -> None:
    one = make_card(course_of(catalogue("PHQ-9"), weekly(catalogue("PHQ-9"), 12, 11)), TODAY)
    cards = [replace(one, measure=f"M{number}", spoken=" ".join(["word"] * 20)) for number in range(5)]
    assert [within_budget((), cards, budget).cards for budget in (100, 99, 79, 59, 39, 0)] == [5, 4, 3, 2, 2, 2]
    told = within_budget((), cards, 79)
    assert [(found.what, [line.key for line in found.lines]) for found in told.left_off] == [("scores", ["M3", "M4"])]


def test_what_is_left_out_keeps_its_order() -> None:
    lines = [replace(line("doubt", 20), text=f"{number} " + "word " * 19) for number in range(4)]
    (left,) = within_budget(lines, (), 20).left_off
    assert [one.text[0] for one in left.lines] == ["1", "2", "3"]


def test_older_measures_without_room_are_named_and_their_lines_stand_behind_that(catalogue: Catalogue) -> None:
    older = [replace(line("older", 20), key=name) for name in ("GAD-7", "PCL-5")]
    last = within_budget(older, (), 0).last
    assert last is not None
    assert last.text == "Not shown: GAD-7, PCL-5. The window lists them."
    assert last.why.inputs.splitlines() == [one.text for one in older]
