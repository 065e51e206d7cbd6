"""What must never leave the encrypted store by a side door: names in logs, titles, settings and crashes; markup; formulas; open files; sockets."""

from __future__ import annotations

import ast
import csv
import io
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import zipfile
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from briefing_app.cli import main
from briefing_app.documents.own_export import write_own_export
from briefing_app.documents.tables import write_csv
from briefing_app.domain.time_entry import Support
from briefing_app.storage.private import PrivateStore
from briefing_app.system import paths
from briefing_app.system.paths import place_warning, write_private
from tests.conftest import KEY
from tests.faults.leaks import CANARY, PLANTED, Place, _as_usual, leaks, plant, planted
from tests.fhir import appointment, ndjson, patient, response
from tests.hostile import write_hostile

ROOT = Path(__file__).parents[2]
APP = ROOT / "briefing_app"
posix = pytest.mark.skipif(sys.platform == "win32", reason="modes, owners and core files are POSIX")


# -- markup


@cache
def modules() -> list[tuple[Path, ast.Module]]:
    return [(path.relative_to(APP), ast.parse(path.read_text("utf-8"))) for path in sorted(APP.rglob("*.py"))]


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""


def is_plain_tip(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and name_of(node) == "plain_tip"


def test_one_module_makes_labels_and_nobody_shows_markup() -> None:
    """QLabel guesses whether its text is markup; the widgets that interpret it always are not used at all."""
    forbidden = {
        "QMessageBox", "QErrorMessage", "QTextBrowser", "QTextEdit", "QWhatsThis", "QSystemTrayIcon", "QWizard", "TextItem", "LabelItem",
        "LegendItem", "QStaticText", "setHtml", "insertHtml", "appendHtml", "setMarkdown", "addLegend", "setTextFormat", "setTitle",
        "setLabel", "setLabels", "setStatusTip", "setWhatsThis",
    }  # fmt: skip
    for path, tree in modules():
        for node in ast.walk(tree):
            used = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
            if isinstance(node, ast.ImportFrom) and node.module == "PySide6.QtWidgets":
                assert path == Path("ui/widgets.py") or "QLabel" not in {one.name for one in node.names}, path
            if path != Path("ui/widgets.py"):
                assert used not in forbidden | {"QLabel"}, f"{path}:{getattr(node, 'lineno', 0)}"
            else:
                assert used not in forbidden - {"setTextFormat"}, f"{path}:{getattr(node, 'lineno', 0)}"


def test_every_tool_tip_is_escaped() -> None:
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and name_of(node) == "setToolTip":
                assert is_plain_tip(node.args[-1]), f"{path}:{node.lineno}"
            if isinstance(node, ast.Call) and name_of(node) == "showText" and isinstance(node.func, ast.Attribute):
                assert is_plain_tip(node.args[1]), f"{path}:{node.lineno}"
            if isinstance(node, ast.If) and "ToolTipRole" in ast.dump(node.test):
                (answer,) = node.body
                assert isinstance(answer, ast.Return), f"{path}:{node.lineno}"
                assert answer.value is not None, f"{path}:{node.lineno}"
                assert is_plain_tip(answer.value), f"{path}:{node.lineno}"


TITLED = ("Dialog", "FormPanel", "KeyPanel")  # what hands a title on to the one that sets it; FormPanel cuts it at the colon


def test_a_window_title_names_nobody() -> None:
    """The task bar and the list of windows show titles to whoever looks; they are written in the code, or are a figure of My load."""
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and name_of(node) == "setWindowTitle":
                parts = {type(one) for one in ast.walk(node.args[0])}
                assert ast.JoinedStr not in parts, f"{path}:{node.lineno}"
                assert ast.Constant in parts or path == Path("ui/dialogs/dialog.py"), f"{path}:{node.lineno}"
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "TITLES":
                assert isinstance(node.value, ast.Dict), f"{path}:{node.lineno}"
                assert all(isinstance(one, ast.Constant) for one in node.value.values), f"{path}:{node.lineno}"
            if isinstance(node, ast.ClassDef) and node.name not in (*TITLED, "FigurePanel"):
                for base in {one.id for one in node.bases if isinstance(one, ast.Name)} & set(TITLED):
                    assert names_nobody(title_of(node), cut=base == "FormPanel"), f"{path}:{node.lineno}"


def title_of(panel: ast.ClassDef) -> ast.expr:
    """What a dialog's class hands on as its title."""
    return next(
        one.args[0]
        for one in ast.walk(panel)
        if isinstance(one, ast.Call) and name_of(one) == "__init__" and "super" in ast.dump(one.func)
    )


def names_nobody(title: ast.expr, *, cut: bool) -> bool:
    """Words of the code; after a colon that is cut off, anything."""
    if isinstance(title, ast.JoinedStr):
        first = title.values[0]
        return cut and isinstance(first, ast.Constant) and ":" in str(first.value)
    if isinstance(title, ast.IfExp):
        return all(names_nobody(one, cut=cut) for one in (title.body, title.orelse))
    if isinstance(title, ast.Call) and isinstance(title.func, ast.Attribute) and title.func.attr == "get":
        return ast.unparse(title.func.value) == "TITLES" and isinstance(title.args[1], ast.Constant)
    return isinstance(title, ast.Constant)


# -- formulas


def cells(text: str) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]


def runs(cell: str) -> bool:
    """Whether a spreadsheet might take a cell for a formula; a number is none."""
    try:
        float(cell)
    except ValueError:
        return cell.startswith(("=", "+", "-", "@", "\t", "\r", "\0"))
    return False


FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "a\r=1", "\0=1", '="a",b', "=1\n=2", "-1e5x")


def test_no_cell_of_a_table_is_a_formula_and_numbers_stay_numbers() -> None:
    stream = io.StringIO()
    write_csv(stream, ("a", "b"), [{"a": one, "b": -1.5} for one in FORMULAS])
    found = cells(stream.getvalue())
    assert not any(runs(cell) for cell in found)
    assert found.count("-1.5") == len(FORMULAS)


def test_no_cell_of_scores_schedule_or_the_own_ledger_is_a_formula(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evil = [
        record
        for number, one in enumerate(FORMULAS)
        for record in (
            patient(one, name=[{"family": one, "given": [one]}]),
            appointment(f"-{number}", f"{date.today()}T{8 + number}:00:00", clients=(one,), serviceType=[{"text": one}]),
            response(f"={number}", [1] * 9, client=one),
        )
    ]
    ndjson(tmp_path / "=x.ndjson", *evil)
    profile = tmp_path / "p"
    told = run(capsys, profile, "import", "--without-recovery-code", str(tmp_path / "=x.ndjson"))
    for command in (("scores",), ("schedule",)):
        told = run(capsys, profile, *command)
        assert len(cells(told)) > 100
        assert not any(runs(cell) for cell in cells(told)), command
    store = PrivateStore(tmp_path / "private.db", KEY)
    for number, one in enumerate(FORMULAS):
        store.add_support(Support("peer", f"2026-01-{number + 1:02d}", 50.0, one, one), 1.0)
    written = write_own_export(store.everything(), tmp_path / "out")
    store.close()
    tables = [path for path in written if path.suffix == ".csv"]
    assert tables
    for path in tables:
        assert not any(runs(cell) for cell in cells(path.read_bytes().decode())), path


def run(capsys: pytest.CaptureFixture[str], profile: Path, *arguments: str, code: int = 0) -> str:
    """A command of a profile whose passphrase is "words"; what it printed, and an error with it when it should not fail."""
    read, write = os.pipe()
    os.write(write, b"words\nmine alone\n")
    os.close(write)
    try:
        found = main(["--profile", str(profile), "--passphrase-fd", str(read), *arguments])
    finally:
        os.close(read)
    printed = capsys.readouterr()
    assert found == code, printed.err
    return printed.out if code == 0 else printed.err


def test_an_export_in_which_every_word_does_harm_is_imported_and_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing that a terminal would obey or that turns the direction of reading is left in any of the answers."""
    profile = tmp_path / "p"
    told = [run(capsys, profile, "import", "--without-recovery-code", str(write_hostile(tmp_path / "x", date.today())))]
    for command in (
        ("day",),
        ("day", "--json"),
        ("client", "c0"),
        ("client", "c4", "--json"),
        ("scores",),
        ("schedule", "--json"),
    ):
        told.append(run(capsys, profile, *command))
    assert "<span style=" in told[1]
    for text in told:
        assert not any(sign in text for sign in "\0\a\x1b\x9b\u202a\u202e\u2066\u2067\u061c")
    again = run(capsys, profile, "import", "--without-recovery-code", str(tmp_path / "x"))
    assert "Nothing changed" in again


# -- a client's name


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("canary"))
    done = place.briefing("import", "--without-recovery-code", str(place.export))
    assert done.returncode == 0, done.stderr
    assert CANARY not in done.stdout + done.stderr
    return place


def test_commands_print_a_name_only_where_it_was_asked_for(canary: Place) -> None:
    for command in (
        ("day",),
        ("client", "kim"),
        ("scores",),
        ("schedule",),
        ("ledger",),
        ("client", CANARY[::-1]),
        ("day", "x"),
    ):
        done = canary.briefing(*command)
        assert CANARY not in done.stderr
        assert (CANARY in done.stdout) is (command in (("day",), ("client", "kim"), ("schedule",))), command
    assert canary.told() == []


def test_a_fault_in_the_window_tells_its_type_and_place_and_no_name(canary: Place) -> None:
    done = canary.crash("faults")
    assert "seen True" in done.stdout
    for kind in ("ValueError", "LookupError", "RuntimeError", "KeyError"):
        assert f"{kind} in __main__:" in done.stderr
    assert "KeyError in __main__:" in done.stderr.split("work in the store thread failed")[1]
    assert "after ValueError" in done.stderr
    assert "Traceback" not in done.stderr
    assert CANARY not in done.stdout + done.stderr
    assert "title Enter a score" in done.stdout
    assert canary.told() == []


@posix
def test_a_crash_leaves_no_core_file_and_no_name(canary: Place) -> None:
    done = canary.crash("signal")
    assert done.returncode == -signal.SIGSEGV
    assert "Fatal Python error: Segmentation fault" in done.stderr
    assert CANARY not in done.stdout + done.stderr
    assert not [path for path in canary.files() if path.name.startswith("core")]
    assert canary.told() == []


@posix
@pytest.mark.slow
def test_what_is_kept_anywhere_comes_out_nowhere(tmp_path: Path) -> None:
    """A word in every field that takes words: names, ids, notes, process notes, phrases, payers, tables of check-ins, the own ledger."""
    place = Place(tmp_path)
    plant(place)
    assert set(planted(place)) == set(PLANTED) - {"free text"}
    assert leaks(place) == []
    assert len(list(place.profile.rglob("*.briefing"))) >= 2
    assert list((place.home / "pack").iterdir()) != []


def test_a_word_that_came_out_would_be_found(tmp_path: Path) -> None:
    place = Place(tmp_path)
    assert place.told(PLANTED.values()) == []
    (place.temp / "as Qt writes").write_bytes(f"note: {PLANTED['note']}".encode("utf-16-le"))
    (place.home / f"{PLANTED['file']}.txt").touch()
    with zipfile.ZipFile(place.home / "a.briefing", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("contents", PLANTED["payer"] * 50)
    assert len(place.told(PLANTED.values())) == 3


@posix
def test_a_process_of_ours_may_leave_no_core() -> None:
    code = (
        "import ctypes, resource, sys\nfrom briefing_app.system import crashes\ncrashes.guard()\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) if sys.platform == 'linux' else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, preexec_fn=_as_usual)
    assert done.stdout.strip() == "(0, 0) 0"


def test_where_the_file_dialog_was_is_not_remembered(tmp_path: Path) -> None:
    """Qt's own dialog keeps the folders it visited in its settings, and a folder may bear a client's name."""
    place = Place(tmp_path)
    (place.home / CANARY).mkdir()
    for guarded in (False, True):
        done = place.start("-c", DIALOG, str(place.home / CANARY), "guarded" if guarded else "")
        assert done.returncode == 0, done.stderr
        kept = [path for path in place.told() if path.is_file()]
        assert bool(kept) is not guarded
        for path in kept:
            path.unlink()


DIALOG = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog
from briefing_app import app as starting
if sys.argv[2]:
    starting.keep_no_settings()
made = QApplication([])
QTimer.singleShot(100, lambda: QApplication.activeModalWidget().accept())
QFileDialog.getExistingDirectory(None, "Choose", sys.argv[1], options=QFileDialog.Option.DontUseNativeDialog)
"""


# -- files


@posix
def test_every_file_is_for_its_owner_alone_and_nothing_temporary_stays(canary: Place) -> None:
    """Import, ledger, window, prints and exports, all under umask 022."""
    out = canary.home / "out"
    picture = canary.home / "window.png"
    for command in (
        ("ledger", "--export", str(out)),
        ("import", "--without-recovery-code", str(canary.export), "--report", str(canary.home / "report.txt")),
        ("--screenshot", str(picture)),
    ):
        done = canary.briefing(*command)
        assert done.returncode == 0, done.stderr
        assert list(canary.temp.iterdir()) == []
    done = canary.start("-c", PRINTS, str(out))
    assert done.returncode == 0, done.stderr
    assert {path.name for path in out.glob("page.*")} == {"page.pdf", "page.ics", "page.json"}
    assert list(canary.temp.iterdir()) == []
    for_the_owner_alone(canary.profile, out, picture, canary.home / "report.txt")


def for_the_owner_alone(*roots: Path) -> None:
    made = [path for root in roots for path in (root, *root.rglob("*"))]
    assert len(made) > 5
    for path in made:
        mode = stat.S_IMODE(path.lstat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), f"{path}: {mode:o}"


PRINTS = """
import sys
import zipfile
from datetime import datetime
from pathlib import Path
from PySide6.QtGui import QGuiApplication
from briefing_app.documents.calendar import write_calendar
from briefing_app.documents.printed import text_document, write_pdf
from briefing_app.system.paths import private_files_only, write_private
private_files_only()
app = QGuiApplication([])
out = Path(sys.argv[1])
write_pdf(text_document("A page\\nwith words", "Inter"), out / "page.pdf")
write_calendar([("a", 0.0, 3600.0, "K. Q.")], out / "page.ics", datetime.now().astimezone())
write_private(out / "page.json", b"{}")
"""


@posix
def test_a_link_laid_beside_a_file_is_not_followed(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"theirs")
    (tmp_path / "settings.json.new").symlink_to(other)
    write_private(tmp_path / "settings.json", b"ours")
    assert (other.read_bytes(), (tmp_path / "settings.json").read_bytes()) == (b"theirs", b"ours")
    assert not (tmp_path / "settings.json").is_symlink()


@posix
def test_a_data_folder_of_another_user_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    anothers = tmp_path / "p"
    anothers.mkdir()
    monkeypatch.setattr(paths, "owner_of", lambda path: os.getuid() + (1 if path == anothers else 0))
    told = run(capsys, anothers, "day", code=4)
    assert "belongs to another user" in told
    assert list(anothers.iterdir()) == []


@posix
@pytest.mark.parametrize("leads", [True, False], ids=["to a file", "nowhere"])
def test_a_store_that_is_a_link_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], leads: bool) -> None:
    profile, target = tmp_path / "p", tmp_path / "elsewhere.db"
    run(capsys, profile, "schedule")
    shutil.move(profile / "practice.db", target)
    if not leads:
        target.unlink()
    (profile / "practice.db").symlink_to(target)
    assert "is a link to another place" in run(capsys, profile, "schedule", code=4)
    assert target.exists() is leads


@pytest.mark.parametrize(
    "folder",
    ["Dropbox/p", "OneDrive - Clinic/p", "Library/Mobile Documents/com~apple~CloudDocs/p", "iCloud Drive/p", "Nextcloud/a/p"],
)
def test_a_data_folder_that_is_copied_elsewhere_gets_a_warning(tmp_path: Path, folder: str) -> None:
    assert "copies to other computers" in place_warning(tmp_path / folder)
    assert place_warning(tmp_path / "notes on dropbox" / "p", tmp_path / "none") == ""


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/home {0}/net nfs4 rw 0 0
//server/share {0}/two\\040words cifs rw 0 0
/dev/sdb1 {0}/net/local ext4 rw 0 0
broken
"""


@posix
def test_a_data_folder_on_another_computers_disk_gets_a_warning(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS.format(tmp_path.resolve()), "utf-8")
    assert "another computer's disk (nfs4)" in place_warning(tmp_path / "net" / "p", mounts)
    assert "another computer's disk (cifs)" in place_warning(tmp_path / "two words", mounts)
    assert place_warning(tmp_path / "net" / "local" / "p", mounts) == ""
    assert place_warning(tmp_path / "network" / "p", mounts) == ""


def test_the_warning_about_the_place_is_said_on_the_command_line_and_nothing_of_it_in_the_output(
    tmp_path: Path,
) -> None:
    place = Place(tmp_path / "Dropbox")
    done = place.briefing("schedule", "--json")
    assert "copies to other computers" in done.stderr
    assert json.loads(done.stdout) == []


# -- sockets


def test_no_module_can_open_a_connection() -> None:
    forbidden = {"socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "requests", "httpx", "aiohttp", "asyncio"}
    for path, tree in modules():
        for node in ast.walk(tree):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
            # One speaks with the compositor over a file of this computer, the other has two ends of its own that a signal rings.
            local = path in (Path("system/wayland.py"), Path("ui/end_signals.py"))
            assert not forbidden & set(names) or (local and names == ["socket"]), f"{path}: {names}"
            if local and isinstance(node, ast.Call) and ast.unparse(node.func).startswith("socket."):
                assert ast.unparse(node) in ("socket.socket(UNIX, socket.SOCK_STREAM)", "socket.socketpair()"), (
                    f"{path}:{node.lineno}"
                )
            assert not any(name.startswith(("PySide6.QtNetwork", "PySide6.QtWeb", "PySide6.QtQml")) for name in names), path


def traced() -> tuple[str, ...]:
    """How to watch the connections of a command, or at least to give it no network."""
    for prefix in (("strace", "-f", "-qq", "-o", "trace", "-e", "trace=connect,sendto,sendmsg"), ("unshare", "-rn")):
        if shutil.which(prefix[0]) and subprocess.run([*prefix, "true"], capture_output=True, cwd="/tmp").returncode == 0:
            return prefix
    return ()


def test_the_program_connects_to_nothing(tmp_path: Path) -> None:
    """The demo's day on the command line, which makes the demo, and its window."""
    prefix = traced()
    if not prefix:
        pytest.skip("neither strace nor unshare may be used here")
    place = Place(tmp_path)
    for command in (("day",), ("--screenshot", "picture.png")):
        done = place.start("-m", "briefing_app.cli", "--profile", str(place.profile), "--demo", *command, prefix=prefix)
        assert done.returncode == 0, done.stderr
        if prefix[0] == "strace":
            calls = (place.home / "trace").read_text("utf-8", "replace").splitlines()
            assert [one for one in calls if "connect(" in one and "AF_UNIX" not in one] == []
            assert [one for one in calls if "AF_INET" in one or "AF_NETLINK" in one] == []
    for_the_owner_alone(place.profile)
