"""A score from paper or from the form: checked, scored by the measure's own rule, and ready to be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from briefing_app.domain.act import By
from briefing_app.domain.entry import OwnScore
from briefing_app.domain.measure import Measure
from briefing_app.domain.problems import Problem
from briefing_app.domain.scoring import score_items
from briefing_app.domain.unread import unread_item

SCORE, ITEMS, FORM = "score", "items", "form"


@dataclass(frozen=True, slots=True)
class Correction:
    """The row that a new entry corrects, and why."""

    row: int
    reason: str


class Filled(NamedTuple):
    """A total, or answers in item order (None = not answered), each by the measure's stated convention.

    ``refused`` are the items (1-based) that somebody was asked and would not answer, ``unread`` items with what stands there instead;
    ``form`` says that the client answered on the screen.
    """

    total: float | None = None
    items: Sequence[int | None] = ()
    refused: Sequence[int] = ()
    unread: Sequence[tuple[int, str]] = ()
    form: bool = False


def make_entry(
    measure: Measure,
    client: int,
    day: date,
    filled: Filled,
    by: By,
    correction: Correction | None = None,
) -> OwnScore:
    """One entry of what a client (a row) filled in on a day.

    Raises Problem when the day lies in the future, the total is impossible, an answer is, or a correction gives no reason.
    """
    (total, items, refused, unread, form), now = filled, by.now
    if day > now.date():
        raise Problem("The day lies in the future.", "Enter the day on which the form was filled in.")
    if correction is not None and not correction.reason.strip():
        raise Problem("A correction needs a reason.", "Say in a few words what was wrong.")
    answered = any(value is not None for value in items)
    if total is None and not answered and not refused and not unread:
        raise Problem("There is neither a score nor an answer.", "Type the total, or the answers in order.")
    if total is not None:
        _check_total(measure, total)
    computed, flags, complete, prorated = score_answers(measure, items) if answered else (None, [], True, False)
    if total is not None and computed is not None and computed != total:
        raise Problem(
            f"The answers add up to {computed:g}, not to {total:g}.", "Look at the form again, or leave the total empty."
        )
    flags += [f"item {item} not answered: asked-declined" for item in refused]
    flags += [unread_item(item, words) for item, words in unread]
    score = total if total is not None else computed
    band = measure.band(score) if score is not None and measure.has_total else None
    text = ",".join("" if value is None else str(value) for value in items) if answered else ""
    return OwnScore(
        client=client,
        measure=measure.id,
        day=day.isoformat(),
        at=now.timestamp() if day == now.date() else 0.0,
        score=score,
        computed=computed,
        items=text,
        severity=band.label if band else "",
        flags="; ".join(flags),
        solid=score is not None and complete,
        prorated=prorated and total is None,
        mode=FORM if form else ITEMS if answered else SCORE,
        replaces=correction.row if correction else None,
        withdrawn=False,
        reason=correction.reason.strip() if correction else "",
        entered=now.timestamp(),
        by=by.user,
    )


def withdrawal(kept: OwnScore, row: int, reason: str, at: float, by: str) -> OwnScore:
    """The entry that takes one back; the old one stays in the store, with who, when and why."""
    if not reason.strip():
        raise Problem("Taking a score back needs a reason.", "Say in a few words what was wrong.")
    return kept._replace(replaces=row, withdrawn=True, reason=reason.strip(), entered=at, by=by)


def _check_total(measure: Measure, total: float) -> None:
    if not measure.has_total:
        raise Problem(f"{measure.short} has no total.", "Enter its answers instead.")
    low, high = measure.total_range or (float("-inf"), float("inf"))
    if not low <= total <= high:
        raise Problem(f"{total:g} is not a possible score: {measure.short} goes from {low:g} to {high:g}.", "Look again.")
    if measure.decimals == 0 and total != int(total):
        raise Problem(f"{measure.short} has whole points.", "Leave out the fraction.")


def score_answers(measure: Measure, items: Sequence[int | None]) -> tuple[float | None, list[str], bool, bool]:
    """The total of answers, what is to be said about it, whether all are there, and whether it is prorated. Raises Problem."""
    try:
        found = score_items(measure, items)
    except ValueError as fault:
        raise Problem(f"{fault}.", "Look at that answer again.") from fault
    complete = found.answered == measure.items
    flags = (
        [] if complete else [f"{found.answered} of {measure.items} items answered" + (", prorated" if found.prorated else "")]
    )
    return found.total, flags, complete, found.prorated
