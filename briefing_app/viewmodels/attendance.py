"""How many of the sessions were kept, in words: only what is recorded, and what is not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from briefing_app.domain.attendance import CALLED_OFF, Attendance, Outcome, outcome
from briefing_app.domain.client import History
from briefing_app.domain.periods import dated
from briefing_app.domain.twins import counts_visits
from briefing_app.services.brief import BriefFacts
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.why import Why

RULE = (
    "past appointments of this course. Held: fulfilled, arrived or a finished Encounter; not kept: missed, or cancelled by the client;"
    " past and still booked is neither (product rule)"
)


def attendance(facts: BriefFacts) -> list[Line]:
    """One line of how many sessions were kept, or none where nothing is known of them."""
    words = say_attendance(facts.attendance, noun_of(facts.history))
    return [Line("attendance", f"{words[0].upper()}{words[1:]}", why_of(facts), "plain", "Attendance")] if words else []


LAST_SHOWN, LAST_LOOKED_AT = 8, 4
COUNTED = frozenset({Outcome.HELD, Outcome.MISSED, Outcome.BY_CLIENT, Outcome.NOT_RECORDED})


def kept_line(facts: BriefFacts) -> Line | None:
    """The line of ``say_kept_of_last``, None where it says nothing."""
    words = say_kept_of_last([outcome(one) for _, one in facts.past])
    return Line("attendance", words, why_of(facts), "plain", "Attendance") if words else None


def say_kept_of_last(past: Sequence[Outcome]) -> str:
    """``kept 7 of the last 8``, of past appointments, oldest first; "" while each of the last four was kept (product rule).

    Called off by the practice, or nobody knows by whom, is not counted; an outcome that is not recorded stands on neither side.
    """
    last = [one for one in past if one in COUNTED][-LAST_SHOWN:]
    if all(one is Outcome.HELD for one in last[-LAST_LOOKED_AT:]):
        return ""
    held, unknown = last.count(Outcome.HELD), last.count(Outcome.NOT_RECORDED)
    of = f"the last {len(last)}"
    if not unknown:
        return f"kept {held or 'none'} of {of}" if len(last) > 1 else "last appointment not kept"
    parts = _counted((held, "kept"), (len(last) - held - unknown, "not kept"), (unknown, "not known"))
    return f"of {of}: {', '.join(parts)}" if len(last) > 1 else "last appointment: not known if kept"


def why_of(facts: BriefFacts) -> Why:
    """How many were held, and each of the others with its day and its record."""
    days: dict[Outcome, list[str]] = {}
    for day, one in facts.past:
        said = f" (said on {dated(date.fromisoformat(one.told))})" if one.told and outcome(one) in CALLED_OFF else ""
        days.setdefault(outcome(one), []).append(f"{dated(day)}{said}")
    held = days.pop(Outcome.HELD, [])
    others = [f"{what.value} {', '.join(found)}" for what in Outcome if (found := days.get(what))]
    sources = tuple(one.origin for _, one in facts.past if outcome(one) is not Outcome.HELD)
    return Why(RULE, "; ".join([f"{len(held)} held", *others]), sources)


def noun_of(history: History) -> str:
    """What is counted: sessions, or visits where other services are among them and not all say what they were for."""
    return "visit" if counts_visits(history.meetings) else "session"


def say_attendance(found: Attendance, noun: str = "session") -> str:
    """``kept 9 of 10 sessions: 1 missed``; a share only where every outcome is recorded; "" where there is nothing to say."""
    not_kept = _counted((found.missed, "missed"), (found.by_client, "cancelled by the client"))
    parts = []
    if found.not_recorded:
        parts += [f"{found.held} held"] if found.held else []
        parts += not_kept
    elif found.held or not_kept:
        of = found.held + found.not_kept
        parts.append(
            f"kept {found.held} of {of} {noun if of == 1 else noun + 's'}" + (f": {', '.join(not_kept)}" if not_kept else "")
        )
    parts += _counted((found.by_practice, "cancelled by the practice"), (found.cancelled, "cancelled, by whom not recorded"))
    said = ", ".join(parts) if found.not_recorded else "; ".join(parts)
    if not found.not_recorded:
        return said
    many = "1 past appointment" if found.not_recorded == 1 else f"{found.not_recorded} past appointments"
    return f"{said}; {many}: outcome not recorded" if said else f"{many}: outcome not recorded"


def _counted(*pairs: tuple[int, str]) -> list[str]:
    return [f"{count} {words}" for count, words in pairs if count]


def say_number(number: int, not_recorded: int, noun: str = "session") -> str:
    """``session 9``; ``session 9 or later`` where past appointments without a recorded outcome may have been sessions."""
    return f"{noun} {number}{' or later' if not_recorded else ''}"
