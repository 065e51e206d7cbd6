"""All that can be asked for in a brief, wherever one is shown; loaded with the first brief, not before the paint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing_app.controllers.answer import AnswerController
from briefing_app.controllers.checkin import Checkins
from briefing_app.controllers.client_form import ClientFormController
from briefing_app.controllers.client_record import ClientRecord
from briefing_app.controllers.consult import ConsultController
from briefing_app.controllers.entry import EntryController
from briefing_app.controllers.record import RecordController
from briefing_app.controllers.rules import RulesController
from briefing_app.controllers.seen import SeenController
from briefing_app.controllers.snapshot import SnapshotController

if TYPE_CHECKING:
    from briefing_app.controllers.context import Context
    from briefing_app.ui.brief_view import BriefView


class Briefs:
    """One set for an open store; each brief on a page is connected with all of them."""

    def __init__(self, context: Context) -> None:
        page = context.shell
        self.answers = AnswerController(context, page)
        self.entry = EntryController(context, page)
        self.forms = ClientFormController(context, page)
        self.snapshots = SnapshotController(context, page)
        self.seen = SeenController(context, page)
        self.consult = ConsultController(context, page)
        self.rules = RulesController(context, page)
        self.checkins = Checkins(context, page)
        self.record = RecordController(context, page)
        self.client_record = ClientRecord(context, page)

    def connect(self, brief: BriefView) -> None:
        """All that can be asked for from a brief is answered."""
        for part in (
            self.answers, self.entry, self.forms, self.snapshots, self.seen, self.consult, self.checkins, self.record,
            self.client_record,
        ):  # fmt: skip
            part.connect_brief(brief)
