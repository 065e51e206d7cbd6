"""What a store of each schema is made of stays as it was: a backup is restored only where it is made of just that."""

from __future__ import annotations

import hashlib

import pytest

from briefing_app.storage.migrate import HEAD, PRIVATE_HEAD, made_by

MADE = {
    ("practice", "0001"): "8bef5d5592df1207",
    ("practice", "0002"): "3254fa985154e531",
    ("practice", "0003"): "ef2d04c9ebe43310",
    ("practice", "0004"): "7478d32c62678b78",
    ("practice", "0005"): "b65d26b6706c9dbd",
    ("practice", "0006"): "8b2185ee0149ae4a",
    ("practice", "0007"): "599e48c770aae0b3",
    ("practice", "0008"): "172001e189b6fee6",
    ("practice", "0009"): "aae83500b0b34fa3",
    ("practice", "0010"): "f6c696c128c2b38e",
    ("private", "0001"): "6b57f419623e0313",
    ("private", "0002"): "a4651d85d1d4e026",
    ("private", "0003"): "48edc50d56489938",
    ("private", "0004"): "52579711c36490e5",
}


@pytest.mark.parametrize(("kind", "schema"), MADE)
def test_a_schema_that_has_been_is_never_changed(kind: str, schema: str) -> None:
    made = made_by(kind, schema)
    assert made is not None
    assert digest(made) == MADE[kind, schema], "a change of the schema is a migration of its own"


def test_every_schema_is_held() -> None:
    heads = {"practice": HEAD, "private": PRIVATE_HEAD}
    assert set(MADE) == {(kind, f"{number:04}") for kind, head in heads.items() for number in range(1, int(head) + 1)}


def digest(made: dict[tuple[str, str], str]) -> str:
    return hashlib.blake2b(repr(sorted(made.items())).encode(), digest_size=8).hexdigest()
