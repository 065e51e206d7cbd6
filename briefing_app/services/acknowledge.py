"""An answer to a line of a brief, and what takes it back: one act, its words and its rows in the audit kept together or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from briefing_app.domain.act import Done, Stays, TakeBack
from briefing_app.domain.client import Answer
from briefing_app.domain.periods import local_time
from briefing_app.domain.problems import Problem
from briefing_app.domain.taken_back import COUNTS_AGAIN, TAKEN_BACK, WRONG_SCORE, standing, subject_of
from briefing_app.domain.two_scores import ASK_AGAIN, RULE
from briefing_app.storage import entry as own
from briefing_app.storage.act import act
from briefing_app.storage.engine import Transaction
from briefing_app.storage.practice import PracticeReader, PracticeStore

NO_REASON = "taken back"


@act
def acknowledge(transaction: Transaction, answer: Answer, wrong: Sequence[tuple[str, str, str]] = ()) -> Done:
    """Keep what a person did about a line, and which scores they said are wrong, by (measure, name of the score, its words).

    Raises Problem, and then nothing was kept, neither the words nor the rows of the audit.
    """
    doubts = [
        answer._replace(kind="review", rule=WRONG_SCORE, measure=measure, basis=name, shown=words, until="")
        for measure, name, words in wrong
    ]
    own.add_answer.within(transaction, answer, *doubts)
    return Done(TakeBack("take_back", ((answer, *doubts), NO_REASON)))


@act
def take_back(transaction: Transaction, answers: Sequence[Answer], why: str, at: float, by: str) -> Done:
    """Take back answers that stand, each by a row that says so. Raises Problem where one stands no more, and then nothing was kept."""
    own.take_back.within(
        transaction,
        [
            one._replace(shown=one.action, action=_taken_back(one), reason=why or NO_REASON, at=at, by=by, until="")
            for one in answers
        ],
    )
    return Done(Stays("The brief asks again; answer it there."))


def ask_again(store: PracticeStore, reader: PracticeReader, about: tuple[int, str, date], at: float, by: str) -> str:
    """Take back what was said, by (client's row, what, day); what stood, in words.

    What is a measure: which of its scores of that day counts, or that they are wrong. Or it is a rule (worse, no-improvement, unknown,
    alliance, repeat) or safety: the answers that were given on that day. Raises Problem where nothing stands.
    """
    client, what, day = about
    answers = standing(reader.histories([client])[client].answers)
    found = list({subject_of(one): one for one in answers if _is_about(one, what, day)}.values())
    if not found:
        raise Problem(f"Of {what} on {day.isoformat()} no choice or answer stands.", "Nothing was changed.")
    take_back(store, found, NO_REASON, at, by)
    return "; ".join(dict.fromkeys(one.action for one in found))


def _is_about(answer: Answer, what: str, day: date) -> bool:
    if answer.rule in (RULE, WRONG_SCORE):
        return answer.measure == what and answer.basis.partition(" ")[0] == day.isoformat()
    return what in (answer.kind, answer.rule) and what != "review" and local_time(answer.at, None).date() == day


def _taken_back(answer: Answer) -> str:
    return {RULE: ASK_AGAIN, WRONG_SCORE: COUNTS_AGAIN}.get(answer.rule, TAKEN_BACK)
