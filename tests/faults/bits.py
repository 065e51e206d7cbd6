"""Bit rot: one flipped bit, or a file cut short, anywhere in a store."""

from __future__ import annotations

from pathlib import Path
from random import Random

from briefing_app.storage.integrity import damage
from briefing_app.storage.practice import PracticeStore
from tests.faults.gate import KEY, Gate
from tests.faults.kills import write_exports
from tests.importing import take

PAGE = 4096


def rot(flips: int, cuts: int, chance: Random, place: Path) -> list[Gate]:
    """Damage a copy in one place at a time: each is found, and the file left as it is. Half the cuts are between two pages."""
    store = PracticeStore(place / "practice.db", KEY)
    take(store, sorted(write_exports(place / "exports").iterdir())[0])
    store.close()
    whole = store.path.read_bytes()
    assert damage(store.path, KEY) == ""
    flipped = shortened = kept = 0
    for _ in range(flips):
        data = bytearray(whole)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        found, same = _found(place / "flipped.db", bytes(data))
        flipped, kept = flipped + found, kept + same
    for number in range(cuts):
        length = chance.randrange(len(whole))
        found, same = _found(place / "shortened.db", whole[: length - length % PAGE if number % 2 else length])
        shortened, kept = shortened + found, kept + same
    return [
        Gate("one bit flipped: found", f"{flipped} of {flips}", str(flips), flipped == flips),
        Gate("    file cut short: found", f"{shortened} of {cuts}", str(cuts), shortened == cuts),
        Gate("    damaged file left as it was", f"{kept} of {flips + cuts}", str(flips + cuts), kept == flips + cuts),
    ]


def _found(path: Path, data: bytes) -> tuple[bool, bool]:
    """Whether damage is found in a store of these bytes, and whether they are the same after."""
    path.write_bytes(data)
    return bool(damage(path, KEY)), path.read_bytes() == data
