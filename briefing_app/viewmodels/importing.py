"""The words of the Import page: progress, report and history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, tzinfo

from briefing_app.domain.periods import local_time, say_date
from briefing_app.services.importing import Progress
from briefing_app.services.measure import Catalogue
from briefing_app.storage.practice import ImportRun


@dataclass(frozen=True, slots=True)
class ProgressWords:
    percent: int
    words: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    id: int
    words: str


@dataclass(frozen=True, slots=True)
class CodesToMap:
    """System, code and words of each local code that waits, and the measures to choose from."""

    codes: tuple[tuple[str, str, str], ...]
    measures: tuple[str, ...]


def make_codes(waiting: list[tuple[str, str, str, int]], catalogue: Catalogue) -> CodesToMap:
    codes = tuple(
        (system, code, f"{display or code} ({code}, {system or 'no system'}), seen {count} times")
        for system, code, display, count in waiting
    )
    return CodesToMap(codes, tuple(measure.id for measure in catalogue.all() if measure.has_total) if codes else ())


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
    return tuple(HistoryRow(run.id, f"{_when(run, today, zone)} · {run.label}") for run in runs)


def _when(run: ImportRun, today: date, zone: tzinfo | None) -> str:
    at = local_time(run.started, zone)
    return f"{say_date(at.date(), today)}, {at:%H:%M}"
