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
    Unfinished,
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


def test_only_a_code_that_ends_too_early_is_unfinished() -> None:
    groups = CODE.split("-")
    with pytest.raises(Problem, match=r"^Group 2 has 4 characters; every group has 5\. Look") as middle:
        read_groups("-".join([groups[0], groups[1][:4], *groups[2:]]))
    with pytest.raises(Problem, match=r"^Group 5 has 1 character; every group has 5\. Look") as last:
        read_groups(CODE[:-4])
    with pytest.raises(Problem, match=r"^Group 5 has 6 characters") as longer:
        read_groups(CODE + "A")
    assert [type(one.value) for one in (middle, last, longer)] == [Problem, Unfinished, Problem]
    with pytest.raises(Problem, match="has 4 groups; codes of this page have 5") as fewer:
        decode(groups[:4], PHQ9, KEY)
    with pytest.raises(Problem, match="has 6 groups; codes of this page have 5") as more:
        decode([*groups, groups[0]], PHQ9, KEY)
    assert [type(one.value) for one in (fewer, more)] == [Unfinished, Problem]


@pytest.mark.parametrize(("strange", "said"), [("U", "U"), ("\x07", r"U\+0007"), ("é", "É")])
def test_a_character_of_no_code_is_named_with_its_group(strange: str, said: str) -> None:
    with pytest.raises(Problem, match=f"^Group 2 holds {said}, which no code does") as found:
        read_groups(CODE[:7] + strange + CODE[8:])
    assert found.value.remedy == "Look at group 2 again."


def test_groups_may_stand_apart_by_any_usual_sign() -> None:
    assert read_groups("abyha.4xf7s,p983m:3gxr2/tkgrz") == tuple(CODE.split("-"))
    assert read_groups("ABYHA–4XF7S — P983M\t3GXR2\nTKGRZ") == tuple(CODE.split("-"))


def test_a_first_and_a_last_page_day_and_minute_fit_into_a_code_and_the_next_does_not() -> None:
    last = FIRST_DAY + timedelta(days=(1 << 14) - 1)
    for made in (Finished(0, FIRST_DAY, time(0, 0), (0,)), Finished((1 << 18) - 1, last, time(23, 59), (4,))):
        assert decode(read_groups(encode(made, (4,), KEY)), (4,), KEY) == made
    for wrong in (
        Finished(-1, FIRST_DAY, time(), (0,)),
        Finished(0, last + timedelta(days=1), time(), (0,)),
        Finished(0, FIRST_DAY, time(), ()),
    ):
        with pytest.raises(ValueError, match="no code can hold this"):
            encode(wrong, (4,), KEY)
    with pytest.raises(ValueError, match="5 is not one of 4 answers"):
        encode(Finished(0, FIRST_DAY, time(), (5,)), (4,), KEY)


def test_a_minute_that_no_day_has_is_refused_though_its_signature_is_right() -> None:
    """The page's key signs 01:00; the code says minute 1500, which read around the clock would be 01:00 too."""
    words = "briefing check-in 1|7|0|60|1"
    size = signature_bits((1,))
    signature = int.from_bytes(hmac.digest(KEY, words.encode(), "sha256")) >> (256 - size)
    value = (((((1 << 18 | 7) << 14 | 0) << 11 | 1500) << 1 | 1) << size) | signature
    count = groups_of((1,))
    plain = "".join(ALPHABET[value >> at & 31] for at in range(5 * 4 * count - 5, -5, -5))
    whole = ["".join((plain[4 * number : 4 * number + 4], "?")) for number in range(count)]
    code = [checked(group, number) for number, group in enumerate(whole)]
    with pytest.raises(Problem, match="was not made by the page that it names"):
        decode(code, (1,), KEY)
    honest = Finished(7, FIRST_DAY, time(1, 0), (1,))
    assert decode(read_groups(encode(honest, (1,), KEY)), (1,), KEY) == honest


def checked(group: str, number: int) -> str:
    """A group with the character in its last place that fits the other four."""
    for one in ALPHABET:
        typed = group[:4] + one
        try:
            read_groups("-".join([*CODE.split("-")[:number], typed]))
        except Problem:
            continue
        return typed
    raise AssertionError(group)


def said(code: str) -> tuple[str, str]:
    """What is said of a code that is not whole or not right, and what to do."""
    with pytest.raises(Problem) as found:
        decode(read_groups(code), PHQ9, KEY)
    return found.value.sentence, found.value.remedy


def test_what_is_wrong_is_said_whole_with_what_to_do() -> None:
    groups = CODE.split("-")
    assert said(" ") == ("No code was typed.", "Type the groups as the page shows them.")
    assert said("ABYH") == ("Group 1 has 4 characters; every group has 5.", "Look at group 1 again.")
    assert said("-".join(groups[:4])) == (
        "The code has 4 groups; codes of this page have 5.", "Look whether a group is missing or typed twice."
    )  # fmt: skip
    assert said("-".join([groups[0], groups[2], groups[1], *groups[3:]])) == (
        "Group 2, P983M, is not what the page showed: a character is wrong, or groups changed places.", "Type group 2 again.",
    )  # fmt: skip
    assert said(encode(EVENING, PHQ9, bytes(16))) == (
        "This code was not made by the page that it names: every group is well formed, but together they do not fit.",
        "Type it again; if it is the same, it was changed or made up. Nothing was kept.",
    )
    with pytest.raises(Problem) as found:
        page_of(["00000"])
    assert (found.value.sentence, found.value.remedy) == (
        "This code is of a kind that this Briefing does not know.", "It may come from a newer Briefing, or be no code."
    )  # fmt: skip


def test_an_answer_under_none_is_none_that_a_code_can_hold() -> None:
    with pytest.raises(ValueError, match="-1 is not one of 4 answers"):
        encode(Finished(0, FIRST_DAY, time(), (-1,)), (4,), KEY)
