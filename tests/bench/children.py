"""What runs in processes of its own, so that time and memory are its own: ``python -m tests.bench.children NAME ...`` prints JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from contextlib import suppress
from pathlib import Path


def import_all(store: str, *paths: str) -> dict[str, float]:
    from briefing_app.services.importing import run_import
    from briefing_app.services.measure import catalogue_of
    from briefing_app.storage.practice import PracticeStore
    from briefing_app.system.paths import Profile

    opened = PracticeStore(Path(store), b"b" * 32)
    begun = time.perf_counter()
    report = run_import(opened, catalogue_of(Profile(Path(store).parent)), [Path(path) for path in paths])
    seconds = time.perf_counter() - begun
    opened.close()
    return {"seconds": seconds, "kept": report.total("kept"), "read": report.total("read")}


def document(path: str) -> dict[str, float]:
    """A clinical document read into records as an import does, without collecting garbage, beside its bytes as a tree."""
    import gc
    from xml.etree import ElementTree

    from briefing_app.sources.ccda.document import read_document
    from briefing_app.sources.fhir.completeness import Reading
    from briefing_app.sources.fhir.context import CodeIndex, Context
    from briefing_app.sources.kinds import Receiver
    from tests.importing import HELD

    data, codes = Path(path).read_bytes(), CodeIndex.of(HELD.all())
    read_document(data, Receiver(Context(codes, {}, None), Reading(), lambda _: None, lambda: None))  # what is made once
    kept: list[object] = []
    gc.disable()
    begun = time.process_time()
    read_document(data, Receiver(Context(codes, {}, None), Reading(), kept.append, lambda: None))
    seconds, begun = time.process_time() - begun, time.process_time()
    ElementTree.fromstring(data)  # noqa: S314 (made here)
    return {"seconds": seconds, "plain": time.process_time() - begun, "kept": len(kept)}


def json_loads(*paths: str) -> dict[str, float]:
    begun = time.perf_counter()
    count = 0
    for path in paths:
        for file in sorted(Path(path).glob("*.ndjson")):
            with file.open("rb") as lines:
                for line in lines:
                    json.loads(line)
                    count += 1
    return {"seconds": time.perf_counter() - begun, "read": count}


def validate(folder: str, most: str) -> dict[str, float]:
    """``fhir.resources`` R4B on the first resources of every type, scaled to the number of that type: seconds for the whole corpus."""
    from importlib import import_module

    seconds, valid, tried = 0.0, 0, 0
    for file in sorted(Path(folder).glob("*.ndjson")):
        kind = file.name.split(".")[1]
        model = getattr(import_module(f"fhir.resources.R4B.{kind.lower()}"), kind)
        lines = file.read_bytes().splitlines()
        begun = time.perf_counter()
        for line in lines[: int(most)]:
            with suppress(ValueError):
                model.model_validate_json(line)
                valid += 1
        sample = min(len(lines), int(most))
        tried += sample
        seconds += (time.perf_counter() - begun) / sample * len(lines)
    return {"seconds": seconds, "valid": valid, "read": tried}


def keyed_work(path: str, keyed: str) -> dict[str, float]:
    from tests.bench.keyed import work

    return work(path, keyed)


def with_keyring(runs: str, commands: str) -> dict[str, list[float]]:
    from tests.bench.keyed import with_keyring as started

    return started(runs, commands)


def read_calendar(path: str) -> dict[str, float]:
    from tests.bench.own_files import read_calendar as read

    return read(path)


def keep_table(folder: str) -> dict[str, float]:
    from tests.bench.own_files import keep_table as keep

    return keep(folder)


if __name__ == "__main__":
    answer = globals()[sys.argv[1]](*sys.argv[2:])
    answer["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(answer))
