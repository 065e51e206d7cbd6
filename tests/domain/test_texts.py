"""Imported text made harmless."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from briefing_app.domain.texts import clean, clean_id, one_line


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
    assert clean("e" + "\u0301\u0489" * 20) == "e" + "\u0301\u0489" * 2


def test_a_persian_name_stays_as_it_is() -> None:
    assert clean("می\u200cخواهم") == "می\u200cخواهم"


def test_ids_longer_than_any_real_one_are_shortened_and_stay_apart() -> None:
    one, two = clean_id("x" * 10_000 + "a"), clean_id("x" * 10_000 + "b")
    assert len(one) <= 200
    assert one != two
    assert clean_id(one) == one
    assert clean_id("f1\u202e") == "f1\ufffd"


def test_a_file_name_is_one_line_also_when_its_bytes_are_no_text() -> None:
    assert one_line(b"a\nb \xff.json".decode("utf-8", "surrogateescape")) == "a b \ufffd.json"
