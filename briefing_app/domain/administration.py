"""From the parts of one administration - total, panel, items, response - to one score, with everything doubtful said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from briefing_app.domain.grouping import EARLIER_VERSION, grouped
from briefing_app.domain.measure import Measure, Method
from briefing_app.domain.scale import MARKS, SINGLE_ANSWERS, other_coding, read_total
from briefing_app.domain.scoring import answer_allowed, score_items
from briefing_app.domain.unread import has_unread, total_unread, unread_item, unread_items

DAY = 86_400
WITHDRAWN = frozenset({"entered-in-error", "cancelled", "not-done", "stopped"})
FINAL = frozenset({"final", "amended", "corrected", "completed"})
CORRECTED = frozenset({"amended", "corrected"})
# Short forms share the first items of a longer one; alone, those items are the short form.
SHORT_FORM = {"PHQ-9": "PHQ-2", "GAD-7": "GAD-2", "AUDIT": "AUDIT-C"}


class Evidence(NamedTuple):
    """One stored part, read back for a client. Fields as in ``EvidenceRecord``; ``row`` is its number in the store."""

    row: int
    measure: str
    role: str
    item: int
    value: str
    items: str
    at: float
    day: str
    date: str
    precision: str
    status: str
    flags: str
    part_of: str
    resource_type: str
    resource_id: str
    version: str
    updated: float


class Administration(NamedTuple):
    """One score as it is shown. ``score`` is as stated, else computed, else None; ``solid`` tells whether it may stand on a trend line."""

    measure: str
    at: float
    day: str
    date: str
    precision: str
    score: float | None
    computed: float | None
    items: str
    severity: str
    status: str
    flags: str
    solid: bool
    prorated: bool
    evidence: int


@dataclass(frozen=True, slots=True)
class Doubts:
    """What is known from outside: the client's birth (ISO day or "") and the import's time, both to mark impossible dates."""

    born: str = ""
    now: float = 0.0


def administrations(parts: Iterable[Evidence], measure: Callable[[str], Measure], doubts: Doubts) -> list[Administration]:
    """Group a client's parts into administrations and score each once; the order of the parts does not matter."""
    by_measure: dict[str, list[Evidence]] = defaultdict(list)
    kept, repeated = _without_withdrawn(parts)
    for part in kept:
        by_measure[part.measure].append(part)
    found: list[Administration] = []
    for measure_id in sorted(by_measure):
        buckets = _buckets(by_measure[measure_id], measure(measure_id))
        short = SHORT_FORM.get(measure_id)
        for bucket in buckets:
            if short and _is_short_form(bucket, measure(short)):
                if not any(_same_bucket(bucket, other) for other in _buckets(by_measure.get(short, []), measure(short))):
                    found.append(_administration(bucket, measure(short), doubts, repeated))
            else:
                found.append(_administration(bucket, measure(measure_id), doubts, repeated))
    return _without_copies([one for one in found if one.score is not None or one.items or has_unread(one.flags)])


def _without_withdrawn(parts: Iterable[Evidence]) -> tuple[list[Evidence], frozenset[int]]:
    """Drop what a later version or an error status withdraws; also name rows whose id and version recur with another date.

    An earlier version of another day stays, as a doubt, where nothing calls it a draft or the later one its correction: some exports give
    each new administration the id of the last one.
    """
    by_id: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for part in parts:
        by_id[(part.resource_type, part.resource_id)].append(part)
    kept: list[Evidence] = []
    repeated: set[int] = set()
    for versions in by_id.values():
        if len(versions) == 1:
            if versions[0].status not in WITHDRAWN:
                kept.append(versions[0])
            continue
        newest = max(versions, key=_version_order)
        same = [part for part in versions if _version_order(part)[:2] == _version_order(newest)[:2]]
        valid = [part for part in same if part.status not in WITHDRAWN]
        if len(valid) < len(same):
            continue
        kept.extend(valid)
        if not any(part.status in CORRECTED for part in valid):
            kept.extend(_of_other_days(versions, same))
        if len(valid) > 1:
            repeated.update(part.row for part in valid)
    return kept, frozenset(repeated)


def _of_other_days(versions: Sequence[Evidence], newest: Sequence[Evidence]) -> Iterator[Evidence]:
    """Of each other day the newest of the earlier versions."""
    found: dict[tuple[str, str], Evidence] = {}
    days = {part.day for part in newest}
    for part in sorted(versions, key=_version_order):
        if part.day and part.day not in days and part.status in ("final", "completed", ""):
            found[part.measure, part.day] = part
    for part in found.values():
        yield part._replace(flags=f"{part.flags}; {EARLIER_VERSION}" if part.flags else EARLIER_VERSION)


def _version_order(part: Evidence) -> tuple[float, int, int]:
    return (part.updated, int(part.version) if part.version.isdecimal() else 0, part.row)


def _buckets(parts: Sequence[Evidence], measure: Measure) -> list[list[Evidence]]:
    return grouped(parts, lambda found: _total_of(found, measure))


def _total_of(parts: Sequence[Evidence], measure: Measure) -> float | None:
    """What some parts give for themselves: the stated total, else that of all their answers."""
    stated = next((number(part.value) for part in _by_role(parts) if part.role != "item" and part.value), None)
    if stated is not None:
        return read_total(measure, stated, None, {flag for part in parts for flag in part.flags.split("; ")}).total
    if not measure.has_total:
        return None
    answers = _answers(parts, measure, [])[: measure.items]
    return score_items(measure, answers).total if None not in answers else None


def _is_short_form(bucket: Sequence[Evidence], short: Measure) -> bool:
    items = {part.item for part in bucket if part.role == "item"}
    return bool(items) and all(part.role == "item" for part in bucket) and items <= set(range(1, short.items + 1))


def _same_bucket(one: Sequence[Evidence], other: Sequence[Evidence]) -> bool:
    return bool({part.at or part.day for part in one} & {part.at or part.day for part in other})


def _administration(bucket: Sequence[Evidence], measure: Measure, doubts: Doubts, repeated: frozenset[int]) -> Administration:
    lead = min(bucket, key=lambda part: ({"total": 0, "response": 1, "panel": 2}.get(part.role, 3), part.row))
    flags: list[str] = []
    answers = _answers(bucket, measure, flags)
    stated = next(
        (number(part.value) for part in _by_role(bucket) if part.role != "item" and number(part.value) is not None), None
    )
    if measure.method in (Method.NONE, Method.SUBSCALES):
        stated = None
    scored = score_items(measure, answers) if any(value is not None for value in answers) else None
    computed = scored.total if scored else None
    told = {flag for part in bucket for flag in part.flags.split("; ")}
    whole = SINGLE_ANSWERS not in told or stated is None
    if scored and scored.answered < measure.items and measure.has_total and whole:
        flags.append(f"{scored.answered} of {measure.items} items answered" + (", prorated" if scored.prorated else ""))
    doubtful = bool(flags)
    if stated is not None:
        counted = scored.total if scored and not scored.prorated else None
        reading = read_total(measure, stated, counted, told)
        stated, doubtful = reading.total, doubtful or reading.doubtful
        flags.extend([reading.said] if reading.said else [])
        # A partial stated total: the form's own sum of the answers it holds is no total.
        doubtful |= stated is not None and _doubt_total(measure, stated, counted, flags)
    if numbered := other_coding(measure, _given(bucket, measure), stated):
        flags.append(numbered)
        doubtful = True
    doubtful |= _doubt_date(lead, doubts, flags)
    for part in bucket:
        given = [flag for flag in part.flags.split("; ") if flag and flag not in MARKS and not _is_answered(flag, answers)]
        flags.extend(flag for flag in given if flag not in flags)
        doubtful |= total_unread(part.flags)
        if part.row in repeated and "same id and version, another date" not in flags:
            flags.append("same id and version, another date")
    doubtful |= EARLIER_VERSION in flags
    status = lead.status or "not stated"
    if status not in FINAL:
        flags.append(f"not final: {status}" if lead.status else "status not stated")
        doubtful = True
    score = stated if stated is not None else computed
    band = measure.band(score) if score is not None and measure.has_total else None
    return Administration(
        measure=measure.id,
        at=lead.at,
        day=lead.day,
        date=lead.date,
        precision=lead.precision,
        score=score,
        computed=computed,
        items=",".join("" if value is None else str(value) for value in answers) if scored else "",
        severity=band.label if band else "",
        status=status,
        flags="; ".join(flags),
        solid=score is not None and not doubtful,
        prorated=bool(scored and scored.prorated and stated is None),
        evidence=lead.row,
    )


def _by_role(bucket: Sequence[Evidence]) -> list[Evidence]:
    return sorted(bucket, key=lambda part: ({"total": 0, "panel": 1, "response": 2}.get(part.role, 3), part.row))


def _answers(bucket: Sequence[Evidence], measure: Measure, flags: list[str]) -> list[int | None]:
    """Answers in item order, from every part that holds some.

    What is no possible answer, and two answers to one item that do not agree, are no answer; what was given is said in a flag.
    """
    size = measure.asked
    given: dict[int, list[str]] = defaultdict(list)
    for part in bucket:
        for item, text in enumerate(part.items.split(",")[:size] if part.items else (), start=1):
            given[item].append(text)
    for part in bucket:
        if part.role == "item" and 0 < part.item <= size:
            given[part.item].append(part.value)
    answers: list[int | None] = [None] * size
    for item in sorted(given):
        different = list(dict.fromkeys(text for text in given[item] if text))
        if len(different) == 1 and _possible(measure, item, different[0]):
            answers[item - 1] = int(float(different[0]))
        elif different:
            flags.append(unread_item(item, " and ".join(different)))
    return answers


def _given(bucket: Sequence[Evidence], measure: Measure) -> list[float]:
    """Answers as they were given, possible or not: 1.5 stays 1.5."""
    whole = [text for part in bucket if part.items for text in part.items.split(",")[: measure.asked]]
    single = [part.value for part in bucket if part.role == "item"]
    return [value for text in (*whole, *single) if (value := number(text)) is not None]


def _is_answered(flag: str, answers: Sequence[int | None]) -> bool:
    """Whether a flag of one part says that an item could not be read which another part answers."""
    return any(0 < item <= len(answers) and answers[item - 1] is not None for item in unread_items(flag))


def _possible(measure: Measure, item: int, text: str) -> bool:
    value = float(text)
    return value == int(value) and answer_allowed(measure, item, int(value))


def _doubt_total(measure: Measure, stated: float, computed: float | None, flags: list[str]) -> bool:
    before = len(flags)
    if not measure.in_range(stated):
        low, high = measure.total_range or (0, 0)
        flags.append(f"out of range {low:g} to {high:g}")
    if measure.decimals == 0 and stated != int(stated):
        flags.append("a fraction, where the measure has whole points")
    if computed is not None and computed != stated:
        flags.append(f"differs from the sum of its items, {computed:g}")
    return len(flags) > before


def _doubt_date(part: Evidence, doubts: Doubts, flags: list[str]) -> bool:
    if part.precision in ("year", "month"):
        flags.append(f"only the {part.precision} is known")
    elif part.precision == "none":
        flags.append("date not readable" if part.date else "no date")
    elif doubts.now and (part.at > doubts.now + DAY or part.day > _iso_day(doubts.now + DAY)):
        flags.append("date in the future")
    elif doubts.born and part.day and part.day < doubts.born:
        flags.append("date before birth")
    else:
        return False
    return True


def _iso_day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()


def number(text: str) -> float | None:
    """A stored value back as a number; None for the empty text."""
    return float(text) if text else None


def _without_copies(found: Sequence[Administration]) -> list[Administration]:
    """The same score at the same moment under two ids is one administration, unless their answers differ: the fuller one stays."""
    kept: dict[object, list[Administration]] = defaultdict(list)
    for one in sorted(found, key=lambda one: (-len(one.items), one.evidence)):
        undated = not one.at and not one.day
        key = (one.measure, round(one.at) or one.day or (one.date, one.evidence if undated else 0), one.score)
        if not any(_agree(one, other) for other in kept[key]):
            kept[key].append(one)
    stand = [one for alike in kept.values() for one in alike]
    return sorted(stand, key=lambda one: (one.measure, one.day, one.at, one.evidence))


def _agree(one: Administration, fuller: Administration) -> bool:
    """Whether a copy says nothing that the fuller one does not say."""
    pairs = zip(items_of(one.items), items_of(fuller.items), strict=False)
    return set(unread_items(one.flags)) <= set(unread_items(fuller.flags)) and all(
        mine in (None, other) for mine, other in pairs
    )


def items_of(text: str) -> list[int | None]:
    """Answers from their stored form, ``"3,0,,1"``; an empty text is no answers."""
    return [int(part) if part else None for part in text.split(",")] if text else []
