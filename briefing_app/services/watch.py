"""Watched folders: files that others put there are read once they are whole; what nobody has opened yet waits, and nothing is deleted."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from briefing_app.domain.problems import Problem
from briefing_app.domain.texts import one_line
from briefing_app.services.importing import ImportReport, Progress, import_into
from briefing_app.services.measure import Catalogue
from briefing_app.services.table_import import ROW
from briefing_app.services.watch_kinds import standing
from briefing_app.sources.watched import (
    BETWEEN_SECONDS,
    QUIET_SECONDS,
    Found,
    Whole,
    digest_of_file,
    ends,
    files_in,
    in_order,
    is_whole,
    seconds_still,
    still_the_same,
)
from briefing_app.storage.imports import digests_read, keep_digests
from briefing_app.storage.practice import PracticeStore
from briefing_app.system.paths import Profile

SOON_SECONDS = 60  # a file that changed so lately is looked at every two seconds, any other every minute


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the folders found: files that are whole, oldest first; whether a file is still being written; folders that are not there;

    ``broken`` are the names of files that nobody writes to any more and that do not end as their kind does."""

    whole: tuple[Path, ...] = ()
    unfinished: bool = False
    lost: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()


@dataclass(slots=True)
class Watch:
    """The memory between two looks: a file counts as whole once two looks, two seconds apart, saw the same of it.

    A file that was handed on is not named again until it changes."""

    folders: tuple[str, ...]
    _before: dict[Path, tuple[Found, float]] = field(default_factory=dict)
    _told: dict[Path, Found] = field(default_factory=dict)

    def look(self, now: float) -> Look:
        """``now`` is seconds since 1970. What is whole is told once."""
        whole: list[Found] = []
        seen: dict[Path, tuple[Found, float]] = {}
        lost, broken, unfinished = [], [], False
        for folder in self.folders:
            try:
                found = files_in(Path(folder))
            except OSError:
                lost.append(folder)
                continue
            for one in found:
                if self._told.get(one.path) == one:
                    continue
                first = self._before.get(one.path)
                seen[one.path] = first if first is not None and first[0] == one else (one, now)
                if self._is_ready(*seen[one.path], now):
                    whole.append(one)
                elif now - seen[one.path][1] < SOON_SECONDS:
                    unfinished = True
                else:
                    broken.append(one_line(one.path.name))
        self._before = seen
        self._told.update((one.path, one) for one in whole)
        return Look(tuple(in_order(whole)), unfinished, tuple(lost), tuple(broken))

    def _is_ready(self, one: Found, since: float, now: float) -> bool:
        if now - since < BETWEEN_SECONDS:
            return False
        try:
            told = is_whole(*ends(one.path))
        except OSError:
            return False
        return told is Whole.YES or (told is Whole.UNTOLD and seconds_still(one, now) >= QUIET_SECONDS)

    def again(self, paths: Sequence[Path]) -> None:
        """Files that could not be read this time are told again at a later look."""
        for path in paths:
            self._told.pop(path, None)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of files of watched folders: a report where something was read, and of each file left alone its name and why."""

    report: ImportReport | None = None
    left: tuple[tuple[str, str], ...] = ()


def take_watched(
    store: PracticeStore,
    catalogue: Catalogue,
    profile: Profile,
    key: bytes,
    paths: Sequence[Path],
    progress: Callable[[Progress], None] = lambda _: None,
) -> Taken:
    """Read these files as one import, but for those whose content was read before and those that wait for somebody to open one like them first.

    A file that is written to meanwhile is read again at a later look: its content is not taken as known. Raises Problem as an import does."""
    known = digests_read(store)
    todo: dict[str, tuple[int, Found]] = {}
    left: list[tuple[str, str]] = []
    for path in paths:
        name = one_line(path.name)
        try:
            told = path.stat(follow_symlinks=False)
            digest = digest_of_file(path)
            if digest in known or digest in todo:
                continue
            why, place = standing(store, catalogue, path)
        except OSError as fault:
            left.append((name, f"it cannot be read: {one_line(fault.strerror or str(fault))}"))
            continue
        if why:
            left.append((name, why))
        else:
            todo[digest] = place, Found(path, told.st_size, told.st_mtime_ns, told.st_ino)
    if not todo:
        return Taken(None, tuple(left))
    ordered = sorted(todo.values(), key=lambda one: (one[0], one[1].modified, one[1].path.name))
    report = import_into(store, catalogue, profile, key, [one.path for _, one in ordered], progress)
    again = _to_be_read_again(report)
    same = tuple(digest for digest, (_, one) in todo.items() if still_the_same(one) and one_line(one.path.name) not in again)
    keep_digests(store, report.started, same)
    return Taken(replace(report, digests=same), tuple(left))


def _to_be_read_again(report: ImportReport) -> frozenset[str]:
    """Names of tables with rows that were refused: whom these mean may be known once other files came."""
    return frozenset(file.path for file in report.files if any(one.type == ROW and one.rejected for one in file.types))


def look_twice(
    folders: Sequence[str], now: Callable[[], float] = time.time, wait: Callable[[float], None] = time.sleep
) -> Look:
    """Two looks, as far apart as they have to be. Raises Problem where no folder is watched."""
    if not folders:
        raise Problem("No folder is watched.", "Name up to three under Settings.", exit_code=2)
    watch = Watch(tuple(folders))
    first = watch.look(now())
    if first.unfinished:
        wait(BETWEEN_SECONDS)
        found = watch.look(now())
        if found.unfinished:
            wait(QUIET_SECONDS - BETWEEN_SECONDS)
            more = watch.look(now())
            found = replace(more, whole=(*found.whole, *more.whole))
        return found
    return first
