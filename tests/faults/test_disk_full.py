"""What the disk does to an import must not reach what was there before."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from briefing_app.storage.integrity import damage
from briefing_app.storage.practice import PracticeStore
from tests.bench.corpus import write_ndjson
from tests.conftest import KEY
from tests.fhir import ndjson, patient, score
from tests.importing import everything, take

CHILD = """
import resource, signal, sys
from pathlib import Path
from briefing_app.domain.problems import Problem
from briefing_app.services.importing import run_import
from briefing_app.storage.integrity import damage
from briefing_app.storage.practice import PracticeStore
from tests.importing import CATALOGUE
store = PracticeStore(Path(sys.argv[1]), bytes(range(32)))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, 700_000))
try:
    run_import(store, CATALOGUE, [Path(sys.argv[2])])
except Problem as problem:
    print(problem.sentence)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="resource limits are POSIX")
def test_a_file_that_may_not_grow_ends_the_import_in_a_sentence_and_keeps_what_was_there(
    tmp_path: Path, store: PracticeStore
) -> None:
    take(store, ndjson(tmp_path / "old.ndjson", patient("old"), score("o", 3, client="old")))
    before = everything(store)
    store.close()
    write_ndjson(tmp_path / "corpus", 60)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path / "practice.db"), str(tmp_path / "corpus")],
        capture_output=True,
        text=True,
        env=environment,
    )
    assert done.stdout.strip() in (
        "The disk is full; nothing of this step was kept.",
        "The disk refused to read or write; nothing of this step was kept.",
    ), done.stderr
    again = PracticeStore(tmp_path / "practice.db", KEY)
    assert everything(again) == before
    assert take(again, tmp_path / "old.ndjson").changed is False
    assert take(again, ndjson(tmp_path / "new.ndjson", patient("new"))).changed
    again.close()
    assert damage(tmp_path / "practice.db", KEY) == ""
