"""The words of the Import page: progress, report and history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, tzinfo

from briefing_app.domain.imports import ImportRun
from briefing_app.domain.measure import Measure
from briefing_app.domain.periods import local_time, say_date
from briefing_app.services.importing import Progress
from briefing_app.services.measure import Catalogue


@dataclass(frozen=True, slots=True)
class ProgressWords:
    """How far an import has come, in percent and words."""

    percent: int
    words: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One import that was made before."""

    id: int
    words: str


@dataclass(frozen=True, slots=True)
class CodesToMap:
    """System, code and words of each local code that waits, and what it may be: per measure its places, each an item (0 = total) in words."""

    codes: tuple[tuple[str, str, str], ...]
    places: dict[str, tuple[tuple[int, str], ...]]


def make_codes(waiting: list[tuple[str, str, str, int]], catalogue: Catalogue) -> CodesToMap:
    """Local codes that wait to be said what they are, with how often each was seen."""
    codes = tuple(
        (
            system,
            code,
            f"{display or code} ({code}, {system or 'no system'}), seen {'once' if count == 1 else f'{count} times'}",
        )
        for system, code, display, count in waiting
    )
    return CodesToMap(codes, make_places(catalogue) if codes else {})


def make_places(catalogue: Catalogue) -> dict[str, tuple[tuple[int, str], ...]]:
    """What a code or a question may be, measure by measure: the total, and each question by its short label."""
    return {
        measure.id: (
            *(((0, "the total"),) if measure.has_total else ()),
            *((item, question_words(measure, item)) for item in range(1, measure.asked + 1)),
        )
        for measure in catalogue.all()
    }


def question_words(measure: Measure, item: int) -> str:
    """ "question 3 of 10: can't stop worrying"."""
    named = f": {measure.item_labels[item - 1]}" if item <= len(measure.item_labels) else ""
    return f"question {item} of {measure.asked}{named}"


def say_mapped(understood: int) -> str:
    """What became of what was kept whole, once the clinician had said what codes mean."""
    if understood > 0:
        records = "1 record that was kept is" if understood == 1 else f"{understood} records that were kept are"
        return f"{records} understood now; it counts for every import to come too."
    if understood < 0:
        records = "1 record is" if understood == -1 else f"{-understood} records are"
        return f"{records} not understood any more, and kept whole."
    return "No more records that were kept are understood by it; those that it had told of already were read again. It counts for every import to come."


def make_progress(progress: Progress) -> ProgressWords:
    """Bytes, rate and time left; the time only once it can be told."""
    done, total = progress.done, max(progress.total, 1)
    rate = progress.done / max(progress.seconds, 0.001)
    left = (total - done) / rate if rate > 0 and progress.seconds > 1 else None
    words = f"{_megabytes(done)} of {_megabytes(total)}"
    if progress.seconds > 0.5:
        words += f" · {rate / 1e6:.0f} MB/s"
    if done >= total:
        words += " · scoring and saving"
    elif left is not None:
        words += f" · about {left:.0f} s left" if left < 90 else f" · about {left / 60:.0f} min left"
    return ProgressWords(min(int(done / total * 100), 100), words)


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count < 10_000_000 else f"{count / 1e6:.0f} MB"


def make_history(runs: list[ImportRun], today: date, zone: tzinfo | None = None) -> tuple[HistoryRow, ...]:
    """Imports of before, each in a line."""
    return tuple(HistoryRow(run.id, f"{_when(run, today, zone)} · {run.label}") for run in runs)


def _when(run: ImportRun, today: date, zone: tzinfo | None) -> str:
    at = local_time(run.started, zone)
    return f"{say_date(at.date(), today)}, {at:%H:%M}"
