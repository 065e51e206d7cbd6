"""A session note: sections of plain text with the recorded times, what was carried forward into it, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from briefing_app.domain.note_template import Template, filled

LATE_ENTRY_HOURS = 24.0


class Writing(StrEnum):
    """What became of a wording of a note."""

    DRAFT = "draft"
    SAVED = "saved"
    SIGNED = "signed"
    AMENDMENT = "amendment"


@dataclass(frozen=True, slots=True)
class NoteSection:
    """``carried`` is what was taken over from the note of the day ``carried_from`` (YYYY-MM-DD), as it was then."""

    title: str
    text: str = ""
    plan: bool = False
    carried: str = ""
    carried_from: str = ""

    def unchanged(self) -> frozenset[int]:
        """Numbers of the lines that still stand as they were carried forward, from 0; blank ones are left out."""
        before, now = self.carried.splitlines(), self.text.splitlines()
        found = SequenceMatcher(None, before, now, autojunk=False).get_matching_blocks()
        return frozenset(block.b + step for block in found for step in range(block.size) if now[block.b + step].strip())


@dataclass(frozen=True, slots=True)
class NoteText:
    """The words of a note. ``begins`` and ``ends`` are the recorded times in seconds since 1970, 0 while nobody recorded them."""

    format: str
    format_name: str
    session_kind: str
    begins: float
    ends: float
    place: str
    sections: tuple[NoteSection, ...]

    @property
    def words(self) -> int:
        """How many words all sections have."""
        return sum(len(one.text.split()) for one in self.sections)

    @property
    def plan(self) -> str:
        """What was agreed, in one piece."""
        return "\n".join(one.text.strip() for one in self.sections if one.plan and one.text.strip())

    @property
    def seconds(self) -> float:
        """How long the session took by the times in the note; 0 where one of them is missing."""
        return max(self.ends - self.begins, 0.0) if self.begins and self.ends else 0.0


def started(template: Template, facts: dict[str, str], begins: float = 0.0, ends: float = 0.0, place: str = "") -> NoteText:
    """A new note with what is known in it, each medication once."""
    if any("{medication}" in one.text for one in template.sections):
        facts = {**facts, "since": _without(facts.get("since", ""), facts.get("medication", ""))}
    sections = tuple(NoteSection(one.title, filled(one, facts), one.plan) for one in template.sections)
    return NoteText(template.id, template.name, template.session, begins, ends, place, sections)


def _without(since: str, medication: str) -> str:
    """What is new, without the medication that has a line of its own: ``Sertraline 100 mg, 20 Nov`` where ``Sertraline 100 mg (20 Nov)`` is."""
    named = {one.rpartition(" (")[0] for one in medication.split("; ")}
    return "\n".join(line for line in since.splitlines() if line.rpartition(", ")[0] not in named)


def lines_of(note: NoteText) -> Iterator[tuple[str, str, str]]:
    """Section title, line, and the day it was carried forward from where it is unchanged since, else ""."""
    for section in note.sections:
        same = section.unchanged() if section.carried else frozenset()
        for number, line in enumerate(section.text.strip().splitlines() or [""]):
            yield section.title, line, section.carried_from if number in same else ""


def is_late_entry(session_ends: float, written: float) -> bool:
    """Whether a note was written so long after its session that it says so."""
    return bool(session_ends) and written - session_ends > LATE_ENTRY_HOURS * 3600


class Revision(NamedTuple):
    """One wording of a note, with who kept it and when (seconds since 1970)."""

    state: Writing
    note: NoteText
    at: float
    by: str


@dataclass(frozen=True, slots=True)
class StoredNote:
    """One note with all its revisions, oldest first; ``session`` as the ledger calls it."""

    id: int
    client: int
    session: str
    created: float
    by: str
    revisions: tuple[Revision, ...]

    @property
    def current(self) -> NoteText:
        """What an editor goes on with: the draft where there is one, else the newest that is no amendment."""
        whole = [one for one in self.revisions if one.state is not Writing.AMENDMENT]
        return max(whole, key=lambda one: (one.state is Writing.DRAFT, one.at)).note

    @property
    def signed(self) -> Revision | None:
        """The signed wording, None while there is none."""
        return next((one for one in self.revisions if one.state is Writing.SIGNED), None)

    @property
    def amendments(self) -> tuple[Revision, ...]:
        """What was added after the signature, oldest first."""
        return tuple(one for one in self.revisions if one.state is Writing.AMENDMENT)

    @property
    def has_draft(self) -> bool:
        """Whether words stand here that were not kept for good."""
        return any(one.state is Writing.DRAFT for one in self.revisions)
