"""A row of a store goes through a signal whole: clients who were typed in begin at 2^40, where a C int has long ended."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal

from briefing_app.domain.own_client import FIRST_ROW
from briefing_app.ui.carried import PLACE, ROW

PROGRAM = Path(__file__).parents[2] / "briefing_app"
PLACES = {
    "LargeScore": {"chosen"}, "ScoreRowsView": {"chosen"}, "RowButton": {"stepped", "moved"}, "Rail": {"chosen"},
    "TodayPage": {"session_word_asked"}, "Context": {"session_word_asked"}, "_List": {"moved"}, "_Field": {"stepped"}, "_Sessions": {"stepped"},
    "OutagePanel": {"given"}, "LoadPage": {"period_asked"}, "SessionStrip": {"stepped"}, "Shell": {"room_changed"},
}  # fmt: skip


def signals() -> Iterator[tuple[str, str, list[str]]]:
    """Class, name and what is carried of every signal that the window's code declares."""
    for path in sorted([*(PROGRAM / "ui").rglob("*.py"), *(PROGRAM / "controllers").rglob("*.py")]):
        for kind in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(kind, ast.ClassDef):
                continue
            for line in kind.body:
                if isinstance(line, ast.Assign):
                    names = [one.id for one in ast.walk(line.targets[0]) if isinstance(one, ast.Name)]
                    made = [
                        one for one in ast.walk(line.value) if isinstance(one, ast.Call) and ast.unparse(one.func) == "Signal"
                    ]
                    for name, one in zip(names, made, strict=False):
                        yield kind.name, name, [ast.unparse(carried) for carried in one.args]


def test_no_signal_carries_a_c_int_and_each_place_is_known() -> None:
    found = list(signals())
    assert len(found) > 200, "they are found at all"
    assert [(kind, name) for kind, name, carried in found if "int" in carried] == [], "ROW or PLACE of ui.carried says which"
    places: dict[str, set[str]] = {}
    for kind, name, carried in found:
        if "PLACE" in carried:
            places.setdefault(kind, set()).add(name)
    assert places == PLACES


def test_what_is_named_after_a_client_carries_a_row() -> None:
    named = {"client_asked", "delete_asked", "score_asked", "together_asked", "consult_asked", "checkins_asked", "record_asked",
             "details_asked", "same_asked", "undo_asked"}  # fmt: skip
    told = {
        (kind, name): carried
        for kind, name, carried in signals()
        if name in named and kind in ("BriefView", "ClientsPage", "WallView", "Context")
    }
    assert len(told) >= len(named)
    assert {name for name, carried in told.items() if carried != ["ROW"]} == set()


class _Carries(QObject):
    row, place = Signal(ROW), Signal(PLACE)


@pytest.mark.parametrize("row", [1, FIRST_ROW, FIRST_ROW + 7, -1])
def test_a_row_arrives_as_it_was_sent(row: int) -> None:
    heard: list[int] = []
    one = _Carries()
    one.row.connect(heard.append)
    one.row.emit(row)
    assert heard == [row]
