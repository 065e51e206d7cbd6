"""What a brief says, and that each line can say why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from briefing_app.services.day import open_day
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.brief import Brief
from briefing_app.viewmodels.day import briefs_of, make_day, say_as_of
from briefing_app.viewmodels.trend import make_trends
from tests.conftest import KEY
from tests.fhir import Resource, appointment, ndjson, patient, response, score
from tests.importing import CATALOGUE, NEW_YORK, take

TODAY = date(2024, 3, 13)
FORBIDDEN = ("at risk", "alert", "has depression", "hipaa", "secure", "on track", "great", "well done", "!")


def brief_for(tmp_path: Path, store: PracticeStore, *resources: Resource) -> Brief:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), appointment("today", "2024-03-13T10:00:00-04:00"), *resources))
    reader = PracticeReader(store)
    found = briefs_of(open_day(reader, TODAY, NEW_YORK), CATALOGUE, NEW_YORK)
    reader.close()
    assert len(found) == 1
    return found[0].brief


def phq9(*totals: int, every: int = 14, last: int = 2) -> list[Resource]:
    days = [date.fromordinal(TODAY.toordinal() - last - every * back) for back in range(len(totals) - 1, -1, -1)]
    return [
        score(f"p{number}", total, f"{day}T09:00:00-05:00")
        for number, (day, total) in enumerate(zip(days, totals, strict=True))
    ]


@pytest.mark.parametrize(
    ("totals", "words", "tone"),
    [
        ((18, 12), "6 better than at the start (18 on 26 Feb); reliable improvement (6 needed between two scores)", "good"),
        ((18, 14), "4 better than at the start (18 on 26 Feb); no reliable change (6 needed)", "plain"),
        ((12, 18), "6 worse than at the start (12 on 26 Feb); reliably worse (6 needed between two scores)", "plain"),
        ((5, 1), "4 better than at the start (5 on 26 Feb); too low at the start for a reliable improvement", "plain"),
        ((11,), "first score", "plain"),
    ],
)
def test_a_card_says_the_change_in_words(
    tmp_path: Path, store: PracticeStore, totals: tuple[int, ...], words: str, tone: str
) -> None:
    card = brief_for(tmp_path, store, *phq9(*totals)).cards[0]
    assert (card.words, card.tone) == (words, tone)
    assert card.why.cited
    assert "2024-" not in card.why.inputs
    assert card.why.sources[0].resource_type == "Observation"


def test_item_nine_rising_under_a_falling_total_is_the_first_thing_said(tmp_path: Path, store: PracticeStore) -> None:
    before = response("r1", [3, 3, 3, 3, 2, 2, 1, 1, 1], "2024-02-26T09:00:00-05:00")
    after = response("r2", [1, 1, 1, 1, 1, 1, 1, 0, 2], "2024-03-11T09:00:00-05:00")
    brief = brief_for(tmp_path, store, before, after)
    assert brief.safety[0].text.startswith(
        "PHQ-9 item 9 (thoughts of self-harm) rose from 1 to 2 (“more than half the days”) on 11 Mar, 2 days ago, while the total fell."
    )
    assert "A safety plan is not in your files." in brief.safety[0].text
    assert (brief.moves[0].before, brief.moves[0].after, brief.moves[0].tone) == (1, 2, "safety")


def test_an_open_form_without_a_total_still_shows_item_nine(tmp_path: Path, store: PracticeStore) -> None:
    brief = brief_for(tmp_path, store, response("r", [None] * 8 + [3], "2024-03-11T09:00:00-05:00", status="in-progress"))
    assert "item 9" in brief.safety[0].text


def test_a_later_zero_does_not_erase_an_answer_of_the_last_ninety_days(tmp_path: Path, store: PracticeStore) -> None:
    brief = brief_for(
        tmp_path,
        store,
        response("r1", [1] * 9, "2024-01-10T09:00:00-05:00"),
        response("r2", [1] * 8 + [0], "2024-03-01T09:00:00-05:00"),
    )
    assert "was 1 on 10 Jan, 0 since (newest 1 Mar)." in brief.safety[0].text


def test_measures_without_a_suicide_item_say_nothing_about_it(tmp_path: Path, store: PracticeStore) -> None:
    brief = brief_for(tmp_path, store, score("g", 21, code="70274-6"))
    assert brief.safety == ()
    assert "suicid" not in " ".join(line.text for line in brief.lines).lower()


def test_what_is_due_says_by_how_much(tmp_path: Path, store: PracticeStore) -> None:
    brief = brief_for(tmp_path, store, *phq9(18, 16, last=20))
    assert brief.of("due")[0].text == "PHQ-9: 20 days old, due every 14, 6 days over"


def test_a_doubtful_score_enters_no_change_and_is_named(tmp_path: Path, store: PracticeStore) -> None:
    brief = brief_for(tmp_path, store, *phq9(18, 12, last=9), score("bad", 300, "2024-03-12T09:00:00-04:00"))
    assert brief.cards[0].value == "12"
    assert "12 Mar: 300 as stated, out of range 0 to 27; not in the trend" in brief.cards[0].words


def test_a_total_that_was_prorated_here_is_not_said_to_be_stated(tmp_path: Path, store: PracticeStore) -> None:
    brief = brief_for(tmp_path, store, response("r", [2, 3, 1, 2, 1, 2, 1, 0, None], "2024-03-11T09:00:00-05:00"))
    assert "11 Mar: 14, 8 of 9 items answered, prorated; not in the trend" in brief.cards[0].words
    assert [line.text.partition(" A safety plan")[0] for line in brief.safety] == [
        "PHQ-9 item 9 was not answered on 11 Mar, 2 days ago."
    ]


def test_since_the_last_session_names_what_came_in(tmp_path: Path, store: PracticeStore) -> None:
    held = appointment("before", "2024-02-28T10:00:00-05:00", status="fulfilled")
    missed = appointment("missed", "2024-03-06T10:00:00-05:00", status="noshow")
    drug = {
        "resourceType": "MedicationRequest",
        "id": "m",
        "status": "active",
        "authoredOn": "2024-03-07",
        "subject": {"reference": "Patient/ann"},
        "medicationCodeableConcept": {"text": "Sertraline 100 mg"},
    }
    brief = brief_for(tmp_path, store, held, missed, drug, *phq9(9, 10, last=2))
    said = [line.text for line in brief.of("since")]
    assert said == ["Missed 6 Mar", "Sertraline 100 mg, 7 Mar"]
    assert brief.of("since")[0].heading == "Since 28 Feb"


def test_scores_that_a_card_tells_are_named_in_one_line_since_the_last_session(tmp_path: Path, store: PracticeStore) -> None:
    held = appointment("before", "2024-02-28T10:00:00-05:00", status="fulfilled")
    brief = brief_for(tmp_path, store, held, *phq9(16, 14, last=2))
    (line,) = brief.of("scores")
    assert line.text == "New scores: PHQ-9"
    assert line.why.inputs == "PHQ-9 14 on 11 Mar 2024"
    assert (brief.cards[0].value, brief.cards[0].was, brief.cards[0].date) == ("14", "16 on 26 Feb", "11 Mar")


def test_no_line_of_a_brief_holds_a_word_that_judges(tmp_path: Path, store: PracticeStore) -> None:
    brief = brief_for(tmp_path, store, *phq9(18, 12), response("r", [1] * 9, "2024-03-12T09:00:00-04:00"))
    everything = " ".join(line.text for line in brief.in_order()).lower()
    assert not [word for word in FORBIDDEN if word in everything]
    assert all(line.why.rule for line in (*brief.safety, *brief.lines))


def test_the_same_data_give_the_same_brief(tmp_path: Path, store: PracticeStore) -> None:
    first = brief_for(tmp_path, store, *phq9(18, 12), response("r", [1] * 9, "2024-03-12T09:00:00-04:00"))
    assert brief_for(tmp_path, store) == first


def test_a_trend_is_drawn_in_the_measures_whole_range_and_broken_at_long_gaps(tmp_path: Path, store: PracticeStore) -> None:
    made = [
        score("a", 20, "2023-11-01T09:00:00Z"),
        score("b", 18, "2023-11-15T09:00:00Z"),
        score("c", 9, "2024-03-01T09:00:00Z"),
        score("bad", 99, "2024-03-05T09:00:00Z"),
    ]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), appointment("t", "2024-03-13T10:00:00-04:00"), *made))
    reader = PracticeReader(store)
    facts = briefs_of(open_day(reader, TODAY, NEW_YORK), CATALOGUE, NEW_YORK)[0].facts
    reader.close()
    trend = make_trends(facts)[0]
    assert (trend.low, trend.high, trend.baseline, trend.reliable_line) == (0, 27, 20, 14)
    assert [len(segment) for segment in trend.segments] == [2, 1]
    assert [(mark.value, mark.hollow) for mark in trend.hollow] == [(27, True)]
    assert (
        trend.spoken
        == "PHQ-9: 3 scores, from 20 on 1 Nov 2023 to 9 on 1 Mar; 11 better than at the start (20 on 1 Nov 2023); reliable improvement "
        "(6 needed between two scores); half or less of the start (response)."
    )
    assert [row.score for row in trend.table] == ["99", "9", "18", "20"]


def test_an_old_export_says_how_old_it_is(tmp_path: Path, store: PracticeStore) -> None:
    from datetime import datetime

    brief_for(tmp_path, store, *phq9(18, 12))
    reader = PracticeReader(store)
    run = reader.last_import()
    now = datetime(2024, 6, 1, 9, 0, tzinfo=NEW_YORK)
    page = make_day(open_day(reader, now.date(), NEW_YORK), CATALOGUE, now, NEW_YORK)
    reader.close()
    assert say_as_of(run, now, NEW_YORK) == "Data as of 11 Mar, 82 days ago (newest record), from x.ndjson"
    assert page.stale
    assert page.empty == "No sessions today."
    assert page.earlier == TODAY


def test_a_row_is_amber_while_a_line_that_waits_names_its_measure_as_worse(tmp_path: Path, store: PracticeStore) -> None:
    gad7 = [
        score(f"g{number}", total, f"2024-{day}T09:00:00-05:00", code="70274-6")
        for number, (total, day) in enumerate([(3, "01-29"), (3, "02-12"), (5, "02-26"), (5, "03-11")])
    ]
    brief = brief_for(tmp_path, store, *phq9(6, 6, 18, 19), *gad7)
    (line,) = brief.attention
    assert line.text.startswith("Worse in the last two scores: PHQ-9 18, 19")
    assert {card.measure: (card.distance.words, card.distance.tone) for card in brief.cards} == {
        "PHQ-9": ("13 worse, reliable", "attention"),
        "GAD-7": ("2 worse, reliable from 4", "plain"),
    }
    assert brief_for_quiet(tmp_path / "b", phq9(6, 12, last=2)) == ("6 worse, reliable", "plain")


def brief_for_quiet(folder: Path, resources: list[Resource]) -> tuple[str, str]:
    """The row of PHQ-9 in a store of its own, where no line waits."""
    folder.mkdir()
    store = PracticeStore(folder / "practice.db", KEY)
    brief = brief_for(folder, store, *resources)
    store.close()
    assert not any(line.text.startswith("Worse") for line in brief.attention)
    return brief.cards[0].distance.words, brief.cards[0].distance.tone
