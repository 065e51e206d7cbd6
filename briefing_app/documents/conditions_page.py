"""The conditions page for supervision: only the items that were chosen, as plain text runs, so that the preview is the page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from briefing_app.domain.proqol import CREDIT
from briefing_app.viewmodels.ledger import LedgerPage

TITLE = "Conditions of the work"
FOOT = "Printed by the clinician from their own ledger, item by item. Numbers with their own limits and baseline; no verdict."


@dataclass(frozen=True, slots=True)
class Item:
    """Something that may stand on the page: ``key`` to choose it by, and its lines."""

    key: str
    title: str
    lines: tuple[str, ...]


def items_of(page: LedgerPage) -> tuple[Item, ...]:
    """What the page could hold. Nothing of it is chosen beforehand; entries and times of day are never among it."""
    found = [Item(one.key, one.title, (f"{one.title}: {one.value} ({one.words})",)) for one in page.figures]
    found.append(Item("bars", "Hours outside working time by week", tuple(one.words for one in page.bars)))
    if page.support:
        found.append(Item("support", "Supervision and consultation", tuple(" · ".join(row.cells) for row in page.support)))
    found += [Item(f"condition-{number}", line, (line,)) for number, line in enumerate(page.conditions)]
    if page.checks:
        lines = (page.check_title, *(" ".join(row.cells) for row in page.checks), CREDIT)
        found.append(Item("checks", page.check_title, lines))
    return tuple(one for one in found if one.lines)


def conditions_text(page: LedgerPage, chosen: Collection[str]) -> str:
    """The exact page of the chosen items, in their order; "" where none is."""
    lines = [line for item in items_of(page) if item.key in chosen for line in (*item.lines, "")]
    if not lines:
        return ""
    period = page.title.partition(".")[0]
    return "\n".join([TITLE, period, "", *lines, FOOT])
