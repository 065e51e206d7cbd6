"""A second process that holds a store's lock, as an import of ours does, or a stranger."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOLDER = """
import sys
from contextlib import nullcontext
from pathlib import Path
from briefing_app.storage.practice import PracticeStore
from briefing_app.system.at_work import at_work
path = Path(sys.argv[1])
store = PracticeStore(path, bytes.fromhex(sys.argv[2]), make=False)
with at_work(path.parent) if sys.argv[3] == "ours" else nullcontext():
    with store.engine.connect() as connection, connection.begin():
        print("held", flush=True)
        sys.stdin.readline()
store.close()
"""


class Holder:
    """Holds until it lets go or is killed."""

    def __init__(self, store: Path, key: bytes, who: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(store), key.hex(), who],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline().strip() == "held"

    def let_go(self) -> None:
        self._process.communicate("\n", timeout=20)

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate(timeout=20)


@contextmanager
def held(store: Path, key: bytes, who: str = "ours") -> Iterator[Holder]:
    """``who`` is "ours", or anything else for a stranger."""
    holder = Holder(store, key, who)
    try:
        yield holder
    finally:
        holder.kill()
