"""Two notes of the demo: one signed, with what was agreed, and one that is still a draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path

from briefing_app.domain.note_text import NoteSection, started
from briefing_app.services.measure import Catalogue
from briefing_app.services.note import note_facts, read_template
from briefing_app.storage.note import begin_note, sign_note
from briefing_app.storage.practice import PracticeReader, PracticeStore

BY = "Robin Demo"
WRITTEN = (
    (
        "demo-silas-okonjo",
        "Thought record gone through; the week was steadier. Agreed: one record on the day after a shift.",
        True,
    ),
    ("demo-noor-haldane", "Breathing on the train was tried twice.", False),
)


def make_demo_notes(
    practice: PracticeStore, catalogue: Catalogue, template: Path, now: datetime, zone: tzinfo | None = None
) -> None:
    """Write the invented notes on the newest session of each of these clients."""
    reader, made = PracticeReader(practice), read_template(template)
    try:
        for client, words, signed in WRITTEN:
            row = reader.row_of(client)
            if row is None:
                continue
            facts = note_facts(reader, catalogue, row, now, 0.0, zone)
            begins = facts.meeting.at + 120 if facts.meeting is not None else 0.0
            note = started(made, {}, begins, begins + 51 * 60 if begins else 0.0, "Office")
            sections = tuple(NoteSection(one.title, words if one.plan else one.text, one.plan) for one in note.sections)
            note = replace(note, sections=sections)
            at = note.ends + 900 if note.ends else now.timestamp()
            kept = begin_note(practice, row, facts.session, note, at, BY)
            if signed:
                sign_note(practice, row, kept, note, at, BY)
    finally:
        reader.close()
