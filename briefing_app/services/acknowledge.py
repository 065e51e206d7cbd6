"""An answer to a line of a brief: one act, its words and its row in the audit kept together or not at all."""

from __future__ import annotations

from briefing_app.domain.client import Answer
from briefing_app.storage import own
from briefing_app.storage.practice import PracticeStore


def acknowledge(store: PracticeStore, answer: Answer) -> None:
    """Keep what a person did about a line. Raises Problem, and then nothing was kept, neither the words nor the row."""
    own.add_answer(store, answer)
