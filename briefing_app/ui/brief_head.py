"""The head of a brief: who it is, in one fixed place, and what can be done for this client."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from briefing_app.ui import theme
from briefing_app.ui.brief_buttons import brief_buttons
from briefing_app.ui.widgets import Text, WhyText, plain_tip, show
from briefing_app.viewmodels.brief import Brief


class Mark(Text):
    """A few words in an outline."""

    def __init__(self) -> None:
        super().__init__(size=theme.SMALL, bold=True)
        self.setContentsMargins(theme.scaled(9), theme.scaled(2), theme.scaled(9), theme.scaled(2))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("ink"), 1))
        corner = min(self.height() / 2, theme.scaled(11))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), corner, corner)
        painter.end()
        super().paintEvent(event)


class Beside(QWidget):
    """Two lines of text beside each other where both fit, else one below the other; neither is ever cut."""

    def __init__(self, first: Text, second: Text, gap: int) -> None:
        super().__init__()
        self._labels, self._gap = (first, second), theme.scaled(gap)
        self._known: dict[tuple[int, str, str], list[QRect]] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for label in self._labels:
            label.setParent(self)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max((place.bottom() + 1 for place in self._places(width)), default=0)

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(40), self.heightForWidth(max(self.width(), theme.scaled(300))))

    def minimumSizeHint(self) -> QSize:
        return QSize(1, self.sizeHint().height())

    def _places(self, width: int) -> list[QRect]:
        """Where the labels with text stand at a width; a layout asks again and again, also between the change of one text and of the other."""
        first, second = self._labels
        key = width, first.text(), second.text()
        if key not in self._known:
            self._known[key] = self._placed(width)
        return self._known[key]

    def _placed(self, width: int) -> list[QRect]:
        shown = [label for label in self._labels if label.text()]
        wide = [_wide(label) for label in shown]
        if len(shown) == 2 and sum(wide) + self._gap <= width:
            high = [label.heightForWidth(one) for label, one in zip(shown, wide, strict=True)]
            tops = [(max(high) - one) // 2 for one in high]
            return [QRect(0, tops[0], wide[0], high[0]), QRect(wide[0] + self._gap, tops[1], wide[1], high[1])]
        top, found = 0, []
        for label, one in zip(shown, wide, strict=True):
            place = QRect(0, top, min(one, width), label.heightForWidth(min(one, width)))
            found.append(place)
            top = place.bottom() + 1
        return found

    def arrange(self) -> None:
        """Place the labels anew, at another width."""
        for label, place in zip([one for one in self._labels if one.text()], self._places(self.width()), strict=True):
            label.setGeometry(place)
        for label in self._labels:
            show(label, visible=bool(label.text()))

    def renew(self) -> None:
        """The text of a label is another one now."""
        self._known.clear()
        self.updateGeometry()
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.arrange()


def _wide(label: Text) -> int:
    margins = label.contentsMargins()
    return label.fontMetrics().horizontalAdvance(label.text()) + margins.left() + margins.right() + 4


class BriefHead(QWidget):
    """``slots`` are what its buttons do, by name (``brief_buttons``)."""

    def __init__(self, slots: Mapping[str, Callable[[], object]]) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(theme.scaled(1))
        self.name = Text(size=theme.DISPLAY, bold=True)
        self.similar = Mark()
        self.details = Text(tone="muted")
        self.kept = WhyText()
        self.diagnoses = WhyText()
        for label in (self.name, self.diagnoses):
            label.setMinimumWidth(1)  # a word without end would push the safety lines out of sight
        self._named, self._told = Beside(self.name, self.similar, 12), Beside(self.details, self.kept, 8)
        for part in (self._named, self._told, self.diagnoses):
            words.addWidget(part)
        self._row.addLayout(words, 1)
        self._row.addLayout(brief_buttons(slots))

    def set_narrow(self, *, narrow: bool) -> None:
        """Where the name has no room beside the buttons, these go below it."""
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(way)

    def show_head(self, brief: Brief) -> None:
        """Name, details, sessions kept where one of the last was not, diagnoses."""
        who = brief.identity
        self.name.show_text(who.name)
        self.name.setToolTip(plain_tip(who.name if who.hidden else f"{who.name}\nid {who.client_id}"))
        self.similar.show_text(f"{who.similar}: check the date of birth" if who.similar else "")
        self.details.show_text(who.details)
        attendance = brief.kept
        self.kept.show_line(attendance.text if attendance else "", "plain", attendance)
        diagnoses = brief.of("diagnosis")
        self.diagnoses.show_line(diagnoses[0].text if diagnoses else "", "plain", diagnoses[0] if diagnoses else None)
        for pair in (self._named, self._told):
            pair.renew()
