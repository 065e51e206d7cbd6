"""Rosa: two scores in a row worse than at the start, and what to look at first.

PHQ-9 9 and 8 on 6 and 13 Oct, 16 and 17 on 10 and 17 Nov, each an hour before the session. With four scores the start is the mean of the
first two, 8.5: they lie 7 days apart and the second is not worse. 16 is 7.5 above it and 17 is 8.5 above it, 7 or more count: worse in two
scores. As two given scores 9 and 17 differ by 8, 6 needed: reliably worse; both last ones reach 10, the first did not: entered the range.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from briefing_app.viewmodels.brief import Brief
from tests.fhir import Resource, patient
from tests.words import Shown, card, episode, in_order, line_of, page, sessions, shown_of, spoken, today, total, why, written

LOST: Resource = {
    "resourceType": "Condition", "id": "job", "clinicalStatus": {"coding": [{"code": "active"}]}, "recordedDate": "2026-11-05",
    "subject": {"reference": "Patient/rosa"}, "code": {"text": "Job loss"},
}  # fmt: skip
SCORES = {"2026-10-06": 9, "2026-10-13": 8, "2026-11-10": 16, "2026-11-17": 17}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory, new_store: Path) -> Shown:
    return shown_of(
        tmp_path_factory.mktemp("rosa"), new_store, patient("rosa", birthDate="1968-12-01"), episode("rosa", "2026-10-06"), LOST,
        *sessions("rosa", *SCORES), *sessions("rosa", "2026-11-20", status="noshow"), today("rosa"),
        *(total("44261-6", f"p{day}", "rosa", value, day, "T13:00:00Z") for day, value in SCORES.items()),
    )  # fmt: skip


@pytest.fixture
def brief(shown: Shown) -> Brief:
    return shown.brief


def test_the_whole_of_it_with_every_why_as_json(shown: Shown) -> None:
    assert shown.document == written("rosa.json")


def test_the_brief_on_paper(shown: Shown, qapp: QApplication) -> None:
    assert shown.on_paper() == written("rosa.txt")


def test_the_whole_brief_in_its_one_order(brief: Brief) -> None:
    assert brief.identity.details == "57, born 1 Dec 1968 · session 5 since 6 Oct · 10:00–10:50"
    assert in_order(brief) == [
        ("Diagnoses", "Job loss"),
        ("For review", "Worse in the last two scores: PHQ-9 16, 17 (10 and 17 Nov) after 9, 8 in Oct."),
        ("Since 17 Nov", "Missed 20 Nov"),
        ("Scores", brief.cards[0].spoken),
        ("Attendance", "Kept 4 of 5 sessions: 1 missed"),
        ("What to check first", "Alliance: no alliance measure on file"),
        ("What to check first", "Motivation: not recorded"),
        ("What to check first", "Support: not recorded"),
        ("What to check first", "Life events: Job loss, 5 Nov"),
        ("What to check first", "Medication: not in your files"),
        ("What to check first", "Attendance: kept 4 of 5 sessions: 1 missed"),
    ]


def test_why_it_waits_for_an_answer(brief: Brief) -> None:
    line = line_of(brief, "review")
    assert (line.tone, line.open) == ("attention", True)
    assert brief.waiting == (line,)
    assert line.about is not None
    assert (line.about.kind, line.about.rule, line.about.measure, line.about.answered) == ("review", "worse", "PHQ-9", "")
    assert why(line) == (
        "Worse: both of the last two scores worse than at the start, or than a level that two scores in a row kept, by the measure's own"
        " threshold; or one score by one and a half times that. Where the range ends near, less is enough",
        "PHQ-9 against 8.5 (the mean of 9 on 6 Oct 2026 and 8 on 13 Oct 2026): 16 on 10 Nov 2026: 16 − 8.5 = 7.5 ≥ 7;"
        " 17 on 17 Nov 2026: 17 − 8.5 = 8.5 ≥ 7",
        ["Observation/p2026-10-06", "Observation/p2026-10-13", "Observation/p2026-11-10", "Observation/p2026-11-17"],
        ("Loewe 2004 (abstract: 5 points are two standard errors, retest after 7 days); fast: product rule",),
    )


def test_the_card_says_the_same_of_two_scores(brief: Brief) -> None:
    assert spoken(brief) == [
        "PHQ-9 17 (moderately severe), 7 days ago (17 Nov); before 16 on 10 Nov; 8 worse than at the start (9 on 6 Oct);"
        " reliably worse (6 needed between two scores); entered the clinical range"
    ]
    assert card(brief, "PHQ-9").tone == "plain"
    assert page(brief, "PHQ-9") == [
        "17 is 8 worse than at the start (9 on 6 Oct): reliably worse (6 needed between two scores).",
        "17 is 1 worse than the score before (16 on 10 Nov): no reliable change (6 needed).",
        "17 is in the clinical range (10 or more); entered the clinical range since the start.",
    ]
