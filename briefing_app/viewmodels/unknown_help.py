"""What Help says about what is not known: which silence of the records is neither a nought nor a whole, and what makes it known."""

from __future__ import annotations

from briefing_app.domain.documentation import LEAST_SCHEDULED
from briefing_app.domain.recovery import TAKEN_SHARE
from briefing_app.services.session_end import LATEST_SECONDS
from briefing_app.viewmodels.instrument import Fact

TITLE = "What is not known"
_PRODUCT = "product rule"
UNKNOWN = (
    Fact(
        "Session ended (D)",
        "records this moment as the end of the newest session of the client on screen that has begun; Ctrl+Z takes it back. Said more than"
        f" {LATEST_SECONDS / 60:.0f} minutes after the booked end, or after it when your next session has begun, it is kept as an end at or before that"
        " moment. No look at a brief and no lock records an end; a note begun after the booked end records only that it was over by then",
        _PRODUCT,
    ),
    Fact(
        "What a recorded end does",
        "said by D, it says that the session was held, until an export says otherwise. Its moment stands in your own ledger alone: with the end of the next"
        " session it makes the gap between them known, and it fills the time of the"
        " note, where you can change it. An end at or before a moment does neither",
        _PRODUCT,
    ),
    Fact(
        "A gap between two sessions",
        "is not known unless the ends of both were recorded, here or by an encounter with times, or a break was timed in it, or notes that left"
        f" too little. It is taken from {100 * TAKEN_SHARE:.0f} % of its planned minutes on, in one piece, or from the share that you set. Gaps are"
        " counted by what became of them, those not known too, and never a percentage",
        _PRODUCT,
    ),
    Fact(
        "Documentation time",
        "is not known where nothing was timed; where a held session has nothing timed for its client after it, the sums are at least what was"
        f" timed. Under {LEAST_SCHEDULED / 60:.0f} scheduled hours there is no ratio",
        _PRODUCT,
    ),
    Fact(
        "A past session that is still booked",
        "has no recorded outcome: it counts as neither held nor missed, and how many there are is said. Once the day is over the day page asks, and"
        " your answer counts until an export says otherwise. Only what was missed, or cancelled by the client, counts as not kept",
        _PRODUCT,
    ),
    Fact(
        "How a client is",
        "is not known after a silence, by the rule of that name above: who never filled in a form may still be held every week, and is not meant."
        " Nobody is expected once every episode of care is over and no session followed or is booked. A message whose author or day is not recorded is"
        " no contact, and the line says that it came",
        _PRODUCT,
    ),
)
