"""What stands in a source and could not be read is kept in its own words, and found again among other flags."""

from __future__ import annotations

from briefing_app.domain.texts import TEXT_LENGTH
from briefing_app.domain.unread import has_unread, total_unread, unread_item, unread_items, unread_total


def test_an_answer_that_could_not_be_read_is_said_with_its_item_and_its_words() -> None:
    assert unread_item(9, " now  and\nthen ") == "item 9 could not be read: now and then"
    assert unread_item(9, "a; b") == "item 9 could not be read: a, b"  # a semicolon would part it from its words
    assert unread_item(9, " ") == "item 9 could not be read: no words"


def test_a_total_that_is_no_number_is_said_with_its_words() -> None:
    assert unread_total("moderate") == "total could not be read: moderate"


def test_words_are_kept_as_long_as_any_text() -> None:
    assert unread_total("w" * (TEXT_LENGTH + 50)).startswith("total could not be read: " + "w" * (TEXT_LENGTH - 1))


def test_items_that_could_not_be_read_are_found_among_other_flags() -> None:
    flags = f"8 of 9 items answered; {unread_item(9, 'now and then')}; {unread_item(12, 'seldom')}; date in the future"
    assert unread_items(flags) == {9: "now and then", 12: "seldom"}
    assert unread_items("") == unread_items("item 9 not answered: not asked") == unread_items(unread_total("high")) == {}


def test_whether_something_could_not_be_read_is_told_of_an_item_and_of_a_total() -> None:
    item, total = f"no date; {unread_item(9, 'x')}", f"no date; {unread_total('x')}"
    assert (has_unread(item), has_unread(total), has_unread("no date; 8 of 9 items answered"), has_unread("")) == (
        True,
        True,
        False,
        False,
    )
    assert (total_unread(item), total_unread(total), total_unread("")) == (False, True, False)
