"""A brief as it was shown, in a form that stays the same for ever and can be proved to have stayed so."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from briefing_app.documents.day import brief_as_json
from briefing_app.domain.client import Client
from briefing_app.domain.entry import Shown, Snapshot
from briefing_app.domain.hiding import without_name
from briefing_app.domain.periods import local_time, say_date
from briefing_app.viewmodels.brief import Brief
from briefing_app.viewmodels.order import BEFORE_SCORES


def snapshot_of(brief: Brief, starts: float) -> tuple[str, str]:
    """Canonical JSON of what the brief says, and its SHA-256. ``starts`` is the session's start, in seconds since 1970."""
    identity = {"name": brief.identity.name, "details": brief.identity.details, "client": brief.identity.client_id}
    content = json.dumps(
        {"starts": starts, "identity": identity, **brief_as_json(brief)},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return content, digest_of(content)


def lines_shown(brief: Brief, at: float) -> list[Shown]:
    """The safety and review lines of a brief, for the ledger of how often each rule was shown."""
    return [
        Shown(brief.identity.row, line.about.kind, line.about.rule, line.about.measure, line.about.basis, at)
        for line in (*brief.safety, *brief.lines)
        if line.about is not None
    ]


def digest_of(content: str) -> str:
    """SHA-256 of a kept brief's text, in hexadecimal: it shows whether the text was changed since."""
    return sha256(content.encode()).hexdigest()


def kept_as_lines(snapshots: Sequence[Snapshot], client: Client, today: date) -> list[tuple[str, str, str]]:
    """For each kept brief its title, its words, and whether it still has the hash it was kept with; without the name while names are hidden."""
    found = []
    for one in snapshots:
        starts, taken = local_time(one.starts, None), local_time(one.taken, None)
        intact = "as it was kept" if digest_of(one.content) == one.hash else "CHANGED since it was kept"
        title = f"{say_date(starts.date(), today)}, {starts:%H:%M}"
        proof = f"Kept {say_date(taken.date(), today)}, {taken:%H:%M}. SHA-256 {one.hash}: {intact}."
        words = snapshot_as_text(one.content)
        found.append((title, without_name(words, client) if client.hidden else words, proof))
    return found


def snapshot_as_text(content: str) -> str:
    """What was shown, line by line, for reading."""
    kept = json.loads(content)
    lines = [kept["identity"]["name"], kept["identity"]["details"]]
    diagnoses = [line for line in kept["lines"] if line["kind"] == "diagnosis"]
    before = [line for line in kept["lines"] if line["kind"] in BEFORE_SCORES and line not in diagnoses]
    after = [line for line in kept["lines"] if line["kind"] not in BEFORE_SCORES]
    lines += _under_headings(diagnoses)
    lines += [f"SAFETY  {line['text']}" for line in kept["safety"]]
    lines += _under_headings(before)
    lines += [
        f"{one['measure']} {one['value']} ({one['date']}){', ' + one['previous'] if one['previous'] else ''}; {one['words']}"
        for one in kept["scores"]
    ]
    return "\n".join(lines + _under_headings(after))


def _under_headings(kept: Sequence[dict[str, Any]]) -> list[str]:
    lines, heading = [], ""
    for line in kept:
        if line["heading"] != heading:
            heading = line["heading"]
            lines += ["", heading]
        lines.append(line["text"])
    return lines
