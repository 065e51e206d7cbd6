"""Watched folders: a file is read once it is whole, and once only; what nobody has opened waits; nothing is deleted."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from briefing_app.domain.problems import Problem
from briefing_app.services import watch as watching
from briefing_app.services.importing import import_into
from briefing_app.services.watch import Look, Taken, Watch, look_twice, take_watched
from briefing_app.sources.watched import Whole, is_whole
from briefing_app.storage.practice import PracticeStore
from briefing_app.system.paths import Profile
from briefing_app.system.settings import Settings, read_settings, write_settings
from briefing_app.viewmodels.watch import lines_of
from tests.ccda import document
from tests.conftest import KEY
from tests.fhir import ndjson, patient, score
from tests.importing import HELD, everything, shown
from tests.importing import take as open_once

NOW = 1_800_000_000.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "drop"
    made.mkdir()
    return made


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    (tmp_path / "profile").mkdir()
    return Profile(tmp_path / "profile")


def put(path: Path, text: str | bytes, written: float = NOW - 60) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    os.utime(path, (written, written))
    return path


def take(store: PracticeStore, profile: Profile, *paths: Path) -> Taken:
    return take_watched(store, HELD, profile, KEY, paths)


@pytest.fixture(autouse=True)
def _no_backup(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefing_app.services.importing.back_up_before", lambda *_: None)


@pytest.mark.parametrize(
    ("head", "tail", "whole"),
    [
        (b"BEGIN:VCALENDAR\r\n", b"\r\nEND:VCALENDAR\r\n", Whole.YES),
        (b"BEGIN:VCALENDAR\r\n", b"\r\nEND:VEVENT\r\n", Whole.NO),
        (b'{"resourceType"', b'"x"}\n', Whole.YES),
        (b'{"resourceType"', b'"x', Whole.NO),
        (b"<?xml?><h:ClinicalDocument>", b"</h:ClinicalDocument>\n<!-- made -->\n", Whole.YES),
        (b"<ClinicalDocument>", b"</component>", Whole.NO),
        ("\ufeff<ClinicalDocument>".encode("utf-16-le"), "</ClinicalDocument>".encode("utf-16-le"), Whole.YES),
        (b"PK\x03\x04..", b"PK\x05\x06" + bytes(18), Whole.YES),
        (b"PK\x03\x04..", b"PK\x05\x06" + bytes(10), Whole.NO),
        (b"name,day\n", b"Ann,1\n", Whole.UNTOLD),
    ],
)
def test_a_file_is_whole_where_it_ends_as_its_kind_does(head: bytes, tail: bytes, whole: Whole) -> None:
    assert is_whole(head, tail) is whole


def test_a_file_is_told_once_after_two_looks_two_seconds_apart_and_again_when_it_changed(folder: Path) -> None:
    file = put(folder / "a.xml", document())
    watch = Watch((str(folder),))
    assert watch.look(NOW) == Look(unfinished=True)
    assert watch.look(NOW + 1).whole == ()
    assert watch.look(NOW + 2) == Look((file,))
    assert watch.look(NOW + 4) == Look()
    put(file, document() + "\n", NOW + 5)
    assert watch.look(NOW + 6) == Look(unfinished=True)
    assert watch.look(NOW + 8).whole == (file,)


def test_a_file_that_grows_or_is_cut_off_is_not_told(folder: Path) -> None:
    text = document()
    watch = Watch((str(folder),))
    for number in range(4):
        put(folder / "a.xml", text[: 100 * (number + 1)], NOW + number)
        assert watch.look(NOW + 2 * number) == Look(unfinished=True)
    assert watch.look(NOW + 50) == Look(unfinished=True)
    told = watch.look(NOW + 70)
    assert told == Look(broken=("a.xml",))
    assert lines_of(told, ()) == ["a.xml does not end as such a file does; it is read once it is whole."]


def test_a_table_lies_still_for_five_seconds_before_it_is_told(folder: Path) -> None:
    put(folder / "a.csv", "name\nAnn\n", NOW)
    watch = Watch((str(folder),))
    watch.look(NOW + 1)
    assert watch.look(NOW + 3).whole == ()
    assert len(watch.look(NOW + 5).whole) == 1


def test_what_is_not_ours_is_not_looked_at(folder: Path, tmp_path: Path) -> None:
    for name in (".hidden.json", "~$a.xml", "a.part", "b.crdownload", ".~lock.a.ods#", "Thumbs.db", "desktop.ini", "c.TMP"):
        put(folder / name, document())
    outside = put(tmp_path / "outside.xml", document())
    (folder / "link.xml").symlink_to(outside)
    os.mkfifo(folder / "pipe.xml")
    (folder / "below").mkdir()
    put(folder / "below" / "a.xml", document())
    watch = Watch((str(folder),))
    watch.look(NOW)
    assert watch.look(NOW + 2) == Look()


def test_a_folder_that_vanishes_is_said_and_found_again(folder: Path) -> None:
    watch = Watch((str(folder),))
    folder.rmdir()
    gone = watch.look(NOW)
    assert gone == Look(lost=(str(folder),))
    assert lines_of(gone, ()) == ["The watched folder drop is not there; it is looked for again."]
    folder.mkdir()
    put(folder / "a.xml", document())
    watch.look(NOW + 60)
    assert len(watch.look(NOW + 62).whole) == 1


def test_the_same_content_is_read_once_under_any_name_and_a_smaller_export_deletes_nothing(
    folder: Path, profile: Profile, store: PracticeStore
) -> None:
    first = ndjson(folder / "a.ndjson", patient(), score("s", 9), score("t", 8, "2024-04-01"))
    report = take(store, profile, first).report
    assert report is not None
    assert report.total("kept") == 3
    before = everything(store)
    copy = put(folder / "b.ndjson", first.read_bytes())
    assert take(store, profile, first, copy) == Taken()
    smaller = ndjson(folder / "a.ndjson", patient(), score("s", 9))
    assert take(store, profile, smaller).report is not None
    assert everything(store) == before


def test_an_unknown_table_waits_with_one_quiet_line_and_what_is_refused_is_not_tried_again(
    folder: Path, profile: Profile, store: PracticeStore
) -> None:
    table, pdf = put(folder / "a.csv", "name,day\nAnn,1\nBen,2\n"), put(folder / "b.pdf", "%PDF-1.7")
    cut = put(folder / "c.xml", document()[:-9])
    with zipfile.ZipFile(folder / "d.xlsx", "w") as made:
        made.writestr("xl/workbook.xml", "<x/>")
    taken = take(store, profile, table, pdf, cut, folder / "d.xlsx")
    waits = "it waits until somebody opens one like it on the Import page"
    assert taken.left == (
        ("a.csv", f"a table whose columns were not read before; {waits}"),
        ("b.pdf", "a PDF, which cannot be read; ask for FHIR as JSON or NDJSON; it was left alone"),
    )
    assert taken.report is not None
    assert taken.report.nothing_read
    assert take(store, profile, cut).report is None


def test_a_calendar_waits_until_it_was_opened_once(folder: Path, profile: Profile, store: PracticeStore) -> None:
    begun = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nX-WR-CALNAME:Office\r\n"
    file = put(folder / "a.ics", f"{begun}END:VCALENDAR\r\n")
    assert take(store, profile, file).left == (
        ("a.ics", "a calendar that was not read before; it waits until somebody opens one like it on the Import page"),
    )
    open_once(store, file)
    later = put(folder / "b.ics", f"{begun}X-WR-CALDESC:later\r\nEND:VCALENDAR\r\n")
    taken = take(store, profile, later)
    assert (taken.left, taken.report is not None) == ((), True)


def test_a_file_that_is_written_to_while_it_is_read_is_read_again(
    folder: Path, profile: Profile, store: PracticeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = ndjson(folder / "a.ndjson", patient(), score("s", 9))
    read = import_into

    def and_grows(*arguments: object) -> object:
        report = read(*arguments)  # type: ignore[arg-type]
        ndjson(file, patient(), score("s", 9), score("t", 8, "2024-04-01"))
        return report

    monkeypatch.setattr(watching, "import_into", and_grows)
    take(store, profile, file)
    monkeypatch.setattr(watching, "import_into", read)
    take(store, profile, file)
    assert [value for _, _, value in shown(store)] == [9, 8]


def test_one_command_looks_until_two_looks_agree(folder: Path) -> None:
    put(folder / "a.xml", document())
    clock, waited = [NOW], []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        clock[0] += seconds

    assert len(look_twice([str(folder)], lambda: clock[0], wait).whole) == 1
    assert waited == [2]
    with pytest.raises(Problem, match="No folder is watched"):
        look_twice([])


def test_at_most_three_folders_are_kept_as_settings(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    write_settings(path, Settings(name="me", watched_folders=("/a", "/b")))
    assert read_settings(path).watched_folders == ("/a", "/b")
    write_settings(path, Settings(name="me", watched_folders=("/a", "/b", "/c", "/d")))
    assert read_settings(path) == Settings()


def test_clients_come_before_sessions_and_a_table_with_rows_that_wait_is_tried_again(
    folder: Path, profile: Profile, store: PracticeStore
) -> None:
    columns = "id,start_at,end_at,patient_guid,patient_number,patient_first_name,patient_preferred_name,patient_last_name,treatment_name,state,chart_status"
    row = "1,2026-07-02 10:00,2026-07-02 10:50,g,7,Ann,,Invented,Therapy,arrived,signed"
    sessions = put(folder / "appointments.csv", f"{columns}\n{row}\n", NOW - 90)
    first = take(store, profile, sessions).report
    assert first is not None
    assert (first.total("rejected"), first.digests) == (1, ())
    details = "Client,Client type,Date added,Primary clinician,Last appointment,Next appointment,Status\nAnn Invented,Adult,,,,,Active\n"
    clients = put(folder / "clients.csv", details, NOW - 30)
    second = take(store, profile, sessions, clients).report
    assert second is not None
    assert [one.path for one in second.files] == ["clients.csv", "appointments.csv"]
    assert any("waits for an answer whom the name there means" in one.reason for one in second.issues)
    assert len(second.digests) == 1
