"""Whom a row means: by id, by name and birth date, by a name that was confirmed; and never by guess."""

from __future__ import annotations

import pytest

from briefing_app.domain.table_people import Directory, Found, Person, Who, parted_name

ANN = Person("ann", "Ann Invented", "1988-03-14", frozenset({"ann", "1001"}), frozenset({("Ann", "Invented")}))
JO = Person("jo", "Jo O’Vale", "1990-01-02", frozenset({"jo", "1002"}), frozenset({("Joanna", "O’Vale"), ("Jo", "O’Vale")}))
TWIN = Person("twin", "Ann Invented", "1988-03-14", frozenset({"twin", "1003"}), frozenset({("Ann", "Invented")}))
NONE = Person("none", "Noor Haldane", "", frozenset({"none"}), frozenset({("Noor", "Haldane")}))
FOUR = (ANN, JO, NONE)


def who(text: str = "", number: str = "", birth: str = "") -> Who:
    return Who(number, parted_name(text), birth, text)


def test_an_id_is_enough_unless_another_name_stands_beside_it() -> None:
    directory = Directory(FOUR)
    assert directory.find(who(number="1001")) == Found("ann")
    assert directory.find(who("Invented, Ann", "1001")) == Found("ann")
    assert directory.find(who("Ann I.", "1001")) == Found("ann")
    assert directory.find(who("Noor Haldane", "1001")) == Found("", (), "the client of this id has another name here")
    assert directory.find(who(number="9")) == Found("", (), "no client has this id")


def test_ids_of_a_program_that_numbers_its_own_are_its_own() -> None:
    directory = Directory([ANN._replace(ids=frozenset({"OpenEMR:7"})), JO._replace(ids=frozenset({"7"}))])
    assert directory.find(who(number="7"), "OpenEMR") == Found("ann")
    assert directory.find(who(number="7")) == Found("jo")


@pytest.mark.parametrize("text", ["Jo O'Vale", "O’VALE, JOANNA", "jo  o`vale"])
def test_name_and_birth_date_are_enough_in_any_spelling_of_the_name(text: str) -> None:
    assert Directory(FOUR).find(who(text, birth="1990-01-02")) == Found("jo")
    assert Directory(FOUR).find(who(text, birth="1990-01-03")) == Found("", (), "no client has this name and birth date")


def test_a_name_alone_is_asked_about_until_it_was_said() -> None:
    assert Directory(FOUR).find(who("Ann Invented")) == Found("", ("ann",), "the name alone: is it this client?")
    assert Directory(FOUR, {"ann  invented": "ann"}).find(who("Ann Invented")) == Found("ann")
    assert Directory(FOUR, {"Ann Invented": ""}).find(who("Ann Invented")) == Found("", (), "said to be nobody here")
    called = ANN._replace(called=frozenset({"ann invented"}))
    assert Directory([called, JO]).find(who("Ann Invented")) == Found("ann")


def test_a_short_form_of_a_name_is_a_question_and_initials_too() -> None:
    for text in ("Jo O.", "J. O’Vale", "J. O.", "JO"):
        assert Directory(FOUR).find(who(text)).person == "", text
    assert Directory(FOUR).find(who("Jo O.")).candidates == ("jo",)
    assert Directory(FOUR).find(who("Nobody Known")) == Found("", (), "no client is called so")


def test_of_two_clients_of_one_name_none_is_taken() -> None:
    directory = Directory((*FOUR, TWIN))
    assert directory.find(who("Ann Invented")) == Found("", ("ann", "twin"), "several clients have this name")
    found = directory.find(who("Ann Invented", birth="1988-03-14"))
    assert (found.person, found.reason) == ("", "several clients have this name and birth date")


def test_a_birth_date_that_is_not_known_here_is_asked_about() -> None:
    assert Directory(FOUR).find(who("Noor Haldane", birth="1970-05-05")).candidates == ("none",)
