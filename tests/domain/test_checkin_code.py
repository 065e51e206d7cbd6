"""The code of a check-in page: short enough to type, and a slip of the finger is told from what was never sent."""

from __future__ import annotations

import hmac
from datetime import date, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from briefing_app.domain.checkin_code import (
    ALPHABET,
    FIRST_DAY,
    GROUP,
    LEAST_SIGNATURE,
    Finished,
    decode,
    encode,
    groups_of,
    page_of,
    page_words,
    read_groups,
    signature_bits,
)
from briefing_app.domain.problems import Problem

KEY = bytes(range(16))
PHQ9 = (4,) * 9
EVENING = Finished(77_777, date(2026, 11, 24), time(21, 10), (1, 2, 3, 4, 0, 1, 1, 1, 2))
CODE = encode(EVENING, PHQ9, KEY)

choices = st.lists(st.integers(1, 10), min_size=1, max_size=40).map(tuple)


@st.composite
def finished(draw: st.DrawFn) -> tuple[Finished, tuple[int, ...]]:
    counts = draw(choices)
    answers = tuple(draw(st.integers(0, count)) for count in counts)
    day = FIRST_DAY + timedelta(days=draw(st.integers(0, (1 << 14) - 1)))
    at = time(draw(st.integers(0, 23)), draw(st.integers(0, 59)))
    return Finished(draw(st.integers(0, (1 << 18) - 1)), day, at, answers), counts


def test_the_answers_of_a_phq9_take_five_groups_of_five() -> None:
    assert CODE == "ABYHA-4XF7S-P983M-3GXR2-TKGRZ"
    assert [groups_of((4,) * count) for count in (4, 7, 9, 16)] == [5, 5, 5, 6]
    assert groups_of((5,) * 20) == 7


@given(finished())
def test_what_was_answered_comes_back_and_the_signature_is_never_shorter_than_stated(
    made: tuple[Finished, tuple[int, ...]],
) -> None:
    one, counts = made
    code = encode(one, counts, KEY)
    groups = read_groups(code)
    assert decode(groups, counts, KEY) == one
    assert page_of(groups) == one.page
    assert groups[0] == page_words(one.page)
    assert signature_bits(counts) >= LEAST_SIGNATURE


@pytest.mark.parametrize(
    "typed",
    [CODE.lower(), CODE.replace("-", " "), CODE.replace("-", ""), f"  {CODE} \n", CODE.replace("0", "O").replace("1", "l")],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert decode(read_groups(typed), PHQ9, KEY) == EVENING


@given(st.integers(0, 24), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_named_by_its_group(place: int, other: str) -> None:
    plain = CODE.replace("-", "")
    assume(plain[place] != other)
    with pytest.raises(Problem, match=f"^Group {place // GROUP + 1}, "):
        read_groups(plain[:place] + other + plain[place + 1 :])


@given(st.integers(0, 23))
def test_two_characters_that_changed_places_are_named_by_their_group(place: int) -> None:
    plain = CODE.replace("-", "")
    assume(plain[place] != plain[place + 1] and place % GROUP != GROUP - 1)
    swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    with pytest.raises(Problem, match=f"^Group {place // GROUP + 1}, "):
        read_groups(swapped)


def test_groups_that_changed_places_a_short_one_and_a_strange_character_are_named() -> None:
    groups = CODE.split("-")
    with pytest.raises(Problem, match=r"^Group 2, .* groups changed places"):
        read_groups("-".join([groups[0], groups[2], groups[1], *groups[3:]]))
    with pytest.raises(Problem, match=r"^Group 3 has 4 characters"):
        read_groups("-".join([*groups[:2], groups[2][:4], *groups[3:]]))
    with pytest.raises(Problem, match=r"^Group 1 holds U"):
        read_groups("U" + CODE[1:])
    with pytest.raises(Problem, match="No code was typed"):
        read_groups("  - ")


def test_a_group_too_few_is_said_with_both_numbers() -> None:
    with pytest.raises(Problem, match="has 4 groups; codes of this page have 5"):
        decode(read_groups(CODE[:-6]), PHQ9, KEY)


def changed(code: str, place: int, other: int) -> str:
    """A code with one data character changed, and its group's check character mended to fit: no slip of the finger."""
    for check in ALPHABET:
        plain = list(code.replace("-", ""))
        plain[place], plain[place // GROUP * GROUP + GROUP - 1] = ALPHABET[other], check
        try:
            read_groups("".join(plain))
        except Problem:
            continue
        return "".join(plain)
    raise AssertionError


@given(st.integers(5, 24).filter(lambda place: place % GROUP != GROUP - 1), st.integers(0, 31))
def test_a_code_that_was_changed_with_care_is_refused(place: int, other: int) -> None:
    made = changed(CODE, place, other)
    assume(made != CODE.replace("-", ""))
    with pytest.raises(Problem, match="was not made by the page that it names"):
        decode(read_groups(made), PHQ9, KEY)


def test_another_page_s_key_makes_no_code_for_this_one() -> None:
    with pytest.raises(Problem, match="was not made by the page"):
        decode(read_groups(encode(EVENING, PHQ9, bytes(16))), PHQ9, KEY)


def test_the_signature_is_the_first_bits_of_a_published_algorithm() -> None:
    words = "briefing check-in 1|77777|2519|1270|1,2,3,4,0,1,1,1,2"
    expected = int.from_bytes(hmac.digest(KEY, words.encode(), "sha256")) >> (256 - 34)
    value = 0
    for group in CODE.split("-"):
        for one in group[:4]:
            value = value << 5 | ALPHABET.index(one)
    assert (date(2026, 11, 24) - FIRST_DAY).days == 2519
    assert value & ((1 << 34) - 1) == expected


def test_what_no_code_can_hold_is_refused() -> None:
    for wrong in (
        Finished(1 << 18, EVENING.day, EVENING.at, EVENING.answers),
        Finished(1, date(2019, 12, 31), EVENING.at, EVENING.answers),
        Finished(1, EVENING.day, EVENING.at, (5, *EVENING.answers[1:])),
    ):
        with pytest.raises(ValueError, match=r"no code can hold this|is not one of"):
            encode(wrong, PHQ9, KEY)


def test_a_code_of_a_later_kind_is_said_to_be_one() -> None:
    with pytest.raises(Problem, match="of a kind that this Briefing does not know"):
        page_of(["00000"])
