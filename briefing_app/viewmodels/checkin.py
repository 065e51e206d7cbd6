"""What the pages and panels of check-ins say: a code that was typed, a client's pages and days, a table before it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from briefing_app.domain.administration import items_of
from briefing_app.domain.checkin import SOURCE_WORDS, Checkin, CheckinPage, CheckinSource, Received
from briefing_app.domain.checkin_code import Unfinished, page_words, read_groups
from briefing_app.domain.entry import OwnScore
from briefing_app.domain.measure import Measure
from briefing_app.domain.periods import local_time, say_date
from briefing_app.domain.problems import Problem
from briefing_app.domain.unread import unread_items
from briefing_app.services.checkin import may_be_asked
from briefing_app.services.checkin_table import Preview, Row
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.entry import say_positive

SPAN_DAYS = 30
FIRST_ROWS = 12
HOLDS = "Whoever holds the page can make answers with it: give it to this client alone, and end it when it is lost."
PAGE_SAYS = "The page names nobody. It says that nobody watches it, and shows the crisis numbers from Settings."


@dataclass(frozen=True, slots=True)
class CodePreview:
    """``words`` say what the code holds, ``safety`` the positive safety items; ``positive`` is the first measure with one."""

    words: str
    safety: str
    positive: str


def say_typing(text: str) -> tuple[str, bool]:
    """What to say of a code while it is typed, and whether that is a fault; a last group that is still short is none."""
    if not text.strip():
        return "", False
    try:
        read_groups(text)
    except Unfinished:
        return "", False
    except Problem as problem:
        return problem.sentence, True
    return "", False


def say_code(received: Received, catalogue: Catalogue, today: date, *, known: bool) -> CodePreview:
    """What keeping a code would add; ``known`` when it was kept before."""
    scores = "; ".join(_score_words(one) for one in received.scores)
    when = f"Finished at home on {say_date(received.day, today)}, {received.clock}."
    positive = {
        one.measure: words for one in received.scores if (words := say_positive(catalogue(one.measure), items_of(one.items)))
    }
    words = f"{scores}. {when}" + (" It is kept already; nothing would change." if known else "")
    return CodePreview(words, " ".join(positive.values()), next(iter(positive), ""))


def _score_words(one: OwnScore) -> str:
    score = f"{one.measure} {one.score:g}" if one.score is not None else f"{one.measure}, no total"
    return ", ".join(part for part in (score, one.flags) if part)


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page that was sent to the client."""

    number: int
    words: str
    in_use: bool


@dataclass(frozen=True, slots=True)
class CheckinsPage:
    """Everything the panel of one client shows; ``measures`` are those that may be put on a page, as id and name."""

    name: str
    summary: str
    measures: tuple[tuple[str, str], ...]
    pages: tuple[PageRow, ...]
    days: tuple[str, ...]


def make_checkins(
    name: str, measures: Iterable[Measure], pages: Sequence[CheckinPage], checkins: Sequence[Checkin], today: date
) -> CheckinsPage:
    """Newest first; a check-in that was taken back says so."""
    choices = tuple((one.id, one.name) for one in measures if may_be_asked(one))
    return CheckinsPage(
        name, say_days(checkins, today), choices, tuple(_page_row(one, today) for one in pages), _day_lines(checkins, today)
    )


def say_days(checkins: Sequence[Checkin], today: date) -> str:
    """How many of the last days hold a check-in, and when the last was; a count after the fact, without a target."""
    days = {one.day for one in checkins if one.counts}
    if not days:
        return "No check-in has come back yet."
    recent = sum(1 for day in days if 0 <= (today - day).days < SPAN_DAYS)
    return f"{recent} of the last {SPAN_DAYS} days have a check-in; the last is of {say_date(max(days), today)}."


def _page_row(page: CheckinPage, today: date) -> PageRow:
    names = ", ".join(name for name, _ in page.forms)
    words = f"{page_words(page.number)}: {names}; written {_moment(page.made, today)}{f' by {page.by}' if page.by else ''}"
    return PageRow(page.number, words + (f"; ended {_moment(page.ended, today)}" if page.ended else ""), not page.ended)


def _day_lines(checkins: Sequence[Checkin], today: date) -> tuple[str, ...]:
    together: dict[tuple[date, str, CheckinSource, bool], list[str]] = {}
    for one in checkins:
        score = f"{one.measure} {one.score:g}" if one.score is not None else f"{one.measure}, no total"
        together.setdefault((one.day, one.clock, one.source, one.counts), []).append(score)
    return tuple(
        f"{say_date(day, today)}{f', {clock}' if clock else ''}: {', '.join(scores)} ({SOURCE_WORDS[source]}{'' if counts else '; taken back'})"
        for (day, clock, source, counts), scores in reversed(together.items())
    )


def _moment(at: float, today: date) -> str:
    return say_date(local_time(at, None).date(), today)


@dataclass(frozen=True, slots=True)
class TableWords:
    """A table before it is kept: what it says in all, its first rows as understood, each refused line, and what has to be said first."""

    counts: str
    rows: tuple[tuple[str, ...], ...]
    refused: tuple[str, ...]
    notes: tuple[str, ...]
    asks: str
    may_be_kept: bool


ROW_TITLES = ("Line", "Client", "Date", "Measure", "Score")


def make_table(shown: Preview, today: date) -> TableWords:
    """A table of check-ins as the dialog shows it before it is kept."""
    asks = shown.lacks or ("Say how dates like 03/04/2026 are to be read in this file." if shown.asks_order else "")
    lines = len(shown.table.rows)
    known = len(shown.rows) - shown.new
    counts = f"{lines} rows: {len(shown.rows)} scores understood, {shown.new} of them new; refused: {len(shown.refused)}."
    if known:
        counts += f" {known} {'is' if known == 1 else 'are'} kept already or stand twice in the file."
    refused = tuple(f"Line {one.line}: {one.reason}." for one in shown.refused)
    if shown.lacks:
        counts = f"{lines} rows."
    return TableWords(
        counts, tuple(_row(one, today) for one in shown.rows[:FIRST_ROWS]), refused, shown.notes, asks, shown.may_be_kept
    )


def _row(row: Row, today: date) -> tuple[str, ...]:
    (score,) = row.received.scores
    value = f"{score.score:g}" if score.score is not None else "no total"
    when = f"{say_date(row.received.day, today)}{f', {row.received.clock}' if row.received.clock else ''}"
    value += "".join(f"; item {item} cannot be read (“{words}”)" for item, words in unread_items(score.flags).items())
    return str(row.line), row.name, when, score.measure, value if row.new else f"{value} (kept already)"


def say_kept(count: int) -> str:
    """How many scores were kept."""
    return "Nothing new: all of it was kept before." if not count else f"{count} score{'' if count == 1 else 's'} kept."
