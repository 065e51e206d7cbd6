"""What the window costs: start-up, switching, finding, a large cache, and smoothness while importing."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

BARE = """
import os, time
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication([])
class Bare(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        ticks = int(open("/proc/self/stat").read().rpartition(")")[2].split()[19])
        print((time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")) * 1000, flush=True)
        os._exit(0)
window = Bare()
window.setCentralWidget(QLabel("one label"))
window.show()
app.exec()
"""
OFFSCREEN = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}


def startup(runs: int = 9) -> None:
    """Whole processes in turn, from their start: a bare window with one label, and ours on the demo practice."""
    import json

    with TemporaryDirectory() as place:
        briefing = [sys.executable, "-m", "briefing_app.cli", "--profile", place, "--demo", "--startup-report"]
        subprocess.run(briefing, env=OFFSCREEN, capture_output=True, check=True)
        bare, paint, brief, asked = [], [], [], []
        own = [sys.executable, "-m", "briefing_app.cli", "--profile", f"{place}/own", "--passphrase-fd", "0"]
        subprocess.run(
            [*own, "import", "--without-recovery-code", f"{place}/demo/demo-practice"],
            input=b"words",
            capture_output=True,
            check=True,
        )
        for _ in range(runs):
            bare.append(
                float(subprocess.run([sys.executable, "-c", BARE], env=OFFSCREEN, capture_output=True, check=True).stdout)
            )
            report = json.loads(subprocess.run(briefing, env=OFFSCREEN, capture_output=True, check=True).stdout)
            paint.append(report["first_paint_ms"])
            brief.append(report["first_brief_ms"])
            locked = subprocess.run(
                [*own, "--startup-report"], env=OFFSCREEN, input=b"words", capture_output=True, check=True
            ).stdout
            asked.append(json.loads(locked)["first_brief_ms"])
    base = statistics.median(bare)
    print(f"first paint / bare window          {statistics.median(paint) / base:5.2f}   (at most 1.5)   bare {base:.0f} ms")
    print(
        f"first brief complete / bare window {statistics.median(brief) / base:5.2f}   (at most 6)   with a passphrase {statistics.median(asked) / base:.2f}"
    )


def _window(place: Path) -> object:
    from PySide6.QtWidgets import QApplication

    from briefing_app.controllers.window import Window
    from briefing_app.system.paths import Profile
    from tests.gui.screenshots import options, wait_for

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    window = Window(app, Profile(place), options(demo=True))
    window.shell.show()
    wait_for(lambda: window.first_brief_ms, 60)
    return window


def switching(times: int = 60) -> None:
    """From asking for another session to its brief, its scores and the rail painted: one repaint takes all that has changed, once."""
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtWidgets import QApplication

    from tests.gui.screenshots import settle

    class Painted(QObject):
        seen: set[QObject] = set()  # noqa: RUF012

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                self.seen.add(watched)
            return False

    with TemporaryDirectory() as place:
        window: object = _window(Path(place) / "demo")
        rail, brief = window.today.rail, window.today.brief  # type: ignore[attr-defined]
        rail.setCurrentIndex(rail.day_model.index(0))  # whatever the time: the last of the day has no scores, and no chart
        settle()
        watch, surfaces = Painted(), {brief.chart.rows[0], rail.viewport()}
        for surface in surfaces:
            surface.installEventFilter(watch)
        taken = []
        for number in range(times):
            watch.seen.clear()
            begun = time.perf_counter()
            rail.setCurrentIndex(rail.day_model.index((number + 1) % 6))
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
            brief.viewport().repaint()
            taken.append((time.perf_counter() - begun) * 1000)
            if watch.seen != surfaces:
                raise RuntimeError(f"not everything was painted at switch {number}")
            QApplication.processEvents()
        window.close()  # type: ignore[attr-defined]
    ordered = sorted(taken)
    print(
        f"switch to another brief            p95 {ordered[int(len(ordered) * 0.95)]:5.1f} ms, median {statistics.median(taken):.1f} (at most 16)"
    )


def smoothness(corpus: Path) -> None:
    """The longest gap between 8 ms beats of the window's thread while an import runs beside it."""
    from PySide6.QtCore import QCoreApplication, QTimer

    from tests.gui.screenshots import settle

    with TemporaryDirectory() as place:
        window: object = _window(Path(place) / "demo")
        window.show_page("import")  # type: ignore[attr-defined]
        settle()
        beats: list[float] = []
        timer = QTimer()
        timer.setInterval(8)
        timer.timeout.connect(lambda: beats.append(time.perf_counter()))
        timer.start()
        window.pages.imports.start([str(corpus)])  # type: ignore[attr-defined]
        until = time.monotonic() + 120
        while window.pages.imports.worker is not None and time.monotonic() < until:  # type: ignore[attr-defined]
            QCoreApplication.processEvents()
            time.sleep(0.0005)
        timer.stop()
        window.close()  # type: ignore[attr-defined]
    gaps = sorted((later - earlier) * 1000 for earlier, later in pairwise(beats))
    print(
        f"longest gap between 8 ms beats     {gaps[-1]:5.1f} ms, p99 {gaps[int(len(gaps) * 0.99)]:.1f} of {len(gaps)} (at most 16.7)"
    )


def large_cache(clients: int = 50_000, scores: int = 30) -> None:
    """Today with 50,000 clients and 1.5 million scores against today with 50, and finding one of them from key to paint."""
    from datetime import UTC, datetime

    from briefing_app.services.day import open_day
    from briefing_app.services.measure import catalogue_of
    from briefing_app.storage.practice import PracticeReader, PracticeStore
    from briefing_app.system.paths import Profile
    from briefing_app.viewmodels.day import make_day, now_in

    taken = {}
    with TemporaryDirectory() as folder:
        place = Path(folder)
        today = datetime.now(UTC).date()
        for count in (50, clients):
            store = PracticeStore(place / f"{count}.db", b"b" * 32)
            fill(store, count, scores)
            reader = PracticeReader(store)
            catalogue = catalogue_of(Profile(place))
            times = []
            for _ in range(9):
                begun = time.perf_counter()
                page = make_day(open_day(reader, today), catalogue, now_in(None))
                times.append((time.perf_counter() - begun) * 1000)
            assert len(page.rows) == 12, len(page.rows)
            taken[count] = statistics.median(times)
            if count == clients:
                finding(reader)
            reader.close()
            store.close()
    ratio = taken[clients] / taken[50]
    print(f"today, {clients:,} clients / 50         {ratio:5.2f}   (at most 3)   {taken[clients]:.1f} ms for twelve briefs")


def finding(reader: object) -> None:
    """From a typed letter to the painted list."""
    from datetime import date

    from PySide6.QtWidgets import QApplication

    from briefing_app.system.fonts import load_fonts
    from briefing_app.ui import theme
    from briefing_app.ui.pages.clients import ClientsPage
    from briefing_app.viewmodels.client import make_found, say_count

    app = QApplication.instance() or QApplication([])
    load_fonts()
    theme.apply(app, "light", 100)  # type: ignore[arg-type]
    page = ClientsPage()
    page.resize(1200, 700)
    page.show()
    app.processEvents()
    taken = []
    for words in ("b", "be", "ben", "bench4", "bench42", "given3", "given31 bench5", "1951", "bench-4", "g") * 3:
        begun = time.perf_counter()
        found = make_found(reader.find_clients(words), date.today())  # type: ignore[attr-defined]
        page.show_found(found, say_count(len(found), 0, words))
        page.list.viewport().repaint()
        taken.append((time.perf_counter() - begun) * 1000)
    page.close()
    ordered = sorted(taken)
    print(
        f"find among 50,000, key to paint    p95 {ordered[int(len(ordered) * 0.95)]:5.1f} ms, median {statistics.median(taken):.1f} (at most 5)"
    )


def fill(store: object, clients: int, scores: int) -> None:
    """Invented rows by the same statements as the importer's: every client ``scores`` scores, twelve of them a session today."""
    from datetime import UTC, date, datetime, timedelta

    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0).timestamp()
    first = date.today() - timedelta(days=14 * scores)
    with store.engine.begin() as connection:  # type: ignore[attr-defined]
        run = connection.exec_driver_sql
        run("INSERT INTO import_run (id, started, finished, as_of) VALUES (1, 0, 0, 0)")
        run("INSERT INTO source_file (id, import_id, path) VALUES (1, 1, 'bench')")
        rows = [
            (n, f"bench-{n}", 1, f"Bench{n % 997}", f"Given{n % 331}", f"19{50 + n % 50}-03-11", 1, 1)
            for n in range(1, clients + 1)
        ]
        run(
            "INSERT INTO client (id, source_id, known, family, given, birth_date, file_id, line) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        run(
            "INSERT INTO client_search (rowid, words) VALUES (?, ?)",
            [(n, f"{given} {family} {born} {source}") for n, source, _, family, given, born, *_ in rows],
        )
        days = [(first + timedelta(days=14 * number)).isoformat() for number in range(scores)]
        for begin in range(1, clients + 1, 2000):
            chunk = range(begin, min(begin + 2000, clients + 1))
            parts = [
                (
                    (n - 1) * scores + number + 1,
                    n,
                    "PHQ-9",
                    "total",
                    0,
                    str((n + number) % 28),
                    day,
                    day,
                    "day",
                    "final",
                    "Observation",
                    f"o{n}-{number}",
                    "",
                    0,
                    1,
                    1,
                )
                for n in chunk
                for number, day in enumerate(days)
            ]
            run(
                "INSERT INTO evidence (id, client_id, measure, role, item, value, at, day, date, precision, status, resource_type, resource_id, version, updated,"
                " file_id, line) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                parts,
            )
            run(
                "INSERT INTO score (client_id, measure, day, at, evidence_id, date, precision, score, status, solid, prorated)"
                " VALUES (?, 'PHQ-9', ?, 0, ?, ?, 'day', ?, 'final', 1, 0)",
                [(part[1], part[6], part[0], part[6], int(part[5])) for part in parts],
            )
        meetings = []
        for n in range(1, clients + 1):
            for week in range(6):
                at = (
                    noon
                    - 7 * 86400 * week
                    - (0 if n % max(clients // 12, 1) == 0 and n // max(clients // 12, 1) <= 12 else 86400 * (1 + n % 4))
                )
                meetings.append(("appointment", n, at, at + 3000, "booked", "Appointment", f"a{n}-{week}", "", 0, 1, 1))
        run(
            "INSERT INTO meeting (kind, client_id, at, ends, status, resource_type, resource_id, version, updated, file_id, line)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            meetings,
        )
