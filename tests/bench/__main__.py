"""Prints every figure this project claims, each as a ratio to something run beside it on the same machine."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from briefing_app.viewmodels.gates import Figure
from tests.bench import caseload, keyed, ledger, own_files, rates, tables, window
from tests.bench.corpus import write_bundle, write_document, write_ndjson
from tests.keep import keep


def child(name: str, *arguments: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.children", name, *arguments], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def importing(corpus: Path, place: Path, runs: int = 3) -> None:
    """Full import into the encrypted store, and ``json.loads`` of the same lines, in turn."""
    ours, plain = [], []
    for number in range(runs):
        ours.append(child("import_all", str(place / f"import-{number}.db"), str(corpus)))
        plain.append(child("json_loads", str(corpus)))
    seconds, base = statistics.median(one["seconds"] for one in ours), statistics.median(one["seconds"] for one in plain)
    size = sum(file.stat().st_size for file in corpus.iterdir())
    print(f"corpus                             {size / 1e6:.0f} MB, {ours[0]['read']:,} resources, {ours[0]['kept']:,} kept")
    print(f"import / json.loads                {seconds / base:5.2f}   (at most 0.6)   {size / seconds / 1e6:.0f} MB/s")
    print(f"peak memory, NDJSON                {max(one['peak_mb'] for one in ours):5.0f} MB   (at most 150)")
    checked = child("validate", str(corpus), "150")
    print(
        f"fhir.resources R4B / import        {checked['seconds'] / seconds:5.0f}   (at least 40; {checked['valid']:.0f} of {checked['read']:.0f} sampled resources valid)"
    )


def one_bundle(place: Path, megabytes: int = 500) -> None:
    path = place / "bundle.json"
    write_bundle(path, megabytes)
    found = child("import_all", str(place / "bundle.db"), str(path))
    print(f"peak memory, one bundle            {found['peak_mb']:5.0f} MB   (at most 150, whatever its size)")
    path.unlink()


def documents(place: Path, runs: int = 7) -> None:
    """A clinical document of 2 MB, most of it results and their table, read into records, and ElementTree alone over the same bytes, in turn."""
    path = place / "document.xml"
    write_document(path, 2)
    found = [child("document", str(path)) for _ in range(runs)]
    ratio = statistics.median(one["seconds"] / one["plain"] for one in found)
    seconds = statistics.median(one["seconds"] for one in found)
    print(
        f"clinical document / ElementTree    {ratio:5.2f}   (at most 2.5)   2 MB in {seconds:.2f} s, {found[0]['kept']:.0f} records"
    )


def ledgers() -> None:
    ledger.ten_years()
    ledger.idling()


CASES: dict[str, Callable[[Path, Path], object]] = {
    "import": importing,
    "documents": lambda _, place: documents(place),
    "own": lambda _, place: own_files.own_files(place, child),
    "bundle": lambda _, place: one_bundle(place),
    "startup": lambda *_: window.startup(),
    "switch": lambda *_: window.switching(),
    "smooth": lambda corpus, _: window.smoothness(corpus),
    "large": lambda *_: window.large_cache(),
    "cases": lambda *_: caseload.caseload(),
    "ledger": lambda *_: ledgers(),
    "keyed": lambda *_: keyed.keyed(),
    "rates": lambda *_: rates.rates(),
    "tables": lambda *_: tables.tables(),
    "caseloads": lambda _, place: rates.by_tool(place),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", help=f"{', '.join(CASES)}; all of them without")
    parser.add_argument("--megabytes", type=int, default=310)
    parser.add_argument(
        "--keep", action="store_true", help="write the figures of keyed, rates and caseloads into the table that Help shows"
    )
    asked = parser.parse_args()
    if unknown := set(asked.cases) - set(CASES):
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    with TemporaryDirectory() as folder:
        place = Path(folder)
        corpus = place / "corpus"
        cases = asked.cases or list(CASES)
        if {"import", "smooth"} & set(cases):
            write_ndjson(corpus, asked.megabytes)
        for name in cases:
            figures = CASES[name](corpus, place)
            if asked.keep and isinstance(figures, list) and figures:
                keep(f"bench {name}", "dev.py bench", [Figure(*one[:4]) for one in figures])
    return 0


if __name__ == "__main__":
    sys.exit(main())
