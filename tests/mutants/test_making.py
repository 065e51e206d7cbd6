"""Faults are what they say they are, and each stands alone."""

from __future__ import annotations

import ast
from random import Random

import pytest

from tests.mutants.making import drawn, made, mutants

SOURCE = '''"""A module."""
from x import y

LIMIT = 5


def late(days: int, cadence: int | None) -> bool:
    """Whether it is late."""
    if cadence is None:
        return False
    return days > max(cadence, LIMIT) and not days == y(days, 7)
'''


def test_every_fault_is_told_with_its_line_and_nothing_is_made_of_imports_types_and_docstrings() -> None:
    assert [(one.line, one.what, one.at_import) for one in mutants(SOURCE)] == [
        (4, "5 → 6", True), (4, "5 → 4", True),
        (9, "condition negated", False), (9, "Is → IsNot", False),
        (10, "return None", False), (10, "False → True", False),
        (11, "return None", False), (11, "And → Or", False), (11, "without term 1", False), (11, "without term 2", False),
        (11, "Gt → GtE", False), (11, "Gt → LtE", False), (11, "max → min", False),
        (11, "without Not", False), (11, "Eq → NotEq", False), (11, "arguments exchanged", False), (11, "7 → 8", False), (11, "7 → 6", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("Gt → GtE", "    return days >= max(cadence, LIMIT) and (not days == y(days, 7))"),
        ("without term 1", "    return not days == y(days, 7)"),
        ("max → min", "    return days > min(cadence, LIMIT) and (not days == y(days, 7))"),
        ("arguments exchanged", "    return days > max(cadence, LIMIT) and (not days == y(7, days))"),
        ("condition negated", "    if not cadence is None:"),
        ("5 → 6", "LIMIT = 6"),
    ],
)
def test_a_made_module_differs_by_that_one_fault(what: str, line: str) -> None:
    (mutant,) = [one for one in mutants(SOURCE) if one.what == what]
    whole, faulty = ast.unparse(ast.parse(SOURCE)).splitlines(), ast.unparse(made(SOURCE, mutant)).splitlines()
    assert set(faulty) - set(whole) == {line}


def test_a_draw_is_the_same_for_a_seed_and_changes_few_texts() -> None:
    possible = mutants("\n".join(f"a{n} = 'word {n}' if b{n} else {n}" for n in range(60)))
    found = drawn(possible, 25, Random(1))
    assert found == drawn(possible, 25, Random(1)) != drawn(possible, 25, Random(2))
    assert (len(found), sum(one.is_text for one in found)) == (25, 2)
