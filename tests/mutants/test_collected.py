"""A fault that is put into functions as they stand changes what they do for whoever has imported them."""

from __future__ import annotations

import gc
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

from tests.mutants.collected import put
from tests.mutants.making import made, mutants

SOURCE = '''"""A module."""
LIMIT = 5

def late(days: int, least: int = 3) -> bool:
    return days > least

class One:
    days = 4

    def late(self) -> bool:
        return any(late(one) for one in (self.days, 2))

    @property
    def words(self) -> str:
        return "late" if self.late() else "in time"
'''


@pytest.fixture
def imported(tmp_path: Path) -> Callable[[str], tuple[dict[str, Any], bool]]:
    """Imports the module, and then puts the one fault that is told so into it; what it holds, and whether that could be done."""
    path = tmp_path / "module.py"
    path.write_text(SOURCE, "utf-8")

    def faulty(what: str) -> tuple[dict[str, Any], bool]:
        spec = spec_from_file_location("module", path)
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        functions = [one for one in gc.get_objects() if isinstance(one, FunctionType) and one.__code__.co_filename == str(path)]
        (mutant,) = [one for one in mutants(SOURCE) if one.what == what]
        return vars(module), put(path, made(SOURCE, mutant), functions)

    return faulty


def test_a_fault_in_a_function_is_there_for_all_that_call_it(imported: Callable[[str], tuple[dict[str, Any], bool]]) -> None:
    held, done = imported("Gt → LtE")
    assert done
    assert (held["late"](4), held["One"]().late(), held["One"]().words) == (False, True, "late")


@pytest.mark.parametrize("what", ["any → all", "branches exchanged"])
def test_a_fault_in_a_method_or_a_property_is_there(imported: Callable[[str], tuple[dict[str, Any], bool]], what: str) -> None:
    held, done = imported(what)
    assert done
    assert held["One"]().words == "in time"


@pytest.mark.parametrize("what", ["5 → 6", "3 → 4", "4 → 5"])
def test_what_is_worked_out_at_the_import_cannot_be_put_in(
    imported: Callable[[str], tuple[dict[str, Any], bool]], what: str
) -> None:
    held, done = imported(what)
    assert not done
    assert (held["LIMIT"], held["late"](4), held["One"].days) == (5, True, 4)
