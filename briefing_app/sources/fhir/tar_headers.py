"""The headers of a tar archive, of which only names and sizes are wanted: read within bounds, and a damaged one never taken for the end.

``tarfile`` reads an extended header of any length whole, looks through it in quadratic time (CVE-2024-6232, mended in Python 3.11.10),
calls itself for each that follows another, and ends in silence at one that it cannot read.
"""

from __future__ import annotations

import tarfile
from typing import Any

LONGEST = 64 << 10  # bytes of one that says more of the member behind it; a path takes 4 kB at most
MOST_IN_A_ROW = 8
_EXTENDED = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE)
_LONG_NAME = (tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)
_DIGITS = 15


class Header(tarfile.TarInfo):
    """For ``tarfile.open(tarinfo=Header)``. Raises ReadError for what no export holds."""

    @classmethod
    def fromtarfile(cls, archive: Any) -> Any:
        try:
            return super().fromtarfile(archive)
        except (tarfile.InvalidHeaderError, tarfile.TruncatedHeaderError) as fault:  # type: ignore[attr-defined]
            raise tarfile.ReadError(str(fault)) from fault

    def _proc_member(self, archive: Any) -> Any:
        if self.type == tarfile.GNUTYPE_SPARSE:
            raise tarfile.ReadError("a file with holes in it")
        if self.type not in _EXTENDED + _LONG_NAME:
            archive.in_a_row = 0
            return super()._proc_member(archive)  # type: ignore[misc]
        archive.in_a_row = getattr(archive, "in_a_row", 0) + 1
        if archive.in_a_row > MOST_IN_A_ROW or not 0 <= self.size <= LONGEST:
            raise tarfile.ReadError("a header of absurd length")
        return super()._proc_gnulong(archive) if self.type in _LONG_NAME else self._extended(archive)  # type: ignore[misc]

    def _extended(self, archive: Any) -> Any:
        """The member behind an extended header, with the name and the size that are said here."""
        told = _records(archive.fileobj.read(self._block(self.size))[: self.size])  # type: ignore[attr-defined]
        member = self.fromtarfile(archive)
        if self.type == tarfile.XGLTYPE:
            return member
        if "path" in told:
            member.name = told["path"].decode("utf-8", "surrogateescape").rstrip("/")
        if "size" in told:
            if not (told["size"].isdigit() and len(told["size"]) <= _DIGITS):
                raise tarfile.ReadError("a size that is no number")
            member.size = int(told["size"])
            archive.offset = member.offset_data + (member._block(member.size) if member.isreg() else 0)
        return member


def _records(text: bytes) -> dict[str, bytes]:
    """Lines of the form ``length key=value``, where the length is that of the whole line."""
    told: dict[str, bytes] = {}
    at = 0
    while at < len(text):
        digits, _, _ = text[at : at + _DIGITS].partition(b" ")
        end = at + int(digits) if digits.isdigit() else at
        key, equals, value = text[at + len(digits) + 1 : end - 1].partition(b"=")
        if not equals or not at < end <= len(text) or key.startswith(b"GNU.sparse"):
            raise tarfile.ReadError("an extended header that cannot be read")
        told[key.decode("utf-8", "replace")] = value
        at = end
    return told
