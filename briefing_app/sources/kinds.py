"""Kinds of files beside FHIR: what a file is, by its content, and what reads it whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo

from briefing_app.domain.records import Record, Source
from briefing_app.domain.texts import clean
from briefing_app.sources.fhir.completeness import Reading
from briefing_app.sources.fhir.context import CodeIndex, Context


class NotRead(Exception):
    """A whole file that its reader refuses; the message is a sentence for the report."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a file shows before it is read: its first 4,096 bytes, and of a zip archive that is one document the names of its members."""

    head: bytes
    members: frozenset[str] = frozenset()


class Receiver:
    """What a reader of one file says: records that it keeps, and what it counts, refuses and warns of, each with its line (0 = the whole file).

    Every record is counted once as read, with ``count``, before it is kept, refused or passed over. ``zone`` is the practice's, None = this
    computer's.
    """

    def __init__(self, context: Context, reading: Reading, sink: Callable[[Record], None], beat: Callable[[], None]) -> None:
        self._context = context
        self._reading = reading
        self.keep = sink
        self.beat = beat
        """To be called some times a second: it ends the import where that was asked for."""

    @property
    def path(self) -> str:
        """How the file is called in the report."""
        return self._context.path

    @property
    def zone(self) -> tzinfo | None:
        return self._context.zone

    @property
    def context(self) -> Context:
        """What the readers of a FHIR resource ask while they read one."""
        return self._context

    @property
    def codes(self) -> CodeIndex:
        """The measures that there are, with their codes."""
        return self._context.codes

    def source(self, kind: str, name: str, line: int, version: str = "", updated: float = 0.0) -> Source:
        """Where a record stands; ``name`` is what it is called in its file for as long as it is the same."""
        return Source(kind, name, version, updated, self._context.file, line)

    def count(self, kind: str, number: int = 1) -> None:
        """So many records of a kind were read."""
        self._reading.read[self._context.file, clean(kind, 40)] += number

    def refuse(self, kind: str, line: int, reason: str) -> None:
        """One record that was counted cannot be read."""
        self._reading.rejected[self._context.file, clean(kind, 40)] += 1
        self.say(line, reason, "rejected")

    def refuse_quietly(self, kind: str) -> None:
        """One more that was counted and cannot be read, where the report names enough of them."""
        self._reading.rejected[self._context.file, clean(kind, 40)] += 1

    def pass_over(self, kind: str, number: int = 1) -> None:
        """Records that were counted and that nobody needs."""
        self._reading.passed_over[self._context.file, clean(kind, 40)] += number

    def say(self, line: int, reason: str, weight: str = "warning") -> None:
        """A line of the report; ``weight`` is rejected, warning or note."""
        self._context.line = line
        self._context.issue(reason, weight)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file. ``is_it`` tells it by its content, never by its name; ``read`` is given all bytes of a file that holds ``largest`` at most, and
    raises NotRead where nothing of it can be read."""

    name: str
    is_it: Callable[[Look], bool]
    read: Callable[[bytes, Receiver], None]
    largest: int

    @property
    def too_large(self) -> str:
        """The reason for which a file beyond the limit is not read."""
        size = f"{self.largest // 1_000_000} MB" if self.largest >= 1_000_000 else f"{self.largest // 1000} kB"
        return f"{self.name} of more than {size}; nothing of it was read"
