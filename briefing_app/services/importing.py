"""Importing an export: read, write, score and report, as one unit of work."""

from __future__ import annotations

import gc
import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo
from pathlib import Path

import msgspec

from briefing_app.domain.administration import Administration, Doubts, Evidence, administrations
from briefing_app.domain.own_client import OWN_CLIENT
from briefing_app.domain.periods import local_time, say_full_date
from briefing_app.domain.problems import Problem
from briefing_app.domain.records import Issue, MappedCode, Record
from briefing_app.domain.safety import watched_items
from briefing_app.domain.texts import one_line
from briefing_app.domain.unread import COULD_NOT_BE_READ, unread_items
from briefing_app.services.backup import back_up_before
from briefing_app.services.calendar_names import say_asked_for
from briefing_app.services.disk_space import Room
from briefing_app.services.kinds import kinds_of
from briefing_app.services.measure import Catalogue
from briefing_app.sources.fhir.completeness import Reading
from briefing_app.sources.fhir.context import CodeIndex, Context
from briefing_app.sources.fhir.export import Cancelled, ExportReader
from briefing_app.sources.fhir.files import total_size, unpacked_size
from briefing_app.storage.change_record import CODES, IMPORT
from briefing_app.storage.engine import translated_errors
from briefing_app.storage.importing import ImportTransaction
from briefing_app.storage.merging import Change
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.system.at_work import at_work
from briefing_app.system.paths import Profile

PROGRESS_SECONDS = 0.1
NOTHING_READ = "nothing could be read"
MANY_UNREAD = 3
MOST_TWICE = 200
MOST_SMALL_FILES = 20  # of one folder that are listed each for itself
TELLING = ("kept", "unchanged", "updated", "older", "deleted", "left_out", "not_understood", "waiting")
MOST_SAID = 5
WHOLE = "The whole import"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: bytes of the input read so far and in all, and the seconds since it began."""

    done: int
    total: int
    seconds: float


@dataclass(frozen=True, slots=True)
class TypeCount:
    """One resource type of one file: each record ``read`` is counted under exactly one of the other names.

    ``older`` came after a newer version; ``left_out`` belongs to a client who was deleted; ``not_understood`` is kept whole for later;
    ``waiting`` asks which measure its code means; ``passed_over`` are envelopes, messages and types that are not shown. What was refused
    before its type was known stands under line, entry, value, deletion or file, a file being no record."""

    type: str
    read: int
    kept: int = 0
    unchanged: int = 0
    updated: int = 0
    older: int = 0
    deleted: int = 0
    rejected: int = 0
    left_out: int = 0
    not_understood: int = 0
    waiting: int = 0
    passed_over: int = 0


@dataclass(frozen=True, slots=True)
class FileCount:
    path: str
    types: tuple[TypeCount, ...]


@dataclass(frozen=True, slots=True)
class CodeToMap:
    system: str
    code: str
    display: str
    count: int


@dataclass(frozen=True, slots=True)
class ReportIssue:
    file: str
    line: int
    weight: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What one import did. ``as_of`` is seconds since 1970, from the export's own manifest or its newest record.

    Of ``files_read`` files those with one record each are one entry a folder where there are many. ``digests`` are the SHA-256 of files that a
    watched folder gave.
    """

    label: str
    started: float
    seconds: float
    bytes: int
    as_of: float | None
    as_of_source: str
    changed: bool
    files: tuple[FileCount, ...]
    issues: tuple[ReportIssue, ...]
    issues_left_out: int = 0
    codes_to_map: tuple[CodeToMap, ...] = ()
    unassigned: dict[str, int] = field(default_factory=dict)
    understood_later: int = 0
    dropped: int = 0
    files_read: int = 0
    digests: tuple[str, ...] = ()

    @property
    def nothing_read(self) -> bool:
        """Whether not one record could be read: all of it was refused, or there was none."""
        return not sum(one.read - one.rejected for file in self.files for one in file.types if one.type != "file")

    @property
    def all_refused(self) -> bool:
        """Whether something was refused and nothing at all was read."""
        return self.nothing_read and bool(self.total("rejected") or any(one.weight == "rejected" for one in self.issues))

    @property
    def tells_something(self) -> bool:
        """Whether something in it concerns what is shown, new or not."""
        return any(self.total(name) for name in TELLING)

    def total(self, name: str) -> int:
        """The sum of one count, such as ``kept``, over all files and types."""
        return sum(getattr(count, name) for file in self.files for count in file.types)


def run_import(
    store: PracticeStore,
    catalogue: Catalogue,
    paths: list[Path],
    *,
    zone: tzinfo | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> ImportReport:
    """Import everything below ``paths``; when it fails or is cancelled the store is as it was before.

    Raises Problem for what the user can mend, Cancelled when ``cancelled()`` turned true.
    """
    started = time.time()
    for path in paths:
        if not os.path.exists(path):  # False too for a name that is too long
            raise Problem(
                f"There is nothing at {one_line(str(path))}.", "Check the path, or drop the export on the window.", exit_code=3
            )
    total = total_size(paths)
    room = Room(store.path, unpacked_size(paths))
    last = 0.0

    def beat(done: int) -> None:
        nonlocal last
        if cancelled():
            raise Cancelled
        now = time.monotonic()
        if now - last >= PROGRESS_SECONDS:
            last = now
            room.watch()
            progress(Progress(done, total, time.time() - started))

    with translated_errors(), without_collection(), at_work(store.path.parent):
        store.waiting.run()
        transaction = ImportTransaction(store.engine, started, one_line(", ".join(path.resolve().name for path in paths)))
        try:
            transaction.write_down(IMPORT, started)
            report = _import(transaction, catalogue, paths, zone, beat, started)
            transaction.commit()
        except MemoryError as fault:
            transaction.rollback()
            raise _no_memory() from fault
        except BaseException:
            transaction.rollback()
            raise
    progress(Progress(total, total, time.time() - started))
    return report


def _no_memory() -> Problem:
    return Problem(
        "The export needs more memory than an import may take; everything is as it was before.",
        "Export it as NDJSON, one resource a line, or in smaller files.",
    )


@contextmanager
def without_collection() -> Iterator[None]:
    """Decoded resources hold no cycles; looking for some costs a seventh of an import."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _import(
    transaction: ImportTransaction,
    catalogue: Catalogue,
    paths: list[Path],
    zone: tzinfo | None,
    beat: Callable[[int], None],
    started: float,
) -> ImportReport:
    context = _context(transaction, catalogue, zone)

    def keep(record: Record) -> None:
        try:
            transaction.add(record)
        except MemoryError as fault:  # reading may go on with the next file, half a write may not
            raise _no_memory() from fault

    reader = ExportReader(context, keep, transaction.add_file, beat, kinds_of(transaction, catalogue, started))
    reader.know_forms(transaction.forms())
    reading = reader.read(paths)
    understood_later = _read_again(reader, transaction) if transaction.new_forms else 0
    for code in context.unmapped:
        transaction.add_unmapped(code)

    unread: dict[tuple[str, int], list[int]] = defaultdict(list)
    twice: list[list[Evidence]] = []

    def derive(parts: list[Evidence], born: str) -> list[Administration]:
        twice.extend(of_several_days(parts))
        found = administrations(parts, catalogue, Doubts(born, started))
        for one in found:
            if COULD_NOT_BE_READ in one.flags:
                for item in unread_items(one.flags).keys() & watched_items(catalogue(one.measure)):
                    unread[one.measure, item].append(one.evidence)
        return found

    _say_merged(context, transaction.settle_links(started), transaction)
    transaction.settle_unread()
    transaction.settle_meetings()
    for file, line, sentence in transaction.settle_calendars(zone, started):
        context.issues.append(Issue(reading.files[file], line, "note", one_line(sentence)))
    context.issues += [Issue(WHOLE, 0, "note", one) for one in say_asked_for(transaction.asked_of_calendars(zone))]
    transaction.derive_scores(derive, lambda: beat(reading.bytes_read))
    _say_unread(transaction, context, unread)
    _say_twice(transaction, context, twice)
    _say_versions(transaction, context, reading)
    as_of, as_of_source = reading.as_of, "the export's manifest"
    if as_of is None:
        as_of, as_of_source = transaction.newest_record(time.time()), "the newest record in it"
    for path, line, at in transaction.dated_ahead(time.time()):
        day = say_full_date(local_time(at, context.zone).date())
        context.issues.append(Issue(path, line, "warning", f"dated {day}, ahead of this import: it counts nowhere"))
    report = replace(_report(transaction, context, reading, started, as_of, as_of_source), understood_later=understood_later)
    if report.nothing_read or (reading.as_of is None and not report.tells_something):
        as_of_source = NOTHING_READ
        report = replace(report, as_of=None, as_of_source=NOTHING_READ)
        as_of = None
    transaction.finish(time.time(), as_of, as_of_source, msgspec.json.encode(report).decode())
    return report


def _say_merged(context: Context, changed: Sequence[Change], transaction: ImportTransaction) -> None:
    """Which records became one client, or are none any more, and which might be one person: that is asked, never assumed (product rule)."""
    names = transaction.source_ids({row for one in changed for row in one if row})
    told = [f"Patient {names[one.client]} into {names[one.after]}" for one in changed if one.after]
    if told:
        context.issues.append(Issue(WHOLE, 0, "note", f"records that are one person, and one client here: {say_some(told)}"))
    parted = [f"Patient {names[one.client]} from {names[one.before]}" for one in changed if one.before and not one.after]
    if parted:
        context.issues.append(Issue(WHOLE, 0, "warning", f"records that are one person no more: {say_some(parted)}"))
    pairs = transaction.look_alikes()
    typed = [pair for pair in pairs if any(one.startswith(OWN_CLIENT) for one in pair)]
    for found, same in (
        ([pair for pair in pairs if pair not in typed], "the same name and birth date"),
        (typed, "the name of a client who was typed in"),
    ):
        if found:
            asked = say_some([f"Patient {one} and {other}" for one, other in found])
            reason = f"{same}: {asked}; their briefs ask whether they are one person, nothing was merged"
            context.issues.append(Issue(WHOLE, 0, "warning", reason))


def say_some(words: Sequence[str]) -> str:
    """The first of many, and how many more there are."""
    more = f" and {len(words) - MOST_SAID} more" if len(words) > MOST_SAID else ""
    return "; ".join(words[:MOST_SAID]) + more


def _say_unread(transaction: ImportTransaction, context: Context, unread: dict[tuple[str, int], list[int]]) -> None:
    """Many safety answers of one import that cannot be read point at how the export writes them, not at the clients (product rule)."""
    came = {place: transaction.came_now(rows) for place, rows in unread.items()}
    total = sum(came.values())
    if total >= MANY_UNREAD:
        places = ", ".join(f"{measure} item {item}: {count}" for (measure, item), count in sorted(came.items()) if count)
        reason = f"{total} answers to safety items could not be read ({places}); look at how this export writes its answers"
        context.issues.insert(0, Issue(WHOLE, 0, "warning", reason))


def of_several_days(parts: Sequence[Evidence]) -> Iterator[list[Evidence]]:
    """The records of one measure that stand under one id on more than one day."""
    found: dict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
    for part in parts:
        found[part.resource_type, part.resource_id, part.measure].append(part)
    if len(found) < len(parts):
        yield from (same for same in found.values() if len({part.day for part in same}) > 1)


def _say_twice(transaction: ImportTransaction, context: Context, twice: list[list[Evidence]]) -> None:
    for same in twice[:MOST_TWICE]:
        ordered = sorted(same, key=lambda part: (part.updated, part.version, part.row))
        places = transaction.places(part.row for part in ordered)
        if not any(now for _, _, now in places.values()):
            continue
        *earlier, last = ordered
        path, line, _ = places[last.row]
        others = "; ".join(f"{_dated(part)} in {_at(*places[part.row][:2])}" for part in earlier)
        what = f"{last.resource_type} {last.resource_id} is dated {_dated(last)} here and {others}"
        stands = (
            "the later version counts; an earlier one stays in doubt, unless it was a draft or the later one calls itself a correction"
            if len({(part.updated, part.version) for part in same}) > 1
            else "all of them are shown"
        )
        context.issues.append(Issue(path, line, "warning", one_line(f"{what}: {stands}")))
    context.issues_left_out += len(twice[MOST_TWICE:])


def _dated(part: Evidence) -> str:
    return say_full_date(date.fromisoformat(part.day)) if len(part.day) == 10 else part.date or "no day"


def _at(path: str, line: int) -> str:
    return f"{path}:{line}"


def _say_versions(transaction: ImportTransaction, context: Context, reading: Reading) -> None:
    """Records of one id that do not say the same, and those that are called deleted as well."""
    for one in transaction.differing:
        (file, line), other = one.stands, _at(reading.files[one.other[0]], one.other[1])
        reason = (
            f"{one.resource_type} {one.resource_id}: the later version stands here, an earlier one that says something else in {other}"
            if one.ordered
            else f"{one.resource_type} {one.resource_id} says something else in {other}, and neither says which is the later one: this one, read last, stands"
        )
        context.issues.append(Issue(reading.files[file], line, "note" if one.ordered else "warning", one_line(reason)))
    context.issues_left_out += transaction.differing_left_out
    if count := len(transaction.gone_undated):
        records = "1 record that was read is" if count == 1 else f"{count} records that were read are"
        reason = f"{records} called deleted too, and nothing says which came last: taken as deleted"
        context.issues.append(Issue(WHOLE, 0, "warning", reason))


def _context(transaction: ImportTransaction, catalogue: Catalogue, zone: tzinfo | None) -> Context:
    """With what the clinician said of codes, as far as it is about instruments that there are."""
    codes = CodeIndex.of(catalogue.all())
    mappings = {
        key: one
        for key, one in transaction.mappings().items()
        if one.measure in codes.measures and one.item <= codes.measures[one.measure].asked
    }
    return Context(codes, mappings, zone)


def map_codes(
    store: PracticeStore, catalogue: Catalogue, said: Sequence[MappedCode], by: str, *, zone: tzinfo | None = None
) -> int:
    """Keep what the clinician says of local codes and of a form's questions, its row of the audit, and what is read by it at once:

    all of it or nothing. Returns how many records, kept because nothing understood them, are understood now. Raises Problem for a measure
    or an item that there is not, and where the store cannot be written.
    """
    for one in said:
        if one.measure and not 0 <= one.item <= catalogue(one.measure).asked:
            raise Problem(
                f"{one.measure} has no item {one.item}: its items are 1 to {catalogue(one.measure).asked}.",
                "Say MEASURE for its total, or MEASURE:ITEM.",
                exit_code=2,
            )
        if one.measure and not one.item and not catalogue(one.measure).has_total:
            raise Problem(f"{one.measure} has no total.", f"Say which of its items it is, as in {one.measure}:1.", exit_code=2)
    started = time.time()
    with translated_errors(), without_collection(), at_work(store.path.parent):
        store.waiting.run()
        transaction = ImportTransaction(store.engine, started, "")
        try:
            transaction.write_down(CODES, started)
            transaction.map_codes(said, started, by)
            transaction.take_back_mapped()
            reader = ExportReader(_context(transaction, catalogue, zone), transaction.add, transaction.add_file, lambda _: None)
            reader.know_forms(transaction.forms())
            understood = _read_again(reader, transaction)
            transaction.settle_unread()
            transaction.derive_scores(_derive(catalogue, started), lambda: None)
            transaction.forget_run()
            transaction.commit()
        except BaseException:
            transaction.rollback()
            raise
    return understood


def _read_again(reader: ExportReader, transaction: ImportTransaction) -> int:
    with transaction.uncounted():
        before = transaction.waiting()
        reader.read_again(transaction.unread())
        transaction.settle_unread()
        return before - transaction.waiting()


def _derive(catalogue: Catalogue, started: float) -> Callable[[list[Evidence], str], list[Administration]]:
    return lambda parts, born: administrations(parts, catalogue, Doubts(born, started))


def _report(
    transaction: ImportTransaction, context: Context, reading: Reading, started: float, as_of: float | None, as_of_source: str
) -> ImportReport:
    counts: dict[int, dict[str, dict[str, int]]] = {}
    for (file, kind), count in reading.read.items():
        counts.setdefault(file, {}).setdefault(kind, {})["read"] = count
    for (file, kind), count in reading.rejected.items():
        counts.setdefault(file, {}).setdefault(kind, {})["rejected"] = count
    for (file, kind), count in reading.passed_over.items():
        counts.setdefault(file, {}).setdefault(kind, {})["passed_over"] = count
    for (file, kind), outcomes in transaction.tally.by_file.items():
        counts.setdefault(file, {}).setdefault(kind, {}).update(outcomes)
    hidden = transaction.hide_files_left_out()
    paths = [hidden.get(path, path) for path in reading.files]
    files = [
        FileCount(
            path,
            tuple(
                TypeCount(kind, numbers.pop("read", 0), **numbers) for kind, numbers in sorted(counts.get(number, {}).items())
            ),
        )
        for number, path in enumerate(paths)
    ]
    unmapped = Counter(context.unmapped)
    return ImportReport(
        label=", ".join(dict.fromkeys(path.partition("/")[0] for path in paths)),
        started=started,
        seconds=time.time() - started,
        bytes=reading.bytes_read,
        as_of=as_of,
        as_of_source=as_of_source,
        changed=transaction.changed,
        files=_folded(files),
        files_read=len(files),
        issues=tuple(_issue(one._replace(file=hidden.get(one.file, one.file))) for one in context.issues),
        issues_left_out=context.issues_left_out,
        codes_to_map=tuple(CodeToMap(*key, count) for key, count in unmapped.items()),
        unassigned=transaction.unassigned(),
        dropped=transaction.dropped,
    )


def _folded(files: list[FileCount]) -> tuple[FileCount, ...]:
    """Files of one record at most become one entry a folder where there are many of them; the others stand as they are."""
    small: dict[str, list[FileCount]] = defaultdict(list)
    for file in files:
        if sum(one.read + (one.type == "file") for one in file.types) <= 1:
            small[file.path.rpartition("/")[0]].append(file)
    many = {folder for folder, found in small.items() if len(found) > MOST_SMALL_FILES}
    folded: dict[str, FileCount] = {}
    for file in files:
        folder = file.path.rpartition("/")[0]
        if folder not in many or sum(one.read + (one.type == "file") for one in file.types) > 1:
            folded[file.path] = file
        elif folder not in folded:
            path = f"{folder}{'/' if folder else ''}… ({len(small[folder]):,} files of one record or none)"
            folded[folder] = FileCount(path, _added(small[folder]))
    return tuple(folded.values())


def _added(files: list[FileCount]) -> tuple[TypeCount, ...]:
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for one in (one for file in files for one in file.types):
        sums[one.type].update({name: getattr(one, name) for name in TypeCount.__slots__ if name != "type"})
    return tuple(
        TypeCount(kind, **{name: numbers[name] for name in TypeCount.__slots__ if name != "type"})
        for kind, numbers in sorted(sums.items())
    )


def _issue(issue: Issue) -> ReportIssue:
    return ReportIssue(*issue)


def report_from(stored: str) -> ImportReport:
    """A report read back from the store."""
    return msgspec.json.decode(stored, type=ImportReport)


def import_into(
    store: PracticeStore,
    catalogue: Catalogue,
    profile: Profile,
    key: bytes,
    paths: list[Path],
    progress: Callable[[Progress], None],
) -> ImportReport:
    """An import, with a backup before it where there is something to lose."""
    with closing(PracticeReader(store)) as reader:
        holds_something = reader.last_import() is not None or reader.client_count() > 0
    if holds_something:
        back_up_before(profile, key)
    return run_import(store, catalogue, paths, progress=progress)
