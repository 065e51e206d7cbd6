"""A session note as plain text, as formatted text for a clipboard, as a page, and as a FHIR R4 document."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

from briefing_app.domain.client import Client
from briefing_app.domain.note import OwedNote
from briefing_app.domain.note_text import StoredNote, is_late_entry
from briefing_app.viewmodels.note import Printed


def note_as_text(note: Printed) -> str:
    """A note with its amendments, each section under its title."""
    lines = [note.title, *note.header]
    for title, words in (*note.sections, *note.amendments):
        lines += ["", title, *words]
    return "\n".join(lines) + "\n"


def note_as_html(note: Printed) -> str:
    """Paragraphs and bold titles, nothing else; every word is escaped."""
    parts = [f"<p><b>{escape(note.title)}</b><br>{'<br>'.join(map(escape, note.header))}</p>"]
    for title, words in (*note.sections, *note.amendments):
        parts.append(f"<p><b>{escape(title)}</b><br>{'<br>'.join(map(escape, words))}</p>")
    return "".join(parts)


def note_as_fhir(note: Printed, client: Client, by: str, *, signed: float, written: float, amended: bool) -> dict[str, Any]:
    """A document Bundle: Composition first, then the people, then a DocumentReference with the text of the note."""
    at = datetime.fromtimestamp(signed or written, UTC).isoformat(timespec="seconds")
    status = "amended" if amended else "final" if signed else "preliminary"
    names = {kind: f"urn:uuid:{uuid.uuid4()}" for kind in ("composition", "patient", "practitioner", "reference")}
    kind = {"text": note.title}
    patient: dict[str, Any] = {
        "resourceType": "Patient",
        "identifier": [{"value": client.id}],
        "name": [{"family": client.family or "not recorded", **({"given": [client.given]} if client.given else {})}],
    }
    composition = {
        "resourceType": "Composition",
        "status": status,
        "type": kind,
        "subject": {"reference": names["patient"]},
        "date": at,
        "author": [{"reference": names["practitioner"]}],
        "title": note.title,
        "section": [
            {"title": title, "text": {"status": "generated", "div": _div(words)}}
            for title, words in (("Session", note.header), *note.sections, *note.amendments)
        ],
    }
    text = base64.b64encode(note_as_text(note).encode()).decode()
    reference = {
        "resourceType": "DocumentReference",
        "status": "current",
        "docStatus": status,
        "type": kind,
        "subject": {"reference": names["patient"]},
        "date": at,
        "author": [{"reference": names["practitioner"]}],
        "content": [{"attachment": {"contentType": "text/plain; charset=utf-8", "data": text, "title": note.title}}],
    }
    resources = {
        "composition": composition,
        "patient": patient,
        "practitioner": {"resourceType": "Practitioner", "name": [{"text": by or "not recorded"}]},
        "reference": reference,
    }
    return {
        "resourceType": "Bundle",
        "type": "document",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{uuid.uuid4()}"},
        "timestamp": at,
        "entry": [{"fullUrl": names[key], "resource": resource} for key, resource in resources.items()],
    }


def _div(words: tuple[str, ...]) -> str:
    lines = "<br/>".join(escape(line) for line in words) or "not recorded"
    return f'<div xmlns="http://www.w3.org/1999/xhtml">{lines}</div>'


def notes_as_json(
    kept: Sequence[StoredNote],
    sources: Mapping[int, str],
    names: Mapping[str, str],
    owed: Sequence[OwedNote] | None,
    client: str = "",
) -> dict[str, Any]:
    """Every note with its state and words, and what is owed by due time; ``owed`` is null where no ledger is kept."""
    return {
        "notes": [_note_row(one, sources[one.client], names) for one in kept],
        "owed": None
        if owed is None
        else [
            {
                "client": one.session.client,
                "name": names.get(one.session.client, ""),
                "session": one.session.key,
                "session_ended": _iso(one.session.ends),
                "due": _iso(one.due),
                "late": _iso(one.late),
                "state": str(one.state),
            }
            for one in owed
            if client in ("", one.session.client)
        ],
    }


def _note_row(one: StoredNote, client: str, names: Mapping[str, str]) -> dict[str, Any]:
    note, signed = one.current, one.signed
    return {
        "client": client,
        "name": names.get(client, ""),
        "session": one.session,
        "format": note.format,
        "state": "signed" if signed else "draft" if one.has_draft else "saved",
        "began": _iso(note.begins),
        "ended": _iso(note.ends),
        "minutes": int(note.seconds // 60) if note.seconds else None,
        "words": note.words,
        "written": _iso(one.revisions[-1].at),
        "signed": _iso(signed.at) if signed else None,
        "by": signed.by if signed else one.by,
        "late_entry": is_late_entry(note.ends, signed.at if signed else one.revisions[-1].at),
        "amendments": len(one.amendments),
        "plan": note.plan,
    }


def _iso(at: float) -> str | None:
    return datetime.fromtimestamp(at).astimezone().isoformat(timespec="minutes") if at else None


def notes_as_text(found: dict[str, Any]) -> str:
    """The list of ``notes_as_json`` for a terminal."""
    lines = ["Notes"]
    for one in found["notes"]:
        lines.append(
            f"  {one['name'] or one['client']}, {one['format']}, {one['state']}, {one['words']} words, written {one['written']}"
        )
    if not found["notes"]:
        lines.append("  None has been written here.")
    if found["owed"] is None:
        lines.append("What is owed is known once you keep your own ledger.")
    else:
        lines.append("Owed")
        lines += [f"  {one['name'] or one['client']}, due {one['due']}, {one['state']}" for one in found["owed"]] or ["  None."]
    return "\n".join(lines)
