"""The RTM worksheet: the lines of the page as JSON, CSV rows and text, each with what it was counted from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from briefing_app.services.rtm import RtmFacts
from briefing_app.viewmodels.rtm import RtmPage, make_rtm

RTM_COLUMNS = (
    "client", "first", "last", "code", "label", "units", "state", "reasons", "counted", "evidence", "open_points", "amount", "note"
)  # fmt: skip


def rtm_rows(page: RtmPage) -> Iterator[dict[str, Any]]:
    """A row a line, with the client's id; the last column says on every row what the sheet is not."""
    for card in page.cards:
        for one in card.stretches:
            yield {
                "client": card.facts.client.id,
                "first": one.line.first.isoformat(),
                "last": one.line.last.isoformat(),
                "code": one.code,
                "label": one.label,
                "units": one.line.units,
                "state": str(one.line.state),
                "reasons": "; ".join(one.reasons),
                "counted": one.counted,
                "evidence": "; ".join(one.evidence),
                "open_points": "; ".join(one.conflicts),
                "amount": one.amount,
                "note": page.disclaimer,
            }


def rtm_as_json(facts: RtmFacts, page: RtmPage | None = None) -> dict[str, Any]:
    """What the page shows, by client and episode."""
    page = page or make_rtm(facts)
    return {
        "as_of": facts.as_of.isoformat(),
        "disclaimer": page.disclaimer,
        "summary": page.summary,
        "episodes": [
            {
                "client": card.facts.client.id,
                "name": card.name,
                "starts": card.facts.episode.starts.isoformat(),
                "head": card.head,
                "lines": [
                    {
                        "code": one.code,
                        "label": one.label,
                        "group": str(one.line.group),
                        "first": one.line.first.isoformat(),
                        "last": one.line.last.isoformat(),
                        "units": one.line.units,
                        "state": str(one.line.state),
                        "reasons": list(one.reasons),
                        "data_days": [day.isoformat() for day in one.line.evidence.days],
                        "minutes": one.line.evidence.minutes,
                        "live_contacts": one.line.evidence.contacts,
                        "evidence": list(one.evidence),
                        "open_points": list(one.conflicts),
                        "amount": one.amount or None,
                    }
                    for one in card.stretches
                ],
                "amendments": list(card.amendments),
            }
            for card in page.cards
        ],
        "open_points": list(page.conflicts),
    }


def rtm_as_text(page: RtmPage) -> str:
    """The worksheet as lines; the first is its title, the second says what it is not."""
    lines = ["Remote therapeutic monitoring: worksheet", page.disclaimer, f"{page.title}. {page.summary}"]
    for card in page.cards:
        lines += ["", card.name, card.head]
        for one in card.stretches:
            units = f" {one.units}" if one.units else ""
            money = f", {one.amount}" if one.amount else ""
            lines.append(f"{one.when}: {one.code}{units} ({one.label}), {one.state.lower()}, {one.counted}{money}")
            lines += [f"    {reason}" for reason in one.reasons]
            lines += [f"    · {words}" for words in one.evidence]
        if card.amendments:
            lines += ["Changed after billing:", *(f"    {words}" for words in card.amendments)]
    lines += ["", "On these points the sources disagree:", *(f"· {words}" for words in page.conflicts)]
    return "\n".join(lines)
