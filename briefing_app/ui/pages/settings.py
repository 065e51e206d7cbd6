"""The few choices, what the program keeps where, and to whom credit is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from briefing_app.system.resources import resources
from briefing_app.system.settings import LOCK_MINUTES, MOST_WATCHED, TEXT_SCALES, THEMES, Settings
from briefing_app.ui import theme
from briefing_app.ui.carried import ROW
from briefing_app.ui.screen_shield import NOT_OFFERED, OFFERED
from briefing_app.ui.widgets import Card, Chooser, Text, add_named, button, empty, show
from briefing_app.viewmodels.backup import VaultPage
from briefing_app.viewmodels.deleted import TombstoneLine

LOCK_WORDS = (
    "Ctrl+L locks at once: the stores are closed, every page is gone, and the note timer waits without a name. The window also locks by itself:"
    " after the minutes above, though not in a session with its page before you, after the computer slept, and when the screen locks, if this"
    " computer's system says so. Linux mostly does; on Windows and macOS nobody has tried it, so lock by hand there. Where no passphrase is set,"
    " one click opens it again."
)
WATCHED_WORDS = (
    "Exports, clinical documents, and calendars that you opened once are read from here by themselves once they are whole, never in a session or while a"
    " client has the form. Anything else waits on the Import page. Nothing is deleted or moved, and no subfolder or link is followed."
)
THEME_WORDS = {"system": "As the system", "light": "Light", "dark": "Dark", "contrast": "High contrast"}


class SettingsPage(QScrollArea):
    """What is chosen, keys and backups, and who was deleted."""

    changed = Signal(object)
    rules_asked = Signal()
    backup_asked = Signal()
    rehearsal_asked = Signal()
    restore_asked = Signal()
    outage_asked = Signal()
    code_asked = Signal(bool)
    passphrase_asked = Signal(bool)
    allow_asked = Signal(ROW)
    ways_asked = Signal(bool)
    key_asked = Signal(bool)
    audit_asked = Signal()

    def __init__(self, settings: Settings, profile: str, warning: str = "", *, shield: bool = False) -> None:
        """``shield``: the system can keep windows out of screenshots."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        inner = QWidget()
        column = QVBoxLayout(inner)
        margin = theme.scaled(20)
        column.setContentsMargins(margin, theme.scaled(14), margin, margin)
        column.setSpacing(theme.scaled(12))
        column.addWidget(Text("Settings", size=theme.TITLE, bold=True))
        self._settings = settings
        column.addWidget(self._looks())
        column.addWidget(self._who())
        column.addWidget(self._rules())
        column.addWidget(self._keys())
        column.addWidget(self._watched())
        column.addWidget(self._deleted_clients())
        column.addWidget(self._screen(offered=shield))
        column.addWidget(self._place(profile, warning))
        column.addWidget(self._credits())
        column.addStretch(1)
        self.setWidget(inner)

    def _looks(self) -> QWidget:
        card = Card()
        card.body.addWidget(Text("How it looks", bold=True, tone="muted"))
        form = QFormLayout()
        form.setHorizontalSpacing(theme.scaled(16))
        self._theme, self._scale = Chooser(), Chooser()
        for name in THEMES:
            self._theme.addItem(THEME_WORDS[name], name)
        for percent in TEXT_SCALES:
            self._scale.addItem(f"{percent} %", percent)
        self._theme.setCurrentIndex(THEMES.index(self._settings.theme))
        self._scale.setCurrentIndex(TEXT_SCALES.index(self._settings.text_percent))
        self._theme.activated.connect(self._tell)
        self._scale.activated.connect(self._tell)
        for words, box in (("Colours", self._theme), ("Text size", self._scale)):
            box.setMinimumWidth(theme.scaled(200))
            add_named(form, words, box)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        card.body.addLayout(form)
        return card

    def _who(self) -> QWidget:
        """Who signs, and the local numbers that stand beside a safety line."""
        card = Card()
        card.body.addWidget(Text("You", bold=True, tone="muted"))
        form = QFormLayout()
        form.setHorizontalSpacing(theme.scaled(16))
        self._name, self._crisis = QLineEdit(self._settings.name), QLineEdit(self._settings.crisis)
        self._name.setPlaceholderText("on notes you sign, prints and the audit; empty: the name you are logged in with")
        self._crisis.setPlaceholderText("such as: county crisis team 555 0100, day and night")
        for words, field in (("Your name", self._name), ("Local crisis numbers", self._crisis)):
            field.setMinimumWidth(theme.scaled(360))
            field.editingFinished.connect(self._tell)
            add_named(form, words, field)
        card.body.addLayout(form)
        self._note_opens = QCheckBox("N opens the note of the session here, beside starting its timer")
        self._note_opens.setFont(theme.font())
        self._note_opens.setChecked(self._settings.note_opens)
        self._note_opens.clicked.connect(self._tell)
        card.body.addWidget(self._note_opens)
        return card

    def _rules(self) -> QWidget:
        card = Card()
        card.body.addWidget(Text("Rules", bold=True, tone="muted"))
        card.body.addWidget(
            Text(
                "When a measure is named for review, how long a safety answer stays after a later no, what counts as silence.",
                tone="muted",
            )
        )
        made = button("Rules and their numbers …", "With a preview of what they would have said")
        made.clicked.connect(self.rules_asked)
        card.body.addWidget(made)
        return card

    def _keys(self) -> QWidget:
        """Keys, backups and the lock; what stands here is filled in when the stores are open."""
        card = Card()
        head = QHBoxLayout()
        head.addWidget(Text("Keys, backups and lock", bold=True, tone="muted"), 1)
        outage = button("Outage pack …  Ctrl+O", "The practice on a stick, encrypted, and pages to read without Briefing")
        outage.clicked.connect(self.outage_asked)
        head.addWidget(outage)
        card.body.addLayout(head)
        self._vault_lines = QVBoxLayout()
        self._vault_lines.setSpacing(theme.scaled(4))
        card.body.addLayout(self._vault_lines)
        self._vault_rows: dict[str, QWidget] = {}
        card.body.addWidget(
            self._row(
                "",
                "Both stores",
                ("Back up now", "Both stores that are open, each into its own backup", self.backup_asked.emit),
                (
                    "Rehearse a restore",
                    "Restore the newest backups for a trial and compare every row",
                    self.rehearsal_asked.emit,
                ),
                ("Restore a backup …", "The store that is there now is kept", self.restore_asked.emit),
            )
        )
        audit = ("Audit …", "What was done with the practice's data, and whether its rows are whole", self.audit_asked.emit)
        for kind, name, own in (("practice", "The practice", False), ("private", "Your own ledger", True)):
            card.body.addWidget(
                self._row(
                    kind,
                    name,
                    ("Recovery code …", "A new one, which is typed back", partial(self.code_asked.emit, own)),
                    ("Passphrase …", "Set, change, or go back to the keyring", partial(self.passphrase_asked.emit, own)),
                    (
                        "What opens it …",
                        "Passphrase, keyring, recovery code: remove one, or add the keyring",
                        partial(self.ways_asked.emit, own),
                    ),
                    ("New key …", "Encrypt the store anew under another random key", partial(self.key_asked.emit, own)),
                    *(() if own else (audit,)),
                )
            )
        card.body.addLayout(self._lock_and_folder())
        card.body.addWidget(Text(LOCK_WORDS, size=theme.SMALL, tone="muted"))
        self._vault_note = Text(size=theme.SMALL, tone="muted")
        card.body.addWidget(self._vault_note)
        return card

    def _lock_and_folder(self) -> QFormLayout:
        """When the window locks by itself, and where backups go too."""
        form = QFormLayout()
        form.setHorizontalSpacing(theme.scaled(16))
        self._lock, self._backup_folder = QSpinBox(), QLineEdit(self._settings.backup_folder)
        self._lock.setRange(*LOCK_MINUTES)
        self._lock.setSuffix(" min")
        self._lock.setValue(self._settings.lock_minutes)
        self._lock.setMinimumWidth(theme.scaled(120))
        self._lock.editingFinished.connect(self._tell)
        self._backup_folder.setPlaceholderText("a folder on another disk, such as a memory stick")
        self._backup_folder.setMinimumWidth(theme.scaled(360))
        self._backup_folder.editingFinished.connect(self._tell)
        for words, field in (
            ("Lock when nobody touches it for", self._lock),
            ("Copy each backup also to", self._backup_folder),
        ):
            add_named(form, words, field)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        return form

    def _watched(self) -> QWidget:
        """Folders whose new files are read by themselves."""
        card = Card()
        card.body.addWidget(Text("Watched folders", bold=True, tone="muted"))
        card.body.addWidget(Text(WATCHED_WORDS, tone="muted"))
        form = QFormLayout()
        form.setHorizontalSpacing(theme.scaled(16))
        known = self._settings.watched_folders
        self._folders = [QLineEdit(known[number] if number < len(known) else "") for number in range(MOST_WATCHED)]
        for number, field in enumerate(self._folders, start=1):
            field.setPlaceholderText("the folder's whole path, such as where your calendar or record system saves its files")
            field.setMinimumWidth(theme.scaled(360))
            field.editingFinished.connect(self._tell)
            add_named(form, f"Folder {number}", field)
        card.body.addLayout(form)
        return card

    def _screen(self, *, offered: bool) -> QWidget:
        card = Card()
        card.body.addWidget(Text("Who else sees the screen", bold=True, tone="muted"))
        self._capture = QCheckBox("Keep Briefing out of screenshots, recordings and shared screens")
        self._capture.setChecked(offered and self._settings.block_capture)
        self._capture.setEnabled(offered)
        self._capture.clicked.connect(self._tell)
        card.body.addWidget(self._capture)
        card.body.addWidget(Text(OFFERED if offered else NOT_OFFERED, size=theme.SMALL, tone="muted"))
        return card

    def show_vault(self, page: VaultPage) -> None:
        empty(self._vault_lines)
        for line in page.lines:
            self._vault_lines.addWidget(Text(line.words, tone=line.tone))
        self._vault_note.show_text(page.note)
        for kind, row in self._vault_rows.items():
            show(row, visible=kind in page.stores if kind else bool(page.stores))

    def _row(self, kind: str, name: str, *buttons: tuple[str, str, Callable[[], None]]) -> QWidget:
        """A name and its buttons, shown while a store of this kind is open; "" is any."""
        found = self._vault_rows[kind] = QWidget()
        row = QHBoxLayout(found)
        row.setContentsMargins(0, 0, 0, 0)
        label = Text(name, wrap=False)
        label.setMinimumWidth(theme.scaled(120))
        row.addWidget(label)
        for words, tip, slot in buttons:
            made = button(words, tip)
            made.setAccessibleName(f"{words} {name}")
            made.clicked.connect(slot)
            row.addWidget(made)
        row.addStretch(1)
        return found

    def _deleted_clients(self) -> QWidget:
        """Only there when somebody was deleted."""
        card = self._deleted = Card()
        card.body.addWidget(Text("Deleted clients", bold=True, tone="muted"))
        card.body.addWidget(
            Text("Imports leave them out and say how many records that were. Nothing here says who they were.", tone="muted")
        )
        self._tombstones = QVBoxLayout()
        self._tombstones.setSpacing(theme.scaled(4))
        card.body.addLayout(self._tombstones)
        card.hide()
        return card

    def show_deleted(self, lines: tuple[TombstoneLine, ...]) -> None:
        empty(self._tombstones)
        for line in lines:
            row = QHBoxLayout()
            row.addWidget(Text(line.words), 1)
            made = button("Allow again", f"{line.words}: the next import brings them back")
            made.clicked.connect(lambda _=False, row=line.row: self.allow_asked.emit(row))
            row.addWidget(made)
            holder = QWidget()
            row.setContentsMargins(0, 0, 0, 0)
            holder.setLayout(row)
            self._tombstones.addWidget(holder)
        show(self._deleted, visible=bool(lines))

    def _place(self, profile: str, warning: str) -> QWidget:
        card = Card()
        card.body.addWidget(Text("Where your data are", bold=True, tone="muted"))
        place = Text(profile)
        place.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        card.body.addWidget(place)
        if warning:
            card.body.addWidget(Text(warning, bold=True, tone="attention"))
        card.body.addWidget(
            Text(
                "Two encrypted files on this computer (SQLCipher, AES-256): the practice, and your own ledger. Each has its own key, in the"
                " system's keyring or made from your passphrase; without it the file cannot be read, not even by us."
                " Briefing opens no network connection. A keyring protects against"
                " a stolen, switched-off computer and other users, not against a program that runs as you.",
                tone="muted",
            )
        )
        return card

    def _credits(self) -> QWidget:
        card = Card()
        card.body.addWidget(Text("Credits and licences", bold=True, tone="muted"))
        words = QPlainTextEdit()
        words.setReadOnly(True)
        words.setAccessibleName("Credits and licences")
        words.setPlainText((resources() / "CREDITS.md").read_text("utf-8"))
        words.setMinimumHeight(theme.scaled(220))
        card.body.addWidget(words)
        return card

    def take(self, settings: Settings) -> None:
        """What was changed on another page meanwhile; it is not to be undone from here."""
        self._settings = settings

    def _tell(self) -> None:
        self._settings = replace(
            self._settings,
            theme=self._theme.currentData(),
            text_percent=self._scale.currentData(),
            name=self._name.text().strip(),
            crisis=self._crisis.text().strip(),
            backup_folder=self._backup_folder.text().strip(),
            lock_minutes=self._lock.value(),
            watched_folders=tuple(dict.fromkeys(words for field in self._folders if (words := field.text().strip()))),
            note_opens=self._note_opens.isChecked(),
            block_capture=self._capture.isChecked() if self._capture.isEnabled() else self._settings.block_capture,
        )
        self.changed.emit(self._settings)
