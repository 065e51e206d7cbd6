"""The Import page: where an export is dropped, how far it is, what became of it, and what was imported before."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFontDatabase, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QPlainTextEdit,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from briefing_app.ui import theme
from briefing_app.ui.carried import ROW
from briefing_app.ui.dialogs.code_mapping import CodeMapping
from briefing_app.ui.widgets import Text, button
from briefing_app.viewmodels.importing import HistoryRow, ProgressWords


class DropZone(QWidget):
    """Where files are let fall."""

    def __init__(self) -> None:
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.column = QVBoxLayout(self)
        margin = theme.scaled(20)
        self.column.setContentsMargins(margin, margin, margin, margin)
        self.column.setSpacing(theme.scaled(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.color("card"))
        painter.setPen(QPen(theme.color("accent"), 1.5, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS, theme.RADIUS)


class ImportPage(QWidget):
    """Files to import, how far it has come, its report, and those before."""

    paths_chosen = Signal(list)
    cancel_asked = Signal()
    report_asked = Signal(ROW)
    take_back_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        margin = theme.scaled(20)
        column.setContentsMargins(margin, theme.scaled(14), margin, margin)
        column.setSpacing(theme.scaled(10))
        column.addWidget(Text("Import", size=theme.TITLE, bold=True))
        column.addWidget(self._zone())
        self._watched = Text(tone="muted")
        self._watched.hide()
        column.addWidget(self._watched)
        column.addWidget(self._running())
        self.codes = CodeMapping()
        column.addWidget(self.codes)
        both = QHBoxLayout()
        both.setSpacing(theme.scaled(16))
        left, right = QVBoxLayout(), QVBoxLayout()
        earlier = QHBoxLayout()
        earlier.addWidget(Text("Earlier imports", bold=True, tone="muted"), 1)
        take_back = button("Take back", "An import of the last 30 days, or records that you said are one person")
        take_back.clicked.connect(self.take_back_asked)
        earlier.addWidget(take_back)
        left.addLayout(earlier)
        self._history = QListWidget()
        self._history.setAccessibleName("Earlier imports")
        self._history.currentRowChanged.connect(self._ask_report)
        self._rows: tuple[HistoryRow, ...] = ()
        left.addWidget(self._history, 1)
        head = QHBoxLayout()
        head.addWidget(Text("Report", bold=True, tone="muted"), 1)
        self._save = button("Save report", "As a text file")
        self._save.clicked.connect(self._save_report)
        self._save.setEnabled(False)
        head.addWidget(self._save)
        right.addLayout(head)
        self._report = QPlainTextEdit()
        self._report.setReadOnly(True)
        self._report.setMinimumHeight(theme.scaled(40))
        self._history.setMinimumHeight(theme.scaled(40))
        self._report.setPlaceholderText("What the latest import read, kept and refused stands here.")
        self._report.setAccessibleName("Import report")
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPixelSize(theme.scaled(12))
        self._report.setFont(fixed if fixed.exactMatch() else theme.font())
        right.addWidget(self._report, 1)
        both.addLayout(left, 1)
        both.addLayout(right, 2)
        column.addLayout(both, 1)
        self.show_history(())

    def _zone(self) -> QWidget:
        zone = DropZone()
        zone.column.addWidget(Text("Drop an export anywhere on this window", size=theme.LEAD, bold=True))
        zone.column.addWidget(
            Text(
                "FHIR as JSON or NDJSON: single files, folders, .zip, .gz or .tar.gz, of any version from STU3 to R5."
                " Clinical documents (C-CDA) as XML, and packages of them. Calendars (.ics), and a zip of them."
                " Tables (CSV, TSV, .xlsx) of clients, sessions, scores or check-ins. Files that a check-in page saved are taken too."
                " Nothing is sent anywhere; importing the same again changes"
                " nothing.",
                tone="muted",
            )
        )
        row = QHBoxLayout()
        for words, tip, slot in (
            ("Choose files", "One or more files or archives", self._choose_files),
            ("Choose a folder", "", self._choose_folder),
        ):
            made = button(words, tip, primary=words == "Choose files")
            made.clicked.connect(slot)
            row.addWidget(made)
        row.addStretch(1)
        zone.column.addLayout(row)
        return zone

    def _running(self) -> QWidget:
        self._progress_box = QWidget()
        row = QHBoxLayout(self._progress_box)
        row.setContentsMargins(0, 0, 0, 0)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of the import")
        self._words = Text(tone="muted", wrap=False)
        cancel = button("Cancel", "Everything stays as it was")
        cancel.clicked.connect(self.cancel_asked)
        row.addWidget(self._bar, 1)
        row.addWidget(self._words)
        row.addWidget(cancel)
        self._progress_box.hide()
        return self._progress_box

    def _choose_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, "Choose an export")
        if names:
            self.paths_chosen.emit(names)

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Choose the folder of an export")
        if name:
            self.paths_chosen.emit([name])

    def show_progress(self, progress: ProgressWords | None) -> None:
        """None hides the bar: nothing is running."""
        self._progress_box.setVisible(progress is not None)
        if progress is not None:
            self._bar.setValue(progress.percent)
            self._words.show_text(progress.words)

    def show_watched(self, lines: list[str]) -> None:
        """What watched folders have to say: nothing hides it."""
        self._watched.show_text(" ".join(lines))
        self._watched.setVisible(bool(lines))

    def show_report(self, text: str) -> None:
        self._report.setPlainText(text)
        self._save.setEnabled(bool(text))

    def show_history(self, rows: tuple[HistoryRow, ...]) -> None:
        self._rows = rows
        self._history.blockSignals(True)
        self._history.clear()
        self._history.addItems([row.words for row in rows] or ["Nothing has been imported yet."])
        self._history.setEnabled(bool(rows))
        self._history.blockSignals(False)

    def _ask_report(self, index: int) -> None:
        if 0 <= index < len(self._rows):
            self.report_asked.emit(self._rows[index].id)

    def _save_report(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save the report", "import-report.txt")
        if name:
            with open(name, "w", encoding="utf-8") as file:
                file.write(self._report.toPlainText() + "\n")
