"""Nora: depression, half of what it was, and thoughts of self-harm that rise while the total falls.

PHQ-9 20 on 1 Sep, 12 on 29 Sep, 10 on 17 Nov; item 9 is 2, 1, 2. Today is 24 Nov. Lower is better.
20 to 10 is 10 better and 6 are needed; half of 20 is 10, so it is a response; 10 is the cut, so she is still in the clinical range;
20 lies in the outermost band and there are three scores, so part of the fall is to be expected. 12 to 10 is 2 better.
From 20 a rise of 7, the least that monitoring counts, is just in reach (27), so nothing is said of a ceiling.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from briefing_app.viewmodels.brief import Brief
from tests.fhir import Resource, patient, response
from tests.words import (
    NHS,
    Shown,
    card,
    episode,
    in_order,
    line_of,
    page,
    sessions,
    shown_of,
    spoken,
    texts,
    today,
    why,
    written,
)

START, SECOND, LATEST = [3, 3, 2, 2, 2, 2, 2, 2, 2], [2, 2, 1, 1, 1, 2, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1, 2]
PLAN: Resource = {
    "resourceType": "CarePlan", "id": "plan", "status": "active", "title": "Safety plan", "created": "2026-11-08",
    "subject": {"reference": "Patient/nora"}, "intent": "plan",
}  # fmt: skip
ITEM_9 = "github rhavekost/clinical-toolkit@b357fe5 docs/clinical-references.md, LICENSE; docs.getrivet.ca screening/overview, in-session-administration (vendor)"
CUT = "cdn.loinc.org/44261-6 (and autoicdapi.com/loinc/44261-6); github ucam-department-of-psychiatry/camcops@56a303e; " + NHS
RELIABLE = NHS + "; blog.betteroutcomesnow.com/behavioral-health-assessment-tools (vendor)"
RESPONSE = "ps.psychiatryonline.org appi.ps.201900295; horizonblue DRR-E; ecqi.healthit.gov cms159; p4qm.org/measures/1884"
NEEDED = "PHQ-9: two scores that differ by 6 points or more differ reliably"


SELF = {"reference": "Patient/nora"}


def condition(id: str, words: str, status: str, icd: str) -> Resource:
    return {
        "resourceType": "Condition", "id": id, "clinicalStatus": {"coding": [{"code": status}]}, "recordedDate": "2026-09-01", "subject": SELF,
        "code": {"text": words, "coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": icd}]},
    }  # fmt: skip


def order(id: str, words: str, status: str, day: str) -> Resource:
    return {
        "resourceType": "MedicationRequest", "id": id, "status": status, "intent": "order", "authoredOn": day, "subject": SELF,
        "medicationCodeableConcept": {"text": words}, "dosageInstruction": [{"text": "once daily"}],
    }  # fmt: skip


def message(id: str, words: str, sent: str, sender: Resource) -> Resource:
    return {
        "resourceType": "Communication", "id": id, "status": "completed", "sent": sent, "subject": SELF, "sender": sender,
        "payload": [{"contentString": words}],
    }  # fmt: skip


GOAL: Resource = {
    "resourceType": "Goal", "id": "walks", "lifecycleStatus": "active", "achievementStatus": {"text": "improving"}, "startDate": "2026-10-01",
    "description": {"text": "Walk three times a week"}, "subject": SELF,
}  # fmt: skip
REJECTED: Resource = {**GOAL, "id": "runs", "lifecycleStatus": "rejected", "description": {"text": "Run"}}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory, new_store: Path) -> Shown:
    return shown_of(
        tmp_path_factory.mktemp("nora"), new_store, patient("nora", birthDate="1987-04-02"), episode("nora", "2026-09-01"),
        *sessions("nora", "2026-09-01", "2026-09-29", "2026-11-10"), today("nora"), PLAN, GOAL, REJECTED,
        condition("mdd", "Depression, recurrent", "active", "F33.1"), condition("adj", "Adjustment disorder", "resolved", "F43.2"),
        order("m100", "Sertraline 100 mg", "active", "2026-11-12"), order("m50", "Sertraline 50 mg", "stopped", "2026-05-10"),
        message("late", "I do not feel safe tonight. My sister is away until Sunday.", "2026-11-21T03:40:00Z", SELF),
        message("mother", "She sleeps at my place.", "2026-11-18T14:05:00Z", {"reference": "RelatedPerson/ida", "display": "Ida Vale"}),
        response("r1", START, "2026-09-01T15:00:00Z", client="nora"), response("r2", SECOND, "2026-09-29T15:00:00Z", client="nora"),
        response("r3", LATEST, "2026-11-17T15:00:00Z", client="nora"),
    )  # fmt: skip


@pytest.fixture
def brief(shown: Shown) -> Brief:
    return shown.brief


def test_the_whole_of_it_with_every_why_as_json(shown: Shown) -> None:
    assert shown.document == written("nora.json")


def test_the_brief_on_paper(shown: Shown, qapp: QApplication) -> None:
    assert shown.on_paper() == written("nora.txt")


def test_the_whole_brief_in_its_one_order(brief: Brief) -> None:
    """Stopped medication, a resolved diagnosis and a rejected goal are not there; messages stand whole, the newest first."""
    since, messages = "Since 10 Nov", "Messages: received, not monitored"
    assert in_order(brief) == [
        ("Diagnoses", "Depression, recurrent"),
        ("", brief.safety[0].text),
        (messages, "20 Nov 22:40: I do not feel safe tonight. My sister is away until Sunday."),
        (messages, "18 Nov 09:05, from Ida Vale: She sleeps at my place."),
        (since, "Sertraline 100 mg once daily, 12 Nov"),
        ("Medication", "Sertraline 100 mg once daily (12 Nov)"),
        ("Goals", "Walk three times a week: improving"),
        ("Scores", brief.cards[0].spoken),
        ("", "New scores: PHQ-9"),
        ("Attendance", "Kept 3 of 3 sessions"),
    ]
    assert brief.left_off == ()
    assert (brief.told, brief.waiting, brief.messages) == (1, brief.safety, brief.of("message"))
    assert brief.last_begun == datetime(2026, 11, 10, 15, tzinfo=UTC).timestamp()
    assert why(line_of(brief, "medication"))[:3] == (
        "orders that are not ended, the newest first",
        "",
        ["MedicationRequest/m100"],
    )
    assert why(line_of(brief, "scores"))[1] == "PHQ-9 10 on 17 Nov 2026"


def test_who_she_is(brief: Brief) -> None:
    assert brief.identity.name == "Nora Invented"
    assert brief.identity.details == "39, born 2 Apr 1987 · session 4 since 1 Sep · 10:00–10:50"
    assert brief.identity.similar == ""


def test_the_safety_line_says_the_rise_and_that_the_total_fell_and_names_the_plan(brief: Brief) -> None:
    assert texts(brief.safety) == [
        "PHQ-9 item 9 (thoughts of self-harm) rose from 1 to 2 (“more than half the days”) on 17 Nov, 7 days ago, while the total fell."
        " Safety plan on file, 8 Nov, 16 days ago."
    ]
    (line,) = brief.safety
    assert (line.kind, line.tone, line.open) == ("safety", "safety", True)
    assert why(line) == (
        "PHQ-9, item 9: 1 or more, whatever the total is; a positive newest answer stays; after a no it stays for 90 days, then in the"
        " details for 2 years; another instrument's no does not clear it",
        "item 9: 2 on 17 Nov 2026; before: 1 on 29 Sep 2026",
        ["QuestionnaireResponse/r3", "QuestionnaireResponse/r2"],
        (ITEM_9,),
    )
    assert brief.safety_before == ()


def test_the_card(brief: Brief) -> None:
    assert spoken(brief) == [
        "PHQ-9 10 (moderate), 7 days ago (17 Nov); before 12 on 29 Sep; 10 better than at the start (20 on 1 Sep);"
        " reliable improvement (6 needed between two scores); half or less of the start (response)"
    ]
    one = card(brief, "PHQ-9")
    assert (one.value, one.band, one.date, one.was, one.tone, one.older) == (
        "10",
        "moderate",
        "17 Nov",
        "12 on 29 Sep",
        "good",
        False,
    )
    assert one.words == (
        "10 better than at the start (20 on 1 Sep); reliable improvement (6 needed between two scores); half or less of the start (response)"
    )
    assert why(one) == (
        "PHQ-9: two scores differ reliably from 6 points on; in the clinical range (10 or more); start of the episode of care, 1 Sep 2026",
        "start 20 on 1 Sep 2026; before 12 on 29 Sep 2026; latest 10 on 17 Nov 2026",
        ["QuestionnaireResponse/r1", "QuestionnaireResponse/r2", "QuestionnaireResponse/r3"],
        (RELIABLE, CUT),
    )


def test_the_change_page(brief: Brief) -> None:
    assert page(brief, "PHQ-9") == [
        "10 is 10 better than at the start (20 on 1 Sep): reliable improvement (6 needed between two scores).",
        "10 is 2 better than the score before (12 on 29 Sep): no reliable change (6 needed).",
        "10 is half or less of the start (response).",
        "10 is in the clinical range (10 or more).",
        "After a very high first score part of a fall is expected from measurement alone.",
    ]


def test_why_each_line_of_the_change_page_stands_there(brief: Brief) -> None:
    found = [why(line) for line in card(brief, "PHQ-9").changes if line.heading == "Change"]
    assert found == [
        (NEEDED, "20 on 1 Sep 2026; 10 on 17 Nov 2026", ["QuestionnaireResponse/r1", "QuestionnaireResponse/r3"], (RELIABLE,)),
        (NEEDED, "12 on 29 Sep 2026; 10 on 17 Nov 2026", ["QuestionnaireResponse/r2", "QuestionnaireResponse/r3"], (RELIABLE,)),
        (
            "PHQ-9: 50 % lower than a start in the clinical range", "20 on 1 Sep 2026; 10 on 17 Nov 2026",
            ["QuestionnaireResponse/r1", "QuestionnaireResponse/r3"], (RESPONSE,),
        ),
        (
            "PHQ-9: the range by the cut for outcomes; left or entered by the last two scores and a reliable change",
            "12 on 29 Sep 2026; 10 on 17 Nov 2026", ["QuestionnaireResponse/r2", "QuestionnaireResponse/r3"], (CUT,),
        ),
        (
            "PHQ-9: the first score lies in the outermost band and there are three scores or fewer (Hsu 1995; the number is a product rule)",
            "20 on 1 Sep 2026; 10 on 17 Nov 2026", ["QuestionnaireResponse/r1", "QuestionnaireResponse/r3"], (),
        ),
    ]  # fmt: skip


def test_what_is_only_a_reference_says_so(brief: Brief) -> None:
    assert page(brief, "PHQ-9", "For reference") == [
        "Not taken for reliable change: 5 points (MCID/clinical rule).",
        "The least change that matters is given as 5 points; also 1.7 points, 20 %; it is no verdict here.",
        "An end at 9 or less and 50 % lower than the first score has been called clinically significant.",
    ]


def test_which_items_moved(brief: Brief) -> None:
    """The safety item first, then the largest movement; at most six, none that stood still."""
    assert brief.moves_title == "PHQ-9 items, 29 Sep to 17 Nov"
    assert [(one.label, one.before, one.after, one.tone) for one in brief.moves] == [
        ("9 Thoughts of self-harm", 1, 2, "safety"), ("1 Interest", 2, 1, "plain"), ("2 Low mood", 2, 1, "plain"),
        ("6 Feeling bad about self", 2, 1, "plain"),
    ]  # fmt: skip
