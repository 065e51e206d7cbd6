"""Which answers stand, and which scores somebody said are wrong (product rule): nothing is rewritten, a later row takes an earlier one back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from briefing_app.domain.client import Answer, Score
from briefing_app.domain.periods import dated, local_time
from briefing_app.domain.two_scores import ASK_AGAIN

TAKEN_BACK = "Taken back: the line waits again"
COUNTS_AGAIN = "Taken back: the score counts again"
TAKES_BACK = frozenset({ASK_AGAIN, TAKEN_BACK, COUNTS_AGAIN})
WRONG_SCORE = "wrong-score"  # what an answer about one score is called in the ledger
SAID_WRONG = "said to be wrong"

Subject = tuple[str, str, str, str]


def subject_of(answer: Answer) -> Subject:
    """What an answer is about: its kind, rule, measures and basis. A row that takes back has the same."""
    return answer.kind, answer.rule, answer.measure, answer.basis


def standing(answers: Sequence[Answer]) -> list[Answer]:
    """The answers that stand, oldest first. One that takes back ends every earlier one about the same."""
    ended: set[Subject] = set()
    kept: list[Answer] = []
    for one in sorted(answers, key=lambda one: one.at)[::-1]:
        if one.action in TAKES_BACK:
            ended.add(subject_of(one))
        elif subject_of(one) not in ended:
            kept.append(one)
    return kept[::-1]


def name_of_score(score: Score) -> str:
    """What tells one score of a measure from its others: its day, total and moment. A corrected total is another score, and counts."""
    total = "no total" if score.score is None else f"{score.score:g}"
    return f"{score.day} {total}@{score.at:.0f}"


def names_scores(answer: Answer, answers: Sequence[Answer]) -> bool:
    """Whether scores were named as wrong with this answer: it acts through them, and keeps no line aside of its own."""
    return any(one.rule == WRONG_SCORE and one.at == answer.at and one.action not in TAKES_BACK for one in answers)


def without_wrong(scores: Mapping[str, tuple[Score, ...]], answers: Sequence[Answer]) -> dict[str, tuple[Score, ...]]:
    """The scores by measure; one that was said to be wrong stays with its answers, is not solid, and its flags say who said so and when."""
    wrong = {(one.measure, one.basis): one for one in standing(answers) if one.rule == WRONG_SCORE}
    if not wrong:
        return dict(scores)
    return {
        measure: tuple(_doubtful(one, wrong.get((measure, name_of_score(one)))) for one in given)
        for measure, given in scores.items()
    }


def said_wrong(score: Score) -> bool:
    """Whether somebody said that this score is wrong, and nobody took that back."""
    return any(flag.startswith(SAID_WRONG) for flag in score.flags.split("; "))


def _doubtful(score: Score, said: Answer | None) -> Score:
    if said is None:
        return score
    by = f" by {said.by}" if said.by else ""
    words = f"{SAID_WRONG}{by}, {dated(local_time(said.at, None).date())}"
    return score._replace(solid=False, flags="; ".join(part for part in (score.flags, words) if part))
