"""Which words of a calendar are somebody's whole name: initials, nicknames and what names no person are not."""

from __future__ import annotations

import pytest

from briefing_app.domain.full_name import is_full_name, name_in


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Ada Brown", "Ada Brown"),
        ("  Ada   Brown (video)", "Ada Brown"),
        ("Ada Brown - intake", "Ada Brown"),
        ("Brown, Ada", "Ada Brown"),
        ("Ada Brown-Ito", "Ada Brown-Ito"),
        ("Ada van der Berg", "Ada van der Berg"),
        ("Siobhán O’Neil", "Siobhán O’Neil"),
        ("田中 花", "田中 花"),
    ],
)
def test_a_given_and_a_family_name_are_a_whole_name(words: str, name: str) -> None:
    assert name_in(words) == name
    assert is_full_name(name)


@pytest.mark.parametrize(
    "words",
    ["J.R.", "JR", "J R", "Jamal R.", "Jamal R", "J. Reyes", "Reyes, J.", "Nedster", "ada brown", "Team Meeting", "Staff Lunch", "Dr Smith",
     "Ada & Ben Brown", "Ada Brown / Ben Gray", "Session: Ada Brown", "Ada Brown 3", "New Client", "JD Smith", ""],
)  # fmt: skip
def test_initials_nicknames_two_people_and_other_words_are_none(words: str) -> None:
    assert not is_full_name(name_in(words))
