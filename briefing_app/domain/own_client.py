"""A client as the clinician enters them: the name as it is said, and what else is known of the person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from briefing_app.domain.problems import Problem
from briefing_app.domain.texts import NAME_LENGTH, clean

OWN_CLIENT = "own:"  # begins the id of a client whom no file brought
FIRST_ROW = 1 << 40  # of clients entered by hand: an import that is being written takes none of their rows
OLDEST = 1900


@dataclass(frozen=True, slots=True)
class OwnClient:
    """``name`` is as said, "First Last" or "Last, First"; ``born`` an ISO day, or ""; ``reach`` numbers and addresses. All but the name may be empty."""

    name: str
    born: str = ""
    pronouns: str = ""
    reach: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, str]:
        """Family and given name; one word is the name by which somebody is called."""
        family, comma, given = self.name.partition(",")
        if not comma:
            given, _, family = self.name.rpartition(" ")
        family, given = family.strip(), given.strip()
        return (family, given) if given else ("", family)


def checked(one: OwnClient, today: date) -> OwnClient:
    """The client with blanks squeezed. Raises Problem without a name, for a birth date that is no day or lies ahead, and for what is too long."""
    said = OwnClient(
        " ".join(one.name.split()),
        one.born.strip(),
        " ".join(one.pronouns.split()),
        tuple(filter(None, (" ".join(line.split()) for line in one.reach))),
    )
    if not said.name.strip(" ,"):
        raise Problem("A client has a name.", "Give it as it is said, such as Ada Brown or Brown, Ada.", exit_code=2)
    for words in (said.name, said.pronouns, *said.reach):
        if clean(words) != words:
            raise Problem(
                f"{clean(words)[:40]} is too long, or holds characters that cannot be shown.",
                f"Use at most {NAME_LENGTH} characters.",
                exit_code=2,
            )
    if said.born:
        try:
            born = date.fromisoformat(said.born)
        except ValueError:
            raise Problem(f"{said.born} is not a day.", "Write a birth date as 1984-03-09.", exit_code=2) from None
        if born.year < OLDEST or born > today:
            raise Problem(f"Nobody was born on {said.born}.", f"Give a day from {OLDEST} up to today.", exit_code=2)
        return replace(said, born=born.isoformat())
    return said
