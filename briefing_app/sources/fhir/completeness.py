"""What an export announces and does not hold: pages, files, resources."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from briefing_app.sources.fhir.context import Context


class Page(NamedTuple):
    """One page of search results: its own address and the next one's, the total the server stated, and how many are on it."""

    path: str
    own: str
    following: str
    total: int | None
    found: int


@dataclass(slots=True)
class Reading:
    """What one run read: counts by file and type, the manifest's word, pages and messages. Written by ``ExportReader``.

    ``passed_over`` is what nobody needs: envelopes, messages of the server, types that are not shown, results of no measure.
    """

    files: list[str] = field(default_factory=list)
    read: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    rejected: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    passed_over: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    as_of: float | None = None
    bytes_read: int = 0
    pages: list[Page] = field(default_factory=list)
    expected: dict[str, Counter[str]] = field(default_factory=dict)
    continued: list[tuple[str, str]] = field(default_factory=list)


def say_what_is_missing(reading: Reading, context: Context) -> None:
    """Pages, files and resources that were announced and are not here, as issues of the report."""
    context.line = 0
    have = {own for _, own, _, _, _ in reading.pages if own}
    for path, _, following, total, found in reading.pages:
        context.path = path
        if total is not None and found < total and not following.strip() and len(reading.pages) == 1:
            context.issue(f"{total - found} of {total} results are not in this folder")
        elif following and following not in have:
            rest = (
                f"{total - found} of {total} results are not in this folder"
                if total and total > found
                else "further results are not in this folder"
            )
            context.issue(f"{rest}: the next page was not saved with it")
    for path, expected in reading.expected.items():
        folder = path.rpartition("/")[0]
        found_types: Counter[str] = Counter()
        for (number, kind), count in reading.read.items():
            if reading.files[number].startswith(folder):
                found_types[kind] += count
        context.path = path
        for kind, count in expected.items():
            if found_types[kind] < count:
                context.issue(
                    f"{kind}: {count} announced, {found_types[kind]} here; what is missing was not exported or not copied"
                )
    names = {Path(path).name for path in reading.files}
    for path, name in reading.continued:
        context.path = path
        if name and name not in names:
            context.issue(f"a file continues in {name}, which is not here")
