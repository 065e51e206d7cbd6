"""A backup that was made can be restored on another computer, equal to the last row; what is not whole or not ours is refused."""

from __future__ import annotations

import os
import random
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from briefing_app.domain.audit import RESTORED
from briefing_app.domain.problems import Problem
from briefing_app.domain.time_entry import TimeEntry
from briefing_app.services.audit import audit_fault
from briefing_app.services.backup import (
    PRACTICE,
    PRIVATE,
    NotCopied,
    Vault,
    back_up,
    backups_of,
    is_due,
    rehearsal_due,
    rehearse,
    rehearsed,
)
from briefing_app.services.restore import restore_backup
from briefing_app.storage import backup
from briefing_app.storage.audit import broken_at, deeds_in, record
from briefing_app.storage.backup import CONTENTS, SLOTS, STORE, Wrapping, write_backup
from briefing_app.storage.engine import create_private_file, keyed_engine, open_keyed
from briefing_app.storage.migrate import HEAD, _upgrade
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore
from briefing_app.system.key_slots import KeyFault, WrongPassphrase
from briefing_app.system.keys import new_code, set_passphrase, set_recovery_code, slots_of, unlock
from briefing_app.system.paths import Profile
from tests.fhir import appointment, ndjson, patient, score
from tests.importing import take

NOW = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
CODE = new_code()


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path / "profile")


@pytest.fixture
def key(profile: Profile) -> bytes:
    made = unlock(profile, "words")
    set_recovery_code(profile, made, CODE)
    return made


@pytest.fixture
def store(profile: Profile, key: bytes, tmp_path: Path) -> Iterator[PracticeStore]:
    opened = PracticeStore(profile.practice, key)
    take(
        opened,
        ndjson(
            tmp_path / "x.ndjson",
            patient(),
            appointment("a", "2026-11-25T10:00:00Z"),
            *(score(f"s{n}", n % 27) for n in range(200)),
        ),
    )
    yield opened
    opened.close()


def rows(path: Path, key: bytes) -> dict[str, list[tuple[object, ...]]]:
    with closing(open_keyed(path, key)) as found:
        names = [name for (name,) in found.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {name: sorted(map(tuple, found.execute(f'SELECT * FROM "{name}"')), key=repr) for name in names}


def test_a_backup_of_an_open_store_is_restored_elsewhere_by_its_recovery_code(
    tmp_path: Path, profile: Profile, key: bytes, store: PracticeStore
) -> None:
    reader = PracticeReader(store)
    made = back_up(Vault(profile, PRACTICE), key, NOW)
    reader.close()
    assert made.path.name == "practice-20261125-083000.briefing"
    assert made.path.stat().st_mode & 0o777 == 0o600
    other = Profile(tmp_path / "another computer")
    found = restore_backup(other, made.path, CODE.lower(), NOW)
    assert found.aside is None
    assert found.contents.tables["client"][0] == 2
    assert unlock(other, "words") == unlock(other, CODE) == key
    assert rows(other.practice, key) == rows(profile.practice, key)
    assert {path.stat().st_mode & 0o777 for path in other.folder.iterdir() if path.is_file()} == {0o600}
    assert not [path for path in profile.folder.rglob("*") if path.name.startswith(".making")]


def test_the_backup_is_not_readable_without_its_key(profile: Profile, key: bytes, store: PracticeStore) -> None:
    made = back_up(Vault(profile, PRACTICE), key, NOW)
    data = made.path.read_bytes()
    for word in (b"SQLite format 3", b"Invented", b"client_alias", b"source_id"):
        assert word not in data
    assert key not in data
    with pytest.raises(WrongPassphrase):
        restore_backup(Profile(profile.folder / "elsewhere"), made.path, "wrong", NOW)


def test_the_two_stores_are_backed_up_apart(profile: Profile, key: bytes, store: PracticeStore) -> None:
    own = unlock(profile, "mine alone", private=True)
    private = PrivateStore(profile.private, own)
    private.write([TimeEntry(1.0, 61.0, "UTC", "notes")], 100.0, "one")
    private.close()
    first, second = back_up(Vault(profile, PRACTICE), key, NOW), back_up(Vault(profile, PRIVATE), own, NOW)
    assert first.path.parent != second.path.parent
    with pytest.raises(WrongPassphrase):
        restore_backup(Profile(profile.folder / "elsewhere"), second.path, "words", NOW)
    contents = restore_backup(Profile(profile.folder / "elsewhere"), second.path, "mine alone", NOW).contents
    assert contents.kind == PRIVATE
    assert contents.tables["revision"][0] == 1


def test_restoring_over_a_store_keeps_the_replaced_one_with_its_key(
    profile: Profile, key: bytes, store: PracticeStore, tmp_path: Path
) -> None:
    made = back_up(Vault(profile, PRACTICE), key, NOW)
    before = rows(profile.practice, key)
    take(store, ndjson(tmp_path / "y.ndjson", patient("ben")))
    store.close()
    aside = restore_backup(profile, made.path, "words", NOW).aside
    assert aside is not None
    assert rows(profile.practice, key) == before
    assert len(rows(aside, key)["client"]) == len(before["client"]) + 1
    assert aside.with_name(f"{aside.stem}-keyslots.json").exists()


def test_sixty_flipped_bits_and_ten_cuts_are_all_found_and_change_nothing(
    profile: Profile, key: bytes, store: PracticeStore, tmp_path: Path
) -> None:
    made = back_up(Vault(profile, PRACTICE), key, NOW)
    whole = made.path.read_bytes()
    chance = random.Random(7)
    with zipfile.ZipFile(made.path) as archive:
        begins = {one.filename: one.header_offset for one in archive.infolist()}
    found = 0
    for number in range(70):
        data = bytearray(whole)
        if number < 60:
            data[chance.randrange(begins[SLOTS] + 60, begins[STORE] + archive.getinfo(STORE).file_size)] ^= (
                1 << chance.randrange(8)
            )
        else:
            del data[chance.randrange(len(data)) :]
        damaged = tmp_path / "damaged.briefing"
        damaged.write_bytes(data)
        other = Profile(tmp_path / f"other-{number}")
        try:
            restore_backup(other, damaged, "words", NOW)
        except (Problem, KeyFault):
            found += 1
            assert not other.practice.exists()
            assert not other.slots.exists()
        else:
            assert rows(other.practice, key) == rows(profile.practice, key)  # a bit that nothing reads, as in the code's slot
            found += 1
    assert found == 70


@pytest.mark.parametrize(
    "hostile",
    [
        "CREATE VIEW client_view AS SELECT * FROM client",
        "CREATE TRIGGER spy AFTER INSERT ON client BEGIN DELETE FROM own_score; END",
        "CREATE TABLE more (words TEXT)",
        "CREATE VIRTUAL TABLE more USING fts5(words)",
        "CREATE INDEX more ON client (upper(family))",
        "ALTER TABLE client ADD COLUMN more TEXT",
        "CREATE TRIGGER own_score_stays2 BEFORE UPDATE OF at ON own_score BEGIN SELECT raise(ABORT, 'rows are only appended'); DELETE FROM client; END",
    ],
)
def test_a_store_with_what_we_never_make_is_not_restored(
    profile: Profile, key: bytes, store: PracticeStore, tmp_path: Path, hostile: str
) -> None:
    from briefing_app.system.keys import sealed_with

    store.close()
    with closing(open_keyed(profile.practice, key)) as changed:
        changed.execute(hostile)
    made = tmp_path / "hostile.briefing"
    wrapping = Wrapping(PRACTICE, slots_of(profile), lambda data: sealed_with(key, data))
    write_backup(profile.practice, key, wrapping, made, 1.0)
    with pytest.raises(Problem, match="never makes"):
        restore_backup(Profile(tmp_path / "other"), made, "words", NOW)
    assert not (tmp_path / "other" / "practice.db").exists()


@pytest.mark.parametrize(
    ("hostile", "lacks"),
    [
        ("DROP TRIGGER audit_stays", "audit_stays"),
        ("DROP TRIGGER audit_kept", "audit_kept"),
        ("DROP INDEX meeting_client", "meeting_client"),
        ("DROP TABLE salt", "salt"),
        ("UPDATE alembic_version SET version_num = '0006'", ""),
    ],
)
def test_a_store_that_lacks_what_we_make_is_not_restored(
    profile: Profile, key: bytes, store: PracticeStore, tmp_path: Path, hostile: str, lacks: str
) -> None:
    store.close()
    with closing(open_keyed(profile.practice, key)) as changed:
        changed.execute(hostile)
    made = back_up(Vault(profile, PRACTICE), key, NOW)
    with pytest.raises(Problem, match=rf"lacks what Briefing makes \(.*{lacks}" if lacks else "never makes"):
        restore_backup(Profile(tmp_path / "other"), made.path, "words", NOW)
    assert not (tmp_path / "other" / "practice.db").exists()
    with pytest.raises(Problem):
        rehearse(Vault(profile, PRACTICE), key, NOW)


def test_a_backup_of_every_older_schema_is_restored(profile: Profile, key: bytes, tmp_path: Path) -> None:
    for number in range(1, int(HEAD) + 1):
        create_private_file(profile.practice)
        engine = keyed_engine(profile.practice, key)
        _upgrade(engine, f"{number:04}", "migrations")
        engine.dispose()
        made = back_up(Vault(profile, PRACTICE), key, NOW + timedelta(days=number))
        other = Profile(tmp_path / f"other {number}")
        assert restore_backup(other, made.path, "words", NOW).contents.schema == f"{number:04}"
        PracticeStore(other.practice, key).close()
        profile.practice.unlink()


def test_a_backup_of_a_newer_schema_is_refused_before_the_store_that_is_there_is_closed(
    profile: Profile, key: bytes, store: PracticeStore
) -> None:
    with closing(open_keyed(profile.practice, key)) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '0099'")
    made = back_up(Vault(profile, PRACTICE), key, NOW)
    with closing(open_keyed(profile.practice, key)) as older:
        older.execute(f"UPDATE alembic_version SET version_num = '{HEAD}'")
    released: list[str] = []
    with pytest.raises(Problem, match=rf"made by a newer Briefing \(schema 0099; this one knows {HEAD}\)") as refused:
        restore_backup(profile, made.path, "words", NOW, lambda: released.append("closed"))
    assert refused.value.exit_code == 4
    assert not released
    assert not list(profile.folder.glob("*replaced*"))
    PracticeStore(profile.practice, key).close()


def test_what_is_no_backup_is_said_so(tmp_path: Path, profile: Profile, key: bytes) -> None:
    (tmp_path / "text.briefing").write_text("not a backup")
    with zipfile.ZipFile(tmp_path / "more.briefing", "w") as archive:
        for name in (SLOTS, CONTENTS, STORE, "../../evil"):
            archive.writestr(name, "x")
    with zipfile.ZipFile(tmp_path / "large.briefing", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(SLOTS, b"0" * 10**7)
        archive.writestr(CONTENTS, "")
        archive.writestr(STORE, "")
    for name in ("text", "more", "large", "absent"):
        with pytest.raises(Problem, match=f"{name}.briefing is not a whole backup"):
            restore_backup(profile, tmp_path / f"{name}.briefing", "words", NOW)


def test_a_backup_is_due_when_something_changed_and_half_an_hour_went_by(
    profile: Profile, key: bytes, store: PracticeStore
) -> None:
    vault = Vault(profile, PRACTICE)
    now = datetime.now(UTC)
    assert is_due(vault, now)
    back_up(vault, key, now + timedelta(seconds=1))
    assert not is_due(vault, now + timedelta(minutes=10))
    assert not is_due(vault, now + timedelta(minutes=40))
    later = (now + timedelta(minutes=20)).timestamp()
    os.utime(profile.practice, (later, later))
    assert is_due(vault, now + timedelta(minutes=40))
    assert not is_due(Vault(profile, PRIVATE), now)


def test_a_byte_that_changes_on_the_way_into_the_file_is_found_and_no_backup_is_made(
    profile: Profile, key: bytes, store: PracticeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(archive: zipfile.ZipFile, path: Path, name: str) -> None:
        data = bytearray(path.read_bytes())
        data[5000] ^= 1
        archive.writestr(name, bytes(data))

    monkeypatch.setattr(zipfile.ZipFile, "write", changed)
    with pytest.raises(Problem, match="not what was written"):
        back_up(Vault(profile, PRACTICE), key, NOW)
    assert backups_of(Vault(profile, PRACTICE)) == []


def test_a_copy_in_the_second_folder_that_is_not_equal_is_said_and_not_kept(
    profile: Profile, key: bytes, store: PracticeStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(source: Any, copy: Any, size: int) -> None:
        copy.write(source.read()[: -1 if size == 1 << 20 else None])  # an archive copies its members in smaller pieces

    monkeypatch.setattr("shutil.copyfileobj", cut)
    with pytest.raises(NotCopied, match="not equal"):
        back_up(Vault(profile, PRACTICE, tmp_path / "disk"), key, NOW)
    assert list((tmp_path / "disk").iterdir()) == []
    assert len(backups_of(Vault(profile, PRACTICE))) == 1


def test_backups_are_thinned_in_both_folders(profile: Profile, key: bytes, store: PracticeStore, tmp_path: Path) -> None:
    vault = Vault(profile, PRACTICE, tmp_path / "disk")
    for number in range(6):
        back_up(vault, key, NOW + timedelta(hours=number))
    assert [one.made.astimezone(UTC).hour for one in backups_of(vault)] == [13, 12, 11]
    assert len(list((tmp_path / "disk").iterdir())) == 3


def test_a_second_folder_that_is_gone_is_said_and_the_backup_stays(
    profile: Profile, key: bytes, store: PracticeStore, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Problem, match="was made, but not copied"):
        back_up(Vault(profile, PRACTICE, tmp_path / "file" / "below"), key, NOW)
    assert len(backups_of(Vault(profile, PRACTICE))) == 1


def test_a_clock_that_was_ahead_keeps_no_backup_from_being_made(profile: Profile, key: bytes, store: PracticeStore) -> None:
    vault = Vault(profile, PRACTICE)
    for days in range(400, 410):
        back_up(vault, key, NOW + timedelta(days=days))
    assert is_due(vault, NOW)
    made = back_up(vault, key, NOW)
    for hours in range(1, 5):
        back_up(vault, key, NOW + timedelta(days=1, hours=hours))
    assert made.path.exists()
    assert not is_due(vault, NOW + timedelta(days=1, hours=4, minutes=20))


def test_a_disk_that_is_not_connected_does_not_keep_old_backups_from_going(
    profile: Profile, key: bytes, store: PracticeStore, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    for number in range(6):
        with pytest.raises(NotCopied):
            back_up(Vault(profile, PRACTICE, tmp_path / "file" / "below"), key, NOW + timedelta(hours=number))
    assert len(backups_of(Vault(profile, PRACTICE))) == 3


def test_a_disk_that_comes_back_loses_what_was_thinned_while_it_was_away_and_nothing_else(
    profile: Profile, key: bytes, store: PracticeStore, tmp_path: Path
) -> None:
    disk, away = tmp_path / "disk", tmp_path / "away"
    vault = Vault(profile, PRACTICE, disk)
    for number in range(3):
        back_up(vault, key, NOW + timedelta(hours=number))
    (disk / "practice-20200101-000000.briefing").write_text("of another computer")
    disk.rename(away)
    disk.write_text("")
    for number in range(3, 6):
        with pytest.raises(NotCopied):
            back_up(vault, key, NOW + timedelta(hours=number))
    disk.unlink()
    away.rename(disk)
    back_up(vault, key, NOW + timedelta(hours=6))
    on_disk = {path.name for path in disk.iterdir()}
    assert on_disk == {"practice-20200101-000000.briefing", backups_of(vault)[0].path.name}


def test_new_slots_are_a_reason_for_a_backup(profile: Profile, key: bytes, store: PracticeStore) -> None:
    vault, now = Vault(profile, PRACTICE), datetime.now(UTC)
    store.close()
    for path in (profile.practice, profile.slots):
        os.utime(path, (now.timestamp() - 7200, now.timestamp() - 7200))
    back_up(vault, key, now - timedelta(hours=1))
    assert not is_due(vault, now)
    set_recovery_code(profile, key, new_code())
    assert is_due(vault, now)


def test_the_passphrase_of_today_opens_the_backups_of_yesterday_and_stays_in_force(
    tmp_path: Path, profile: Profile, key: bytes, store: PracticeStore
) -> None:
    made = back_up(Vault(profile, PRACTICE), key, NOW)
    store.close()
    set_passphrase(profile, key, "today")
    assert restore_backup(profile, made.path, "today", NOW).key == key
    assert unlock(profile, "today") == key
    with pytest.raises(WrongPassphrase):
        unlock(profile, "words")
    assert restore_backup(profile, made.path, "words", NOW).key == key  # whoever forgot today's
    assert unlock(profile, "words") == key


def test_what_another_program_writes_while_a_backup_is_made_is_in_the_next_one(
    profile: Profile, key: bytes, store: PracticeStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema_of = backup._schema_of

    def meanwhile(source: Any) -> str:
        take(store, ndjson(tmp_path / "y.ndjson", patient("ben")))
        return schema_of(source)

    monkeypatch.setattr(backup, "_schema_of", meanwhile)
    made = back_up(Vault(profile, PRACTICE), key, NOW)
    assert restore_backup(Profile(tmp_path / "other"), made.path, "words", NOW).contents.tables["client"][0] == 2


def test_what_a_killed_program_left_half_made_goes_a_day_later(profile: Profile, key: bytes, store: PracticeStore) -> None:
    vault = Vault(profile, PRACTICE)
    old, new = vault.folder / ".making-old", vault.folder / ".making-new"
    for left in (old, new):
        left.mkdir(parents=True)
        (left / "store.db").write_bytes(b"x")
    os.utime(old, (1.0, 1.0))
    back_up(vault, key, NOW)
    assert not old.exists()
    assert new.exists()


def test_a_restore_is_rehearsed_once_a_month(profile: Profile, key: bytes, store: PracticeStore) -> None:
    vault = Vault(profile, PRACTICE)
    assert not rehearsal_due(vault, NOW)
    back_up(vault, key, NOW)
    assert rehearsal_due(vault, NOW)
    assert rehearse(vault, key, NOW).tables["client"][0] == 2
    assert rehearsed(vault) == NOW
    assert not rehearsal_due(vault, NOW + timedelta(days=29))
    assert rehearsal_due(vault, NOW + timedelta(days=30))
    rehearse(vault, key, NOW + timedelta(days=3650))  # a clock that is ahead
    assert rehearsal_due(vault, NOW + timedelta(days=1))
    assert not [path for path in profile.backups.iterdir() if path.name.startswith(".rehearsal")]


@pytest.mark.parametrize("carried", ["none", "of another store"])
def test_a_backup_whose_slots_would_not_open_it_fails_the_rehearsal(
    profile: Profile, key: bytes, store: PracticeStore, tmp_path: Path, carried: str
) -> None:
    vault, other = Vault(profile, PRACTICE), Profile(tmp_path / "other")
    made = back_up(vault, key, NOW)
    unlock(other, "words")
    with zipfile.ZipFile(made.path) as archive:
        members = {name: archive.read(name) for name in (SLOTS, CONTENTS, STORE)}
    members[SLOTS] = b"{}" if carried == "none" else other.slots.read_bytes()
    with zipfile.ZipFile(made.path, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    with pytest.raises(Problem, match="does not carry the key slots"):
        rehearse(vault, key, NOW)
    assert rehearsed(vault) is None


def test_python_without_encryption_cannot_read_a_byte_of_it(
    profile: Profile, key: bytes, store: PracticeStore, tmp_path: Path
) -> None:
    made = back_up(Vault(profile, PRACTICE), key, NOW)
    with zipfile.ZipFile(made.path) as archive:
        (tmp_path / "store.db").write_bytes(archive.read(STORE))
    with closing(sqlite3.connect(tmp_path / "store.db")) as plain, pytest.raises(sqlite3.DatabaseError):
        plain.execute("SELECT count(*) FROM sqlite_master").fetchone()


# -- the audit against the backups


def rewritten(store: PracticeStore, key: bytes, *statements: str) -> None:
    """By somebody who has the key, and took the triggers away."""
    with closing(open_keyed(store.path, key)) as outside:
        for statement in ("DROP TRIGGER IF EXISTS audit_stays", "DROP TRIGGER IF EXISTS audit_kept", *statements):
            outside.execute(statement)


def test_rows_cut_from_the_end_of_the_audit_are_missed(profile: Profile, key: bytes, store: PracticeStore) -> None:
    vault = Vault(profile, PRACTICE)
    for number in range(5):
        record(store, "viewed", 1000.0 + number, "R. V.", client=number)
    back_up(vault, key, NOW)
    record(store, "viewed", 1010.0, "R. V.")
    assert audit_fault(vault, key, deeds_in(store.path, key)) == ""
    rewritten(store, key, "DELETE FROM audit WHERE id > 4")
    assert broken_at(deeds_in(store.path, key)) == 0  # a chain alone does not tell
    assert "up to number 5" in audit_fault(vault, key, deeds_in(store.path, key))
    for number in range(3):
        record(store, "viewed", 1020.0 + number, "R. V.")  # nor is it made good by rows that come after
    assert "up to number 5" in audit_fault(vault, key, deeds_in(store.path, key))


def test_a_restored_audit_is_not_held_against_backups_made_before_the_restore(
    profile: Profile, key: bytes, store: PracticeStore
) -> None:
    vault = Vault(profile, PRACTICE)
    record(store, "viewed", 1000.0, "R. V.")
    older = back_up(vault, key, NOW)
    record(store, "viewed", 1001.0, "R. V.")
    back_up(vault, key, NOW + timedelta(hours=1))
    store.close()
    restore_backup(profile, older.path, "words", NOW + timedelta(hours=2))
    assert "up to number 2" in audit_fault(vault, key, deeds_in(profile.practice, key))
    again = PracticeStore(profile.practice, key)
    record(again, RESTORED, (NOW + timedelta(hours=2)).timestamp(), "R. V.")
    again.close()
    assert audit_fault(vault, key, deeds_in(profile.practice, key)) == ""


def test_backups_of_another_key_and_damaged_ones_say_nothing_of_the_audit(
    profile: Profile, key: bytes, store: PracticeStore
) -> None:
    vault = Vault(profile, PRACTICE)
    record(store, "viewed", 1000.0, "R. V.")
    back_up(vault, key, NOW)
    rewritten(store, key, "DELETE FROM audit")
    backups_of(vault)[0].path.with_name("practice-20261125-093000.briefing").write_bytes(b"cut off")
    assert "up to number 1" in audit_fault(vault, key, [])
    assert audit_fault(vault, bytes(32), []) == ""
