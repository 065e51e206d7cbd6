"""What no module may do: put a value into a statement, run a script of statements, ask the keyring elsewhere, log more than a place."""

from __future__ import annotations

import ast
import errno
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from briefing_app.storage.practice import _marks

ROOT = Path(__file__).parents[1]
APP = ROOT / "briefing_app"
STATEMENT = re.compile(
    r"\b(SELECT\b.*\bFROM|INSERT\b.*\bINTO|UPDATE\b.*\bSET|DELETE FROM|PRAGMA|(CREATE|DROP|ALTER) (TABLE|INDEX|TRIGGER|VIEW)|ATTACH|WHERE) ",
    re.S,
)
CONSTANT = re.compile(r"_?[A-Z][A-Z_0-9]*(\[\w+\])?")
# What stands in a statement beside the modules' own constants, for SQL binds values and nothing else: no pragma, no name of a table or
# column, and no list of values whose length is not known. None of these is a value of the data; the key is the one that is.
NAMED = {
    "storage/engine.py": {"key.hex()", "name", "value"},  # pragmas take no bound value: the key, and PRAGMAS
    "storage/rekey.py": {"following.hex()"},  # the same of the next key
    "storage/backup.py": {"name"},  # of every table, as sqlite_master of our own store has it
    "storage/private.py": {"table"},  # of every table, from TABLES
    "storage/deleted.py": {  # tables and columns that lead to a client, read from our own metadata
        "name", "theirs", "table", "column", "person", "key.parent.name", "key.column.name", "target.name",
        "THEIRS['client_alias']", "THEIRS['own_client']", "THEIRS['calendar_event']", "THEIRS['client_name']", "names",
        "traces",  # names of tables, from NAMELESS
    },
    "storage/change_record.py": {  # tables and columns of our own schema, and what was put together of them; numbers of rows of our own
        "whole[:-1]", "row", "old", "called", "event", "table.name", "when", "self.id", "key", "client", "before", "name"
    },
    "storage/take_back.py": {  # the same; question marks; and statements of the module's own within others
        "table.name", "content_of(table, table.name)", "key_of(table, table.name)", "key.parent.name", "where", "named", "marks", "moment",
        "name", "later", "made.format('slot')",
        "made.format('client_alias')", "theirs", "otherwise", "list(client.c.keys()).index('merged_into')",
    },
    "storage/import_rows.py": {
        "name", "named", "where", "', '.join(every)", "', '.join(self.columns)",  # of the imported tables, from Columns and schema
        "', '.join((f'{column} = ?' for column in every))", "', '.join('?' * len(every))",  # a question mark for each of them
    },
    "storage/import_people.py": {"table"},  # of the imported tables, from schema
    "storage/import_kept.py": {"table"},  # the same
    "storage/importing.py": {
        "table", "marks",  # the same; and question marks, one for each client of a chunk
        "', '.join('?' * len(known))",  # a question mark for each status
    },
    "storage/calendar_settle.py": {"table.name", "table"},  # of the clinician's own tables, from schema
    "storage/contacts.py": {"', '.join('?' * len(clients))"},  # a question mark for each client
    "storage/own_client.py": {"', '.join('?' * len(clients))", "name"},  # the same; and tables of the clinician's own, from schema
    "storage/own_fact.py": {"', '.join('?' * len(clients))"},  # a question mark for each client
    "storage/own_session.py": {"marks"},  # a question mark for each client
    "storage/overlay.py": {"name"},  # of a table, as a statement of our own has it and sqlite_master knows it
    "storage/waiting.py": {"round(seconds * 1000)"},  # a pragma takes no bound value: our own seconds
    "storage/merging.py": {  # tables that hang on a client, and their columns, from schema; question marks, one for each record of a group
        "name", "same", "others", "own", "stayed", "theirs", "table.name", "marks"
    },
    "storage/same_person.py": {  # question marks, one for each client; and statements of the module's own within others
        "marks", "days", "both", "_ASKED.replace('AND ', 'AND c.')", "', '.join('?' * len(clients))"
    },
    "storage/practice.py": {
        "_marks(clients)", "_marks(chunk)",  # question marks, one for each that is asked for
        # columns of an entry, named here, each as the newest reading has it
        "standing('computed', 'score')", "standing('severity')", "standing('flags')", "standing('solid')", "standing('prorated')",
    },
    "storage/rereading.py": {"marks", "', '.join('?' * 15)"},  # question marks: one for each instrument, one for each column
}  # fmt: skip
IN_MIGRATIONS = {"table", "columns"}  # and _texts(...), which makes columns


@cache
def modules() -> dict[str, ast.Module]:
    return {path.relative_to(APP).as_posix(): ast.parse(path.read_text("utf-8")) for path in sorted(APP.rglob("*.py"))}


def made_of(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """What is put into each statement of a module, by f-string, concatenation, ``%`` or ``format``: line and expression."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values if part)  # type: ignore[misc]
            if STATEMENT.search(f"{text} "):
                yield from (
                    (node.lineno, ast.unparse(part.value)) for part in node.values if isinstance(part, ast.FormattedValue)
                )
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
            sides = (node.left, node.right)
            if any(
                isinstance(one, ast.Constant) and isinstance(one.value, str) and STATEMENT.search(one.value) for one in sides
            ):
                yield from (
                    (node.lineno, ast.unparse(one)) for one in sides if not isinstance(one, ast.Constant | ast.JoinedStr)
                )
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            text = ast.unparse(node.func.value)
            if STATEMENT.search(text):
                yield node.lineno, f"format({text})"


def unexpected(name: str, tree: ast.AST) -> list[str]:
    allowed = IN_MIGRATIONS if "migrations" in name else NAMED.get(name, set())
    return [
        f"{name}:{line}: {made}"
        for line, made in made_of(tree)
        if not CONSTANT.fullmatch(made) and made not in allowed and not ("migrations" in name and made.startswith("_texts("))
    ]


def test_a_value_enters_a_statement_only_by_binding() -> None:
    assert [fault for name, tree in modules().items() for fault in unexpected(name, tree)] == []


def test_a_named_exception_that_is_no_longer_needed_is_struck() -> None:
    for name, allowed in NAMED.items():
        assert allowed == {made for _, made in made_of(modules()[name]) if not CONSTANT.fullmatch(made)}, name


@pytest.mark.parametrize(
    "source",
    [
        "rows(f\"SELECT id FROM client WHERE family = '{family}'\")",
        'rows("SELECT id FROM client WHERE family = " + family)',
        'rows("SELECT id FROM client WHERE family = %s" % family)',
        'rows("SELECT id FROM client WHERE family = {}".format(family))',
        'rows(f"PRAGMA user_version = {number}")',
    ],
)
def test_a_value_in_a_statement_would_be_found(source: str) -> None:
    assert len(unexpected("storage/new.py", ast.parse(source))) == 1


def test_marks_are_question_marks_and_nothing_else() -> None:
    assert _marks([1, 2, "x'); DROP TABLE client; --"]) == "?, ?, ?"


def test_nobody_runs_a_script_of_statements() -> None:
    """``executescript`` commits the open transaction first."""
    for name, tree in modules().items():
        assert "executescript" not in {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}, name


@pytest.mark.parametrize(
    ("package", "homes"),
    [
        ("keyring", {"system/computer_keyring.py"}),
        ("argon2", {"system/key_slots.py"}),
        ("cryptography", {"system/keys.py", "system/key_slots.py"}),
    ],
)
def test_keys_are_worked_with_where_they_are_kept(package: str, homes: set[str]) -> None:
    users = set()
    for name, tree in modules().items():
        for node in ast.walk(tree):
            named = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                named = [node.module or ""]
            if any(one.split(".")[0] == package for one in named):
                users.add(name)
    assert users == homes


def test_a_log_holds_constant_words_and_the_place_of_a_fault() -> None:
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in ("log", "logger", "logging")
                and node.func.attr != "getLogger"
            ):
                assert all(isinstance(one, ast.Constant) or ast.unparse(one).startswith("place_of(") for one in node.args), name


def test_banditry_is_looked_for_everywhere_and_every_exception_is_named() -> None:
    """Ruff's S rules are bandit's. None is switched off for the program; what is, is named with a folder and a reason in pyproject.toml."""
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    assert "S" in lint["select"]
    assert [rule for rule in lint["ignore"] if rule.startswith("S")] == []
    app = {
        place: banditry
        for place, rules in lint["per-file-ignores"].items()
        if place.startswith(("briefing_app", "**", "*")) and (banditry := [rule for rule in rules if rule.startswith("S")])
    }
    assert app == {"briefing_app/storage/**": ["S608"], "briefing_app/sources/demo/**": ["S311"]}
    named = {
        (path.name, found)
        for path in APP.rglob("*.py")
        for found in re.findall(r"#\s*(noqa: S\d+|nosec|ruff: noqa)", path.read_text("utf-8"))
    }
    assert named == {
        ("demo_checkins.py", "noqa: S311"),  # an invented client's answers
        ("tree.py", "noqa: S314"),  # a document type, and with it every entity, was refused before
    }


@pytest.fixture(scope="module")
def dev() -> Any:
    spec = spec_from_file_location("dev", ROOT / "build" / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_the_quick_tests_are_those_named_after_what_was_changed(dev: Any) -> None:
    found = dev.tests_beside(
        ["briefing_app/domain/safety.py", "tests/storage/test_store.py", "tests/gui/test_window.py", "build/dev.py"]
    )
    assert {"tests/domain/test_safety.py", "tests/storage/test_store.py", "tests/test_map.py"} <= set(found)
    assert not any(name.startswith("tests/gui") for name in found)
    assert dev.tests_beside([]) == ["tests/test_map.py"]


@pytest.mark.parametrize("answer", ["", "not JSON", "[]", "{}"])
def test_an_audit_without_a_network_says_so_and_fails_nothing(
    dev: Any, capsys: pytest.CaptureFixture[str], answer: str
) -> None:
    assert dev.say_audit(answer, "first\nConnectionError: nobody there") == 0
    assert "Nothing was audited. (ConnectionError: nobody there)" in capsys.readouterr().out


def test_an_audit_names_what_is_known_and_fails(dev: Any, capsys: pytest.CaptureFixture[str]) -> None:
    answer = {
        "dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "CVE-0"}]}, {"name": "b", "version": "2", "vulns": []}]
    }
    assert dev.say_audit(json.dumps(answer), "") == 1
    said = capsys.readouterr().out
    assert "a 1: CVE-0" in said
    assert "2 locked packages asked about, 1 known" in said


@pytest.mark.parametrize(("left", "asked"), [(3, 0), (2, 2), (0, 0)])
def test_an_audit_that_left_a_package_out_fails_and_counts_only_what_was_asked_about(
    dev: Any, capsys: pytest.CaptureFixture[str], left: int, asked: int
) -> None:
    packages: list[dict[str, Any]] = [{"name": f"left-{n}", "skip_reason": "not found"} for n in range(left)]
    packages += [{"name": f"asked-{n}", "version": "1", "vulns": []} for n in range(asked)]
    assert dev.say_audit(json.dumps({"dependencies": packages}), "") == 1
    said = capsys.readouterr().out
    assert f"{asked} locked packages asked about, 0 known" in said
    assert ("left-0" in said) == bool(left)


def test_the_tests_are_started_where_no_network_is(dev: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[Any, ...]] = []

    def offscreen(*command: Any) -> int:
        started.append(command)
        return 0

    monkeypatch.setattr(dev, "offscreen", offscreen)
    monkeypatch.setattr(dev, "without_network", lambda: ("unshare", "-n"))
    assert dev.test(["-x"]) == 0
    assert started == [("unshare", "-n", dev.PYTHON, "-m", "pytest", "-x")]


def test_where_no_network_can_be_made_for_the_tests_that_is_said(
    dev: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "offscreen", lambda *command: 0)
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    assert dev.test(["-x"]) == 0
    assert "no network of their own can be made" in capsys.readouterr().out


def test_a_network_of_its_own_leads_nowhere(dev: Any) -> None:
    apart = dev.without_network()
    if not apart:
        pytest.skip("no network of its own may be made here")
    code = "import socket\ntry:\n    socket.create_connection(('127.0.0.1', 9), 1)\nexcept OSError as fault:\n    print(fault.errno)"
    tried = subprocess.run([*apart, sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(tried.stdout) == errno.ENETUNREACH


@pytest.mark.parametrize("caught", [True, False], ids=["caught", "not caught"])
def test_a_test_that_connects_fails(tmp_path: Path, caught: bool) -> None:
    how = "with suppress(OSError):" if caught else "if True:"
    (tmp_path / "test_it.py").write_text(
        "import socket\nfrom contextlib import suppress\nfrom tests.conftest import no_network\n\n"
        f"def test_it():\n    {how}\n        socket.create_connection(('127.0.0.1', 9), 1)\n"
    )
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", str(tmp_path), str(tmp_path)],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert told.returncode == 1
    assert "connect to ('127.0.0.1', 9)" in told.stdout


def test_ci_needs_no_network_for_its_gates() -> None:
    assert "audit" not in (ROOT / ".ci" / "run").read_text("utf-8")
