"""What is said of acts that waited beside the store."""

from __future__ import annotations

from datetime import datetime

from briefing_app.domain.act import Refused
from briefing_app.domain.periods import dated


def say_kept(kept: int) -> tuple[str, str, str, str]:
    """The row above a brief that says how many acts of the last closing are kept by now."""
    what = "One thing that you did" if kept == 1 else f"{kept} things that you did"
    return "Kept now", f"{what} could not be written when Briefing was last closed, and waited beside the store.", "", "Close"


def say_refused(one: Refused) -> tuple[str, str]:
    """A sentence and a remedy for what waited and was refused, with the words that were written."""
    words = f" You wrote: {one.words}" if one.words else ""
    return (
        f"What waited while the store was busy was not kept. {one.sentence}{words}",
        f"{one.remedy} Enter it again; 'briefing waiting' shows it until then.",
    )


def say_act(name: str, at: datetime, words: str) -> str:
    """One act that was refused, by the name of its function, with what was written."""
    written = f": {words}" if words else ", without words of yours"
    return f"{name.replace('_', ' ')}, {dated(at.date())}, {at:%H:%M}{written}"
