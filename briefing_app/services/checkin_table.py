"""A table of check-ins: what it would say under a mapping, with what is refused and why, and then its keeping."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, time, tzinfo
from hashlib import blake2b
from pathlib import Path

from briefing_app.domain.act import By
from briefing_app.domain.checkin import CheckinSource, Received
from briefing_app.domain.checkin_table import (
    CheckinTable,
    Mapping,
    Refused,
    Said,
    is_known,
    missing_columns,
    propose,
    take_apart,
    understand,
)
from briefing_app.domain.measure import Measure
from briefing_app.domain.periods import local_instant
from briefing_app.domain.problems import Problem
from briefing_app.domain.table_header import upper_cells
from briefing_app.domain.table_mapping import Field, TableMapping
from briefing_app.domain.texts import one_line
from briefing_app.domain.written_day import Order
from briefing_app.services.entry import Filled, make_entry
from briefing_app.services.keep_checkin import ReadAs, keep_checkins
from briefing_app.services.measure import Catalogue
from briefing_app.sources.bounded_file import read_whole
from briefing_app.sources.tables.recognise import read_table_file
from briefing_app.storage.checkin import references, remembered_mapping
from briefing_app.storage.practice import PracticeReader, PracticeStore

MANY = 1000  # scores that nobody wants to take back one by one
LARGEST_TABLE = 20_000_000  # bytes


def as_checkins(mapping: TableMapping) -> Mapping:
    """The mapping of a table of check-ins, from one that says of any table what its columns are."""
    return Mapping(
        client=mapping.column(Field.CLIENT_ID) or mapping.column(Field.CLIENT),
        day=mapping.column(Field.DATE) or mapping.column(Field.START),
        measure=mapping.column(Field.MEASURE),
        score=mapping.column(Field.SCORE),
        values=mapping.values,
        order=mapping.order,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of one row as it was understood: ``new`` is False where it is kept already or stands twice in the file."""

    line: int
    name: str
    received: Received
    new: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What keeping the file would do. ``lacks`` says what the mapping still needs; with it, or with ``asks_order``, nothing may be kept."""

    table: CheckinTable
    mapping: Mapping
    lacks: str
    asks_order: bool
    notes: tuple[str, ...]
    rows: tuple[Row, ...]
    refused: tuple[Refused, ...]

    @property
    def new(self) -> int:
        """How many rows are not kept yet."""
        return sum(row.new for row in self.rows)

    @property
    def may_be_kept(self) -> bool:
        """Whether all that the mapping needs is said, and something new is there."""
        return not self.lacks and not self.asks_order and self.new > 0


def open_table(path: Path) -> CheckinTable:
    """Raises Problem when the file cannot be read, is too large, or holds no table: CSV and its kin, or the first fitting sheet of a workbook."""
    data = read_whole(path, LARGEST_TABLE, "Split it, and import the parts.")
    return take_apart(read_table_file(data, one_line(path.name), lambda table: any(map(is_known, upper_cells(table)))))


def mapping_for(reader: PracticeReader, catalogue: Catalogue, table: CheckinTable) -> tuple[Mapping, bool]:
    """The mapping that was confirmed for this header, and True; else one proposed from the columns' names, and False."""
    stored = remembered_mapping(reader, table.header)
    found = json.loads(stored) if stored else {}
    values = tuple((column, measure, item) for column, measure, item in found.pop("values", ()))
    # A measure of the clinician's own may be gone since.
    if found and {measure for _, measure, _ in values} <= {one.id for one in catalogue.all()}:
        order, source = Order(found.pop("order")), CheckinSource(found.pop("source"))
        return Mapping(**found, values=values, order=order, source=source), True
    return propose(table.header, catalogue.all(), table.doubled), False


def preview(
    reader: PracticeReader,
    catalogue: Catalogue,
    table: CheckinTable,
    mapping: Mapping,
    by: By,
    zone: tzinfo | None = None,
) -> Preview:
    """What the file says under a mapping, its days and times on a clock in ``zone`` (None for the system's); nothing is written."""
    lacks = missing_columns(mapping)
    if lacks:
        return Preview(table, mapping, lacks, False, (), (), ())
    measures = {one.id: one for one in catalogue.all()}
    found = understand(table, mapping, measures)
    known, names = references(reader), reader.names()
    rows: list[Row] = []
    refused = list(found.refused)
    clients: dict[str, int | None] = {}
    for said in found.said:
        if said.client not in clients:
            clients[said.client] = reader.row_of(said.client)
        client = clients[said.client]
        if client is None:
            refused.append(Refused(said.line, f"no client has the id {said.client}"))
            continue
        try:
            received = _received(said, client, measures[said.measure], mapping.source, by, zone)
        except Problem as problem:
            refused.append(Refused(said.line, f"{said.measure}: {problem.sentence.rstrip('.')}"))
            continue
        key = (received.reference, said.measure)
        rows.append(Row(said.line, names.get(said.client, said.client), received, key not in known))
        known.add(key)
    said_once = sorted(dict.fromkeys(refused), key=lambda one: one.line)
    notes = (*found.notes, *_conventions(mapping, measures))
    return Preview(table, mapping, "", found.asks_order, notes, tuple(rows), tuple(said_once))


def _conventions(mapping: Mapping, measures: dict[str, Measure]) -> Iterator[str]:
    """Which number stands for an answer, for every measure of which the file holds answers."""
    read = dict.fromkeys(measure for _, measure, item in mapping.values if item and measures[measure].item_range is not None)
    for measure in read:
        yield f"Answers are read as {measures[measure].answers_are}."


def _received(said: Said, client: int, measure: Measure, source: CheckinSource, by: By, zone: tzinfo | None) -> Received:
    made = make_entry(measure, client, said.day, Filled(said.total, said.items, unread=said.unread), by)
    at = local_instant(datetime.combine(said.day, time.fromisoformat(said.clock)), zone) if said.clock else 0.0
    # The client's row may change when an export tells more; their id and what was said do not.
    words = repr((said.client, said.measure, said.day.isoformat(), said.clock, said.total, said.items, *said.unread))
    reference = f"{source.value}:{blake2b(words.encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()}"
    score = made._replace(at=at, entered=by.now.timestamp())
    return Received(client, said.day, said.clock, source, reference, (score,))


def keep(store: PracticeStore, shown: Preview, now: datetime, by: str) -> int:
    """Keep what was shown, all or none, and remember the mapping for the next file with this header; how many scores were new.

    A backup comes before many.
    """
    if shown.lacks or shown.asks_order:
        raise Problem(shown.lacks or "The order of day and month is not said.", "Say it, and look at the rows again.")
    if shown.new > MANY:
        store.back_up()
    read_as = ReadAs(tuple(shown.table.header), json.dumps(asdict(shown.mapping)))
    received = tuple(row.received for row in shown.rows)
    return keep_checkins(store, received, now.timestamp(), by, table=read_as).number
