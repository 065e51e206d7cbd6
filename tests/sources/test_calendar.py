"""Calendar files of all vendors: what a time means, when a series takes place, what is refused, and what is never kept."""

from __future__ import annotations

import random
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from briefing_app.domain.calendar import CalendarRecord, EventRecord
from briefing_app.domain.records import Record
from briefing_app.sources.calendar.reader import is_calendar, read_calendar
from briefing_app.sources.fhir.completeness import Reading
from briefing_app.sources.fhir.context import CodeIndex, Context
from briefing_app.sources.kinds import Look, Receiver
from tests.calendars import calendar, event

TODAY = date(2026, 11, 30)


def read(data: str | bytes) -> tuple[CalendarRecord, Context, Reading]:
    kept: list[Record] = []
    context, reading = Context(CodeIndex.of(()), {}, ZoneInfo("America/New_York"), path="work.ics"), Reading()
    read_calendar(
        data if isinstance(data, bytes) else data.encode(), Receiver(context, reading, kept.append, lambda: None), TODAY
    )
    (record,) = kept
    assert isinstance(record, CalendarRecord)
    return record, context, reading


def starts(data: str | bytes) -> list[str]:
    """When events begin, in UTC, in their order."""
    return sorted(f"{datetime.fromtimestamp(one.at, UTC):%m-%d %H:%M}" if one.at else one.day for one in read(data)[0].events)


def only(data: str | bytes) -> EventRecord:
    (found,) = read(data)[0].events
    return found


def wall(line: str) -> str:
    """The start that a DTSTART line means, in UTC."""
    return starts(calendar(f"BEGIN:VEVENT\r\nUID:1\r\n{line}\r\nEND:VEVENT"))[0]


@pytest.mark.parametrize(
    ("line", "utc"),
    [
        ("DTSTART:20261130T090000Z", "11-30 09:00"),
        ("DTSTART:20261130T090000", "11-30 14:00"),
        ("DTSTART;TZID=Europe/Berlin:20261130T090000", "11-30 08:00"),
        ("dtstart;tzid=europe/berlin:20261130T090000", "11-30 08:00"),
        ("DTSTART;TZID=Europe/Berlin:20261130T090000Z", "11-30 09:00"),
        ('DTSTART;TZID="Eastern Standard Time":20260706T090000', "07-06 13:00"),
        ("DTSTART;TZID=US Eastern Standard Time:20261130T090000", "11-30 14:00"),
        ("DTSTART;TZID=Greenwich Standard Time:20260706T090000", "07-06 09:00"),
        ("DTSTART;TZID=GMT Standard Time:20260706T090000", "07-06 08:00"),
        ("DTSTART;TZID=Alberta Standard Time:20261130T090000", "11-30 16:00"),
        ("DTSTART;TZID=/mozilla.org/20070129_1/Europe/Berlin:20261130T090000", "11-30 08:00"),
        ("DTSTART;TZID=/America/New_York:20261130T090000", "11-30 14:00"),
        ('DTSTART;TZID="(UTC-06:00) Central Time (US & Canada)":20261130T090000', "11-30 15:00"),
        ('DTSTART;TZID="(UTC+01:00) Amsterdam, Berlin, Bern, Rome":20261130T090000', "11-30 08:00"),
        ('DTSTART;TZID="(GMT +01:00)":20261130T090000', "11-30 08:00"),
        ("DTSTART;TZID=UTC+01:20261130T090000", "11-30 08:00"),
        ("DTSTART;TZID=America/New_York:20261101T013000", "11-01 05:30"),  # it occurs twice: the first
        ("DTSTART;TZID=America/New_York:20260308T023000", "03-08 07:30"),  # it does not occur: by the offset before it
        ("DTSTART;TZID=Nowhere/At_All:20261130T090000", "11-30 14:00"),
    ],
)
def test_a_time_is_on_the_clock_that_its_zone_names(line: str, utc: str) -> None:
    assert wall(line) == utc


OWN_ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:{name}\r\nBEGIN:STANDARD\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:-0500\r\nTZOFFSETTO:-0600\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:-0600\r\n"
    "TZOFFSETTO:-0500\r\nRRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE"
)


@pytest.mark.parametrize("name", ["Customized Time Zone", "America/Chicgao", " 1"])
def test_the_files_own_table_is_a_clock_also_where_it_stands_behind_its_events(name: str) -> None:
    summer, winter = event("s", "20260706T090000", zone=name), event("w", "20261130T090000", zone=name)
    assert starts(calendar(summer, winter, OWN_ZONE.format(name=name))) == ["07-06 14:00", "11-30 15:00"]
    twice, never = event("s", "20261101T013000", zone=name), event("w", "20260308T023000", zone=name)
    assert starts(calendar(twice, never, OWN_ZONE.format(name=name))) == ["03-08 08:30", "11-01 06:30"]


def test_a_zone_stands_before_the_files_own_table_and_the_difference_is_said() -> None:
    record, context, _ = read(calendar(event("a", "20261130T090000"), OWN_ZONE.format(name="America/New_York")))
    assert record.events[0].at == datetime(2026, 11, 30, 14, tzinfo=UTC).timestamp()
    assert [one.reason for one in context.issues] == [
        "the file's own table for the zone America/New_York says another time than the zone: the zone stands"
    ]


def test_a_zone_that_nobody_knows_and_a_wish_for_another_one_are_said() -> None:
    data = calendar(event("a", "20261130T090000", zone="Nowhere"), lines=("X-WR-TIMEZONE:Europe/Berlin",))
    assert [one.reason for one in read(data)[1].issues] == [
        "the zone Nowhere is not known: its times are read on the practice's clock",
        "the calendar is kept in the zone Europe/Berlin: times in it that name no zone may be off by 6 hours, and were read on this clock",
    ]


def series(*lines: str) -> str:
    return event("s", "20261012T090000", "Orla Vale", *lines)


WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=4"
FOUR = ["10-12 13:00", "10-19 13:00", "10-26 13:00", "11-02 14:00"]  # nine o'clock, over the change of the clock


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((WEEKLY,), FOUR),
        (("RRULE:RRULE:Anything;FREQ=WEEKLY;COUNT=4;X-OWN=1",), FOUR),
        (("RRULE:FREQ=WEEKLY;COUNT=4;BYHOUR=9;BYMINUTE=0",), FOUR),
        (("RRULE:FREQ=WEEKLY;UNTIL=20261102T140000Z",), FOUR),
        (("RRULE:FREQ=WEEKLY;UNTIL=20261102T090000",), FOUR),  # on the wall, the last one included
        (("RRULE:FREQ=WEEKLY;UNTIL=20261102",), FOUR),
        (("RRULE:FREQ=WEEKLY;UNTIL=20261102T135959Z",), FOUR[:3]),
        ((WEEKLY, "EXDATE;TZID=America/New_York:20261019T090000"), [FOUR[0], *FOUR[2:]]),
        ((WEEKLY, "EXDATE:20261019T130000Z,20261026T130000Z"), [FOUR[0], FOUR[3]]),
        ((WEEKLY, "EXDATE;VALUE=DATE:20261019"), [FOUR[0], *FOUR[2:]]),
        ((WEEKLY, "EXDATE;TZID=Europe/Berlin:20261019T090000"), FOUR),
        ((WEEKLY, "RDATE;TZID=America/New_York:20261014T110000"), [FOUR[0], "10-14 15:00", *FOUR[1:]]),
        ((WEEKLY, "RDATE;VALUE=DATE:20261014"), [FOUR[0], "10-14 13:00", *FOUR[1:]]),
        (("RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=3",), ["10-12 13:00", "10-13 13:00", "10-20 13:00"]),  # the start counts
        (("RRULE:FREQ=MONTHLY;BYDAY=2MO;UNTIL=20261231T000000Z",), ["10-12 13:00", "11-09 14:00", "12-14 14:00"]),
        (("RRULE:FREQ=HOURLY;COUNT=9",), FOUR[:1]),
        (("RRULE:FREQ=NEVER",), FOUR[:1]),
        (("RRULE:FREQ=WEEKLY;COUNT=1",), FOUR[:1]),
    ],
)
def test_a_series_takes_place_by_its_rule_on_the_clock_of_its_zone(lines: tuple[str, ...], expected: list[str]) -> None:
    assert starts(calendar(series(*lines))) == expected


def test_a_rule_that_is_not_read_leaves_the_first_time_and_says_so() -> None:
    record, context, _ = read(calendar(series("RRULE:FREQ=HOURLY;COUNT=9")))
    assert "it repeats more often than daily" in record.events[0].doubt
    assert [one.line for one in context.issues] == [5]


def changed(original: str, start: str, *lines: str, sequence: int = 1) -> str:
    return event("s", start, "Orla Vale", f"RECURRENCE-ID{original}", f"SEQUENCE:{sequence}", *lines)


@pytest.mark.parametrize(
    ("original", "gone"),
    [
        (";TZID=America/New_York:20261019T090000", 1),
        (":20261019T130000Z", 1),
        (";VALUE=DATE:20261019", 1),
        (";TZID=Europe/Berlin:20261019T150000", 1),
        (";TZID=America/New_York:20261020T090000", 9),  # of no time of the series: a session of its own
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_time_that_was_moved_stands_in_place_of_its_original(original: str, gone: int, first: bool) -> None:
    moved = changed(original, "20261021T160000")
    parts = (moved, series(WEEKLY)) if first else (series(WEEKLY), moved)
    assert starts(calendar(*parts)) == sorted([*[one for at, one in enumerate(FOUR) if at != gone], "10-21 20:00"])


def test_an_instance_that_was_changed_stands_also_where_it_is_left_out_too() -> None:
    parts = series(WEEKLY, "EXDATE;TZID=America/New_York:20261019T090000"), changed(":20261019T130000Z", "20261021T160000")
    assert "10-21 20:00" in starts(calendar(*parts))


def test_this_and_all_that_follow_are_moved_by_as_much() -> None:
    moved = changed(";RANGE=THISANDFUTURE;TZID=America/New_York:20261026T090000", "20261027T110000")
    assert starts(calendar(series(WEEKLY), moved)) == ["10-12 13:00", "10-19 13:00", "10-27 15:00", "11-03 16:00"]


def test_of_copies_the_higher_sequence_then_the_later_stamp_then_the_later_in_the_file_stands() -> None:
    def copy(hour: int, sequence: int, stamp: str) -> str:
        return event("a", f"20261130T{hour:02}0000", "", f"SEQUENCE:{sequence}", f"DTSTAMP:{stamp}")

    assert starts(calendar(copy(9, 2, "20260101T000000Z"), copy(10, 1, "20260201T000000Z"))) == ["11-30 14:00"]
    assert starts(calendar(copy(9, 1, "20260301T000000Z"), copy(10, 1, "20260201T000000Z"))) == ["11-30 14:00"]
    assert starts(calendar(copy(9, 1, "20260201T000000Z"), copy(10, 1, "20260201T000000Z"))) == ["11-30 15:00"]


def lasting(*lines: str) -> tuple[float, str]:
    """Minutes and doubt."""
    body = "\r\n".join(["BEGIN:VEVENT", "UID:1", "DTSTART;TZID=America/New_York:20261101T013000", *lines, "END:VEVENT"])
    found = only(calendar(body))
    return (found.ends - found.at) / 60, found.doubt


@pytest.mark.parametrize(
    ("lines", "minutes", "doubt"),
    [
        (("DTEND;TZID=America/New_York:20261101T023000",), 120, ""),  # over the hour that occurs twice
        (("DURATION:PT1H",), 60, ""),
        (("DURATION:P1D",), 25 * 60, ""),
        ((), 0, ""),
        (("DTEND;TZID=America/New_York:20261101T003000",), 0, "it ends before it begins: taken as without length"),
        (("DURATION:soon",), 0, "its end was not read: its length cannot be read (soon)"),
        (("DTEND;VALUE=DATE:20261102",), 0, "its end is of another kind than its start"),
    ],
)
def test_the_length_of_an_event(lines: tuple[str, ...], minutes: float, doubt: str) -> None:
    assert lasting(*lines) == (minutes, doubt)


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (("DTEND;VALUE=DATE:20261203",), ("2026-11-30", "2026-12-03")),
        (("DTEND;VALUE=DATE:20261130",), ("2026-11-30", "2026-12-01")),
        (("DURATION:PT24H",), ("2026-11-30", "2026-12-01")),
        (("DURATION:P2D",), ("2026-11-30", "2026-12-02")),
        ((), ("2026-11-30", "2026-12-01")),
    ],
)
def test_whole_days_are_days_and_no_times(lines: tuple[str, ...], days: tuple[str, str]) -> None:
    body = "\r\n".join(["BEGIN:VEVENT", "UID:1", "DTSTART;VALUE=DATE:20261130", *lines, "END:VEVENT"])
    found = only(calendar(body))
    assert (found.at, found.day, found.end_day) == (0.0, *days)


WORDS = "Müller, Jörg – Einzelsitzung „Süd“"


def words_of(data: bytes) -> str:
    return only(data).words


def test_every_encoding_and_line_end_gives_the_same_words() -> None:
    text = calendar(event("a", "20261130T090000", WORDS.replace(",", "\\,")))
    for data in (
        text.encode(), b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16"), text.encode("cp1252"), text.replace("\r\n", "\n").encode(),
        text.replace("\r\n", "\r").encode(), text.replace("\r\n", "\r\r\n").encode(), text.replace("Jörg", "J\0örg").encode(),
    ):  # fmt: skip
        assert is_calendar(Look(data[:4096]))
        assert words_of(data) == WORDS


def test_a_line_may_be_folded_at_every_byte() -> None:
    data = calendar(event("a", "20261130T090000", WORDS)).encode()
    begin = data.index(b"SUMMARY:")
    for at in range(begin + 1, data.index(b"\r\n", begin)):
        for fold in (b"\r\n ", b"\n\t", b"\r\n\r\n "):
            assert words_of(data[:at] + fold + data[at:]) == WORDS


def test_what_is_never_kept_is_not_in_the_record() -> None:
    secret = (
        "DESCRIPTION:CANARY 1", "X-ALT-DESC;FMTTYPE=text/html:CANARY 2", "URL:https://CANARY.invalid/3", "LOCATION:https://CANARY.invalid/4",
        "ATTENDEE;CN=CANARY 5:mailto:CANARY@x.invalid", "ORGANIZER:mailto:CANARY@y.invalid", "CONFERENCE:https://CANARY.invalid/6",
        "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:CANARY 7\r\nSUMMARY:CANARY 8\r\nEND:VALARM", "X-GOOGLE-CONFERENCE:https://CANARY.invalid/9",
    )  # fmt: skip
    record, context, _ = read(calendar(event("a", "20261130T090000", "Orla Vale", *secret)))
    assert "CANARY" not in repr(record) + repr(context.issues)
    room = read(calendar(event("a", "20261130T090000", "Orla Vale", "LOCATION:Room 2")))[0]
    assert room.events[0].place == "Room 2"


def test_an_event_that_cannot_be_read_is_refused_alone_with_its_number_and_reason() -> None:
    bad = [
        "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Nobody\r\nEND:VEVENT",
        event("2", "Next Year"),
        event("3", "20250229T090000"),
        event("4", "20261130T250000"),
        "BEGIN:VEVENT\r\nUID:5",
    ]
    record, context, reading = read(calendar(*bad, event("6", "20261130T090000", "Orla Vale")))
    assert [one.words for one in record.events] == ["Orla Vale"]
    assert [one.reason for one in context.issues] == [
        "event 1 was not read: it has no start (DTSTART)",
        "event 2 was not read: DTSTART is no date or time (Next Year)",
        "event 3 was not read: DTSTART is no day or time that there is (20250229T090000)",
        "event 4 was not read: DTSTART is no day or time that there is (20261130T250000)",
        "event 5 was not read: it has no end (END:VEVENT): the file is cut off there, or another event begins inside it",
    ]
    assert [one.line for one in context.issues] == [5, 9, 15, 21, 27]
    assert (reading.read[0, "VEVENT"], reading.rejected[0, "VEVENT"]) == (6, 5)
    assert record.unread == {"1", "2", "3", "4", "5"}


def test_a_file_that_is_cut_off_tells_nothing_of_events_that_it_does_not_list() -> None:
    data = calendar(event("a", "20261130T090000", "Orla Vale"), event("b", "20261201T090000", "Ned Lowe"))
    assert read(data)[0].last > 0
    cut, _, reading = read(data[: data.index("Ned")])
    assert ([one.words for one in cut.events], cut.first, cut.last, reading.rejected[0, "VEVENT"]) == (
        ["Orla Vale"],
        0.0,
        0.0,
        1,
    )


def test_tasks_and_answers_to_invitations_hold_no_session_and_are_counted() -> None:
    task = "BEGIN:VTODO\r\nUID:t\r\nSUMMARY:Bill\r\nEND:VTODO"
    record, _, reading = read(calendar(task))
    assert (record.events, reading.passed_over[0, "VTODO"]) == ((), 1)
    kept: list[Record] = []
    context, reading = Context(CodeIndex.of(()), {}, None), Reading()
    reply = calendar(event("a", "20261130T090000"), lines=("METHOD:REPLY",)).encode()
    read_calendar(reply, Receiver(context, reading, kept.append, lambda: None), TODAY)
    assert (kept, reading.passed_over[0, "VEVENT"]) == ([], 1)
    assert [one.reason for one in context.issues] == ["an answer to an invitation; there is no session in it to be read"]


def test_a_message_that_cancels_cancels_what_it_lists_and_concerns_nothing_else() -> None:
    record, _, _ = read(calendar(event("a", "20261130T090000"), lines=("METHOD:CANCEL",)))
    assert ([one.status for one in record.events], record.last) == (["cancelled"], 0.0)


def test_events_without_a_calendar_around_them_are_read_and_that_is_said() -> None:
    record, context, _ = read(event("a", "20261130T090000", "Orla Vale"))
    assert [one.words for one in record.events] == ["Orla Vale"]
    assert [one.weight for one in context.issues] == ["note"]


@pytest.mark.parametrize(
    ("rule", "most"),
    [
        ("FREQ=DAILY;COUNT=1000000000", 800),
        ("FREQ=YEARLY;COUNT=99999;BYDAY=MO", 300),
        ("FREQ=DAILY;INTERVAL=99999", 1),
        ("FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2", 1),
        ("FREQ=SECONDLY", 1),
    ],
)
def test_a_rule_that_never_ends_takes_no_time(rule: str, most: int) -> None:
    record, _, _ = read(calendar(*[event(str(at), "20060101T090000", "", f"RRULE:{rule}") for at in range(20)]))
    assert len(record.events) <= most * 20


def test_a_calendar_is_known_again_by_its_own_id_its_name_or_its_file() -> None:
    one = event("a", "20261130T090000")
    assert read(calendar(one, lines=("X-WR-RELCALID:77",)))[0].key == "id 77"
    assert read(calendar(one))[0].key == "name Work by Google Inc"
    plain = f"BEGIN:VCALENDAR\r\n{one}\r\nEND:VCALENDAR"
    for path in ("work.ics", "all.zip/work (1).ics", "work_2026-11-30.ics", "work basic.ics"):
        kept: list[Record] = []
        context = Context(CodeIndex.of(()), {}, None, path=path)
        read_calendar(plain.encode(), Receiver(context, Reading(), kept.append, lambda: None), TODAY)
        assert [one.key for one in kept if isinstance(one, CalendarRecord)] == ["file work"]


# -- rules against days that are looked at one by one


DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SPAN = 400


def drawn(seed: int) -> tuple[date, dict[str, str]]:
    """A start and a rule such as calendars write."""
    pick = random.Random(seed)
    start = date(2025, 11, 1) + timedelta(days=pick.randrange(300))
    rule = {
        "FREQ": pick.choice(["DAILY", "WEEKLY", "WEEKLY", "WEEKLY", "MONTHLY", "YEARLY"]),
        "INTERVAL": str(pick.choice([1, 1, 1, 2, 2, 3, 4])),
    }
    if rule["FREQ"] == "WEEKLY" and pick.random() < 0.6:
        rule["BYDAY"] = ",".join(pick.sample(DAYS, pick.randint(1, 4)))
        if pick.random() < 0.3:
            rule["WKST"] = pick.choice(["MO", "SU"])
    if rule["FREQ"] == "MONTHLY":
        kind = pick.random()
        if kind < 0.4:
            rule["BYDAY"] = f"{pick.choice([1, 2, 3, 4, -1])}{pick.choice(DAYS)}"
        elif kind < 0.7:
            rule["BYMONTHDAY"] = str(pick.choice([1, 15, 28, 31, -1]))
    if rule["FREQ"] in ("DAILY", "YEARLY") and pick.random() < 0.3:
        rule["BYMONTH"] = str(pick.randint(1, 12))
    if (end := pick.random()) < 0.35:
        rule["COUNT"] = str(pick.randint(1, 30))
    elif end < 0.7:
        rule["UNTIL"] = f"{start + timedelta(days=pick.randrange(0, 380)):%Y%m%d}"
    return start, rule


def falls_on(day: date, start: date, rule: dict[str, str]) -> bool:
    """Whether a rule without an end falls on a day, as RFC 5545 says it in words."""
    every = int(rule["INTERVAL"])
    if "BYMONTH" in rule and day.month != int(rule["BYMONTH"]):
        return False
    match rule["FREQ"]:
        case "DAILY":
            return (day - start).days % every == 0
        case "WEEKLY":
            first = DAYS.index(rule.get("WKST", "MO"))
            weeks = [(one - timedelta(days=(one.weekday() - first) % 7)).toordinal() // 7 for one in (start, day)]
            return (weeks[1] - weeks[0]) % every == 0 and DAYS[day.weekday()] in rule.get("BYDAY", DAYS[start.weekday()]).split(
                ","
            )
        case "MONTHLY":
            if ((day.year - start.year) * 12 + day.month - start.month) % every:
                return False
            last = monthrange(day.year, day.month)[1]
            if "BYDAY" in rule:
                which = int(rule["BYDAY"][:-2])
                same = [
                    one for one in range(1, last + 1) if DAYS[date(day.year, day.month, one).weekday()] == rule["BYDAY"][-2:]
                ]
                return day.day == same[which - 1 if which > 0 else which]
            on = int(rule.get("BYMONTHDAY", start.day))
            return day.day == (on if on > 0 else last + 1 + on)
    return (day.year - start.year) % every == 0 and day.day == start.day and day.month == int(rule.get("BYMONTH", start.month))


def day_by_day(start: date, rule: dict[str, str]) -> list[date]:
    """The days of a rule, found by looking at one after the other."""
    until = datetime.strptime(rule["UNTIL"], "%Y%m%d").date() if "UNTIL" in rule else date.max
    days = [start]  # always the first, whatever its rule says
    for offset in range(1, SPAN + 300):
        day = start + timedelta(days=offset)
        if len(days) == int(rule.get("COUNT", "9999")) or day > until:
            break
        if falls_on(day, start, rule):
            days.append(day)
    return days


def check_drawn(seeds: range) -> None:
    for seed in seeds:
        start, rule = drawn(seed)
        text = ";".join(f"{name}={value}" for name, value in rule.items())
        data = calendar(event("s", f"{start:%Y%m%d}T090000", "x", f"RRULE:{text}"))
        first, last = TODAY - timedelta(days=SPAN), TODAY + timedelta(days=120)
        found = sorted(datetime.fromtimestamp(one.at, ZoneInfo("America/New_York")).date() for one in read(data)[0].events)
        assert found == [day for day in day_by_day(start, rule) if first <= day <= last], (seed, start, text)


def test_drawn_rules_fall_on_the_days_that_a_slow_reading_finds() -> None:
    check_drawn(range(120))


@pytest.mark.slow
def test_two_thousand_drawn_rules_fall_on_the_days_that_a_slow_reading_finds() -> None:
    check_drawn(range(120, 2120))


# -- files in pieces, in another order, and made to do harm


def mixed() -> list[str]:
    """Series, moved and cancelled instances and single events, as a calendar holds them side by side."""
    return [
        series(WEEKLY), changed(":20261019T130000Z", "20261021T160000"), changed(":20261026T130000Z", "20261026T090000", "STATUS:CANCELLED"),
        event("a", "20261130T090000", "Ned Lowe"), event("b", "20261201T100000", "Nora Lamb", "RRULE:FREQ=DAILY;COUNT=3"),
    ]  # fmt: skip


def content(data: str) -> set[tuple[object, ...]]:
    return {one[:-1] for one in read(data)[0].events}


def test_the_order_of_events_in_a_file_changes_nothing() -> None:
    whole = content(calendar(*mixed()))
    pick = random.Random(7)
    for _ in range(10):
        parts = mixed()
        pick.shuffle(parts)
        assert content(calendar(*parts)) == whole


def test_a_calendar_in_two_files_is_the_same_events() -> None:
    parts = mixed()
    assert content(calendar(*parts[:3])) | content(calendar(*parts[3:])) == content(calendar(*parts))


@pytest.mark.parametrize(
    "body",
    [
        "BEGIN:X\r\n" * 20_000,
        "RDATE:20261201T090000Z,20261202T090000Z\r\n" * 10_000,
        "EXDATE;VALUE=DATE:20261201\r\n" * 10_000,
        "SUMMARY:" + "\r\n x" * 50_000 + "\r\n",
        "DTEND;TZID=../../../etc/passwd:20261130T100000\r\n",
        "DTEND:99991231T235959Z\r\nRRULE:FREQ=YEARLY;UNTIL=99991231\r\n",
        "RRULE:FREQ=DAILY;INTERVAL=" + "9" * 400 + "\r\n",
    ],
)
def test_a_calendar_that_was_made_to_do_harm_is_read_or_refused_and_nothing_else(body: str) -> None:
    start = "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261130T090000Z\r\n"
    record, _, reading = read(
        f"BEGIN:VCALENDAR\r\n{start}{body}END:VEVENT\r\n{event('2', '20261130T090000', 'Ned Lowe')}\r\nEND:VCALENDAR"
    )
    assert reading.read[0, "VEVENT"] == 2
    assert [one.words for one in record.events if one.uid == "2"] in (["Ned Lowe"], [])
    assert len(record.events) <= 600
