"""The audit in words: its state, and its rows narrowed down."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from briefing_app.domain.audit import AuditEntry
from briefing_app.storage.audit import deeds, record
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.audit import AuditPage, make_audit, narrowed, say_shown

DAYS = (date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 4))
ALL = (date.min, date.max)


@pytest.fixture
def chain(store: PracticeStore, reader: PracticeReader) -> list[AuditEntry]:
    for day, action, client in zip(DAYS, ("opened", "viewed", "printed"), (0, 7, 8), strict=True):
        record(store, action, datetime(day.year, day.month, day.day, 9, 5, tzinfo=UTC).timestamp(), "R. V.", client=client)
    return deeds(reader)


@pytest.fixture
def page(chain: list[AuditEntry]) -> AuditPage:
    return make_audit(chain, {7: "Ann Invented"}, zone=UTC)


def test_the_newest_row_comes_first_and_clients_are_named_for_the_eye_alone(page: AuditPage) -> None:
    assert [line.action for line in page.lines] == ["printed", "viewed", "opened"]
    assert page.lines[1].cells[:6] == ("2", "3 Nov 2026, 09:05:00", "viewed", "Ann Invented", "", "R. V.")
    assert page.lines[0].cells[3] == "client in row 8, no longer there"
    assert page.lines[2].cells[3] == ""
    assert page.first_day == DAYS[0]


def test_it_says_whether_the_chain_is_whole_and_where_it_is_broken(chain: list[AuditEntry]) -> None:
    assert make_audit(chain, {}).state == "The chain is whole: each of the 3 rows follows from the one before."
    changed = make_audit(chain, {}, "The chain is broken at row 2.")
    assert not changed.whole
    assert changed.state == "The chain is broken at row 2."
    assert make_audit([], {}).state == "Nothing has been written down yet."


def test_rows_are_narrowed_by_kind_words_and_days(page: AuditPage) -> None:
    def found(action: str, words: str, first: date, last: date) -> list[str]:
        return [line.action for line in narrowed(page, action, words, first, last)]

    assert found("", "", *ALL) == ["printed", "viewed", "opened"]
    assert found("viewed", "", *ALL) == ["viewed"]
    assert found("", "invented ANN", *ALL) == ["viewed"]
    assert found("", "ann nobody", *ALL) == []
    assert found("", "", DAYS[1], DAYS[2]) == ["printed", "viewed"]
    assert found("", "", DAYS[0], DAYS[0]) == ["opened"]


def test_what_is_not_listed_is_said() -> None:
    assert say_shown(3, 3) == "3 rows"
    assert say_shown(2, 3) == "2 of 3 rows"
    assert "the newest 2000 are listed" in say_shown(2500, 2500)
