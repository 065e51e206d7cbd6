"""A row that goes on below where it does not fit, as words do."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLayoutItem, QWidget

from briefing_app.ui import theme


class Flow(QLayout):
    """Each piece at its own size; ``right`` puts every row at the right edge."""

    def __init__(self, *, right: bool = False, gap: int = 8) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._right, self._gap = right, theme.scaled(gap)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = self._rows(width)
        return sum(self._height(row) for row in rows) + self._gap * max(len(rows) - 1, 0)

    def minimumHeightForWidth(self, width: int) -> int:
        return self.heightForWidth(width)

    def sizeHint(self) -> QSize:
        return QSize(self._wide(self._shown()), self._height(self._shown()))

    def minimumSize(self) -> QSize:
        shown = self._shown()
        return QSize(max((one.minimumSize().width() for one in shown), default=0), self._height(shown))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        top = rect.top()
        for row in self._rows(rect.width()):
            left = rect.right() + 1 - self._wide(row) if self._right else rect.left()
            height = self._height(row)
            for one in row:
                size = one.sizeHint()
                one.setGeometry(
                    QRect(left, top + (height - size.height()) // 2, min(size.width(), rect.width()), size.height())
                )
                left += size.width() + self._gap
            top += height + self._gap

    def _shown(self) -> list[QLayoutItem]:
        return [one for one in self._items if not one.isEmpty()]

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = []
        for one in self._shown():
            if rows and self._wide([*rows[-1], one]) <= width:
                rows[-1].append(one)
            else:
                rows.append([one])
        return rows

    def _wide(self, row: list[QLayoutItem]) -> int:
        return sum(one.sizeHint().width() for one in row) + self._gap * max(len(row) - 1, 0)

    def _height(self, row: list[QLayoutItem]) -> int:
        return max((one.sizeHint().height() for one in row), default=0)


def together(*pieces: QWidget) -> QWidget:
    """Pieces that a flow keeps side by side."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.scaled(8))
    for piece in pieces:
        row.addWidget(piece)
    return made
