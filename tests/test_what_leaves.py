"""Whatever leaves the store, and every refused way in, has its row of the audit; a client's own names the client. And a goal is ended."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import pytest

from briefing_app.cli import main
from briefing_app.domain.act import By
from briefing_app.services.enter import enter_goal
from briefing_app.services.entry import Filled, make_entry
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.system.keys import unlock
from briefing_app.system.paths import Profile
from tests.importing import CATALOGUE
from tests.test_cli import briefing, profile

__all__ = ["profile"]


def rows(capsys: pytest.CaptureFixture[str], profile: str) -> list[dict[str, str]]:
    _, out, _ = briefing(capsys, "--profile", profile, "audit", "--csv")
    return [one for one in csv.DictReader(io.StringIO(out)) if one["detail"] != "briefing audit"]


def test_a_clients_page_leaves_a_row_that_names_the_client(profile: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert briefing(capsys, "--profile", profile, "client", "ann")[0] == 0
    last = rows(capsys, profile)[-1]
    assert (last["action"], last["detail"]) == ("viewed", "briefing client")
    assert int(last["client"]) > 0


def test_wrong_words_are_in_the_audit_once_the_store_is_opened(profile: str, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert briefing(capsys, "--profile", profile, "day", passphrase="other words")[0] == 5
    assert [one["detail"] for one in rows(capsys, profile) if one["action"] == "refused to open"] == ["wrong words"] * 2
    assert not Profile(Path(profile)).refusals.exists()
    assert len([one for one in rows(capsys, profile) if one["action"] == "refused to open"]) == 2


def test_an_export_of_the_ledger_has_a_row_that_names_the_process_notes(
    profile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read, write = os.pipe()
    os.write(write, b"words\nown words\n")
    os.close(write)
    made = main(["--passphrase-fd", str(read), "--profile", profile, "ledger", "--export", str(tmp_path / "own")])
    os.close(read)
    capsys.readouterr()
    assert made == 0
    last = rows(capsys, profile)[-1]
    assert (last["action"], last["detail"]) == ("exported", "own ledger with process notes")


def test_a_goal_is_ended_from_the_command_line_by_its_words(profile: str, capsys: pytest.CaptureFixture[str]) -> None:
    from datetime import datetime

    now = datetime.now().astimezone()
    store = PracticeStore(Profile(Path(profile)).practice, unlock(Profile(Path(profile)), "words"))
    reader = PracticeReader(store)
    row = reader.row_of("ann") or 0
    enter_goal(store, "sleep through", "higher", make_entry(CATALOGUE("PHQ-9"), row, now.date(), Filled(7), By("A. B.", now)))
    reader.close()
    store.close()
    code, _, err = briefing(capsys, "--profile", profile, "client", "ann", "--end-goal", "walk more")
    assert code == 1
    assert "In use: sleep through." in err
    code, out, _ = briefing(capsys, "--profile", profile, "client", "ann", "--end-goal", "Sleep  through")
    assert (code, out) == (0, "Ended: sleep through. It is not asked for any more; its scores stay.\n")
    assert rows(capsys, profile)[-1]["action"] == "ended a goal"
