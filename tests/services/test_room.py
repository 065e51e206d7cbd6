"""An import leaves room on the disk: it is refused before it begins, or stopped, and then everything is as before."""

from __future__ import annotations

import gzip
import zipfile
from collections import namedtuple
from pathlib import Path

import pytest

from briefing_app.domain.problems import Problem
from briefing_app.services import disk_space as room
from briefing_app.services import importing
from briefing_app.services.disk_space import ROOM_LEFT, Room
from briefing_app.sources.fhir.files import LARGEST_UNPACKED, unpacked_size
from briefing_app.storage.engine import reading
from briefing_app.storage.practice import PracticeStore
from tests.fhir import ndjson, patient, score
from tests.importing import everything, take

Usage = namedtuple("Usage", "total used free")


def free(monkeypatch: pytest.MonkeyPatch, megabytes: float) -> None:
    monkeypatch.setattr("briefing_app.services.disk_space.shutil.disk_usage", lambda _: Usage(0, 0, int(megabytes * 1e6)))


def test_an_import_that_needs_more_than_is_free_but_for_200_mb_is_refused_with_nothing_read(
    tmp_path: Path, store: PracticeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = ndjson(tmp_path / "x.ndjson", *(patient(f"p{number}") for number in range(2000)))
    free(monkeypatch, 200.01)
    monkeypatch.setattr(importing, "ImportTransaction", None)  # nothing may get as far as that
    with pytest.raises(Problem, match="too little for an export of 0 MB") as caught:
        take(store, export)
    assert "200 MB stay free" in caught.value.sentence
    assert "nothing was changed" in caught.value.remedy


@pytest.mark.parametrize(("megabytes", "fits"), [(299, False), (301, True)])
def test_the_limit_is_what_is_free_less_200_mb(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, megabytes: float, fits: bool
) -> None:
    free(monkeypatch, megabytes)
    needed = int(100e6 / room.SHARE_KEPT)
    if fits:
        Room(tmp_path / "practice.db", needed)
    else:
        with pytest.raises(Problem):
            Room(tmp_path / "practice.db", needed)
    assert ROOM_LEFT == 200_000_000


def test_one_that_grows_past_what_is_free_is_stopped_and_gives_everything_back(
    tmp_path: Path, store: PracticeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines of nothing but clients take three times their size: no size beforehand says so."""
    take(store, ndjson(tmp_path / "old.ndjson", patient("old"), score("o", 3, client="old")))
    before = everything(store)
    export = ndjson(tmp_path / "x.ndjson", *(patient(f"p{number}") for number in range(8000)))
    free(monkeypatch, 200 + export.stat().st_size / 1e6 * room.SHARE_KEPT + 0.01)
    monkeypatch.setattr(importing, "PROGRESS_SECONDS", 0)
    with store.engine.connect() as connection, reading(connection):
        connection.exec_driver_sql(
            "PRAGMA cache_size = -100"
        )  # so that a small import spills into the journal as a large one does
    with pytest.raises(Problem, match="needs more room than the disk has"):
        take(store, export)
    assert everything(store) == before


def test_a_disk_that_others_fill_meanwhile_is_said_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = Room(tmp_path / "practice.db", 1000)
    begun.watch()
    free(monkeypatch, 0.5)
    with pytest.raises(Problem, match="The disk is full"):
        begun.watch()


def test_what_is_packed_counts_as_what_it_unpacks_to(tmp_path: Path) -> None:
    lines = b'{"resourceType":"Patient","id":"ann"}\n' * 50_000
    (tmp_path / "plain.ndjson").write_bytes(lines)
    (tmp_path / "packed.ndjson.gz").write_bytes(gzip.compress(lines))
    with zipfile.ZipFile(tmp_path / "packed.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.ndjson", lines[:100_000])
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04" + b"x" * 100)
    assert unpacked_size([tmp_path / "plain.ndjson"]) == len(lines)
    assert unpacked_size([tmp_path / "packed.ndjson.gz"]) == 13 * (tmp_path / "packed.ndjson.gz").stat().st_size
    assert unpacked_size([tmp_path / "broken.zip"]) == 0
    packed = (tmp_path / "packed.zip").stat().st_size
    assert packed * 50 < unpacked_size([tmp_path / "packed.zip"]) <= min(100_000, packed * 200)
    assert LARGEST_UNPACKED == 2 << 30
