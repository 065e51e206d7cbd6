"""GNOME's keyring itself, on a bus of its own: what the in-memory one of the other tests stands for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import lacks, needs

TOP = Path(__file__).parents[2]
START = 'printf %s "$1" | gnome-keyring-daemon --unlock --components=secrets >/dev/null; shift; exec "$@"'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home and a runtime folder for the daemon, short enough for the name of a socket."""
    needs(lacks("dbus-run-session", "gnome-keyring-daemon"))
    (tmp_path / "h").mkdir(mode=0o700)
    return tmp_path / "h"


def with_keyring(home: Path, password: str, *arguments: str) -> dict[str, object]:
    """Run the child on a private bus, with a daemon that was given this password for its keyring."""
    child = [sys.executable, "-m", "tests.system.keyring_child", *arguments]
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
    ended = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", START, "sh", password, *child],
        cwd=TOP, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    found: dict[str, object] = json.loads(ended.stdout)
    return found


def test_the_systems_keyring_keeps_the_secret_and_opens_the_store_again(home: Path) -> None:
    assert with_keyring(home, "pw", "open", str(home / "profile")) == {
        "backend": "keyring.backends.SecretService.Keyring",
        "opened again": True,
        "secret bytes": 32,
        "key in keyring": False,
        "opened after a new key": True,
        "forgotten": True,
        "opened after coming back": True,
    }


def test_a_keyring_that_stays_locked_leaves_the_recovery_code_and_changes_nothing(home: Path) -> None:
    with_keyring(home, "pw", "open", str(home / "profile"))
    asked = with_keyring(home, "another", "asks", str(home / "profile"))
    assert asked == {"new": False, "untouched": True, "code opens": True}
