"""Draws faults, chooses the tests that may notice each, and says of a module how many were noticed and which live on."""

from __future__ import annotations

import shutil
import tomllib
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from random import Random

from tests.mutants.collected import InPlace, Tests
from tests.mutants.making import Mutant, drawn, mutants
from tests.mutants.reach import TOP, Reach, file_of, watch
from tests.mutants.running import NOT_PUT, SURVIVED, Anew, Job, run_all

EQUIVALENT = Path(__file__).with_name("equivalent.toml")
WORKERS = 2
FIRST_SECONDS, MORE_SECONDS = 3.0, 9.0  # of tests for a fault; what then still lives meets the second too
START_SECONDS, TIMES = 20.0, 6.0  # a try may take so long to begin, and so many times what its tests took without any fault


@dataclass(frozen=True, slots=True)
class Draw:
    """Which faults are drawn for each module, and how many."""

    seed: int
    count: int


@dataclass(slots=True)
class Fault:
    """One fault of one module, with the tests that may notice it: first these, then more."""

    module: str
    mutant: Mutant
    tests: tuple[str, ...]
    more: tuple[str, ...]
    anew: bool  # it changes what happens when the module is imported


@dataclass(slots=True)
class Found:
    """What became of the faults of a module."""

    module: str
    faults: list[Fault]
    left_out: int  # drawn, but known to change nothing
    waiting: int = 0
    living: list[Fault] = field(default_factory=list)
    by: Counter[str] = field(default_factory=Counter)  # tests that noticed one, with how many
    untrue: str = ""  # one of these that fails without any fault, when they are run by themselves

    @property
    def tried(self) -> int:
        return len(self.faults)

    @property
    def noticed(self) -> int:
        return len(self.faults) - len(self.living)


def path_of(module: str) -> Path:
    return TOP / "briefing_app" / f"{module}.py"


def reached(collected: Tests, modules: Sequence[str], place: Path, workers: int, kept: Path | None) -> Reach:
    """Run all tests once, in as many processes as there are workers, and see which lines each reaches.

    With a file ``kept``, a test file is run only if it has changed since that was written, or if it reached a module that has. What a
    change elsewhere made a test reach is then not known: a fault may live that a whole round would notice, never the other way.
    """
    paths, files = [path_of(one) for one in modules], sorted({TOP / file_of(name) for name in collected.items})
    found = Reach()
    known = {str(one.relative_to(TOP)) for one in found.take(kept, paths, files)} if kept and kept.exists() else set[str]()
    missing = [str(one.relative_to(TOP)) for one in files if str(one.relative_to(TOP)) not in known]
    wheres = [place / f"reach{number}" for number in range(workers)]
    shares = [[name for name in collected.items if file_of(name) in missing[number::workers]] for number in range(workers)]
    jobs = deque(
        Job(partial(watch, collected, paths, share, where), 1800.0)
        for share, where in zip(shares, wheres, strict=True)
        if share
    )
    for _, code in run_all(jobs, workers):
        if code:
            raise SystemExit(f"The tests could not be run without any fault: their process ended with {code}.")
    for where in wheres:
        if where.exists():
            found.add(where / "reach.json")
    if kept and missing:
        found.keep(kept, [*paths, *files])
    return found


class Round:
    """The faults of one group of modules after the other, against tests whose reach is known."""

    def __init__(self, collected: Tests, reach: Reach, place: Path, workers: int) -> None:
        self._collected, self._reach, self._place, self._workers = collected, reach, place, workers
        self._number = 0

    def tried(self, modules: Sequence[str], draw: Draw) -> list[Found]:
        """Try the faults drawn for these modules; each module is printed as its last fault is decided."""
        all_found = [Found(one, *faults_of(one, self._reach, draw)) for one in modules]
        jobs: deque[Job] = deque()
        tries: dict[int, tuple[Found, Fault | None, bool]] = {}

        def ask(found: Found, fault: Fault | None, *, again: bool = False) -> None:
            job = self._job(fault, found, again=again) if fault else self._without_fault(found)
            tries[job.number] = found, fault, again
            jobs.append(job) if fault and not again else jobs.appendleft(job)

        for found in all_found:
            found.living = [one for one in found.faults if not one.tests]
            found.waiting = found.tried - len(found.living)
            for fault in found.faults:
                if fault.tests:
                    ask(found, fault)
            if not found.waiting:  # no quick test comes there, which must not be passed over in silence
                tell(found)
        for job, code in run_all(jobs, self._workers):
            found, tried, again = tries.pop(job.number)
            failed = self._failed(job.number)
            if tried is None:
                found.untrue = "" if code == SURVIVED else failed or f"a process that ended with {code}"
                tell(found)
                continue
            if code == NOT_PUT:
                tried.anew = True
                ask(found, tried, again=again)
            elif code == SURVIVED and tried.more and not again:
                ask(found, tried, again=True)
            else:
                found.waiting -= 1
                found.living += [tried] if code == SURVIVED else []
                found.by.update([failed] if failed else [])
                if not found.waiting:
                    ask(found, None)
        return all_found

    def _failed(self, number: int) -> str:
        """The test that failed, if any; what that process left behind is taken away."""
        kept = self._where(number) / "failed"
        name = kept.read_text("utf-8") if kept.exists() else ""
        shutil.rmtree(self._where(number), ignore_errors=True)
        return name

    def _without_fault(self, found: Found) -> Job:
        self._number += 1
        tests, where = sorted(found.by), self._where(self._number)
        return Job(InPlace(self._collected, path_of(found.module), None, lambda: tests, where), 300.0, number=self._number)

    def _job(self, fault: Fault, found: Found, *, again: bool) -> Job:
        self._number += 1
        path, tests = path_of(fault.module), fault.more if again else fault.tests
        where = self._where(self._number)
        seconds = START_SECONDS + TIMES * sum(self._reach.seconds(test) for test in tests)
        if fault.anew:
            run = Anew("briefing_app." + fault.module.replace("/", "."), path, fault.mutant, tests, where)
            return Job(run, seconds, anew=True, number=self._number)

        def those_that_noticed_before_first() -> list[str]:
            return sorted(tests, key=lambda test: -found.by[test])

        in_place = InPlace(self._collected, path, fault.mutant, those_that_noticed_before_first, where)
        return Job(in_place, seconds, number=self._number)

    def _where(self, number: int) -> Path:
        return self._place / str(number)


def tell(found: Found) -> None:
    """Print what became of a module's faults, each that lives on in a line of its own."""
    share = 100 * found.noticed / found.tried if found.tried else 100.0
    same = f", {found.left_out} that change nothing" if found.left_out else ""
    print(f"{found.module:<28} {found.tried:>3} tried, {found.noticed:>3} noticed, {share:3.0f} %{same}", flush=True)
    for one in sorted(found.living, key=lambda one: one.mutant.number):
        reason = "" if one.tests else "   (no quick test comes here)"
        where = f"briefing_app/{found.module}.py:{one.mutant.line}"
        print(f"    {where}: {one.mutant.what}   in “{one.mutant.source}”{reason}", flush=True)
    if found.untrue:
        print(f"    not to be relied on: without any fault fails {found.untrue}", flush=True)


def faults_of(module: str, reach: Reach, draw: Draw) -> tuple[list[Fault], int]:
    """The faults drawn for a module, and how many were drawn beside them that are known to change nothing."""
    path, same = path_of(module), set(equivalents(module))
    chosen = drawn(mutants(path.read_text("utf-8")), draw.count, Random(f"{draw.seed} {module}"))
    found = []
    for one in chosen:
        if (one.source, one.what) in same:
            continue
        said = frozenset(reach.failed)
        reaching = reach.tests(path, *one.statement, whole=one.at_import)
        # What no test runs may run while tests are collected, for a constant of theirs: then every test of the module may notice.
        tests = [test for test in reaching or reach.tests(path, *one.statement, whole=True) if test not in said]
        first = within(tests, reach, FIRST_SECONDS)
        more = within([test for test in tests if test not in first], reach, MORE_SECONDS)
        found.append(Fault(module, one, first, more, anew=one.at_import or not reaching))
    return found, len(chosen) - len(found)


def equivalents(module: str) -> Iterator[tuple[str, str]]:
    """The line and the change of each fault of a module that no test can notice."""
    for one in all_equivalents():
        if one["module"] == module:
            yield one["line"], one["change"]


@cache
def all_equivalents() -> list[dict[str, str]]:
    """Faults that change nothing, with the module, the line as it stands, the change as it is told, and the reason."""
    return list(tomllib.loads(EQUIVALENT.read_text("utf-8"))["equivalent"])


def within(tests: list[str], reach: Reach, seconds: float) -> tuple[str, ...]:
    """Tests that together take no longer, in their order; one that alone takes too long does not keep the others out. At least one."""
    found: list[str] = []
    for test in tests:
        if not found or reach.seconds(test) <= seconds:
            found.append(test)
            seconds -= reach.seconds(test)
    return tuple(found)
