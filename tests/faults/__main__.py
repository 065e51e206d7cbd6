"""Prints what kills, power cuts, rot and full disks do to the stores, and what leaks: each promise, what was counted, what may be, and whether it holds."""

from __future__ import annotations

import argparse
import secrets
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from briefing_app.viewmodels.gates import Figure
from tests.faults import bits, fuzz, kills, leaks, migrations, power, room, soak, versions, windows
from tests.faults.gate import Gate
from tests.keep import keep

LONG = ("canaries",)  # takes half a minute however it is asked for; the slow tests do it whole


def cases(quick: bool, chance: Random) -> dict[str, Callable[[Path], list[Gate]]]:
    """By name, each with its counts."""
    return {
        "import": lambda place: kills.killed_imports(20 if quick else 200, chance, place),
        "power": lambda place: power.power_cuts(*((500, 300) if quick else (10_000, 1000)), chance, place),
        "disk": room.full_disk,
        "rot": lambda place: bits.rot(*((60, 10) if quick else (300, 50)), chance, place),
        "migration": migrations.migrations,
        "windows": lambda place: windows.races(15, place),
        "fuzz": lambda place: fuzz.fuzz(5 if quick else 60, place),
        "soak": lambda place: soak.soak(6 if quick else 300, place),
        "canaries": leaks.canaries,
        "versions": versions.versions,
        "rekey": lambda place: kills.killed_key_changes(20 if quick else 40, chance, place),
    }


def main() -> int:
    """0 when every gate holds; what cannot be tried here does not hold."""
    parser = argparse.ArgumentParser(prog="dev.py faults", description=__doc__)
    every = list(cases(True, Random()))
    parser.add_argument("cases", nargs="*", help=f"{', '.join(every)}; all of them without")
    parser.add_argument("--quick", action="store_true", help="as often as the slow tests do it")
    parser.add_argument("--keep", action="store_true", help="write the figures into the table that Help shows")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    asked = parser.parse_args()
    if unknown := set(asked.cases) - set(every):
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    begun, hold = time.monotonic(), True
    print(f"{'gate':<96} {'figure':>12} {'limit':>9}   (seed {asked.seed})")
    for name, case in cases(asked.quick, Random(asked.seed)).items():
        if (asked.cases and name not in asked.cases) or (asked.quick and not asked.cases and name in LONG):
            continue
        needs = {"power": power, "disk": room, "soak": soak, "fuzz": fuzz}.get(name)
        missing = needs.why_not() if needs is not None else ""
        with TemporaryDirectory() as folder:
            gates = [Gate(name, f"not tried: {missing}", "", False)] if missing else case(Path(folder))
        for gate in gates:
            print(
                f"{gate.name:<96} {gate.figure:>12} {gate.limit:>9}   {'holds' if gate.holds else 'DOES NOT HOLD'}", flush=True
            )
            hold = hold and gate.holds
        if asked.keep:
            command = f"dev.py faults{' --quick' if asked.quick else ''}"
            keep(f"faults {name}", command, [Figure(gate.name, gate.figure, gate.limit, gate.holds) for gate in gates])
    print(f"{'all hold' if hold else 'NOT ALL HOLD'}, after {time.monotonic() - begun:.0f} s")
    return 0 if hold else 1


if __name__ == "__main__":
    sys.exit(main())
