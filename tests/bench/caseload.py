"""What the rules and the wall cost: one client, two hundred on the wall from asking to painted, and a caseload of five thousand."""

from __future__ import annotations

import statistics
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing_app.system.fonts import load_fonts
from briefing_app.domain.client import History


def caseload(clients: int = 5000, scores: int = 30, wall: int = 200) -> None:
    from briefing_app.services.brief import brief_facts
    from briefing_app.services.measure import catalogue_of
    from briefing_app.storage.practice import PracticeReader, PracticeStore
    from briefing_app.system.paths import Profile
    from tests.bench.window import fill

    with TemporaryDirectory() as folder:
        store = PracticeStore(Path(folder) / "cases.db", b"b" * 32)
        fill(store, clients, scores)
        reader = PracticeReader(store)
        catalogue = catalogue_of(Profile(Path(folder)))
        today = date.today()
        histories = reader.histories(list(range(1, clients + 1)))
        plain = _plain_loop(histories)
        rules = reader.rules()
        taken = []
        for row in range(1, clients + 1):
            begun = time.perf_counter()
            brief_facts(histories[row], catalogue, today, None, None, rules)
            taken.append((time.perf_counter() - begun) * 1000)
        whole = sum(taken) / 1000
        print(f"rules, one client of {scores} scores     p95 {sorted(taken)[int(clients * 0.95)]:5.2f} ms   (at most 2)")
        print(
            f"rules, {clients:,} clients              {whole:5.2f} s   (at most 2; {whole / plain:.0f} x adding up the same scores)"
        )
        _wall(reader, catalogue, wall)
        reader.close()
        store.close()


def _plain_loop(histories: dict[int, History]) -> float:
    """Adding up every score once: what merely touching the data costs on this machine."""
    begun = time.perf_counter()
    for history in histories.values():
        sum(one.score or 0.0 for found in history.scores.values() for one in found)
    return time.perf_counter() - begun


def _wall(reader: object, catalogue: object, clients: int) -> None:
    from PySide6.QtWidgets import QApplication

    from briefing_app.services.caseload import caseload_facts
    from briefing_app.ui import theme
    from briefing_app.ui.wall import WallView
    from briefing_app.viewmodels.wall import BY_ATTENTION, make_wall

    app = QApplication.instance() or QApplication([])
    load_fonts()
    theme.apply(app, "light", 100)  # type: ignore[arg-type]
    view = WallView()
    view.resize(1366, 768)
    view.show()
    app.processEvents()
    whole, painting = [], []
    for _ in range(7):
        begun = time.perf_counter()
        facts, _left = caseload_facts(reader, catalogue, date.today(), most=clients)  # type: ignore[arg-type]
        made = make_wall(facts, "", BY_ATTENTION, date.today())
        read = time.perf_counter()
        view.show_wall(made)
        view.view.viewport().repaint()
        done = time.perf_counter()
        whole.append((done - begun) * 1000)
        painting.append((done - read) * 1000)
    view.close()
    assert len(made.tiles) == clients
    print(
        f"the wall, {clients} clients             {statistics.median(whole):5.0f} ms   (at most 300; of it {statistics.median(painting):.0f} in the window's thread)"
    )
