"""One list holds the order of a brief: every face of it follows the list, and README, Help and the commands' help say it in its words."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from briefing_app.commands.parser import command_parser
from briefing_app.documents.day import brief_as_json, brief_as_text
from briefing_app.domain.rules import DEFAULT_RULES
from briefing_app.storage.practice import PracticeStore
from briefing_app.ui.brief_view import ASKED_OF
from briefing_app.ui.due_row import PLAIN
from briefing_app.ui.since_cards import AGREED, NEW
from briefing_app.viewmodels.brief import APART
from briefing_app.viewmodels.order import ORDER, place_of, say_order
from briefing_app.viewmodels.reference import make_reference
from tests.fhir import Resource, score
from tests.messages import message
from tests.viewmodels.test_since import HELD, NOW, briefed

README = Path(__file__).parents[2] / "README.md"
ANN: Resource = {"subject": {"reference": "Patient/ann"}}
EVERYTHING: list[Resource] = [
    {"resourceType": "Condition", "id": "c", **ANN, "code": {"text": "Depression"}},
    {"resourceType": "MedicationRequest", "id": "m", "status": "active", "authoredOn": "2024-03-08", **ANN,
     "medicationCodeableConcept": {"text": "Sertraline 100 mg"}},
    {"resourceType": "Goal", "id": "g", "lifecycleStatus": "active", **ANN, "description": {"text": "Go out"}},
    {"resourceType": "Composition", "id": "n", "status": "final", "date": "2024-03-06", **ANN,
     "section": [{"title": "Plan", "text": {"div": "<div>One walk a day</div>"}}]},
    message("Hello", "2024-03-08T10:00:00-05:00"),
    score("s", 12, "2024-03-08T10:00:00-05:00"),
    score("d", 12, "2024"),
]  # fmt: skip


def normal(text: str) -> str:
    return " ".join(text.split())


def test_every_face_of_a_brief_follows_the_list(tmp_path: Path, store: PracticeStore) -> None:
    brief = briefed(tmp_path, store, NOW, HELD, *EVERYTHING)
    told = list(brief.in_order())
    places = [place_of(line.kind) for line in told]
    assert places == sorted(places)
    assert {ORDER[place][0] for place in places} >= {"who, with diagnoses", "messages", "scores", "attendance", "doubts"}
    text = normal(brief_as_text(brief))
    at = [text.index(normal(line.text)) for line in told]
    assert at == sorted(at)
    kinds = [place_of(one["kind"]) for one in brief_as_json(brief)["lines"]]
    assert kinds == sorted(kinds)
    window = ("diagnosis", "safety", *ASKED_OF, "review", "change", "message", *NEW, *AGREED, "score", *PLAIN, "not_shown")
    places = [place_of(kind) for kind in window]
    assert places == sorted(places)
    assert {kind for _, kinds in ORDER for kind in kinds} - {*window, *APART} == {"scores"}  # a row of scores has its day


def test_each_kind_has_one_place() -> None:
    kinds = [kind for _, found in ORDER for kind in found]
    assert len(kinds) == len(set(kinds))
    with pytest.raises(ValueError, match="no place"):
        place_of("something else")


def test_readme_help_and_the_commands_say_the_order_in_the_same_words(capsys: pytest.CaptureFixture[str]) -> None:
    order = say_order()
    parser = command_parser(argparse.ArgumentParser(add_help=False))
    assert order in normal(parser.format_help())
    with pytest.raises(SystemExit):
        parser.parse_args(["day", "--help"])
    assert order in normal(capsys.readouterr().out)
    assert order in normal(README.read_text(encoding="utf-8"))
    (told,) = [
        fact.value for chapter in make_reference([], DEFAULT_RULES) for fact in chapter.facts if fact.what == "Its order"
    ]
    assert told.endswith(order)
    assert order.startswith("who, with diagnoses; safety; what waits for an answer; messages; ")
