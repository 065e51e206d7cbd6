"""Each fault in a process of its own: forked from the one that has collected all tests, or from one that knows nothing of the program."""

from __future__ import annotations

import ast
import gc
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from multiprocessing import get_context
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import CodeType

import pytest

from tests.mutants.making import Mutant, made

MEMORY = Path("/dev/shm")
QUIET = ("-q", "--no-header", "--tb=no", "--hypothesis-profile=mutants", "-W", "ignore::pytest.PytestAssertRewriteWarning")
LIBRARIES = (
    "pytest", "_pytest.assertion.rewrite", "alembic", "icalendar", "msgspec", "numpy", "sqlalchemy", "sqlcipher3", "PySide6.QtWidgets",
    "hypothesis.strategies",
)  # fmt: skip
SURVIVED, NOTICED, NOT_PUT, TOO_LONG = 0, 1, 75, -9
GIVEN = "PYTEST_DEBUG_TEMPROOT"  # where pytest makes its folders


@dataclass(frozen=True, slots=True)
class Job:
    """What runs in one process, how long it may, and whether the process must import the program anew (then all must be picklable)."""

    run: Callable[[], int]
    seconds: float
    anew: bool = False
    number: int = 0


def run_all(jobs: deque[Job], workers: int) -> Iterator[tuple[Job, int]]:
    """Each job with its ending code, as they end; ``TOO_LONG`` for one that had to be stopped. More may be put in meanwhile."""
    forked, fresh = get_context("fork"), get_context("forkserver")
    gc.collect()  # else each forked process would, at its first test
    fresh.set_forkserver_preload([*LIBRARIES])
    running: dict[BaseProcess, tuple[Job, float]] = {}
    while jobs or running:
        while jobs and len(running) < workers:
            job = jobs.popleft()
            process: BaseProcess = (fresh if job.anew else forked).Process(target=_alone, args=(job.run,))
            process.start()
            running[process] = job, time.monotonic() + job.seconds
        wait([one.sentinel for one in running], 0.2)
        for process, (job, end) in list(running.items()):
            code = process.exitcode
            if code is None and time.monotonic() > end:
                code = TOO_LONG
                _stop(process)
            if code is not None:
                del running[process]
                process.join()
                yield job, code


def _stop(process: BaseProcess) -> None:
    try:
        os.killpg(process.pid or 0, signal.SIGKILL)  # with what it started itself
    except ProcessLookupError:
        process.kill()  # it had not come to a group of its own


def _alone(run: Callable[[], int]) -> None:
    os.setpgid(0, 0)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    sys.exit(run())


class FirstFailure:
    """A plugin of pytest that writes down the first test that fails."""

    def __init__(self, kept: Path) -> None:
        self._kept = kept

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Only the first: a process ends with it."""
        if report.failed and not self._kept.exists():
            self._kept.write_text(report.nodeid, "utf-8")


@dataclass(frozen=True, slots=True)
class Anew:
    """Tests of a module that is imported with a fault, in a process that has imported nothing of the program yet."""

    name: str
    path: Path
    mutant: Mutant
    tests: Sequence[str]
    place: Path

    def __call__(self) -> int:
        """0 when all pass. Anything else saw the fault."""
        sys.meta_path.insert(0, _Instead(self.name, self.path, made(self.path.read_text("utf-8"), self.mutant)))
        self.place.mkdir(parents=True)
        os.environ[GIVEN] = str(self.place)
        return int(pytest.main(["-x", *QUIET, *self.tests], plugins=[FirstFailure(self.place / "failed")]))


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
