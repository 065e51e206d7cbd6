"""Clients and sessions entered by hand, from an empty profile, by the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from briefing_app.cli import main
from briefing_app.commands.by_hand_options import with_verbs
from briefing_app.system.paths import Profile
from tests.fhir import appointment, ndjson, patient


class Commands:
    """The commands of one profile, on the invented key of the demo."""

    def __init__(self, profile: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.profile, self._capsys = profile, capsys

    def __call__(self, *words: str) -> str:
        """What one command prints, also where it refuses."""
        main(["--demo", "--profile", str(self.profile), *words])
        told = self._capsys.readouterr()
        return (told.out + told.err).strip()


@pytest.fixture
def briefing(tmp_path: Path, demo_at: Callable[[Path], Profile], capsys: pytest.CaptureFixture[str]) -> Commands:
    demo_at(tmp_path / "profile" / "demo")
    return Commands(tmp_path / "profile", capsys)


@pytest.mark.parametrize(
    ("words", "joined"),
    [
        (["client", "add", "Ada"], ["client add", "Ada"]),
        (["--profile", "client", "client", "edit", "own:1"], ["--profile", "client", "client edit", "own:1"]),
        (["client", "show", "add"], ["client show", "add"]),
        (["client", "c07", "--start", "none"], ["client", "c07", "--start", "none"]),
        (["client"], ["client"]),
    ],
)
def test_a_verb_behind_client_is_one_command_with_it(words: list[str], joined: list[str]) -> None:
    assert with_verbs(words) == joined


def test_a_practice_begins_with_a_client_and_a_session(briefing: Commands) -> None:
    assert briefing("client", "add", "Ada Brown", "--pronouns", "she/her") == (
        "Ada Brown is a client now, with the id own:1. Not known: birth date."
    )
    assert briefing("client", "add", "brown, ada").startswith("briefing: Ada Brown (own:1) is in the practice already.")
    assert briefing("session", "add", "own:1", "2031-03-03", "09:30", "--repeats", "weekly", "--until", "2031-03-25") == (
        "Ada Brown: Monday 3 Mar 2031, 09:30 to 10:20 (session:1), weekly: 4 sessions, the last on 24 Mar 2031."
    )
    assert briefing("session", "list", "own:1").splitlines()[1:] == [
        "Monday 10 Mar 2031, 09:30, session:2", "Monday 17 Mar 2031, 09:30, session:3", "Monday 24 Mar 2031, 09:30, session:4",
    ]  # fmt: skip
    day = briefing("day", "2031-03-10")
    assert "09:30  Ada Brown" in day
    assert "she/her · date of birth not recorded · session 1" in day
    assert "Ada Brown" in briefing("client", "show", "own:1")


def test_what_is_said_of_a_client_is_changed_part_by_part(briefing: Commands) -> None:
    briefing("client", "add", "Ada Brown", "--born", "1984-03-09", "--contact", "555-0100", "--pronouns", "she/her")
    assert briefing("client", "edit", "own:1", "--pronouns", "none", "--name", "Ada Okri") == (
        "Ada Okri is changed, with the id own:1. Not known: pronouns."
    )
    assert "born 9 Mar 1984" in briefing("client", "own:1")
    assert briefing("client", "edit", "own:1").startswith("briefing: Nothing was said to be changed.")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("session", "add", "own:9", "2031-03-03", "09:30"), "No client has the id own:9."),
        (("session", "add", "own:1", "2031-03-03", "half past nine"), "half past nine is no time of day."),
        (("session", "add", "own:1", "2031-03-03", "09:30", "--minutes", "0"), "A session of 0 minutes cannot be."),
        (("client", "add", "Ben", "--born", "1984"), "1984 is not a day."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(briefing: Commands, words: tuple[str, ...], said: str) -> None:
    briefing("client", "add", "Ada Brown")
    assert briefing(*words).startswith(f"briefing: {said}")


def test_what_becomes_of_a_session_is_said_by_its_name(briefing: Commands) -> None:
    briefing("client", "add", "Ada Brown")
    briefing(
        "session", "add", "own:1", "2026-03-02", "09:30", "--repeats", "weekly", "--until", "2026-03-25", "--mode", "video"
    )
    assert briefing("session", "attended", "session:1") == "Ada Brown: Monday 2 Mar 2026, 09:30, session:1, video, held."
    assert briefing("session", "cancelled", "session:2", "--by", "client", "--on", "2026-03-08") == (
        "Ada Brown: Monday 9 Mar 2026, 09:30, session:2, video, cancelled by the client, said on 8 Mar 2026."
    )
    assert briefing("session", "open", "session:2").endswith("outcome not recorded.")
    assert briefing("session", "move", "session:3", "2026-03-17", "10:00", "--from-here-on", "--minutes", "30") == (
        "session:3 is on Tuesday 17 Mar 2026, 10:00 to 10:30; 1 after it moved by as much."
    )
    assert (
        briefing("session", "end", "session:4") == "The series ends before Tuesday 24 Mar 2026: 1 session does not take place."
    )
    assert briefing("session", "undo", "session:4") == "session:4 is on Tuesday 24 Mar 2026, 10:00 to 10:30."
    assert briefing("session", "missed", "session:9").startswith("briefing: No session is called session:9.")


def test_a_group_and_its_room_stand_in_the_brief(briefing: Commands) -> None:
    briefing("client", "add", "Ada Brown")
    briefing("client", "add", "Ben Okri")
    words = ("2031-03-03", "09:30", "--also", "own:2", "--group", "Skills", "--place", "Room 2")
    assert briefing("session", "add", "own:1", *words).startswith("Ada Brown and Ben Okri: Monday 3 Mar 2031, 09:30 to 10:20")
    assert briefing("day", "2031-03-03").count("09:30–10:20, Skills, Room 2") == 2


def test_what_is_known_of_a_client_is_entered_changed_and_taken_back_by_its_number(briefing: Commands) -> None:
    briefing("client", "add", "Ada Brown")
    assert briefing("client", "facts", "own:1") == "Nothing was entered by hand of Ada Brown but name and sessions."
    enter = ("client", "enter", "own:1")
    assert briefing(*enter, "problem", "Depression", "--code", "F32.1", "--certainty", "provisional") == (
        "1. problem: Depression (provisional), F32.1"
    )
    assert briefing(*enter, "medication", "Sertraline", "--dose", "50 mg", "--from", "2026-01-03") == (
        "2. medication: Sertraline, 50 mg, from 3 Jan 2026"
    )
    assert briefing(*enter, "safety-plan", "--where", "blue folder", "--from", "2026-01-03") == (
        "3. safety plan: blue folder, 3 Jan 2026"
    )
    brief = briefing("client", "own:1")
    assert "Depression (provisional)" in brief
    assert "Sertraline 50 mg" in brief
    assert briefing("client", "change", "own:1", "2", "--to", "2026-02-01") == (
        "2. medication: Sertraline, 50 mg, from 3 Jan 2026, to 1 Feb 2026"
    )
    assert briefing("client", "withdraw", "own:1", "3") == "Taken back: 3. safety plan: blue folder, 3 Jan 2026"
    assert briefing("client", "facts", "own:1").splitlines() == [
        "1. problem: Depression (provisional), F32.1", "2. medication: Sertraline, 50 mg, from 3 Jan 2026, to 1 Feb 2026",
    ]  # fmt: skip
    assert briefing("client", "change", "own:1", "1", "--dose", "50 mg").startswith("briefing: --dose is said of a medication.")
    assert briefing("client", "change", "own:1", "3", "--to", "2026-02-01").startswith("briefing: Nothing of this number")


def test_a_client_of_a_file_becomes_one_with_the_one_who_was_typed_in_and_that_is_undone(
    briefing: Commands, tmp_path: Path
) -> None:
    briefing("client", "add", "Ann Invented", "--pronouns", "she/her")
    briefing("session", "add", "own:1", "2031-03-03", "09:30")
    file = ndjson(tmp_path / "x.ndjson", patient(), appointment("a", "2031-03-03T09:31:00+00:00"))
    assert "the name of a client who was typed in: Patient ann and own:1" in briefing("import", str(file))
    assert "A client who was typed in and a record of your files have this name" in briefing("client", "own:1")
    assert briefing("client", "merge", "own:1", "ann") == (
        "Ann Invented (ann) and own:1 are one client: what came or was typed under either is there."
    )
    assert briefing("session", "list", "own:1") == "Monday 3 Mar 2031, 09:30, session:1"
    assert briefing("client", "undo", "ann") == (
        "Ann Invented: what was said of two records is taken back; each has again what was its own."
    )
    assert briefing("session", "list", "own:1") == "Monday 3 Mar 2031, 09:30, session:1"
    assert briefing("session", "list", "ann") == "Monday 3 Mar 2031, 09:31, a"
    assert briefing("client", "merge", "own:1", "nobody").startswith("briefing: No record has the id nobody.")


def test_undo_takes_back_details_and_then_a_client_of_whom_nothing_else_is_there(briefing: Commands) -> None:
    briefing("client", "add", "Ada Brown")
    briefing("client", "edit", "own:1", "--name", "Ada Okri")
    assert briefing("client", "undo", "own:1").startswith("Ada Brown is changed, with the id own:1.")
    briefing("client", "add", "Ben Okri")
    assert briefing("client", "undo", "own:2") == "Ben Okri is taken back, and on no page any more."
    assert briefing("client", "add", "Ben Okri").startswith("Ben Okri is a client now, with the id own:3.")
