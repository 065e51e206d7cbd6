"""Diagnoses: each once, those that bear on safety first, social findings apart."""

from __future__ import annotations

import pytest

from briefing_app.domain.client import ClinicalFact
from briefing_app.domain.diagnosis import Rank, named, rank
from tests.courses import ORIGIN


def diagnosis(title: str, detail: str = "", day: str = "2026-01-01") -> ClinicalFact:
    return ClinicalFact("condition", 1, title, detail, "active", 0.0, day, "", ORIGIN)


@pytest.mark.parametrize(
    ("title", "code", "expected"),
    [
        ("Suicidal ideations", "R45.851", Rank.SAFETY),
        ("Suicide attempt", "T14.91XA", Rank.SAFETY),
        ("Adult physical abuse, confirmed", "T74.11XA", Rank.SAFETY),
        ("Victim of intimate partner abuse (finding)", "encounter-diagnosis", Rank.SAFETY),
        ("Homelessness", "Z59.00", Rank.SAFETY),
        ("Personal history of physical abuse in childhood", "Z62.810", Rank.SAFETY),
        ("Family history of suicide", "Z81.8", Rank.OTHER),
        ("Alcohol abuse", "F10.10", Rank.MENTAL),
        ("Major depressive disorder", "f33.1", Rank.MENTAL),
        ("Unemployment, unspecified", "Z56.0", Rank.SOCIAL),
        ("Full-time employment (finding)", "encounter-diagnosis", Rank.SOCIAL),
        ("Trouble at home", "sdoh", Rank.SOCIAL),
        ("Asthma", "J45.909", Rank.OTHER),
        ("Body mass index 30+ - obesity (finding)", "problem-list-item", Rank.OTHER),
    ],
)
def test_what_bears_on_safety_and_what_is_social_is_known_by_code_or_words(title: str, code: str, expected: Rank) -> None:
    assert rank(diagnosis(title, code)) is expected


def titles(*facts: ClinicalFact) -> tuple[list[str], list[str]]:
    found = named(facts)
    return [one.title for one in found.diagnoses], [one.title for one in found.social]


def test_they_stand_in_their_order() -> None:
    assert titles(
        diagnosis("Asthma", "J45.9"), diagnosis("Unemployment", "Z56.0"), diagnosis("Panic disorder", "F41.0"), diagnosis("Suicidal ideation")
    ) == (["Suicidal ideation", "Panic disorder", "Asthma"], ["Unemployment"])  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "left"),
    [
        (diagnosis("MDD, recurrent", "F33.1"), diagnosis("Depression", "F331", "2026-02-01"), "Depression"),
        (
            diagnosis("Panic disorder (provisional)", "F41.0", "2026-02-01"),
            diagnosis("Panic disorder", "F41.0"),
            "Panic disorder",
        ),
        (diagnosis("Insomnia (disorder)"), diagnosis("insomnia", "", "2026-02-01"), "insomnia"),
        (diagnosis("Insomnia", "G47.00"), diagnosis("Insomnia", "problem-list-item"), "Insomnia"),
    ],
)
def test_one_diagnosis_is_named_once(one: ClinicalFact, other: ClinicalFact, left: str) -> None:
    assert titles(one, other) == titles(other, one) == ([left], [])


def test_two_diagnoses_of_unlike_codes_and_words_stay_two() -> None:
    assert len(titles(diagnosis("Panic disorder", "F41.0"), diagnosis("Generalized anxiety disorder", "F41.1"))[0]) == 2
