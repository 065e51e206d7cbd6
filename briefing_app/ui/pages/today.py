"""The page the window opens on: the day's schedule and the brief of the session that comes next."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from briefing_app.domain.periods import WEEKDAYS, say_date
from briefing_app.ui import theme
from briefing_app.ui.brief_view import BriefView
from briefing_app.ui.carried import PLACE
from briefing_app.ui.dialogs.unlock import UnlockPanel
from briefing_app.ui.empty_day import empty_actions
from briefing_app.ui.outcome_row import OutcomeRow
from briefing_app.ui.rail import Rail
from briefing_app.ui.scores_card import ITEMS, LARGE
from briefing_app.ui.session_strip import SessionStrip
from briefing_app.ui.soft_row import SoftRow
from briefing_app.ui.widgets import Chooser, PageStack, StatePanel, Text, button, show
from briefing_app.viewmodels.calendar_names import say_open
from briefing_app.viewmodels.day import DayPage

if TYPE_CHECKING:
    from briefing_app.ui.first_start import FirstStart

RAIL, RAIL_NARROW = 296, 248
WHOLE, ONE_COLUMN = 1180, 900  # widths of the window in pixels at 100 % text: from here on all of it, below this one column
DAMAGED = re.compile(r"The store( \S+)? is damaged")


class TodayPage(QWidget):
    """``alone`` is told True while the stores are closed: there is no schedule then, and no other page to go to."""

    alone = Signal(bool)
    day_asked = Signal(object)
    practitioner_asked = Signal(str)
    files_chosen = Signal(list)
    settings_asked = Signal()
    new_client_asked = Signal()
    new_session_asked = Signal(str)
    session_word_asked = Signal(PLACE)
    clients_asked = Signal()
    begun = Signal(object, object, object)
    demo_asked = Signal()
    what_if_asked = Signal(object)
    who_asked = Signal(str)
    passphrase_given = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._page: DayPage | None = None
        self._scheduled, self._narrow, self._opened = True, False, False
        self._first: FirstStart | None = None
        self._asked = 0  # series of calendars of which nobody has said whose they are
        self.wanted_client = ""  # to be chosen when the day is read next
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.schedule = self._schedule()
        row.addWidget(self.schedule)
        self.brief = BriefView()
        self._state = StatePanel()
        self._right = PageStack()
        self._right.addWidget(self._state)
        self._right.addWidget(self.brief)
        self._unlock = UnlockPanel()
        self._unlock.given.connect(self.passphrase_given)
        self._right.addWidget(self._unlock)
        self.row = SoftRow()
        self._beside = QWidget()
        beside = QVBoxLayout(self._beside)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        self.strip = SessionStrip()
        self.strip.stepped.connect(self.rail.step)
        self.strip.opened.connect(lambda: self._open_rail(open=True))
        self.strip.hide()
        beside.addWidget(self.strip)
        above = QHBoxLayout()
        above.setContentsMargins(theme.scaled(14), 0, theme.scaled(14), 0)
        above.addWidget(self.row)
        beside.addLayout(above)
        beside.addWidget(self._right, 1)
        row.addWidget(self._beside, 1)
        self._state.show_state("Opening your day", "Reading the encrypted store …", [])
        self._add_keys()

    def _add_keys(self) -> None:
        for keys, step in (("Ctrl+Left", -1), ("Ctrl+Right", 1)):
            shortcut = QShortcut(QKeySequence(keys), self, lambda step=step: self._move(step))
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        home = QShortcut(QKeySequence("Ctrl+Home"), self, lambda: self.day_asked.emit(None))
        home.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        for keys, slot in (
            ("T", self.brief.toggle_table),
            ("M", lambda: self.brief.toggle_face(LARGE)),
            ("I", lambda: self.brief.toggle_face(ITEMS)),
            ("W", self.brief.show_why_of_score),
            ("A", self.brief.answer_first),
            ("Ctrl+P", self.brief.print_brief),
            ("P", self.brief.show_contacts),
            ("E", self.brief.enter_score),
            ("H", self.brief.show_earlier),
            ("F5", self.brief.look_together),
            ("X", self.ask_what_if),
            ("Q", self.brief.ask_consult),
            ("C", self.brief.ask_checkins),
            ("R", self.brief.ask_record),
            ("+", lambda: self.new_session_asked.emit("")),
            ("S", self.ask_session_word),
            ("Y", self.ask_who),
        ):
            shortcut = QShortcut(QKeySequence(keys), self, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _schedule(self) -> QWidget:
        side = _Side()
        column = QVBoxLayout(side)
        margin = theme.scaled(8)
        column.setContentsMargins(margin, theme.scaled(12), margin, margin)
        column.setSpacing(theme.scaled(4))
        head = QHBoxLayout()
        head.setSpacing(0)
        self._title = Text("Today", size=theme.LEAD, bold=True)
        head.addWidget(self._title, 1)
        home = button("today", "Back to today (Ctrl+Home)", flat=True)
        home.clicked.connect(lambda: self.day_asked.emit(None))
        head.addWidget(home)
        for words, tip, step in (("‹", "The day before (Ctrl+Left)", -1), ("›", "The day after (Ctrl+Right)", 1)):
            made = button(words, tip, flat=True)
            made.setAccessibleName(tip)
            made.clicked.connect(lambda _=False, step=step: self._move(step))
            head.addWidget(made)
        head.addWidget(self._adding())
        column.addLayout(head)
        self._count = Text(tone="muted")
        column.addWidget(self._count)
        self._whose = Chooser()
        self._whose.setAccessibleName("Whose day")
        self._whose.hide()
        self._whose.activated.connect(lambda index: self.practitioner_asked.emit(self._whose.itemData(index)))
        column.addWidget(self._whose)
        self._note = Text(size=theme.SMALL, tone="attention")
        self._note.hide()
        column.addWidget(self._note)
        self._elsewhere = Text()
        self._elsewhere.hide()
        column.addWidget(self._elsewhere)
        self.rail = Rail()
        self.rail.chosen.connect(self._show_session)
        self.rail.word_asked.connect(self.ask_session_word)
        self.rail.clicked.connect(lambda _: self._open_rail(open=False))
        self.rail.activated.connect(lambda _: self._open_rail(open=False))
        column.addWidget(self.rail, 1)
        self._ends = Text(tone="muted")
        self._ends.setIndent(theme.scaled(50))
        column.addWidget(self._ends)
        self._who = button("", "Whose the events of your calendar are (Y)", flat=True)
        self._who.clicked.connect(self.ask_who)
        self._who.hide()
        column.addWidget(self._who)
        self.outcomes = OutcomeRow()
        column.addWidget(self.outcomes)
        side.setFixedWidth(theme.scaled(RAIL))
        return side

    def _adding(self) -> QPushButton:
        """What is typed in, a session or a client, and the day tried out."""
        made = button("New", "Type in a session or a client; try the day out", flat=True)
        menu = QMenu(made)
        menu.setFont(theme.font())
        menu.addAction("New session  +").triggered.connect(lambda: self.new_session_asked.emit(""))
        menu.addAction("New client").triggered.connect(lambda: self.new_client_asked.emit())
        self._ways = menu.addAction("Ways to begin: a file, by hand, the demo")
        self._ways.triggered.connect(self.show_ways)
        self._what_if = menu.addAction("What if: move or buffer sessions on a copy of the day  X")
        self._what_if.triggered.connect(self.ask_what_if)
        made.setMenu(menu)
        return made

    def show_asked(self, count: int) -> None:
        """How many series of calendars nobody has said whose they are."""
        words = say_open(count)
        self._who.setText(words)
        show(self._who, visible=bool(words))
        before, self._asked = self._asked, count
        page = self._page
        if page is not None and bool(before) != bool(count):
            self._ways.setVisible(page.bare and not count)
            if self._right.currentWidget() is self._state and not page.rows:
                self._show_empty(page)

    def ask_who(self) -> None:
        """Whose the chosen session is, where a calendar's words are all that is known; else what is asked next."""
        row = self.rail.currentIndex().row()
        name = self._page.rows[row].name if self._page is not None and 0 <= row < len(self._page.rows) else ""
        self.who_asked.emit(name.strip("“”"))

    def show_count(self, words: str) -> None:
        """How many sessions there are, and how many clients need a look."""
        self._count.show_text(words)

    def show_day(self, page: DayPage, practitioner: str) -> None:
        before, self._page = self._page, page
        if before is None or before.day != page.day:
            self.outcomes.forget()
        self.outcomes.show_open(page.open)
        self._stand_alone(False)
        self._title.show_text(f"{WEEKDAYS[page.day.weekday()]} {say_date(page.day, page.day)}")
        self._count.show_text(page.count)
        self._note.show_text(page.note)
        self.show_elsewhere("")
        self._show_practitioners(page, practitioner)
        self.rail.show_rows(page.rows, self._kept(page, before))
        self._what_if.setEnabled(len(page.rows) > 1)
        self._ways.setVisible(page.bare and not self._asked)
        self._ends.show_text(page.ends)
        self._scheduled = not page.first
        self._arrange()
        if page.first:
            self._show_first(page.day)
        elif page.rows:
            self._right.setCurrentWidget(self.brief)
            self._focus_session()
        else:
            self._show_empty(page)

    def _kept(self, page: DayPage, before: DayPage | None) -> int:
        """The session that was looked at, when the same day is read again; else the one that comes next."""
        wanted, self.wanted_client = self.wanted_client, ""
        if wanted:
            return next((index for index, row in enumerate(page.rows) if row.client == wanted), page.current)
        at = self.rail.currentIndex().row()
        if before is None or before.day != page.day or not 0 <= at < len(before.rows):
            return page.current
        same = [index for index, row in enumerate(page.rows) if row.client == before.rows[at].client]
        return same[0] if len(same) == 1 else page.current

    def refuse_begun(self, sentence: str, remedy: str) -> None:
        """What was typed on the first page was not kept: it still stands there."""
        if self._first is not None:
            self._first.by_hand.refuse(sentence, remedy)

    def _show_practitioners(self, page: DayPage, practitioner: str) -> None:
        self._whose.setVisible(bool(page.practitioners))
        self._whose.clear()
        self._whose.addItem("Everybody's day", "")
        for source_id, name in page.practitioners:
            self._whose.addItem(name, source_id)
        self._whose.setCurrentIndex(max(self._whose.findData(practitioner), 0))

    def show_ways(self) -> None:
        """Back to the ways to begin, as long as nothing real was kept; another day leads away from them."""
        if self._page is not None and self._page.bare and not self._asked:
            self._show_first(self._page.day)

    def _show_first(self, day: date) -> None:
        """Nothing is kept yet: the ways to begin, over the whole page."""
        if self._first is None:
            from briefing_app.ui.first_start import FirstStart

            made = self._first = FirstStart()
            made.files_chosen.connect(self.files_chosen)
            made.demo_asked.connect(self.demo_asked)
            made.settings_asked.connect(self.settings_asked)
            made.by_hand.given.connect(self.begun)
            self._right.addWidget(made)
        shown = self._right.currentWidget() is self._first
        self._right.setCurrentWidget(self._first)
        if not shown:
            self._first.by_hand.begin(day)
            self._first.focus_first()

    def _show_empty(self, page: DayPage) -> None:
        self._right.setCurrentWidget(self._state)
        slots = (self.ask_who, self.show_ways, self.clients_asked.emit)
        self._state.show_state(page.empty, page.caseload, empty_actions(page, self._asked, self.day_asked.emit, slots))
        self._state.focus_first()

    def ask_passphrase(self, *, new: bool, said: str) -> None:
        self._stand_alone(True)
        self._right.setCurrentWidget(self._unlock)
        self._unlock.ask(new=new, said=said)

    def show_locked(self, unlock: Callable[[], None], said: str = "") -> None:
        """Locked, and the keyring would open it: one button. ``said`` is what the lock ended."""
        words = "The stores are closed. No passphrase is set, so whoever sits here can open them; Settings sets one."
        self._show_closed("Locked", f"{said}\n{words}" if said else words, [("Open again", "Enter", unlock)])

    def show_busy(self, title: str, words: str) -> None:
        """The stores are closed for something that is being done."""
        self._show_closed(title, words, [])

    def show_problem(
        self, sentence: str, remedy: str, ways: list[tuple[str, str, object]] | None = None, title: str = ""
    ) -> None:
        """The broken state: what happened, what to do, and the ways that there are, which only a store that is not opened has."""
        if not title and DAMAGED.match(sentence):
            title = "The store is damaged"
        title = title or ("The store cannot be opened" if ways else "Your day cannot be shown")
        self._show_closed(title, f"{sentence}\n{remedy}", ways or [])

    def _show_closed(self, title: str, words: str, ways: list[tuple[str, str, object]]) -> None:
        self._stand_alone(True)
        self._right.setCurrentWidget(self._state)
        self._state.show_state(title, words, ways)
        self._state.focus_first()

    def _stand_alone(self, alone: bool) -> None:
        self._scheduled = not alone
        self._arrange()
        if alone:
            self.row.hide()
        self.alone.emit(alone)

    def _show_session(self, index: int) -> None:
        if self._page is not None and index < len(self._page.briefs):
            self.brief.show_brief(self._page.briefs[index], self._page.trends[index])
            row = self._page.rows[index]
            self.strip.show_session(f"{row.start} {row.name}", self._count.text())

    # -- sizes

    def set_room(self, room: int) -> None:
        """How wide the window is, in pixels at 100 % text: the rail stands beside the brief, is narrower, or lies over it when asked for."""
        self._narrow = room < ONE_COLUMN
        self._opened = False
        self.schedule.setFixedWidth(theme.scaled(RAIL if room >= WHOLE else RAIL_NARROW))
        self._arrange()

    def _arrange(self) -> None:
        rail = self._scheduled and (self._opened or not self._narrow)
        self.schedule.setMaximumWidth(16_777_215 if self._narrow else self.schedule.minimumWidth())
        show(self.schedule, visible=rail)
        show(self._beside, visible=not (rail and self._narrow))
        show(self.strip, visible=self._scheduled and self._narrow)

    def _open_rail(self, *, open: bool) -> None:
        if self._narrow and self._opened is not open:
            self._opened = open
            self._arrange()
            self._focus_session()

    def _focus_session(self) -> None:
        """The focus begins on the session that is shown."""
        if self._narrow and not self._opened:
            self.strip.take_focus()
        else:
            self.rail.setFocus()

    def show_elsewhere(self, said: str) -> None:
        """One line above the sessions: who has none that day and waits to be read."""
        self._elsewhere.show_text(said)
        show(self._elsewhere, visible=bool(said))

    def ask_session_word(self) -> None:
        """What becomes of the chosen session."""
        if self._page is not None and self._page.rows:
            self.session_word_asked.emit(self.rail.currentIndex().row())

    def ask_what_if(self) -> None:
        if self._page is not None and len(self._page.rows) > 1:
            self.what_if_asked.emit(self._page)

    def _move(self, days: int) -> None:
        if self._page is not None:
            self.day_asked.emit(self._page.day + timedelta(days=days))


class _Side(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
