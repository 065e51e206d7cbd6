"""Controllers stay small, know each other by the context's signals alone, and leave nothing behind that outlives their page."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "briefing_app" / "controllers"
MODULES = sorted(path for path in FOLDER.glob("*.py") if path.stem != "__init__")
AS_LONG_AS_THE_WINDOW = {"pages", "window"}  # nothing of theirs goes before the context does
MOST_LINES, MOST_OF_A_FUNCTION, MOST_PARAMETERS = 400, 60, 6


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name:
            yield node


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_signal_of_the_context_holds_a_function_without_an_owner(path: Path) -> None:
    """A lambda would be called, and would hold what was shown, when its page is long gone; a method goes with its object."""
    if path.stem in AS_LONG_AS_THE_WINDOW:
        return
    found = []
    for call in calls(ast.parse(path.read_text("utf-8")), "connect"):
        signal = ast.unparse(call.func)
        held = any(isinstance(one, ast.Lambda) for one in call.args)
        if held and signal.startswith(("context.", "self.context.", "self._context.")):
            found.append(f"{signal} in line {call.lineno}")
    assert found == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_controller_grows_beyond_what_is_read_at_once(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    long = [
        one.name for one in functions(ast.parse(text)) if one.end_lineno and one.end_lineno - one.lineno >= MOST_OF_A_FUNCTION
    ]
    wide = [
        one.name
        for one in functions(ast.parse(text))
        if len([arg.arg for arg in (*one.args.args, *one.args.kwonlyargs) if arg.arg != "self"]) > MOST_PARAMETERS
    ]
    assert (long, wide) == ([], [])


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_method_is_called_by_a_name_in_a_string(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    called = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Call) and ast.unparse(node.func.func) == "getattr"
    ]
    assert called == []


EVERYBODY_USES = {"context", "current", "stores"}
MORE_THAN_ONE = {  # what two of them still hold; nothing is added here
    "checkin": {"brief", "importing", "table"},
    "note_words": {"note", "session_note"},
    "restore": {"pages", "worktime"},
    "timer": {"ledger", "worktime"},
}


def test_controllers_tell_each_other_by_signals_and_each_is_held_by_one() -> None:
    """A controller is made by the one above it and known to no other: imports for types alone do not count."""
    holders: dict[str, set[str]] = {}
    for path in MODULES:
        tree = ast.parse(path.read_text("utf-8"))
        for_types = {
            one for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
            for one in ast.walk(node)
        }  # fmt: skip
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node not in for_types:
                package, _, name = (node.module or "").rpartition(".")
                if package == "briefing_app.controllers" and name not in EVERYBODY_USES:
                    holders.setdefault(name, set()).add(path.stem)
    shared = {name: held for name, held in holders.items() if len(held) > 1}
    assert shared == {name: held & holders.get(name, set()) for name, held in MORE_THAN_ONE.items() if name in shared}
