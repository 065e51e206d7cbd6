"""What Help says about what is entered by hand: clients, sessions, and what is known of a client."""

from __future__ import annotations

from briefing_app.domain.own_session import LONGEST_SERIES, SAME_START
from briefing_app.viewmodels.instrument import Fact

TITLE = "Entered by hand"
_PRODUCT = "product rule"
BY_HAND = (
    Fact(
        "Clients",
        "need a name and nothing else (New on Today, New client on Clients, briefing client add). What is typed stands before what a file says of the same"
        " person, and no import changes it; More on a brief changes it, makes two records one, and takes the last of these back",
        _PRODUCT,
    ),
    Fact(
        "Sessions",
        f"are entered once, every week or every two weeks until a day, at most {LONGEST_SERIES} years (+, briefing session add). They stay at their time"
        " on the wall when the clocks change. What was said of a session stays where later ones are moved or ended",
        _PRODUCT,
    ),
    Fact(
        "What became of a session",
        "is said with S on Today, or with briefing session: it was held, missed, cancelled and by whom; it is held at another time or place, comes again, or"
        " its series ends. Until then it is not known",
        _PRODUCT,
    ),
    Fact(
        "What is known of a client",
        "problems, medication, the safety plan and where it lies, goals, agreements, events and episodes are entered, changed and taken back with R on"
        " Today (Record), or with briefing client enter. Medication and a safety plan that nothing tells of are “not in your files”, never “none”",
        _PRODUCT,
    ),
    Fact(
        "When a file brings the same person or session",
        "the person is asked about once, and may be parted again; a session of theirs less than"
        f" {SAME_START // 60} minutes from one that was entered is that session",
        _PRODUCT,
    ),
)
