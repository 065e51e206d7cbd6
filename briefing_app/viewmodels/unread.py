"""What came with the export and was not understood, in one line of the brief."""

from __future__ import annotations

from collections import Counter

from briefing_app.services.brief import BriefFacts
from briefing_app.viewmodels.fact import day_words
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.why import Why

MOST_LISTED = 3


def unread_lines(facts: BriefFacts) -> list[Line]:
    """One line for all that came with the export and that nothing understood."""
    unread = facts.history.unread
    if not unread:
        return []
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
    return [Line("unread", text, why, "attention", "Not understood")]
