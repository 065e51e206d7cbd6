"""Kill -9 in the middle of an import, and in the middle of a change of key."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from hashlib import sha256
from pathlib import Path
from random import Random

from briefing_app.services.opening import key_of
from briefing_app.storage.integrity import damage
from briefing_app.storage.practice import PracticeStore
from briefing_app.system.keys import unlock
from briefing_app.system.paths import Profile
from tests.bench.corpus import write_ndjson
from tests.faults.children import CODE, WORDS
from tests.faults.gate import KEY, Gate, contents
from tests.faults.nursery import Nursery
from tests.fhir import appointment, ndjson, patient, response, score
from tests.importing import take

EXPORTS = 10
CLIENTS = 40
NOTHING = sha256(b"[]").hexdigest()  # a store whose making was killed before it had any table


def write_exports(folder: Path) -> Path:
    """Some 15,000 resources in exports of an eighth of a second each; each also says something new of the clients of the one before."""
    for export in range(EXPORTS):
        made = []
        for number in range(CLIENTS):
            name = f"client-{export}-{number}"
            days = [f"2024-{1 + day % 12:02}-{1 + day % 28:02}T09:00:00Z" for day in range(number, number + 15)]
            made.append(patient(name))
            made += [score(f"score-{name}-{i}", i % 28, day, client=name) for i, day in enumerate(days)]
            made += [appointment(f"meeting-{name}-{i}", day, clients=(name,)) for i, day in enumerate(days)]
            made += [response(f"answers-{name}-{i}", [i % 4] * 9, day, client=name) for i, day in enumerate(days[:8])]
            if export:
                made.append(score(f"later-{name}", number % 28, "2025-01-07T09:00:00Z", client=f"client-{export - 1}-{number}"))
        ndjson(folder / f"{export:02}.ndjson", *made)
    return folder


def killed_imports(count: int, chance: Random, place: Path) -> list[Gate]:
    """Kill a child that imports one export after another; another goes on where it ended, until all are in, and then anew."""
    exports = write_exports(place / "exports")
    states = _states(exports, place / "whole.db")
    path, found = place / "practice.db", Counter[str]()
    kept = 0  # how many of the exports the store must hold
    with Nursery("briefing_app.services.importing", "briefing_app.storage.practice", "tests.importing") as nursery:
        while True:
            last = found["killed"] >= count
            nursery.start("import_exports", path, exports, kill_after=None if last else chance.uniform(0.05, 0.5))
            said, killed = nursery.until_ended()
            begun = max([kept, *(number for word, number in said if word == "begun")])
            kept = max([kept, *(number for word, number in said if word == "kept")])
            found["killed"] += killed
            found["inside"] += killed and begun > kept
            held = _held(path, states)
            if held is None:
                found["damaged"] += 1
            elif held < 0 or held > begun:
                found["half"] += 1
            elif held < kept:
                found["lost"] += 1
            if last:
                break
            kept = max(kept, held or 0)
            if held is None or held != kept or held == EXPORTS:
                kept = 0
                for file in place.glob("practice.db*"):
                    file.unlink()
    equal = "yes" if held == EXPORTS else "no"
    name = f"kill -9 of an import, {found['killed']} times ({found['inside']} inside one)"
    return [
        Gate(f"{name}: stores damaged", str(found["damaged"]), "0", found["damaged"] == 0),
        Gate("    imports half there", str(found["half"]), "0", found["half"] == 0),
        Gate("    imports said to be kept, and lost", str(found["lost"]), "0", found["lost"] == 0),
        Gate("    in the end equal to a store never killed", equal, "yes", equal == "yes"),
    ]


def _states(exports: Path, path: Path) -> list[str]:
    """What a store holds after each of the exports, when nobody kills anything."""
    store = PracticeStore(path, KEY)
    found = [contents(path)]
    for export in sorted(exports.iterdir()):
        take(store, export)
        found.append(contents(path))
    store.close()
    return found


def _held(path: Path, states: list[str]) -> int | None:
    """How many exports the store holds: None when it is damaged, -1 when that is no whole number of them."""
    if not path.exists() or not path.stat().st_size:
        return 0
    if damage(path, KEY):
        return None
    state = contents(path)
    return 0 if state == NOTHING else states.index(state) if state in states else -1


def killed_key_changes(count: int, chance: Random, place: Path) -> list[Gate]:
    """Kill a child that gives a practice another key: its passphrase and its recovery code open it, to one key, and all is there."""
    write_ndjson(place / "corpus", 12)
    whole, folder, found = place / "whole", place / "profile", Counter[str]()
    profile = Profile(folder)
    with Nursery("briefing_app.services.rekeying", "argon2", "cryptography.hazmat.primitives.ciphers.aead") as nursery:
        nursery.start("make_profile", whole, place / "corpus")
        nursery.until_ended()
        old = unlock(Profile(whole), WORDS)
        before = contents(Profile(whole).practice, old)

        def change(kill_after: float | None) -> None:
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(whole, folder)
            nursery.start("change_key", folder, kill_after=kill_after)

        began = time.perf_counter()
        change(None)
        seconds = []
        for two_sets in (True, False):
            while (b'"next"' in profile.slots.read_bytes()) is not two_sets:
                time.sleep(0.001)
            seconds.append(time.perf_counter() - began)
        nursery.until_ended()
        margin = (seconds[1] - seconds[0]) / 4
        for _ in range(count):
            change(chance.uniform(seconds[0] - margin, seconds[1] + margin))
            found["killed"] += nursery.until_ended()[1]
            found["inside"] += b'"next"' in profile.slots.read_bytes()
            keys = {key_of(profile, words, demo=False) for words in chance.sample([WORDS, CODE], 2)}
            found["one key"] += len(keys) == 1
            found["whole"] += all(
                not damage(profile.practice, key) and contents(profile.practice, key) == before for key in keys
            )
            found["new key"] += old not in keys
    return [
        Gate(
            f"kill -9 of a change of key, {found['killed']} times ({found['inside']} inside it, {found['new key']} with the new key after):"
            " every way in opens, all is there",
            f"{min(found['whole'], found['one key'])} of {count}",
            f"{count}",
            found["whole"] == found["one key"] == count,
        )
    ]
