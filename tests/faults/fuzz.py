"""Bytes found by following the importer's own branches: nothing but a Problem leaves it, and every line has one fate."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.faults.gate import Gate
from tests.faults.nursery import TOP

PLACE = TOP / ".venv" / "fuzz"  # atheris alone; see build/fuzz.lock
LONGEST = 2000
WHOLE_IMPORT_EVERY = 100  # runs: with the store, which costs some forty times the reading
LEAST_RUNS = 3000
WORDS = (
    '{"resourceType":"Patient"', '{"resourceType":"Observation"', '"QuestionnaireResponse"', '"Appointment"', '"Bundle"', '"entry"', '"resource"',
    '"id"', '"subject"', '"reference"', '"Patient/ann"', '"code"', '"coding"', '"44261-6"', '"valueInteger"', '"valueQuantity"', '"item"',
    '"linkId"', '"answer"', '"effectiveDateTime"', '"2024-03-01"', '"9999-12-31T23:59:59-14:00"', '"request"', '"DELETE"', '"fullUrl"',
    "\\x0a", "\\xef\\xbb\\xbf", "\\xff\\xfe", "NaN", "1e400", "\\\\ud800", "[[[[", "{{{{",
)  # fmt: skip


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
    """Read the bytes as a file; now and then import them into a store. Raises what must not be."""
    from briefing_app.domain.problems import Problem
    from briefing_app.services.importing import run_import
    from briefing_app.sources.fhir.context import CodeIndex, Context
    from briefing_app.sources.fhir.export import ExportReader
    from briefing_app.storage.practice import PracticeStore
    from tests.importing import CATALOGUE, NEW_YORK

    # In memory where there is such a disk: writing a file anew costs ten times what reading it does.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else str(place)
    index = CodeIndex.of(CATALOGUE.all())
    store, runs = PracticeStore(place / "practice.db", bytes(range(32))), 0

    def try_bytes(data: bytes) -> None:
        nonlocal runs
        runs += 1
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

    with TemporaryDirectory(dir=memory) as folder, closing(store):
        path = Path(folder) / "x.ndjson"
        yield try_bytes


def main() -> None:
    import atheris

    with atheris.instrument_imports(include=["briefing_app.sources", "briefing_app.domain", "briefing_app.services.importing"]):
        from briefing_app.services import importing  # noqa: F401
    with harness(Path(sys.argv[1])) as try_bytes:
        atheris.Setup([sys.argv[0], *sys.argv[2:]], try_bytes)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
