"""The lists of modules and of faults that change nothing name what is there."""

from __future__ import annotations

from tests.mutants.__main__ import GROUPS
from tests.mutants.making import mutants
from tests.mutants.trying import all_equivalents, path_of


def test_every_listed_module_is_there_and_listed_once() -> None:
    modules = [module for group in GROUPS for module in group.modules]
    assert [one for one in modules if not path_of(one).exists()] == []
    assert len(modules) == len(set(modules))


def test_every_fault_that_changes_nothing_can_still_be_made_and_has_a_reason() -> None:
    for one in all_equivalents():
        found = {(fault.source, fault.what) for fault in mutants(path_of(one["module"]).read_text("utf-8"))}
        assert (one["line"], one["change"]) in found, one
        assert one["reason"]
