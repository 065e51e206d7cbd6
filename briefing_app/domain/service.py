"""What a meeting was for, by the words of its type of service: a session, another service of a practice, or not stated (product rule)."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache


class Service(Enum):
    """UNSTATED is also what words say that may be either, such as a follow-up or a visit for a problem."""

    SESSION = "session"
    OTHER = "other"
    UNSTATED = ""


_OF_THE_BODY = (
    r"\b(?:physical|occupational|speech|respiratory|radiation|infusion|massage)\s+therap\w*|\b(?:chemo|radio|physio)therap\w*"
)
_SESSION = re.compile(
    r"therap|psych|counsel|mental|behaviou?r|\bcbt\b|\bdbt\b|\bemdr\b|\bsessions?\b|\bintake\b|addict|substance|\bdrug (?:rehab|abuse|use|counsel)"
    r"|alcohol|depress|anxiety|crisis|\bgroup\b|famil|couple",
    re.I,
)
# Words that name no visit of a behavioral practice, whoever uses them.
_NEVER = re.compile(
    rf"{_OF_THE_BODY}|vaccin|immuni[sz]|\bblood (?:test|draw|pressure)|laborator|\blabs?\b|venipuncture|phlebotom|x-?ray|radiolog|imaging|ultraso"
    r"|\bmri\b|mammogra|\bdent(?:al|ist)|colonoscop|dialysis|ophthalm|optometr|dermatolog|orthop(?:a)?edic|pre-?natal|post-?natal|ante-?natal"
    r"|obstetric|gyna?ecolog|\bdelivery\b|hospice|surg(?:ery|ical)|death certif",
    re.I,
)
# Words that may stand beside a booking of any practice as its kind, and name another service where a visit is recorded by them.
_OF_A_VISIT = re.compile(
    r"general exam|physical exam|check-?\s?up|well[ -]child|urgent care|emergency|admission|observation bed", re.I
)


@lru_cache(maxsize=4096)
def service_of(title: str, *, booked: bool) -> Service:
    """``title`` is the type of service in the export's words; ``booked`` tells an appointment from a visit as it was recorded."""
    if _SESSION.search(re.sub(_OF_THE_BODY, "", title, flags=re.I)):
        return Service.SESSION
    if _NEVER.search(title) or (not booked and _OF_A_VISIT.search(title)):
        return Service.OTHER
    return Service.UNSTATED
