"""Why something is shown: the rule, what went into it, and the records it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from briefing_app.domain.client import Origin
from briefing_app.domain.published import UNVERIFIED
from briefing_app.viewmodels.decision import Decision


@dataclass(frozen=True, slots=True)
class Why:
    """The rule behind a line, what went into it, the records it rests on, and where the rule is published.

    ``decisions`` are what the clinician may set instead of what the program assumed.
    """

    rule: str
    inputs: str = ""
    sources: tuple[Origin, ...] = ()
    cited: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()


def cited(*sources: str) -> tuple[str, ...]:
    """The published sources of a rule, each once; one that is not in hand says so."""
    return tuple(dict.fromkeys("no source in hand" if source == UNVERIFIED else source for source in sources if source))
