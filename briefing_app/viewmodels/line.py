"""One line of a brief: what it says, why it says it, and what a person may answer to it."""

from __future__ import annotations

from dataclasses import dataclass

from briefing_app.viewmodels.why import Why


@dataclass(frozen=True, slots=True)
class NamedScore:
    """A score that a line rests on: its measure, what it is called in the ledger, and its words."""

    measure: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class About:
    """What an answer to a line would be about. ``answered`` says in words what was done, "" when nothing was yet.

    ``choices`` are the answers that fit this line alone, where those of its kind do not. ``scores`` are those that the line rests on: of an
    answer that the data are wrong, the ones that are.
    """

    kind: str
    rule: str
    measure: str
    basis: str
    answered: str = ""
    choices: tuple[str, ...] = ()
    scores: tuple[NamedScore, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a brief. ``tone`` is plain, good, attention or safety, and only repeats what the words say.

    ``key`` is what a message is called among what has been shown, and the measure's short name in the line of a score. A message's own
    words are its ``quote``; ``source`` says when they were sent and by whom.
    """

    kind: str
    text: str
    why: Why
    tone: str = "plain"
    heading: str = ""
    about: About | None = None
    key: str = ""
    stays: bool = False
    quote: str = ""
    source: str = ""

    @property
    def open(self) -> bool:
        """Whether the line waits for a person's answer: a plain one can be answered, but does not wait."""
        return self.about is not None and not self.about.answered and self.tone != "plain"
