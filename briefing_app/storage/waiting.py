"""Acts that wait beside the store until it can be written: encrypted, in order, each kept once, also after a kill."""

from __future__ import annotations

import inspect
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, get_type_hints

from sqlalchemy import event

from briefing_app.domain.act import Done, Ran, Refused
from briefing_app.domain.problems import Busy, NotWritten, Problem
from briefing_app.storage.engine import WAIT_SECONDS, Transaction, translated_errors
from briefing_app.storage.overlay import Overlay
from briefing_app.storage.vacuum import driver_of

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from briefing_app.storage.act import Act

FOLDER, SUFFIX, REFUSED = "waiting", ".act", ".refused"
HURRY_SECONDS = 0.3  # for the lock, while a process of ours writes for long
ABOUT = b"briefing waiting act"


class Waits(NamedTuple):
    """One act that waits: the module and name of its function, its arguments by name, and when it was done (seconds since 1970)."""

    path: Path
    module: str
    name: str
    arguments: Mapping[str, Any]
    at: float


class Waiting:
    """The acts of one store that wait, in a folder beside it. ``always``: the window ends, and what cannot be written now waits too."""

    def __init__(self, store: Path, key: bytes, engine: Engine) -> None:
        self._folder, self._key, self._engine = store.with_name(FOLDER), key, engine
        self._overlay = Overlay(engine)
        self._shown: list[Path] = []
        self.always = False
        self.ran = Ran()
        event.listen(engine, "begin", self._before_writing, insert=True)

    def _before_writing(self, connection: Any) -> None:
        """Whoever writes, writes into the store itself, never into what is shown in its place."""
        if "begin" not in connection.info:
            self._overlay.clear()
            self._shown = []

    # -- when

    def ours_at_work(self) -> bool:
        """Whether another process of ours, such as an import, writes for long."""
        if not any(self._folder.parent.glob("at-work-*")):
            return False
        from briefing_app.system.at_work import others_at_work

        return others_at_work(self._folder.parent)

    def takes(self, problem: Problem | None = None) -> bool:
        """Whether an act that could not be written may wait: for a process of ours that holds the store, or because the window ends."""
        return self.always or (not isinstance(problem, NotWritten) and self.ours_at_work())

    @contextmanager
    def in_time(self) -> Iterator[None]:
        """An act is kept within a second, one way or the other: where it may wait anyway, it does not wait long for the lock."""
        if not self.takes():
            yield
            return
        self._wait_for_lock(HURRY_SECONDS)
        try:
            yield
        finally:
            self._wait_for_lock(WAIT_SECONDS)

    def _wait_for_lock(self, seconds: float) -> None:
        driver_of(self._engine).execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}").fetchall()

    # -- what

    def paths(self) -> list[Path]:
        """The files of what waits, oldest first."""
        return sorted(self._folder.glob(f"*{SUFFIX}")) if self._folder.is_dir() else []

    def put(self, act: Act[...], write: Callable[[Transaction], Done], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Done:
        """Let an act wait; from now on it is shown as kept. Raises Problem where it is refused, or cannot be written down either."""
        given = inspect.signature(act.within).bind(None, *args, **kwargs).arguments
        arguments = dict(list(given.items())[1:])

        def written(transaction: Transaction) -> Done:
            done = write(transaction)
            self._write(act, arguments)
            return done

        return self._overlay.add(written)

    def _write(self, act: Act[...], arguments: Mapping[str, Any]) -> None:
        import msgspec

        from briefing_app.system.keys import sealed_with
        from briefing_app.system.paths import write_private

        content = {"module": act.module, "name": act.name, "arguments": arguments, "at": time.time()}
        self._folder.mkdir(mode=0o700, exist_ok=True)
        last = max((int(path.name.partition("-")[0]) for path in self._folder.glob("*-*")), default=0)
        number = max(time.time_ns(), last + 1)
        path = self._folder / f"{number:020d}-{secrets.token_hex(8)}{SUFFIX}"
        try:
            write_private(path, sealed_with(self._key, msgspec.json.encode(content), ABOUT))
        except OSError as fault:
            path.unlink(missing_ok=True)
            raise Problem(
                f"This could not be kept beside the store either: {fault.strerror}.", "Free some space and try again."
            ) from fault

    def all(self) -> list[Waits]:
        """What waits, oldest first. Raises Problem for a file that this store's key does not read."""
        return [self._read(path) for path in self.paths()]

    def _read(self, path: Path) -> Waits:
        import msgspec

        from briefing_app.system.key_slots import KeyFault
        from briefing_app.system.keys import unsealed_with

        try:
            found = msgspec.json.decode(unsealed_with(self._key, path.read_bytes(), ABOUT))
            return Waits(path, found["module"], found["name"], found["arguments"], found["at"])
        except (KeyFault, msgspec.MsgspecError, KeyError, OSError) as fault:
            raise Problem(
                f"What was done while the store was busy cannot be read: {path.name}.",
                "It is damaged, or belongs to another key; it was left as it is.",
            ) from fault

    # -- kept

    def run(self) -> Ran:
        """Keep what waits, in order, each in a transaction of its own and once. Raises Busy where the store is held; then it waits on."""
        paths = self.paths()
        if not paths:
            return Ran()
        self._overlay.clear()
        self._shown = []
        kept, refused = 0, list[Refused]()
        try:
            for path in paths:
                try:
                    self._keep(path)
                    kept += 1
                except (Busy, NotWritten):
                    raise
                except Problem as problem:
                    refused.append(Refused(problem.sentence, problem.remedy, self._words(path)))
                    path.replace(path.with_suffix(REFUSED))
        except (Busy, NotWritten):
            self.show()
            raise
        return Ran(kept, tuple(refused))

    def run_or_show(self) -> Ran:
        """``run``; where the store cannot be written, what waits is shown as kept."""
        try:
            return self.run()
        except (Busy, NotWritten):
            return Ran()

    def _words(self, path: Path) -> str:
        """What somebody wrote in an act that was refused; "" where it cannot be read, or holds no words."""
        try:
            arguments = self._read(path).arguments
        except Problem:
            return ""
        found = [arguments.get("words"), arguments.get("reason"), arguments.get("why")]
        match arguments:
            case {"note": {"sections": sections}}:
                found += [one["text"] for one in sections]
            case {"answer": [_, _, _, _, _, _, action, reason, *_]}:
                found += [action, reason]
        return "; ".join(one for one in found if isinstance(one, str) and one.strip())

    def _keep(self, path: Path) -> None:
        if not path.exists():
            return  # another process was quicker
        one, token = self._read(path), path.stem.partition("-")[2]
        with translated_errors(), self._engine.begin() as transaction:
            done = transaction.exec_driver_sql(
                "INSERT OR IGNORE INTO waited (token, at) VALUES (?, ?)", (token, one.at)
            ).rowcount
            if done == 1:  # else a kill came between its transaction and this
                _write_of(one)(transaction)
        path.unlink(missing_ok=True)

    def show_news(self) -> None:
        """The same, for a connection that only reads: nothing is done where the same acts wait as when it last looked."""
        if self.paths() != self._shown:
            self.show()

    def refused(self) -> list[Waits]:
        """What waited and was refused, oldest first, as it was asked for. Raises Problem for a file that this store's key does not read."""
        found = sorted(self._folder.glob(f"*{REFUSED}")) if self._folder.is_dir() else []
        return [self._read(path) for path in found]

    def words_of(self, path: Path) -> str:
        """What somebody wrote in an act that waits or was refused; "" where it holds no words."""
        return self._words(path)

    def again(self, path: Path) -> None:
        """Keep what was refused after all. Raises the Problem of its refusal; then it stays as it was."""
        waits = path.with_suffix(SUFFIX)
        path.replace(waits)
        try:
            self._overlay.clear()
            self._keep(waits)
        except BaseException:
            if waits.exists():
                waits.replace(path)
            raise

    def show(self) -> None:
        """Show what waits as if it were written."""
        self._overlay.clear()
        self._shown = self.paths()
        for path in self._shown:
            try:
                self._overlay.add(_write_of(self._read(path)))
            except Problem:
                continue  # it is refused, and said, when it is run


def _write_of(one: Waits) -> Callable[[Transaction], Done]:
    """The act as it was asked for. Raises Problem where this program does not know it."""
    import msgspec

    found = getattr(import_module(one.module), one.name, None) if one.module.startswith("briefing_app.services.") else None
    within = getattr(found, "within", None)
    if within is None:
        raise Problem(
            "What was done while the store was busy is not known to this version.", "Open it with the one that did it."
        )
    hints = get_type_hints(within)
    try:
        given = {name: msgspec.convert(value, hints[name]) for name, value in one.arguments.items()}
    except (msgspec.ValidationError, KeyError) as fault:
        raise Problem(f"What was done while the store was busy cannot be read: {fault}.", "It was left as it is.") from fault
    return lambda transaction: within(transaction, **given)
