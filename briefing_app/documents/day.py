"""A day as text and as JSON (schema: resources/schemas/day.schema.json)."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from briefing_app.domain.client import Origin
from briefing_app.domain.periods import say_full_date
from briefing_app.services.day import Block, Day
from briefing_app.services.waiting import Waiting
from briefing_app.viewmodels.brief import Brief
from briefing_app.viewmodels.day import DayPage, SessionBrief, need_a_look, needs_look
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.why import Why

WIDTH = 96
DISCLAIMER = "Briefing shows what was imported and typed in. It does not monitor anyone between sessions."


def day_as_json(day: Day, briefs: list[SessionBrief], waiting: Sequence[Waiting] = ()) -> dict[str, Any]:
    """The document of ``briefing day --json``."""
    run = day.last_import
    return {
        "date": day.day.isoformat(),
        "as_of": datetime.fromtimestamp(run.known_as_of, UTC).isoformat() if run and run.known_as_of is not None else None,
        "as_of_source": run.as_of_source if run else None,
        "source": run.label if run else None,
        "from_encounters": day.from_encounters,
        "earlier": day.earlier.isoformat() if day.earlier else None,
        "later": day.later.isoformat() if day.later else None,
        "practitioners": [{"id": one.id, "name": one.name, "sessions": one.sessions} for one in day.practitioners],
        "without_session": [
            {"client": {"id": one.client.id, "name": one.client.name}, "messages": one.messages, "safety": one.safety}
            for one in waiting
        ],
        "need_a_look": need_a_look((one.session.history.client.row for one in briefs if needs_look(one.facts)), waiting),
        "sessions": [_session(one) for one in briefs],
        "blocks": [_block(one) for one in day.blocks],
    }


def _session(one: SessionBrief) -> dict[str, Any]:
    session = one.session
    client = session.history.client
    return {
        "start": session.starts.isoformat() if session.timed else session.meeting.day,
        "end": session.ends.isoformat() if session.ends else None,
        "status": session.meeting.status,
        "client": {"id": client.id, "name": client.name, "birth_date": client.birth_date or None},
        "practitioner": {"id": session.meeting.practitioner_id, "name": session.meeting.practitioner}
        if session.meeting.practitioner_id
        else None,
        "practitioners": [{"id": one.id, "name": one.name} for one in session.meeting.clinicians],
        "number": session.number,
        "number_at_least": bool(session.not_recorded),
        "brief": brief_as_json(one.brief),
    }


def _block(one: Block) -> dict[str, Any]:
    return {
        "start": one.starts.isoformat() if one.timed else one.meeting.day,
        "end": one.ends.isoformat() if one.ends else None,
        "status": one.meeting.status,
        "title": one.meeting.title,
        "practitioners": [{"id": who.id, "name": who.name} for who in one.meeting.clinicians],
    }


def brief_as_json(brief: Brief) -> dict[str, Any]:
    """A brief as the schema of a day describes it; what is not known is null."""
    who = brief.identity
    return {
        "identity": {
            "name": who.name,
            "details": who.details,
            "similar": who.similar,
            "died": {"": None, "yes": True}.get(who.died, who.died),
            "language": who.language or None,
            "interpreter": who.interpreter or None,
        },
        "contacts": [{"what": one.heading, "lines": list(one.lines)} for one in brief.contacts],
        "safety": [_line(line) for line in brief.safety],
        "safety_before": [_line(line) for line in brief.safety_before],
        "scores": [
            {
                "measure": card.measure,
                "value": card.value,
                "date": card.date,
                "band": card.band,
                "previous": card.was,
                "words": card.words,
                "older": card.older,
                "text": card.spoken,
                "changes": [_line(line) for line in card.changes],
                "why": _why(card.why),
            }
            for card in brief.cards
        ],
        "lines": [_line(line) for line in brief.lines],
        "check_first": [_line(line) for line in brief.checks],
        "left_off": [{"what": one.what, "lines": [_line(line) for line in one.lines]} for one in brief.left_off],
    }


def _line(line: Line) -> dict[str, Any]:
    found = {"kind": line.kind, "heading": line.heading, "text": line.text, "why": _why(line.why)}
    if line.about is not None:
        about = line.about
        found["signal"] = {
            "kind": about.kind,
            "rule": about.rule,
            "measure": about.measure,
            "basis": about.basis,
            "answered": about.answered or None,
        }
    return found


def _why(why: Why) -> dict[str, Any]:
    return {
        "rule": why.rule,
        "inputs": why.inputs,
        "cited": list(why.cited),
        "sources": [_origin(origin) for origin in why.sources],
    }


def _origin(origin: Origin) -> dict[str, Any]:
    return {
        "file": origin.file,
        "line": origin.line,
        "resource_type": origin.resource_type,
        "resource_id": origin.resource_id,
        "imported": datetime.fromtimestamp(origin.imported, UTC).isoformat(timespec="seconds"),
    }


def day_as_text(page: DayPage) -> str:
    """The schedule and the briefs for a terminal or a printer."""
    lines = [f"{say_full_date(page.day)} · {page.count}", page.as_of]
    if page.note:
        lines.append(page.note)
    if page.elsewhere:
        lines.append(page.elsewhere)
    if page.empty:
        lines.append(page.empty)
        lines.extend(
            f"{word} day with sessions: {say_full_date(day)}"
            for word, day in (("Last", page.earlier), ("Next", page.later))
            if day
        )
    for row, brief in zip(page.rows, page.briefs, strict=True):
        lines += [
            "",
            "─" * WIDTH,
            f"{row.start}  {row.name}" + (f"  ({brief.identity.similar})" if brief.identity.similar else ""),
        ]
        lines.append(f"       {brief.identity.details}" + (f" · {row.details.rpartition(' · ')[2]}" if row.struck else ""))
        lines += _body(brief)
    return "\n".join([*lines, "", DISCLAIMER])


def brief_as_text(brief: Brief) -> str:
    """One client's brief for a terminal."""
    before = [f"       {brief.safety_before[0].heading}"] if brief.safety_before else []
    before += [_wrapped(line.text, "         ") for line in brief.safety_before]
    return "\n".join([brief.identity.name, f"       {brief.identity.details}", *_body(brief), *before, "", DISCLAIMER])


def _body(brief: Brief) -> list[str]:
    lines: list[str] = []
    last = ""
    for line in (*brief.in_order(), *brief.checks):
        heading = "" if line in brief.safety or line.kind == "score" else line.heading
        if heading and heading != last:
            lines.append(f"       {heading}")
        last = heading
        if line in brief.safety:
            lines.append(_wrapped(f"SAFETY  {line.text}"))
        else:
            lines += _paragraphs(line.text, "         " if heading else "       ")
    return lines


def _paragraphs(text: str, indent: str) -> list[str]:
    """A text with the breaks that it came with, such as a message; none of its words is left out."""
    return [
        _wrapped(part, indent if not index else indent + "  ") for index, part in enumerate(text.splitlines()) if part.strip()
    ]


def _wrapped(text: str, indent: str = "       ") -> str:
    hanging = indent + "  "
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=hanging, break_on_hyphens=False)  # never PHQ- 9
