"""Each fault in a process of its own, forked from one that holds all libraries already, against the tests that reach it."""

from __future__ import annotations

import ast
import importlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType

import pytest

MEMORY = Path("/dev/shm")
QUIET = (
    "-x",
    "-q",
    "--no-header",
    "--tb=no",
    "--hypothesis-profile=mutants",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
)
LIBRARIES = (
    "alembic",
    "icalendar",
    "msgspec",
    "numpy",
    "sqlalchemy",
    "sqlcipher3",
    "PySide6.QtWidgets",
    "hypothesis.strategies",
)
SURVIVED, TOO_LONG = 0, -9


@dataclass(frozen=True, slots=True)
class Job:
    """What runs in one process, and how long it may."""

    run: Callable[[], int]
    seconds: float


def run_all(jobs: Sequence[Job], workers: int) -> Iterator[tuple[int, int]]:
    """The number and the ending code of each job, as they end; ``TOO_LONG`` for one that had to be stopped."""
    waiting, running = list(enumerate(jobs)), dict[int, tuple[int, float]]()
    while waiting or running:
        while waiting and len(running) < workers:
            number, job = waiting.pop(0)
            running[_fork(job.run)] = (number, time.monotonic() + job.seconds)
        for pid, (number, end) in list(running.items()):
            over = time.monotonic() > end
            if over:
                os.killpg(pid, signal.SIGKILL)
            found, status = os.waitpid(pid, 0 if over else os.WNOHANG)
            if found:
                del running[pid]
                yield number, TOO_LONG if over else os.waitstatus_to_exitcode(status)
        time.sleep(0.01)


def _fork(run: Callable[[], int]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        os.setpgid(0, 0)
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        code = run()
    finally:
        os._exit(code)


def load_libraries() -> None:
    """Import what takes long, so that a forked process has it; nothing of the program, which each process imports anew."""
    for name in LIBRARIES:
        importlib.import_module(name)


def tried(name: str, path: Path, tree: ast.Module, tests: Sequence[str]) -> int:
    """Import the module as this tree, and run the tests: 0 when all pass. Anything else saw the fault."""
    sys.meta_path.insert(0, _Instead(name, path, tree))
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as place:
        return int(pytest.main([*QUIET, f"--basetemp={place}/tests", *tests]))


class _Instead(MetaPathFinder):
    """Finds one module, and gives it another tree than its file's."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        self._name, self._path, self._tree = name, path, tree

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        return spec_from_file_location(fullname, self._path, loader=_Loader(fullname, str(self._path), self._tree))


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, tree: ast.Module) -> None:
        super().__init__(name, path)
        self._tree = tree

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._tree, self.path, "exec")
