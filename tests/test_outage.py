"""The pack for days without this computer: opened elsewhere by words alone, and pages that say no more than they must."""

from __future__ import annotations

import json
import re
import stat
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from briefing_app.documents.outage import page_as_pdf, pages_of
from briefing_app.documents.printed import brief_document
from briefing_app.domain.problems import Problem
from briefing_app.services.backup import now, vault_of
from briefing_app.services.measure import Catalogue
from briefing_app.services.outage import coming_days, write_pack
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.system.keys import new_code, set_recovery_code, unlock
from briefing_app.system.paths import Profile
from briefing_app.viewmodels.outage import FailsafePage, make_pages
from tests.fhir import appointment, ndjson, patient, score
from tests.importing import everything, take
from tests.test_cli import briefing

ENDLESS = "A word and another word without an end " * 12


def export(place: Path) -> Path:
    days = [(date.today() + timedelta(days=offset)).isoformat() for offset in range(5)]
    named = {
        "resourceType": "Condition", "id": "n", "subject": {"reference": "Patient/ann"}, "code": {"text": "Grief of ZEBULON Canary-Name"},
        "clinicalStatus": {"coding": [{"code": "active"}]},
    }  # fmt: skip
    return ndjson(
        place / "canary-name.ndjson",
        patient("ann", name=[{"family": "Canary-Name", "given": ["Zebulon"]}]),
        patient("bea"),
        score("s", 12),
        named,
        *(appointment(f"a{number}", f"{day}T10:00:00") for number, day in enumerate(days)),
        appointment("b", f"{days[1]}T11:00:00", clients=("bea",)),
        appointment("off", f"{days[1]}T12:00:00", clients=("bea",), status="cancelled"),
    )


@pytest.fixture
def profile(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Profile:
    made = Profile(tmp_path / "p")
    assert briefing(capsys, "--profile", str(made.folder), "import", str(export(tmp_path)))[0] == 0
    return made


def rows(profile: Profile, words: str) -> Any:
    with closing(PracticeStore(profile.practice, unlock(profile, words))) as store:
        return everything(store)


@pytest.mark.usefixtures("qapp")
def test_another_computer_opens_the_pack_with_the_code_alone(
    tmp_path: Path, profile: Profile, capsys: pytest.CaptureFixture[str]
) -> None:
    code = new_code()
    set_recovery_code(profile, unlock(profile, "words"), code)
    folder = tmp_path / "stick"
    assert briefing(capsys, "--profile", str(profile.folder), "outage-pack", str(folder))[0] == 0
    pack = next(folder.glob("outage-*.briefing"))
    assert sorted(path.suffix for path in folder.iterdir()) == [".briefing", ".txt"]  # no page unless asked for
    elsewhere = Profile(tmp_path / "elsewhere")
    assert briefing(capsys, "--profile", str(elsewhere.folder), "restore", str(pack), passphrase=code)[0] == 0
    assert rows(elsewhere, code) == rows(profile, "words")


@pytest.mark.usefixtures("qapp")
def test_a_page_for_each_session_to_come_readable_by_anybody_and_written_down(
    tmp_path: Path, profile: Profile, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    folder = tmp_path / "stick"
    code, out, _ = briefing(capsys, "--profile", str(profile.folder), "outage-pack", str(folder), "--prints", "--days", "2")
    assert code == 0
    assert out.index("not encrypted: whoever finds") < out.index("Written and read back")
    pages = sorted(path.name for path in folder.glob("*.pdf"))
    assert [re.sub(r"\d{4}-\d\d-\d\d", "DAY", name) for name in pages] == [
        "session-01-DAY-1000.pdf", "session-02-DAY-1000.pdf", "session-03-DAY-1100.pdf",
    ]  # fmt: skip
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert list(temporary.iterdir()) == []
    assert "canary" not in (folder / "READ-ME.txt").read_text().lower()
    chain = json.loads(briefing(capsys, "--profile", str(profile.folder), "audit", "--json")[1])
    assert [one["action"] for one in chain if one["detail"] in ("outage pack", "failsafe page")] == [
        "exported",
        *["printed"] * 3,
    ]


@pytest.fixture
def pages(tmp_path: Path, store: PracticeStore, catalogue: Catalogue) -> list[list[FailsafePage]]:
    take(store, export(tmp_path))
    with closing(PracticeReader(store)) as reader:
        days = coming_days(reader, date.today(), 3, "")
    return [make_pages(days, catalogue, only_initials=short) for short in (False, True)]


@pytest.mark.usefixtures("qapp")
def test_with_initials_no_page_says_the_name_or_the_date_of_birth(pages: list[list[FailsafePage]]) -> None:
    whole, short = ("\n".join(brief_document(page.brief, "", "Inter").toPlainText() for page in one) for one in pages)
    assert "Zebulon Canary-Name" in whole
    assert "ZEBULON" in whole
    assert "1 May 1990" in whole
    assert "ZCN" in short
    assert not re.search("zebulon|canary|1990", short, re.I)
    assert [page.client for page in pages[0]] == [page.client for page in pages[1]]


def test_a_brief_that_fills_a_page_goes_on_over_the_next_and_nothing_of_it_is_cut(
    qapp: QApplication, pages: list[list[FailsafePage]]
) -> None:
    from dataclasses import replace

    page = pages[0][0]
    words = f"{ENDLESS} and the last word"
    message = replace(page.brief.lines[0], kind="message", heading="Messages", text=words)
    endless = replace(page, brief=replace(page.brief, lines=(*page.brief.lines, *[message] * 40)))
    assert pages_of(page_as_pdf(endless, "", "Inter")) > 1
    assert brief_document(endless.brief, "", "Inter").toPlainText().count("and the last word") == 40
    assert pages_of(page_as_pdf(page, "", "Inter")) == 1


def test_a_pack_that_only_this_keyring_opens_is_not_written(
    tmp_path: Path, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefing_app.services.outage.ways_in", lambda _: ("keyring",))
    with pytest.raises(Problem, match="No other computer could open"):
        write_pack(vault_of(profile), unlock(profile, "words"), tmp_path, now())
    assert list(tmp_path.glob("*.briefing")) == []


def test_a_folder_that_cannot_be_written_is_a_sentence(
    tmp_path: Path, profile: Profile, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    code, _, err = briefing(capsys, "--profile", str(profile.folder), "outage-pack", str(tmp_path / "file" / "x"))
    assert code == 1
    assert "cannot be written to" in err
    assert briefing(capsys, "--profile", str(profile.folder), "outage-pack", str(tmp_path / "y"), "--days", "99")[0] == 2
