"""Which tests run which lines of a module: watched by the interpreter itself, while the tests run once as they are."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

from tests.mutants.collected import Tests

TOP = Path(__file__).parents[2]
Lines = dict[str, dict[int, list[str]]]  # module path, line, tests


class Watch:
    """A plugin of pytest that writes down, for each test, the lines of the watched modules that ran and the seconds of one core."""

    def __init__(self, modules: list[Path]) -> None:
        self._names = {str(path): path for path in modules}
        self._ran: set[tuple[str, int]] = set()
        self._full: set[CodeType] = set()  # every line of these has run in this test
        self._tests: dict[str, list[str]] = defaultdict(list)  # of each file
        self._shared: dict[str, set[tuple[str, int]]] = defaultdict(set)  # what fixtures of a whole file ran, by file
        self.lines: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Set-up and end of a test count as its own."""
        self._tests[file_of(item.nodeid)].append(item.nodeid)
        self._ran, self._full = set(), set()
        begun = time.process_time()
        threading.settrace(self._entered)
        sys.settrace(self._entered)
        yield
        sys.settrace(None)
        threading.settrace(None)
        self.seconds[item.nodeid] = time.process_time() - begun
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

    def share(self) -> None:
        """Give what a fixture of a whole file ran to every test of that file."""
        for file, ran in self._shared.items():
            for path, line in ran:
                found = self.lines[path][line]
                found += [test for test in self._tests[file] if test not in found]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """What fails now says nothing of a fault."""
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


def watch(collected: Tests, modules: list[Path], names: list[str], place: Path) -> int:
    """Run tests once and keep what they reach as JSON."""
    plugin = Watch(modules)
    collected.run(names, place, plugin, to_the_end=True)
    plugin.share()
    found = {"lines": plugin.lines, "seconds": plugin.seconds, "failed": plugin.failed}
    (place / "reach.json").write_text(json.dumps(found), "utf-8")
    return 0


class Reach:
    """What tests reached, to be asked for the tests of a line; it can be kept in a file, by what each file held then."""

    def __init__(self) -> None:
        self._lines: Lines = {}
        self._seconds: dict[str, float] = {}
        self._held: dict[str, str] = {}
        self.failed: list[str] = []

    def add(self, path: Path) -> None:
        """What `watch` kept."""
        found = json.loads(path.read_text("utf-8"))
        for module, lines in found["lines"].items():
            for line, tests in lines.items():
                self._lines.setdefault(module, {}).setdefault(int(line), []).extend(tests)
        self._seconds.update(found["seconds"])
        self.failed += found["failed"]

    def keep(self, path: Path, files: list[Path]) -> None:
        """Write it down, with what these files hold: modules and tests."""
        held = {str(one): digest(one) for one in files}
        found = {"lines": self._lines, "seconds": self._seconds, "failed": self.failed, "held": held}
        path.write_text(json.dumps(found), "utf-8")

    def take(self, path: Path, modules: list[Path], files: list[Path]) -> list[Path]:
        """Read what was kept of test files that have not changed and reached none of the modules that have; these files."""
        found = json.loads(path.read_text("utf-8"))
        held = found["held"]
        if any(str(one) not in held for one in modules):
            return []
        changed = [str(one) for one in modules if held[str(one)] != digest(one)]
        reaching = {file_of(test) for one in changed for tests in found["lines"].get(one, {}).values() for test in tests}
        same = [one for one in files if held.get(str(one)) == digest(one) and str(one.relative_to(TOP)) not in reaching]
        known = {str(one) for one in same}
        for module, lines in found["lines"].items():
            for line, tests in lines.items():
                kept = [test for test in tests if str(TOP / file_of(test)) in known]
                self._lines.setdefault(module, {})[int(line)] = kept
        self._seconds = {test: seconds for test, seconds in found["seconds"].items() if str(TOP / file_of(test)) in known}
        self.failed = [test for test in found["failed"] if str(TOP / file_of(test)) in known]
        return same

    def tests(self, module: Path, first: int, last: int, *, whole: bool) -> list[str]:
        """Tests that run a statement: the nearest file first, then the quickest. Where it runs at import those that run anything of the
        module, and all of the files that are named after it, for a test of a constant runs no line.
        """
        lines = self._lines.get(str(module), {})
        found = {test for line, tests in lines.items() if whole or first <= line <= last for test in tests}
        if whole:
            found |= {test for test in self._seconds if not far(test, module)}
        return sorted(found, key=lambda test: (far(test, module), self.seconds(test), test))

    def seconds(self, test: str) -> float:
        """What a test took of one core, set-up included."""
        return self._seconds.get(test, 0.0)


def digest(path: Path) -> str:
    """Tells whether a file has changed."""
    return sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def file_of(test: str) -> str:
    """The file that a test, or a file as a whole, is named by."""
    return test.partition("::")[0]


def far(test: str, module: Path) -> int:
    """0 for a test file that begins with that module's name, 1 for its layer and for briefs written out by hand, 2 for any other."""
    path = Path(file_of(test))
    same_layer = path.parent.name in (*module.parts, "words")
    if same_layer and f"{path.stem}_".startswith(f"test_{module.stem}_"):
        return 0
    return 1 if same_layer else 2
