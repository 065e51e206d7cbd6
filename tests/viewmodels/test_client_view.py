"""What a client and their clinician look at together: plain sentences that are so, and nothing of a range, an item or a verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from briefing_app.domain.client import Answer, Score
from briefing_app.domain.course import Course
from briefing_app.domain.start import Known, Start
from briefing_app.domain.taken_back import WRONG_SCORE, name_of_score, without_wrong
from briefing_app.services.brief import brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.client_view import ClientPanel, make_client_view
from tests.courses import TODAY, course_of, history_of, score, weekly

MOVES = "Such scores move a little by themselves, mostly by less than 6 points."


def panel(catalogue: Catalogue, one: Course) -> ClientPanel:
    (found,) = make_client_view(replace(brief_facts(history_of(), catalogue, TODAY, UTC), courses=(one,))).panels
    return found


def said(catalogue: Catalogue, *totals: float, measure: str = "PHQ-9") -> tuple[str, ...]:
    return panel(catalogue, course_of(catalogue(measure), weekly(catalogue(measure), *totals))).sentences


def test_a_score_is_said_beside_the_one_at_the_start_and_which_way_is_better(catalogue: Catalogue) -> None:
    assert said(catalogue, 12) == ("Your score on 24 Nov was 12. It is the first one.", "Lower is better here.")
    assert said(catalogue, 18, 16) == (
        "On 24 Nov your score was 16, 2 points lower than when you started (18 on 17 Nov).",
        "Lower is better here.",
        MOVES,
        "So far this one has moved by less than that.",
    )
    assert said(catalogue, 18, 12)[-1] == "This one has moved for the better, just enough to stand out."
    assert said(catalogue, 12, 19)[-1] == "This one has moved the other way, more than that."
    assert said(catalogue, 12, 12) == (
        "On 24 Nov your score was 12, the same as when you started (12 on 17 Nov).", "Lower is better here.",
    )  # fmt: skip
    assert said(catalogue, 3, 2)[-1] == "This score was low from the start: there was little room for it to become lower."
    assert said(catalogue, 40, 41, measure="WHO-5") == (
        "On 24 Nov your score was 41, 1 point higher than when you started (40 on 17 Nov).", "Higher is better here.",
    )  # fmt: skip


def ago(catalogue: Catalogue, *days: int) -> list[Score]:
    return [score(catalogue("PHQ-9"), TODAY - timedelta(days=back), 12) for back in days]


def test_no_score_is_called_the_first_one_where_there_was_one_before(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    gap = Start(TODAY - timedelta(days=7), Known.GAP, after=TODAY - timedelta(days=50), earlier=(TODAY - timedelta(days=90),))
    again = panel(catalogue, course_of(phq9, ago(catalogue, 60, 0), start=gap)).sentences
    assert again[0] == "Your score on 24 Nov was 12. It is the first one of this course."
    late = replace(gap, day=TODAY - timedelta(days=45))
    two = panel(catalogue, course_of(phq9, ago(catalogue, 60, 7, 0), start=late)).sentences
    assert two[0] == "On 24 Nov your score was 12, the same as the first one of this course (12 on 17 Nov)."
    alone = panel(catalogue, course_of(phq9, ago(catalogue, 7, 0), start=replace(late, after=None, earlier=()))).sentences
    assert alone[0].endswith("the same as the first one (12 on 17 Nov).")
    wrong = Answer(1, "review", WRONG_SCORE, "PHQ-9", name_of_score(ago(catalogue, 7)[0]), "", "Wrong", "", 1.0, "Robin")
    (kept,) = without_wrong(history_of(*ago(catalogue, 7, 0)).scores, (wrong,)).values()
    assert panel(catalogue, course_of(phq9, kept)).sentences[0] == "Your score on 24 Nov was 12."


@pytest.mark.parametrize(
    ("measure", "title"),
    [("PHQ-9", "Mood (PHQ-9)"), ("GAD-7", "Anxiety and worry (GAD-7)"), ("SRS", "Working together (SRS)"), ("ORS", "ORS")],
)
def test_a_panel_has_a_plain_title_and_nothing_of_the_clinicians(catalogue: Catalogue, measure: str, title: str) -> None:
    found = panel(catalogue, course_of(catalogue(measure), weekly(catalogue(measure), 9, 8)))
    assert (found.title, found.trend.title) == (title, title)
    assert found.trend.spoken == " ".join((f"{title}.", *found.sentences))
    assert (found.trend.hollow, found.trend.ticks, found.trend.note, found.trend.table, found.trend.strip) == (
        (),
        (),
        "",
        (),
        None,
    )
    assert {band.label for band in found.trend.bands} <= {""}


def test_a_measure_that_asks_about_suicide_is_talked_about_and_not_put_on_a_screen(catalogue: Catalogue) -> None:
    courses = tuple(course_of(catalogue(name), weekly(catalogue(name), 9, 9)) for name in ("SBQ-R", "PHQ-9"))
    facts = replace(brief_facts(history_of(), catalogue, TODAY, UTC), courses=courses)
    assert [one.title for one in make_client_view(facts).panels] == ["Mood (PHQ-9)"]
