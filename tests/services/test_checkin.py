"""Check-ins: what a code or a row of a table leaves in the store, and which days count."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError

from briefing_app.domain.act import By
from briefing_app.domain.checkin import CheckinDay, CheckinSource
from briefing_app.domain.checkin_code import read_groups
from briefing_app.domain.client import Answer
from briefing_app.domain.problems import Problem
from briefing_app.services.checkin import (
    LARGEST_FILE,
    checkin_days_of,
    checkins_of,
    codes_in,
    make_page,
    read_code,
    sort_files,
)
from briefing_app.services.entry import Correction, Filled, make_entry, withdrawal
from briefing_app.services.keep_checkin import keep_checkins
from briefing_app.storage.checkin import end_page, pages_of
from briefing_app.storage.entry import add_answer, add_score
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.brief import Brief
from briefing_app.viewmodels.client import make_client
from tests.checkins import code_of, page_for
from tests.fhir import appointment, ndjson, patient, response, score
from tests.importing import CATALOGUE, NEW_YORK, take

NOW = datetime(2026, 11, 24, 9, 5, tzinfo=NEW_YORK)
TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)
CALM = (1, 1, 1, 1, 1, 1, 1, 1, 0)
POSITIVE = (1, 1, 1, 1, 1, 1, 1, 1, 2)


@pytest.fixture
def client(store: PracticeStore, tmp_path: Path) -> int:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), score("s1", 18, "2026-11-01T09:00:00Z")))
    reader = PracticeReader(store)
    found = reader.row_of("ann")
    reader.close()
    assert found is not None
    return found


def hand_in(store: PracticeStore, reader: PracticeReader, code: str) -> int:
    received = read_code(reader, CATALOGUE, code, NOW, "A. B.", NEW_YORK)
    return keep_checkins(store, [received], NOW.timestamp(), "A. B.").number


def brief(reader: PracticeReader, client: int) -> Brief:
    return make_client(reader.histories([client])[client], CATALOGUE, TODAY, NEW_YORK, reader.rules()).brief


def test_a_code_becomes_a_score_that_says_how_it_came(store: PracticeStore, reader: PracticeReader, client: int) -> None:
    page = page_for(store, client, "PHQ-9", "GAD-7")
    assert hand_in(store, reader, code_of(page, YESTERDAY, "21:10", *CALM, *([1] * 7))) == 2
    scores = reader.histories([client])[client].scores
    found = scores["PHQ-9"][-1]
    assert (found.day, found.score, found.items, found.solid) == ("2026-11-23", 8, "1,1,1,1,1,1,1,1,0", True)
    assert found.origin.file == "check-in page, finished at home on Monday 23 Nov 2026, 21:10"
    assert scores["GAD-7"][-1].score == 7
    (entry, *_) = reader.own_entries(client)
    assert (entry.mode, entry.by, entry.stands) == ("page", "A. B.", True)


def test_the_same_code_twice_changes_nothing_and_another_day_s_is_another_check_in(
    store: PracticeStore, reader: PracticeReader, client: int
) -> None:
    page = page_for(store, client, "PHQ-9")
    code = code_of(page, YESTERDAY, "21:10", *CALM)
    assert [
        hand_in(store, reader, one) for one in (code, code.lower().replace("-", ""), code_of(page, TODAY, "08:00", *CALM))
    ] == [1, 0, 1]
    assert [one.day for one in checkins_of(reader, client, NEW_YORK)] == [date(2026, 11, 1), YESTERDAY, TODAY]


def test_a_question_left_open_is_missing_and_a_measure_left_open_is_none(
    store: PracticeStore, reader: PracticeReader, client: int
) -> None:
    page = page_for(store, client, "PHQ-9", "GAD-7")
    assert hand_in(store, reader, code_of(page, TODAY, "08:00", *CALM[:4], *([None] * 5), *([None] * 7))) == 1
    found = reader.histories([client])[client].scores
    assert (found["PHQ-9"][-1].score, found["PHQ-9"][-1].items) == (None, "1,1,1,1,,,,,")
    assert "GAD-7" not in found


def test_a_positive_answer_at_home_opens_a_safety_line_and_a_later_one_of_the_same_day_reopens_it(
    store: PracticeStore, reader: PracticeReader, client: int
) -> None:
    page = page_for(store, client, "PHQ-9")
    hand_in(store, reader, code_of(page, TODAY, "07:00", *POSITIVE))
    (line,) = brief(reader, client).waiting
    assert "PHQ-9 item 9" in line.text
    assert line.about is not None
    answer = Answer(
        client,
        "safety",
        line.about.rule,
        "PHQ-9",
        line.about.basis,
        line.text,
        "Asked",
        "plan gone through",
        NOW.timestamp(),
        "A. B.",
    )
    add_answer(store, answer)
    assert brief(reader, client).waiting == ()
    hand_in(store, reader, code_of(page, TODAY, "08:30", *POSITIVE))
    assert len(brief(reader, client).waiting) == 1


def test_only_wording_that_may_ship_is_put_on_a_page(store: PracticeStore, client: int) -> None:
    for measure in ("BDI-II", "WHO-5", "C-SSRS-SCREEN"):
        with pytest.raises(Problem, match="may not be put on a page"):
            make_page(store, CATALOGUE, client, ["PHQ-9", measure], By("", NOW))
    with pytest.raises(Problem, match="No measure was chosen"):
        make_page(store, CATALOGUE, client, [], By("", NOW))


def test_a_code_of_another_practice_s_page_and_one_from_the_future_are_refused(
    store: PracticeStore, reader: PracticeReader, client: int
) -> None:
    page = page_for(store, client, "PHQ-9")
    stranger = page._replace(number=(page.number + 1) % (1 << 18))
    with pytest.raises(Problem, match="No page of this practice begins its codes with"):
        read_code(reader, CATALOGUE, code_of(stranger, TODAY, "08:00", *CALM), NOW, "", NEW_YORK)
    with pytest.raises(Problem, match="Thursday 26 Nov 2026, which is still to come"):
        read_code(reader, CATALOGUE, code_of(page, TODAY + timedelta(days=2), "08:00", *CALM), NOW, "", NEW_YORK)
    assert read_code(reader, CATALOGUE, code_of(page, TODAY + timedelta(days=1), "01:00", *CALM), NOW, "", NEW_YORK).scores, (
        "a client may live further east"
    )


def test_an_ended_page_s_codes_are_taken_up_to_its_last_day(store: PracticeStore, reader: PracticeReader, client: int) -> None:
    page = page_for(store, client, "PHQ-9")
    end_page(store, page.number, (NOW - timedelta(days=1)).timestamp())
    assert hand_in(store, reader, code_of(page, YESTERDAY, "23:00", *CALM)) == 1
    with pytest.raises(Problem, match="ended on Monday 23 Nov 2026"):
        read_code(reader, CATALOGUE, code_of(page, TODAY, "08:00", *CALM), NOW, "", NEW_YORK)
    assert [one.ended > 0 for one in pages_of(reader, client)] == [True]


def test_a_saved_file_may_hold_several_codes_and_any_other_file_is_none(tmp_path: Path) -> None:
    saved = tmp_path / "check-in-2026-11-24.txt"
    saved.write_text("Briefing check-in\r\nABCDE-FGHJK\r\n\r\nBriefing check-in\r\nMNPQR-STVWX\r\n", "utf-8")
    assert codes_in(saved) == ["ABCDE-FGHJK", "MNPQR-STVWX"]
    other = tmp_path / "notes.txt"
    other.write_text("Dear diary\n", "utf-8")
    assert codes_in(other) is None
    assert codes_in(tmp_path / "nothing") is None


def test_every_line_of_a_file_of_codes_is_read_and_a_longer_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    saved, diary = tmp_path / "check-ins.txt", tmp_path / "diary.txt"
    code = "ABCDE-FGHJK-MNPQR-STVWX"
    most = LARGEST_FILE // (len(code) + 1) - 1
    saved.write_text("Briefing check-in\n" + f"{code}\n" * most, "utf-8")
    assert codes_in(saved) == [code] * most
    saved.write_text("Briefing check-in\n" + f"{code}\n" * (most + 10), "utf-8")
    diary.write_text("Briefing check-in and more\n" + "x\n" * LARGEST_FILE, "utf-8")
    found = sort_files([saved, diary])
    assert (found.codes, found.others) == ((), (diary,))
    (said,) = found.refused
    assert "check-ins.txt is larger than 64 kB. Keep its codes in several files" in said


def test_a_code_of_control_and_direction_characters_is_refused_in_plain_words(tmp_path: Path) -> None:
    saved = tmp_path / "x.txt"
    saved.write_text("Briefing check-in\nABCDE\x1b]0;x\x07\u202e-FGHJK" + "9" * 5000 + "\n", "utf-8")
    (line,) = codes_in(saved) or []
    assert line.startswith("ABCDE ]0;x \ufffd-FGHJK999")
    assert len(line) == 2000
    with pytest.raises(Problem, match=r"Group 1 holds U\+202E"):
        read_groups("\u202eABCD")


def test_a_day_counts_once_a_source_and_not_when_it_was_taken_back(
    store: PracticeStore, reader: PracticeReader, client: int
) -> None:
    page = page_for(store, client, "PHQ-9", "GAD-7")
    hand_in(store, reader, code_of(page, YESTERDAY, "08:00", *CALM, *([1] * 7)))
    hand_in(store, reader, code_of(page, YESTERDAY, "20:00", *CALM, *([None] * 7)))
    hand_in(store, reader, code_of(page, TODAY, "08:00", *CALM, *([None] * 7)))
    fhir = CheckinDay(date(2026, 11, 1), client, ("PHQ-9",), CheckinSource.FHIR)
    yesterday = CheckinDay(YESTERDAY, client, ("GAD-7", "PHQ-9"), CheckinSource.PAGE)
    today = CheckinDay(TODAY, client, ("PHQ-9",), CheckinSource.PAGE)
    assert checkin_days_of(reader, client, NEW_YORK) == (fhir, yesterday, today)
    newest = reader.own_entries(client)[0].row
    fixed = make_entry(CATALOGUE("PHQ-9"), client, TODAY, Filled(9), By("", NOW), Correction(newest, "misheard"))
    corrected = add_score(store, fixed)
    assert checkin_days_of(reader, client, NEW_YORK)[-1] == today, "a corrected one was still sent"
    kept = reader.own_score(corrected)
    assert kept is not None
    add_score(store, withdrawal(kept, corrected, "another client's code", NOW.timestamp(), ""))
    assert checkin_days_of(reader, client, NEW_YORK) == (fhir, yesterday)


def test_of_imported_scores_those_between_sessions_count_on_the_day_as_written(
    store: PracticeStore, reader: PracticeReader, tmp_path: Path
) -> None:
    take(
        store,
        ndjson(
            tmp_path / "x.ndjson",
            patient(),
            appointment("a", "2026-11-05T15:00:00Z", status="fulfilled"),
            appointment("b", "2026-11-06T15:00:00Z", status="noshow"),
            response("at-session", CALM, "2026-11-05T08:00:00-05:00"),
            response("missed", CALM, "2026-11-06T08:00:00-05:00"),
            response("written-late", CALM, "2026-11-07T23:30:00-05:00"),
            response("in-utc", CALM, "2026-11-10T02:10:00Z"),
            response("in-a-visit", CALM, "2026-11-11T08:00:00-05:00", encounter={"reference": "Encounter/e1"}),
            response("not-finished", CALM, "2026-11-12T08:00:00-05:00", status="in-progress"),
            response("month-only", CALM, "2026-11"),
        ),
    )
    row = reader.row_of("ann")
    assert row is not None
    days = checkin_days_of(reader, row, NEW_YORK)
    assert [one.day.isoformat() for one in days] == ["2026-11-06", "2026-11-07", "2026-11-09"]
    assert {one.source for one in days} == {CheckinSource.FHIR}


def test_check_ins_are_only_added_to_and_no_import_touches_them(
    store: PracticeStore, reader: PracticeReader, client: int, tmp_path: Path
) -> None:
    page = page_for(store, client, "PHQ-9")
    hand_in(store, reader, code_of(page, TODAY, "08:00", *CALM))
    with store.engine.connect() as connection:
        before = connection.exec_driver_sql("SELECT * FROM checkin").all()
    take(store, ndjson(tmp_path / "x.ndjson", patient(), score("s1", 18, "2026-11-01T09:00:00Z")))
    with store.engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT * FROM checkin").all() == before
        with pytest.raises(DatabaseError, match="only appended"):
            connection.exec_driver_sql("UPDATE checkin SET day = '2020-01-01'")
