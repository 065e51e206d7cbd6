"""What the practice may confirm of instruments, and what it has confirmed: numbers without a source in hand, files of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from briefing_app.domain.confirmation import FIELDS, Confirmed, reference_of, without_source
from briefing_app.domain.measure import Measure
from briefing_app.services.measure import OwnFile

INTRODUCTION = (
    "A number without a source in hand drives no statement and no line. The practice may confirm one that it knows, with the source; who, when and"
    " the source are kept, and Why names them."
)


@dataclass(frozen=True, slots=True)
class Offered:
    """A number that may be confirmed: its measure, its key of ``FIELDS``, its words, and the reference that its file gives, if it does."""

    measure: str
    name: str
    words: str
    reference: float | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A number that counts because it was confirmed."""

    measure: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of the profile for an instrument that ships, whether it counts, and what a button would do."""

    measure: str
    digest: str
    counts: bool
    words: str
    asked: str


@dataclass(frozen=True, slots=True)
class ConfirmationPage:
    """What the practice may confirm, and what it confirmed."""

    offered: tuple[Offered, ...]
    kept: tuple[Kept, ...]
    files: tuple[FileLine, ...]


def make_confirmation(
    measures: Iterable[Measure], numbers: Mapping[str, Sequence[Confirmed]], files: Iterable[OwnFile]
) -> ConfirmationPage:
    """``measures`` are as they stand without what was confirmed."""
    offered = tuple(
        Offered(one.id, name, f"{FIELDS[name][:1].upper()}{FIELDS[name][1:]}{_reference(reference)}", reference)
        for one in measures
        for name in without_source(one)
        for reference in (reference_of(one, name),)
    )
    kept = tuple(
        Kept(one.measure, one.name, f"{one.measure}, {FIELDS.get(one.name, one.name)}: {one.value:g}, {one.words}")
        for _, given in sorted(numbers.items())
        for one in given
    )
    return ConfirmationPage(offered, kept, tuple(map(_file_line, files)))


def _reference(value: float | None) -> str:
    return f" (reference, unverified: {value:g})" if value is not None else ""


def _file_line(one: OwnFile) -> FileLine:
    if one.counts:
        words = f"{one.measure}: your file {one.path.name} counts; no safety rule that ships is missing."
        return FileLine(one.measure, one.digest, True, words, "Let it count no more")
    words = f"{one.measure}: your file {one.path.name} does not count; the instrument that ships stands."
    return FileLine(one.measure, one.digest, False, words, "Let it count")
