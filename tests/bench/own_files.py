"""What a practice without an export has: calendars beside unfolding and splitting the same bytes, a large table kept, a document of scores alone."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from tests.bench.gates import Figure, print_figures

MEGABYTES, RUNS = 5, 3
MOST_SECONDS, MOST_MEMORY = 2.0, 150
TODAY = date(2026, 11, 30)
Child = Callable[..., dict[str, float]]


def write_calendar(path: Path) -> None:
    """Sessions of an invented caseload of 60, each an event of its own, as feeds write them."""
    from tests import calendars

    parts: list[str] = []
    size = 0
    while size < MEGABYTES * 1_000_000:
        number = len(parts)
        day = date.fromordinal(date(2026, 1, 1).toordinal() + number % 330)
        more = ("DTSTAMP:20260901T120000Z", "SEQUENCE:0", "STATUS:CONFIRMED", "TRANSP:OPAQUE")
        told = "DESCRIPTION:Join: https://telehealth.invalid/j/7f3a Passcode 442\r\n 211 and some words that nobody keeps"
        start = f"{day:%Y%m%d}T{8 + number % 10:02}0000"
        parts.append(calendars.event(f"u{number}", start, f"Person {number % 60}", *more, told))
        size += len(parts[-1])
    path.write_bytes(calendars.calendar(*parts).encode())


def read_calendar(path: str) -> dict[str, float]:
    """Seconds of reading a calendar, and of unfolding it and splitting its lines."""
    from briefing_app.sources.calendar.reader import read_calendar as read
    from briefing_app.sources.fhir.completeness import Reading
    from briefing_app.sources.fhir.context import CodeIndex, Context
    from briefing_app.sources.kinds import Receiver
    from tests.importing import NEW_YORK

    data = Path(path).read_bytes()
    context = Context(CodeIndex.of(()), {}, NEW_YORK)
    begun = time.process_time()
    read(data, Receiver(context, Reading(), lambda _: None, lambda: None), TODAY)
    seconds, begun = time.process_time() - begun, time.process_time()
    lines = [line.decode().partition(":") for line in data.replace(b"\r\n ", b"").split(b"\r\n")]
    return {"seconds": seconds, "plain": time.process_time() - begun, "lines": len(lines)}


def write_document_of_scores(path: Path) -> None:
    """The PHQ-9 five hundred times, with its answers, and nothing else."""
    from tests import ccda

    forms = [ccda.phq9(f"q{number}", 9, [1] * 9, f"20{10 + number % 16:02}{1 + number % 12:02}11") for number in range(500)]
    path.write_text(ccda.document(ccda.section(ccda.MENTAL_STATUS, *forms)), "utf-8")


def write_tables(folder: Path) -> None:
    """A table of 400 clients and one of 100,000 rows of their scores."""
    from tests.bench.tables import as_csv

    rows = "".join(f"{1000 + number},Client {number},1988-03-14\n" for number in range(400))
    (folder / "clients.csv").write_text(f"Client no,Client,DOB\n{rows}", "utf-8")
    (folder / "scores.csv").write_bytes(as_csv())


def keep_table(folder: str) -> dict[str, float]:
    """Seconds of keeping the scores, in a new store."""
    from briefing_app.services.importing import run_import
    from briefing_app.services.table import as_json, choose, open_bytes
    from briefing_app.services.table_said import say_columns
    from briefing_app.storage.practice import PracticeStore
    from tests.importing import HELD

    place = Path(folder)
    store = PracticeStore(place / "tables.db", b"b" * 32)
    for name in ("clients.csv", "scores.csv"):
        with (place / name).open("rb") as file:
            opened = open_bytes(b"".join(next(file) for _ in range(20)), name, HELD)
        say_columns(store, opened.signature, as_json(choose(opened, HELD, {}).mapping), 1.0, "")
    run_import(store, HELD, [place / "clients.csv"])
    begun = time.process_time()
    report = run_import(store, HELD, [place / "scores.csv"])
    store.close()
    return {"seconds": time.process_time() - begun, "read": report.total("read")}


def own_files(place: Path, child: Child) -> list[Figure]:
    """Print and return what they cost."""
    calendar, scores = place / "calendar.ics", place / "scores.xml"
    write_calendar(calendar)
    write_document_of_scores(scores)
    write_tables(place)
    found = [child("read_calendar", str(calendar)) for _ in range(RUNS)]
    seconds, peak = statistics.median(one["seconds"] for one in found), max(one["peak_mb"] for one in found)
    times = statistics.median(one["seconds"] / one["plain"] for one in found)
    of_scores = [child("document", str(scores)) for _ in range(RUNS)]
    ratio = statistics.median(one["seconds"] / one["plain"] for one in of_scores)
    kept = child("keep_table", str(place))
    figures = [
        Figure("calendar of 5 MB", f"{seconds:.2f} s", f"at most {MOST_SECONDS:g} s", seconds <= MOST_SECONDS, f"{times:.0f} times unfolding and splitting"),
        Figure("    its peak memory", f"{peak:.0f} MB", f"at most {MOST_MEMORY} MB", peak <= MOST_MEMORY),
        Figure("document of scores alone / ElementTree", f"{ratio:.1f}", "nothing is claimed of it", True),
        Figure("table of 100,000 rows kept", f"{kept['seconds']:.1f} s", "nothing is claimed of it", True, f"{kept['read']:,.0f} scores, peak {kept['peak_mb']:.0f} MB"),
    ]  # fmt: skip
    print_figures(figures)
    return figures
