"""Dialogs of the RTM page: an episode, time, a data day, what others bill, payers and fees, and every record with its revisions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QSpinBox, QWidget

from briefing_app.domain.clock import EXAMPLES, past_stretch
from briefing_app.domain.fees import Fee
from briefing_app.domain.periods import dated
from briefing_app.domain.rtm import Allowed, Elsewhere, Episode, Modality, OtherService, Payer, TimeSpent
from briefing_app.domain.rtm_record import Kept, OwnDay
from briefing_app.ui import theme
from briefing_app.ui.dialogs.form import FormPanel
from briefing_app.ui.widgets import Chooser, DayField, Text, button, insert_named, named_field

CODE = re.compile(r"[A-Z0-9]{5}")


class MaybeDay(QWidget):
    """A day that may not be there: a box says whether it is."""

    def __init__(self, words: str, day: date | None) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._there, self._day = QCheckBox(words), DayField()
        self._there.setFont(theme.font())
        if day is not None:
            self._day.setDate(QDate(day.year, day.month, day.day))
        self._there.setChecked(day is not None)
        self._there.toggled.connect(self._day.setEnabled)
        self._day.setEnabled(day is not None)
        self._day.setAccessibleName(words)
        self.setMinimumHeight(self._day.sizeHint().height() + theme.scaled(4))
        row.addWidget(self._there)
        row.addWidget(self._day, 1)

    @property
    def chosen(self) -> date | None:
        return self._day.chosen if self._there.isChecked() else None


def _day_field(day: date) -> DayField:
    return DayField(QDate(day.year, day.month, day.day))


class EpisodePanel(FormPanel):
    """``given`` carries the episode and the reason of a change."""

    given = Signal(object, str)

    def __init__(self, name: str, one: Episode | None, payers: tuple[str, ...], parent: QWidget, by: str = "") -> None:
        super().__init__(f"Episode of monitoring: {name}" if name else "Episode of monitoring", parent, 600)
        self._who: Chooser | None = None
        self._for = Text(bold=True)
        self.column.addWidget(self._for)
        self._one = one or Episode(0, date.today(), biller=by)
        self._starts = _day_field(self._one.starts)
        self._ends = MaybeDay("It has ended", self._one.ends)
        self._consent = MaybeDay("Consent is documented", self._one.consent)
        self._plan = QLineEdit(self._one.plan)
        self._plan.setPlaceholderText("where the treatment plan is, such as: plan of 5 Jan 2026")
        self._setup = MaybeDay("Set-up and teaching took place", self._one.setup_done)
        self._device = QLineEdit(self._one.device)
        self._attested = QCheckBox("I attest that it is a medical device, as the payer asks")
        self._attested.setFont(theme.font())
        self._attested.setChecked(self._one.attested)
        self._biller = QLineEdit(self._one.biller)
        self._incident = QCheckBox("Staff minutes count (incident-to services are covered)")
        self._incident.setFont(theme.font())
        self._incident.setChecked(self._one.incident_to)
        self._payer = named_field(self._one.payer, payers)
        self._reason = QLineEdit()
        self._reason.setPlaceholderText("why it is changed, if it is")
        for words, field in (
            ("First day of monitoring", self._starts), ("End", self._ends), ("Consent", self._consent), ("Treatment plan", self._plan),
            ("Set-up", self._setup), ("Device", self._device), ("", self._attested), ("Biller", self._biller), ("", self._incident),
            ("Payer", self._payer),
        ):  # fmt: skip
            self.add_field(words, field)
        if one is not None:
            self.add_field("Reason", self._reason)
        self.column.addLayout(self.form)
        self.column.addWidget(
            Text(
                "Thirty-day periods begin on the first day of monitoring. Without consent, a plan and an attested device every line is"
                " blocked. Briefing itself is not such a device.",
                size=theme.SMALL,
                tone="muted",
            )
        )
        self.add_buttons("Save", self._give)

    def offer(self, clients: Sequence[tuple[int, str]], proposed: int) -> None:
        """Ask for whom: rows with names. ``proposed`` is chosen where it is among them, else nobody is."""
        self._who = Chooser()
        self._who.addItem("for whom?", 0)
        for row, words in clients:
            self._who.addItem(words, row)
        self._who.setCurrentIndex(max(self._who.findData(proposed), 0))
        self._who.setAccessibleName("Client")
        self._who.currentIndexChanged.connect(lambda _: self._name_chosen())
        insert_named(self.form, 0, "Client", self._who)
        self._name_chosen()

    def _name_chosen(self) -> None:
        self._for.show_text(self._who.currentText() if self._who is not None and self.client else "")

    @property
    def client(self) -> int:
        """The row of the client that was chosen; 0 for nobody."""
        return int(self._who.currentData()) if self._who is not None else 0

    def _give(self) -> None:
        if self._who is not None and not self.client:
            self.said.show_text("Choose the client first.", "attention")
            return
        ends = self._ends.chosen
        if ends is not None and ends < self._starts.chosen:
            self.said.show_text("It ends before it begins.", "attention")
            return
        episode = Episode(
            self._one.id, self._starts.chosen, ends, self._consent.chosen, self._plan.text().strip(), self._setup.chosen,
            self._device.text().strip(), self._attested.isChecked(), self._biller.text().strip(), self._incident.isChecked(),
            self._payer.text().strip(),
        )  # fmt: skip
        self.hold()
        self.given.emit(episode, self._reason.text().strip())


class TimePanel(FormPanel):
    """Minutes of management; ``given`` carries the stretch and the reason of a change."""

    given = Signal(object, str)

    def __init__(self, one: TimeSpent | None, by: str, parent: QWidget, now: datetime | None = None) -> None:
        super().__init__("Time of management", parent, 560)
        self._now, self._one = now or datetime.now().astimezone(), one
        self._day = _day_field(one.day if one else self._now.date())
        self._when, self._actor = QLineEdit(), QLineEdit(one.actor if one else by)
        self._day.setMaximumDate(QDate.currentDate())
        self._when.setPlaceholderText("12:10-12:22, or 12 min ended 12:22")
        if one is not None:
            begins, ends = (datetime.fromtimestamp(at).astimezone() for at in (one.begins, one.ends))
            self._when.setText(f"{begins:%H:%M}-{ends:%H:%M}")
        self._modality, self._linked, self._reason = Chooser(), QLineEdit(one.linked if one else ""), QLineEdit()
        for modality in Modality:
            self._modality.addItem(str(modality), modality)
        self._modality.setCurrentIndex(list(Modality).index(one.modality) if one else 0)
        self._linked.setPlaceholderText("empty: part of no other service")
        for words, field in (
            ("Day", self._day), ("When", self._when), ("By", self._actor), ("Contact with the client", self._modality),
            ("Inside the service", self._linked),
        ):  # fmt: skip
            self.add_field(words, field)
        if one is not None:
            self.add_field("Reason", self._reason)
        self.column.addLayout(self.form)
        self.column.addWidget(
            Text(
                f"{EXAMPLES} Only phone and video are live contacts. Minutes inside a session that is billed do not count here.",
                size=theme.SMALL,
                tone="muted",
            )
        )
        self.add_buttons("Save", self._give)
        self._when.returnPressed.connect(self._give)

    def _give(self) -> None:
        day = self._day.chosen
        end = self._now if day == self._now.date() else datetime(day.year, day.month, day.day, 23, 59, 59).astimezone()
        try:
            begins, ends = past_stretch(self._when.text(), end)
        except ValueError as fault:
            self.said.show_text(str(fault), "attention")
            return
        kept = TimeSpent(
            self._one.id if self._one else 0, day, begins, ends, self._actor.text().strip(), self._modality.currentData(),
            self._linked.text().strip(),
        )  # fmt: skip
        self.hold()
        self.given.emit(kept, self._reason.text().strip())


class OwnDayPanel(FormPanel):
    """A day that counts as a data day, or does not; ``given`` carries it."""

    given = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("A data day", parent)
        self._day, self._counts, self._words = DayField(), Chooser(), QLineEdit()
        self._day.setMaximumDate(QDate.currentDate())
        self._counts.addItem("It is a data day", True)
        self._counts.addItem("It does not count", False)
        self._words.setPlaceholderText("what this rests on, such as: diary of the device")
        for words, field in (("Day", self._day), ("", self._counts), ("Rests on", self._words)):
            self.add_field(words, field)
        self.column.addLayout(self.form)
        self.add_buttons("Save", self._give)

    def _give(self) -> None:
        words = self._words.text().strip()
        if not words:
            self.said.show_text("Say what this rests on: it stands in the evidence.", "attention")
            return
        self.hold()
        self.given.emit(OwnDay(self._day.chosen, self._counts.currentData(), words))


class ElsewherePanel(FormPanel):
    """What somebody else bills; ``given`` carries the service."""

    given = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Billed by somebody else", parent)
        self._kind, self._first, self._last, self._note = Chooser(), DayField(), DayField(), QLineEdit()
        for kind in Elsewhere:
            self._kind.addItem(str(kind), kind)
        self._note.setPlaceholderText("RPM for another condition: why it does not block")
        for words, field in (("What", self._kind), ("From", self._first), ("To", self._last), ("Note", self._note)):
            self.add_field(words, field)
        self.column.addLayout(self.form)
        self.add_buttons("Save", self._give)

    def _give(self) -> None:
        if self._last.chosen < self._first.chosen:
            self.said.show_text("It ends before it begins.", "attention")
            return
        self.hold()
        self.given.emit(
            OtherService(self._kind.currentData(), self._first.chosen, self._last.chosen, self._note.text().strip())
        )


class RecordsPanel(FormPanel):
    """Every entry of an episode with its revisions, newest first. ``change_asked`` carries one that stands, ``withdrawn`` with a reason."""

    change_asked = Signal(object)
    withdrawn = Signal(object, str)

    def __init__(self, name: str, rows: list[tuple[Kept, str]], parent: QWidget) -> None:
        super().__init__(f"Records: {name}", parent, 680)
        self.list = QListWidget()
        self.list.setAccessibleName("Records and revisions, the newest first")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(theme.scaled(300))
        for kept, words in rows:
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, kept)
            item.setForeground(theme.tone_color("plain" if kept.stands else "muted"))
            self.list.addItem(item)
        self.column.addWidget(self.list)
        self._reason = QLineEdit()
        self._reason.setPlaceholderText("why it is taken back")
        self._reason.setAccessibleName("Why it is taken back")
        row = QHBoxLayout()
        row.addWidget(self._reason, 1)
        self._back = button("Take back", "It stays on record as taken back")
        self._back.clicked.connect(self._take_back)
        self._change = button("Change …")
        self._change.clicked.connect(self._ask_change)
        for made in (self._back, self._change, self.closing()):
            row.addWidget(made)
        self.said = Text(bold=True)
        self.foot.addWidget(self.said)
        self.foot.addLayout(row)
        self.list.currentItemChanged.connect(lambda *_: self._look())
        self.list.setCurrentRow(0)
        self._look()

    def _kept(self) -> Kept | None:
        item = self.list.currentItem()
        found = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return found if isinstance(found, Kept) and found.stands else None

    def _look(self) -> None:
        kept = self._kept()
        self._back.setEnabled(kept is not None)
        self._change.setEnabled(kept is not None and isinstance(kept.content, TimeSpent))

    def _take_back(self) -> None:
        kept, reason = self._kept(), self._reason.text().strip()
        if not reason:
            self.said.show_text("Say in a few words why.", "attention")
        elif kept is not None:
            self.hold()
            self.withdrawn.emit(kept, reason)

    def _ask_change(self) -> None:
        kept = self._kept()
        if kept is not None:
            self.change_asked.emit(kept)
            self.accept()


class PayersPanel(FormPanel):
    """What was entered for payers and fees, and a new row of either. ``payer_given`` and ``fee_given`` carry the row and its first day."""

    payer_given = Signal(object, object)
    fee_given = Signal(object)

    def __init__(self, lines: list[str], codes: dict[str, str], payers: tuple[str, ...], parent: QWidget) -> None:
        super().__init__("Payers and fees", parent, 640)
        self.column.addWidget(
            Text(
                "Your own rows, valid from a day on. Nothing is shipped: without a row there are units and no money.",
                tone="muted",
            )
        )
        self.list = QListWidget()
        self.list.setAccessibleName("Rows in force")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(theme.scaled(150))
        self.list.addItems(lines or ["No payer and no fee has been entered."])
        self.column.addWidget(self.list, 1)
        self._kind, self._since, self._payer = Chooser(), DayField(), named_field("", payers)
        self._kind.addItem("A fee", "fee")
        self._kind.addItem("How a payer treats RTM", "payer")
        self._payer.setPlaceholderText("empty: every payer without a row of its own")
        self._code, self._amount, self._basis = named_field("", tuple(codes)), QLineEdit(), QLineEdit()
        self._code.setPlaceholderText(", ".join(codes))
        self._amount.setPlaceholderText("110.00")
        self._basis.setPlaceholderText("where it is from, such as: contract of 2026")
        self._covers, self._licence, self._days = Chooser(), Chooser(), QSpinBox()
        for field in (self._covers, self._licence):
            for answer in Allowed:
                field.addItem(str(answer), answer)
            field.setCurrentIndex(list(Allowed).index(Allowed.CONFIRM))
        self._days.setRange(0, 30)
        self._due, self._late = QSpinBox(), QSpinBox()
        for hours in (self._due, self._late):
            hours.setRange(0, 720)
        for box in (self._days, self._due, self._late):
            box.setSpecialValueText("by the rule")
        for words, widget in (
            ("What", self._kind), ("From", self._since), ("Payer", self._payer), ("Code", self._code), ("Amount of a unit", self._amount),
            ("Basis", self._basis), ("Covers RTM", self._covers), ("My licence may bill it", self._licence), ("Data days for set-up", self._days),
            ("A note is due after, hours", self._due), ("A note is late after, hours", self._late),
        ):  # fmt: skip
            self.add_field(words, widget)
        self.column.addLayout(self.form)
        self.add_buttons("Save", self._give)
        self._kind.currentIndexChanged.connect(lambda *_: self._look())
        self._look()

    def _look(self) -> None:
        fee = self._kind.currentData() == "fee"
        for field in (self._code, self._amount, self._basis):
            self.form.setRowVisible(field, fee)
        for widget in (self._covers, self._licence, self._days, self._due, self._late):
            self.form.setRowVisible(widget, not fee)

    def _give(self) -> None:
        payer = self._payer.text().strip()
        if self._kind.currentData() == "payer":
            if not payer:
                self.said.show_text("Name the payer.", "attention")
                return
            numbers = (self._days.value() or None, self._due.value() or None, self._late.value() or None)
            self.hold()
            self.payer_given.emit(
                Payer(payer, self._covers.currentData(), self._licence.currentData(), *numbers), self._since.chosen
            )
            return
        code = self._code.text().strip()
        cents = read_cents(self._amount.text())
        if not CODE.fullmatch(code) or cents is None:
            wrong = "a code of five letters and digits, such as 90834" if not CODE.fullmatch(code) else "an amount like 110.00"
            typed = self._amount.text() if CODE.fullmatch(code) else code
            self.said.show_text(f"“{typed}” is not {wrong}.", "attention")
            return
        self.hold()
        self.fee_given.emit(Fee(code, payer, self._since.chosen, cents, self._basis.text().strip()))


def read_cents(text: str) -> int | None:
    """``110``, ``110.5`` and ``110.00`` as cents; None for anything else, a decimal comma among it."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    cents = value * 100
    return int(cents) if value.is_finite() and cents == int(cents) and 0 <= cents < 10**9 else None


def say_record(kept: Kept, words: str) -> str:
    """One revision as a line: what it says, who entered it when, and what became of it."""
    when = dated(datetime.fromtimestamp(kept.at).date())
    became = "" if kept.stands else " (taken back)" if kept.withdrawn else " (changed since)"
    return f"{words}{became}. {when}, {kept.by or 'somebody'}{f': {kept.reason}' if kept.reason else ''}"
