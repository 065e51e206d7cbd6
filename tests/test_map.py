"""The map of the program names every module once, by its whole path; what stands on it keeps its size, and says what it is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PROGRAM = Path(__file__).parent.parent / "briefing_app"
ROWS = [line.split("|")[1] for line in (PROGRAM / "README.md").read_text("utf-8").splitlines() if line.startswith("| ")]
UNNAMED = {"sources/demo/people", "sources/demo/practice"}  # the map names their folder


def named() -> Iterator[str]:
    """Whole paths. A bare name stands in the folder of the path before it in its row, else in the folder that its part of the map is of."""
    part = ""
    for row in ROWS:
        if header := re.fullmatch(r" \*\*(\w+)\*\* ", row):
            part = header[1]
        folder = part
        for name in re.findall(r"`([\w/]+)`", row):
            folder = name.rpartition("/")[0] if "/" in name else folder
            yield f"{folder}/{name.rpartition('/')[2]}".removeprefix("/")


def modules() -> set[str]:
    paths = [path for path in PROGRAM.rglob("*.py") if path.stem != "__init__" and "versions" not in path.parts]
    return {path.relative_to(PROGRAM).with_suffix("").as_posix() for path in paths} - UNNAMED


def test_every_module_stands_in_the_map() -> None:
    assert modules() - set(named()) == set()


def test_the_map_names_nothing_that_is_not_there() -> None:
    packages = {path.relative_to(PROGRAM).as_posix() for path in PROGRAM.rglob("*") if path.is_dir()}
    assert set(named()) - modules() - packages == set()


def test_no_module_stands_in_two_rows() -> None:
    names = list(named())
    assert sorted({name for name in names if names.count(name) > 1}) == []


# -- sizes

HOME = Path(__file__).parent.parent
MODULES = sorted([*(HOME / "briefing_app").rglob("*.py"), *(HOME / "build").rglob("*.py")])
MOST_LINES, MOST_OF_A_FUNCTION, MOST_PARAMETERS = 400, 60, 6
# Of those that are public; what Qt calls, such as ``paintEvent``, is described by Qt.
CLASSES_DOCUMENTED, FUNCTIONS_DOCUMENTED = 0.98, 0.90

LONG_FILES = {
    "services/importing.py": 560,
    "storage/practice.py": 640,
}
LONG_FUNCTIONS = {
    "sources/tables/sheet.py:handlers": 80,
    "storage/import_people.py:_add_client": 90,
}
WIDE_FUNCTIONS: dict[str, int] = {}


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def parameters(one: ast.FunctionDef) -> int:
    names = [arg.arg for arg in (*one.args.posonlyargs, *one.args.args, *one.args.kwonlyargs)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def name_of(path: Path) -> str:
    return path.relative_to(HOME).as_posix().removeprefix("briefing_app/")


def test_no_file_grows_beyond_what_is_read_at_once() -> None:
    found = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert {name: lines for name, lines in found.items() if lines > max(MOST_LINES, LONG_FILES.get(name, 0))} == {}


def test_no_function_is_longer_or_asks_for_more_than_a_reader_holds() -> None:
    long, wide = {}, {}
    for path in MODULES:
        for one in functions(ast.parse(path.read_text("utf-8"))):
            name, lines = f"{name_of(path)}:{one.name}", (one.end_lineno or 0) - one.lineno + 1
            if lines > max(MOST_OF_A_FUNCTION, LONG_FUNCTIONS.get(name, 0)):
                long[name] = lines
            if parameters(one) > max(MOST_PARAMETERS, WIDE_FUNCTIONS.get(name, 0)):
                wide[name] = parameters(one)
    assert (long, wide) == ({}, {})


def test_public_classes_and_functions_say_what_they_are() -> None:
    classes, methods = list[bool](), list[bool]()
    for path in MODULES:
        if "versions" in path.parts or "build" in path.parts:
            continue
        holders: list[ast.AST] = [ast.parse(path.read_text("utf-8"))]
        while holders:
            for node in ast.iter_child_nodes(holders.pop()):
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    classes.append(ast.get_docstring(node) is not None)
                    holders.append(node)
                elif isinstance(node, ast.FunctionDef) and node.name == node.name.lower() and not node.name.startswith("_"):
                    methods.append(ast.get_docstring(node) is not None)
    assert sum(classes) / len(classes) >= CLASSES_DOCUMENTED
    assert sum(methods) / len(methods) >= FUNCTIONS_DOCUMENTED
