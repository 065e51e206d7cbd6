"""The clinician's own fees, valid from a day on. Without a row there is no amount."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Fee:
    """``cents`` for one unit of a code; ``payer`` "" holds where a payer has no row of its own. ``basis`` says where it is from."""

    code: str
    payer: str
    since: date
    cents: int
    basis: str = ""


def fee_on(fees: Iterable[Fee], code: str, payer: str, service: date) -> Fee | None:
    """The newest row on the day of service, the payer's own before the general one."""
    valid = [one for one in fees if one.code == code and one.payer in (payer, "") and one.since <= service]
    return max(valid, key=lambda one: (one.payer == payer, one.since), default=None)


def pay_per_hour(cents: int, worked_hours: float) -> float | None:
    """Effective pay in cents for an hour worked, with documentation and what is invisible; None without hours."""
    return cents / worked_hours if worked_hours > 0 else None


def sessions_for_the_same(income_cents: float, counted_cents: float, per_session_cents: float) -> int | None:
    """How many sessions, with the counted evidence beside them, bring at least the income; None without a fee for a session."""
    if per_session_cents <= 0:
        return None
    left = max(income_cents - counted_cents, 0.0)
    return -int(-left // per_session_cents)
