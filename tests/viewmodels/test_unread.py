"""What came with an export and was not understood: how much of it, of which day, and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefing_app.domain.client import UnreadThing
from briefing_app.domain.unread import IN_THE_TEXT
from briefing_app.services.brief import brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.unread import unread_lines
from tests.courses import ORIGIN, TODAY, history_of


def thing(kind: str, day: str, reason: str = "no rule knows it", number: int = 1) -> UnreadThing:
    return UnreadThing(kind, reason, day, ORIGIN._replace(resource_id=f"u{number}"))


def lines(catalogue: Catalogue, *things: UnreadThing) -> list[Line]:
    return unread_lines(brief_facts(replace(history_of(), unread=things), catalogue, TODAY))


@pytest.mark.parametrize(
    ("things", "words"),
    [
        ([("form", "2026-11-20")], "1 form of 20 Nov"),
        ([("form", "2026-11-20"), ("form", "2026-11-20")], "2 forms of 20 Nov"),
        ([("form", "2026-11-18"), ("form", "2026-11-20"), ("form", "2026-11-19")], "3 forms, the newest of 20 Nov,"),
        ([("score", "2026-11-20"), ("form", "2026-11-20"), ("score", "2026-11-20")], "1 form and 2 scores of 20 Nov"),
        ([("form", "2025-11-20")], "1 form of 20 Nov 2025"),
        ([("form", "2026-11")], "1 form of 2026-11"),
        ([("form", "")], "1 form"),
        ([("form", ""), ("form", "2026-11-20")], "2 forms, the newest known of 20 Nov,"),
    ],
)
def test_what_was_not_understood_is_counted_with_the_day_of_the_newest(
    catalogue: Catalogue, things: list[tuple[str, str]], words: str
) -> None:
    (line,) = lines(catalogue, *(thing(kind, day) for kind, day in things))
    assert line.text == f"{words} could not be read: there is more than what is shown."
    assert (line.kind, line.tone, line.heading) == ("unread", "attention", "Not understood")


def test_why_names_each_reason_once_and_the_records(catalogue: Catalogue) -> None:
    found = [thing("form", "2026-11-20", reason, number) for number, reason in enumerate(("a", "b", "a", "c"), start=1)]
    (line,) = lines(catalogue, *found)
    assert (line.why.rule, line.why.inputs) == ("a; b; c", "3 of 4 records are named here")
    assert lines(catalogue, *found[:3])[0].why.inputs == ""
    assert [one.resource_id for one in line.why.sources] == ["u1", "u2", "u3"]


def test_where_all_was_understood_nothing_is_said(catalogue: Catalogue) -> None:
    assert lines(catalogue) == []


def test_scores_in_a_text_stand_in_a_line_of_their_own_and_are_no_unread_records(catalogue: Catalogue) -> None:
    first, second = (
        thing("score", "2026-11-20", f"{IN_THE_TEXT}: {words}", n) for n, words in enumerate(("PHQ-9: 14", "GAD-7 is 9"))
    )
    (one,) = lines(catalogue, first)
    assert one.text == "Found in the text of a document, to confirm: 1 score, not counted yet: “PHQ-9: 14”"
    both, form = lines(catalogue, first, thing("form", "2026-11-20"), second)
    assert both.text.endswith("2 scores, not counted yet: “PHQ-9: 14”; “GAD-7 is 9”")
    assert form.text.startswith("1 form of 20 Nov could not be read")
