"""A session note as plain text, as formatted text for a clipboard, as a page, and as a FHIR R4 document."""

from __future__ import annotations

import base64
import uuid
from datetime import UTC, datetime
from html import escape
from typing import Any

from briefing_app.domain.client import Client
from briefing_app.viewmodels.note import Printed


def note_as_text(note: Printed) -> str:
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
