"""What every test may use: a catalogue, a store, and the command line without a terminal."""

from __future__ import annotations

import gc
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from briefing_app.services.measure import Catalogue
from briefing_app.services.opening import open_practice
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.system import key_slots
from briefing_app.system.keys import DEMO_KEY
from briefing_app.system.paths import Profile
from briefing_app.system.resources import resources

KEY = bytes(range(32))

# Passphrases of tests open in a hundredth of the time; what ships is held by tests/system/test_keys.py, and by every program that a test starts.
SHIPPED_ARGON2 = dict(key_slots.ARGON2)
key_slots.ARGON2.update(t=1, m_kib=8192, p=1)

# A machine that does much at once must not fail a property by its clock; `dev.py slow` asks for the second of these.
settings.register_profile("quick", deadline=None)
settings.register_profile("slow", deadline=None, max_examples=1000)
settings.register_profile("mutants", deadline=None, derandomize=True, database=None)  # the same in each try
settings.load_profile("quick")


@pytest.fixture(autouse=True)
def garbage_on_this_thread_alone() -> None:
    """As in the window: a collection in a store's thread could destroy a widget there, and wait for ever.

    A window puts aside what is there at its first brief; it must not put aside what the window of an earlier test left behind, which is
    free only once that test is over.
    """
    gc.disable()
    if gc.get_freeze_count() or gc.get_count()[0] > 100_000:
        if "PySide6.QtCore" in sys.modules:
            core = sys.modules["PySide6.QtCore"]
            core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)
        gc.unfreeze()
        gc.collect()


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A connection to anything but a socket of this computer's own file system fails the test, also where the program would not mind."""
    tried: list[str] = []

    def guarded(name: str) -> Any:
        given = getattr(socket.socket, name)

        def connect(self: socket.socket, *arguments: Any) -> Any:
            if self.family != getattr(socket, "AF_UNIX", None):
                tried.append(f"{name} to {arguments[-1]}")
                raise ConnectionRefusedError("tests have no network")
            return given(self, *arguments)

        return connect

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, guarded(name))
    yield
    assert tried == []


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue(resources() / "measures")


@pytest.fixture(scope="session")
def new_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store as migrations make it, to be copied: making one takes a tenth of a second."""
    path = tmp_path_factory.mktemp("new") / "practice.db"
    PracticeStore(path, KEY).close()
    return path


@pytest.fixture
def store(tmp_path: Path, new_store: Path) -> Iterator[PracticeStore]:
    shutil.copy(new_store, tmp_path / "practice.db")
    opened = PracticeStore(tmp_path / "practice.db", KEY)
    yield opened
    opened.close()


@pytest.fixture
def reader(store: PracticeStore) -> Iterator[PracticeReader]:
    opened = PracticeReader(store)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def demo_at(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Profile]:
    """A profile at the folder that is given, with today's demo in it as the program makes it: made once, then copied.

    A test that goes on past midnight makes its own, as the program does.
    """
    made = Profile(tmp_path_factory.mktemp("made") / "demo")
    made.make()
    open_practice(made, DEMO_KEY, demo=True).close()

    def copy(folder: Path) -> Profile:
        shutil.copytree(made.folder, folder)
        return Profile(folder)

    return copy
