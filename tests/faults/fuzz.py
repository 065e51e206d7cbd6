"""Bytes found by following the readers' own branches: nothing but a Problem leaves them, and every line of an export has one fate.

What begins with the letter of another reader is for that one, without the letter; no JSON does. All else is an export.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from briefing_app.domain.act import By
from tests.faults.gate import Gate
from tests.faults.nursery import TOP

if TYPE_CHECKING:
    from briefing_app.storage.practice import PracticeReader

PLACE = TOP / ".venv" / "fuzz"  # atheris alone; see build/fuzz.lock
LONGEST = 2000
WHOLE_IMPORT_EVERY = 100  # runs: with the store, which costs some forty times the reading
LEAST_RUNS = 3000
NOW = datetime(2026, 11, 24, 9, 5).astimezone()
WORDS = (
    '{"resourceType":"Patient"', '{"resourceType":"Observation"', '"QuestionnaireResponse"', '"Appointment"', '"Bundle"', '"entry"', '"resource"',
    '"id"', '"subject"', '"reference"', '"Patient/ann"', '"code"', '"coding"', '"44261-6"', '"valueInteger"', '"valueQuantity"', '"item"',
    '"linkId"', '"answer"', '"effectiveDateTime"', '"2024-03-01"', '"9999-12-31T23:59:59-14:00"', '"request"', '"DELETE"', '"fullUrl"',
    "client,date,phq9,gad7_1", "2026-01-02", "measure,score", "PHQ-9", "BEGIN:VEVENT", "END:VEVENT", "DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=YEARLY",
    ";BYDAY=-1MO", ";COUNT=3", ";UNTIL=20270101", "EXDATE:20260101", "\\x0a", "\\xef\\xbb\\xbf", "\\xff\\xfe", "NaN", "1e400", "\\\\ud800", "[[[[", "{{{{",
)  # fmt: skip


TABLE, CALENDAR, CODES = "c", "h", "k"
OTHER_SEEDS = {
    TABLE: "client,date,phq9,phq9_1\nann,2026-01-02,5,\nben,03/04/2026,,1\n",
    CALENDAR: "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20260103\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR\n",
    CODES: "Briefing check-in\nABCDE-FGHJK-MNPQR\n",
}  # fmt: skip


def why_not() -> str:
    """Why this cannot be tried here, or ""."""
    if not sys.platform.startswith("linux"):
        return "atheris is made for Linux"
    return "" if (PLACE / "atheris").exists() else "atheris is not installed (no package index, or no wheel for this Python)"


def fuzz(seconds: int, place: Path) -> list[Gate]:
    """Search for so long, from a few good lines; what made anything but a Problem is kept in ``place``, named in the gate."""
    from tests.fhir import appointment, bundle, patient, response, score

    seeds = place / "seeds"
    seeds.mkdir()
    good = [patient(), score("s", 5), response("r", [1] * 9, total=9), appointment("a", "2024-03-01T09:00:00Z")]
    for number, one in enumerate([*good, bundle(*good)]):
        (seeds / f"{number}").write_text(json.dumps(one) + "\n", "utf-8")
    (seeds / "lines").write_text("".join(json.dumps(one) + "\n" for one in good), "utf-8")
    for letter, text in OTHER_SEEDS.items():
        (seeds / letter).write_text(letter + text, "utf-8")
    (place / "words").write_text("".join(f'"{word.replace(chr(34), chr(92) + chr(34))}"\n' for word in WORDS), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.fuzz", str(place), f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-print_final_stats=1",
         f"-dict={place / 'words'}", f"-artifact_prefix={place}/", str(seeds)],
        cwd=TOP, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": f"{PLACE}{os.pathsep}{TOP}"},
    )  # fmt: skip
    found = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
    runs = int(found[1]) if found else 0
    faults = [path.name for path in place.glob("crash-*")] + [path.name for path in place.glob("timeout-*")]
    uncaught = re.search(r"=== Uncaught Python exception: ===\n(.*)", done.stderr)
    fault = uncaught[1] if uncaught else ", ".join(faults) or (f"ended with {done.returncode}" if done.returncode else "0")
    return [
        Gate(f"inputs of {seconds} s of coverage-guided search", f"{runs:,}", f"≥ {LEAST_RUNS:,}", runs >= LEAST_RUNS),
        Gate("    what left the importer and was no Problem", fault, "0", fault == "0"),
    ]


# -- in the process that searches


@contextmanager
def harness(place: Path) -> Iterator[Callable[[bytes], None]]:
    """Read the bytes as the file that they are; now and then import an export into a store. Raises what must not be."""
    from briefing_app.domain.problems import Problem
    from briefing_app.services.importing import run_import
    from briefing_app.sources.fhir.context import CodeIndex, Context
    from briefing_app.sources.fhir.export import ExportReader
    from briefing_app.storage.practice import PracticeReader, PracticeStore
    from tests.importing import CATALOGUE, NEW_YORK

    # In memory where there is such a disk: writing a file anew costs ten times what reading it does.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else str(place)
    index = CodeIndex.of(CATALOGUE.all())
    others: dict[str, Callable[[], object]] = {}
    store, runs = PracticeStore(place / "practice.db", bytes(range(32))), 0

    def try_bytes(data: bytes) -> None:
        nonlocal runs
        runs += 1
        if (other := others.get(data[:1].decode("latin-1"))) is not None:
            path.write_bytes(data[1:])
            with suppress(Problem):
                other()
            return
        path.write_bytes(data)
        kept: list[Any] = []
        context = Context(index, {}, NEW_YORK)
        try:
            reading = ExportReader(context, kept.append, lambda *_: None, lambda _: None).read([path])
        except Problem:
            return
        refused = sum(reading.rejected.values())
        said = sum(1 for issue in context.issues if issue.weight == "rejected") + context.issues_left_out
        if refused > said:
            raise AssertionError(f"{refused} refused and only {said} said so")
        if not runs % WHOLE_IMPORT_EVERY:
            try:
                report = run_import(store, CATALOGUE, [path], zone=NEW_YORK)
            except Problem:
                return
            for count in (count for file in report.files for count in file.types):
                used = count.kept + count.unchanged + count.updated + count.older + count.left_out + count.rejected
                if count.type == "Patient" and used != count.read:
                    raise AssertionError(f"{count.read} clients read, {used} accounted for")

    with TemporaryDirectory(dir=memory) as folder, closing(store), closing(PracticeReader(store)) as reader:
        path = Path(folder) / "x.ndjson"
        others.update(_others(path, reader))
        yield try_bytes


def _others(path: Path, reader: PracticeReader) -> dict[str, Callable[[], object]]:
    """The readers of what is no export, by the letter that says so."""
    from briefing_app.domain.problems import Problem
    from briefing_app.domain.written_day import Order
    from briefing_app.services.checkin import codes_in, read_code
    from briefing_app.services.checkin_table import mapping_for, open_table, preview
    from briefing_app.sources.holidays import read_holidays
    from tests.importing import HELD

    def try_table() -> None:
        table = open_table(path)
        mapping, _ = mapping_for(reader, HELD, table)
        for order in Order:
            shown = preview(reader, HELD, table, replace(mapping, order=order), By("", NOW))
            fates = {row.line for row in shown.rows} | {one.line for one in shown.refused}
            if not shown.lacks and fates != {line for line, _ in table.rows} | {one.line for one in table.broken}:
                raise AssertionError("a row of a table has no fate")

    def try_codes() -> None:
        for code in codes_in(path) or ():
            with suppress(Problem):
                read_code(reader, HELD, code, NOW, "")

    return {TABLE: try_table, CODES: try_codes, CALENDAR: lambda: read_holidays(path, date(2026, 1, 1), date(2028, 12, 31))}


def main() -> None:
    import atheris

    with atheris.instrument_imports(include=["briefing_app.sources", "briefing_app.domain", "briefing_app.services"]):
        from briefing_app.services import checkin, checkin_table, importing  # noqa: F401
    with harness(Path(sys.argv[1])) as try_bytes:
        atheris.Setup([sys.argv[0], *sys.argv[2:]], try_bytes)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
