"""An answer to a line of a brief: one act, its words and its row in the audit kept together or not at all."""

from __future__ import annotations

from datetime import date

from briefing_app.domain.client import Answer
from briefing_app.domain.problems import Problem
from briefing_app.domain.two_scores import ASK_AGAIN, RULE, standing_choices
from briefing_app.storage import entry as own
from briefing_app.storage.practice import PracticeReader, PracticeStore


def acknowledge(store: PracticeStore, answer: Answer) -> None:
    """Keep what a person did about a line. Raises Problem, and then nothing was kept, neither the words nor the row."""
    own.add_answer(store, answer)


def ask_again(store: PracticeStore, reader: PracticeReader, about: tuple[int, str, date], at: float, by: str) -> str:
    """Take back which of several scores of a day counts, by (client's row, measure, day), as a row that is kept and audited; what stood.

    Raises Problem where no choice stands.
    """
    client, measure, day = about
    answers = sorted(reader.histories([client])[client].answers, key=lambda one: one.at)
    said = [one for one in answers if one.rule == RULE and one.measure == measure]
    standing = standing_choices([(one.basis, one.action) for one in said])
    of_day = [basis for basis in standing if basis.partition(" ")[0] == day.isoformat()]
    if not of_day:
        raise Problem(f"Of {measure} on {day.isoformat()} no choice stands.", "Nothing was changed.")
    for basis in of_day:
        acknowledge(store, Answer(client, "review", RULE, measure, basis, standing[basis], ASK_AGAIN, "taken back", at, by))
    return standing[of_day[-1]]
