"""Commands in a terminal, in another code page, into a full disk and into a pipe that nobody reads any more."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.fhir import ndjson, patient, score

if sys.platform != "win32":
    import pty

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX")
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/dev/full is Linux's")
WITHOUT_KEYRING = {
    **{name: value for name, value in os.environ.items() if name not in ("DBUS_SESSION_BUS_ADDRESS", "PYTHONIOENCODING")},
    "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
}
COMMAND = (sys.executable, "-m", "briefing_app")


class Terminal:
    """A command in a terminal of its own: what is shown, and what is typed."""

    def __init__(self, *arguments: str) -> None:
        self.shown, self.at = "", 0
        self.pid, self.end = pty.fork()
        if not self.pid:
            os.execve(sys.executable, [*COMMAND, *arguments], WITHOUT_KEYRING)  # noqa: S606 - the child of pty.fork

    def until(self, words: str, seconds: float = 60) -> str:
        """What is shown from the last such place until these words are."""
        end = time.monotonic() + seconds
        while words not in self.shown[self.at :]:
            ready = select.select([self.end], [], [], max(0.0, end - time.monotonic()))[0]
            assert ready, self.shown
            self.shown += os.read(self.end, 4096).decode()
        begun, self.at = self.at, self.shown.index(words, self.at) + len(words)
        return self.shown[begun:]

    def type(self, words: str) -> None:
        os.write(self.end, f"{words}\n".encode())

    def code(self) -> int:
        """The exit code, once everything is shown."""
        while True:
            try:
                found = os.read(self.end, 4096).decode()
            except OSError:
                break
            if not found:
                break
            self.shown += found
        os.close(self.end)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> str:
    names = [{"family": "Žižek–Śliwa", "given": ["Zoë 😀"]}]
    return str(ndjson(tmp_path_factory.mktemp("export") / "export.ndjson", patient(name=names), score("s", 7)))


def run(*arguments: str, words: str = "a pass phrase", **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, "--passphrase-fd", "0", *arguments],
        input=f"{words}\n".encode(),
        capture_output=True,
        env=WITHOUT_KEYRING | more,
    )


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory, export: str) -> Path:
    made = tmp_path_factory.mktemp("imported") / "profile"
    assert run("--profile", str(made), "import", "--without-recovery-code", export).returncode == 0
    return made


@pytest.fixture
def profile(tmp_path: Path, imported: Path) -> str:
    return str(shutil.copytree(imported, tmp_path / "profile"))


@POSIX
def test_a_first_import_in_a_terminal_asks_for_a_passphrase_twice_unseen_and_ends_with_the_recovery_code(
    tmp_path: Path, export: str
) -> None:
    terminal = Terminal("--profile", str(tmp_path / "p"), "import", export)
    terminal.until("New passphrase: ")
    terminal.type("four words of mine")
    terminal.until("The same again: ")
    terminal.type("four words of mime")
    terminal.until("These two are not the same.")
    terminal.until("New passphrase: ")
    terminal.type("four words of mine")
    terminal.until("The same again: ")
    terminal.type("four words of mine")
    told = terminal.until("Type it back")
    assert "2 records read from 1 file; 2 new." in told
    terminal.type(next(line.strip() for line in told.splitlines() if line.startswith("    ") and "-" in line))
    assert terminal.code() == 0
    assert "The recovery code is in force." in terminal.shown
    assert "four words" not in terminal.shown
    done = run("--profile", str(tmp_path / "p"), "scores", "--csv", words="four words of mine")
    assert (done.returncode, b"PHQ-9" in done.stdout) == (0, True)


@POSIX
def test_the_code_may_be_left_to_later(tmp_path: Path, export: str) -> None:
    terminal = Terminal("--profile", str(tmp_path / "p"), "import", "--without-recovery-code", export)
    for prompt in ("New passphrase: ", "The same again: "):
        terminal.until(prompt)
        terminal.type("words")
    assert terminal.code() == 0
    assert "2 new" in terminal.shown
    assert "recovery code of this store" not in terminal.shown


@POSIX
def test_a_code_that_is_not_typed_back_leaves_the_import_and_is_asked_for_again(tmp_path: Path, export: str) -> None:
    terminal = Terminal("--profile", str(tmp_path / "p"), "import", export)
    for prompt in ("New passphrase: ", "The same again: "):
        terminal.until(prompt)
        terminal.type("words")
    terminal.until("Type it back")
    terminal.type("something else")
    assert terminal.code() == 1
    assert "not in force. The import is kept." in " ".join(terminal.shown.split())
    audit = run("--profile", str(tmp_path / "p"), "audit", "--csv", words="words").stdout
    assert b"imported" in audit
    again = Terminal("--profile", str(tmp_path / "p"), "import", export)
    again.until("Passphrase: ")
    again.type("words")
    again.until("Type it back")
    again.type("something else")
    assert again.code() == 1


@POSIX
def test_a_wrong_passphrase_may_be_tried_again(profile: str) -> None:
    terminal = Terminal("--profile", profile, "scores", "--csv")
    terminal.until("Passphrase: ")
    terminal.type("wrong")
    terminal.until("Passphrase: ")
    terminal.type("a pass phrase")
    assert terminal.code() == 0
    assert "PHQ-9" in terminal.shown


@POSIX
def test_no_other_command_makes_a_practice_in_a_terminal(tmp_path: Path) -> None:
    terminal = Terminal("--profile", str(tmp_path / "p"), "scores")
    assert terminal.code() == 5
    assert "New passphrase" not in terminal.shown


def test_where_nobody_can_type_nothing_is_asked(tmp_path: Path, export: str) -> None:
    command = [*COMMAND, "--profile", str(tmp_path / "p"), "import", export]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, env=WITHOUT_KEYRING)
    assert (done.returncode, done.stdout) == (5, b"")
    assert b"passphrase" in done.stderr


ONE_AFTER_THE_OTHER = """
import json, os, sys
from briefing_app.cli import main
for command in json.loads(sys.argv[1]):
    read, write = os.pipe()
    os.write(write, b"a pass phrase\\n")
    os.close(write)
    sys.argv[1:] = ["--passphrase-fd", str(read), *command]
    code = main()
    sys.stdout.flush()
    sys.stdout.buffer.write(b"\\x00%d\\x00" % code)
    sys.stdout.buffer.flush()
"""


def printed(profile: str, *commands: tuple[str, ...], **more: str) -> list[tuple[bytes, int]]:
    """What each of the commands prints, and its code: one process, which is what its output is written by."""
    asked = json.dumps([["--profile", profile, *command] for command in commands])
    done = subprocess.run(
        [sys.executable, "-c", ONE_AFTER_THE_OTHER, asked], capture_output=True, env={**WITHOUT_KEYRING, **more}, check=True
    )
    assert done.stderr == b""
    parts = done.stdout.split(b"\0")
    return [(said, int(code)) for said, code in zip(parts[::2], parts[1::2], strict=False)]


@pytest.mark.parametrize("page", ["ascii", "cp1252", "cp437", "latin-1"])
def test_no_code_page_stops_what_is_printed_and_json_stays_json(profile: str, export: str, page: str) -> None:
    commands = (
        ("client", "ann", "--json"),
        ("day",),
        ("client", "ann"),
        ("scores", "--csv"),
        ("schedule", "--json"),
        ("rules",),
        ("import", "--without-recovery-code", export),
    )
    told = printed(profile, *commands, PYTHONIOENCODING=page)
    assert [code for _, code in told] == [0] * len(commands)
    for said, _ in told:
        said.decode(page)
    found = json.loads(told[0][0].decode(page))
    (plain,) = printed(profile, commands[0])
    assert json.dumps(found, sort_keys=True) == json.dumps(json.loads(plain[0]), sort_keys=True)
    assert "Žižek–Śliwa" in json.dumps(found, ensure_ascii=False)
    assert "😀" in json.dumps(found, ensure_ascii=False)


@LINUX
@pytest.mark.parametrize("command", [("day", "--text"), ("scores", "--csv"), ("rules",), ("measures",)])
def test_a_full_disk_is_said(profile: str, command: tuple[str, ...]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, "--profile", profile, "--passphrase-fd", "0", *command], input=b"a pass phrase\n", stdout=full, stderr=subprocess.PIPE,
            env=WITHOUT_KEYRING,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.decode() == "briefing: what was to be printed could not be written: No space left on device.\n"


@LINUX
def test_an_import_whose_report_finds_no_room_is_kept_and_in_the_audit(tmp_path: Path, export: str) -> None:
    made = str(tmp_path / "p")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, "--profile", made, "--passphrase-fd", "0", "import", "--without-recovery-code", export], input=b"a pass phrase\n",
            stdout=full, stderr=full, env=WITHOUT_KEYRING,
        )  # fmt: skip
    assert done.returncode == 1
    assert b"PHQ-9" in run("--profile", made, "scores", "--csv").stdout
    assert b"imported" in run("--profile", made, "audit", "--csv").stdout


@POSIX
@pytest.mark.parametrize("command", [("rules",), ("measures",), ("--help",), ("scores", "--csv")])
def test_a_pipe_that_is_closed_early_is_no_fault(profile: str, command: tuple[str, ...]) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        done = subprocess.run(
            [*COMMAND, "--profile", profile, "--passphrase-fd", "0", *command], input=b"a pass phrase\n", stdout=closed, stderr=subprocess.PIPE,
            env=WITHOUT_KEYRING,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
