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
from briefing_app.sources.fhir.markup import markup_words
from briefing_app.sources.fhir.notes import plan_of

LONG, TIMES = 12_000, 4  # characters, and how much shorter the texts beside them are
MOST_GROWTH = 2.5 * TIMES  # what is linear takes TIMES as long; what is quadratic, TIMES * TIMES
NOISE_SECONDS = 0.05
REPEATED = (
    " ", "\n", "\n ", " \n", "\t", "a", "1", "0", "-", "/", ":", "#", "*", "<", "&", "{", "[", '"', "\\", '\\"', "a.", "a-", "a@", "1 ", "1:", "1.",
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


def grows_too_fast(look: Callable[[str], object], texts: Callable[[int], list[str]]) -> str:
    """What took more than its share of the time of texts a quarter as long, run beside it; "" when nothing did."""

    def seconds(length: int) -> float:
        began = time.process_time()
        for text in texts(length):
            look(text)
        return time.process_time() - began

    short, long = seconds(LONG // TIMES), seconds(LONG)
    return "" if long <= short * MOST_GROWTH + NOISE_SECONDS else f"{long:.2f} s, and {short:.2f} s for a quarter of it"


@pytest.mark.parametrize("name", patterns())
def test_a_pattern_takes_no_longer_than_its_text_is_long(name: str) -> None:
    def texts(length: int) -> list[str]:
        return [before + repeated * (length // len(repeated)) + after for repeated in REPEATED for before, after in AROUND]

    assert grows_too_fast(patterns()[name], texts) == ""


@pytest.mark.parametrize(
    ("before", "repeated", "after"), [("Plan:\nx", "\n", "y"), ("", "\n", "y"), ("Plan:\nx", "\n ", "y"), ("", "<", "")]
)
def test_a_note_of_blank_lines_takes_no_longer_than_it_is_long(before: str, repeated: str, after: str) -> None:
    def look(text: str) -> None:
        plan_of(text)
        findings(text, ["Ann"])

    assert grows_too_fast(look, lambda length: [before + repeated * length + after]) == ""


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
    assert markup_words("<p>a &lt; b &#9999999999" + "9" * 5000 + ";</p>").split() == ["a", "<", "b", "\ufffd"]
