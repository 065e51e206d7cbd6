"""Fills the My load page from the private store and takes what its dialogs give."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog
from shiboken6 import isValid

from briefing_app.controllers.context import Context, Controller, nothing
from briefing_app.controllers.timer import Timekeeping
from briefing_app.documents.conditions_page import conditions_text, items_of
from briefing_app.documents.printed import text_document, write_pdf
from briefing_app.domain.audit import EXPORTED
from briefing_app.domain.clock import past_stretch
from briefing_app.domain.load import Weight
from briefing_app.domain.periods import WEEK, day_bounds, local_time, period_of, say_date
from briefing_app.domain.problems import Problem
from briefing_app.domain.proqol import score
from briefing_app.domain.time_entry import DELETED, Support, TimeEntry
from briefing_app.services.ledger import LedgerFacts, ledger
from briefing_app.services.measure import renew
from briefing_app.services.open_ledger import OpenLedger
from briefing_app.services.outcome import outcome
from briefing_app.services.worktime import Work
from briefing_app.system.fonts import FAMILY
from briefing_app.ui.dialogs.conditions import ConditionsPanel
from briefing_app.ui.dialogs.dialog import Dialog, until_kept
from briefing_app.ui.dialogs.figures import MadeOfPanel, NotesPanel
from briefing_app.ui.dialogs.ledger import PastPanel, SupportPanel
from briefing_app.ui.dialogs.limits import DatesPanel, LimitsPanel
from briefing_app.ui.dialogs.message import Refusal
from briefing_app.ui.dialogs.report import ReportPanel
from briefing_app.ui.dialogs.self_check import CheckPanel
from briefing_app.ui.dialogs.weights import Tagged, Weighed, WeightsPanel
from briefing_app.ui.pages.load import LoadPage
from briefing_app.ui.saving import saved
from briefing_app.viewmodels.conditions import OverTime, make_over_time
from briefing_app.viewmodels.ledger import LedgerPage, check_of, make_ledger, scores_of
from briefing_app.viewmodels.ledger_parts import LOAD, NOTES, RECOVERY, Figure

OVER_TIME_WEEKS = 26


class Limits(NamedTuple):
    """What is agreed on working time: the newest statement (since, hours as JSON), the choices, and when the first entry began."""

    hours: tuple[str, str] | None
    choices: dict[str, str]
    first: float | None


class MyLoad(Controller):
    """``note_marked`` says of a session's note what is true of it now: the dialog that says it, its line, the state."""

    note_marked = Signal(object, object, str)

    def __init__(self, context: Context, page: LoadPage, keeping: Timekeeping) -> None:
        super().__init__(context, page)
        self._keeping, self._page = keeping, page
        self._period, self._day = WEEK, context.now().date()
        self._shown: LedgerPage | None = None
        self._facts: LedgerFacts | None = None
        page.period_asked.connect(self._move)
        page.figure_asked.connect(self._made_of)
        page.past_asked.connect(self._past)
        page.limits_asked.connect(self._limits)
        page.support_asked.connect(self._support)
        page.check_asked.connect(self._check)
        page.dates_asked.connect(self._dates)
        page.report_asked.connect(self._report)
        page.over_time_asked.connect(self._over_time)
        page.undo_asked.connect(self._undo)
        page.redo_asked.connect(self._redo)
        page.export_asked.connect(self._export)
        keeping.changed.connect(self.refresh)
        context.day_turned.connect(self._turn)
        context.practice_changed.connect(self._read_again)

    def refresh(self) -> None:
        """Read the ledger anew, where its page is on screen."""
        if not self._keeping.ready or not self._page.isVisible():
            return
        period, day, practitioner, now = self._period, self._day, self.context.settings.practitioner, self.context.now()

        def work(desk: OpenLedger) -> tuple[LedgerFacts, LedgerPage]:
            desk.store.waiting.show_news()
            facts = ledger(Work(desk.private, desk.reader, now, None, practitioner), period, day)
            renew(desk.catalogue, desk.store)
            return facts, make_ledger(facts, desk.reader.names(), outcome(desk.reader, desk.catalogue, now.date()))

        def show(found: tuple[LedgerFacts, LedgerPage]) -> None:
            self._facts, page = found
            self._shown = replace(page, note=" ".join(part for part in (page.note, self._keeping.idle_words) if part))
            self._page.show_page(self._shown)
            self._page.show_steps(self._keeping.status.undo, self._keeping.status.redo)

        self._keeping.ask(work, show)

    def _read_again(self, _client: int) -> None:
        self.refresh()

    def _turn(self) -> None:
        """The week that was on screen as this one is followed by the next."""
        self._day = self.context.now().date()
        self.refresh()

    def _move(self, period: str, step: int) -> None:
        first, last = period_of(self._day, period)
        if step:
            self._day = min(first - timedelta(days=1) if step < 0 else last + timedelta(days=1), self.context.now().date())
        self._period = period
        self.refresh()

    # -- what a figure is made of

    def _made_of(self, figure: Figure) -> None:
        if self._shown is None:
            return
        if figure.key == LOAD:
            self._weigh(figure)
            return
        if figure.key == NOTES:
            notes = NotesPanel(figure, self._shown.notes, self._page)
            notes.marked.connect(lambda line, state: self.note_marked.emit(notes, line, state))
            notes.open()
            return
        lines = self._shown.gaps if figure.key == RECOVERY else self._shown.entries
        panel = MadeOfPanel(figure, lines, self._page)
        panel.deleted.connect(lambda entry: self._rewrite(panel, entry, ""))
        panel.changed.connect(lambda entry, words: self._rewrite(panel, entry, words))
        panel.open()

    def _weigh(self, figure: Figure) -> None:
        facts = self._facts
        if facts is None:
            return

        def show(names: dict[str, str]) -> None:
            clients = [Weighed(client, names.get(client, client), weight) for client, weight in facts.active]
            sessions = [
                Tagged(
                    one.key,
                    f"{say_date(day, facts.today)}, {datetime.fromtimestamp(one.planned[0]):%H:%M}, {names.get(client, client)}",
                    one.trauma,
                )
                for day, one, client in reversed(facts.held)
            ]
            panel = WeightsPanel(figure, sorted(clients, key=lambda one: one.name.lower()), sessions, facts.caps, self._page)
            panel.given.connect(lambda weights, tags: self._keep_weights(panel, weights, tags))
            panel.overridden.connect(lambda *given: self._override(panel, *given))
            panel.open()

        self._keeping.ask(lambda desk: desk.reader.names(), show)

    def _keep(self, panel: Dialog, work: Callable[[OpenLedger], None]) -> None:
        """One transaction; the dialog closes once it is kept, or says in it why it is not."""

        def as_one(desk: OpenLedger) -> None:
            with desk.private.as_one():
                work(desk)

        self._keeping.ask(as_one, *until_kept(panel, lambda _: self.refresh(), self._keeping.failed.emit))

    def _keep_weights(self, panel: Dialog, weights: dict[str, Weight], tags: dict[str, bool]) -> None:
        now = self.context.moment()

        def work(desk: OpenLedger) -> None:
            for client, one in weights.items():
                desk.private.set_weight(client, one.base, one.coordination, one.safety_plan, now)
            for session, trauma in tags.items():
                desk.private.tag_session(session, trauma, now)

        self._keep(panel, work)

    def _override(self, panel: WeightsPanel, cap: str, value: float, reason: str) -> None:
        """The dialog stays open, for the next one."""
        now = self.context.moment()

        def kept(_: None) -> None:
            if isValid(panel):
                panel.show_override(cap)
            self.refresh()

        _, refused = until_kept(panel, kept, self._keeping.failed.emit)
        self._keeping.ask(lambda desk: desk.private.add_override(cap, value, reason, now), kept, refused)

    def _rewrite(self, panel: Dialog, entry: int, words: str) -> None:
        """A new revision of one entry: deleted, or with the times that were typed."""
        kept, refused = until_kept(panel, nothing, self._keeping.failed.emit)
        one = next((one for one in self._facts.entries if one.id == entry), None) if self._facts is not None else None
        if one is None:
            refused(Problem("This entry is not there any more.", "Close this, and look at the figure again."))
            return
        if not words:
            self._keeping.write([one._replace(state=DELETED)], "entry deleted", kept, refused)
            return
        day_ends = day_bounds(local_time(one.start, None).date(), None)[1]
        try:
            start, end = past_stretch(words, local_time(min(day_ends - 1, self.context.moment()), None))
        except ValueError as fault:
            refused(Problem(str(fault), "Nothing was changed."))
            return
        self._keeping.write([one._replace(start=start, end=end)], "entry changed", kept, refused)

    # -- dialogs

    def _past(self) -> None:
        def keep(start: float, end: float, category: str) -> None:
            entry = TimeEntry(start, end, self.context.zone_name(), category)
            self._keeping.write([entry], "past time added", *until_kept(panel, nothing, self._keeping.failed.emit))

        panel = PastPanel(self._page)
        panel.given.connect(keep)
        panel.open()

    def _limits(self) -> None:
        def work(desk: OpenLedger) -> Limits:
            hours = desk.private.working_hours()
            return Limits(hours[-1] if hours else None, desk.private.choices(), desk.private.first_entry())

        self._keeping.ask(work, self._open_limits)

    def _open_limits(self, found: Limits) -> None:
        hours, choices, first = found
        week = tuple(tuple((begins, ends) for begins, ends in day) for day in json.loads(hours[1])) if hours else ()
        since = self.context.now().date()
        if not hours and first is not None:
            since = datetime.fromtimestamp(first).astimezone().date()  # the first statement holds for what was timed before it
        panel = LimitsPanel(week, since, choices, self._page)
        panel.given.connect(lambda *given: self._keep_limits(panel, *given))
        panel.open()

    def _keep_limits(
        self, panel: Dialog, since: date, week: Sequence[Sequence[tuple[int, int]]] | None, choices: dict[str, str]
    ) -> None:
        now = self.context.moment()

        def work(desk: OpenLedger) -> None:
            if week is not None:
                desk.private.set_working_hours(since.isoformat(), json.dumps(week), now)
            for name, value in choices.items():
                desk.private.choose(name, value, now)

        self._keep(panel, work)

    def _support(self) -> None:
        def keep(given: Support) -> None:
            now = self.context.moment()
            self._keep(panel, lambda desk: desk.private.add_support(given, now))

        panel = SupportPanel(self._page)
        panel.given.connect(keep)
        panel.open()

    def _dates(self) -> None:
        def keep(given: list[tuple[str, str, str, bool]]) -> None:
            now = self.context.moment()

            def work(desk: OpenLedger) -> None:
                for day, words, kind, standing in given:
                    if kind == "change":
                        desk.private.add_dated_change(day, words, now)
                    else:
                        desk.private.set_day_off(day, words, off=standing)

            self._keep(panel, work)

        panel = DatesPanel(self._facts.days_off if self._facts is not None else (), self._page)
        panel.given.connect(keep)
        panel.open()

    def _report(self) -> None:
        shown = self._shown
        if shown is not None:
            items = [(one.key, one.title) for one in items_of(shown)]
            panel = ReportPanel(items, lambda chosen: conditions_text(shown, chosen), self._page)
            panel.save_asked.connect(self._save_report)
            panel.open()

    def _over_time(self) -> None:
        """Half a year of conditions beside the self-checks."""
        practitioner, now = self.context.settings.practitioner, self.context.now()

        def work(desk: OpenLedger) -> OverTime:
            return make_over_time(ledger(Work(desk.private, desk.reader, now, None, practitioner), weeks=OVER_TIME_WEEKS))

        self._keeping.ask(work, lambda found: ConditionsPanel(found, now.date(), self._page).open())

    def _undo(self) -> None:
        self._keeping.undo()

    def _redo(self) -> None:
        self._keeping.undo(again=True)

    def _export(self) -> None:
        """All of it, for oneself: JSON and a CSV a table, in a folder of one's choice."""
        folder = QFileDialog.getExistingDirectory(self._page, "A folder for your ledger")
        if folder:
            self.export_to(Path(folder))

    def export_to(self, folder: Path) -> None:
        """Write all of the ledger into a folder; the files are not encrypted."""

        def work(desk: OpenLedger) -> list[Path]:
            from briefing_app.documents.own_export import write_own_export

            return write_own_export(desk.private.everything(), folder)

        def show(files: list[Path]) -> None:
            self.context.record(EXPORTED, detail="own ledger with process notes")
            Refusal(f"{len(files)} files are in {folder}.", "They are not encrypted.", self._page).open()

        self._keeping.ask(work, show)

    def _save_report(self, text: str) -> None:
        path, _ = QFileDialog.getSaveFileName(self._page, "Save the conditions report", "conditions.pdf", "PDF (*.pdf)")
        if path and saved(self._page, Path(path), lambda path: write_pdf(text_document(text, FAMILY), path)):
            self.context.record(EXPORTED, detail="conditions report")

    def _check(self) -> None:
        def keep(instrument: str, given: list[int | None] | dict[str, float | None]) -> None:
            now = self.context.moment()
            if isinstance(given, list):
                made = check_of(self.context.now().date(), given, tuple((one.name, one.raw, one.band) for one in score(given)))
            else:
                made = scores_of(self.context.now().date(), instrument, given)
            self._keep(panel, lambda desk: desk.private.add_self_check(made, now))

        checks = self._facts.checks if self._facts is not None else ()
        panel = CheckPanel({one.instrument: date.fromisoformat(one.day) for one in checks}, self._page)
        panel.given.connect(keep)
        panel.open()
