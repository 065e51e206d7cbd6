"""The search for harmful bytes would see what it looks for; it runs in ``dev.py faults``, where atheris is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefing_app.sources.fhir.extractors import EXTRACTORS
from tests.faults.fuzz import CALENDAR, CODES, OTHER_SEEDS, TABLE, WHOLE_IMPORT_EVERY, harness
from tests.fhir import patient, score

GOOD = "".join(json.dumps(one) + "\n" for one in (patient(), score("s", 5))).encode()


def test_good_and_bad_lines_pass(tmp_path: Path) -> None:
    with harness(tmp_path) as try_bytes:
        for number in range(WHOLE_IMPORT_EVERY + 1):
            try_bytes(GOOD + b"\xff{}\n" * (number % 3))


def test_a_table_a_calendar_and_codes_are_read_by_their_own_readers(tmp_path: Path) -> None:
    with harness(tmp_path) as try_bytes:
        for letter, text in OTHER_SEEDS.items():
            for data in (text.encode(), b"", b"\xff" + text.encode(), text.encode() * 3, text.encode()[:-9]):
                try_bytes(letter.encode() + data)


@pytest.mark.parametrize(
    ("letter", "where"),
    [
        (TABLE, "briefing_app.domain.checkin_table.read_day"),
        (CALENDAR, "briefing_app.sources.holidays.read_rule"),
        (CODES, "briefing_app.services.checkin.read_groups"),
    ],
)
def test_what_is_no_problem_of_theirs_is_seen(letter: str, where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(where, fails)
    with harness(tmp_path) as try_bytes, pytest.raises(RuntimeError, match="a fault of ours"):
        try_bytes((letter + OTHER_SEEDS[letter]).encode())


def test_what_is_no_problem_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setitem(EXTRACTORS, "Patient", fails)
    with harness(tmp_path) as try_bytes, pytest.raises(RuntimeError, match="a fault of ours"):
        try_bytes(GOOD)
