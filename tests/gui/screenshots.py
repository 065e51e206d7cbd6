"""Every page as a picture, in light, dark, high contrast, large text and 1366 x 768: ``python -m tests.gui.screenshots DIR``."""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QDialog

from briefing_app.controllers.window import Window
from briefing_app.services.open_practice import OpenPractice
from briefing_app.system.paths import Profile
from briefing_app.system.settings import Settings, write_settings
from briefing_app.viewmodels.timed import Timed
from tests.gui.clock import CLOCK
from tests.gui.using import clients, help_page, imports, noting, rtm, the, worktime

LOOKS = {
    "light": (Settings("light", 100), (1366, 768)),
    "light-1440": (Settings("light", 100), (1440, 900)),
    "dark": (Settings("dark", 100), (1366, 768)),
    "contrast": (Settings("contrast", 100), (1366, 768)),
    "large": (Settings("light", 150), (1366, 768)),
    "double": (Settings("light", 200), (1920, 1080)),
}


TABLE = """\
id,date,PHQ-9,GAD7_1,GAD7_2,GAD7_3,GAD7_4,GAD7_5,GAD7_6,GAD7_7,mood
demo-marisol-duarte,2026-11-03,14,1,1,2,1,0,1,1,low
demo-marisol-duarte,03/11/2026,12,1,1,1,1,0,1,1,low
demo-noor-haldane,14/11/2026,"9,5",1,1,1,1,0,0,1,better
demo-nobody,2026-11-05,9,1,1,1,1,0,0,1,
demo-noor-haldane,2026-11-06,31,1,1,1,1,0,0,1,
"""


def ask_store(window: Window, question: Callable[[OpenPractice], Any]) -> Any:
    """What the store's thread answers."""
    found: list[Any] = []
    the(window.stores.practice).ask(question, found.append)
    wait_for(lambda: found)
    return found[0]


def options(*, demo: bool) -> argparse.Namespace:
    return argparse.Namespace(demo=demo, passphrase_fd=None, startup_report=False, screenshot=None)


def wait_for(condition: object, seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        if time.monotonic() > until:
            raise TimeoutError
        QCoreApplication.processEvents()
        time.sleep(0.005)


def settle(times: int = 30) -> None:
    for _ in range(times):
        QCoreApplication.processEvents()
        time.sleep(0.005)


def pictures(app: QApplication, folder: Path, profile: Profile, name: str) -> None:
    look, size = LOOKS[name]
    profile.make()
    write_settings(profile.settings, look)
    window = Window(app, profile, options(demo=True), CLOCK)
    window.shell.resize(*size)
    window.shell.show()
    wait_for(lambda: window.first_brief_ms)
    settle()

    def take(page: str) -> None:
        settle()
        window.shell.grab().save(str(folder / f"{name}-{page}.png"))

    take("today")
    for row in range(7):
        window.today.rail.setCurrentIndex(window.today.rail.day_model.index(row))
        if name == "light":
            take(f"today-{row}")
    window.today.rail.setCurrentIndex(window.today.rail.day_model.index(2))
    window.today.brief.toggle_table()
    take("table")
    window.show_page("clients")
    wait_for(lambda: clients(window).list.model().rowCount() > 0)
    clients(window).field.setText("gra")
    settle()
    take("clients")
    clients(window).toggle_wall()
    wait_for(lambda: clients(window).wall.model.tiles)
    take("wall")
    clients(window).show_list()
    wait_for(lambda: worktime(window) is not None and worktime(window).ready)
    worktime(window).keeping.begin(Timed("", "Jonas Weber"))
    window.show_page("load")
    wait_for(lambda: worktime(window).page.figures[0].figure is not None)
    take("load")
    worktime(window).page.period_asked.emit("quarter", 0)
    settle(60)
    take("load-quarter")
    worktime(window).finish()
    window.show_page("rtm")
    wait_for(lambda: rtm(window).page.table.rowCount())
    take("rtm")
    window.show_page("help")
    wait_for(lambda: help_page(window).tree.topLevelItemCount())
    take("help")
    window.show_page("import")
    wait_for(lambda: imports(window).page._rows)
    imports(window).show_report(imports(window).page._rows[0].id)
    take("import")
    window.show_page("settings")
    take("settings")
    window.show_page("today")
    brief = window.today.brief
    for face in ("large", "items"):
        brief.show_face(face)
        take(face)
    brief.show_face("rows")
    table = profile.folder / "check-ins.csv"
    table.write_text(TABLE, "utf-8")
    for panel, ask in (
        ("answer", brief.answer_first),
        ("score", brief.enter_score),
        ("rules", window.pages.briefs.rules.open),
        (
            "checkins",
            lambda: window.pages.briefs.checkins.show_panel(
                ask_store(window, lambda desk: desk.reader.row_of("demo-noor-haldane"))
            ),
        ),
        ("checkin-table", lambda: window.pages.briefs.checkins.take_files([str(table)], print)),
    ):
        ask()
        wait_for(lambda: isinstance(QApplication.activeModalWidget(), QDialog))
        settle()
        shown = QApplication.activeModalWidget()
        assert shown is not None
        shown.grab().save(str(folder / f"{name}-{panel}.png"))
        shown.close()
        settle()
    window.pages.notes.open()
    wait_for(lambda: noting(window).page.fields)
    take("note")
    window.show_page("today")
    brief.look_together()
    wait_for(lambda: window.pages.briefs.forms.view is not None)
    view = the(window.pages.briefs.forms.view)
    view.resize(*size)
    settle()
    view.grab().save(str(folder / f"{name}-client-view.png"))
    view.close()
    window.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("screenshots"))
    parser.add_argument("--look", choices=LOOKS, action="append")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as place:
        for name in asked.look or LOOKS:
            pictures(app, asked.folder, Profile(Path(place) / "demo"), name)
            gc.collect()
            print(f"{name}: {asked.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
