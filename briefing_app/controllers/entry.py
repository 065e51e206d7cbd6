"""What the clinician enters from a brief: answers to lines, scores, the client's form, prints; and what is kept at a session's start."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from briefing_app.domain.client import Answer, Seen
from briefing_app.domain.hiding import SAID as HIDDEN
from briefing_app.domain.measure import Measure
from briefing_app.domain.problems import Problem
from briefing_app.domain.rules import Rules
from briefing_app.services.desk import Desk
from briefing_app.system.fonts import FAMILY
from briefing_app.ui.brief_view import BriefView
from briefing_app.ui.shown_watch import ShownWatch
from briefing_app.viewmodels.brief import Brief
from briefing_app.viewmodels.day import DayPage
from briefing_app.viewmodels.decision import Decision
from briefing_app.viewmodels.entry import say_positive
from briefing_app.viewmodels.line import Line

SNAPSHOT_SECONDS = 15
Ask = Callable[[Callable[[Desk], Any], Callable[[Any], None], Callable[[Any], None]], None]


class Entering(QObject):
    """``ask`` puts work to the store's thread; ``refresh`` reads what is on screen again; ``by`` names whose hand it is.

    ``practitioner`` says whose day is chosen, "" where it is everybody's.
    ``record`` writes a row of the audit: an action, a client's row, a detail. ``handed_back``: the form is, and nothing else is shown yet.
    """

    handed_back = Signal()
    messages_shown = Signal()

    def __init__(
        self,
        window: QWidget,
        ask: Ask,
        refresh: Callable[[int], None],
        by: Callable[[], str],
        record: Callable[[str, int, str], None],
    ) -> None:
        super().__init__(window)
        self._record = record
        self._window, self._ask_store, self._refresh, self._by = window, ask, refresh, by
        self.practitioner: Callable[[], str] = str
        self._page: DayPage | None = None
        self._kept: set[tuple[int, float]] = set()
        self.form: Any = None
        self.client_view: Any = None
        self._positive = ""
        self._unkept: tuple[Callable[[], None], str] | None = None
        self._closed = False
        self._timer = QTimer(self)
        self._timer.setInterval(SNAPSHOT_SECONDS * 1000)
        self._timer.timeout.connect(self._keep_started)

    def close(self) -> None:
        """Nothing is kept of a session any more, and nobody's page is held."""
        self._closed = True
        self._timer.stop()
        self._page = self.client_view = None

    def connect_brief(self, brief: BriefView) -> None:
        brief.answered.connect(self._answer)
        brief.decided.connect(self._decide)
        brief.score_asked.connect(lambda row: self._prepare_entry(row, brief))
        brief.print_asked.connect(self._print)
        brief.earlier_asked.connect(lambda shown: self._show_earlier(shown, brief))
        brief.together_asked.connect(self._look_together)
        brief.consult_asked.connect(self._consult)
        watch = ShownWatch(brief)
        watch.seen.connect(lambda client, keys, since, whose: self._keep_seen((client, since, whose), keys, watch))

    def _keep_seen(self, brief: tuple[int, float, str], keys: tuple[str, ...], watch: ShownWatch | None = None) -> None:
        """Write down what of a brief (client, start of the last session, whose) has been on screen or was printed, for the clinician whose day
        is chosen, else for the one whose brief it is. A busy store interrupts nobody: the next look tries again."""
        if self._closed:
            return
        client, since, whose = brief
        seen = [Seen(client, key, time.time(), since, self._by(), self.practitioner() or whose) for key in keys]

        def work(desk: Desk) -> None:
            from briefing_app.storage.entry import add_seen

            add_seen(desk.store, seen)

        def kept(_: object) -> None:
            if any(keys):
                self.messages_shown.emit()

        self._ask_store(work, kept, lambda _: watch.not_kept(keys) if watch is not None and isValid(watch) else None)

    def _ask(self, work: Callable[[Desk], Any], then: Callable[[Any], None]) -> None:
        self._ask_store(work, then, lambda problem: self._said(problem.sentence, problem.remedy))

    def _said(self, sentence: str, remedy: str) -> None:
        from briefing_app.ui.dialogs.message import Refusal

        Refusal(sentence, remedy, self._window).open()

    # -- answers to lines

    def _answer(self, client: int, line: Line, action: str, reason: str, until: str = "", panel: Any = None) -> None:
        """``panel`` keeps the words on screen until they are kept, and says where they could not be."""
        about = line.about
        if about is None:
            return
        answer = Answer(
            client,
            about.kind,
            about.rule,
            about.measure,
            about.basis,
            line.text,
            action,
            reason,
            time.time(),
            self._by(),
            until,
        )

        def work(desk: Desk) -> None:
            from briefing_app.services.acknowledge import acknowledge

            acknowledge(desk.store, answer, [(one.measure, one.name, one.words) for one in about.scores])

        def kept(_: object) -> None:
            if panel is not None and isValid(panel):
                panel.accept()
            self._refresh(client)

        def refused(problem: Any) -> None:
            if panel is not None and isValid(panel):
                panel.refuse(problem.sentence, problem.remedy)
            else:
                self._said(problem.sentence, f"{problem.remedy} The line stays as it was.")

        self._ask_store(work, kept, refused)

    def _decide(self, client: int, decision: Decision, value: str, why: str, panel: Any) -> None:
        """What the clinician sets of a client; the panel keeps it on screen until it is kept."""
        by, now = self._by(), datetime.now().astimezone()

        def work(desk: Desk) -> None:
            from briefing_app.services.acknowledge import take_back
            from briefing_app.services.decision import decide

            if decision.answer is not None:
                take_back(desk.store, [decision.answer], why, now.timestamp(), by)
                return
            decide(desk.store, client, decision.kind, value, why, now, by)

        def kept(_: object) -> None:
            if isValid(panel):
                panel.accept()
            self._refresh(client)

        def refused(problem: Any) -> None:
            if isValid(panel):
                panel.refuse(problem.sentence, problem.remedy)
            else:
                self._said(problem.sentence, f"{problem.remedy} Everything stays as it was.")

        self._ask_store(work, kept, refused)

    # -- scores

    def _prepare_entry(self, client: int, brief: BriefView) -> None:
        """Gather what the panel offers: every measure, those in use first, and what was entered before."""

        def work(desk: Desk) -> Any:
            from briefing_app.domain.goal import goal_measure
            from briefing_app.domain.periods import age_on
            from briefing_app.services.brief import brief_facts
            from briefing_app.viewmodels.entry import make_entered

            history = desk.reader.histories([client])[client]
            facts = brief_facts(history, desk.catalogue, date.today(), None, None, desk.reader.rules())
            goals = [goal_measure(goal) for goal in history.goals if not goal.ended]
            used = [one.measure for one in [*facts.due, *facts.courses] if not one.measure.part_of]
            age = age_on(history.client.birth_date, date.today())
            shipped = (one.for_person(history.client.gender, age) for one in desk.catalogue.all())
            every = {one.id: one for one in [*used, *goals, *shipped]}
            names = {one.id: one.short for one in every.values()}
            return history.client.name, list(every.values()), make_entered(desk.reader.own_entries(client), names, date.today())

        def show(found: Any) -> None:
            from briefing_app.ui.dialogs.entry import EntryPanel

            name, measures, entered = found
            panel = EntryPanel(name, measures, measures[0].id, entered, brief)
            by_id = {one.id: one for one in measures}
            panel.given.connect(lambda given: self._enter(client, by_id.get(given["measure"]), given))
            panel.form_asked.connect(lambda measure: self._hand_over(client, by_id[measure]))
            panel.withdraw_asked.connect(lambda row, reason: self._withdraw(client, row, reason))
            panel.open()

        self._ask(work, show)

    def _enter(self, client: int, measure: Measure | None, given: dict[str, Any]) -> None:
        by, now = self._by(), datetime.now().astimezone()

        def work(desk: Desk) -> None:
            from briefing_app.domain.client import Goal
            from briefing_app.domain.goal import goal_measure
            from briefing_app.services.entry import Correction, make_entry
            from briefing_app.storage.entry import add_goal, add_score
            from briefing_app.viewmodels.entry import read_answers, read_refusals, read_total

            one = measure
            if one is None:
                row = add_goal(desk.store, client, given["words"], given["better"], now.timestamp(), by)
                one = goal_measure(Goal(row, client, given["words"], given["better"], now.timestamp(), 0.0))
            correction = Correction(given["corrects"], given["reason"]) if given["corrects"] is not None else None
            entry = make_entry(
                one, client, given["day"], now, total=read_total(given["total"]), items=read_answers(one, given["answers"]),
                refused=read_refusals(one, given["answers"]), by=by, correction=correction,
            )  # fmt: skip
            add_score(desk.store, entry)

        self._ask(work, lambda _: self._refresh(client))

    def _withdraw(self, client: int, row: int, reason: str) -> None:
        by, now = self._by(), datetime.now().astimezone()

        def work(desk: Desk) -> None:
            from briefing_app.services.entry import withdrawal
            from briefing_app.storage.entry import add_score

            kept = desk.reader.own_score(row)
            if kept is None:
                raise Problem("This entry is no longer there.", "Open the list again.")
            add_score(desk.store, withdrawal(kept, row, reason, now, by))

        self._ask(work, lambda _: self._refresh(client))

    # -- the client's form

    def _hand_over(self, client: int, measure: Measure) -> None:
        from briefing_app.ui.client_form import HandOverPanel

        panel = HandOverPanel(measure.short, self._window)
        panel.started.connect(lambda code, single: self.show_form(client, measure, code, single=single))
        panel.open()

    def show_form(self, client: int, measure: Measure, code: str, *, single: bool) -> None:
        """Hide everything of ours and fill the screen with the form."""
        from briefing_app.ui.client_form import ClientForm

        form = self.form = ClientForm(measure, code, single=single)
        form.finished.connect(lambda answers: self._keep_form(client, measure, answers))
        form.returned.connect(lambda: self._take_back(client, measure))
        self._window.hide()
        form.showFullScreen()

    def _keep_form(self, client: int, measure: Measure, answers: list[int | None]) -> None:
        """Kept at once, before the machine is handed back; what cannot be kept yet is tried again until it is, and said on the way back."""
        by, now = self._by(), datetime.now().astimezone()
        if all(value is None for value in answers):
            return
        self._positive = ""

        def work(desk: Desk) -> None:
            from briefing_app.services.entry import make_entry
            from briefing_app.storage.entry import add_score

            add_score(desk.store, make_entry(measure, client, now.date(), now, items=answers, form=True, by=by))

        def kept(_: object) -> None:
            self._unkept = None
            self._positive = measure.id if say_positive(measure, answers) else ""
            if self.form is None and not self._closed:  # it came back before it was kept
                self._refresh(client)
                self._open_positive(client, measure)

        def refused(problem: Any) -> None:
            self._unkept = (
                lambda: self._ask_store(work, kept, refused),
                f"{measure.short}: {problem.sentence} {say_positive(measure, answers)}".strip(),
            )

        self._ask_store(work, kept, refused)

    def _take_back(self, client: int, measure: Measure) -> None:
        """Back with the clinician: the brief is read again, and a positive safety item is the first thing they see."""
        self.form = None
        self.handed_back.emit()
        self._window.show()
        if self._closed:  # locked by now; the line waits in the brief
            return
        self._refresh(client)
        if self._unkept is not None:
            self._said(
                f"The client's answers are not kept yet. {self._unkept[1]}",
                "They are tried again every few seconds; leave this window open.",
            )
        self._open_positive(client, measure)

    def _open_positive(self, client: int, measure: Measure) -> None:
        if self._positive == measure.id:
            self._positive = ""
            self.show_positive(client, measure.id)

    def show_positive(self, client: int, measure: str) -> None:
        """Open the first safety line of a measure that waits for an answer."""

        def work(desk: Desk) -> Any:
            from briefing_app.viewmodels.client import make_client

            history = desk.reader.histories([client])[client]
            return make_client(history, desk.catalogue, date.today(), None, desk.reader.rules()).brief

        def show(brief: Brief) -> None:
            from briefing_app.ui.dialogs.answer import AnswerPanel

            line = next((one for one in brief.waiting if one.about and one.about.measure == measure), None)
            if line is not None:
                panel = AnswerPanel(line, (), "", self._window)
                panel.given.connect(
                    lambda line, action, reason, until: self._answer(client, line, action, reason, until, panel)
                )
                panel.open()

        self._ask(work, show)

    # -- looking together

    def _look_together(self, client: int) -> None:
        """Hide the window, with everybody in it, and fill the screen with this client's own courses."""

        def work(desk: Desk) -> Any:
            from briefing_app.services.brief import brief_facts
            from briefing_app.viewmodels.client_view import make_client_view

            history = desk.reader.histories([client])[client]
            return make_client_view(brief_facts(history, desk.catalogue, date.today(), None, None, desk.reader.rules()))

        def show(view: Any) -> None:
            from briefing_app.ui.client_view import ClientViewWindow

            self.client_view = ClientViewWindow(view)
            self.client_view.ended.connect(self._end_view)
            self._window.hide()
            self.client_view.showFullScreen()

        self._ask(work, show)

    def _end_view(self) -> None:
        self.client_view = None
        self._window.show()

    # -- a question for a colleague

    def _consult(self, client: int) -> None:
        def work(desk: Desk) -> Any:
            from briefing_app.services.brief import brief_facts
            from briefing_app.viewmodels.consult import make_consult, names_of

            history = desk.reader.histories([client])[client]
            facts = brief_facts(history, desk.catalogue, date.today(), None, None, desk.reader.rules())
            return make_consult(facts), names_of(facts)

        def show(found: tuple[str, list[str]]) -> None:
            from briefing_app.ui.dialogs.consult import ConsultPanel

            panel = ConsultPanel(*found, self._window)
            panel.save_asked.connect(self._save_consult)
            panel.open()

        self._ask(work, show)

    def _save_consult(self, text: str) -> None:
        from briefing_app.documents.printed import text_document, write_pdf
        from briefing_app.ui.saving import saved

        path, _ = QFileDialog.getSaveFileName(self._window, "Save the consult sheet", "consult.pdf", "PDF (*.pdf)")
        sheet = text_document(text, FAMILY)
        if path and saved(self._window, Path(path), lambda path: write_pdf(sheet, path)):
            self._record("printed", 0, "consult sheet")

    # -- what is kept at the start of a session

    def keep_snapshots(self, page: DayPage) -> None:
        """From now on, keep each brief of this page once its session has begun, as it stands on screen then."""
        self._page = page
        if not self._timer.isActive():
            self._timer.start()
        self._keep_started()

    def _keep_started(self) -> None:
        if self._unkept is not None and not self._closed:
            self._unkept[0]()
        now = time.time()
        page = self._page
        if page is None or page.day != datetime.now().astimezone().date():
            return
        for row, brief in zip(page.rows, page.briefs, strict=True):
            key = (brief.identity.row, row.begins)
            if row.begins and row.begins <= now <= (row.ends or row.begins + 3600) and key not in self._kept:
                self._kept.add(key)
                self._keep(brief, row.begins, now)

    def _keep(self, brief: Brief, begins: float, now: float) -> None:
        def work(desk: Desk) -> None:
            from briefing_app.documents.snapshot import lines_shown, snapshot_of
            from briefing_app.storage.entry import add_snapshot

            content, digest = snapshot_of(brief, begins)
            add_snapshot(desk.store, brief.identity.row, begins, now, content, digest, lines_shown(brief, now))

        # While an import has the store to itself it cannot be kept yet: the next look tries again, and nobody is interrupted.
        self._ask_store(work, lambda _: None, lambda _: self._kept.discard((brief.identity.row, begins)))

    def _show_earlier(self, shown: Brief, parent: QWidget) -> None:
        def work(desk: Desk) -> Any:
            from briefing_app.documents.snapshot import kept_as_lines

            client = desk.reader.histories([shown.identity.row])[shown.identity.row].client
            return kept_as_lines(desk.reader.snapshots(shown.identity.row), client, date.today())

        def show(kept: Any) -> None:
            from briefing_app.ui.dialogs.snapshot import EarlierPanel

            EarlierPanel(shown.identity.name, kept, parent).open()

        self._ask(work, show)

    # -- the rules

    def show_rules(self) -> None:
        """The panel of rules; a preview counts what its numbers would have said, and only Keep changes anything."""

        def show(page: Any) -> None:
            from briefing_app.ui.dialogs.rules import RulesPanel

            panel = RulesPanel(self._window)
            panel.show_page(page)
            panel.previewed.connect(lambda chosen: self._ask(lambda desk: _rules_page(desk, chosen), panel.show_page))
            panel.kept.connect(self._keep_rules)
            panel.open()

        self._ask(lambda desk: _rules_page(desk, None), show)

    def _keep_rules(self, rules: Rules) -> None:
        by, now = self._by(), time.time()

        def work(desk: Desk) -> None:
            from briefing_app.domain.rules import stored_form
            from briefing_app.storage.entry import set_rules

            before, after = stored_form(desk.reader.rules()), stored_form(rules)
            changed = {name: after.get(name, "") for name in {*before, *after} if before.get(name) != after.get(name)}
            set_rules(desk.store, changed, now, by)

        self._ask(work, lambda _: self._refresh(0))

    # -- paper

    def _print(self, brief: Brief) -> None:
        name = f"brief-{datetime.now(UTC):%Y-%m-%d}.pdf"
        path, _ = QFileDialog.getSaveFileName(self._window, "Save this brief as a page", name, "PDF (*.pdf)")
        if path:
            self.save_page(brief, path)

    def save_page(self, brief: Brief, path: str) -> None:
        """Write the brief as PDF, and say where it is and that it is not encrypted."""
        from briefing_app.documents.printed import brief_document, write_pdf
        from briefing_app.ui.saving import saved

        sheet = brief_document(brief, self._page.as_of if self._page is not None else "", FAMILY)
        said = f"Saved as {path}.{f' {HIDDEN}' if brief.identity.hidden else ''}"
        if saved(self._window, Path(path), lambda path: write_pdf(sheet, path), said=said):
            self._record("printed", brief.identity.row, "brief")
            about = (brief.identity.row, brief.last_begun, brief.whose)
            self._keep_seen(about, ("", *(line.key for line in brief.messages)))


def _rules_page(desk: Desk, proposed: Rules | None) -> Any:
    """The page of the rules in force; with ``proposed``, what those would have said beside it."""
    from briefing_app.services.caseload import caseload_rows
    from briefing_app.services.replay import replay
    from briefing_app.viewmodels.rules import make_rules

    rules, today = desk.reader.rules(), date.today()
    rows, _ = caseload_rows(desk.reader, today)
    histories = list(desk.reader.histories(rows).values())
    now = replay(histories, desk.catalogue, today, rules)
    then = replay(histories, desk.catalogue, today, proposed) if proposed is not None else ()
    return make_rules(rules, now, then, desk.reader.line_counts(), len(histories))
