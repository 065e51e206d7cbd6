"""Backups and key files that somebody made to do harm: whatever is in them, a sentence comes out."""

from __future__ import annotations

import json
import zipfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from briefing_app.domain.problems import Problem
from briefing_app.services.backup import PRIVATE, Vault, write_to
from briefing_app.storage.backup import CONTENTS, SLOTS, STORE, contents_of, restore, slots_in
from briefing_app.storage.private import PrivateStore
from briefing_app.system import key_slots as slots
from briefing_app.system.key_slots import KeyFault
from briefing_app.system.keys import (
    PassphraseNeeded,
    new_code,
    sealed_with,
    set_recovery_code,
    slots_are_of,
    unlock,
    unlock_backup,
    unsealed_with,
)
from briefing_app.system.paths import Profile

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
IN_A_SLOT = ("kind", "kdf", "t", "m_kib", "p", "salt", "nonce", "ct")
IN_A_SET = ("v", "db_id", "kcv", "slots", "new", "next")
EASY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
DEEP = b"[" * 90_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Path]:
    """A backup and its key."""
    profile = Profile(tmp_path_factory.mktemp("hostile"))
    key = unlock(profile, "words", private=True)
    set_recovery_code(profile, key, new_code(), private=True)
    PrivateStore(profile.private, key).close()
    return key, write_to(Vault(profile, PRIVATE), key, profile.folder / "one.briefing", datetime(2026, 11, 25, tzinfo=UTC))


def with_member(backup: Path, folder: str, name: str, data: bytes) -> Path:
    changed = Path(folder) / "changed.briefing"
    with zipfile.ZipFile(backup) as archive, zipfile.ZipFile(changed, "w", zipfile.ZIP_STORED) as sink:
        for one in (SLOTS, CONTENTS, STORE):
            sink.writestr(one, data if one == name else archive.read(one))
    return changed


@EASY
@given(where=st.sampled_from([*IN_A_SLOT, *IN_A_SET]), value=VALUES, number=st.integers(0, 1))
@example(where="t", value=float("inf"), number=0)
@example(where="kcv", value="é", number=0)
@example(where="kcv", value="\ud800", number=0)
@example(where="salt", value="\ud800", number=0)
@example(where="slots", value=[{"kind": "passphrase"}] * 1000, number=0)
def test_slots_that_were_changed_open_the_store_or_are_refused_in_a_sentence(
    made: tuple[bytes, Path], monkeypatch: pytest.MonkeyPatch, where: str, value: Any, number: int
) -> None:
    monkeypatch.setattr(slots, "BOUNDS", {"t": (1, 2), "m_kib": (8192, 9000), "p": (1, 2)})  # so that nothing takes long
    key, backup = made
    found = json.loads(slots_in(backup))
    (found["slots"][number] if where in IN_A_SLOT else found)[where] = value
    _tried(json.dumps(found).encode(), key)


@EASY
@given(data=st.binary(max_size=200) | VALUES.map(lambda value: json.dumps(value).encode()))
@example(data=DEEP)
@example(data=b'{"v": 1, "db_id": "a", "kcv": "b", "slots": [' + DEEP)
def test_what_are_no_slots_are_refused_in_a_sentence(made: tuple[bytes, Path], data: bytes) -> None:
    _tried(data, made[0])


def _tried(data: bytes, key: bytes) -> None:
    slots_are_of(data, key)
    with suppress(KeyFault, PassphraseNeeded):
        assert unlock_backup(data, "words") == key


@EASY
@given(value=VALUES, where=st.sampled_from(["kind", "made", "schema", "tables", ""]))
@example(value=float("inf"), where="made")
@example(value=1e300, where="made")
@example(value={"client": [float("inf"), ""]}, where="tables")
@example(value=[], where="tables")
def test_a_list_of_contents_that_was_changed_by_who_has_the_key_is_refused_in_a_sentence(
    made: tuple[bytes, Path], value: Any, where: str
) -> None:
    key, backup = made
    found = {"v": 1, "kind": "private", "made": 1.0, "schema": "0002", "tables": {}}
    data = json.dumps({**found, where: value} if where else value).encode()
    _refused_in_a_sentence(backup, key, CONTENTS, sealed_with(key, data))


def test_a_deep_list_of_contents_is_refused_in_a_sentence(made: tuple[bytes, Path]) -> None:
    key, backup = made
    _refused_in_a_sentence(backup, key, CONTENTS, sealed_with(key, DEEP))


def _refused_in_a_sentence(backup: Path, key: bytes, name: str, data: bytes) -> None:
    with TemporaryDirectory() as folder:
        changed = with_member(backup, folder, name, data)
        with pytest.raises((Problem, KeyFault)):
            restore(changed, key, lambda sealed: unsealed_with(key, sealed), Path(folder) / "store.db")


@EASY
@given(changes=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=4))
def test_bytes_changed_in_the_archives_own_list_are_refused_in_a_sentence_or_change_nothing(
    made: tuple[bytes, Path], changes: list[tuple[int, int]]
) -> None:
    key, backup = made
    data = bytearray(backup.read_bytes())
    for place, value in changes:
        data[-1 - place % 300] = value
    _read(data, key)


@pytest.mark.parametrize("place", range(0, 46, 2))
@pytest.mark.parametrize("header", [b"PK\x01\x02", b"PK\x03\x04"])
def test_every_field_of_a_member_may_be_anything(made: tuple[bytes, Path], header: bytes, place: int) -> None:
    key, backup = made
    for value in (b"\xff\xff", b"\x01\x00", b"\x00\x08"):
        data = bytearray(backup.read_bytes())
        begins = data.find(header)
        while begins >= 0:
            data[begins + place : begins + place + 2] = value
            begins = data.find(header, begins + 4)
        _read(data, key)


def _read(data: bytes | bytearray, key: bytes) -> None:
    with TemporaryDirectory() as folder:
        changed = Path(folder) / "changed.briefing"
        changed.write_bytes(data)
        with suppress(Problem, KeyFault):
            slots_in(changed)
            contents_of(changed, lambda sealed: unsealed_with(key, sealed))
            restore(changed, key, lambda sealed: unsealed_with(key, sealed), Path(folder) / "store.db")
