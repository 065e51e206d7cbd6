"""Tess, 15: an outcome measure whose numbers for her age nobody has confirmed, and a screen answered with yes.

ORS 20 on 3 Nov and 26 on 17 Nov; higher is better. Its reliable change and its cut of 28 for 13 to 17 are a vendor's alone or unverified, so
only the points are said, the range carries its mark, and nothing else follows. The C-SSRS of 20 Nov: yes to 1, 2 and 4, no to 3, 5 and 6;
4 is among the high-risk answers of the triage card; 7 is not asked after a no to 6, so nothing is said of it. No plan is on file.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from briefing_app.viewmodels.brief import Brief
from tests.fhir import LOINC, Resource, patient
from tests.words import Shown, card, episode, local, page, sessions, shown_of, spoken, texts, today, why, written

COLUMBIA = "cssrs.columbia.edu/the-columbia-scale-c-ssrs/triage-c-ssrs/"
CODES = {"93246-7": 1, "93247-5": 1, "93248-3": 0, "93249-1": 1, "93250-9": 0, "93267-3": 0}
SCREEN: Resource = {
    "resourceType": "QuestionnaireResponse", "id": "screen", "status": "completed", "authored": "2026-11-20T21:00:00Z",
    "subject": {"reference": "Patient/tess"},
    "item": [
        {"linkId": f"/{code}", "answer": [{"valueCoding": {"system": LOINC, "code": ("LA32-8", "LA33-6")[value]}}]}
        for code, value in CODES.items()
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory, new_store: Path) -> Shown:
    return shown_of(
        tmp_path_factory.mktemp("tess"), new_store, patient("tess", birthDate="2011-11-25"), episode("tess", "2026-11-03"),
        *sessions("tess", "2026-11-03", "2026-11-17"), today("tess"), local("ORS", "o1", "tess", 20, "2026-11-03"),
        local("ORS", "o2", "tess", 26, "2026-11-17"), SCREEN, mapped=["ORS"],
    )  # fmt: skip


@pytest.fixture
def brief(shown: Shown) -> Brief:
    return shown.brief


def test_the_whole_of_it_with_every_why_as_json(shown: Shown) -> None:
    assert shown.document == written("tess.json")


def test_the_brief_on_paper(shown: Shown, qapp: QApplication) -> None:
    assert shown.on_paper() == written("tess.txt")


def test_on_the_day_before_her_birthday_she_is_still_fourteen(brief: Brief) -> None:
    assert brief.identity.details == "14, born 25 Nov 2011 · session 3 since 3 Nov · 10:00–10:50"


def test_the_screen_is_told_by_names_with_the_time_each_is_about(brief: Brief) -> None:
    assert texts(brief.safety) == [
        "C-SSRS-SCREEN, 20 Nov, 4 days ago: yes to some intent (past month, counted from 20 Nov 2026), among the high-risk answers of its"
        " triage card; also yes to a wish to be dead and thoughts of killing oneself (past month, counted from 20 Nov 2026)."
        " A safety plan is not in your files."
    ]
    assert why(brief.safety[0]) == (
        "C-SSRS-SCREEN, a wish to be dead (past month), thoughts of killing oneself (past month), some intent (past month): 1 or more,"
        " whatever the total is; a positive newest answer stays; after a no it stays for 90 days, then in the details for 2 years;"
        " another instrument's no does not clear it",
        "a wish to be dead (past month): 1 on 20 Nov 2026; before: no earlier answer; thoughts of killing oneself (past month): 1 on"
        " 20 Nov 2026; before: no earlier answer; some intent (past month): 1 on 20 Nov 2026; before: no earlier answer",
        ["QuestionnaireResponse/screen"],
        (COLUMBIA,),
    )


def test_the_cards(brief: Brief) -> None:
    assert spoken(brief) == [
        "ORS 26, in the clinical range (28 or less; unverified), 7 days ago (17 Nov); 6 better than at the start (20 on 3 Nov)",
        "C-SSRS-SCREEN answered, 4 days ago (20 Nov); yes to a wish to be dead (past month), thoughts of killing oneself (past month),"
        " some intent (past month)",
    ]
    assert [one.tone for one in brief.cards] == ["plain", "plain"]
    assert why(card(brief, "ORS")) == (
        "ORS: no sourced number for a reliable change; in the clinical range (28 or less; unverified);"
        " start of the episode of care, 3 Nov 2026",
        "start 20 on 3 Nov 2026; before 20 on 3 Nov 2026; latest 26 on 17 Nov 2026",
        ["Observation/o1", "Observation/o2"],
        ("no source in hand",),
    )


def test_the_change_page_says_points_and_marks_what_nobody_confirmed(brief: Brief) -> None:
    assert page(brief, "ORS") == [
        "26 is 6 better than at the start (20 on 3 Nov).",
        "26 is in the clinical range (28 or less; unverified).",
        "Two scores only.",
        "Reference, unverified: a cut of 28 or less. It drives nothing until the practice confirms it.",
    ]
    assert page(brief, "ORS", "For reference") == [
        "Reference, unverified: 5 points are called a reliable change; nothing here is judged by it.",
        "Not taken for reliable change: 6 points (newer PCOMS guidance, unverified).",
    ]
