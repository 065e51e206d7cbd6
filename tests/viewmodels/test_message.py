"""A message in a brief: when it was sent as far as that is known, who wrote it, and every word."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from briefing_app.domain.client import ClinicalFact
from briefing_app.domain.records import Author
from briefing_app.services.brief import brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.message import make_messages
from tests.courses import ORIGIN, TODAY, history_of

SENT = datetime(2026, 11, 20, 20, 15, tzinfo=UTC).timestamp()
IMPORTED = datetime(2026, 11, 24, 8, tzinfo=UTC).timestamp()


def wrote(
    words: str = "Please ring",
    title: str = "",
    *,
    at: float = 0.0,
    day: str = "2026-11-20",
    author: str = Author.CLIENT.value,
    name: str = "",
) -> ClinicalFact:
    return ClinicalFact("message", 1, title, words, "completed", at, day, "", ORIGIN, author, name, f"key of {words}")


def told(catalogue: Catalogue, *messages: ClinicalFact) -> tuple[Line, ...]:
    return tuple(make_messages(brief_facts(replace(history_of(), facts=messages), catalogue, TODAY, UTC)))


def make_messages_of(catalogue: Catalogue, message: ClinicalFact) -> list[Line]:
    facts = brief_facts(history_of(), catalogue, TODAY, UTC)
    return make_messages(replace(facts, since=replace(facts.since, messages=(message,))))


@pytest.mark.parametrize(
    ("at", "day", "words"),
    [
        (SENT, "2026-11-20", "20 Nov 20:15: Please ring"),
        (0.0, "2026-11-20", "20 Nov: Please ring"),
        (0.0, "2025-11-20", "20 Nov 2025: Please ring"),
        (0.0, "2026-11", "2026-11: Please ring"),
        (0.0, "", "date not recorded: Please ring"),
        (IMPORTED + 24 * 3600, "2026-11-25", "25 Nov 08:00: Please ring"),
        (IMPORTED + 24 * 3600 + 60, "2026-11-25", "25 Nov 08:01, dated ahead of its import: Please ring"),
    ],
)
def test_a_message_says_when_it_was_sent_as_far_as_that_is_known(catalogue: Catalogue, at: float, day: str, words: str) -> None:
    (line,) = make_messages_of(catalogue, wrote(at=at, day=day))
    assert line.text == words


@pytest.mark.parametrize(
    ("author", "name", "words"),
    [
        (Author.CLIENT, "Ada Sample", "20 Nov: Please ring"),
        (Author.UNSTATED, "", "20 Nov, who wrote it is not recorded: Please ring"),
    ],
)
def test_who_wrote_it_is_named_unless_it_is_the_client(catalogue: Catalogue, author: Author, name: str, words: str) -> None:
    (line,) = told(catalogue, wrote(author=author.value, name=name))
    assert line.text == words


def test_subject_and_words_stand_together_and_nothing_is_never_silence(catalogue: Catalogue) -> None:
    assert told(catalogue, wrote("Please ring", "Tomorrow"))[0].text == "20 Nov: Tomorrow: Please ring"
    assert told(catalogue, wrote("", "Please ring"))[0].text == "20 Nov: Please ring"
    assert told(catalogue, wrote("", ""))[0].text == "20 Nov: a message without words; see the system that it came from"


@pytest.mark.parametrize(
    ("words", "title", "quote"),
    [
        ("Please ring", "Tomorrow", "“Tomorrow: Please ring”"),
        ("Please ring", "", "“Please ring”"),
        ("", "Please ring", "“Please ring”"),
        ("", "", "a message without words; see the system that it came from"),
    ],
)
def test_only_what_somebody_wrote_stands_in_quotes(catalogue: Catalogue, words: str, title: str, quote: str) -> None:
    (line,) = told(catalogue, wrote(words, title))
    assert (line.quote, line.source) == (quote, "Message, 20 Nov; received, not monitored")


def test_a_line_of_a_message_has_its_key_its_source_and_says_that_nobody_watches(catalogue: Catalogue) -> None:
    (line,) = told(catalogue, wrote())
    assert (line.kind, line.tone, line.heading, line.key) == (
        "message",
        "plain",
        "Messages: received, not monitored",
        "key of Please ring",
    )
    assert (line.why.inputs, line.why.sources) == ("sent 20 Nov 2026", (ORIGIN,))
    (undated,) = told(catalogue, wrote(day=""))
    assert undated.why.inputs == "sent on a day that is not recorded"
