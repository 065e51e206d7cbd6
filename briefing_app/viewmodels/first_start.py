"""The words of an empty profile: the ways to begin, what each needs, and what of a brief each of them fills."""

from __future__ import annotations

from dataclasses import dataclass

TITLE = "Three ways to begin"
BELOW = (
    "They can be mixed, now or later. Everything stays on this computer, encrypted; the program opens no network connection."
)
YES, NO = "yes", "no"
FILLED = ("Sessions", "Clients", "Scores", "Diagnoses, medication", "Messages")


@dataclass(frozen=True, slots=True)
class Way:
    """One way to begin: its heading, and what it needs."""

    title: str
    needs: str


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of file, or the clinician's hand: ``files`` and ``whence`` say how to know it; ``fills`` answers each of `FILLED`."""

    name: str
    files: str
    whence: str
    fills: tuple[str, ...]


BRING = Way("Bring a file", "Needs: the file on this computer.")
BY_HAND = Way("Enter by hand", "Needs: a name and a time. The rest can follow.")
DEMO = Way("Look at the demo", "Needs: nothing. Your own practice stays empty.")
DROP = ("Drop a file or folder here", "or anywhere on this window")
DEMO_WORDS = (
    "24 clients, all invented, and a working day with seven sessions. It is made anew each day: enter no real client there."
)
CALENDAR = Source(
    "Calendar",
    ".ics, or a zip of them",
    "from Google, Outlook, Apple, or your practice's feed",
    (YES, "names only", NO, NO, NO),
)
TABLE = Source("Table", ".csv, .tsv, .xlsx", "of clients, sessions, scores or answers", (YES, YES, YES, NO, NO))
RECORD = Source(
    "Record export",
    "FHIR or C-CDA: .json, .ndjson, .xml, .zip, .tar.gz",
    "from a certified EHR",
    (YES, YES, YES, YES, "FHIR only"),
)
FILES = (CALENDAR, TABLE, RECORD)
HAND = Source("By hand", "", "", (YES, YES, YES, YES, NO))
LATER = "Scores from paper come later, with the key E; diagnoses, medication and goals with R."
ADDING = "Being kept …"
CAN_WAIT = (
    "Your name, for notes that you sign",
    "Numbers for a crisis, beside safety lines",
    "Working hours, for what is “after hours” (My load)",
    "A recovery code, which Today asks for once there is something to lose",
)


def rows_filled(sources: tuple[Source, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What a brief shows, row by row, and what each source says to it."""
    return tuple((name, tuple(one.fills[index] for one in sources)) for index, name in enumerate(FILLED))
