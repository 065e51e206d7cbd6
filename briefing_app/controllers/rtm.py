"""Fills the RTM page from the store and keeps what its dialogs give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from briefing_app.controllers.context import Context, Controller
from briefing_app.domain.act import Done
from briefing_app.domain.fees import Fee
from briefing_app.domain.periods import dated
from briefing_app.domain.rtm import Billed, Episode, OtherService, Payer, TimeSpent, bill
from briefing_app.domain.rtm_record import Content, Kept, OwnDay, Revision
from briefing_app.domain.texts import NAME_LENGTH, TEXT_LENGTH, clean
from briefing_app.services.open_ledger import OpenLedger
from briefing_app.services.open_practice import OpenPractice
from briefing_app.services.rtm import RtmFacts, rtm, shipped_rtm_rules
from briefing_app.services.rtm_record import add, set_fee, set_payer
from briefing_app.system.fonts import FAMILY
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.dialogs.rtm import (
    ElsewherePanel,
    EpisodePanel,
    OwnDayPanel,
    PayersPanel,
    RecordsPanel,
    TimePanel,
    say_record,
)
from briefing_app.ui.pages.rtm import RtmView
from briefing_app.ui.saving import saved
from briefing_app.viewmodels.client import make_found
from briefing_app.viewmodels.rtm import EpisodeCard, RtmPage, Stretch, make_rtm, say_money, say_spent


class Monitoring(Controller):
    """The page of the month's lines; a new episode asks for whom."""

    def __init__(self, context: Context, page: RtmView) -> None:
        super().__init__(context, page)
        self.page = page
        self._facts: RtmFacts | None = None
        context.day_turned.connect(self.refresh)
        self._shown: RtmPage | None = None
        page.start_asked.connect(self._start)
        page.change_asked.connect(self._change)
        page.time_asked.connect(lambda card: self._time(card, None))
        page.day_asked.connect(self._day)
        page.elsewhere_asked.connect(self._elsewhere)
        page.records_asked.connect(self._records)
        page.bill_asked.connect(self._bill)
        page.payers_asked.connect(self._payers)
        page.economics_asked.connect(self._economics)
        page.csv_asked.connect(lambda: self._save("csv"))
        page.pdf_asked.connect(lambda: self._save("pdf"))

    def refresh(self) -> None:
        """Count every episode up to today, and show it."""
        today = self.context.now().date()

        def work(desk: OpenPractice) -> tuple[RtmFacts, RtmPage]:
            facts = rtm(desk.reader, desk.catalogue, shipped_rtm_rules(), today)
            return facts, make_rtm(facts)

        def show(found: tuple[RtmFacts, RtmPage]) -> None:
            self._facts, self._shown = found
            self.page.show_page(found[1])

        self.ask(work, show)

    def _keep(self, panel: Dialog, given: Revision) -> None:
        """The dialog closes once what it gave is kept."""
        self.keep_given(panel, self._adding(given), lambda _: self.refresh())

    def _adding(self, given: Revision) -> Callable[[OpenPractice], int]:
        now, by, cleaned = self.context.moment(), self.context.user(), given._replace(content=_cleaned(given.content))
        return lambda desk: add(desk.store, cleaned, now, by)

    # -- an episode

    def _payer_names(self) -> tuple[str, ...]:
        return tuple(sorted(self._facts.payers)) if self._facts is not None else ()

    def _start(self) -> None:
        """Asked for whom; who was on screen last is proposed, by name."""
        last, today = self.context.current.last, self.context.now().date()

        def work(desk: OpenPractice) -> list[tuple[int, str]]:
            return [(one.row, f"{one.name}, {one.details}") for one in make_found(desk.reader.find_clients(""), today)]

        def show(clients: list[tuple[int, str]]) -> None:
            panel = EpisodePanel("", None, self._payer_names(), self.page, self.context.user())
            panel.offer(clients, last.row if last is not None else 0)
            panel.given.connect(lambda episode, _: self._keep(panel, Revision(panel.client, episode)))
            panel.open()

        self.ask(work, show)

    def _change(self, card: EpisodeCard) -> None:
        record = card.facts.record
        panel = EpisodePanel(card.name, card.facts.episode, self._payer_names(), self.page)
        panel.given.connect(lambda one, reason: self._keep(panel, Revision(record.client, one, replaces=record, reason=reason)))
        panel.open()

    def _time(self, card: EpisodeCard, kept: Kept | None) -> None:
        record = card.facts.record
        panel = TimePanel(kept.content if kept is not None else None, self.context.user(), self.page)
        panel.name_client(card.name)
        panel.given.connect(lambda one, reason: self._keep(panel, Revision(record.client, one, record.thing, kept, reason)))
        panel.open()

    def _day(self, card: EpisodeCard) -> None:
        record = card.facts.record
        panel = OwnDayPanel(self.page)
        panel.name_client(card.name)
        panel.given.connect(lambda one: self._keep(panel, Revision(record.client, one, record.thing)))
        panel.open()

    def _elsewhere(self, card: EpisodeCard) -> None:
        record = card.facts.record
        panel = ElsewherePanel(self.page)
        panel.name_client(card.name)
        panel.given.connect(lambda one: self._keep(panel, Revision(record.client, one, record.thing)))
        panel.open()

    def _records(self, card: EpisodeCard) -> None:
        rows = [(one, say_record(one, _say(one))) for one in reversed(card.facts.rows)]
        panel = RecordsPanel(card.name, rows, self.page)
        panel.change_asked.connect(lambda kept: self._time(card, kept))
        panel.withdrawn.connect(
            lambda kept, reason: self._keep(
                panel, Revision(kept.client, kept.content, kept.episode, kept, reason, withdrawn=True)
            )
        )
        panel.open()

    def _bill(self, card: EpisodeCard, one: Stretch) -> None:
        """Freeze the line as it stands on screen; a note says what is open, it is not a claim."""
        record = card.facts.record
        frozen = bill(one.line, record.thing, self.context.moment(), self.context.user())
        self.ask(self._adding(Revision(record.client, frozen, record.thing)), lambda _: self.refresh())

    # -- payers and fees

    def _payers(self) -> None:
        facts = self._facts
        if facts is None:
            return
        lines = [
            f"{name} from {dated(since)}: covers RTM: {one.rtm}; licence: {one.licence}"
            + (f"; set-up days {one.setup_days}" if one.setup_days else "")
            + (f"; note due after {one.note_due_hours} h" if one.note_due_hours else "")
            + (f"; note late after {one.note_late_hours} h" if one.note_late_hours else "")
            for name, rows in sorted(facts.payers.items())
            for since, one in rows
        ]
        lines += [
            f"{one.code} {say_money(one.cents)} from {dated(one.since)}, {one.payer or 'every payer'}{f' ({one.basis})' if one.basis else ''}"
            for one in sorted(facts.fees, key=lambda one: (one.code, one.payer, one.since))
        ]
        panel = PayersPanel(lines, facts.rules.sets[-1].codes(), self._payer_names(), self.page)
        panel.payer_given.connect(lambda payer, since: self._keep_payer(panel, payer, since))
        panel.fee_given.connect(lambda fee: self._keep_fee(panel, fee))
        panel.open()

    def _keep_payer(self, panel: Dialog, payer: Payer, since: date) -> None:
        self.keep_given(panel, self._setting(payer, since), lambda _: self.refresh())

    def _setting(self, payer: Payer, since: date) -> Callable[[OpenPractice], Done]:
        now, by, payer = self.context.moment(), self.context.user(), replace(payer, name=clean(payer.name))
        return lambda desk: set_payer(desk.store, payer, since, now, by)

    def _keep_fee(self, panel: Dialog, fee: Fee) -> None:
        now, by = self.context.moment(), self.context.user()
        self.keep_given(panel, lambda desk: set_fee(desk.store, fee, now, by), lambda _: self.refresh())

    # -- economics

    def _economics(self) -> None:
        """Both stores are read, in the thread of the clinician's own, and nothing of it is kept."""
        from briefing_app.domain.periods import MONTH, period_of
        from briefing_app.services.economics import Economics, economics
        from briefing_app.services.worktime import Work, worked
        from briefing_app.ui.dialogs.economics import EconomicsPanel

        facts, practitioner = self._facts, self.context.settings.practitioner
        if facts is None:
            return
        rtm_codes = facts.rules.sets[-1].codes()
        codes = tuple(dict.fromkeys(one.code for one in facts.fees if one.code not in rtm_codes))
        panel = EconomicsPanel(codes, self.context.now().date(), self.page)

        def ask(month: date, code: str, receipts: int | None) -> None:
            (first, last), now = period_of(month, MONTH), self.context.now()

            def work(desk: OpenLedger) -> Economics:
                hours = worked(Work(desk.private, desk.reader, now, None, practitioner), first, last)
                return economics(facts, hours, first, last, code, receipts)

            if not self.context.ask_own(panel, work, panel.show_sheet):
                panel.said.show_text("Your ledger is not open, so no hours are known: open My load first.")

        panel.asked.connect(ask)
        panel.save_asked.connect(self._save_sheet)
        panel.open()
        panel.ask()

    def _save_sheet(self, text: str) -> None:
        from briefing_app.documents.printed import text_document, write_pdf

        path, _ = QFileDialog.getSaveFileName(self.page, "Save the sheet", "economics.pdf", "PDF (*.pdf)")
        if path and saved(self.page, Path(path), lambda path: write_pdf(text_document(text, FAMILY), path)):
            self.context.record("exported", 0, "economics sheet")

    # -- paper

    def _save(self, form: str) -> None:
        kinds = {"csv": "CSV (*.csv)", "pdf": "PDF (*.pdf)"}
        path, _ = QFileDialog.getSaveFileName(self.page, "Save the worksheet", f"rtm-worksheet.{form}", kinds[form])
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """The worksheet as CSV or, for any other name, as PDF."""
        from briefing_app.documents.printed import text_document, write_pdf
        from briefing_app.documents.rtm import RTM_COLUMNS, rtm_as_text, rtm_rows
        from briefing_app.documents.tables import write_csv

        shown = self._shown
        if shown is None:
            return

        def write(path: Path) -> None:
            if path.suffix == ".csv":
                with path.open("w", encoding="utf-8", newline="") as stream:
                    write_csv(stream, RTM_COLUMNS, rtm_rows(shown))
            else:
                write_pdf(text_document(rtm_as_text(shown), FAMILY), path)

        if saved(self.page, path, write):
            self.context.record("exported", 0, "RTM worksheet")


def _say(kept: Kept) -> str:
    match kept.content:
        case Episode() as one:
            return f"Episode from {dated(one.starts)}, payer {one.payer or 'not named'}"
        case TimeSpent() as one:
            return say_spent(one, None)
        case OwnDay() as one:
            return f"{dated(one.day)} {'is a data day' if one.counts else 'does not count'}: {one.words}"
        case OtherService() as one:
            return f"{one.kind}, {dated(one.first)} to {dated(one.last)}{f': {one.note}' if one.note else ''}"
        case Billed() as one:
            return f"{one.code} × {one.units} billed for {dated(one.first)} to {dated(one.last)}, hash {one.hash[:12]}"
        case _:
            return "A record"


def _cleaned(content: Content) -> Content:
    """What was typed or pasted, as words of an import are taken: bearably long, without signs that turn the direction of reading."""
    if isinstance(content, Billed):
        return content  # what it froze is bound by its hash
    if isinstance(content, OwnDay):
        return content._replace(words=clean(content.words, TEXT_LENGTH))
    words = {one.name: getattr(content, one.name) for one in fields(content)}
    own = {name: said for name, said in words.items() if type(said) is str}
    cleaned = {name: clean(said, TEXT_LENGTH if name in ("plan", "note") else NAME_LENGTH) for name, said in own.items()}
    return replace(content, **cleaned)  # type: ignore[arg-type]  # its own fields of text, and no other
