"""What the practice's own codes and questionnaires mean, said on the Import page and read by it at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from briefing_app.controllers.context import Context, Controller, while_there

if TYPE_CHECKING:
    from briefing_app.domain.measure import Measure
    from briefing_app.domain.records import MappedCode
    from briefing_app.services.mapping import Seen
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.ui.dialogs.questionnaire import QuestionnairePanel
    from briefing_app.ui.pages.importing import ImportPage
    from briefing_app.viewmodels.importing import CodesToMap
    from briefing_app.viewmodels.mapping import FormWords


class Waiting(NamedTuple):
    """What waits to be said: codes, questionnaires, and a sentence on responses that name no form."""

    codes: CodesToMap
    forms: list[FormWords]
    unnamed: str


class OpenedForm(NamedTuple):
    """A questionnaire of the practice's own, and the places in measures that its questions may have."""

    form: FormWords
    places: dict[str, tuple[tuple[int, str], ...]]
    measures: dict[str, Measure]


class MappingController(Controller):
    """Lives as long as its page; what was said is counted in the sentence that follows."""

    def __init__(self, context: Context, page: ImportPage) -> None:
        super().__init__(context, page)
        self.page = page
        page.codes.given.connect(lambda said: self.ask(self._mapping(said), self._show_done))
        page.codes.form_asked.connect(self._ask_form)
        context.practice_changed.connect(self._read_again)
        self.refresh()

    def _read_again(self, client: int) -> None:
        if not client:
            self.refresh()

    def refresh(self) -> None:
        """What waits to be said what it means, as it stands now."""

        def work(desk: OpenPractice) -> Waiting:
            from briefing_app.services.mapping import asked_forms
            from briefing_app.viewmodels.importing import make_codes
            from briefing_app.viewmodels.mapping import make_form, unnamed_words

            forms, unnamed = asked_forms(desk.reader, desk.catalogue)
            measures = [*desk.catalogue.all()] if forms else []
            words = [make_form(form, measures) for form in forms]
            return Waiting(make_codes(desk.reader.unmapped_codes(), desk.catalogue), words, unnamed_words(unnamed))

        self.ask(work, lambda found: self.page.codes.show_codes(*found))

    def _mapping(self, said: list[MappedCode]) -> Callable[[OpenPractice], str]:
        by = self.context.user()

        def work(desk: OpenPractice) -> str:
            from briefing_app.services.importing import map_codes
            from briefing_app.viewmodels.importing import say_mapped

            return say_mapped(map_codes(desk.store, desk.catalogue, said, by))

        return work

    def _show_done(self, words: str) -> None:
        self.page.codes.show_done(words)
        self.context.practice_changed.emit(0)

    def _ask_form(self, name: str) -> None:
        """Go through a questionnaire of the practice's own, question by question."""

        def work(desk: OpenPractice) -> OpenedForm | None:
            from briefing_app.services.mapping import asked_forms
            from briefing_app.viewmodels.importing import make_places
            from briefing_app.viewmodels.mapping import make_form

            measures = {measure.id: measure for measure in desk.catalogue.all()}
            forms, _ = asked_forms(desk.reader, desk.catalogue)
            form = next((make_form(one, measures.values()) for one in forms if one.name == name), None)
            return OpenedForm(form, make_places(desk.catalogue), measures) if form is not None else None

        def show(found: OpenedForm | None) -> None:
            from briefing_app.ui.dialogs.questionnaire import QuestionnairePanel

            if found is None:
                self.refresh()
                return
            panel = QuestionnairePanel(found.form, found.places, found.measures, self.page.window())
            panel.looked.connect(lambda said: self._look(panel, name, said))
            panel.given.connect(lambda said: self.keep_given(panel, self._mapping(said), self._show_done))
            panel.look()
            panel.open()

        self.ask(work, show)

    def _look(self, panel: QuestionnairePanel, name: str, said: list[MappedCode]) -> None:
        def work(desk: OpenPractice) -> dict[str, tuple[Seen, ...]]:
            from briefing_app.services.mapping import preview

            return preview(desk.reader, desk.catalogue, name, said)

        def show(found: dict[str, tuple[Seen, ...]]) -> None:
            if panel.said() == said:
                panel.show_preview(found)

        self.ask(work, while_there(panel, show))
