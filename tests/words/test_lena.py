"""Lena: a form she left half empty, with a yes to the last question; the last whole one lies twelve weeks back.

PHQ-9 18 on 3 Sep, every item 2. On 20 Nov items 1, 3 and 9 only, each 1: no total (at most two may be missing), and item 9 counts all the same.
18 is 82 days old, more than the 35 of a measure asked every two weeks: its age is said, and what was true then is told in the past tense.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing_app.viewmodels.brief import Brief
from tests.fhir import patient, response
from tests.words import brief_of, card, episode, page, sessions, spoken, texts, today, why


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory, new_store: Path) -> Brief:
    half = [1, None, 1, None, None, None, None, None, 1]
    return brief_of(
        tmp_path_factory.mktemp("lena"), new_store, patient("lena", birthDate=None), episode("lena", "2026-09-03"),
        *sessions("lena", "2026-09-03", "2026-10-06", "2026-11-03"), today("lena"),
        response("whole", [2] * 9, "2026-09-03T15:00:00Z", client="lena"), response("half", half, "2026-11-20T15:00:00Z", client="lena"),
    )  # fmt: skip


def test_without_a_date_of_birth_that_is_said(brief: Brief) -> None:
    assert brief.identity.details == "date of birth not recorded · session 4 since 3 Sep · 10:00–10:50"


def test_the_last_question_counts_though_the_form_has_no_total(brief: Brief) -> None:
    assert texts(brief.safety) == [
        "PHQ-9 item 9 (thoughts of self-harm) is 1 (“several days”) on 20 Nov, 4 days ago, 2 before. A safety plan is not in your files."
    ]
    assert why(brief.safety[0])[1:3] == (
        "item 9: 1 on 20 Nov 2026; before: 2 on 3 Sep 2026",
        ["QuestionnaireResponse/half", "QuestionnaireResponse/whole"],
    )


def test_the_card_tells_the_age_of_the_last_whole_form_and_what_the_newest_lacks(brief: Brief) -> None:
    assert spoken(brief) == [
        "PHQ-9: last score 18 (moderately severe), 82 days ago (3 Sep); 20 Nov: 3 of 9 items answered; not in the trend"
    ]
    one = card(brief, "PHQ-9")
    assert (one.value, one.band, one.date, one.was, one.tone, one.older) == (
        "18",
        "moderately severe",
        "3 Sep",
        "",
        "plain",
        False,
    )
    assert one.words == "last score 82 days ago; 20 Nov: 3 of 9 items answered; not in the trend"


def test_what_was_true_then_is_told_in_the_past(brief: Brief) -> None:
    assert page(brief, "PHQ-9") == ["18 on 3 Sep was in the clinical range (10 or more)."]
