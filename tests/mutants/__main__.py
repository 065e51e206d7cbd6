"""Draws small faults for each listed module and prints how many a quick test notices, and which live on."""

from __future__ import annotations

import argparse
import ast
import os
import sys
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.mutants.making import Mutant, drawn, made, mutants
from tests.mutants.reach import Reach, watch
from tests.mutants.running import QUIET, SURVIVED, Job, load_libraries, run_all, tried

TOP = Path(__file__).parents[2]
COUNT, SEED, WORKERS = 25, 13, 2
FIRST_SECONDS, MORE_SECONDS = 3.0, 12.0  # of tests for a fault; what then still lives meets the second too
QUICK = ("domain", "viewmodels", "services", "storage", "sources", "documents", "system", "words")  # folders of tests
EQUIVALENT = Path(__file__).with_name("equivalent.toml")


@dataclass(frozen=True, slots=True)
class Group:
    """Modules that share a target: the least share of faults, in percent, that tests must notice."""

    name: str
    target: int
    modules: tuple[str, ...]


GROUPS = (
    Group("domain", 92, (
        "domain/administration", "domain/answered", "domain/attendance", "domain/change", "domain/checkin_code",
        "domain/course", "domain/documentation", "domain/engagement", "domain/grouping", "domain/item_rules", "domain/load",
        "domain/message", "domain/norm", "domain/periods", "domain/progress", "domain/published", "domain/recovery",
        "domain/retention", "domain/review", "domain/rtm", "domain/rtm_rules", "domain/safety", "domain/scale",
        "domain/scoring", "domain/session_code", "domain/spans", "domain/start", "domain/subscales",
        "domain/talking_therapies", "domain/timer", "domain/two_scores", "domain/unread", "domain/worse",
    )),
    Group("view models", 88, (
        "viewmodels/attendance", "viewmodels/brief", "viewmodels/budget", "viewmodels/change", "viewmodels/doubt", "viewmodels/due",
        "viewmodels/fact", "viewmodels/identity", "viewmodels/message", "viewmodels/moves", "viewmodels/reading", "viewmodels/recovery",
        "viewmodels/review", "viewmodels/safety", "viewmodels/score_card", "viewmodels/since", "viewmodels/standing",
        "viewmodels/unread",
    )),
    Group("services", 85, (
        "services/acknowledge", "services/brief", "services/day", "services/decision", "services/measure_file",
        "services/rereading", "services/safety", "services/score", "services/since", "services/start", "storage/own_version",
        "storage/rereading", "storage/session_end", "storage/session_outcome",
    )),
    Group("import", 85, (
        "sources/fhir/answers", "sources/fhir/forms", "sources/fhir/meetings", "sources/fhir/observations", "sources/fhir/responses",
        "storage/importing",
    )),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one module, with the tests that may notice it."""

    module: str
    mutant: Mutant
    tests: tuple[str, ...]
    more: tuple[str, ...]


def path_of(module: str) -> Path:
    return TOP / "briefing_app" / f"{module}.py"


def main() -> int:
    """0 when every target is met; 2 when nothing could be tried."""
    parser = argparse.ArgumentParser(prog="dev.py mutants", description=__doc__)
    parser.add_argument("--module", action="append", help="one of these alone, as domain/periods; may be given again")
    parser.add_argument("--seed", type=int, default=SEED, help="which faults are drawn (%(default)s)")
    parser.add_argument("--count", type=int, default=COUNT, help="how many for a module (%(default)s)")
    parser.add_argument("--tests", nargs="+", default=QUICK, help="folders of the tests that are tried (%(default)s)")
    asked = parser.parse_args()
    if not hasattr(os, "fork"):
        print("Processes cannot be forked on this system, so no fault was tried.")
        return 2
    groups = [
        Group(one.name, one.target, tuple(m for m in one.modules if not asked.module or m in asked.module)) for one in GROUPS
    ]
    unlisted = sorted(set(asked.module or ()) - {module for one in groups for module in one.modules})
    groups.append(Group("not listed", 0, tuple(unlisted)))
    begun = time.monotonic()
    with TemporaryDirectory() as place:
        reach = reached([module for one in groups for module in one.modules], asked.tests, Path(place))
    print(f"what each test reaches is known after {time.monotonic() - begun:.0f} s; seed {asked.seed}", flush=True)
    if reach.failed:
        print("left out, for they fail without any fault: " + ", ".join(sorted(set(reach.failed))))
    met = [report(one, reach, asked.seed, asked.count) for one in groups if one.modules]
    print(f"{'every target is met' if all(met) else 'NOT EVERY TARGET IS MET'}, after {time.monotonic() - begun:.0f} s")
    return 0 if all(met) else 1


def reached(modules: list[str], folders: Sequence[str], place: Path) -> Reach:
    """Run the quick tests once, in as many processes as there are workers, and see which lines each reaches."""
    load_libraries()
    paths = [path_of(one) for one in modules]
    files = sorted(str(file.relative_to(TOP)) for folder in folders for file in (TOP / "tests" / folder).glob("test_*.py"))
    quiet = [one for one in QUIET if one != "-x"]
    shares = [files[number::WORKERS] for number in range(WORKERS)]
    kept = [place / f"{number}.json" for number in range(WORKERS)]
    jobs = [
        Job(partial(watch, paths, [*quiet, f"--basetemp={place}/{number}", *share], kept[number]), 1800.0)
        for number, share in enumerate(shares)
    ]
    for number, code in run_all(jobs, WORKERS):
        if code not in (0, 1):
            raise SystemExit(f"The tests {' '.join(shares[number])} could not be run: pytest ended with {code}.")
    return Reach(kept)


def report(group: Group, reach: Reach, seed: int, count: int) -> bool:
    """Try the faults of a group's modules and print what became of them; whether its target is met."""
    noticed = counted = 0
    for module in group.modules:
        faults, left_out = faults_of(module, reach, Random(f"{seed} {module}"), count)
        living = sorted(survivors(faults), key=lambda one: one.mutant.number)
        noticed, counted = noticed + len(faults) - len(living), counted + len(faults)
        share = 100 * (len(faults) - len(living)) / len(faults) if faults else 100.0
        same = f", {left_out} that change nothing" if left_out else ""
        print(f"{module:<28} {len(faults):>3} tried, {len(faults) - len(living):>3} noticed, {share:3.0f} %{same}", flush=True)
        for one in living:
            reason = "" if one.tests else "   (no quick test comes here)"
            print(
                f"    briefing_app/{module}.py:{one.mutant.line}: {one.mutant.what}   in “{one.mutant.source}”{reason}",
                flush=True,
            )
    share = 100 * noticed / counted if counted else 100.0
    print(f"{group.name}: {noticed} of {counted}, {share:.1f} % (at least {group.target} %)", flush=True)
    return share >= group.target


def faults_of(module: str, reach: Reach, chance: Random, count: int) -> tuple[list[Fault], int]:
    """The faults drawn for a module, and how many were drawn beside them that are known to change nothing."""
    source, same = path_of(module).read_text("utf-8"), set(equivalents(module))
    chosen = drawn(mutants(source), count, chance)
    found = []
    for one in chosen:
        if (one.source, one.what) in same:
            continue
        path, said = path_of(module), frozenset(reach.failed)
        # What no test runs may run while tests are collected, for a constant of theirs: then every test of the module may notice.
        known = reach.tests(path, *one.statement, whole=one.at_import) or reach.tests(path, *one.statement, whole=True)
        tests = [test for test in known if test not in said]
        first = within(tests, reach, FIRST_SECONDS)
        found.append(Fault(module, one, first, within(tests[len(first) :], reach, MORE_SECONDS)))
    return found, len(chosen) - len(found)


def equivalents(module: str) -> Iterator[tuple[str, str]]:
    """The line and the change of each fault that no test can notice, as the list beside this says with a reason."""
    for one in tomllib.loads(EQUIVALENT.read_text("utf-8")).get("equivalent", []):
        if one["module"] == module:
            yield one["line"], one["change"]


def within(tests: list[str], reach: Reach, seconds: float) -> tuple[str, ...]:
    """The first tests that together take no longer; at least one."""
    found: list[str] = []
    for test in tests:
        seconds -= reach.seconds(test)
        if found and seconds < 0:
            break
        found.append(test)
    return tuple(found)


def survivors(faults: list[Fault]) -> list[Fault]:
    """The faults that no test noticed, within the first seconds and then within more."""
    living = [one for one in faults if not one.tests] + _living([(one, one.tests) for one in faults if one.tests])
    again = [one for one in living if one.more]
    return [one for one in living if not one.more] + _living([(one, one.more) for one in again])


def _living(tries: list[tuple[Fault, tuple[str, ...]]]) -> list[Fault]:
    jobs = []
    for fault, tests in tries:
        path = path_of(fault.module)
        tree: ast.Module = made(path.read_text("utf-8"), fault.mutant)
        name = "briefing_app." + fault.module.replace("/", ".")
        jobs.append(Job(partial(tried, name, path, tree, tests), 60.0))
    return [tries[number][0] for number, code in run_all(jobs, WORKERS) if code == SURVIVED]


if __name__ == "__main__":
    os.chdir(TOP)
    sys.exit(main())
