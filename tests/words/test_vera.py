"""Vera: two cuts of one measure, a scale on which more is better, and two scores of one morning that contradict each other.

GAD-7 7 on 1 Sep, 8 on 17 Nov: 1 worse, 4 needed; 8 is the cut for outcomes, 10 the one for screening. WHO-5 52 and 60: 8 better, and no
number with a source says what would be reliable; its bands have none either. PHQ-9 12 on 3 Nov; on 17 Nov 16 at 08:00 and 8 at 08:30, which
differ by more than 6, so neither counts.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing_app.viewmodels.brief import Brief
from tests.fhir import patient
from tests.words import NHS, brief_of, card, episode, local, page, sessions, spoken, today, total, why

PHQ9, GAD7 = "44261-6", "70274-6"
UNVERIFIED = "It drives nothing until the practice confirms it."


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory, new_store: Path) -> Brief:
    return brief_of(
        tmp_path_factory.mktemp("vera"), new_store, patient("vera", birthDate="1990-11-24", name=[]), episode("vera", "2026-09-01"),
        *sessions("vera", "2026-09-01", "2026-11-03"), today("vera", "22:00"),
        total(GAD7, "g1", "vera", 7, "2026-09-01"), total(GAD7, "g2", "vera", 8, "2026-11-17"),
        local("WHO-5", "w1", "vera", 52, "2026-09-01"), local("WHO-5", "w2", "vera", 60, "2026-11-17"),
        total(PHQ9, "p1", "vera", 12, "2026-11-03"), total(PHQ9, "p2", "vera", 16, "2026-11-17", "T13:00:00Z"),
        total(PHQ9, "p3", "vera", 8, "2026-11-17", "T13:30:00Z"), mapped=["WHO-5"],
    )  # fmt: skip


def test_a_client_without_a_name_is_known_by_her_id_and_on_her_birthday_she_is_a_year_older(brief: Brief) -> None:
    assert brief.identity.name == "Client vera"
    assert brief.identity.details == "36, born 24 Nov 1990 · session 3 since 1 Sep · 17:00–17:50"


def test_the_cards(brief: Brief) -> None:
    assert sorted(spoken(brief)) == [
        "GAD-7 8 (mild), 7 days ago (17 Nov); 1 worse than at the start (7 on 1 Sep); no reliable change (4 needed)",
        "PHQ-9 12 (moderate), 21 days ago (3 Nov); first score; two scores on 17 Nov, 16 (08:00) and 8 (08:30): which one counts?",
        "WHO-5 60, out of the clinical range (50 or less), 7 days ago (17 Nov); 8 better than at the start (52 on 1 Sep)",
    ]
    assert {one.tone for one in brief.cards} == {"plain"}


def test_the_change_page_of_the_gad7_holds_its_two_cuts_apart(brief: Brief) -> None:
    assert page(brief, "GAD-7") == [
        "8 is 1 worse than at the start (7 on 1 Sep): no reliable change (4 needed).",
        "8 is in the clinical range (8 or more).",
        "8 does not reach the cut for screening (10 or more).",
        "Two scores only.",
        f"Reference, unverified: response from 50 % lower on. {UNVERIFIED}",
        f"Reference, unverified: a remission range up to 4. {UNVERIFIED}",
    ]
    rules = [why(line) for line in card(brief, "GAD-7").changes[:4]]
    assert [(rule, published) for rule, _, _, published in rules] == [
        ("GAD-7: two scores that differ by 4 points or more differ reliably", (NHS,)),
        ("GAD-7: the range by the cut for outcomes; left or entered by the last two scores and a reliable change", (NHS,)),
        ("GAD-7: screening has a cut of its own", ("github ucam-department-of-psychiatry/camcops@56a303e",)),
        ("GAD-7: fewer than three scores are no trend (product rule)", ()),
    ]
    assert rules[0][1:3] == ("7 on 1 Sep 2026; 8 on 17 Nov 2026", ["Observation/g1", "Observation/g2"])


def test_the_change_page_of_the_who5_says_points_alone(brief: Brief) -> None:
    assert page(brief, "WHO-5") == [
        "60 is 8 better than at the start (52 on 1 Sep).",
        "60 is out of the clinical range (50 or less).",
        "Two scores only.",
        f"Reference, unverified: the bands 0 to 28 poor, 29 to 50 low, 51 to 100 adequate. {UNVERIFIED}",
    ]


def test_the_change_page_of_the_phq9_says_only_where_the_one_score_stands(brief: Brief) -> None:
    assert page(brief, "PHQ-9") == ["12 is in the clinical range (10 or more)."]
