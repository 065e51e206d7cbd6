"""The demo's episodes of RTM, invented around its clients so that every state of a line can be seen."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

from briefing_app.domain.fees import Fee
from briefing_app.domain.rtm import Allowed, Elsewhere, Episode, Modality, OtherService, Payer, State, TimeSpent, bill
from briefing_app.domain.rtm_record import Content, OwnDay
from briefing_app.domain.rtm_rules import RtmRules
from briefing_app.services.measure import Catalogue
from briefing_app.services.rtm import rtm
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.rtm import add_billing_row, add_record, fee_row, kept, payer_row, rtm_record

BY, PAYER, UNASKED = "Robin Demo", "Invented Health", "Unasked Mutual"
MONITORED, NOT_ATTESTED, NOT_ASKED = "demo-marisol-duarte", "demo-rafiq-osman", "demo-noor-haldane"
WEEKS = 14
FEES = (("98975", 2000), ("98979", 2600), ("98980", 5400), ("98981", 4100), ("90834", 11000), ("90837", 15000))


def make_demo_rtm(
    practice: PracticeStore, catalogue: Catalogue, rules: RtmRules, today: date, zone: tzinfo | None = None
) -> None:
    """Three episodes: one with everything, one whose device is not attested, one whose payer was not asked."""
    reader = PracticeReader(practice)
    starts = today - timedelta(weeks=WEEKS)
    at = datetime.combine(starts, time(8), zone).timestamp()
    try:
        asked = Payer(PAYER, Allowed.YES, Allowed.YES, note_due_hours=72, note_late_hours=120)
        add_billing_row(practice, payer_row(asked, starts), at, BY)
        for code, cents in FEES:
            add_billing_row(practice, fee_row(Fee(code, "", starts.replace(month=1, day=1), cents, "invented")), at, BY)
        for client, payer, attested in ((MONITORED, PAYER, True), (NOT_ATTESTED, PAYER, False), (NOT_ASKED, UNASKED, True)):
            row = reader.row_of(client)
            if row is not None:
                episode = Episode(
                    0, starts, consent=starts, plan="Treatment plan (invented)", setup_done=starts, device="Invented diary app",
                    attested=attested, biller=BY, payer=payer,
                )  # fmt: skip
                _monitor(practice, row, episode, at, today, zone)
        _bill_elsewhere(practice, reader, starts, at)
        _bill_first(practice, reader, catalogue, rules, today, zone)
    finally:
        reader.close()


def _monitor(practice: PracticeStore, row: int, episode: Episode, at: float, today: date, zone: tzinfo | None) -> None:
    """Keep an episode of a client, with days of data and time spent until today."""
    starts = episode.starts
    thing = _add(practice, row, episode, at, BY)
    days = (starts + timedelta(days=number) for number in range((today - starts).days))
    for number, day in enumerate(days):
        if number < 60 and number % (3 if number >= 30 else 2) == 0:
            read = datetime.combine(day, time(18), zone).timestamp()
            _add(practice, row, OwnDay(day, True, "diary of the device"), read, BY, episode=thing)
        if number % 9 == 4:
            begins = datetime.combine(day, time(12, 5), zone).timestamp()
            modality = (Modality.NONE, Modality.PHONE, Modality.NONE, Modality.MESSAGE)[number // 9 % 4]
            spent = TimeSpent(0, day, begins, begins + (7 + number % 5) * 60, BY, modality)
            _add(practice, row, spent, spent.ends + 600, BY, episode=thing)


def _bill_elsewhere(practice: PracticeStore, reader: PracticeReader, starts: date, at: float) -> None:
    """Somebody else billed for the first client in the second period, which blocks it and its month."""
    for one in kept(reader, reader.row_of(MONITORED) or 0)[:1]:
        other = OtherService(Elsewhere.RTM, starts + timedelta(days=35), starts + timedelta(days=39))
        _add(practice, one.client, other, at, BY, episode=one.thing)


def _bill_first(
    practice: PracticeStore, reader: PracticeReader, catalogue: Catalogue, rules: RtmRules, today: date, zone: tzinfo | None
) -> None:
    """The set-up of the first episode is billed, so that the page shows what that looks like."""
    found = rtm(reader, catalogue, rules, today, zone, reader.row_of(MONITORED) or 0)
    for one in found.episodes:
        line = next((line for line in one.lines if line.state in (State.READY, State.REVIEW)), None)
        if line is not None:
            at = datetime.combine(today - timedelta(days=20), time(17), zone).timestamp()
            _add(practice, one.client.row, bill(line, one.record.thing, at, BY), at, BY, episode=one.record.thing)


def _add(practice: PracticeStore, row: int, content: Content, at: float, by: str, *, episode: int | None = None) -> int:
    return add_record(practice, rtm_record(row, content, episode=episode), at, by)
