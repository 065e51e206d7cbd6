"""What runs in processes that are killed: ``python -m tests.faults.children [MODULE...]`` forks a child for every line it reads."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path

KEY = bytes(range(32))
WORDS, CODE = "several words", "-".join(["ABCD"] * 8)


def say(*words: object) -> None:
    """In one write: a child that is killed has said a line or has not."""
    os.write(1, (json.dumps(words) + "\n").encode())


def hear() -> None:
    """Wait for a line."""
    if not os.read(0, 1000):
        os._exit(0)


def nursery() -> None:
    say("ready")
    for line in sys.stdin:
        kill_after, name, *arguments = json.loads(line)
        alive, held = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(alive)
            code = 1
            try:
                globals()[name](*arguments)
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        os.close(held)
        if kill_after is not None:
            select.select([alive], [], [], kill_after)  # readable as soon as the child is no more
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        os.close(alive)
        say("ended", os.waitstatus_to_exitcode(status))


def import_exports(store: str, folder: str) -> None:
    """Import the exports of a folder from the first that the store does not know; say what is begun, and what is kept."""
    from briefing_app.services.importing import run_import
    from briefing_app.storage.practice import PracticeReader, PracticeStore
    from tests.importing import CATALOGUE, NEW_YORK

    opened = PracticeStore(Path(store), KEY)
    reader = PracticeReader(opened)
    done = len(reader.imports())
    reader.close()
    for number, path in list(enumerate(sorted(Path(folder).iterdir()), 1))[done:]:
        say("begun", number)
        run_import(opened, CATALOGUE, [path], zone=NEW_YORK)
        say("kept", number)
    opened.close()


def write_entries(path: str, pragma: str, count: str) -> None:
    """Add entries to the private store one by one, with a setting that is not the program's own, if any; say which are kept."""
    from briefing_app.domain.time_entry import TimeEntry
    from briefing_app.storage.private import PrivateStore

    store = PrivateStore(Path(path), KEY)
    with store.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        if pragma:
            driver.execute(f"PRAGMA {pragma}").fetchall()
        driver.execute("PRAGMA wal_autocheckpoint = 25").fetchall()  # so that cuts also meet a journal being folded in
    for number in range(1, int(count) + 1):
        store.write([TimeEntry(number, number + 1, "UTC", "notes")], 1e6, f"entry {number}")
        say("kept", number)
    store.close()


def make_profile(folder: str, exports: str) -> None:
    """A practice with an export in it, opened by a passphrase and a recovery code that are quick to try."""
    from briefing_app.storage.practice import PracticeStore
    from briefing_app.system.keys import set_recovery_code, unlock
    from briefing_app.system.paths import Profile
    from tests.importing import take

    cheap_words()
    profile = Profile(Path(folder))
    key = unlock(profile, WORDS)
    set_recovery_code(profile, key, CODE)
    store = PracticeStore(profile.practice, key)
    take(store, Path(exports))
    store.close()


def change_key(folder: str) -> None:
    """Give a practice another key, as the program does it."""
    from datetime import datetime

    from briefing_app.services.backup import PRACTICE, Vault
    from briefing_app.services.rekeying import change_key as give
    from briefing_app.system.keys import unlock
    from briefing_app.system.paths import Profile

    cheap_words()
    profile = Profile(Path(folder))
    give(Vault(profile, PRACTICE), unlock(profile, WORDS), WORDS, CODE, datetime.now().astimezone())


def cheap_words() -> None:
    from briefing_app.system import key_slots as slots

    slots.ARGON2.update(t=1, m_kib=8192, p=1)


def hold_window(lock: str) -> None:
    """Ask for the window's lock whenever told to; say whether it was had."""
    from briefing_app.system.single_instance import taken

    held = None
    while True:
        say("waiting", os.getpid())
        hear()
        held = held or taken(Path(lock))
        say("held" if held else "refused", os.getpid())


def fill_disk(store: str, exports: str) -> None:
    """Fill the disk in the middle of an import, look, make room again and go on; say what was found."""
    import time

    from briefing_app.domain.problems import Problem
    from briefing_app.services.importing import Progress, run_import
    from briefing_app.storage.integrity import damage
    from briefing_app.storage.practice import PracticeStore
    from tests.faults.gate import contents
    from tests.importing import CATALOGUE, take

    opened, ballast = PracticeStore(Path(store), KEY), Path(store).with_name("ballast")
    first, *rest = sorted(Path(exports).iterdir())
    take(opened, first)
    before, filled, sentence = contents(opened.path), 0.0, ""

    def fill(_: Progress) -> None:
        nonlocal filled
        if not filled:
            with suppress(OSError), ballast.open("wb", buffering=0) as file:
                while file.write(bytes(1 << 16)):
                    pass
            filled = time.perf_counter()

    try:
        run_import(opened, CATALOGUE, rest, progress=fill)
    except Problem as problem:
        sentence = problem.sentence
    seconds = time.perf_counter() - filled
    same = contents(opened.path) == before
    ballast.unlink()
    more = take(opened, rest[0]).changed
    opened.close()
    say(sentence, seconds, same, more, damage(Path(store), KEY))


if __name__ == "__main__":
    if sys.argv[1:2] == ["alone"]:
        globals()[sys.argv[2]](*sys.argv[3:])
    else:
        for module in sys.argv[1:]:
            import_module(module)
        nursery()
