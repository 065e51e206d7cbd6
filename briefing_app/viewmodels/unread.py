"""What came with the export and was not understood, in one line of the brief."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from briefing_app.domain.client import UnreadThing
from briefing_app.domain.unread import IN_THE_TEXT
from briefing_app.services.brief import BriefFacts
from briefing_app.viewmodels.fact import day_words
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.why import Why

MOST_LISTED = 3


def unread_lines(facts: BriefFacts) -> list[Line]:
    """One line for all that came with the export and that nothing understood, and one before it for scores found in a text."""
    in_text = [one for one in facts.history.unread if one.reason.startswith(IN_THE_TEXT)]
    unread = [one for one in facts.history.unread if one not in in_text]
    found = [_to_confirm(in_text)] if in_text else []
    if not unread:
        return found
    kinds = Counter(one.kind for one in unread)
    what = " and ".join(f"{count} {kind if count == 1 else kind + 's'}" for kind, count in sorted(kinds.items()))
    days = sorted({one.day for one in unread if one.day}, reverse=True)
    newest = day_words(days[0], facts.today) if days else ""
    if not all(one.day for one in unread):
        of = f", the newest known of {newest}," if days else ""
    else:
        of = f" of {newest}" if len(days) == 1 else f", the newest of {newest},"
    text = f"{what}{of} could not be read: there is more than what is shown."
    reasons = "; ".join(dict.fromkeys(one.reason for one in unread))
    named = f"{MOST_LISTED} of {len(unread)} records are named here" if len(unread) > MOST_LISTED else ""
    why = Why(reasons, named, tuple(one.origin for one in unread[:MOST_LISTED]))
    return [*found, Line("unread", text, why, "attention", "Not understood")]


def _to_confirm(found: Sequence[UnreadThing]) -> Line:
    """Scores that stand in the text of a document alone, each in its own words: they count nowhere until somebody says what they are (product rule)."""
    words = "; ".join(dict.fromkeys(f"“{one.reason.removeprefix(IN_THE_TEXT).removeprefix(': ')}”" for one in found))
    what = "1 score" if len(found) == 1 else f"{len(found)} scores"
    why = Why(
        "say on the Import page, or with 'briefing map', which measure each is",
        "",
        tuple(one.origin for one in found[:MOST_LISTED]),
    )
    return Line(
        "unread",
        f"Found in the text of a document, to confirm: {what}, not counted yet: {words}",
        why,
        "attention",
        "Not understood",
    )
