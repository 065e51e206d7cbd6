"""Days and times in the cells of a table: read where they are clear, refused with what stands there."""

from __future__ import annotations

from datetime import date

import pytest

from briefing_app.domain.table import SERIALS_1904, SERIALS_FROM
from briefing_app.domain.table_moment import Moment, read_clock, read_minutes, read_moment
from briefing_app.domain.written_day import Order

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-10-05T08:02:11", Moment(date(2026, 10, 5), "08:02")),
        ("11/23/26 07:59:11", Moment(date(2026, 11, 23), "07:59")),
        ("07-Sep-26", Moment(date(2026, 9, 7))),
        ("5. Mai 2026", Moment(date(2026, 5, 5))),
        ("24 Dez 2025", Moment(date(2025, 12, 24))),
        ("2026/06/22 11:07:29 AM EDT", Moment(date(2026, 6, 22), "11:07", -240)),
        ("2026/06/22 11:07:29 AM AST", Moment(date(2026, 6, 22), "11:07", None, "AST")),
        ("2026-06-22T11:07:29+02:00", Moment(date(2026, 6, 22), "11:07", 120)),
        ("2026-06-22T11:07:29Z", Moment(date(2026, 6, 22), "11:07", 0)),
        ("2026-06-22 GMT-5", None),
        ("46300", None),
    ],
)
def test_a_moment_is_read_as_it_is_written(text: str, moment: Moment | None) -> None:
    if moment is None:
        with pytest.raises(ValueError, match="not a date"):
            read_moment(text, Order.MONTH_FIRST, None, TODAY)
    else:
        assert read_moment(text, Order.MONTH_FIRST, None, TODAY) == moment


def test_a_bare_serial_is_a_day_of_its_workbook() -> None:
    assert read_moment("46300", Order.UNSTATED, SERIALS_FROM, TODAY) == Moment(date(2026, 10, 5))
    assert read_moment("44838.5", Order.UNSTATED, SERIALS_1904, TODAY) == Moment(date(2026, 10, 5), "12:00")
    with pytest.raises(ValueError, match="no day of this workbook"):
        read_moment("60", Order.UNSTATED, SERIALS_FROM, TODAY)


def test_a_birth_of_two_digits_is_never_in_the_future() -> None:
    assert read_moment("3/14/58", Order.MONTH_FIRST, None, TODAY, birth=True).day == date(1958, 3, 14)
    assert read_moment("3/14/24", Order.MONTH_FIRST, None, TODAY, birth=True).day == date(2024, 3, 14)
    assert read_moment("3/14/88", Order.MONTH_FIRST, None, TODAY).day == date(1988, 3, 14)


@pytest.mark.parametrize(
    ("text", "clock"),
    [("9:00 AM", "09:00"), ("12:15 am", "00:15"), ("09:00 Uhr", "09:00"), ("9 p.m.", "21:00"), ("17:30:00", "17:30")],
)
def test_a_time_of_day_is_read(text: str, clock: str) -> None:
    assert read_clock(text) == clock


@pytest.mark.parametrize("text", ["25:00", "13:00 pm", "noon", ""])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no time of day"):
        read_clock(text)


@pytest.mark.parametrize(("text", "minutes"), [("50", 50), ("50 min", 50), ("0:50", 50), ("1 h", 60), ("50.0", 50)])
def test_a_length_is_read_in_minutes(text: str, minutes: int) -> None:
    assert read_minutes(text) == minutes


@pytest.mark.parametrize("text", ["0", "long", "9999", "-5"])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no length"):
        read_minutes(text)
