"""The few choices, what the program keeps where, and to whom credit is due."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from briefing_app.system.resources import resources
from briefing_app.system.settings import TEXT_SCALES, THEMES, Settings
from briefing_app.ui import theme
from briefing_app.ui.widgets import Card, Chooser, Text, button

THEME_WORDS = {"system": "As the system", "light": "Light", "dark": "Dark", "contrast": "High contrast"}


class SettingsPage(QScrollArea):
    changed = Signal(object)
    rules_asked = Signal()

    def __init__(self, settings: Settings, profile: str, warning: str = "") -> None:
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
            box.setAccessibleName(words)
            box.setMinimumWidth(theme.scaled(200))
            form.addRow(Text(words, wrap=False), box)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        card.body.addLayout(form)
        return card

    def _who(self) -> QWidget:
        """Whose hand the ledger names, and the local numbers that stand beside a safety line."""
        card = Card()
        card.body.addWidget(Text("You", bold=True, tone="muted"))
        form = QFormLayout()
        form.setHorizontalSpacing(theme.scaled(16))
        self._name, self._crisis = QLineEdit(self._settings.name), QLineEdit(self._settings.crisis)
        self._crisis.setPlaceholderText("such as: county crisis team 555 0100, day and night")
        for words, field in (("Your name in the ledger", self._name), ("Local crisis numbers", self._crisis)):
            field.setAccessibleName(words)
            field.setMinimumWidth(theme.scaled(360))
            field.editingFinished.connect(self._tell)
            form.addRow(Text(words, wrap=False), field)
        card.body.addLayout(form)
        return card

    def _rules(self) -> QWidget:
        card = Card()
        card.body.addWidget(Text("Rules", bold=True, tone="muted"))
        card.body.addWidget(
            Text(
                "When a measure is named for review, how long a safety item stays in view, what counts as silence.",
                tone="muted",
            )
        )
        made = button("Rules and their numbers …", "With a preview of what they would have said")
        made.clicked.connect(self.rules_asked)
        card.body.addWidget(made)
        return card

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

    def _tell(self) -> None:
        self._settings = replace(
            self._settings,
            theme=self._theme.currentData(),
            text_percent=self._scale.currentData(),
            name=self._name.text().strip(),
            crisis=self._crisis.text().strip(),
        )
        self.changed.emit(self._settings)
