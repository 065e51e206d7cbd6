"""Which items of a measure moved under its total, in a brief."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from briefing_app.ui import theme
from briefing_app.ui.widgets import Card, Text, show
from briefing_app.viewmodels.moves import ItemMove

MOST_MOVES = 6


class MovesCard(Card):
    """Each item with its answer before and now; hidden where none moved."""

    def __init__(self) -> None:
        super().__init__()
        self._title = Text(bold=True, tone="muted")
        self.body.addWidget(self._title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.scaled(16))
        grid.setVerticalSpacing(theme.scaled(2))
        self._moves: list[tuple[Text, Text]] = []
        for index in range(MOST_MOVES):
            label, change = Text(), Text(bold=True, wrap=False)
            place = (index % 3, (index // 3) * 2)
            grid.addWidget(label, *place)
            grid.addWidget(change, place[0], place[1] + 1, Qt.AlignmentFlag.AlignRight)
            self._moves.append((label, change))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)
        self.body.addLayout(grid)

    def show_moves(self, title: str, moves: tuple[ItemMove, ...]) -> None:
        """The first six of them."""
        self._title.show_text(title)
        for index, (label, change) in enumerate(self._moves):
            if index < len(moves):
                move = moves[index]
                arrow = "→" if move.before != move.after else "="
                label.show_text(move.label)
                change.show_text(f"{move.before} {arrow} {move.after}", move.tone)
            else:
                label.show_text("")
                change.show_text("")
        show(self, visible=bool(moves))
