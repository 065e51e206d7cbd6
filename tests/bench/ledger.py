"""What the clinician's ledger costs: the page over ten years of entries, a running timer, an idle window."""

from __future__ import annotations

import statistics
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory


def ten_years(entries: int = 60_000) -> None:
    """My load's figures of this quarter, from asking the stores to the words of the page, against reading the same entries alone."""
    from briefing_app.domain.time_entry import TimeEntry
    from briefing_app.services.ledger import ledger
    from briefing_app.services.worktime import Work
    from briefing_app.storage.practice import PracticeReader, PracticeStore
    from briefing_app.storage.private import PrivateStore
    from briefing_app.viewmodels.ledger import make_ledger
    from tests.bench.window import fill

    with TemporaryDirectory() as folder:
        place = Path(folder)
        store = PracticeStore(place / "practice.db", b"b" * 32)
        fill(store, 200, 30)
        private = PrivateStore(place / "private.db", b"b" * 32)
        now = datetime.now(UTC)
        step = 10 * 365 * 86_400 / entries
        made = [
            TimeEntry(now.timestamp() - step * back - 900, now.timestamp() - step * back, "UTC", "notes")
            for back in range(entries)
        ]
        private.write(reversed(made), now.timestamp(), "ten years")
        private.set_working_hours(
            "2000-01-01", "[[[540, 1020]], [[540, 1020]], [[540, 1020]], [[540, 1020]], [[540, 1020]], [], []]", 1
        )
        reader = PracticeReader(store)
        taken, reading = [], []
        for _ in range(7):
            begun = time.perf_counter()
            facts = ledger(Work(private, reader, now, UTC), "quarter")
            make_ledger(facts, reader.names(), None, UTC)
            taken.append((time.perf_counter() - begun) * 1000)
            begun = time.perf_counter()
            private.entries(now.timestamp() - 92 * 86_400, now.timestamp())
            reading.append((time.perf_counter() - begun) * 1000)
        reader.close()
        store.close()
        private.close()
    page, read = statistics.median(taken), statistics.median(reading)
    print(
        f"My load, {entries:,} entries         {page:5.0f} ms   (at most 500; {page / read:.0f} x reading the quarter's entries alone)"
    )


def idling(seconds: float = 20.0) -> None:
    """Processor time of a window at rest, and with the note timer running, as a share of one core."""
    from PySide6.QtCore import QEventLoop, QTimer

    from briefing_app.viewmodels.timed import Timed
    from tests.bench.window import _window
    from tests.gui.screenshots import wait_for

    def spent(loop_seconds: float) -> float:
        begun, processor = time.monotonic(), time.process_time()
        loop = QEventLoop()
        QTimer.singleShot(int(1000 * loop_seconds), loop.quit)
        loop.exec()
        return 100 * (time.process_time() - processor) / (time.monotonic() - begun)

    with TemporaryDirectory() as place:
        window: object = _window(Path(place) / "demo")
        wait_for(lambda: window.pages.own_time is not None and window.pages.own_time.ready, 60)  # type: ignore[attr-defined]
        spent(2)
        idle = spent(seconds)
        window.pages.own_time.keeping.begin(Timed("", "Somebody"))  # type: ignore[attr-defined]
        spent(2)
        running = spent(seconds)
        window.close()  # type: ignore[attr-defined]
    print(f"an idle window                     {idle:5.2f} % of a core   (at most 0.2)")
    print(f"with the note timer running        {running:5.2f} % of a core   (at most 0.5)")
