"""What of supervision and consultation took place, and what is owed of what was agreed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from briefing_app.domain.periods import local_time
from briefing_app.domain.support import DEFAULTS, KINDS, Agreed, SupportState, support_state
from briefing_app.services.worktime import Work


def support_states(work: Work, choices: Mapping[str, str], today: date) -> tuple[SupportState, ...]:
    """What is owed counts from the first meeting or timed entry on: agreed and never taken is owed as well."""
    begun = [local_time(work.begun, work.zone).date()] if work.begun is not None else []
    since = min([*begun, *(date.fromisoformat(one.day) for one in work.support)], default=today)
    found = []
    for kind in KINDS:
        text = choices.get(f"support:{kind}")  # "" is a choice too: nothing was agreed
        agreed = (
            Agreed(float(text.partition("/")[0]), text.partition("/")[2])
            if text
            else None
            if text == ""
            else DEFAULTS.get(kind)
        )
        own = [(date.fromisoformat(one.day), one.minutes, one.cancelled_by) for one in work.support if one.kind == kind]
        if own or agreed is not None:
            found.append(support_state(kind, agreed, own, since, today))
    return tuple(found)
