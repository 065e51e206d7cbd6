"""The program with all quick tests collected, in one process; a fault is put into functions as they stand, in a fork of it."""

from __future__ import annotations

import ast
import gc
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from types import CodeType, FunctionType

import pytest

from tests.mutants.making import Mutant, made
from tests.mutants.running import GIVEN, NOT_PUT, NOTICED, QUIET, SURVIVED, FirstFailure

OWN_NAMES = 0x2  # flag of the code of a function: its names are its own, which those of a class's body are not


def collect(folders: Sequence[str], then: Callable[[Tests], None]) -> int:
    """Collect the tests of these paths and hand them on, in place of running them; the code that pytest ends with."""
    # Output is not caught: what a test prints goes where the process that runs it lets it go.
    return int(pytest.main([*QUIET, "-q", "-s", *folders], plugins=[_Loop(then)]))


class _Loop:
    def __init__(self, then: Callable[[Tests], None]) -> None:
        self._then = then

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of pytest's own."""
        gc.disable()  # what it writes into each object would be copied in each fork
        self._then(Tests(session))
        return True


class Tests:
    """Collected tests by their names, to be run in a fork of this process; and where each function of the program is."""

    def __init__(self, session: pytest.Session) -> None:
        self.items = {item.nodeid: item for item in session.items}
        self._session = session
        self._functions: dict[str, list[FunctionType]] = {}
        for one in gc.get_objects():
            if isinstance(one, FunctionType):
                self._functions.setdefault(one.__code__.co_filename, []).append(one)

    def run(self, names: Sequence[str], place: Path, plugin: object, *, to_the_end: bool = False) -> int:
        """``SURVIVED`` when all pass; without ``to_the_end`` the first that fails is the last. Files go under ``place``."""
        place.mkdir(parents=True)
        os.environ[GIVEN] = str(place)
        self._session.config.pluginmanager.register(plugin)
        items = [self.items[name] for name in names]
        for item, following in zip_longest(items, items[1:]):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self._session.testsfailed and not to_the_end:
                return NOTICED
        return NOTICED if self._session.testsfailed else SURVIVED

    def functions(self, path: Path) -> list[FunctionType]:
        """Those that stand in a file."""
        return self._functions.get(str(path), [])


@dataclass(frozen=True, slots=True)
class InPlace:
    """Tests of a module whose functions get the code that they have with a fault."""

    collected: Tests
    path: Path
    mutant: Mutant | None
    tests: Callable[[], Sequence[str]]  # asked when the process begins
    place: Path

    def __call__(self) -> int:
        """``SURVIVED``, ``NOTICED``, or ``NOT_PUT`` when the fault is not in the code of a function that can be exchanged."""
        if self.mutant is not None:
            tree = made(self.path.read_text("utf-8"), self.mutant)
            if not put(self.path, tree, self.collected.functions(self.path)):
                return NOT_PUT
        return self.collected.run(self.tests(), self.place, FirstFailure(self.place / "failed"))


def put(path: Path, tree: ast.Module, functions: Sequence[FunctionType]) -> bool:
    """Exchange the code of each function that differs in the tree; whether each of these was found."""
    old = compile(path.read_text("utf-8"), str(path), "exec", dont_inherit=True)
    new = compile(tree, str(path), "exec", dont_inherit=True)
    changed = [(was, now) for was, now in zip(_outermost(old), _outermost(new), strict=True) if was != now]
    for was, now in changed:
        holding = [one for one in functions if one.__code__ == was]
        if not holding or was.co_freevars != now.co_freevars:
            return False
        for one in holding:
            one.__code__ = now
    return bool(changed)


def _outermost(code: CodeType) -> Iterator[CodeType]:
    """The code of each function of a module and of its classes, in order; not of functions in functions."""
    for one in code.co_consts:
        if isinstance(one, CodeType):
            if one.co_flags & OWN_NAMES:
                yield one
            else:
                yield from _outermost(one)
