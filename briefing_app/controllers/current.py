"""Whose name is on screen: the one place that says for whom a key, the note timer and a new note are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from briefing_app.ui.shell import Shell
    from briefing_app.viewmodels.brief import Brief
    from briefing_app.viewmodels.day import DayPage
    from briefing_app.viewmodels.identity import Identity

ABOUT_CLIENTS = ("today", "clients", "note")
NOBODY = ("No client is on screen.", "Open one on Today or Clients first.")


class CurrentClient:
    """The client and session of the page on screen, as that page says; nobody where it shows none, whatever it showed before.

    ``last`` is who was on screen last, to be proposed, never to be acted on unasked.
    """

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._pages: dict[QWidget, Callable[[], Brief | None]] = {}
        self.last: Identity | None = None

    def show_on(self, page: QWidget, shown: Callable[[], Brief | None]) -> None:
        """``shown`` gives the brief that stands on ``page`` with its name, None where none does."""
        self._pages[page] = shown

    @property
    def brief(self) -> Brief | None:
        """The brief of the page that is on screen, None where it shows none."""
        page = self._shell.stack.currentWidget()
        shown = self._pages.get(page) if page is not None else None
        return shown() if shown is not None else None

    @property
    def may_be_somebody(self) -> bool:
        """Whether the page on screen is one that is about a client."""
        return self._shell.page_shown() in ABOUT_CLIENTS

    def session_begins(self, day: DayPage | None) -> float:
        """When the session of ``brief`` on this day begins, in seconds since 1970; 0 where it is of no session of it."""
        brief = self.brief
        rows = zip(day.rows, day.briefs, strict=True) if day is not None else ()
        return next((row.begins for row, one in rows if one is brief), 0.0)

    def remember(self) -> None:
        """The page is left."""
        brief = self.brief
        if brief is not None:
            self.last = brief.identity

    def forget(self) -> None:
        """Nobody was on screen: the stores are closed, or names are shown in another way from now on."""
        self.last = None

    def forget_pages(self) -> None:
        """The frame is made anew, and its pages go with what they showed."""
        self._pages.clear()
