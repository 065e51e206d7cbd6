"""What lies in a watched folder: which files are whole, which are still being written, and which are none of ours.

Nothing below the folder and nothing behind a link is looked at; nothing is opened before it lay still for a while."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from briefing_app.sources.bounded_file import open_regular

QUIET_SECONDS = 5  # a file of which nothing tells that it is whole lay still for so long
BETWEEN_SECONDS = 2  # two looks that see the same
HEAD, TAIL = 4096, 70_000  # the end record of a zip may stand 65,557 bytes before its end
MOST_FILES = 5000  # of one folder
_NOT_OURS = re.compile(r"^(\..*|~\$.*|.*\.(?:part|crdownload|download|tmp)|thumbs\.db|desktop\.ini)$", re.I)
_NOT_HERE = 0x1000 | 0x400000  # Windows: offline, or fetched when it is opened (a cloud folder's placeholder)
_END_OF_DOCUMENT = re.compile(rb"</(?:[\w.-]+:)?ClinicalDocument\s*>\s*(?:<!--.*-->\s*)?$", re.S)
_BOM = b"\xef\xbb\xbf"


class Found(NamedTuple):
    """A file by what tells that it changed: size in bytes, time of change in nanoseconds, and the number of its place on the disk."""

    path: Path
    size: int
    modified: int
    place: int


class Whole(Enum):
    YES = "yes"
    NO = "no"
    UNTOLD = "its bytes do not tell"


def files_in(folder: Path) -> list[Found]:
    """Files of a folder that may be read, the one that was written first before the others. Raises OSError where the folder is not there."""
    found = []
    with os.scandir(folder) as entries:
        for number, entry in enumerate(entries):
            if number >= MOST_FILES:
                break
            if _NOT_OURS.match(entry.name):
                continue
            try:
                told = entry.stat(follow_symlinks=False)
            except OSError:  # gone by now
                continue
            if stat.S_ISREG(told.st_mode) and told.st_size and not getattr(told, "st_file_attributes", 0) & _NOT_HERE:
                found.append(Found(Path(entry.path), told.st_size, told.st_mtime_ns, told.st_ino))
    return sorted(found, key=lambda one: (one.modified, one.path.name))


def still_the_same(one: Found) -> bool:
    """Whether nobody wrote to a file since it was found."""
    try:
        told = os.stat(one.path, follow_symlinks=False)
    except OSError:
        return False
    return (told.st_size, told.st_mtime_ns, told.st_ino) == (one.size, one.modified, one.place)


def ends(path: Path) -> tuple[bytes, bytes]:
    """The first bytes of a file, and its last. Raises OSError where it is no file any more."""
    with open(path, "rb", opener=open_regular) as file:
        head = file.read(HEAD)
        file.seek(0, os.SEEK_END)
        file.seek(max(0, file.tell() - TAIL))
        return head, file.read(TAIL)


def is_whole(head: bytes, tail: bytes) -> Whole:
    """Whether a file ends as its kind does; UNTOLD for kinds without an end of their own, such as tables and gzip."""
    if head.startswith(b"PK\x03\x04"):
        at = tail.rfind(b"PK\x05\x06")
        comment = int.from_bytes(tail[at + 20 : at + 22], "little") if at >= 0 else 0
        return _told(at >= 0 and at + 22 + comment == len(tail))
    start, end = (bytes(part).replace(b"\0", b"").strip() for part in (head, tail))  # UTF-16 is told as ASCII is
    start = start.removeprefix(_BOM).removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").lstrip()
    if start[:1] in (b"{", b"["):
        return _told(end.endswith((b"}", b"]")))
    if start.upper().startswith(b"BEGIN:VCALENDAR"):
        return _told(end.upper().endswith(b"END:VCALENDAR"))
    if start.startswith(b"<") and b"ClinicalDocument" in start:
        return _told(bool(_END_OF_DOCUMENT.search(end)))
    return Whole.UNTOLD


def _told(whole: bool) -> Whole:
    return Whole.YES if whole else Whole.NO


def digest_of_file(path: Path) -> str:
    """SHA-256 of a file: the same bytes under another name are not read again. Raises OSError where it cannot be read."""
    with open(path, "rb", opener=open_regular) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def seconds_still(one: Found, now: float) -> float:
    """How long a file has not changed, by its own time of change."""
    return now - one.modified / 1e9


def in_order(found: Iterable[Found]) -> list[Path]:
    """As they were written."""
    return [one.path for one in sorted(found, key=lambda one: (one.modified, one.path.name))]
