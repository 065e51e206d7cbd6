"""Which tests run which lines of a module: watched by the interpreter itself, while the tests run once as they are."""

from __future__ import annotations

import json
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

Lines = dict[str, dict[int, list[str]]]  # module path, line, tests


class Watch:
    """A plugin of pytest that writes down, for each test, the lines of the watched modules that ran and the seconds it took."""

    def __init__(self, modules: list[Path]) -> None:
        self._names = {str(path): path for path in modules}
        self._ran: set[tuple[str, int]] = set()
        self._full: set[CodeType] = set()  # every line of these has run in this test
        self._tests: dict[str, list[str]] = defaultdict(list)  # of each file
        self._shared: dict[str, set[tuple[str, int]]] = defaultdict(set)  # what fixtures of a whole file ran, by file
        self.lines: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.seconds: dict[str, float] = defaultdict(float)
        self.failed: list[str] = []

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Set-up and end of a test count as its own."""
        self._tests[file_of(item.nodeid)].append(item.nodeid)
        self._ran, self._full = set(), set()
        threading.settrace(self._entered)
        sys.settrace(self._entered)
        yield
        sys.settrace(None)
        threading.settrace(None)
        for path, line in self._ran:
            self.lines[path][line].append(item.nodeid)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest) -> Iterator[None]:
        """What a fixture of a whole file does is what each of its tests may notice, not only the one that came first."""
        if fixturedef.scope == "function":
            yield
            return
        before, self._ran, self._full = self._ran, set(), set()
        yield
        self._shared[file_of(request.node.nodeid)] |= self._ran
        self._ran, self._full = before | self._ran, set()

    def pytest_sessionfinish(self) -> None:
        """Give what was shared to every test of its file."""
        for file, ran in self._shared.items():
            for path, line in ran:
                found = self.lines[path][line]
                found += [test for test in self._tests[file] if test not in found]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add the parts of a test to its seconds."""
        self.seconds[report.nodeid] += report.duration
        if report.failed:
            self.failed.append(report.nodeid)

    def _entered(self, frame: FrameType, event: str, _: Any) -> Any:
        code = frame.f_code
        if code.co_filename not in self._names or code in self._full:
            return None
        path, ran = code.co_filename, self._ran
        ran.add((path, frame.f_lineno))

        def on_line(inner: FrameType, event: str, _: Any) -> Any:
            if event == "line":
                ran.add((path, inner.f_lineno))
            elif event == "return" and all(line is None or (path, line) in ran for _, _, line in code.co_lines()):
                self._full.add(code)
            return on_line

        return on_line


def watch(modules: list[Path], arguments: list[str], kept: Path) -> int:
    """Run tests once and keep what they reach as JSON; the code that pytest ends with."""
    plugin = Watch(modules)
    code = int(pytest.main(arguments, plugins=[plugin]))
    kept.write_text(json.dumps({"lines": plugin.lines, "seconds": plugin.seconds, "failed": plugin.failed}), "utf-8")
    return code


class Reach:
    """What was kept of one or several runs, to be asked for the tests of a line."""

    def __init__(self, kept: list[Path]) -> None:
        self._lines: Lines = {}
        self._seconds: dict[str, float] = {}
        self.failed: list[str] = []
        for path in kept:
            found = json.loads(path.read_text("utf-8"))
            for module, lines in found["lines"].items():
                for line, tests in lines.items():
                    self._lines.setdefault(module, {}).setdefault(int(line), []).extend(tests)
            self._seconds.update(found["seconds"])
            self.failed += found["failed"]

    def tests(self, module: Path, first: int, last: int, *, whole: bool) -> list[str]:
        """Tests that run a statement, or anything of its module when it runs at import: the nearest file first, then the quickest."""
        lines = self._lines.get(str(module), {})
        found = {test for line, tests in lines.items() if whole or first <= line <= last for test in tests}
        return sorted(found, key=lambda test: (far(test, module), self.seconds(test), test))

    def seconds(self, test: str) -> float:
        """What a test took, set-up included."""
        return self._seconds.get(test, 0.0)


def file_of(test: str) -> str:
    """The file that a test, or a file as a whole, is named by."""
    return test.partition("::")[0]


def far(test: str, module: Path) -> int:
    """0 for the test file of that module's name, 1 for its layer and for briefs written out by hand, 2 for any other."""
    path = Path(file_of(test))
    same_layer = path.parent.name in (*module.parts, "words")
    if same_layer and path.stem == f"test_{module.stem}":
        return 0
    return 1 if same_layer else 2
