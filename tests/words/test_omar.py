"""Omar: depression much better, trauma as before. Two measures that must not be taken for one another.

PHQ-9 20 on 1 Sep, 8 on 13 Oct, 6 on 17 Nov: 14 better (6 needed), both last scores under 10, so the clinical range is left; 6 is under half
of 20; 4 or less would be remission. PCL-5 64 on 1 Sep and 60 on 10 Nov: 4 better, 15 needed; 33 is the cut; from 64 of 80 there is room
for 16, under the 18 that monitoring counts.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing_app.viewmodels.brief import Brief
from tests.fhir import patient
from tests.words import brief_of, card, episode, page, sessions, spoken, today, total, why

PHQ9, PCL5 = "44261-6", "101698-9"
PCL_CUT = "github ucam-department-of-psychiatry/camcops@56a303e; calculate.qxmd.com PCL-5 (684); documentine VA handout 31–33"
PCL_RELIABLE = "Marx 2022 via hsrd.research.va.gov Identifier=157955; scite"


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory, new_store: Path) -> Brief:
    return brief_of(
        tmp_path_factory.mktemp("omar"), new_store, patient("omar", birthDate="1979"), episode("omar", "2026-09-01"),
        *sessions("omar", "2026-09-01", "2026-10-13", "2026-11-10"), today("omar"),
        total(PHQ9, "p1", "omar", 20, "2026-09-01"), total(PHQ9, "p2", "omar", 8, "2026-10-13"), total(PHQ9, "p3", "omar", 6, "2026-11-17"),
        total(PCL5, "t1", "omar", 64, "2026-09-01"), total(PCL5, "t2", "omar", 60, "2026-11-10"),
    )  # fmt: skip


def test_of_a_birth_year_alone_no_age_is_told(brief: Brief) -> None:
    assert brief.identity.details == "born 1979 · session 4 since 1 Sep · 10:00–10:50"


def test_totals_alone_make_no_safety_line(brief: Brief) -> None:
    assert (brief.safety, brief.safety_before, brief.moves) == ((), (), ())


def test_the_cards(brief: Brief) -> None:
    assert spoken(brief) == [
        "PHQ-9 6 (mild), 7 days ago (17 Nov); before 8 on 13 Oct; 14 better than at the start (20 on 1 Sep);"
        " reliable improvement (6 needed between two scores); left the clinical range",
        "PCL-5 60 (provisional positive screen), 14 days ago (10 Nov); 4 better than at the start (64 on 1 Sep);"
        " no reliable change (15 needed)",
    ]
    assert [(one.measure, one.tone) for one in brief.cards] == [("PHQ-9", "good"), ("PCL-5", "plain")]
    assert why(card(brief, "PCL-5")) == (
        "PCL-5: two scores differ reliably from 15 points on; in the clinical range (33 or more);"
        " start of the episode of care, 1 Sep 2026",
        "start 64 on 1 Sep 2026; before 64 on 1 Sep 2026; latest 60 on 10 Nov 2026",
        ["Observation/t1", "Observation/t2"],
        (PCL_RELIABLE, PCL_CUT),
    )


def test_the_change_page_of_the_phq9(brief: Brief) -> None:
    assert page(brief, "PHQ-9") == [
        "6 is 14 better than at the start (20 on 1 Sep): reliable improvement (6 needed between two scores).",
        "6 is 2 better than the score before (8 on 13 Oct): no reliable change (6 needed).",
        "6 is half or less of the start (response).",
        "6 is out of the clinical range (10 or more); left the clinical range since the start.",
        "After a very high first score part of a fall is expected from measurement alone.",
    ]


def test_the_change_page_of_the_pcl5(brief: Brief) -> None:
    assert page(brief, "PCL-5") == [
        "60 is 4 better than at the start (64 on 1 Sep): no reliable change (15 needed).",
        "60 is in the clinical range (33 or more).",
        "Two scores only.",
        "From 64 of 80 this measure can hardly show worsening.",
    ]
    ceiling = card(brief, "PCL-5").changes[3]
    assert why(ceiling) == (
        "PCL-5: room for 16 points, 18 would be noticed", "64 on 1 Sep 2026", ["Observation/t1"],
        ("Marx 2022, sample 2 (18 points); Blevins 2015 (retest r .82); fast: product rule",),
    )  # fmt: skip


def test_what_is_only_a_reference(brief: Brief) -> None:
    assert page(brief, "PCL-5", "For reference") == [
        "Not taken for reliable change: 18 points (Marx sample 2); 10 points (NHS Talking Therapies, unverified);"
        " 5 points (older VA guidance, not reliable per S35).",
        "The least change that matters is given as 10 points; also 9 to 12 points; it is no verdict here.",
        "Other cut-offs: 31 or more (VA range 31-33); 32 or more (NHS Talking Therapies, unverified).",
        "An end at 28 or less has been called clinically significant.",
    ]
