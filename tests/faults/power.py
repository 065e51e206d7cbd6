"""Power cuts: what a program wrote is recorded, and the disk is rebuilt as a cut at any moment may have left it.

A cut leaves everything that was synced, and of what was written to a file since its last sync any part: each write wholly, in part by sectors,
or not at all. Folders are taken to be kept by the file system, and a disk to have synced what it says it has.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sqlcipher3 import dbapi2

from briefing_app.domain.problems import Problem
from briefing_app.storage.engine import open_keyed
from briefing_app.storage.integrity import damage
from tests.faults.gate import KEY, Gate
from tests.faults.nursery import TOP

SECTOR = 512
ENTRIES = 60
CALLS = "openat,write,pwrite64,ftruncate,fsync,fdatasync,unlink,rename,close"
LINE = re.compile(r"(\w+)\((.*)\)\s+= (\d+)$")
MEMORY = Path("/dev/shm")


class Call(NamedTuple):
    """One call of the recorded program that succeeded; ``data`` is what was written, ``number`` an offset, a size or a descriptor."""

    name: str
    path: str
    number: int = 0
    data: bytes = b""


@dataclass(slots=True)
class Disk:
    """The files of one folder: what is safe, and the writes that are not yet."""

    safe: dict[str, bytearray] = field(default_factory=dict)
    pending: dict[str, list[Call]] = field(default_factory=dict)

    def take(self, call: Call) -> None:
        if call.name == "openat":
            self.safe.setdefault(call.path, bytearray())
            self.pending.setdefault(call.path, [])
        elif call.name == "unlink":
            self.safe.pop(call.path, None)
            self.pending.pop(call.path, None)
        elif call.name == "fsync":
            for one in self.pending[call.path]:
                _write(self.safe[call.path], one)
            self.pending[call.path] = []
        else:
            self.pending[call.path].append(call)

    def after_a_cut(self, chance: Random) -> dict[str, bytes]:
        """The files as they may be found after a cut now."""
        found = {}
        for path, safe in self.safe.items():
            data = bytearray(safe)
            luck = chance.random()  # some cuts spare nearly everything, some nearly nothing
            for call in self.pending[path]:
                if chance.random() < luck:
                    _write(data, call)
                elif call.name == "pwrite64" and chance.random() < 0.3:
                    for part in _torn(call, chance):
                        _write(data, part)
            found[path] = bytes(data)
        return found


def _write(data: bytearray, call: Call) -> None:
    if call.name == "ftruncate":
        del data[call.number :]
        data.extend(bytes(call.number - len(data)))
        return
    data.extend(bytes(max(0, call.number - len(data))))
    data[call.number : call.number + len(call.data)] = call.data


def _torn(call: Call, chance: Random) -> Iterator[Call]:
    """Some of the sectors of one write."""
    begin, end = call.number, call.number + len(call.data)
    while begin < end:
        edge = min(end, (begin // SECTOR + 1) * SECTOR)
        if chance.random() < 0.5:
            yield Call("pwrite64", call.path, begin, call.data[begin - call.number : edge - call.number])
        begin = edge


# -- recording


def why_not() -> str:
    """Why nothing can be recorded here, or ""."""
    if not sys.platform.startswith("linux"):
        return "only Linux has strace"
    if shutil.which("strace") is None:
        return "strace is not installed: sudo apt-get install strace"
    tried = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, text=True)
    return f"strace may not watch here: {tried.stderr.strip()}" if tried.returncode else ""


def record(place: Path, pragma: str = "") -> list[Call]:
    """What a child does to the disk that makes a private store and adds entries, each acknowledged by a write to descriptor 1; ``pragma`` overrides the program."""
    trace, store = place / "trace", place / "private.db"
    child = [sys.executable, "-m", "tests.faults.children", "alone", "write_entries", str(store), pragma, str(ENTRIES)]
    subprocess.run(
        ["strace", "-xx", "-s", "70000", "-e", f"trace={CALLS}", "-o", str(trace), *child],
        cwd=TOP,
        check=True,
        stdout=subprocess.PIPE,
    )
    return list(_calls(trace.read_text("ascii").splitlines(), str(store)))


def _calls(lines: list[str], store: str) -> Iterator[Call]:
    """The calls on the store and its journals, and the acknowledgments. The shared index is made anew by whoever opens the store."""
    descriptors: dict[str, str] = {}
    for line in lines:
        if (match := LINE.match(line)) is None:
            continue
        name, arguments, result = match[1], match[2].split(", "), match[3]
        if name == "openat":
            path = _text(arguments[1]).decode()
            if path.startswith(store) and not path.endswith("-shm"):
                descriptors[result] = path
                yield Call(name, path)
        elif name == "unlink" and _text(arguments[0]).decode().startswith(store):
            yield Call(name, _text(arguments[0]).decode())
        elif name == "rename" and _text(arguments[0]).decode().startswith(store):
            raise AssertionError("a store that is renamed is not modelled here")
        elif name == "write" and arguments[0] == "1":
            yield Call("acknowledge", "")
        elif arguments[0] in descriptors:
            path = descriptors[arguments[0]]
            if name == "close":
                del descriptors[arguments[0]]
            elif name in ("fsync", "fdatasync"):
                yield Call("fsync", path)
            elif name == "ftruncate":
                yield Call(name, path, int(arguments[1]))
            else:
                assert name == "pwrite64", line
                data = _text(arguments[1])
                assert len(data) == int(result), line
                yield Call(name, path, int(arguments[3]), data)


def _text(quoted: str) -> bytes:
    assert quoted.endswith('"'), "strace has shortened what was written"
    return bytes.fromhex(quoted.strip('"').replace("\\x", ""))


# -- cutting


def cut(calls: list[Call], count: int, chance: Random, place: Path) -> Counter[str]:
    """What became of the store in so many cuts: "whole", "damaged", "half" of a transaction, or "lost" what had been acknowledged."""
    disk, found, acknowledged, done = Disk(), Counter[str](), 0, 0
    for moment in sorted(chance.randrange(len(calls) + 1) for _ in range(count)):
        for call in calls[done:moment]:
            if call.name == "acknowledge":
                acknowledged += 1
            else:
                disk.take(call)
        done = moment
        found[_after(disk.after_a_cut(chance), acknowledged, place)] += 1
    return found


def _after(files: dict[str, bytes], acknowledged: int, place: Path) -> str:
    for old in place.iterdir():
        old.unlink()
    for path, data in files.items():
        (place / Path(path).name).write_bytes(data)
    store = place / "private.db"
    if not store.exists() or not store.stat().st_size:
        return "lost" if acknowledged else "whole"
    try:
        if damage(store, KEY):
            return "damaged"
        connection = open_keyed(store, KEY, cache_kib=2000)
    except (Problem, dbapi2.DatabaseError):
        return "damaged"
    try:
        return _judged(connection, acknowledged)
    finally:
        connection.close()


def _judged(connection: dbapi2.Connection, acknowledged: int) -> str:
    """An entry is a step and its revision, and entries are added in order: what stands is the first so many of both."""
    if not connection.execute("SELECT 1 FROM sqlite_master").fetchall():
        return "lost" if acknowledged else "whole"
    steps = [int(words.split()[1]) for (words,) in connection.execute("SELECT words FROM step ORDER BY id")]
    revisions = [int(start) for (start,) in connection.execute("SELECT start FROM revision ORDER BY id")]
    if steps != revisions or steps != list(range(1, len(steps) + 1)):
        return "half"
    return "lost" if len(steps) < acknowledged else "whole"


def power_cuts(count: int, controls: int, chance: Random, place: Path) -> list[Gate]:
    """Cut what the private store writes; and the same without syncing, to show that the cuts can find something."""
    full = _cut_recorded(place / "synced", "", count, chance)
    off = _cut_recorded(place / "unsynced", "synchronous = OFF", controls, chance)
    share = 1 - off["whole"] / controls
    return [
        Gate(f"power cut, {count} times: stores damaged", str(full["damaged"]), "0", full["damaged"] == 0),
        Gate("    transactions half there", str(full["half"]), "0", full["half"] == 0),
        Gate("    acknowledged entries lost", str(full["lost"]), "0", full["lost"] == 0),
        Gate(f"    the same without syncing, {controls} times: damaged or lost", f"{share:.0%}", "over 50%", share > 0.5),
    ]


def _cut_recorded(place: Path, pragma: str, count: int, chance: Random) -> Counter[str]:
    place.mkdir()
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else place) as rebuilt:
        return cut(record(place, pragma), count, chance, Path(rebuilt))
