"""What each client counts, and which sessions were trauma-processing: the clinician's own weights and tags, never inferred."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from briefing_app.domain.load import BASES, NOTE, Cap, CapState, Weight
from briefing_app.ui import theme
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.widgets import Chooser, Text, button
from briefing_app.viewmodels.conditions import TITLES
from briefing_app.viewmodels.ledger_parts import Figure
from briefing_app.viewmodels.load_statement import say_cap

TICKS = {True: Qt.CheckState.Checked, False: Qt.CheckState.Unchecked, None: Qt.CheckState.PartiallyChecked}
COLUMNS = ("Client", "Base", "Coordination +1", "Safety plan +1")


@dataclass(frozen=True, slots=True)
class Weighed:
    """A client as the panel lists them; ``weight`` None counts as weekly, moderate."""

    client: str
    name: str
    weight: Weight | None


@dataclass(frozen=True, slots=True)
class Tagged:
    """A held session as the panel lists it; ``trauma`` None where nothing was said yet."""

    key: str
    words: str
    trauma: bool | None


class WeightsPanel(Dialog):
    """``given`` carries the weights and the tags that were changed; ``overridden`` a cap, its value and the reason to go over it."""

    given = Signal(object, object)
    overridden = Signal(str, float, str)

    def __init__(
        self, figure: Figure, clients: Sequence[Weighed], sessions: Sequence[Tagged], caps: Sequence[Cap], parent: QWidget
    ) -> None:
        super().__init__("Weights and tags", parent, 860, 560)
        column = self.column
        column.addWidget(Text(f"{figure.title}: {figure.value}", size=theme.LEAD, bold=True))
        column.addWidget(Text(figure.rule, size=theme.SMALL, tone="muted"))
        self._clients = list(clients)
        self._fields: list[tuple[Chooser, QCheckBox, QCheckBox]] = []
        self.table = self._weights(self._clients)
        self.list = self._tags(sessions)
        tabs = QTabWidget()
        tabs.setFont(theme.font())
        tabs.addTab(self.table, "Clients")
        tabs.addTab(self._tag_page(), "Trauma sessions, 28 days")
        tabs.addTab(self._caps(caps), "Caps")
        column.addWidget(tabs, 1)
        column.addWidget(Text(NOTE, size=theme.SMALL, tone="muted"))
        keep = button("Save", primary=True)
        keep.clicked.connect(self._give)
        self.add_row(self.closing("Cancel"), keep)

    def _weights(self, clients: Sequence[Weighed]) -> QTableWidget:
        table = QTableWidget(len(clients), len(COLUMNS))
        table.setHorizontalHeaderLabels(list(COLUMNS))
        table.setAccessibleName("Weights of clients")
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme.scaled(34))
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        for place, width in ((1, 280), (2, 120), (3, 110)):
            table.setColumnWidth(place, theme.scaled(width))
        for number, one in enumerate(clients):
            weight = one.weight or Weight()
            table.setItem(number, 0, QTableWidgetItem(one.name))
            base = Chooser()
            base.setAccessibleName(f"Base of {one.name}")
            for value, words in BASES.items():
                base.addItem(f"{value}: {words}", value)
            base.setCurrentIndex(weight.base - 1)
            table.setCellWidget(number, 1, base)
            coordination, plan = QCheckBox(), QCheckBox()
            for place, box, checked, words in (
                (2, coordination, weight.coordination, "heavy coordination"), (3, plan, weight.safety_plan, "active safety plan")
            ):  # fmt: skip
                box.setChecked(checked)
                box.setAccessibleName(f"{one.name}: {words}")
                table.setCellWidget(number, place, box)
            self._fields.append((base, coordination, plan))
        return table

    def _caps(self, caps: Sequence[Cap]) -> QWidget:
        """Each cap with what is booked; going over one is allowed, with a line of reason, and is counted."""
        page = QWidget()
        column = QVBoxLayout(page)
        self.reasons: dict[str, QLineEdit] = {}
        for cap in caps:
            reached = cap.state in (CapState.AT, CapState.OVER)
            column.addWidget(Text(say_cap(cap), tone="attention" if reached else "plain"))
            if reached:
                row, reason = QHBoxLayout(), QLineEdit()
                reason.setPlaceholderText("One line of reason")
                reason.setAccessibleName(f"Reason to go over: {TITLES[cap.name]}")
                reason.returnPressed.connect(lambda cap=cap: self._override(cap))
                go = button("Go over it", "Written down with the reason, and counted")
                go.clicked.connect(lambda _=False, cap=cap: self._override(cap))
                self.reasons[cap.name] = reason
                row.addWidget(reason, 1)
                row.addWidget(go)
                column.addLayout(row)
        if not caps:
            column.addWidget(Text("No caps set. They are yours to set under Hours and limits.", tone="muted"))
        self._said = Text(tone="attention", bold=True)
        column.addWidget(self._said)
        column.addStretch(1)
        return page

    def _override(self, cap: Cap) -> None:
        reason = self.reasons[cap.name].text().strip()
        if not reason:
            self._said.show_text("Say in a few words why.", "attention")
            return
        self.hold()
        self.overridden.emit(cap.name, cap.value or 0.0, reason)

    def show_override(self, cap: str) -> None:
        """It is kept, and the dialog goes on."""
        self.let_go()
        self.reasons[cap].clear()
        self._said.show_text("Written down.", "plain")

    def _tag_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.addWidget(Text("Ticked: a trauma session. Empty: none. Filled: not said yet, and in no share.", tone="muted"))
        column.addWidget(self.list, 1)
        rest = button("The others are none", "Every session of which nothing was said is no trauma session")
        rest.clicked.connect(self.rest_are_none)
        column.addWidget(rest)
        return page

    def rest_are_none(self) -> None:
        """Say of every session that carries no tag that it was no trauma session."""
        for number in range(self.list.count()):
            item = self.list.item(number)
            if item.checkState() is Qt.CheckState.PartiallyChecked:
                item.setCheckState(Qt.CheckState.Unchecked)

    def _tags(self, sessions: Sequence[Tagged]) -> QListWidget:
        made = QListWidget()
        made.setAccessibleName("Sessions of 28 days; a tick says trauma session")
        for one in sessions:
            item = QListWidgetItem(one.words)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(TICKS[one.trauma])
            item.setData(Qt.ItemDataRole.UserRole, one)
            made.addItem(item)
        return made

    def _give(self) -> None:
        weights: dict[str, Weight] = {}
        for number, one in enumerate(self._clients):
            base, coordination, plan = self._fields[number]
            now = Weight(base.currentData(), coordination.isChecked(), plan.isChecked())
            if now != (one.weight or Weight()):
                weights[one.client] = now
        tags: dict[str, bool] = {}
        for number in range(self.list.count()):
            item = self.list.item(number)
            session: Tagged = item.data(Qt.ItemDataRole.UserRole)
            state = item.checkState()
            if state is not Qt.CheckState.PartiallyChecked and state is not TICKS[session.trauma]:
                tags[session.key] = state is Qt.CheckState.Checked
        self.hold()
        self.given.emit(weights, tags)
