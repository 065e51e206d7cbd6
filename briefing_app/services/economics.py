"""What the counted evidence of a month is worth at the clinician's own fees, beside the hours worked for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from briefing_app.domain.fees import fee_on, pay_per_hour, sessions_for_the_same
from briefing_app.domain.rtm import State
from briefing_app.services.rtm import RtmFacts
from briefing_app.services.worktime import Worked

RULE = (
    "Evidence: lines whose period or month ends in this month, ready or billed, at the fee of that day; for review is counted apart. Worked"
    " hours: held sessions as recorded, else as booked, documentation outside them as"
    " timed, supervision and consultation. Pay per worked hour: receipts by these"
    " hours. The same income: as many sessions at this fee as, with the evidence, bring what the sessions alone bring now."
)


@dataclass(frozen=True, slots=True)
class Economics:
    """Amounts in cents. ``receipts`` are what was typed, or sessions at their fee; None where there is neither. ``unpriced`` units have no fee."""

    first: date
    last: date
    evidence: int
    review: int
    unpriced: int
    worked: Worked
    session_fee: int | None
    receipts: int | None

    @property
    def per_hour(self) -> float | None:
        """Receipts for each hour worked; None where no receipts were typed."""
        return pay_per_hour(self.receipts, self.worked.hours) if self.receipts is not None else None

    @property
    def per_hour_with_evidence(self) -> float | None:
        """The same with what the month's evidence would be worth by the clinician's own fees."""
        return pay_per_hour(self.receipts + self.evidence, self.worked.hours) if self.receipts is not None else None

    @property
    def sessions_for_the_same(self) -> int | None:
        """How many sessions bring what the evidence would; None where a session's fee is not typed."""
        if self.session_fee is None:
            return None
        return sessions_for_the_same(self.session_fee * self.worked.sessions, self.evidence, self.session_fee)


def economics(
    rtm: RtmFacts, worked: Worked, first: date, last: date, session_code: str, receipts: int | None = None
) -> Economics:
    """The sheet of a month; ``session_code`` names the fee of a session, without a payer of its own."""
    sums = {State.READY: 0, State.BILLED: 0, State.REVIEW: 0}
    unpriced = 0
    for episode in rtm.episodes:
        for line in episode.lines:
            if line.state in sums and first <= line.last <= last:
                cents = rtm.amount(line, episode.episode.payer)
                sums[line.state] += cents or 0
                unpriced += line.units if cents is None else 0
    fee = fee_on(rtm.fees, session_code, "", last)
    if receipts is None and fee is not None:
        receipts = fee.cents * worked.sessions
    evidence = sums[State.READY] + sums[State.BILLED]
    return Economics(first, last, evidence, sums[State.REVIEW], unpriced, worked, fee.cents if fee else None, receipts)
