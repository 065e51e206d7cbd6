"""The last row of the audit, kept beside the store: an older store that is put in its place is missed, a restore and a crash are not."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from briefing_app.services.audit import audit_fault, chain_of
from briefing_app.services.backup import PRACTICE, Vault
from briefing_app.storage.audit import record
from briefing_app.storage.audit_head import kept_head, place_of_head
from briefing_app.storage.practice import PracticeStore
from briefing_app.system.paths import Profile
from tests.conftest import KEY


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """A practice with two rows in its audit."""
    made = Profile(tmp_path)
    note(made, 2)
    return made


def note(profile: Profile, rows: int, by: str = "R. V.") -> None:
    with closing(PracticeStore(profile.practice, KEY)) as store:
        for at in range(rows):
            record(store, "viewed", float(at), by)


def fault(profile: Profile) -> str:
    vault = Vault(profile, PRACTICE)
    return audit_fault(vault, KEY, chain_of(vault, KEY))


def test_the_head_is_that_of_the_last_closing_and_sealed(profile: Profile) -> None:
    last = chain_of(Vault(profile, PRACTICE), KEY)[-1]
    assert kept_head(profile.practice, KEY) == (2, last.hash)
    assert last.hash.encode() not in place_of_head(profile.practice).read_bytes()
    assert kept_head(profile.practice, bytes(32)) is None
    assert fault(profile) == ""


def test_an_older_store_put_in_place_is_missed_and_stays_so_whatever_is_done_with_it(profile: Profile) -> None:
    older = profile.folder / "older"
    shutil.copy(profile.practice, older)
    note(profile, 3)
    assert fault(profile) == ""
    shutil.copy(older, profile.practice)
    for _ in range(2):
        assert "went on to row 5, and that row does not stand here any more" in fault(profile)
        note(profile, 4, "somebody else")
    assert "went on to row 5" in fault(profile), "a row 5 of another hash is not that row"


def test_a_store_that_was_not_closed_has_an_older_head_which_stands_in_it(profile: Profile) -> None:
    head = place_of_head(profile.practice).read_bytes()
    note(profile, 2)
    place_of_head(profile.practice).write_bytes(head)
    assert fault(profile) == ""


@pytest.mark.parametrize("data", [b"", b"not sealed"])
def test_a_head_that_cannot_be_read_tells_nothing_and_is_kept_anew(profile: Profile, data: bytes) -> None:
    place_of_head(profile.practice).write_bytes(data)
    assert fault(profile) == ""
    note(profile, 1)
    assert kept_head(profile.practice, KEY) is not None


def test_a_store_closed_twice_is_closed(profile: Profile) -> None:
    store = PracticeStore(profile.practice, KEY)
    store.close()
    profile.practice.rename(profile.folder / "elsewhere")
    store.close()
    assert not profile.practice.exists()
