"""A brief says at most 150 words of information, counted on what is painted: not the client's own words, who it is, and what waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

from pytestqt.qtbot import QtBot

from briefing_app.services.brief import brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.ui.brief_view import BriefView
from briefing_app.viewmodels.brief import make_brief
from briefing_app.viewmodels.budget import WORD_BUDGET
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.trend import make_trends
from briefing_app.viewmodels.why import Why
from tests.courses import TODAY, history_of, weekly
from tests.gui.screenshots import settle
from tests.gui.using import painted_words

TWELVE = ("PHQ-9", "GAD-7", "PCL-5", "WHO-5", "ISI", "K10", "PHQ-8", "OASIS", "CORE-10", "WSAS", "EPDS", "ORS")


def test_a_client_of_twelve_measures_has_three_rows_and_the_rest_is_counted(qtbot: QtBot, catalogue: Catalogue) -> None:
    scores = [one for name in TWELVE for one in weekly(catalogue(name), 12, 11, 10)]
    facts = brief_facts(history_of(*scores), catalogue, TODAY, UTC)
    brief = make_brief(facts)
    view = BriefView()
    qtbot.addWidget(view)
    view.resize(980, 690)
    view.show_brief(brief, make_trends(facts))
    view.show()
    assert len(brief.cards) == len(TWELVE)
    assert len(view.chart.rows) == 3
    assert "9 more  M" in [made.text() for made in view.scores._faces.values()]
    words = painted_words(view)
    assert 20 < len(words) <= WORD_BUDGET, " ".join(words)
    view.show_face("large")
    large = view.scores._large
    assert large is not None
    assert [one.accessibleName().split()[0] for one in large._buttons if one.isVisible()] == [
        card.measure for card in brief.cards
    ]


def test_a_brief_with_sessions_not_kept_follows_one_without_on_the_screen(qtbot: QtBot, catalogue: Catalogue) -> None:
    facts = brief_facts(history_of(*weekly(catalogue("PHQ-9"), 12, 11)), catalogue, TODAY, UTC)
    brief, trends = make_brief(facts), make_trends(facts)
    view = BriefView()
    qtbot.addWidget(view)
    view.resize(980, 690)
    view.show()
    kept = Line("attendance", "kept 3 of the last 8", Why("counted"))
    for one in (None, kept, None, kept):
        view.show_brief(replace(brief, kept=one), trends)
        assert view.head.kept.isVisible() is (one is not None)
        assert view.head.details.isVisible()
    end = view.head.details.geometry()
    assert not end.intersects(view.head.kept.geometry())


def test_a_row_is_amber_only_while_a_waiting_line_names_its_measure_as_worse(catalogue: Catalogue) -> None:
    scores = [*weekly(catalogue("PHQ-9"), 6, 6, 6, 6, 16, 17), *weekly(catalogue("GAD-7"), 8, 8, 8, 8, 8, 9)]
    facts = brief_facts(history_of(*scores), catalogue, TODAY, UTC)
    cards = {card.measure: card.distance for card in make_brief(facts).cards}
    assert (cards["PHQ-9"].words, cards["PHQ-9"].tone) == ("11 worse, reliable", "attention")
    assert (cards["GAD-7"].words, cards["GAD-7"].tone) == ("1 worse, reliable from 4", "plain")
    quiet = replace(facts, review=())
    assert {card.distance.tone for card in make_brief(quiet).cards} == {"plain"}


def test_in_one_column_what_is_due_stands_above_the_scores(qtbot: QtBot, catalogue: Catalogue) -> None:
    old = weekly(catalogue("PHQ-9"), 12, 11, last=TODAY - timedelta(days=20))
    facts = brief_facts(history_of(*old), catalogue, TODAY, UTC)
    view = BriefView()
    qtbot.addWidget(view)
    view.show_brief(make_brief(facts), make_trends(facts))
    view.show()
    for wide, first in ((980, False), (500, True), (980, False)):
        view.resize(wide, 690)
        settle(2)
        assert view.due.isVisible()
        assert (view.due.y() < view.scores.y()) is first
