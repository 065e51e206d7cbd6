"""Any mix of files, folders and archives, as a row of byte streams. Archives are read in place; nothing is ever unpacked to disk."""

from __future__ import annotations

import gzip
import os
import re
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import IO, Any

from briefing_app.domain.problems import Problem
from briefing_app.domain.texts import one_line
from briefing_app.sources.bounded_file import NO_FILE, open_regular
from briefing_app.sources.fhir.foreign import say_office
from briefing_app.sources.fhir.tar_headers import Header

LARGEST_UNPACKED = 2 << 30
LARGEST_RATIO = 200  # NDJSON packs 13 to 1, and 34 to 1 when it repeats itself
MOST_MEMBERS = 1000
USUAL_RATIO = 13
RATIO_FROM = 1 << 20
LOCAL_HEADER = 30
LONGEST_KIND = 200
LONGEST_ENTRY = 1024  # bytes of a member in a zip's list, on average
DEEPEST_PACKING = 3
DEEPEST_FOLDER = 50
CHUNK = 1 << 18
PACKING_FAULTS = (EOFError, gzip.BadGzipFile, zlib.error, tarfile.TarError, zipfile.BadZipFile, NotImplementedError)
_SILENT = re.compile(r"^(\..*|_SUCCESS|readme.*|licen[cs]e.*|copying.*|.*\.md|.*\.crc|thumbs\.db|~\$.*)$", re.I)
_OF_AN_EXCHANGE = re.compile(
    r"^(metadata\.xml|index\.html?|.*\.xslt?)$", re.I
)  # what an XDM package holds beside its documents (IHE ITI-32)
EXCHANGE = "IHE_XDM/"

Refuse = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Part:
    """One stream of bytes: its display path, and how many bytes of all files on disk have been read by now.

    ``foreign`` says what it is where it is one document made of several ``members``, which none of the kinds beside FHIR may know."""

    path: str
    stream: IO[bytes]
    consumed: Callable[[], int]
    foreign: str = ""
    members: frozenset[str] = frozenset()


class TooLarge(Exception):
    """An archive that unpacks to more than is sane."""


class _Allowance:
    """How much one archive may unpack to. Real bytes are counted against those read so far, whatever its headers say."""

    def __init__(self, packed: Callable[[], int]) -> None:
        self._packed = packed
        self._count = 0

    def take(self, size: int) -> None:
        self._count += size
        if self._count > LARGEST_UNPACKED:
            raise TooLarge(f"it unpacks to more than {LARGEST_UNPACKED >> 30} GB; unpack it first")
        if self._count > max(RATIO_FROM, self._packed() * LARGEST_RATIO):
            raise TooLarge(f"it unpacks to more than {LARGEST_RATIO} times its size")


class _Unpacked:
    """The bytes of an archive's member: counted against bombs, and given out to the last whole line before a fault is raised."""

    def __init__(self, stream: Any, allowance: _Allowance, again: Callable[[], Any] | None = None) -> None:
        """``again`` opens the stream anew where it cannot go back to its start."""
        self._stream = stream
        self._allowance = allowance
        self._again = again
        self._ahead = b""
        self._at = 0  # what lies before it in ``_ahead`` has been given out
        self._read = self._counted = 0  # bytes of the stream, now and at most
        self._fault: BaseException | None = None

    def _more(self) -> bool:
        """Read on; False at the end, or when a fault came while bytes are still to be given out."""
        if self._fault is not None:
            raise self._fault
        try:
            data = self._stream.read1(CHUNK) if hasattr(self._stream, "read1") else self._stream.read(CHUNK)
        except PACKING_FAULTS as fault:
            self._fault = fault
            if self._at < len(self._ahead):
                return False
            raise
        self._read += len(data)
        if self._read > self._counted:
            self._allowance.take(self._read - self._counted)
            self._counted = self._read
        self._ahead = self._ahead[self._at :] + data
        self._at = 0
        return bool(data)

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._read - len(self._ahead) + self._at

    def seek(self, place: int) -> int:
        """Go to a place; going back means unpacking from the start again, which is not counted again."""
        if place < self.tell():
            if self._again is not None:
                self._stream = self._again()
            self._stream.seek(0)
            self._ahead, self._at, self._read, self._fault = b"", 0, 0, None
        while self.tell() < place and self.read(min(CHUNK, place - self.tell())):
            pass
        return self.tell()

    def _give(self, end: int) -> bytes:
        start, self._at = self._at, min(end, len(self._ahead))
        return self._ahead[start : self._at]

    def peek(self, size: int) -> bytes:
        while len(self._ahead) - self._at < size and self._fault is None and self._more():
            pass
        return self._ahead[self._at : self._at + size]

    def readline(self, size: int = -1) -> bytes:
        searched = 0
        while True:
            end = self._ahead.find(b"\n", self._at + searched) + 1
            if not end and 0 <= size <= len(self._ahead) - self._at:
                end = self._at + size
            if end:
                return self._give(end)
            searched = len(self._ahead) - self._at
            if not self._more():
                return self._give(len(self._ahead))

    def read(self, size: int = -1) -> bytes:
        while (size < 0 or len(self._ahead) - self._at < size) and self._more():
            pass
        return self._give(len(self._ahead) if size < 0 else self._at + size)


def total_size(paths: list[Path]) -> int:
    """Bytes on disk of everything that will be read."""
    total = 0
    for path in (path for root in paths for path in _walk(root, lambda *_: None)):
        with suppress(OSError):  # gone by now; reading will say so
            total += path.stat().st_size
    return total


def unpacked_size(paths: list[Path]) -> int:
    """Bytes that will be read, once they are unpacked: as a zip states it, and for gzip, which does not, as NDJSON usually packs."""
    return sum(_unpacked_size(path) for root in paths for path in _walk(root, lambda *_: None))


def _unpacked_size(path: Path) -> int:
    with suppress(OSError, TooLarge, *PACKING_FAULTS, ValueError, OverflowError):  # reading will say what is wrong with it
        size = path.stat().st_size
        with open(path.resolve(), "rb", opener=open_regular) as file:
            magic = file.read(4)
            if magic == b"PK\x03\x04":
                with _zip(file) as archive:
                    members = archive.infolist()
                    return min(LARGEST_UNPACKED, sum(min(one.file_size, one.compress_size * LARGEST_RATIO) for one in members))
            return min(LARGEST_UNPACKED, size * USUAL_RATIO) if magic[:2] == b"\x1f\x8b" else size
    return 0


def parts(paths: list[Path], refuse: Refuse) -> Iterator[Part]:
    """Every stream to read, in a fixed order. ``refuse(path, reason)`` hears of what is left out. Raises Problem when a path is not there."""
    before = 0
    for root in paths:
        if not os.path.exists(root):  # False too for a name that is too long
            raise Problem(
                f"There is nothing at {one_line(str(root))}.", "Check the path, or drop the export on the window.", exit_code=3
            )
        if not os.access(root, os.R_OK):
            raise Problem(
                f"{one_line(str(root))} cannot be read by you.",
                "Ask for read access, or copy the export to a folder of yours.",
                exit_code=3,
            )
        for path in _walk(root, refuse):
            shown = _shown(path, root)
            try:
                with open(path.resolve() if path == root else path, "rb", buffering=1 << 18, opener=open_regular) as file:
                    size = os.fstat(file.fileno()).st_size
                    yield from _open(shown, file, size, refuse, _reached(before, file))
                before += size
            except MemoryError:
                refuse(shown, "the rest of it needs more memory than an import may take")
            except PermissionError:
                refuse(shown, "you may not read this file")
            except OSError as fault:
                refuse(shown, f"the file cannot be read: {fault.strerror or fault}")


def _reached(before: int, file: IO[bytes]) -> Callable[[], int]:
    return lambda: before + file.tell()


def _shown(path: Path, root: Path) -> str:
    return one_line(path.name if path == root else str(PurePosixPath(root.name) / path.relative_to(root).as_posix()))


def _walk(root: Path, refuse: Refuse) -> Iterator[Path]:
    """Regular files below ``root``, sorted; links, pipes and devices are not followed, but for a link that is itself the ``root``."""
    if root.is_file():
        yield root
        return
    if not root.is_dir():
        refuse(one_line(root.name), NO_FILE)
        return
    for folder, folders, names in os.walk(
        root, onerror=lambda fault: refuse(one_line(str(fault.filename)), "the folder cannot be read")
    ):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if folders and len(Path(folder).relative_to(root).parts) >= DEEPEST_FOLDER:
            refuse(_shown(Path(folder), root), f"folders more than {DEEPEST_FOLDER} deep; those below were not read")
            folders.clear()
        for name in sorted(names, key=_natural):
            path = Path(folder) / name
            if _SILENT.match(name):
                continue
            try:
                regular = stat.S_ISREG(path.lstat().st_mode)
            except OSError as fault:  # gone by now
                refuse(_shown(path, root), f"the file cannot be read: {fault.strerror or fault}")
                continue
            if regular:
                yield path
            else:
                refuse(_shown(path, root), NO_FILE)


def _natural(name: str) -> tuple[object, ...]:
    return (
        tuple(int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", name) if part)
        if name[:1].isdecimal()
        else (1 << 60, name)
    )


def _open(shown: str, stream: Any, packed: int, refuse: Refuse, consumed: Callable[[], int], depth: int = 0) -> Iterator[Part]:
    """Recognise an archive by its first bytes and go into it; anything else is one part."""
    magic = stream.peek(512)[:512]
    if magic.startswith(b"PK\x03\x04") and depth == 0:
        yield from _zip_members(shown, stream, packed, refuse, consumed)
    elif magic.startswith(b"\x1f\x8b") and depth < DEEPEST_PACKING:
        with _packing_faults(shown, refuse):
            allowance = _Allowance(stream.tell if depth == 0 else lambda: packed)
            yield from _open(shown, _Unpacked(gzip.GzipFile(fileobj=stream), allowance), packed, refuse, consumed, depth + 1)
    elif magic[257:262] == b"ustar":
        yield from _tar_members(shown, stream, packed, refuse, consumed)
    else:
        yield Part(shown, stream, consumed)


@contextmanager
def _packing_faults(shown: str, refuse: Refuse) -> Iterator[None]:
    try:
        yield
    except (TooLarge, *PACKING_FAULTS) as fault:
        refuse(shown, packing_fault(fault))


def packing_fault(fault: BaseException) -> str:
    """A damaged or absurd archive in a sentence."""
    if isinstance(fault, TooLarge):
        return f"refused: {fault}"
    return f"the archive is damaged or cut off ({fault}); the whole lines before that were read"


def _zip(stream: Any) -> zipfile.ZipFile:
    """Opened once its end has said that it has few members: the list of a million would take a gigabyte. Raises TooLarge."""
    end = zipfile._EndRecData(stream)  # type: ignore[attr-defined]
    if end:
        count, size = end[zipfile._ECD_ENTRIES_TOTAL], end[zipfile._ECD_SIZE]  # type: ignore[attr-defined]
        if count > MOST_MEMBERS or size > MOST_MEMBERS * LONGEST_ENTRY:
            raise TooLarge(f"it has more than {MOST_MEMBERS:,} members; unpack it first")
    stream.seek(0)
    return zipfile.ZipFile(stream)


def _zip_members(shown: str, stream: Any, packed: int, refuse: Refuse, consumed: Callable[[], int]) -> Iterator[Part]:
    try:
        archive = _zip(stream)
    except TooLarge as fault:
        refuse(shown, f"refused: {fault}")
        return
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as fault:
        refuse(shown, f"the zip archive is damaged ({fault})")
        return
    if _overlap(archive.infolist()):
        refuse(shown, "the archive's members overlap, as they do only in an attack")
        return
    members = frozenset(member.filename for member in archive.infolist())
    if office := say_office(members, _kind_said(archive)):
        stream.seek(0)
        yield Part(shown, stream, consumed, office, members)
        return
    allowance = _Allowance(lambda: packed)
    exchanged = any(name.upper().startswith(EXCHANGE) for name in members)
    for member in (member for member in archive.infolist() if not member.is_dir()):
        path = one_line(f"{shown}/{member.filename}")
        if _leaves_folder(member.filename):
            refuse(path, "the member's name points outside the archive")
        elif _SILENT.match(name := PurePosixPath(member.filename).name) or (exchanged and _OF_AN_EXCHANGE.match(name)):
            continue
        elif member.flag_bits & 1:
            refuse(path, "the member is protected by a password; unpack it first")
        elif member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            refuse(path, "packed in a way that is not read (only stored and deflate are)")
        elif stat.S_ISLNK(member.external_attr >> 16):
            refuse(path, "a link inside an archive; it was not followed")
        elif member.file_size > max(RATIO_FROM, member.compress_size * LARGEST_RATIO):
            refuse(path, f"refused: it unpacks to more than {LARGEST_RATIO} times its size")
        else:
            with _packing_faults(path, refuse), archive.open(member) as opened:
                yield from _open(path, _Unpacked(opened, allowance), member.compress_size, refuse, consumed, depth=1)


def _kind_said(archive: zipfile.ZipFile) -> str:
    """What an archive says of itself in a member named mimetype."""
    for member in archive.infolist():
        if member.filename == "mimetype" and member.compress_type == zipfile.ZIP_STORED and member.file_size < LONGEST_KIND:
            with suppress(*PACKING_FAULTS, ValueError, OverflowError, RuntimeError), archive.open(member) as opened:
                return opened.read(LONGEST_KIND).decode("ascii", "replace")
    return ""


def _tar_members(shown: str, stream: Any, packed: int, refuse: Refuse, consumed: Callable[[], int]) -> Iterator[Part]:
    allowance = _Allowance(lambda: packed)
    with _packing_faults(shown, refuse), tarfile.open(fileobj=stream, mode="r|", tarinfo=Header) as archive:
        for count, member in enumerate(archive):
            if count >= MOST_MEMBERS:
                refuse(shown, f"the archive has more than {MOST_MEMBERS:,} members; the rest was left out")
                return
            if member.isdir() or _SILENT.match(PurePosixPath(member.name).name):
                continue
            path = one_line(f"{shown}/{member.name}")
            if _leaves_folder(member.name):
                refuse(path, "the member's name points outside the archive")
            elif not member.isfile():
                refuse(path, "a link or device inside an archive; it was not followed")
            elif (opened := archive.extractfile(member)) is not None:
                again = _Again(stream, member)
                yield from _open(path, _Unpacked(opened, allowance, again.opened), member.size, refuse, consumed, depth=1)
                again.back()


class _Again:
    """A member of a tar that streams by, opened once more: for that time the stream beneath is taken from the tar's reader."""

    def __init__(self, stream: Any, member: tarfile.TarInfo) -> None:
        self._stream = stream
        self._member = member
        self._left: int | None = None  # where the tar's reader was

    def opened(self) -> IO[bytes]:
        if self._left is None:
            self._left = self._stream.tell()
        beneath: Any = SimpleNamespace(fileobj=self._stream)
        return tarfile.ExFileObject(beneath, self._member)

    def back(self) -> None:
        if self._left is not None:
            self._stream.seek(self._left)


def _overlap(members: list[zipfile.ZipInfo]) -> bool:
    """Whether one run of bytes is to be unpacked twice; Python itself looks for that from 3.12 on."""
    end = 0
    for member in sorted(members, key=lambda one: one.header_offset):
        if member.header_offset < end:
            return True
        end = member.header_offset + LOCAL_HEADER + len(member.orig_filename) + member.compress_size
    return False


def _leaves_folder(name: str) -> bool:
    parts_ = name.replace("\\", "/").split("/")
    return ".." in parts_ or name.startswith(("/", "\\")) or (len(name) > 1 and name[1] == ":") or len(name) > 300
