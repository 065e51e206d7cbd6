"""What whoever has the key could read in a store's files: every page decrypted, also those that hold no row any more, and the journal's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVED, SALT, WAL_HEADER, FRAME_HEADER = 4096, 80, 16, 32, 24


def decrypted(store: Path, key: bytes) -> bytes:
    """All pages of the store and of its journal, one after the other, as SQLCipher 4 encrypts them: AES-256-CBC, the vector at the end."""
    found = [_plain(page, key) for page in _pages(store.read_bytes(), 0, PAGE)]
    journal = store.with_name(store.name + "-wal")
    if journal.exists():
        frames = _pages(journal.read_bytes()[WAL_HEADER:], FRAME_HEADER, FRAME_HEADER + PAGE)
        found += [_plain(page, key) for page in frames]
    return b"\n".join(found)


def _pages(data: bytes, skip: int, step: int) -> Iterator[bytes]:
    for start in range(0, len(data), step):
        yield data[start + skip : start + step]


def _plain(page: bytes, key: bytes) -> bytes:
    """One page; the first of a file begins with the salt, which is not encrypted, and is told by what it decrypts to."""
    vector = page[PAGE - RESERVED : PAGE - RESERVED + 16]
    whole = _decrypt(page[: PAGE - RESERVED], key, vector)
    first = _decrypt(page[SALT : PAGE - RESERVED], key, vector)
    return first if first[:2] == PAGE.to_bytes(2) else whole


def _decrypt(data: bytes, key: bytes, vector: bytes) -> bytes:
    worker = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return worker.update(data) + worker.finalize()
