"""Check-ins from the command line: a page written, its code kept, a table looked at before it is kept."""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from briefing_app.storage.checkin import page_with
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.system.keys import unlock
from briefing_app.system.paths import Profile
from tests.checkins import code_of
from tests.fhir import ndjson, patient
from tests.test_cli import briefing, conforms, schema

TODAY = date.today()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def profile(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    briefing(capsys, "--profile", str(tmp_path / "p"), "import", str(ndjson(tmp_path / "x.ndjson", patient(), patient("=2+2"))))
    return str(tmp_path / "p")


def written_page(profile: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The code of a page that was just written, finished yesterday evening with a positive safety answer."""
    code, out, _ = briefing(capsys, "--profile", profile, "checkin", "page", "ann", "PHQ-9", "--out", str(folder))
    assert (code, "give it to this client alone" in out) == (0, True)
    (path,) = folder.glob("check-in-*.html")
    place = Profile(Path(profile))
    store = PracticeStore(place.practice, unlock(place, "words"))
    reader = PracticeReader(store)
    number = int(json.loads(path.read_text("utf-8").partition('id="page">')[2].partition("<")[0])["number"])
    page = page_with(reader, number)
    assert page is not None
    reader.close()
    store.close()
    return code_of(page, YESTERDAY, "21:10", 1, 1, 1, 1, 1, 1, 1, 1, 1)


def test_a_page_is_written_once_and_its_code_comes_back(
    profile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = written_page(profile, tmp_path, capsys)
    (path,) = tmp_path.glob("check-in-*.html")
    found, _, err = briefing(capsys, "--profile", profile, "checkin", "page", "ann", "PHQ-9", "--out", str(path))
    assert (found, "exists already" in err) == (1, True)
    _, out, _ = briefing(capsys, "--profile", profile, "checkin", "code", code)
    assert "ann: PHQ-9 9. Finished at home on" in out
    assert "Safety: item 9 is 1" in out
    _, out, _ = briefing(capsys, "--profile", profile, "checkin", "code", code)
    assert "kept already" in out
    found, _, err = briefing(capsys, "--profile", profile, "checkin", "code", code[:-1] + ("0" if code[-1] != "0" else "1"))
    assert (found, "Group 5" in err) == (1, True)
    _, out, _ = briefing(capsys, "--profile", profile, "checkin", "list", "--json")
    listed = json.loads(out)
    conforms(listed, schema("checkins"))
    assert listed[0]["days"] == [{"date": YESTERDAY.isoformat(), "measures": ["PHQ-9"], "source": "page"}]
    assert "000102" not in out
    _, out, _ = briefing(capsys, "--profile", profile, "checkin", "list", "ann")
    assert "21:10: PHQ-9 9 (check-in page)" in out


def test_a_page_that_is_ended_takes_no_later_code(profile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = written_page(profile, tmp_path, capsys)
    assert briefing(capsys, "--profile", profile, "checkin", "end", code[:5])[0] == 0
    _, out, _ = briefing(capsys, "--profile", profile, "checkin", "list")
    assert "; ended " in out
    assert briefing(capsys, "--profile", profile, "checkin", "code", code)[0] == 0, "it was finished before"


def test_files_of_check_ins_are_imported_among_others(profile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = written_page(profile, tmp_path, capsys)
    saved = tmp_path / "check-in-2026-11-24.txt"
    saved.write_text(f"Briefing check-in\n{code}\nABCDE-12345\n", "utf-8")
    found, out, err = briefing(capsys, "--profile", profile, "import", str(saved))
    assert (found, "ann: PHQ-9 9" in out, "ABCDE-12345: Group 1" in err) == (1, True, True)
    export = ndjson(tmp_path / "more.ndjson", patient("ben"))
    saved.write_text(f"Briefing check-in\n{code}\n", "utf-8")
    found, out, err = briefing(capsys, "--profile", profile, "import", "--json", str(saved), str(export))
    assert (found, json.loads(out)["changed"], "kept already" in err) == (0, True, True)


def test_a_table_is_looked_at_then_kept_then_known(profile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "app.csv"
    path.write_text("who,when,mood\nann,03/11/2025,12\nann,13/11/2025,9\n=2+2,14/11/2025,8\n", "utf-8")
    found, out, _ = briefing(capsys, "--profile", profile, "import", str(path))
    assert (found, "no table with these columns was read before" in out) == (3, True)
    asked = ("--profile", profile, "checkin", "csv", str(path), "--client", "who", "--date", "when", "--value", "mood=PHQ-9")
    _, out, _ = briefing(capsys, *asked)
    assert "Say how dates like 03/04/2026 are to be read in this file." in out
    found, _, err = briefing(capsys, *asked, "--keep")
    assert (found, "order of day and month" in err) == (1, True)
    _, out, _ = briefing(capsys, *asked, "--order", "day", "--device", "--keep")
    assert "3 rows: 3 scores understood, 3 of them new; refused: 0." in out
    assert "3 scores kept." in out
    found, out, _ = briefing(capsys, "--profile", profile, "import", str(path))
    assert (found, "Nothing new" in out) == (0, True)
    _, out, _ = briefing(capsys, "--profile", profile, "checkin", "list", "--csv")
    assert "'=2+2,2025-11-14,,PHQ-9,8,device," in out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_no_name_header_cell_or_code_writes_to_the_terminal_what_it_likes(
    profile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = "\x1b]0;x\x07\x9b31m\u202e"
    table, codes, neither = (tmp_path / f"a{evil}b{kind}" for kind in (".csv", ".txt", ".ndjson"))
    table.write_text(f"client,date,PHQ-9{evil},x\nann{evil},2025-11-03,5,\n{'W' * 60_000},{evil},5,\n", "utf-8")
    codes.write_text(f"Briefing check-in\nABCDE{evil}\n{'W' * 30_000}\n", "utf-8")
    kept = ("checkin", "csv", str(table), "--client", "client", "--date", "date")
    for arguments in (
        kept,
        (*kept, "--score", "y"),
        ("checkin", "csv", str(neither)),
        ("import", str(table), str(codes)),
        ("import", str(neither)),
    ):
        _, out, err = briefing(capsys, "--profile", profile, *arguments)
        assert out + err
        assert all(one.isprintable() or one == "\n" for one in out + err), (arguments, out, err)
        assert len(out + err) < 3000


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("page", "nobody", "PHQ-9", "--out", "x"), "No client has the id nobody"),
        (("page", "ann", "BDI-II", "--out", "x"), "may not be put on a page"),
        (("csv", "nothing.csv"), "cannot be read"),
        (("end", "00000"), "Group 1"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    profile: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    found, _, err = briefing(capsys, "--profile", profile, "checkin", *arguments)
    assert found in (1, 3)
    assert words in err


def test_a_column_or_item_that_is_not_there_is_named(profile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "app.csv"
    path.write_text("who,when,mood\nann,2025-11-03,12\n", "utf-8")
    asked = ("--profile", profile, "checkin", "csv", str(path))
    assert "no column whom" in briefing(capsys, *asked, "--client", "whom")[2]
    assert "PHQ-9 has no item 10" in briefing(capsys, *asked, "--value", "mood=PHQ-9:10")[2]
