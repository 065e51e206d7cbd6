"""Draws small faults for each listed module and prints how many a quick test notices, and which live on."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutants.collected import Tests, collect
from tests.mutants.reach import TOP
from tests.mutants.running import MEMORY
from tests.mutants.trying import WORKERS, Draw, Round, reached

COUNT, SEED = 25, 13
QUICK = ("domain", "viewmodels", "services", "storage", "sources", "documents", "system", "words")  # folders of tests


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
        "domain/person_numbers", "domain/retention", "domain/review", "domain/rtm", "domain/rtm_count", "domain/rtm_rules", "domain/safety",
        "domain/safety_finding", "domain/scale",
        "domain/scoring", "domain/session_code", "domain/intervals", "domain/start", "domain/subscales",
        "domain/talking_therapies", "domain/timer", "domain/two_scores", "domain/unread", "domain/worse",
    )),
    Group("view models", 88, (
        "viewmodels/attendance", "viewmodels/brief", "viewmodels/budget", "viewmodels/change", "viewmodels/doubt", "viewmodels/due",
        "viewmodels/fact", "viewmodels/identity", "viewmodels/message", "viewmodels/moves", "viewmodels/reading", "viewmodels/recovery",
        "viewmodels/review", "viewmodels/safety", "viewmodels/score_card", "viewmodels/since", "viewmodels/standing",
        "viewmodels/unread", "viewmodels/worse", "viewmodels/review_point", "viewmodels/silence", "viewmodels/paired", "viewmodels/checks",
        "viewmodels/decision", "viewmodels/documented", "viewmodels/load_statement", "viewmodels/owed_notes", "viewmodels/order", "viewmodels/strip", "viewmodels/together", "viewmodels/trend",
    )),
    Group("services", 85, (
        "services/acknowledge", "services/brief", "services/day", "services/decision", "services/measure_file",
        "services/rereading", "services/safety", "services/score", "services/since", "services/start", "storage/own_version",
        "storage/rereading", "storage/session_end", "storage/session_outcome",
    )),
    Group("import", 85, (
        "sources/fhir/answers", "sources/fhir/forms", "sources/fhir/meetings", "sources/fhir/observations", "sources/fhir/participants",
        "sources/fhir/responses",
        "storage/import_kept", "storage/import_people", "storage/import_rows", "storage/importing",
    )),
)  # fmt: skip


def main() -> int:
    """0 when every target is met; 2 when nothing could be tried."""
    parser = argparse.ArgumentParser(prog="dev.py mutants", description=__doc__)
    parser.add_argument("--module", action="append", help="one of these alone, as domain/periods; may be given again")
    parser.add_argument("--seed", type=int, default=SEED, help="which faults are drawn (%(default)s)")
    parser.add_argument("--count", type=int, default=COUNT, help="how many for a module (%(default)s)")
    parser.add_argument("--workers", type=int, default=WORKERS, help="how many processes at a time (%(default)s)")
    parser.add_argument("--kept", type=Path, help="file for what tests reach, so that it need not be watched anew")
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
    met: list[bool] = []
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as place:
        folders = [str(TOP / "tests" / one) for one in asked.tests]
        code = collect(folders, partial(try_all, [one for one in groups if one.modules], asked, Path(place), met))
    return 2 if code or not met else 0 if all(met) else 1


def try_all(groups: Sequence[Group], asked: argparse.Namespace, place: Path, met: list[bool], collected: Tests) -> None:
    """Try the faults of every group, print what became of them, and note whether each target is met."""
    begun = time.monotonic()
    watched = [module for one in (*groups, *(GROUPS if asked.kept else ())) for module in one.modules]
    reach = reached(collected, sorted(set(watched)), place, asked.workers, asked.kept)
    print(
        f"what each of {len(collected.items)} tests reaches is known after {time.monotonic() - begun:.0f} s; seed {asked.seed}",
        flush=True,
    )
    if reach.failed:
        print("left out, for they fail without any fault: " + ", ".join(sorted(set(reach.failed))))
    one_round = Round(collected, reach, place, asked.workers)
    for group in groups:
        found = one_round.tried(group.modules, Draw(asked.seed, asked.count))
        counted, noticed = sum(one.tried for one in found), sum(one.noticed for one in found)
        share = 100 * noticed / counted if counted else 100.0
        met.append(share >= group.target)
        print(f"{group.name}: {noticed} of {counted}, {share:.1f} % (at least {group.target} %)", flush=True)
    print(f"{'every target is met' if all(met) else 'NOT EVERY TARGET IS MET'}, after {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    os.chdir(TOP)
    sys.exit(main())
