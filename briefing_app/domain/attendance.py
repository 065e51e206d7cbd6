"""What became of a meeting that is over: held, missed, cancelled and by whom, or not recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from briefing_app.domain.client import HELD, Meeting
from briefing_app.domain.periods import dated


class Outcome(Enum):
    """What is recorded of a past meeting (HL7 FHIR R4 and R5: AppointmentStatus, EncounterStatus, appointment-cancellation-reason).

    An appointment that is past and still booked is NOT_RECORDED: neither held nor missed. CANCELLED does not say by whom.
    """

    HELD = "held"
    MISSED = "missed"
    BY_CLIENT = "cancelled by the client"
    BY_PRACTICE = "cancelled by the practice"
    CANCELLED = "cancelled, by whom not recorded"
    NOT_RECORDED = "outcome not recorded"


NOT_KEPT = frozenset({Outcome.MISSED, Outcome.BY_CLIENT})
CALLED_OFF = frozenset({Outcome.BY_CLIENT, Outcome.BY_PRACTICE, Outcome.CANCELLED})
NOT_HELD = frozenset({Outcome.MISSED, Outcome.BY_CLIENT, Outcome.BY_PRACTICE, Outcome.CANCELLED})


def outcome(meeting: Meeting) -> Outcome:
    """What a meeting that is over came to; of one that lies ahead only NOT_RECORDED and the cancellations mean anything."""
    if meeting.status in HELD:
        return Outcome.HELD
    if meeting.status == "noshow":
        return Outcome.MISSED
    if meeting.status == "cancelled":
        return {"client": Outcome.BY_CLIENT, "practice": Outcome.BY_PRACTICE}.get(meeting.cancelled_by, Outcome.CANCELLED)
    return Outcome.NOT_RECORDED


def say_told(what: Outcome, meeting: Meeting) -> str:
    """What a meeting came to, with the day on which it was cancelled where that is known."""
    return (
        f"{what.value}, said on {dated(date.fromisoformat(meeting.told))}"
        if what in CALLED_OFF and meeting.told
        else what.value
    )


@dataclass(frozen=True, slots=True)
class Attendance:
    """What past meetings came to, counted. Those of which no outcome is recorded count on neither side."""

    held: int = 0
    missed: int = 0
    by_client: int = 0
    by_practice: int = 0
    cancelled: int = 0
    not_recorded: int = 0

    @property
    def not_kept(self) -> int:
        """Missed, or cancelled by the client: nothing else is the client's doing."""
        return self.missed + self.by_client


def attendance_of(meetings: Iterable[Meeting]) -> Attendance:
    """Meetings counted by what became of each."""
    found = Counter(map(outcome, meetings))
    return Attendance(
        found[Outcome.HELD],
        found[Outcome.MISSED],
        found[Outcome.BY_CLIENT],
        found[Outcome.BY_PRACTICE],
        found[Outcome.CANCELLED],
        found[Outcome.NOT_RECORDED],
    )
