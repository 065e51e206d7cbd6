"""Scores and goals that the clinician or the client's form enters, corrects, takes back and ends: each one act with its row of the audit."""

from __future__ import annotations

from briefing_app.domain.act import Done, TakeBack
from briefing_app.domain.entry import OwnScore
from briefing_app.domain.goal import goal_id
from briefing_app.domain.problems import Problem
from briefing_app.services.entry import FORM, withdrawal
from briefing_app.storage.act import act
from briefing_app.storage.audit import append
from briefing_app.storage.engine import Transaction
from briefing_app.storage.entry import add_goal, add_score, end_goal, reopen_goal, score_in

GONE = Problem("This entry is no longer there.", "Open the list again.")


@act
def enter_score(transaction: Transaction, one: OwnScore) -> Done:
    """Keep a score, a correction of one, or a client's form (``services.entry.make_entry`` checks it).

    Raises Problem when what it corrects was corrected already.
    """
    row = add_score.within(transaction, one)
    what = "corrected a score" if one.replaces is not None else "kept a form" if one.mode == FORM else "entered a score"
    append(transaction, what, one.entered, one.by, client=one.client, detail=one.measure)
    if one.replaces is not None:
        return Done(TakeBack("put_score_back", (row,)), row)
    return Done(TakeBack("withdraw_score", (row, "entered by mistake")), row)


@act
def enter_goal(transaction: Transaction, words: str, better: str, one: OwnScore) -> Done:
    """Keep a new goal in the client's words with its first score; ``better`` is "higher" or "lower". ``number`` is the goal's row."""
    goal = add_goal.within(transaction, one.client, words, better, one.entered, one.by)
    append(transaction, "agreed on a goal", one.entered, one.by, client=one.client, detail=goal_id(goal))
    score = enter_score.within(transaction, one._replace(measure=goal_id(goal)))
    return Done(TakeBack("take_goal_back", (goal, score.number)), goal)


@act
def take_goal_back(transaction: Transaction, goal: int, row: int, at: float, by: str) -> Done:
    """A goal that was entered by mistake counts no more, nor does its first score."""
    gone = withdraw_score.within(transaction, row, "entered by mistake", at, by)
    end_goal_of.within(transaction, goal, at, by)
    return Done(TakeBack("put_goal_back", (goal, gone.number)), goal)


@act
def put_goal_back(transaction: Transaction, goal: int, row: int, at: float, by: str) -> Done:
    """A goal that was taken back counts again, with its first score."""
    made = put_score_back.within(transaction, row, at, by)
    reopen_goal_of.within(transaction, goal, at, by)
    return Done(TakeBack("take_goal_back", (goal, made.number)), goal)


@act
def withdraw_score(transaction: Transaction, row: int, reason: str, at: float, by: str) -> Done:
    """Take a score back: it counts no more and stays on file. Raises Problem without a reason, and where it was corrected meanwhile."""
    kept = score_in(transaction, row)
    if kept is None:
        raise GONE
    made = add_score.within(transaction, withdrawal(kept, row, reason, at, by))
    append(transaction, "took a score back", at, by, client=kept.client, detail=kept.measure)
    return Done(TakeBack("put_score_back", (made,)), made)


@act
def put_score_back(transaction: Transaction, row: int, at: float, by: str) -> Done:
    """What a correction or a withdrawal took the place of counts again, as a row of its own. Raises Problem where nothing stood before."""
    kept = score_in(transaction, row)
    before = score_in(transaction, kept.replaces) if kept is not None and kept.replaces is not None else None
    if before is None:
        raise GONE
    made = add_score.within(transaction, before._replace(replaces=row, reason="put back", entered=at, by=by))
    append(transaction, "put a score back", at, by, client=before.client, detail=before.measure)
    return Done(TakeBack("put_score_back", (made,)), made)


@act
def end_goal_of(transaction: Transaction, goal: int, at: float, by: str) -> Done:
    """A client's goal is not asked for any more; its scores stay. Raises Problem where it was ended before."""
    client = end_goal.within(transaction, goal, at)
    append(transaction, "ended a goal", at, by, client=client, detail=goal_id(goal))
    return Done(TakeBack("reopen_goal_of", (goal,)), goal)


@act
def reopen_goal_of(transaction: Transaction, goal: int, at: float, by: str) -> Done:
    """A goal that was ended is asked for again. Raises Problem where it is not ended."""
    client = reopen_goal.within(transaction, goal)
    append(transaction, "went on with a goal", at, by, client=client, detail=goal_id(goal))
    return Done(TakeBack("end_goal_of", (goal,)), goal)
