"""The command line as scripts see it."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from briefing_app.cli import main
from briefing_app.storage import backup, faults, practice
from briefing_app.storage.private import PrivateStore
from briefing_app.system.keys import unlock
from briefing_app.system.paths import Profile
from briefing_app.system.resources import resources
from tests.fhir import appointment, ndjson, patient, response, score


def briefing(capsys: pytest.CaptureFixture[str], *arguments: str, passphrase: str | None = "words") -> tuple[int, str, str]:
    options = list(arguments)
    if passphrase is not None:
        read, write = os.pipe()
        os.write(write, f"{passphrase}\n".encode())
        os.close(write)
        options = ["--passphrase-fd", str(read), *options]
    if "import" in options:
        options.append("--without-recovery-code")
    try:
        code = main(options)
    finally:
        if passphrase is not None:
            os.close(read)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.fixture
def profile(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    today = date.today().isoformat()
    path = ndjson(
        tmp_path / "export.ndjson",
        patient(),
        appointment("a", f"{today}T10:00:00"),
        score("s", 12, "2024-01-01T09:00:00Z"),
        response("r", [1] * 8 + [3], "2024-02-01T09:00:00Z"),
        score("bad", 300, "2024-03-01"),
    )
    code, out, _ = briefing(capsys, "--profile", str(tmp_path / "p"), "import", str(path), "--json")
    assert code == 0
    assert json.loads(out)["changed"] is True
    return str(tmp_path / "p")


KINDS: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,), "null": (type(None),),
}  # fmt: skip


def conforms(value: Any, schema: dict[str, Any], path: str = "$", whole: dict[str, Any] | None = None) -> None:
    """A small part of JSON Schema: type, required, properties, items, enum, references to its own definitions, no others."""
    whole = whole or schema
    if "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
    types = schema.get("type", [])
    assert any(isinstance(value, KINDS[one]) for one in ([types] if isinstance(types, str) else types)), f"{path}: {value!r}"
    if isinstance(value, dict):
        assert set(schema.get("required", [])) <= set(value), path
        assert set(value) <= set(schema["properties"]), f"{path}: {set(value) - set(schema['properties'])}"
        for key, one in value.items():
            conforms(one, schema["properties"][key], f"{path}.{key}", whole)
    elif isinstance(value, list):
        for number, one in enumerate(value):
            conforms(one, schema["items"], f"{path}[{number}]", whole)


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((resources() / "schemas" / f"{name}.schema.json").read_text("utf-8"))
    return found


def test_a_day_as_json_is_what_its_schema_says(profile: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = briefing(capsys, "--profile", profile, "day", "--json")
    day = json.loads(out)
    conforms(day, schema("day"))
    assert code == 0
    assert day["date"] == date.today().isoformat()
    session = day["sessions"][0]
    assert session["client"] == {"id": "ann", "name": "Ann Invented", "birth_date": "1990-05-01"}
    assert {line["kind"] for line in session["brief"]["lines"]} >= {"since"}
    assert all(line["why"]["rule"] for line in session["brief"]["lines"])


def test_the_demo_day_conforms_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = briefing(capsys, "--profile", str(tmp_path), "--demo", "day", "--json", passphrase=None)
    day = json.loads(out)
    conforms(day, schema("day"))
    assert code == 0
    assert len(day["sessions"]) == 7
    assert any("rose from 1 to 2" in line["text"] for session in day["sessions"] for line in session["brief"]["safety"])


def test_a_demo_of_yesterday_is_not_made_anew_under_its_open_window(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    demo = ("--profile", str(tmp_path), "--demo", "day", "--json")
    briefing(capsys, *demo, passphrase=None)
    made = tmp_path / "demo" / "made-for.txt"
    made.write_text("2020-01-01")
    window = "\n".join(
        (
            "import sys",
            "from pathlib import Path",
            "from briefing_app.system.single_instance import taken",
            f"lock = taken(Path({str(Profile(tmp_path).demo.lock)!r}))",
            "print('held', flush=True)",
            "sys.stdin.read()",
        )
    )
    with subprocess.Popen([sys.executable, "-c", window], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert briefing(capsys, *demo, passphrase=None)[0] == 0
        assert made.read_text() == "2020-01-01"
        holder.communicate()
    briefing(capsys, *demo, passphrase=None)
    assert made.read_text() == date.today().isoformat()


def test_a_day_as_text_says_what_the_program_does_not_do(profile: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = briefing(capsys, "--profile", profile, "day", "--text")
    assert code == 0
    assert "10:00  Ann Invented" in out
    assert "does not monitor anyone between sessions" in out


def test_scores_as_csv_have_the_promised_columns(profile: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = briefing(capsys, "--profile", profile, "scores", "--csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert list(rows[0]) == [
        "patient",
        "measure",
        "date",
        "score",
        "computed",
        "items",
        "severity",
        "status",
        "flags",
        "resource_type",
        "resource_id",
        "file",
        "line",
    ]
    assert [(row["score"], row["computed"], row["resource_id"], row["line"]) for row in rows] == [
        ("12", "", "s", "3"),
        ("11", "11", "r", "4"),
        ("300", "", "bad", "5"),
    ]
    _, out, _ = briefing(capsys, "--profile", profile, "scores", "--json", "--client", "nobody")
    assert json.loads(out) == []


def test_the_schedule_as_json_conforms(profile: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = briefing(capsys, "--profile", profile, "schedule", "--json")
    conforms(json.loads(out), schema("schedule"))
    assert json.loads(out)[0]["patient"] == "ann"


def test_reports_and_scores_conform_to_their_schemas(profile: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    _, out, _ = briefing(capsys, "--profile", profile, "scores", "--json")
    conforms(json.loads(out), schema("scores"))
    _, out, _ = briefing(
        capsys, "--profile", profile, "import", "--json", "--report", str(tmp_path / "r.txt"), str(tmp_path / "export.ndjson")
    )
    report = json.loads(out)
    conforms(report, schema("import"))
    assert report["changed"] is False
    assert "Observation" in (tmp_path / "r.txt").read_text()


@pytest.mark.parametrize(
    ("arguments", "passphrase", "code", "words"),
    [
        (("import", "/nowhere/at/all"), "words", 3, "There is nothing at"),
        (("day",), "wrong", 5, "not the right one"),
        (("map", "urn:x", "1", "PHQ-99"), "words", 1, "not in the catalogue"),
        (("map", "urn:x", "1", "PHQ-9:x"), "words", 2, "PHQ-9:x names no item."),
        (("map", "urn:x", "1", "PHQ-9:11"), "words", 2, "PHQ-9 has no item 11: its items are 1 to 9."),
        (("map", "urn:x", "1"), "words", 2, "What the code means is not said."),
        (("map", "urn:x", "1", "PHQ-9", "--end"), "words", 2, "What the code means is not said."),
    ],
)
def test_what_is_wrong_is_one_sentence_and_an_exit_code(
    profile: str, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], passphrase: str, code: int, words: str
) -> None:
    found, _, said = briefing(capsys, "--profile", profile, *arguments, passphrase=passphrase)
    assert found == code
    assert words in said
    assert "Traceback" not in said


def test_codes_and_questions_that_wait_are_listed_said_and_taken_back(
    profile: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert briefing(capsys, "--profile", profile, "map")[1] == "No code and no questionnaire waits to be said what it is.\n"
    asked = [
        {"linkId": "a", "text": "Down?", "answer": [{"valueInteger": 2}]},
        {"linkId": "b", "answer": [{"valueInteger": 1}]},
    ]
    local = {"code": {"coding": [{"system": "urn:ehr", "code": "7", "display": "GAD-7 question 1"}]}}
    export = ndjson(tmp_path / "own.ndjson", response("q", (), item=asked, questionnaire="urn:clinic"), score("l", 3) | local)
    briefing(capsys, "--profile", profile, "import", str(export))
    listed = briefing(capsys, "--profile", profile, "map")[1].splitlines()
    assert listed == [
        "GAD-7 question 1 (7, urn:ehr), seen once",
        "urn:clinic: 1 kept, 1 not understood",
        "  1. Down? (a)",
        '     Answered: "2", once',
        "  2. the export has no words for it (b)",
        '     Answered: "1", once',
    ]
    _, out, _ = briefing(capsys, "--profile", profile, "map", "urn:clinic", "a", "PHQ-2:2")
    assert out.startswith("a of urn:clinic is item 2 of PHQ-2 from now on. 1 record that was kept is understood now")
    assert "  1. Down? (a)  is PHQ-2:2" in briefing(capsys, "--profile", profile, "map")[1]
    _, out, _ = briefing(capsys, "--profile", profile, "map", "urn:clinic", "a", "--end")
    assert out == "a of urn:clinic is no measure from now on. 1 record is not understood any more, and kept whole.\n"


def test_an_own_version_counts_from_its_confirmation_until_it_is_ended(
    profile: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(profile) / "measures"
    folder.mkdir()
    text = (resources() / "measures" / "phq-9.toml").read_text("utf-8").replace("points = 6", "points = 5")
    (folder / "phq-9.toml").write_text(text, "utf-8")
    command = ("--profile", profile, "own-version", "PHQ-9")
    assert "does not count" in briefing(capsys, *command)[2]
    for action, said in (
        ("--confirm", "counts from now on"),
        ("--confirm", "Nothing changed"),
        ("--end", "ships counts again"),
    ):
        code, out, _ = briefing(capsys, *command, action)
        assert (code, said in out) == (0, True)
    _, out, _ = briefing(capsys, "--profile", profile, "audit", "--csv")
    assert [
        action for action in ("met a measure file", "confirmed an own measure", "took an own measure") if action in out
    ] == [
        "met a measure file",
        "confirmed an own measure",
        "took an own measure",
    ]
    assert "no usable file for GAD-7" in briefing(capsys, "--profile", profile, "own-version", "GAD-7", "--confirm")[2]


def test_a_start_is_set_with_its_reason_and_taken_back(profile: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = ("--profile", profile, "client", "ann", "--start")
    code, out, _ = briefing(capsys, *command, "2024-01-01", "--why", "as agreed")
    assert (code, out.startswith("Start set to 1 Jan 2024 by ")) == (0, True)
    assert out.endswith(": as agreed.\n")
    for value, why, said in (
        ("2024-02-01", "", "kept with its reason"),
        ("1.2.2024", "x", "is not a day"),
        ("2999-01-01", "x", "has not come"),
    ):
        code, _, problem = briefing(capsys, *command, value, "--why", why)
        assert (code, said in problem) == (2, True)
    assert briefing(capsys, *command, "none")[1] == "No start of a course is known.\n"
    assert "nothing to take back" in briefing(capsys, *command, "none")[2]
    _, out, _ = briefing(capsys, "--profile", profile, "audit", "--json")
    deeds = [one["action"] for one in json.loads(out)]
    assert [one for one in deeds if "start" in one or one == "viewed"] == ["set the start of a course", "took a start back"]


def test_a_primary_measure_is_set_and_taken_back(profile: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = ("--profile", profile, "client", "ann", "--primary")
    code, out, _ = briefing(capsys, *command, "gad-7", "--why", "worry")
    assert (code, out.startswith("Primary measure GAD-7, set by ")) == (0, True)
    assert out.endswith(": worry.\n")
    assert "cannot be the primary measure" in briefing(capsys, *command, "SRS")[2]
    assert "not in the catalogue" in briefing(capsys, *command, "XYZ")[2]
    assert briefing(capsys, *command, "none")[1] == "No measure is primary; PHQ-9 and GAD-7 come first.\n"
    assert "nothing to take back" in briefing(capsys, *command, "none")[2]


def test_a_number_is_confirmed_shown_with_its_source_and_taken_back(profile: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = ("--profile", profile, "measures")
    code, out, _ = briefing(capsys, *command, "confirm", "isi", "reliable-change", "8", "--source", "our manual, p. 4")
    assert (code, out.startswith("ISI: reliable change 8, confirmed by ")) == (0, True)
    shown = out.partition("8, ")[2].rstrip(".\n")
    assert shown.endswith(": our manual, p. 4")
    assert f"Reliable change: 8 points  [{shown}]" in briefing(capsys, *command)[1]
    assert shown in briefing(capsys, "--profile", profile, "rules")[1]
    code, out, said = briefing(capsys, *command, passphrase=None)
    assert (code, shown in out, "give its passphrase" in said) == (0, False, True)
    for words, problem in (
        (("PHQ-9", "reliable_change", "5", "--source", "x"), "has a source already"),
        (("ISI", "reliable_change", "5"), "with its source"),
        (("ISI", "reliable_change"), "No number is given"),
        (("ISI", "monitor", "--take-back"), "nothing to take back"),
    ):
        assert problem in briefing(capsys, *command, "confirm", *words)[2]
    assert "not confirmed any more" in briefing(capsys, *command, "confirm", "ISI", "reliable_change", "--take-back")[1]
    assert (
        "a reference only"
        in briefing(capsys, *command)[1].partition("Insomnia Severity Index")[2].partition("licence")[2][:2000]
    )
    assert shown not in briefing(capsys, "--profile", profile, "rules")[1]


def test_a_wrong_date_is_wrong_usage(profile: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        briefing(capsys, "--profile", profile, "day", "13.3.2024")
    assert caught.value.code == 2


@pytest.mark.parametrize("period", ["week", "month", "quarter"])
def test_the_ledger_of_the_demo_conforms_and_says_what_the_page_says(
    tmp_path: Path, demo_at: Callable[[Path], Profile], capsys: pytest.CaptureFixture[str], period: str
) -> None:
    demo_at(tmp_path / "demo")
    arguments = ("--profile", str(tmp_path), "--demo", "ledger", "--period", period)
    _, out, _ = briefing(capsys, *arguments, "--json", passphrase=None)
    found = json.loads(out)
    conforms(found, schema("ledger"))
    assert len(found["weeks"]) == 12
    _, text, _ = briefing(capsys, *arguments, passphrase=None)
    for figure in found["figures"]:
        assert f"{figure['title']}: {figure['value']} ({figure['words']})" in text


def test_the_ledger_has_a_passphrase_of_its_own(profile: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = briefing(capsys, "--profile", profile, "ledger", passphrase="words\nmine alone")
    assert code == 0
    assert "My load" in out
    code, _, err = briefing(capsys, "--profile", profile, "ledger", passphrase="words")
    assert code == 5
    assert "not the right one" in err


def test_the_ledger_goes_home_with_its_owner_and_is_gone_when_deleted(
    profile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = ("--profile", profile, "ledger")
    briefing(capsys, *own, passphrase="words\nmine alone")
    code, out, _ = briefing(capsys, *own, "--export", str(tmp_path / "out"), passphrase="words\nmine alone")
    assert (code, "not encrypted" in out) == (0, True)
    assert set(json.loads((tmp_path / "out" / "ledger.json").read_text("utf-8"))) >= {"revision", "support", "self_check"}
    code, _, err = briefing(capsys, *own, "--delete", passphrase="words\nmine alone")
    assert (code, "for good" in err) == (1, True)
    code, _, err = briefing(capsys, *own, "--delete", "--yes", passphrase="words\nanother")
    assert (code, "not the right one" in err) == (5, True)
    disk = tmp_path / "disk"
    (Path(profile) / "settings.json").write_text(json.dumps({"backup_folder": str(disk)}))
    assert briefing(capsys, "--profile", profile, "backup", "--private", passphrase="words\nmine alone")[0] == 0
    (kept,) = (disk / "private").iterdir()
    assert briefing(capsys, "--profile", profile, "restore", str(kept), passphrase="mine alone")[0] == 0
    assert list(Path(profile).glob("private-replaced-*"))
    code, out, _ = briefing(capsys, *own, "--delete", "--yes", passphrase="words\nmine alone")
    assert (code, "Deleted: private.db" in out, "replaced store (2)" in out) == (0, True, True)
    assert not [path for place in (Path(profile), disk) for path in place.rglob("private*") if path.is_file()]
    assert (Path(profile) / "practice.db").exists()


def test_a_ledger_that_is_open_is_not_deleted(profile: str, capsys: pytest.CaptureFixture[str]) -> None:
    from briefing_app.storage.private import PrivateStore
    from briefing_app.system.keys import unlock
    from briefing_app.system.paths import Profile

    place = Profile(Path(profile))
    held = PrivateStore(place.private, unlock(place, "mine alone", private=True))
    held.support()
    code, _, err = briefing(capsys, "--profile", profile, "ledger", "--delete", "--yes", passphrase="words\nmine alone")
    assert (code, "open in a window" in err) == (1, True)
    assert held.support() == []
    held.close()


@pytest.mark.parametrize("order", [("--export", "DIR", "--delete", "--yes"), ("--delete", "--yes", "--export", "DIR")])
def test_a_ledger_is_copied_and_its_process_notes_named_before_it_is_deleted(
    order: tuple[str, ...], profile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own, words = ("--profile", profile, "ledger"), "words\nmine alone"
    briefing(capsys, *own, passphrase=words)
    place = Profile(Path(profile))
    held = PrivateStore(place.private, unlock(place, "mine alone", private=True))
    held.keep_process_note("p1", "a", "what I thought", 1.0)
    held.close()
    given = [one.replace("DIR", str(tmp_path / "out")) for one in order]
    unsure = [one for one in given if one != "--yes"]
    code, _, err = briefing(capsys, *own, *unsure, passphrase=words)
    assert (code, "1 process note" in err, place.private.exists(), (tmp_path / "out").exists()) == (1, True, True, False)
    code, out, _ = briefing(capsys, *own, *given, passphrase=words)
    assert (code, place.private.exists()) == (0, False)
    assert out.index("1 process note") < out.index("read back") < out.index("Deleted:")
    kept = json.loads((tmp_path / "out" / "ledger.json").read_text("utf-8"))["process_note"]
    assert [(one["client"], one["words"]) for one in kept] == [("p1", "what I thought")]


def test_no_ledger_is_deleted_whose_copy_could_not_be_written(
    profile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own, words = ("--profile", profile, "ledger"), "words\nmine alone"
    briefing(capsys, *own, passphrase=words)
    (tmp_path / "file").write_text("")
    code, _, err = briefing(capsys, *own, "--delete", "--yes", "--export", str(tmp_path / "file"), passphrase=words)
    assert (code, "could not be written" in err) == (1, True)
    assert briefing(capsys, *own, passphrase=words)[0] == 0


@pytest.mark.parametrize("words", ["words", "words\nwords"])
def test_asking_for_a_ledger_makes_none_that_the_practices_passphrase_opens(
    words: str, profile: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = briefing(capsys, "--profile", profile, "ledger", passphrase=words)
    assert (code, "no ledger of your own" in err) == (4, True)
    assert not list(Path(profile).glob("private*"))


def test_measures_lists_forty_with_their_licence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = briefing(capsys, "--profile", str(tmp_path), "measures", passphrase=None)
    assert out.count("licence:") == 40


def test_measures_names_an_own_file_that_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "measures").mkdir()
    (tmp_path / "measures" / "sleep-3.toml").write_text('id = "SLEEP-3"\nname = \n', "utf-8")
    code, out, err = briefing(capsys, "--profile", str(tmp_path), "measures", passphrase=None)
    assert code == 1
    assert "sleep-3.toml, line 2" in err or "at line 2" in err
    assert "PHQ-9" in out


def test_the_demo_export_is_the_same_for_the_same_day_and_says_that_it_is_invented(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two"):
        briefing(capsys, "demo", str(tmp_path / name), passphrase=None)
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two
    assert b"invented" in one["README.txt"]


def test_a_cell_that_a_spreadsheet_would_run_is_disarmed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = ndjson(tmp_path / "x.ndjson", patient("=1+1"), score("s", {"valueDecimal": -1}, client="=1+1"))
    briefing(capsys, "--profile", str(tmp_path / "p"), "import", str(path))
    _, out, _ = briefing(capsys, "--profile", str(tmp_path / "p"), "scores")
    assert out.splitlines()[1].startswith("'=1+1,PHQ-9,2024-03-01T09:00:00Z,-1,")


def test_the_demos_episodes_show_every_state_of_a_line_in_json_and_csv(
    tmp_path: Path, demo_at: Callable[[Path], Profile], capsys: pytest.CaptureFixture[str]
) -> None:
    demo_at(tmp_path / "demo")
    code, out, _ = briefing(capsys, "--profile", str(tmp_path), "--demo", "rtm", "--json", passphrase=None)
    assert code == 0
    found = json.loads(out)
    states = {
        line["state"] for episode in found["episodes"] for line in episode["lines"]
    }  # which one is to review moves with the day
    assert states == {"ready", "not met", "blocked", "review", "billed"}
    assert "not eligibility" in found["disclaimer"]
    code, out, _ = briefing(capsys, "--profile", str(tmp_path), "--demo", "rtm", "--csv", passphrase=None)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["code"] for row in rows] == [line["code"] for episode in found["episodes"] for line in episode["lines"]]


def test_the_demos_notes_and_what_is_owed_are_listed(
    tmp_path: Path, demo_at: Callable[[Path], Profile], capsys: pytest.CaptureFixture[str]
) -> None:
    demo_at(tmp_path / "demo")
    code, out, _ = briefing(capsys, "--profile", str(tmp_path), "--demo", "notes", "--json", passphrase=None)
    assert code == 0
    found = json.loads(out)
    assert {(one["client"], one["state"]) for one in found["notes"]} == {
        ("demo-silas-okonjo", "signed"),
        ("demo-noor-haldane", "draft"),
    }
    assert all(one["minutes"] == 51 and not one["late_entry"] for one in found["notes"])
    code, out, _ = briefing(capsys, "--profile", str(tmp_path), "--demo", "ledger", "--json", passphrase=None)
    assert [one["session"] for one in found["owed"]] == [one["session"] for one in json.loads(out)["notes"]["owed"]]


def test_notes_of_a_practice_without_a_ledger_say_so(profile: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = briefing(capsys, "--profile", profile, "notes")
    assert code == 0
    assert "None has been written here." in out
    assert "once you keep your own ledger" in out


@pytest.mark.parametrize("how", [["-m", "briefing_app"], ["-m", "briefing_app.cli"]], ids=["package", "command line"])
def test_the_version_is_that_of_the_package(how: list[str]) -> None:
    said = subprocess.run([sys.executable, *how, "--version"], capture_output=True, text=True, check=True).stdout
    assert said == f"Briefing {version('briefing-app')}\n"


def test_an_import_is_listed_and_taken_back_by_its_number(profile: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = briefing(capsys, "--profile", profile, "import", "--list")
    number = out.split()[0]
    assert (code, out.rstrip().endswith(": can be taken back")) == (0, True)
    assert "export.ndjson, imported" in out
    code, out, _ = briefing(capsys, "--profile", profile, "import", "--take-back", number)
    assert (code, out.rstrip().endswith(": taken back.")) == (0, True)
    code, out, _ = briefing(capsys, "--profile", profile, "scores", "--csv")
    assert len(out.splitlines()) == 1
    code, _, err = briefing(capsys, "--profile", profile, "import", "--take-back", number)
    assert code == 2
    assert "taken back already" in err
    code, out, _ = briefing(capsys, "--profile", profile, "audit", "--json")
    assert [row["action"] for row in json.loads(out) if "import" in row["action"]] == ["imported", "took back an import"]
    assert briefing(capsys, "--profile", profile, "import")[0] == 2


def test_a_day_is_read_where_nothing_can_be_written_and_says_that_no_audit_row_was_kept(
    profile: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = OSError(errno.EROFS, os.strerror(errno.EROFS), str(Path(profile) / "practice.db"))
    for where in (practice, faults):
        monkeypatch.setattr(where, "refused_to_write", lambda _: refused)
    code, out, err = briefing(capsys, "--profile", profile, "day", "--text")
    assert code == 0
    assert "PHQ-9" in out
    assert "No audit row could be kept of this. “practice.db” is on a disk that can only be read" in err
    code, _, err = briefing(capsys, "--profile", profile, "client", "ann", "--start", "2024-01-01", "--why", "as agreed")
    assert code == 1
    assert "can only be read" in err


def test_what_the_system_refuses_is_a_sentence(
    profile: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), f"{profile}/backups/practice")

    monkeypatch.setattr(backup, "mkdtemp", refuse)
    code, _, err = briefing(capsys, "--profile", profile, "backup")
    assert code == 1
    assert "“practice” may not be written to or read with the rights of this user; no backup was made." in err
