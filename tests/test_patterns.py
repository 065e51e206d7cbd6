"""No pattern of what reads foreign or typed text takes longer than its text is long, whatever is repeated in it."""

from __future__ import annotations

import inspect
import pkgutil
import re
import time
from collections.abc import Callable
from importlib import import_module
from types import ModuleType

import pytest

import briefing_app.domain
import briefing_app.sources.fhir
from briefing_app.domain.deidentify import findings
from briefing_app.services import checkin, checkin_table
from briefing_app.sources.fhir.clinical import _plain, plan_of

LONG = 30_000  # characters
MOST_SECONDS = 0.5  # the worst takes a fifth of that; one that is quadratic takes from some seconds to minutes
REPEATED = (
    " ", "\n", "\n ", " \n", "\t", "a", "1", "0", "-", "/", ":", "#", "*", "<", "&", "{", "[", '"', "\\", "a.", "a-", "a@", "1 ", "1:", "1.",
    "1/", "2026", "2026 ", "2026-01-02 ", "2026 1:", "99 ", "1 h", "plan", "plan\n", "plan ", "Ab ", "# ", "<a", "may ", "https://",
)  # fmt: skip
AROUND = (("", ""), ("", "!"), ("x", "\n"), ("plan:\nx", "y"), ("2026-01-02 ", "\n"), ("A", ":x"), ("1", "x"), ('"', "x"))


def modules() -> list[ModuleType]:
    found: list[ModuleType] = [checkin, checkin_table, import_module("briefing_app.services.measure")]
    for package in (briefing_app.domain, briefing_app.sources.fhir):
        found += [import_module(f"{package.__name__}.{one.name}") for one in pkgutil.iter_modules(package.__path__)]
    return found


def _of_bytes(look: Callable[[bytes], object]) -> Callable[[str], object]:
    return lambda text: look(text.encode())


def patterns() -> dict[str, Callable[[str], object]]:
    """Each pattern as its module uses it: at the start of a text, on the whole of it, or wherever it stands."""
    found: dict[str, Callable[[str], object]] = {}
    for module in modules():
        source = inspect.getsource(module)
        for name, value in vars(module).items():
            several = [one[-1] for one in value if isinstance(one, tuple) and one] if isinstance(value, tuple) else [value]
            for number, pattern in enumerate(one for one in several if isinstance(one, re.Pattern)):
                way = re.search(rf"\b{name}\.(match|fullmatch)\(", source)
                look = getattr(pattern, way[1] if way else "search")
                found[f"{module.__name__.rpartition('.')[2]} {name} {number}"] = (
                    _of_bytes(look) if isinstance(pattern.pattern, bytes) else look
                )
    return found


@pytest.mark.parametrize("name", patterns())
def test_a_pattern_takes_no_longer_than_its_text_is_long(name: str) -> None:
    look = patterns()[name]
    for repeated in REPEATED:
        for before, after in AROUND:
            text = before + repeated * (LONG // len(repeated)) + after
            began = time.process_time()
            look(text)
            took = time.process_time() - began
            assert took < MOST_SECONDS, f"{repeated!r} between {before!r} and {after!r} took {took:.1f} s"


@pytest.mark.parametrize(
    "text", ["Plan:\nx" + "\n" * LONG + "y", "\n" * LONG + "y", "Plan:\nx" + "\n " * LONG + "y", "<" * LONG]
)
def test_a_note_of_blank_lines_is_read_at_once(text: str) -> None:
    began = time.process_time()
    plan_of(text)
    findings(text, ["Ann"])
    assert time.process_time() - began < MOST_SECONDS


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("History\n\n## Plan ##\n\nwalk daily\n\nSigned:\nme", "walk daily"),
        ("**Next steps**\n***\n\ncall Ben\n# Other\nx", "call Ben"),
        ("x\nplan : sleep diary\n\n\nRisk:\nnone", "sleep diary"),
        ("Plan\r\n\r\n* one\r\n* two\r\n", "* one \n* two"),
        ("No plan here: none", ""),
    ],
)
def test_a_plan_is_found_under_its_heading(text: str, plan: str) -> None:
    assert plan_of(text) == plan


def test_a_character_of_absurd_number_is_no_fault() -> None:
    assert _plain("<p>a &lt; b &#9999999999" + "9" * 5000 + ";</p>").split() == ["a", "<", "b", "\ufffd"]
