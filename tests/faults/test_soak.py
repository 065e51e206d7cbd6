"""A window used for long neither grows nor loses references to None; and the gates would show it if it did."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import soak
from tests.faults.gate import Gate


def held(gates: list[Gate]) -> list[bool]:
    return [gate.holds for gate in gates]


@pytest.mark.slow
@pytest.mark.skipif(bool(soak.why_not()), reason="there is no /proc to read memory from")
def test_rounds_of_briefs_pages_locks_and_imports_leave_nothing_behind(tmp_path: Path) -> None:
    assert [gate for gate in soak.soak(6, tmp_path) if not gate.holds] == []


def test_the_gates_see_what_is_lost_and_what_grows() -> None:
    steady = [100.0] * 30
    assert held(soak.gates(30, steady, steady, steady)) == [True] * 4
    falling = [100_000.0 - 4000 * number for number in range(30)]
    assert held(soak.gates(30, falling, steady, steady))[0] is False
    growing = [100.0 + 5 * number for number in range(30)]
    assert held(soak.gates(30, steady, growing, steady)) == [True, True, False, True]
    assert held(soak.gates(30, steady, steady, growing)) == [True, True, True, False]
