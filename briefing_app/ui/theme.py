"""Colours, sizes and the type family, as tokens. Three sets; every text colour keeps its contrast on its ground (tested)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from briefing_app.system.fonts import FAMILY
from briefing_app.system.resources import resources

SMALL, BODY, LEAD, TITLE, DISPLAY = 11, 13, 15, 21, 26
STEP = 4
RADIUS = 10


@dataclass(frozen=True, slots=True)
class Tokens:
    """One set of colours, as ``#RRGGBB``. ``bands`` run from best to worst without a hue: what a colour would say is for lines alone."""

    name: str
    background: str
    card: str
    rail: str
    ink: str
    muted: str
    line: str
    accent: str
    accent_soft: str
    attention: str
    attention_soft: str
    safety: str
    safety_soft: str
    good: str
    bands: tuple[str, str, str, str, str]


LIGHT = Tokens(
    "light", "#F6F4EF", "#FFFFFF", "#ECE8DF", "#23302F", "#5C6763", "#DDD8CC", "#1F6F6B", "#DCEBE8", "#8A5000", "#FBEFD9", "#8E1F3B", "#F9E3E7",
    "#2F6B3A", ("#FAF9F6", "#F2F0EA", "#E9E6DD", "#DFDBD0", "#D4CFC2"),
)  # fmt: skip
DARK = Tokens(
    "dark", "#161B1B", "#1E2525", "#121616", "#E6EBE8", "#93A09B", "#2E3838", "#6CC3BB", "#1F3B39", "#E7B45C", "#3A2E16", "#F0899E", "#431E27",
    "#8CCB96", ("#1F2626", "#262D2D", "#2E3636", "#374040", "#414B4B"),
)  # fmt: skip
CONTRAST = Tokens(
    "contrast", "#FFFFFF", "#FFFFFF", "#FFFFFF", "#000000", "#2B2B2B", "#000000", "#004B47", "#E3F3F1", "#5A3300", "#FFF6E3", "#70001F", "#FFECEF",
    "#0B4A17", ("#FFFFFF", "#F3F3F3", "#E8E8E8", "#DCDCDC", "#CFCFCF"),
)  # fmt: skip
SETS = {one.name: one for one in (LIGHT, DARK, CONTRAST)}


class _Current:
    tokens = LIGHT
    percent = 100


def tokens() -> Tokens:
    """The set in force."""
    return _Current.tokens


def scaled(pixels: int) -> int:
    return round(pixels * _Current.percent / 100)


def color(name: str) -> QColor:
    return QColor(getattr(_Current.tokens, name))


def tone_color(tone: str) -> QColor:
    """Ink for plain words, else the tone's own colour."""
    return color(
        {"plain": "ink", "muted": "muted", "good": "good", "attention": "attention", "safety": "safety", "accent": "accent"}[
            tone
        ]
    )


def font(size: int = BODY, *, bold: bool = False) -> QFont:
    """The bundled family at a size of the scale, with figures of one width."""
    return QFont(_font(scaled(size), bold))


@lru_cache(maxsize=64)
def _font(pixels: int, bold: bool) -> QFont:
    found = QFont(FAMILY)
    found.setPixelSize(pixels)
    if bold:
        found.setWeight(QFont.Weight.DemiBold)
    found.setFeature(QFont.Tag("tnum"), 1)
    return found


def apply(app: QApplication, choice: str, percent: int) -> None:
    """Put a set in force; ``system`` follows the system's dark mode. Qt's own colour scheme is not relied on: it is ignored offscreen."""
    if choice == "system":
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        choice = "dark" if dark else "light"
    _Current.tokens, _Current.percent = SETS[choice], percent
    palette = QPalette()
    for role, name in (
        (QPalette.ColorRole.Window, "background"),
        (QPalette.ColorRole.Base, "card"),
        (QPalette.ColorRole.AlternateBase, "background"),
        (QPalette.ColorRole.Button, "card"),
        (QPalette.ColorRole.WindowText, "ink"),
        (QPalette.ColorRole.Text, "ink"),
        (QPalette.ColorRole.ButtonText, "ink"),
        (QPalette.ColorRole.PlaceholderText, "muted"),
        (QPalette.ColorRole.Highlight, "accent"),
        (QPalette.ColorRole.HighlightedText, "card"),
        (QPalette.ColorRole.ToolTipBase, "card"),
        (QPalette.ColorRole.ToolTipText, "ink"),
        (QPalette.ColorRole.Mid, "line"),
        (QPalette.ColorRole.Accent, "accent"),
        (QPalette.ColorRole.Link, "accent"),
    ):
        palette.setColor(role, color(name))
    app.setStyle("Fusion")
    app.setPalette(palette)
    app.setFont(font())
    app.setStyleSheet(_style())


def _style() -> str:
    t = _Current.tokens
    pad, corner, mark = scaled(6), scaled(8), scaled(14)
    tick, up, down = (f'url("{(resources() / "icons" / f"{one}-{t.name}.png").as_posix()}")' for one in ("tick", "up", "down"))
    # A styled spin box puts its number at the very edge, whatever its padding (Qt 6.11): the space before it stands in for that.
    return f"""
    QToolTip {{ background: {t.card}; color: {t.ink}; border: 1px solid {t.line}; padding: {pad}px; }}
    QPushButton {{ background: {t.card}; color: {t.ink}; border: 1px solid {t.line}; border-radius: {corner}px; padding: {pad}px {2 * pad}px; }}
    QPushButton:hover {{ border-color: {t.accent}; }}
    QPushButton:focus {{ border: 2px solid {t.accent}; padding: {pad - 1}px {2 * pad - 1}px; }}
    QPushButton:disabled, QCheckBox:disabled {{ color: {t.muted}; }}
    QPushButton[primary="true"] {{ background: {t.accent}; color: {t.card}; border-color: {t.accent}; }}
    QPushButton[primary="true"]:disabled {{ background: {t.line}; color: {t.muted}; border-color: {t.line}; }}
    QCheckBox, QRadioButton {{ spacing: {pad}px; }}
    QCheckBox::indicator, QListView::indicator {{ width: {mark}px; height: {mark}px;
        background: {t.card}; border: 1px solid {t.muted}; border-radius: {pad // 2}px; }}
    QCheckBox::indicator:checked, QListView::indicator:checked {{ background: {t.accent}; border-color: {t.accent}; image: {tick}; }}
    QCheckBox::indicator:disabled {{ background: {t.background}; border-color: {t.line}; }}
    QCheckBox::indicator:checked:disabled {{ background: {t.muted}; border-color: {t.muted}; }}
    QRadioButton::indicator {{ width: {mark}px; height: {mark}px; background: {t.card}; border: 1px solid {t.muted}; border-radius: {mark // 2 + 1}px; }}
    QRadioButton::indicator:checked {{ border-color: {t.accent};
        background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5, stop: 0.52 {t.accent}, stop: 0.6 {t.card}); }}
    QCheckBox:focus, QRadioButton:focus {{ color: {t.accent}; }}
    QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border: 2px solid {t.accent}; width: {mark - 2}px; height: {mark - 2}px; }}
    QPushButton[primary="true"]:focus {{ border: 2px solid {t.ink}; }}
    QPushButton:checked {{ background: {t.accent_soft}; border-color: {t.accent}; }}
    QPushButton[flat="true"] {{ background: transparent; border: 1px solid transparent; color: {t.accent}; padding: {pad // 2}px {pad}px; }}
    QPushButton[flat="true"]:focus {{ border: 1px solid {t.accent}; }}
    QPushButton[flat="true"]:checked {{ background: {t.accent_soft}; }}
    QLineEdit, QComboBox, QPlainTextEdit, QTableWidget, QTreeWidget, QListWidget {{
        background: {t.card}; border: 1px solid {t.line}; border-radius: {corner}px; padding: {pad}px; color: {t.ink}; }}
    QLineEdit {{ min-height: {scaled(19)}px; }}
    QAbstractSpinBox {{ background: {t.card}; border: 1px solid {t.line}; border-radius: {corner}px; padding: {pad - 1}px {pad}px; color: {t.ink};
        min-height: {scaled(18)}px; }}
    QAbstractSpinBox:focus {{ border: 2px solid {t.accent}; padding: {pad - 2}px {pad - 1}px; }}
    QAbstractSpinBox QLineEdit {{ border: none; padding: 0; background: transparent; }}
    QSpinBox, QDoubleSpinBox {{ qproperty-prefix: "\u2002"; }}
    QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ subcontrol-origin: border; width: {scaled(20)}px;
        border: none; background: transparent; }}
    QAbstractSpinBox::up-button {{ subcontrol-position: top right; }}
    QAbstractSpinBox::down-button {{ subcontrol-position: bottom right; }}
    QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover, QDateEdit::drop-down:hover {{
        background: {t.accent_soft}; border-radius: {pad // 2}px; }}
    QAbstractSpinBox::up-arrow {{ image: {up}; width: {scaled(12)}px; height: {scaled(12)}px; }}
    QAbstractSpinBox::down-arrow, QDateEdit::down-arrow {{ image: {down}; width: {scaled(12)}px; height: {scaled(12)}px; }}
    QDateEdit::drop-down {{ subcontrol-origin: border; subcontrol-position: center right; width: {scaled(24)}px; border: none; background: transparent; }}
    QLineEdit:focus, QComboBox:focus {{ border: 2px solid {t.accent}; padding: {pad - 1}px; }}
    QPlainTextEdit:focus {{ border: 2px solid {t.accent}; }}
    QPlainTextEdit, QTableWidget, QTreeWidget, QListWidget {{ padding: 0; gridline-color: {t.line}; }}
    QTreeWidget::item {{ padding: {pad // 2}px 0; }}
    {_bars(t, pad)}
    QHeaderView::section {{ background: {t.card}; color: {t.muted}; border: none; border-bottom: 1px solid {t.line}; padding: {pad}px; }}
    QScrollArea, QListView {{ background: transparent; border: none; }}
    """


def _bars(t: Tokens, pad: int) -> str:
    """Bars that scroll, and those that say how far something has come."""
    return f"""
    QScrollBar:vertical {{ background: transparent; width: {pad + 2}px; margin: 0; }}
    QScrollBar::handle:vertical {{ background: {t.line}; border-radius: {pad // 2 + 1}px; min-height: 30px; }}
    QScrollBar::handle:vertical:hover {{ background: {t.muted}; }}
    QScrollBar:horizontal {{ background: transparent; height: {pad + 2}px; margin: 0; }}
    QScrollBar::handle:horizontal {{ background: {t.line}; border-radius: {pad // 2 + 1}px; min-width: 30px; }}
    QScrollBar::handle:horizontal:hover {{ background: {t.muted}; }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; height: 0; width: 0; }}
    QProgressBar {{ background: {t.line}; border: none; border-radius: {pad // 2}px; height: {pad}px; }}
    QProgressBar::chunk {{ background: {t.accent}; border-radius: {pad // 2}px; }}
    """
