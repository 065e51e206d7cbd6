"""What Help says about safety lines: which answers make one, how long each stands, and in which order."""

from __future__ import annotations

from briefing_app.domain.safety import DETAILS_DAYS, RECENT_DAYS, URGENT_DAYS
from briefing_app.viewmodels.instrument import Fact

TITLE = "What is said of safety answers"
_PRODUCT = "product rule"
_GROUND = "Simon 2013, doi 10.1176/appi.ps.201200587; PMC5412508; the numbers of days are a product rule"
SAFETY_RULES = (
    Fact(
        "An answer carries its severity",
        "the number that the form prints, and where it prints none the severity that its scoring sheet gives; the total and the safety rule look"
        " at the same number",
        "each instrument's own words, below",
    ),
    Fact(
        "One answer is enough",
        "partial forms, forms without a total, single answers, doubtful totals, both forms of one day, and forms without a usable date have their"
        " line",
        _PRODUCT,
    ),
    Fact(
        "Not read, not answered",
        "an answer that cannot be read, and an item that was left out of an answered form, have a line of their own: neither is a no. What the"
        " form itself says to leave out is no gap",
        _PRODUCT,
    ),
    Fact("The newest answer is positive", "the line stays without limit of time, with its age", _GROUND),
    Fact(
        "The newest answer is a no after a positive one",
        f"it stands in the block for the days above, then in the details for {DETAILS_DAYS // 365} years, counted from the first no",
        _GROUND,
    ),
    Fact("Another instrument", "its no clears nothing", _PRODUCT),
    Fact(
        "The order",
        f"urgent answers of the last {RECENT_DAYS} days or since the last session; other positive ones of that time, the highest on its own scale"
        " first; what is not known; older positive ones; what was answered with a no since",
        _PRODUCT,
    ),
    Fact(
        "An acknowledgement",
        "covers the answers that the line names. Acknowledged lines are one plain line; an urgent answer keeps its own for"
        f" {URGENT_DAYS} days",
        _PRODUCT,
    ),
    Fact(
        "No level is made up",
        "one item of a questionnaire gives no level of risk; C-SSRS and ASQ are told in words, never by number or sum",
        _PRODUCT,
    ),
)
