"""What encryption costs: the same work on a keyed and an unkeyed store, and from the key to the first brief."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.bench.gates import Figure, print_figures

ROWS, POINTS, RANGES, LENGTH = 200_000, 20_000, 200, 500
LIMITS = {"insert": 1.6, "point": 1.6, "range": 1.3}
SECRET_SERVICE = 'printf words | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$@"'
OFFSCREEN = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}


def work(path: str, keyed: str) -> dict[str, float]:
    """In a process of its own: insert, read single rows, read ranges; CPU seconds of each. All that differs is the key."""
    from sqlcipher3 import dbapi2

    from briefing_app.storage.engine import PRAGMAS

    connection = dbapi2.connect(path, isolation_level=None)
    if keyed == "keyed":
        connection.execute(f"PRAGMA key = \"x'{'0b' * 32}'\"")
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}").fetchall()
    chance = Random(7)
    connection.execute(
        "CREATE TABLE evidence (id INTEGER PRIMARY KEY, client_id INTEGER, measure TEXT, value TEXT, items TEXT, at REAL, day TEXT, source TEXT)"
    )
    connection.execute("CREATE INDEX evidence_client ON evidence (client_id)")
    rows = [
        (n, n % 400, "PHQ-9", str(n % 28), "1,2,0,3,1,1,0,2,0", 1.7e9 + n, "2024-03-01", f"observation-{n}-of-an-export")
        for n in range(ROWS)
    ]
    found = {}

    def timed(name: str, job: object) -> None:
        begun = time.process_time()
        job()  # type: ignore[operator]
        found[name] = time.process_time() - begun

    def insert() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO evidence VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        connection.execute("COMMIT")

    def points() -> None:
        for _ in range(POINTS):
            connection.execute("SELECT * FROM evidence WHERE id = ?", (chance.randrange(ROWS),)).fetchone()

    def ranges() -> None:
        for _ in range(RANGES):
            first = chance.randrange(ROWS - LENGTH)
            connection.execute("SELECT * FROM evidence WHERE id BETWEEN ? AND ?", (first, first + LENGTH)).fetchall()

    timed("insert", insert)
    connection.close()
    connection = dbapi2.connect(path, isolation_level=None)
    if keyed == "keyed":
        connection.execute(f"PRAGMA key = \"x'{'0b' * 32}'\"")
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}").fetchall()
    timed("point", points)
    timed("range", ranges)
    plain = Path(path).read_bytes()[:6] == b"SQLite"
    if plain is (keyed == "keyed"):
        raise RuntimeError("the store that should be encrypted is not, or the other way round")
    return found


def ratios(runs: int = 7) -> list[Figure]:
    """Pairs in random order, a process each; the median of the paired ratios."""
    chance = Random(11)
    paired: dict[str, list[float]] = {name: [] for name in LIMITS}
    with TemporaryDirectory() as folder:
        for number in range(runs):
            both = ["keyed", "plain"]
            chance.shuffle(both)
            seconds = {one: _child(Path(folder) / f"{one}-{number}.db", one) for one in both}
            for name in LIMITS:
                paired[name].append(seconds["keyed"][name] / seconds["plain"][name])
    words = {
        "insert": f"insert {ROWS:,} rows",
        "point": f"{POINTS:,} single rows",
        "range": f"{RANGES} ranges of {LENGTH} rows",
    }
    return [
        Figure(
            f"keyed / unkeyed store, {words[name]}", f"{statistics.median(found):.2f}", f"at most {LIMITS[name]}",
            statistics.median(found) <= LIMITS[name], f"{min(found):.2f} to {max(found):.2f} in {runs} pairs",
        )
        for name, found in paired.items()
    ]  # fmt: skip


def _child(path: Path, keyed: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.children", "keyed_work", str(path), keyed],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def unlocking(runs: int = 7) -> list[Figure]:
    """From the start of the process, with its key in a real keyring or given as a passphrase, to the first brief complete."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        briefing = [sys.executable, "-m", "briefing_app.cli"]
        subprocess.run([*briefing, "demo", str(place / "export")], capture_output=True, check=True)
        load = ["import", "--without-recovery-code", str(place / "export")]
        own = [*briefing, "--profile", str(place / "words"), "--passphrase-fd", "0"]
        subprocess.run([*own, *load], input=b"words", capture_output=True, check=True)
        asked = [_first_brief([*own, "--startup-report"], OFFSCREEN, b"words") for _ in range(runs)]
        figures = [_unlocked("passphrase", asked, 2.0)]
        if not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")):
            return [
                *figures,
                Figure("unlock to first brief, keyring", "not tried", "at most 1.5 s", False, "no gnome-keyring here"),
            ]
        kept = [*briefing, "--profile", str(place / "kept")]
        home = {**OFFSCREEN, "HOME": str(place), "XDG_DATA_HOME": str(place / "data")}
        home.pop("PYTHON_KEYRING_BACKEND", None)
        script = [sys.executable, "-m", "tests.bench.children", "with_keyring", str(runs), json.dumps([kept, load])]
        done = subprocess.run(
            ["dbus-run-session", "--", "sh", "-c", SECRET_SERVICE, "sh", *script],
            env=home,
            capture_output=True,
            text=True,
            check=True,
        )
        return [*figures, _unlocked("keyring", json.loads(done.stdout)["seconds"], 1.5)]


def with_keyring(runs: str, commands: str) -> dict[str, list[float]]:
    """Inside a session with a keyring of its own: import once, then start again and again."""
    kept, load = json.loads(commands)
    subprocess.run([*kept, *load], capture_output=True, check=True)
    return {"seconds": [_first_brief([*kept, "--startup-report"], dict(os.environ), b"") for _ in range(int(runs))]}


def _first_brief(command: list[str], environment: dict[str, str], words: bytes) -> float:
    done = subprocess.run(command, env=environment, input=words, capture_output=True, check=True)
    return float(json.loads(done.stdout)["first_brief_ms"]) / 1000


def _unlocked(way: str, seconds: list[float], limit: float) -> Figure:
    median = statistics.median(seconds)
    return Figure(
        f"unlock to first brief, {way}", f"{median:.2f} s", f"at most {limit} s", median <= limit,
        f"{min(seconds):.2f} to {max(seconds):.2f} s in {len(seconds)} starts",
    )  # fmt: skip


def keyed() -> list[Figure]:
    figures = [*ratios(), *unlocking()]
    print_figures(figures)
    return figures
