"""The consult sheet: drafted without names and dates, and checked for those it knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from briefing_app.domain.client import Beside, ClinicalFact
from briefing_app.domain.deidentify import findings
from briefing_app.domain.records import RESTRICTED
from briefing_app.services.brief import brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.consult import LEFT_OUT, make_consult, names_of
from tests.courses import ORIGIN, TODAY, history_of, meeting, weekly

NAMES = ("Duarte", "Marisol", "de la Cruz-Ortega", "X")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Marisol came late", ["a name: Marisol"]),
        ("the ORTEGA family", ["a name: Ortega"]),
        ("duartes are not named", []),
        ("since 12 November", ["a date: 12 November"]),
        ("on 2026-11-24", ["a date: 2026-11-24"]),
        ("11/24/2026 again", ["a date: 11/24/2026"]),
        ("in 1999", ["a year: 1999"]),
        ("last Tuesday", ["a weekday: Tuesday"]),
        ("write to a.b@example.org", ["an address: a.b@example.org"]),
        ("call 555 010 0199", ["a telephone or other long number: 555 010 0199"]),
        ("MRN 8842117", ["a telephone or other long number: 8842117"]),
        ("a 93-year-old", []),
        ("93 years old", ["an age over 89: 93 years old"]),
        ("PHQ-9 by week: 0: 19, 2: 18, 14: 9. A change of 6 is reliable.", []),
        ("X", []),
    ],
)
def test_what_would_say_who_it_is_is_found(text: str, found: list[str]) -> None:
    assert findings(text, NAMES) == found


def test_a_draft_says_weeks_and_nobody(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    history = history_of(*weekly(phq9, 19, 18, 14, 9, every=14), meetings=[meeting(TODAY - timedelta(days=7))])
    facts = brief_facts(history, catalogue, TODAY)
    draft = make_consult(facts)
    assert "PHQ-9 by week: 0: 18, 2: 14, 4: 9; lower is better; two scores differ reliably from 6 points on." in draft
    assert "A client in their 30s." in draft
    assert "Sessions so far: kept 1 of 1 session." in draft
    assert names_of(facts) == ["Sample", "Ada", "c1", "A. Clinician"]
    assert findings(draft, names_of(facts)) == []


def test_a_name_of_somebody_close_to_the_client_is_found_too(catalogue: Catalogue) -> None:
    mother = Beside("related", "Rosa Vale", "mother", (), ORIGIN)
    own = Beside("own", "", "", ("555-0100",), ORIGIN)
    facts = brief_facts(replace(history_of(), contacts=(own, mother)), catalogue, TODAY)
    assert names_of(facts) == ["Sample", "Ada", "c1", "Rosa Vale"]
    assert findings("His mother Rosa came along.", names_of(facts)) == ["a name: Rosa"]


@pytest.mark.parametrize(
    ("born", "words"),
    [
        ("2007-11-24", "A client under 20."), ("2006-11-24", "A client in their 20s."), ("1936-11-25", "A client in their 80s."),
        ("1936-11-24", "A client of 90 or over."), ("1990", "A client, age not stated."), ("", "A client, age not stated."),
        ("2031-01-01", "A client, age not stated."),
    ],
)  # fmt: skip
def test_an_age_is_said_in_decades_and_not_where_it_is_not_known(catalogue: Catalogue, born: str, words: str) -> None:
    history = replace(history_of(), client=history_of().client._replace(birth_date=born))
    assert words in make_consult(brief_facts(history, catalogue, TODAY))


def test_what_its_source_restricts_stays_out_of_a_draft_which_says_so(catalogue: Catalogue) -> None:
    free, held = weekly(catalogue("PHQ-9"), 19, 14), weekly(catalogue("AUDIT-C"), 7, 9)
    held = [one._replace(flags=f"of paper; {RESTRICTED}") for one in held]
    history = history_of(*free, *held)
    origin = ORIGIN._replace(resource_type="Condition")
    plain = ClinicalFact("condition", 1, "Insomnia", "", "active", 0.0, "2026-01-01", "", origin)
    kept_back = plain._replace(title=f"Alcohol dependence ({RESTRICTED})")
    draft = make_consult(brief_facts(replace(history, facts=(plain, kept_back)), catalogue, TODAY))
    assert "PHQ-9 by week" in draft
    assert "Diagnoses: Insomnia." in draft
    assert LEFT_OUT in draft
    assert not [word for word in ("AUDIT-C", "Alcohol", RESTRICTED) if word in draft]
    assert LEFT_OUT not in make_consult(brief_facts(history_of(*free), catalogue, TODAY))
