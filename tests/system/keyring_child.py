"""Runs on a private bus with a keyring of the system's own kind; says as JSON what the program made of it: ``open|asks FOLDER``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import keyring

from briefing_app.system.computer_keyring import SERVICE
from briefing_app.system.key_change import begin, settle
from briefing_app.system.key_slots import bytes_of, read_slots
from briefing_app.system.keys import (
    PassphraseNeeded,
    new_code,
    set_passphrase,
    set_recovery_code,
    unlock,
    use_keyring,
)
from briefing_app.system.paths import Profile

CODE = "-".join(["ABCD"] * 8)


def held(profile: Profile) -> str | None:
    slots = read_slots(profile.slots)
    assert slots is not None
    return keyring.get_password(SERVICE, f"kek-{slots.db_id}")


def open_and_change(profile: Profile) -> dict[str, object]:
    following = bytes(reversed(range(32)))
    key = unlock(profile)
    profile.practice.write_bytes(b"a store")
    secret = held(profile)
    found: dict[str, object] = {
        "backend": json.loads(profile.slots.read_text())["slots"][0]["backend"],
        "opened again": unlock(profile) == key,
        "secret bytes": len(bytes_of(secret or "")),
        "key in keyring": key.hex() in (secret or ""),
    }
    begin(profile, following, "", new_code())
    settle(profile, following)
    found["opened after a new key"] = unlock(profile) == following
    set_passphrase(profile, following, "words")
    found["forgotten"] = held(profile) is None
    use_keyring(profile, following)
    set_recovery_code(profile, following, CODE)
    found["opened after coming back"] = unlock(profile) == following
    return found


def asks(profile: Profile) -> dict[str, object]:
    """What a keyring that stays shut leaves: the recovery code, and nothing is made or written."""
    before = profile.slots.read_bytes()
    try:
        unlock(profile)
    except PassphraseNeeded as needed:
        return {
            "new": needed.new,
            "untouched": profile.slots.read_bytes() == before,
            "code opens": unlock(profile, CODE) == bytes(reversed(range(32))),
        }
    return {"opened": True}


if __name__ == "__main__":
    print(json.dumps({"open": open_and_change, "asks": asks}[sys.argv[1]](Profile(Path(sys.argv[2])))))
