"""One instrument as the program holds it, fact by fact, for Help and ``briefing measures``: made from its file, written nowhere twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from briefing_app.domain.measure import ItemRule, Measure, Method, SafetyRule, Subscale
from briefing_app.domain.published import UNVERIFIED, Band, Cut, Other, is_sourced

OWN_FILE = "the instrument's file"
RATERS = {
    "self": "the client",
    "parent": "a parent",
    "self_or_parent": "the client or a parent",
    "clinician": "a clinician",
    "clinician_self": "the clinician, about themselves",
    "interview": "an interviewer",
    "interview_or_self": "an interviewer, or the client",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is said of an instrument, with its source."""

    what: str
    value: str
    source: str


def instrument_facts(one: Measure) -> Iterator[Fact]:
    """Everything that the file says, in the order in which it is used: who answers, how it is added up, what it means, its codes."""
    for fact in (*_about(one), *_scoring(one), *_numbers(one), *_change(one), *_answers(one), *_subscales(one), *_codes(one)):
        yield Fact(fact.what, fact.value, fact.source or UNVERIFIED)


def _about(one: Measure) -> Iterator[Fact]:
    yield Fact("Licence", f"{one.licence}; wording of items may ship: {one.ship_text}", one.licence_source)
    yield Fact("Answered by", f"{RATERS.get(one.rater, one.rater)}; area: {one.domain.replace('_', ' ')}", OWN_FILE)
    yield Fact("Asks about", one.recall, one.recall_source)
    if one.doi:
        yield Fact("First published", f"doi {one.doi}", one.doi_source)
    if one.ages is not None:
        yield Fact("Made for ages", one.ages.words, one.ages.source)
    if one.cadence_days is not None:
        yield Fact("Cadence", f"every {one.cadence_days} days", one.cadence_source)
    if one.form is not None:
        yield Fact("Wording", f"{len(one.form.items)} questions after “{one.form.stem}”. {one.form.credit}", one.form.source)


def _scoring(one: Measure) -> Iterator[Fact]:
    yield Fact("Total", _total(one), "bands below")
    if one.item_range is not None:
        own = [f"item {item}: {', '.join(map(str, values))}" for item, values in sorted(one.item_allowed.items())]
        yield Fact("Answers", "; ".join([f"{one.item_range[0]} to {one.item_range[1]}", *own]), OWN_FILE)
    if one.convention.source:
        yield Fact("Which number stands for an answer", one.answers_are, one.convention.source)
    yield Fact("Missing items", f"{one.missing.method}, at most {one.missing.max_missing}", one.missing.source)
    if one.reverse:
        yield Fact("Reversed items", _listed(one.reverse), one.reverse_source)
    if one.worded_reversal is not None:
        worded = one.worded_reversal
        yield Fact(f"Reversed where it says “{worded.wording}”", f"item {_listed(worded.items)}", worded.source)
    if one.other_coding is not None:
        low, high = one.other_coding.item_range
        text = f"{low} to {high} on some forms; each answer is {one.other_coding.add} higher here"
        yield Fact("Other numbers for the answers", text, one.other_coding.source)
    if one.skip:
        yield Fact("Order of the questions", one.skip, OWN_FILE)
    for when, fill in one.legal_skips:
        text = f"where {_items(when)} {'is' if len(when) == 1 else 'are'} 0, {_items(fill)} count as 0 when left out"
        yield Fact("Questions that may be left out", text, OWN_FILE)
    if one.table:
        yield Fact("From raw points", _table(one.table), one.table_source)
    if one.standard_error:
        yield Fact("Standard error by raw points", _table(one.standard_error), one.table_source)


def _total(one: Measure) -> str:
    beside = f" and {one.supplements} beside the total" if one.supplements else ""
    if not one.has_total:
        return f"none; {one.items} items{beside}" if one.method is Method.NONE else f"none, subscales only; {one.items} items"
    low, high = one.total_range or (None, None)
    better = "higher is better" if one.higher_is_better else "higher is worse"
    how = {
        Method.ENTERED: "read or typed in, never added up",
        Method.MEAN_TIMES_TEN: f"ten times the mean of {one.items} items",
        Method.TABLE: f"looked up from {one.items} items added up",
    }.get(one.method, f"from {one.items} items{beside}")
    parts = [f"{low:g} to {high:g}" if low is not None else "", how, f"times {one.multiplier}" if one.multiplier != 1 else ""]
    parts += [f"{one.scale}-score" if one.scale else "", f"{one.decimals} decimal" if one.decimals else ""]
    if one.raw_range is not None:
        parts.append(f"raw points {one.raw_range[0]:g} to {one.raw_range[1]:g}")
    return f"{', '.join(part for part in parts if part)}; {better}"


def _numbers(one: Measure) -> Iterator[Fact]:
    for band in one.bands:
        yield _band(f"Band “{band.label}”", band)
    if one.bands_note:
        yield Fact("About the bands", one.bands_note, OWN_FILE)
    for named in one.other_bands:
        yield _band(f"Other bands, {named.name}: “{named.band.label}”", named.band)
    cut = one.caseness
    if cut is not None:
        yield Fact("Cut-off", f"{_cut(cut)}{f' ({cut.why})' if cut.why else ''}", cut.source)
        yield from _others("Another cut-off", cut.others)
        if one.cut_range is not None:
            text = f"{one.cut_range[0]:g} to {one.cut_range[1]:g}: neither in nor out under {cut.value:g}"
            yield Fact("Range of published cut-offs", text, cut.source)
        if one.caseness_by_sex:
            yield Fact(
                "Cut-off by sex", ", ".join(f"{sex} {value:g}" for sex, value in one.caseness_by_sex.items()), cut.source
            )
    for group in one.caseness_by_age:
        yield Fact(f"Cut-off from {group.youngest} to {group.oldest} years", f"{group.value:g}", group.source)
    if one.outcome_cut is not None:
        yield Fact("Cut-off for outcome", f"{one.outcome_cut.value:g} or more", one.outcome_cut.source)


def _change(one: Measure) -> Iterator[Fact]:
    change = one.reliable_change
    if change is not None:
        why = "; ".join(part for part in (change.why, change.conflict) if part)
        judged = "" if change.sourced else "; a reference only, nothing is judged by it"
        yield Fact("Reliable change", f"{change.value:g} points{f' ({why})' if why else ''}{judged}", change.source)
        yield from _others("Not taken for reliable change", change.others)
    for words, number in (
        ("Worse in two scores, from", one.monitor),
        ("Much worse in one score, from", one.fast),
        ("Error of a repeated test", one.retest_sem),
        ("Paired with PHQ-9, in the clinical range from", one.pair_case),
        ("Paired with PHQ-9, reliable change", one.pair_reliable),
    ):
        if number is not None:
            yield Fact(words, f"{number.value:g} points", number.source)
    if one.minimal_change is not None:
        yield Fact("Least change that matters (a reference)", one.minimal_change.words, one.minimal_change.source)
        yield from _others("Another least change that matters", one.minimal_change.others)
    if one.response_percent is not None:
        yield Fact("Response", f"{one.response_percent.value:g} % lower than the baseline", one.response_percent.source)
    if one.response_points is not None:
        yield Fact("Response (a reference)", f"{one.response_points.value:g} points lower", one.response_points.source)
    if one.remission_max is not None:
        yield Fact("Remission", f"{one.remission_max.value:g} or less", one.remission_max.source)
        yield from _others("Another range of remission", one.remission_max.others)
    if one.clinical_end is not None:
        lower = f", and {one.clinical_end.percent:g} % lower" if one.clinical_end.percent is not None else ""
        yield Fact(
            "Clinically significant end (a reference)", f"{one.clinical_end.post_max:g} or less{lower}", one.clinical_end.source
        )


def _answers(one: Measure) -> Iterator[Fact]:
    for rule in one.safety:
        named = "Safety line" if rule.level == "safety" else "Named for review"
        items = "total" if rule.items == (0,) else _items(rule.items)
        yield Fact(named, f"{items} at {rule.min} or more{f' ({rule.why})' if rule.why else ''}", rule.source)
        yield from _screen(one, rule)
    for level in one.levels:
        yield Fact(f"Called “{level.level.replace('_', ' ')}” (a reference)", "; ".join(level.any_of), level.source)
    for hit in one.item_rules:
        yield Fact("Rule on single answers", f"{_rule(hit)}: {hit.words}", hit.source)
    if one.positive is not None:
        parts = " and ".join(f"{part.words} (item {part.item} at {part.min} or more)" for part in one.positive.parts)
        yield Fact("Positive screen", f"{one.positive.total_min:g} or more, {parts}", one.positive.source)
    if one.provisional is not None:
        yield Fact("A symptom counts", f"at an answer of {one.provisional.value:g} or more", one.provisional.source)


def _screen(one: Measure, rule: SafetyRule) -> Iterator[Fact]:
    """What a screen calls its questions, which answers it puts first, and which questions it asks only after others."""
    if rule.names:
        yield Fact("Told as", "; ".join(f"{item} {one.item_name(item)}" for item in sorted(rule.names)), rule.source)
    if rule.urgent:
        yield Fact("Said before every other safety line", f"{_items(rule.urgent)}: {rule.urgent_words}", rule.source)
    if rule.asked_if:
        asked = "; ".join(f"{item} after a yes to {_items(needed)}" for item, needed in sorted(rule.asked_if.items()))
        yield Fact("Asked only after others", asked, rule.source)
    if rule.lifetime:
        plain = "; ".join(
            f"{item}{f', where {lately} is a no' if lately else ''}" for item, lately in sorted(rule.lifetime.items())
        )
        yield Fact("Plain when it stands alone, being about any time", f"item {plain}", rule.source)
    if rule.refusal:
        yield Fact("A refusal", "counts as a yes", rule.source)


def _rule(rule: ItemRule) -> str:
    where = _items(rule.items)
    return f"any of {where} at {rule.value} or less" if rule.kind == "any at most" else f"{where} alone at {rule.value} or more"


def _subscales(one: Measure) -> Iterator[Fact]:
    for scale in one.subscales:
        yield Fact(f"Subscale {scale.name}", _scale(scale), scale.source)
        for band in scale.bands:
            yield _band(f"Subscale {scale.name}, band “{band.label}”", band)
        if scale.cut is not None:
            judged = "" if scale.cut.sourced else "; a reference only"
            yield Fact(f"Subscale {scale.name}, cut-off", f"{_cut(scale.cut)}{judged}", scale.cut.source)
    if one.subscales_note:
        yield Fact("About the subscales", one.subscales_note, OWN_FILE)


def _scale(scale: Subscale) -> str:
    parts = [f"items {_listed(scale.items)}"]
    if scale.range is not None:
        parts.append(f"{scale.range[0]:g} to {scale.range[1]:g}")
    if scale.direction is not None:
        parts.append(scale.direction.value.replace("_", " is "))
    if scale.symptom_minimum is not None:
        parts.append(f"{scale.symptom_minimum} symptoms needed")
    return "; ".join(parts)


def _codes(one: Measure) -> Iterator[Fact]:
    codes = one.codes
    for words, code in (
        ("Code of the total", codes.total),
        ("Code of the panel", " ".join((codes.panel, *codes.panels)).strip()),
    ):
        if code:
            yield Fact(f"{words} (LOINC)", code, codes.source)
    if any(codes.items):
        yield Fact("Codes of the items (LOINC)", ", ".join(code or "none known" for code in codes.items), codes.source)
    if codes.also:
        yield Fact(
            "Second codes of items (LOINC)", ", ".join(f"item {item}: {code}" for item, code in codes.also), codes.source
        )
    if codes.unsummed:
        yield Fact("Beside the total (LOINC)", ", ".join(codes.unsummed), codes.source)
    if codes.snomed:
        yield Fact("Codes of the total (SNOMED CT)", ", ".join(codes.snomed), codes.source)
    for words, code in codes.unverified:
        yield Fact("Code that is not used", f"{code}: {words}", UNVERIFIED)
    for name, values in one.answers.items():
        where = {"all": "every item", "words": "in words"}.get(name, f"item {name}")
        yield Fact(f"Answers read, {where}", ", ".join(f"{code} = {value}" for code, value in values.items()), codes.source)


def _band(what: str, band: Band) -> Fact:
    return Fact(what, f"{band.min:g} to {band.max:g}", band.source)


def _others(what: str, others: Iterable[Other]) -> Iterator[Fact]:
    for one in others:
        unverified = "" if is_sourced(one.source) else ", unverified"
        yield Fact(what, f"{one.words}{f' ({one.why})' if one.why else ''}{unverified}", one.source)


def _cut(cut: Cut) -> str:
    return f"{cut.min:g} or more" if cut.min is not None else f"{cut.max:g} or less"


def _table(table: Mapping[int, float]) -> str:
    return ", ".join(f"{raw} = {value:g}" for raw, value in sorted(table.items()))


def _items(numbers: Iterable[int]) -> str:
    listed = sorted(numbers)
    return f"{'item' if len(listed) == 1 else 'items'} {_listed(listed)}"


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(numbers)))
