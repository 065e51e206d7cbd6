"""What the entry panel says while a score is typed: how the answers are read, what they add up to, what is impossible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from briefing_app.domain import norm
from briefing_app.domain.act import By
from briefing_app.domain.entry import OwnEntry
from briefing_app.domain.measure import Measure
from briefing_app.domain.periods import local_time, say_date
from briefing_app.domain.problems import Problem
from briefing_app.domain.safety import item_is_positive
from briefing_app.services.entry import Filled, make_entry

NOT_ANSWERED, REFUSED = "-.", "rR"
MODES = {
    "score": "score from paper",
    "items": "answers from paper",
    "form": "answered on the form",
    "page": "check-in page",
    "csv": "check-in by CSV",
    "device": "device or app, by CSV",
}


@dataclass(frozen=True, slots=True)
class Preview:
    """``words`` say what would be kept, or what is wrong; ``safety`` names a positive safety item."""

    words: str
    ready: bool
    safety: str = ""


def read_answers(measure: Measure, text: str) -> list[int | None]:
    """Answers as typed: digit by digit where every answer is one digit, else apart by spaces; ``-`` is not answered. Raises Problem."""
    high = measure.item_range[1] if measure.item_range else 9
    parts = text.replace(",", " ").split() if high > 9 else list("".join(text.replace(",", " ").split()))
    found: list[int | None] = []
    for part in parts:
        if part in NOT_ANSWERED or (part in REFUSED and _asks_refusals(measure)):
            found.append(None)
        elif part.isdecimal():
            found.append(int(part))
        else:
            raise Problem(f"{part} is not an answer.", "Type numbers, and - for an item that was not answered.")
    if len(found) > measure.asked:
        raise Problem(f"{measure.short} has {measure.asked} items; {len(found)} were typed.", "Look again.")
    return found


def read_refusals(measure: Measure, text: str) -> tuple[int, ...]:
    """The items typed as r: somebody was asked and would not say. Only where the measure has a rule for that."""
    if not _asks_refusals(measure):
        return ()
    parts = "".join(text.replace(",", " ").split())
    return tuple(item for item, part in enumerate(parts, start=1) if part in REFUSED)


def _asks_refusals(measure: Measure) -> bool:
    return any(rule.refusal for rule in measure.safety)


def say_answers(measure: Measure) -> str:
    """How many answers are typed, between which numbers, and which number stands for an answer."""
    low, high = measure.item_range or (0, 0)
    apart = ", apart by spaces" if high > 9 else ""
    more = f" and {measure.supplements} after them" if measure.supplements else ""
    refused = ", r where somebody would not answer" if _asks_refusals(measure) else ""
    words = f"{measure.items} answers{more}, {low} to {high}{apart}; - where none was given{refused}. {measure.answers_are}."
    for item, values in sorted(measure.item_allowed.items()):
        words += f" Item {item} takes {', '.join(map(str, values))}."
    if measure.worded_reversal is not None:
        listed = ", ".join(str(item) for item in measure.worded_reversal.items)
        words += f" Where item {listed} says “{measure.worded_reversal.wording}”, type {low} for yes and {high} for no."
    return words


def read_total(text: str) -> float | None:
    """A total as typed; "" is none. Raises Problem."""
    words = text.strip().replace(",", ".")
    if not words:
        return None
    try:
        return float(words)
    except ValueError:
        raise Problem(f"{text} is not a number.", "Type the total as it stands on the form.") from None


def preview(measure: Measure, total: str, answers: str, day: date, now: datetime) -> Preview:
    """What would be kept if it were kept now."""
    try:
        items = read_answers(measure, answers)
        typed = len(items)
        refused = read_refusals(measure, answers)
        entry = make_entry(measure, 0, day, Filled(read_total(total), items, refused), By("", now))
    except Problem as problem:
        return Preview(problem.sentence, ready=False)
    left = f"{typed} of {measure.items} answers; " if items and typed < measure.items else ""
    score = f"{measure.short} {entry.score:g}" if entry.score is not None else "no total"
    word = norm.band_word(measure, entry.score) if entry.score is not None else ""
    band = f", {word}" if word else ""
    return Preview(f"{left}{score}{band}", True, say_positive(measure, items, refused))


def say_positive(measure: Measure, items: list[int | None], refused: Sequence[int] = ()) -> str:
    """The safety items among these answers, in one sentence; "" when there is none."""
    found = [
        f"item {item} is {value}" if (name := measure.item_name(item)) == f"item {item}" else f"yes to {name}"
        for item, value in enumerate(items, start=1)
        if value is not None and item_is_positive(measure, item, value)
    ]
    found += [f"would not answer: {measure.item_name(item)}" for item in refused]
    return f"Safety: {', '.join(found)}. It will stand in the brief, and waits for somebody to acknowledge it." if found else ""


@dataclass(frozen=True, slots=True)
class Entered:
    """One line of what was typed in before."""

    row: int
    measure: str
    words: str
    stands: bool


def make_entered(entries: list[OwnEntry], names: dict[str, str], today: date) -> tuple[Entered, ...]:
    """Newest first; a corrected or withdrawn one says by whom, when and why."""
    replaced = {one.replaces: one for one in entries if one.replaces is not None}
    return tuple(
        Entered(one.row, one.measure, _entered_words(one, replaced.get(one.row), names, today), one.stands)
        for one in entries
        if not one.withdrawn
    )


def _entered_words(one: OwnEntry, by: OwnEntry | None, names: dict[str, str], today: date) -> str:
    value = f"{one.score:g}" if one.score is not None else f"answers {one.items.replace(',', ' ')}"
    words = (
        f"{names.get(one.measure, one.measure)} {value} on {say_date(date.fromisoformat(one.day), today)} ({MODES[one.mode]})"
    )
    words += f", entered {_when(one.entered, today)}{f' by {one.by}' if one.by else ''}"
    if by is not None:
        what = "taken back" if by.withdrawn else "corrected"
        words += f"; {what} {_when(by.entered, today)}{f' by {by.by}' if by.by else ''}: {by.reason}"
    return words


def _when(at: float, today: date) -> str:
    moment = local_time(at, None)
    return f"{say_date(moment.date(), today)}, {moment:%H:%M}"
