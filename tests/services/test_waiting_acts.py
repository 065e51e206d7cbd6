"""While our own import has the store to itself, what a clinician does is kept within a second, shown at once, and never lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from briefing_app.domain.act import Done
from briefing_app.domain.problems import Busy, Problem
from briefing_app.services.acts import ACTS
from briefing_app.services.refused_acts import refused_acts, try_again
from briefing_app.storage.audit import broken_at, deeds
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.waiting import say_act
from tests.conftest import KEY
from tests.holder import held
from tests.services.test_acts import AT, BY, CASES, NO_ROW, World, call_of, everything, standing, world

__all__ = ["world"]


def answers(store: PracticeStore, client: int) -> list[str]:
    reader = PracticeReader(store)
    found = [one.reason for one in reader.answers_of(client)]
    reader.close()
    return found


def audited(store: PracticeStore) -> list[str]:
    reader = PracticeReader(store)
    chain = deeds(reader)
    reader.close()
    assert broken_at(chain) == 0
    return [one.action for one in chain]


def test_an_answer_during_an_import_is_kept_and_shown_within_a_second_and_audited_once(world: World) -> None:
    with held(world.store.path, KEY) as holder:
        begun = time.monotonic()
        world.do("acknowledge", world.answer())
        assert time.monotonic() - begun < 1
        assert answers(world.store, world.client) == ["asked"], "shown as kept"
        assert len(world.store.waiting.paths()) == 1
        holder.let_go()
        assert world.store.waiting.run().kept == 1
    assert world.store.waiting.paths() == []
    other = PracticeStore(world.store.path, KEY, make=False)
    assert answers(other, world.client) == ["asked"]
    assert audited(other) == ["answered a line"]
    other.close()


def test_what_waits_is_kept_before_the_next_act(world: World) -> None:
    with held(world.store.path, KEY) as holder:
        world.do("enter_score", world.entry(11))
        holder.let_go()
        world.do("acknowledge", world.answer())
    assert audited(world.store) == ["entered a score", "answered a line"]


def test_a_stranger_who_holds_the_store_is_named_and_nothing_waits(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefing_app.storage.waiting.WAIT_SECONDS", 0.2)
    world.store.waiting._wait_for_lock(0.2)
    with held(world.store.path, KEY, "a stranger"):
        with pytest.raises(Busy):
            world.do("acknowledge", world.answer())
        assert world.store.waiting.paths() == []
        assert answers(world.store, world.client) == []


def test_what_waits_when_everything_is_killed_is_kept_at_the_next_opening(world: World) -> None:
    with held(world.store.path, KEY):
        world.do("acknowledge", world.answer())
        second = PracticeStore(world.store.path, KEY, make=False)  # opened while the import still runs: what waits is shown
        assert second.waiting.run_or_show().kept == 0
        assert answers(second, world.client) == ["asked"]
        second.close()
        world.store.close()
    opened = PracticeStore(world.store.path, KEY, make=False)
    assert opened.waiting.run_or_show().kept == 1
    assert answers(opened, world.client) == ["asked"]
    assert audited(opened) == ["answered a line"]
    opened.close()


def test_a_kill_between_the_transaction_and_the_file_keeps_it_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with held(world.store.path, KEY):
        world.do("acknowledge", world.answer())
    unlink = Path.unlink

    def killed(path: Path, missing_ok: bool = False) -> None:
        if path.suffix == ".act":
            raise KeyboardInterrupt
        unlink(path, missing_ok)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", killed)
        with pytest.raises(KeyboardInterrupt):
            world.store.waiting.run()
    assert world.store.waiting.run().kept == 1
    assert answers(world.store, world.client) == ["asked"]
    assert world.store.waiting.paths() == []


def test_nothing_of_it_can_be_read_beside_the_store(world: World) -> None:
    with held(world.store.path, KEY):
        world.do("acknowledge", world.answer()._replace(reason="CANARY words"))
        (path,) = world.store.waiting.paths()
        assert b"CANARY" not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0


def test_an_act_that_is_refused_meanwhile_says_so_and_its_words_stay_beside_the_store(world: World) -> None:
    row = world.do("enter_score", world.entry(11)).number
    with held(world.store.path, KEY):
        world.do("enter_score", world.entry(12, row))
        with pytest.raises(Problem, match="corrected already"):
            world.do("enter_score", world.entry(13, row))  # what waits counts, also for what is refused
        assert len(world.store.waiting.paths()) == 1
    other = PracticeStore(world.store.path, KEY, make=False)
    with other.engine.begin() as transaction:
        ACTS["withdraw_score"].within(transaction, row, "another client's", AT, BY)
    other.close()
    ran = world.store.waiting.run()
    assert [one.sentence for one in ran.refused] == ["This score has been corrected already."]
    assert [path.suffix for path in world.store.path.with_name("waiting").iterdir()] == [".refused"]


def test_what_was_refused_is_read_again_and_kept_once_it_can_be(world: World) -> None:
    goal = world.goal()
    with held(world.store.path, KEY):
        world.do("end_goal_of", goal, AT, BY)
    other = PracticeStore(world.store.path, KEY, make=False)
    with other.engine.begin() as transaction:
        ACTS["end_goal_of"].within(transaction, goal, AT, BY)
    other.close()
    refused = world.store.waiting.run().refused
    assert len(refused) == 1
    (one,) = refused_acts(world.store)
    assert one.name == "end_goal_of"
    with pytest.raises(Problem) as again:
        try_again(world.store, one)
    assert again.value.sentence == refused[0].sentence
    assert refused_acts(world.store) == [one], "it stays"
    world.do("reopen_goal_of", goal, AT, BY)
    try_again(world.store, one)
    assert refused_acts(world.store) == []
    assert audited(world.store)[-3:] == ["ended a goal", "went on with a goal", "ended a goal"]
    said = say_act("acknowledge", datetime(2026, 11, 30, 9, 5).astimezone(), "talked; asked")
    assert said == "acknowledge, 30 Nov 2026, 09:05: talked; asked"


def test_what_waits_is_shown_to_another_connection_that_asks_for_news(world: World) -> None:
    reading = PracticeStore(world.store.path, KEY, make=False)
    with held(world.store.path, KEY) as holder:
        world.do("acknowledge", world.answer())
        reading.waiting.show_news()
        assert answers(reading, world.client) == ["asked"]
        holder.let_go()
        world.store.waiting.run()
    reading.waiting.show_news()
    assert answers(reading, world.client) == ["asked"], "from the store itself now"
    assert reading.waiting._overlay._tables == []
    reading.close()


@pytest.mark.parametrize("name", CASES)
def test_each_act_that_waited_comes_to_the_same_as_one_that_did_not(world: World, name: str) -> None:
    call: Callable[[], Done] = call_of(world, name)
    before = everything(world.store)
    world.store.waiting.always = True
    other = PracticeStore(world.store.path, KEY, make=False)
    with other.engine.connect() as connection, connection.begin():
        done = call()
        shown = standing(world)
        assert len(world.store.waiting.paths()) == 1
        world.store.waiting._overlay.clear()
    other.close()
    assert everything(world.store) == before, "the store itself was as it was"
    assert world.store.waiting.run().kept == 1
    assert standing(world) == shown
    after = everything(world.store)
    assert (len(after["audit"]) > len(before["audit"])) == (name not in NO_ROW)
    assert type(done.back).__name__ in ("TakeBack", "Stays")
