"""Words that must stay inside the encrypted stores: planted wherever words may be kept, and looked for wherever they might leak."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from briefing_app.domain.audit import VIEWED
from briefing_app.domain.client import Answer
from briefing_app.domain.note_text import NoteSection, NoteText
from briefing_app.domain.rtm import Payer, TimeSpent
from briefing_app.domain.rtm_record import Revision
from briefing_app.domain.time_entry import Support, TimeEntry
from briefing_app.services.rtm_record import add, set_payer
from briefing_app.storage.audit import record
from briefing_app.storage.entry import add_answer, add_goal
from briefing_app.storage.note import begin_note, set_phrase
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore
from briefing_app.storage.rtm import set_client_payer
from briefing_app.system.keys import new_code, set_recovery_code, unlock
from briefing_app.system.paths import Profile
from tests.faults.gate import Gate
from tests.fhir import appointment, ndjson, patient, response
from tests.pages import decrypted

ROOT = Path(__file__).parents[2]
CANARY = "Quizzaciously"
# What is planted, by where: one word each, so that a leak tells where it came from.
PLANTED = {
    where: f"Zq{number:02}{where.title().replace(' ', '')}yx"
    for number, where in enumerate(
        (
            "name", "id", "meeting", "document", "goal", "answer", "note", "place of a note", "phrase", "abbreviation", "payer",
            "client's payer", "actor", "file", "column", "free text", "process note", "supervisor", "reason", "change", "day off",
        )
    )
}  # fmt: skip
IN_THE_OWN_STORE = ("process note", "supervisor", "reason", "change", "day off")
NOT_KEPT = ("free text",)  # of a table of check-ins: read, and not taken over


def stands_in(word: str, *places: str | bytes) -> bool:
    """Whether a word stands in one of these, as text, as bytes, or as Qt writes text."""
    spellings = (word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"))
    return any(
        word in place if isinstance(place, str) else any(one in place for one in spellings)  # fmt: skip
        for place in places
    )


def _bytes_of(path: Path) -> Iterator[bytes]:
    yield path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(name) for name in archive.namelist())


class Place:
    """A computer of its own for a child process: home, temporary folder, profile; and what the child may leave there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home, self.temp, self.profile = folder / "home", folder / "temp", folder / "profile"
        for one in (self.home, self.temp):
            one.mkdir(mode=0o700, parents=True)
        self.export = ndjson(
            folder / "source" / "export.ndjson",
            patient("kim", name=[{"family": CANARY, "given": [CANARY]}]),
            appointment("a", f"{date.today()}T00:00:00", clients=("kim",), minutes=1439),
            response("r", [1] * 8 + [2], "2026-01-05T09:00:00Z", client="kim"),
            response("s", [2] * 8 + [1], "2026-02-05T09:00:00Z", client="kim"),
        )

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "SYSTEMROOT", "LD_LIBRARY_PATH")}
        home = str(self.home)
        own = {"HOME": home, "USERPROFILE": home, "XDG_CONFIG_HOME": f"{home}/config", "XDG_DATA_HOME": f"{home}/data"}
        more = {"XDG_CACHE_HOME": f"{home}/cache", "XDG_RUNTIME_DIR": str(self.home), "QT_QPA_PLATFORM": "offscreen"}
        temp = {name: str(self.temp) for name in ("TMPDIR", "TEMP", "TMP")}
        return {**kept, **own, **more, **temp, "PYTHONPATH": str(ROOT)}

    def start(self, *command: str, prefix: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        """A command under umask 022 with every core file allowed; its working folder is the home."""
        return subprocess.run(
            [*prefix, sys.executable, *command],
            input="words\nmine alone\n",
            capture_output=True,
            text=True,
            env=self.environment,
            cwd=self.home,
            preexec_fn=_as_usual if sys.platform != "win32" else None,
            timeout=60,
        )

    def briefing(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.start("-m", "briefing_app.cli", "--profile", str(self.profile), "--passphrase-fd", "0", *arguments)

    def done(self, *arguments: str) -> None:
        """A command that has to work."""
        found = self.briefing(*arguments)
        if found.returncode:
            raise RuntimeError(f"{arguments}: {found.stderr}")

    def watched(self, *command: str) -> tuple[str, str]:
        """What a command prints on either channel, and the arguments of all the processes that it starts."""
        seen: set[str] = set()
        with (self.folder / "output").open("w+b") as output:
            running = subprocess.Popen(
                [sys.executable, *command],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env=self.environment,
                cwd=self.home,
            )
            assert running.stdin is not None
            running.stdin.write(b"words\nmine alone\n")
            running.stdin.close()
            until = time.monotonic() + 60
            while running.poll() is None and time.monotonic() < until:
                seen.update(_arguments_below(running.pid))
                time.sleep(0.02)
            running.kill()
            running.wait()
            output.seek(0)
            return output.read().decode("utf-8", "replace"), "\n".join(seen)

    def crash(self, how: str) -> subprocess.CompletedProcess[str]:
        return self.start("-c", CRASH, how, "--profile", str(self.profile), "--passphrase-fd", "0")

    def files(self) -> list[Path]:
        return [path for root in (self.home, self.temp, self.profile) for path in root.rglob("*") if path.is_file()]

    def told(self, words: Iterable[str] = (CANARY,)) -> list[Path]:
        """The files in which one of the words stands, and those named after one; in an archive also what it holds."""
        wanted = list(words)
        return [path for path in self.files() if any(stands_in(word, path.name, *_bytes_of(path)) for word in wanted)]


def _as_usual() -> None:
    import resource

    os.umask(0o022)
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def _arguments_below(process: int) -> Iterator[str]:
    """The arguments of a process and of those that it started, where the system tells."""
    for one in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((one / "stat").read_text().rpartition(")")[2].split()[1])
            if process in (parent, int(one.name)):
                yield (one / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except (OSError, ValueError):
            continue


# The window as it starts, and what goes wrong once the brief and a dialog are on screen; the faults' words hold the name.
CRASH = """
import faulthandler, sys, threading
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from briefing_app import cli
from briefing_app.controllers import window as app

how = sys.argv.pop(1)
finish = app.Window._finish_first_brief

class Torn(QWidget):
    def paintEvent(self, event):
        raise LookupError(self.name)

def in_thread(name):
    raise RuntimeError(name) from ValueError(name)

def in_store(desk):
    name = desk.reader.find_clients("")[0]
    raise KeyError(name)

def fail(window):
    if QApplication.activeModalWidget() is None:
        return QTimer.singleShot(20, lambda: fail(window))
    QTimer.singleShot(300, window.app.quit)
    name = window.context.day.briefs[0].identity.name
    print("seen", name in [label.text() for label in window.shell.findChildren(QLabel)])
    for shown in QGuiApplication.topLevelWindows():
        print("title", shown.title())
    if how == "signal":
        faulthandler._sigsegv()
    window.torn = Torn()
    window.torn.name = name
    window.torn.show()
    threading.Thread(target=in_thread, args=(name,)).start()
    window.stores.practice.ask(in_store, print)
    raise ValueError(f"no such client: {name}")

def finished(window):
    finish(window)
    QTimer.singleShot(50, window.today.brief.enter_score)
    QTimer.singleShot(70, lambda: fail(window))

app.Window._finish_first_brief = finished
sys.exit(cli.main())
"""


# -- words everywhere


def plant(place: Place) -> None:
    """Put a word of its own into everything that is kept: by import, by the clinician, and by the clinician for themselves."""
    said = PLANTED
    names = {"subject": {"reference": f"Patient/{said['id']}"}}
    first = ndjson(
        place.folder / "source" / f"{said['file']}.ndjson",
        patient(said["id"], name=[{"family": said["name"], "given": ["Kim"]}]),
        appointment("a", f"{date.today()}T00:00:00", clients=(said["id"],), minutes=1439, description=said["meeting"]),
        response("r", [1] * 8 + [2], "2026-01-05T09:00:00Z", client=said["id"]),
        {"resourceType": "Communication", "id": "t", **names, "status": "completed", "sent": "2026-01-06T09:00:00Z",
         "payload": [{"contentString": said["document"]}]},
    )  # fmt: skip
    table = place.folder / "source" / f"{said['file']}.csv"
    table.write_text(f"id,date,phq,{said['column']}\n{said['id']},2026-02-01,5,{said['free text']}\n", "utf-8")
    place.done("import", "--without-recovery-code", str(first))
    place.done("checkin", "csv", str(table), "--client", "id", "--date", "date", "--value", "phq=PHQ-9", "--keep")
    place.done("ledger")  # makes the clinician's own store
    profile = Profile(place.profile)
    key = unlock(profile, "words")
    set_recovery_code(profile, key, new_code())  # without one the window imports nothing
    with closing(PracticeStore(profile.practice, key)) as store:
        _enter(store, said)
    with closing(PrivateStore(profile.private, unlock(profile, "mine alone", private=True))) as own:
        own.keep_process_note(said["id"], "a", said["process note"], 1.0)
        own.add_support(Support("peer", "2026-01-05", 50.0, said["supervisor"], ""), 1.0)
        own.add_override("points", 31.5, said["reason"], 1.0)
        own.add_dated_change("2026-01-05", said["change"], 1.0)
        own.set_day_off("2026-01-05", said["day off"])
        own.write([TimeEntry(1.0, 61.0, "UTC", "notes", said["id"])], 100.0, "one")


def _enter(store: PracticeStore, said: dict[str, str]) -> None:
    with closing(PracticeReader(store)) as reader:
        client = reader.row_of(said["id"])
    if client is None:
        raise LookupError("the client was not imported")
    add_goal(store, client, said["goal"], "lower", 1.0, "me")
    add_answer(store, Answer(client, "safety", "", "phq-9", "b", "shown", "called", said["answer"], 2.0, "me"))
    text = NoteText("dap", "DAP", "psychotherapy", 0.0, 0.0, said["place of a note"], (NoteSection("Data", said["note"]),))
    begin_note(store, client, "", text, 3.0, "me")
    set_phrase(store, said["abbreviation"], said["phrase"], 4.0)
    set_payer(store, Payer(said["payer"]), date(2026, 1, 1), 5.0, "me")
    set_client_payer(store, client, said["client's payer"], 6.0, "me")
    add(store, Revision(client, TimeSpent(0, date(2026, 1, 5), 60.0, 720.0, said["actor"])), 7.0, "me")
    record(store, VIEWED, 8.0, "me", client=client)


def planted(place: Place) -> list[str]:
    """The words that stand in the store where they were planted, once it is decrypted: what is looked for is there to be found."""
    profile = Profile(place.profile)
    practice = decrypted(profile.practice, unlock(profile, "words"))
    own = decrypted(profile.private, unlock(profile, "mine alone", private=True))
    return [
        where
        for where, word in PLANTED.items()
        if where not in NOT_KEPT and stands_in(word, own if where in IN_THE_OWN_STORE else practice)
    ]


# Commands that say nothing of anybody, and those that are asked for somebody: of these only what they print as an answer may name them.
SILENT = (
    ("backup", "--rehearse"), ("backup", "--private"), ("backup", "--list"), ("check",), ("check", "--private"), ("keys",), ("rules",),
    ("outage-pack", "pack", "--days", "2"),
)  # fmt: skip
ASKED = (("day",), ("scores",), ("schedule",), ("notes",), ("rtm",), ("ledger",), ("audit",), ("checkin", "list"))


def leaks(place: Place) -> list[str]:
    """Where a planted word came out: of every command's errors, of what silent ones print, of every file, title and process."""
    found = []
    for command in (*SILENT, *ASKED):
        done = place.briefing(*command)
        if done.returncode:
            raise RuntimeError(f"{command}: {done.stderr}")
        found += [f"{command}: {where}" for where in _named(done.stderr + (done.stdout if command in SILENT else ""))]
    for command in (("client", PLANTED["name"]), ("day", "x"), ("import", str(place.folder / "nothing" / PLANTED["file"]))):
        place.briefing(*command)  # refused: what was typed may be said to who typed it, but is not kept
    for how in ("faults", "signal"):
        output, processes = place.watched("-c", VISIT, how, "--profile", str(place.profile), "--passphrase-fd", "0")
        expected = ("imports True", "visited", "seen True" if how == "faults" else "Segmentation fault")
        if any(words not in output for words in expected):
            raise RuntimeError(f"the window was not seen: {output}")
        found += [f"window, {how}: {where}" for where in _named(output)]
        found += [f"processes, {how}: {where}" for where in _named(processes)]
    for word in PLANTED.values():
        found += [f"{path.relative_to(place.folder)}: {word}" for path in place.told([word])]
    return found


def _named(text: str) -> list[str]:
    return [where for where, word in PLANTED.items() if word in text]


def canaries(folder: Path) -> list[Gate]:
    """For the printed gates: how many words are kept encrypted, and how many of them came out anywhere."""
    place = Place(folder)
    plant(place)
    kept, wanted = planted(place), len(PLANTED) - len(NOT_KEPT)
    found = leaks(place)
    surfaces = "commands, window, titles, crashes, temporary files, processes, every byte of profile and backups"
    return [
        Gate("words planted in records, notes, ids, payers, file names: kept, and read with the key", f"{len(kept)}", f"{wanted}", len(kept) == wanted),
        Gate(f"    found in {surfaces}", f"{len(found)}", "0", not found),
    ]  # fmt: skip


# The window on all its pages, then an import in its own process, then what goes wrong with a dialog on screen. It prints every title that
# it had, and looks into its temporary folder while all that goes on.
_STEPS = """
import os
from pathlib import Path
from briefing_app.controllers.audit import AuditController
from tests.faults.leaks import PLANTED, stands_in
titles = set()

def look(window):
    titles.update(shown.title() for shown in QGuiApplication.topLevelWindows())
    for path in Path(os.environ["TMPDIR"]).rglob("*"):
        for where, word in PLANTED.items():
            if path.is_file() and stands_in(word, path.name, path.read_bytes()):
                print("temporary file", word)

def steps(window):
    for page in ("clients", "load", "rtm", "import", "help", "settings", "today"):
        window.show_page(page)
        yield 15
    AuditController(window.context, window.shell).open()
    yield 15
    while QApplication.activeModalWidget() is not None:
        QApplication.activeModalWidget().close()
        yield 2
    window.pages.notes.open()
    yield 30
    window.show_page("today")
    window.pages.imports.start([str(Path(os.environ["HOME"]).parent / "source" / (PLANTED["file"] + ".ndjson"))])
    print("imports", window.pages.imports.worker is not None)
    while window.pages.imports.worker is not None:
        yield 1
    yield 10
    print("visited", sorted(titles), flush=True)
    QTimer.singleShot(50, window.today.brief.enter_score)
    QTimer.singleShot(70, lambda: fail(window))

def go_on(window, left):
    look(window)
    for pause in left:
        return QTimer.singleShot(20 * pause, lambda: go_on(window, left))
"""
VISIT = CRASH.replace("def finished(window):", _STEPS + "\ndef finished(window):").replace(
    """    QTimer.singleShot(50, window.today.brief.enter_score)
    QTimer.singleShot(70, lambda: fail(window))

app.""",
    """    QTimer.singleShot(50, lambda: go_on(window, steps(window)))

app.""",
)
