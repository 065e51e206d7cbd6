"""Imported text made harmless."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from briefing_app.domain.texts import clean


@given(st.text(max_size=400))
def test_cleaning_is_idempotent_and_never_lengthens(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert len(once) <= min(len(text), 200)


def test_direction_controls_surrogates_and_control_characters_lose_their_power() -> None:
    assert clean("a\u202eb") == "a\ufffdb"
    assert clean("a\ud83db") == "a\ufffdb"
    assert clean("a\x07b\tc") == "a b c"
    assert clean("e" + "\u0301" * 40) == "e" + "\u0301" * 4


def test_a_persian_name_stays_as_it_is() -> None:
    assert clean("می\u200cخواهم") == "می\u200cخواهم"
