"""Backups of a store: one file with the encrypted copy, the slots that open it and a sealed list of what it holds; read back when written."""

from __future__ import annotations

import hashlib
import json
import os
import struct
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import IO, Any, NamedTuple

from sqlcipher3 import dbapi2

from briefing_app.domain.problems import NotWritten, Problem
from briefing_app.storage.engine import create_private_file, open_keyed, translated_errors
from briefing_app.storage.migrate import known_head, made_by, made_of
from briefing_app.storage.vacuum import make_good
from briefing_app.system.hindrance import words_of
from briefing_app.system.paths import sync_folder

SUFFIX = ".briefing"
SLOTS, STORE, CONTENTS = "keyslots.json", "store.db", "contents"
MEMBERS = (SLOTS, CONTENTS, STORE)
VERSION = 1
CHUNK = 1 << 20
# What zipfile says of headers that nobody writes.
ODD_HEADERS = (NotImplementedError, UnicodeDecodeError, OverflowError, struct.error)
LOCK_BEGINS, LOCK_BYTES = 0x40000000, 512  # of a file, which SQLite locks by (os.h, PENDING_BYTE)
LARGEST_SMALL = 100_000  # bytes of the slots or the list of contents


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds: which store, its schema, and for each table the number of its rows and a hash of them."""

    kind: str
    made: float
    schema: str
    tables: dict[str, tuple[int, str]]


Seal = Callable[[bytes], bytes]


class Wrapping(NamedTuple):
    """What a backup holds beside the store: which kind of store it is, the key slots that open it, and what seals its list of contents."""

    kind: str
    slots: bytes
    seal: Seal


def write_backup(store: Path, key: bytes, wrapping: Wrapping, target: Path, made: float) -> Contents:
    """Copy an open or closed store into ``target``, read the copy back and compare every table with the store as it was copied.

    Written beside the target first, and read back once more as a file; nothing half-made ever has its name. Raises Problem when it is not equal.
    """
    kind, slots, seal = wrapping
    with _in_words(target.parent), _beside(target.parent) as folder, translated_errors(folder / STORE):
        copy = folder / STORE
        create_private_file(copy)
        with closing(open_keyed(store, key, cache_kib=8000)) as source:
            make_good(source)  # a backup keeps its pages as they are
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on what others write is not seen
            with closing(open_keyed(copy, key, cache_kib=8000)) as sink:
                sink.execute("PRAGMA journal_mode = DELETE").fetchall()
                source.backup(sink)
            contents = Contents(kind, made, _schema_of(source), _tables(source))
            source.rollback()
        _must_equal(copy, key, contents)
        whole, listed = folder / "whole", seal(json.dumps({"v": VERSION, **asdict(contents)}).encode())
        descriptor = os.open(whole, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
                archive.writestr(SLOTS, slots)
                archive.writestr(CONTENTS, listed)
                archive.write(copy, STORE)
            file.flush()
            os.fsync(file.fileno())
        _must_hold(whole, slots, listed, copy)
        whole.replace(target)
    sync_folder(target.parent)
    return contents


def slots_in(backup: Path) -> bytes:
    """The key slots that a backup carries. Raises Problem when the file is no backup."""
    with _archive(backup) as archive:
        return archive.read(SLOTS)


def contents_of(backup: Path, unseal: Seal) -> Contents:
    """The list of what a backup holds, the store itself unread. Raises Problem when the file is no backup."""
    with _archive(backup) as archive:
        return _contents(unseal(archive.read(CONTENTS)))


def restore(backup: Path, key: bytes, unseal: Seal, target: Path) -> Contents:
    """Write the store of a backup to ``target``, which must not exist, after proving that it is whole, of a schema that this program knows, ours
    and equal to its list of contents.

    Raises Problem when it is not; then there is nothing at ``target``.
    """
    with _in_words(target.parent), _beside(target.parent) as folder, translated_errors(folder / STORE):
        copy = folder / STORE
        with _archive(backup) as archive:
            contents = _contents(unseal(archive.read(CONTENTS)))
            _must_be_known(backup.name, contents)
            create_private_file(copy)
            with archive.open(STORE) as source, copy.open("wb") as sink:
                while chunk := source.read(CHUNK):
                    sink.write(chunk)
                sink.flush()
                os.fsync(sink.fileno())
        _must_equal(copy, key, contents, from_outside=True)
        if target.exists():
            raise Problem(f"There is a {target.name} already.", "Nothing was restored over it.", exit_code=4)
        copy.replace(target)
    sync_folder(target.parent)
    return contents


def set_aside(store: Path, kept: Path) -> None:
    """Give a store that is to be replaced the name ``kept``, with its journal; may be done again where it was broken off."""
    for end in ("", "-wal", "-shm"):
        path = store.with_name(store.name + end)
        if path.exists():
            path.rename(kept.with_name(kept.name + end))
    sync_folder(store.parent)


def opens(store: Path, key: bytes) -> bool:
    """Whether this is the store's key."""
    try:
        open_keyed(store, key, cache_kib=2000).close()
    except Problem:
        return False
    return True


def is_in_use(store: Path, key: bytes) -> bool:
    """Whether another program has the store open, also where this is not its key. Where it is, its journal is folded in."""
    try:
        with closing(open_keyed(store, key, cache_kib=2000)) as found:
            found.execute("PRAGMA busy_timeout = 500").fetchall()
            return bool(found.execute("PRAGMA journal_mode = DELETE").fetchone()[0] != "delete")
    except Problem:
        return _is_locked(store)
    except dbapi2.DatabaseError as fault:
        return "locked" in str(fault)


def _is_locked(store: Path) -> bool:
    """Whether another program holds SQLite's lock on a file: whoever has a store open does. Windows gives such a file no other name anyway.

    This program must not have it open, for its own locks would go with the file that is closed here.
    """
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        file = store.open("r+b")
    except OSError:
        return False
    with file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, LOCK_BYTES, LOCK_BEGINS)
        except OSError:
            return True
    return False


# -- proofs


def _must_hold(whole: Path, slots: bytes, listed: bytes, copy: Path) -> None:
    """The finished file holds what was put into it, the store as it was proved."""
    with _archive(whole) as archive:
        held = archive.read(SLOTS) == slots and archive.read(CONTENTS) == listed
        with archive.open(STORE) as store:
            held = held and _digest(store) == digest_of(copy)
    if not held:
        raise Problem("The backup is not what was written.", "Look at the disk, then try again.", exit_code=4)


def digest_of(path: Path) -> bytes:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return _digest(file)


def _digest(file: IO[bytes]) -> bytes:
    found = hashlib.blake2b()
    while chunk := file.read(CHUNK):
        found.update(chunk)
    return found.digest()


def _must_be_known(name: str, contents: Contents) -> None:
    head = known_head(contents.kind)
    if head is None:
        raise Problem(f"{name} holds no store that this Briefing knows.", "Nothing was restored.", exit_code=4)
    if contents.schema > head:
        raise Problem(
            f"{name} was made by a newer Briefing (schema {contents.schema}; this one knows {head}).",
            "Restore it with the newer program; nothing was changed.",
            exit_code=4,
        )


def _must_equal(copy: Path, key: bytes, contents: Contents, *, from_outside: bool = False) -> None:
    """Every page authentic, every table as listed. What comes from outside is first held against what we make, for it may hold anything."""
    with closing(open_keyed(copy, key, cache_kib=8000)) as found:
        try:
            whole = not found.execute("PRAGMA cipher_integrity_check").fetchall()
            if whole and from_outside:
                _must_be_ours(found, contents)
            if not whole or found.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
                raise Problem("The backup is damaged: not every page is as it was written.", "Use another backup.", exit_code=4)
            tables = _tables(found)
        except dbapi2.DatabaseError as fault:
            raise Problem(f"The backup cannot be read whole: {fault}.", "Use another backup.", exit_code=4) from fault
        found.execute("PRAGMA journal_mode = DELETE").fetchall()
    if tables != contents.tables:
        different = sorted(
            name for name in tables.keys() | contents.tables.keys() if tables.get(name) != contents.tables.get(name)
        )
        raise Problem(
            f"The backup is not equal to what was backed up ({', '.join(different)}).", "Use another backup.", exit_code=4
        )


def _must_be_ours(found: Any, contents: Contents) -> None:
    """The tables, indexes and triggers are those of a new store of this schema: none is lacking, changed or added."""
    made, held = made_by(contents.kind, contents.schema), made_of(found)
    if made is None:
        raise Problem("The backup is of a schema that Briefing never had.", "It was not restored.", exit_code=4)
    foreign = sorted(name for (kind, name), sql in held.items() if sql != made.get((kind, name)))
    if foreign:
        raise Problem(
            f"The backup holds what Briefing never makes ({', '.join(foreign[:3])}).", "It was not restored.", exit_code=4
        )
    if lacking := sorted(name for _, name in made.keys() - held.keys()):
        raise Problem(
            f"The backup lacks what Briefing makes ({', '.join(lacking[:3])}).",
            "Somebody changed the store that it is of; it was not restored.",
            exit_code=4,
        )
    if _schema_of(found) != contents.schema:
        raise Problem("The backup is not of the schema that it says.", "It was not restored.", exit_code=4)


def _tables(connection: Any) -> dict[str, tuple[int, str]]:
    """Rows and hash of every table, whatever order the rows lie in."""
    found = {}
    names = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    for name, sql in names:
        if str(sql).upper().startswith("CREATE VIRTUAL"):
            continue
        found[str(name)] = hash_of(connection.execute(f'SELECT * FROM "{name}"'))
    return found


def hash_of(rows: Iterable[tuple[Any, ...]]) -> tuple[int, str]:
    """How many rows, and a hash of them that does not hang on their order."""
    count, total = 0, 0
    for row in rows:
        count += 1
        total = (total + int.from_bytes(hashlib.blake2b(repr(row).encode(), digest_size=16).digest())) % (1 << 128)
    return count, f"{total:032x}"


def _schema_of(connection: Any) -> str:
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""


def _contents(data: bytes) -> Contents:
    try:
        found = json.loads(data)
        tables = {str(name): (int(count), str(digest)) for name, (count, digest) in found["tables"].items()}
        made = float(found["made"])
        datetime.fromtimestamp(made)  # a moment that a calendar knows
        return Contents(str(found["kind"]), made, str(found["schema"]), tables)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError, OSError) as fault:
        raise Problem("The backup's list of contents cannot be read.", "Use another backup.", exit_code=4) from fault


# -- files


@contextmanager
def _archive(backup: Path) -> Iterator[zipfile.ZipFile]:
    """A backup as an archive of exactly our three members, stored, the small ones small. Never extracted by its own names."""
    problem = Problem(f"{backup.name} is not a whole backup of Briefing.", "Choose a file that ends in .briefing.", exit_code=4)
    try:
        with zipfile.ZipFile(backup) as archive:
            members = {one.filename: one for one in archive.infolist()}
            whole = sorted(members) == sorted(MEMBERS) and len(archive.infolist()) == len(MEMBERS)
            stored = all(
                one.compress_type == zipfile.ZIP_STORED and one.file_size == one.compress_size and not one.flag_bits
                for one in members.values()
            )
            if not whole or not stored or any(members[name].file_size > LARGEST_SMALL for name in (SLOTS, CONTENTS)):
                raise problem
            yield archive
    except (zipfile.BadZipFile, EOFError, OSError, *ODD_HEADERS) as fault:
        if isinstance(fault, OSError) and not isinstance(fault, FileNotFoundError) and fault.strerror:
            raise Problem(f"{backup.name} cannot be read: {fault.strerror}.", "Look at the disk, then try again.") from fault
        raise problem from fault


@contextmanager
def _in_words(place: Path) -> Iterator[None]:
    """What the system refuses of a folder that backups are written to, as a sentence; the folder is made where it is not there."""
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield
    except OSError as fault:
        raise NotWritten(*words_of(fault, place.name, "no backup was made")) from fault


@contextmanager
def _beside(place: Path) -> Iterator[Path]:
    """A private folder on the same disk, gone afterwards whatever happens."""
    folder = Path(mkdtemp(prefix=".making-", dir=place))
    try:
        yield folder
    finally:
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
