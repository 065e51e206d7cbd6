"""The wall in words: why a tile stands where it does, what its score came to, and what is not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from briefing_app.domain.client import Answer, ClinicalFact, Meeting, Score, Seen
from briefing_app.domain.start import Known, Start
from briefing_app.services.brief import BriefFacts, brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.wall import BY_ATTENTION, BY_NAME, make_wall, of_old, row_words
from tests.courses import ORIGIN, TODAY, course_of, history_of, meeting, score, weekly

MESSAGE = ClinicalFact("message", 1, "", "Please ring", "completed", 0.0, "2026-11-20", "", ORIGIN, "client", key="m")


def known(
    catalogue: Catalogue,
    *scores: Score,
    name: str = "Ada",
    meetings: Sequence[Meeting] = (),
    facts: tuple[ClinicalFact, ...] = (),
    answers: tuple[Answer, ...] = (),
    seen: tuple[Seen, ...] = (),
) -> BriefFacts:
    plain = history_of(*scores, meetings=meetings)
    history = replace(plain, client=plain.client._replace(given=name), facts=facts, answers=answers, seen=seen)
    return brief_facts(history, catalogue, TODAY, UTC)


def reasons(*caseload: BriefFacts, measure: str = "PHQ-9") -> list[tuple[str, str]]:
    wall = make_wall(caseload, measure, BY_ATTENTION, TODAY)
    return [(tile.reason, tile.chip.text if tile.chip else "") for tile in wall.tiles]


def test_whoever_waits_stands_first_and_each_tile_says_why(catalogue: Catalogue) -> None:
    phq, pcl = catalogue("PHQ-9"), catalogue("PCL-5")
    missed = [meeting(TODAY - timedelta(days=days), "noshow", row) for days, row in ((11, 1), (4, 2))]
    risk = score(pcl, TODAY, items=(*([1] * 15), 3, *([1] * 4)))
    caseload = [
        known(catalogue, *weekly(phq, 9, 8)),
        known(catalogue, *weekly(phq, 9, 8, last=TODAY - timedelta(days=20))),
        known(catalogue, *weekly(phq, 9, 8), facts=(MESSAGE,)),
        known(catalogue, meetings=missed),
        known(catalogue, risk),
        known(catalogue, *weekly(phq, 9, 8, 9, 16, 17), name="Bo"),
        known(catalogue, score(phq, TODAY, items=(*([1] * 8), 2))),
    ]
    assert reasons(*caseload) == [
        ("a safety line waits", "item 9: 2"),
        ("an answer waits for review", "item 16: 3"),
        ("a rule asks for review", "PHQ-9 worse"),
        ("it is not known how this client is", "never heard from"),
        ("a message was not shown yet", "new message"),
        ("a measure is due", "PHQ-9 due"),
        ("nothing waits", ""),
    ]


def test_a_message_that_was_shown_does_not_wait(catalogue: Catalogue) -> None:
    both = (MESSAGE, MESSAGE._replace(key="n"))
    assert reasons(known(catalogue, facts=both)) == [("a message was not shown yet", "2 new messages")]
    seen = tuple(Seen(1, key, 1.0, 0.0, "Robin") for key in ("m", "n"))
    assert reasons(known(catalogue, facts=both, seen=seen)) == [("nothing waits", "")]


def test_the_title_counts_who_moved_and_who_cannot_be_compared(catalogue: Catalogue) -> None:
    phq = catalogue("PHQ-9")
    caseload = [known(catalogue, *weekly(phq, *totals)) for totals in ((18, 9), (9, 18), (9, 8), (9,))]
    caseload.append(known(catalogue, *weekly(phq, 18, 9, last=TODAY - timedelta(days=100))))
    wall = make_wall(caseload, "PHQ-9", BY_NAME, TODAY, left_out=1)
    assert wall.title == (
        "5 clients · 1 reliably improved on PHQ-9 · 1 reliably worse · 2 without a score at the start and another of late · 1 silent"
    )
    assert wall.note == (
        "The same axes for every client: PHQ-9 0 to 27, 14 weeks. The shaded wedge is what is not known since the last score."
        " 1 more client is not shown: find them by name."
    )
    assert make_wall(caseload[:1], "PHQ-9", BY_ATTENTION, TODAY, left_out=2).note.endswith(
        "in the order of their names. 2 more clients are not shown: find them by name."
    )
    assert of_old(wall).title.startswith("Nobody was seen or measured in the last half year. 5 clients")
    empty = make_wall([], "", BY_NAME, TODAY)
    assert (empty.title, empty.note, of_old(empty)) == (
        "No clients yet: they come with the first import, each as a small chart.", "", empty,
    )  # fmt: skip


def tile(catalogue: Catalogue, *scores: Score) -> tuple[str, str, str]:
    other = known(catalogue, *weekly(catalogue("PHQ-9"), 9, 8), name="Zoe")
    found = make_wall([known(catalogue, *scores), other], "PHQ-9", BY_NAME, TODAY).tiles[0]
    return found.value, found.words, found.tone


def test_a_tile_denies_no_score_that_is_on_file(catalogue: Catalogue) -> None:
    phq = catalogue("PHQ-9")
    undated = score(phq, TODAY, 12)._replace(day="2026", date="2026", precision="year", solid=False)
    doubtful = score(phq, TODAY, 30)._replace(solid=False, flags="outside the range")
    assert tile(catalogue) == ("", "no PHQ-9 scores", "muted")
    assert tile(catalogue, undated) == tile(catalogue, doubtful) == ("", "no PHQ-9 score that counts", "muted")
    assert tile(catalogue, *weekly(phq, 12)) == ("12", "one score; moderate", "muted")
    assert tile(catalogue, *weekly(phq, 18, 9)) == ("9", "9 better, reliable", "good")
    assert tile(catalogue, *weekly(phq, 18, 16)) == ("16", "2 better, reliable from 6", "muted")
    assert tile(catalogue, *weekly(phq, 18, 9, last=TODAY - timedelta(days=100))) == ("9", "16 Aug, 100 days ago", "muted")


@pytest.mark.parametrize(
    ("days", "words"),
    [((0,), "one score"), ((-60, 0), "first score of this course"), ((-60,), "no PHQ-9 score of this course")],
)
def test_a_score_of_an_earlier_course_is_not_denied(catalogue: Catalogue, days: tuple[int, ...], words: str) -> None:
    start = Start(TODAY - timedelta(days=7), Known.GAP, after=TODAY - timedelta(days=50), earlier=(TODAY - timedelta(days=90),))
    scores = [score(catalogue("PHQ-9"), TODAY + timedelta(days=each), 12) for each in days]
    assert row_words(course_of(catalogue("PHQ-9"), scores, start=start), "PHQ-9", TODAY)[0].split(";")[0] == words


def test_without_any_measure_a_row_says_so(catalogue: Catalogue) -> None:
    assert row_words(None, "", TODAY) == ("no measures yet", "muted")
    assert make_wall([known(catalogue)], "", BY_NAME, TODAY).tiles[0].words == "no measures yet"
