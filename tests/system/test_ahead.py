"""Work done ahead gives its value, or its fault, when it is asked for."""

from __future__ import annotations

import pytest

from briefing_app.system.background import Ahead


def test_the_value_is_there_when_it_is_asked_for() -> None:
    assert Ahead(lambda: 42).result() == 42


def test_a_fault_is_raised_where_the_value_is_asked_for() -> None:
    work = Ahead(lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        work.result()
