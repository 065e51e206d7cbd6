"""Why something is shown: the rule, what went into it, and the records it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from briefing_app.domain.client import Origin
from briefing_app.domain.measure import UNVERIFIED


@dataclass(frozen=True, slots=True)
class Why:
    """The rule behind a line, what went into it, and the records it rests on."""

    rule: str
    inputs: str = ""
    sources: tuple[Origin, ...] = ()


def cited(source: str) -> str:
    return "no source in hand" if source == UNVERIFIED else f"source: {source}"
