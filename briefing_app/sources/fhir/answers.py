"""One answer, one total: its number in every spelling that exports use, or its words when it has none."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from briefing_app.domain.measure import Measure
from briefing_app.domain.scoring import answer_allowed
from briefing_app.sources.fhir.fields import (
    Json,
    as_dict,
    as_number,
    as_text,
    concept_text,
    dicts,
    is_loinc,
    is_snomed,
    number_text,
)

WEIGHT_EXTENSIONS = ("ordinalvalue", "itemweight", "iso21090-co-value")
CONTRADICTION = "answer codes contradict their values"
BY_LOCAL_CODE = "answers read from local codes"
_BEFORE_WORDS = re.compile(r"^[(\[]?(\d{1,3})(?:\.0+)?+[)\]]?+\s*+(?:[-–—=:.,|)]\s*+)?+(?=[^\d\s])(.+)$", re.S | re.ASCII)
_BEHIND_WORDS = re.compile(r"^(.*[^\d\s])\s*(?:[(\[]\s*(\d{1,3})\s*[)\]]|\s[-–—=:]\s*(\d{1,3}))$", re.S | re.ASCII)
_SEPARATED = re.compile(r"^[(\[]?\d{1,3}(?:\.0+)?[)\]]?\s*[-–—=:.,|)\]]", re.ASCII)
_OUT_OF = re.compile(r"^\s*(\d{1,4}(?:\.\d{1,4})?)\s*(?:/|out\s+of|of)\s*(\d{1,4}(?:\.\d{1,4})?)\s*$", re.I | re.ASCII)
_PERCENT = re.compile(r"^(\d{1,3}(?:\.\d{1,4})?)\s*%$", re.ASCII)
_BARE = re.compile(r"^\d{1,3}$", re.ASCII)
_JOINTS = re.compile(r"[\s_‐-―-]+")
_YES_NO = {"y": "yes", "n": "no", "true": "yes", "false": "no"}
_SHOWN = 400


class Reading(NamedTuple):
    """What one answer gave: its value, whether that is nothing but a local code's number, and its words where there is no value."""

    value: float | None = None
    bare: bool = False
    words: str = ""


NOTHING = Reading()


def read_answers(answers: object, measure: Measure, item: int, flags: list[str], options: Json) -> Reading:
    """The answer to one question. Several that say the same are one; of several that differ none is taken, and all are said."""
    if type(answers) is list and len(answers) == 1 and not options:  # nearly every answer: one LOINC code and nothing beside it
        coding = answers[0].get("valueCoding") if type(answers[0]) is dict and len(answers[0]) == 1 else None
        if type(coding) is dict and "extension" not in coding:
            value = measure.answer_value(item, as_text(coding.get("code")))
            if value is not None:
                return Reading(float(value))
    found = [one for answer in dicts(answers) if (one := read_answer(answer, measure, item, flags, options)) != NOTHING]
    values = {one.value for one in found if one.value is not None}
    if len(values) == 1:
        return next(one for one in found if one.value is not None)
    if len(values) > 1:
        return Reading(words=" | ".join(_said(answer) for answer in dicts(answers)))
    return next((one for one in found if one.words), NOTHING)


def read_answer(answer: Json, measure: Measure, item: int, flags: list[str], options: Json) -> Reading:
    """One value[x]: ``options`` are the weights that the form itself gives, by code and by words."""
    coding = answer.get("valueCoding")
    if coding is None and "value" in answer:
        value = as_dict(answer["value"])
        coding = value.get("Coding") or value.get("coding")
    extensions = _extensions(answer)
    if isinstance(coding, dict):
        if extensions:
            coding = {**coding, "extension": [*dicts(coding.get("extension")), *extensions]}
        return _checked(_of_coding(coding, measure, item, flags, options), coding)
    explicit = _explicit_weight(extensions)
    if explicit is not None:
        return _checked(Reading(explicit), answer)
    boolean = answer.get("valueBoolean")
    if isinstance(boolean, bool):
        return Reading(float(boolean)) if measure.item_range == (0, 1) else Reading(words="yes" if boolean else "no")
    number, words = stated(answer)
    if number is not None:
        return _checked(Reading(number), answer)
    text = as_text(answer.get("valueString")) or as_text(as_dict(answer.get("value")).get("string"))
    if text.strip():
        option = options.get(squeezed(text))
        return _checked(Reading(option if option is not None else in_words(text, measure, item)), answer)
    return Reading(words=words) if words.strip() else NOTHING


def _checked(reading: Reading, answer: Json) -> Reading:
    """A fraction is no answer to any question; and what has no number keeps its words."""
    if reading.value is not None and reading.value == int(reading.value):
        return reading
    return Reading(words=_said(answer))


def _of_coding(coding: Json, measure: Measure, item: int, flags: list[str], options: Json) -> Reading:
    code, display = as_text(coding.get("code")), as_text(coding.get("display"))
    option = options.get(code) if code else None
    found = weight(coding, measure, item, flags, option if option is not None else options.get(squeezed(display)))
    if found is not None:
        return Reading(found)
    system = as_text(coding.get("system"))
    bare = code.strip()
    if _BARE.match(bare) and not is_loinc(system) and not is_snomed(system) and not _known_otherwise(display):
        return Reading(float(bare), bare=True)
    return NOTHING


def _known_otherwise(display: str) -> bool:
    """Whether words of which nothing could be made begin with a number of their own, which contradicts what they say."""
    return bool(_SEPARATED.match(display.strip()))


def weight(coding: Json, measure: Measure, item: int, flags: list[str], from_form: float | None = None) -> float | None:
    """An answer's value: the explicit extension, the form's own option, the LOINC answer code, the words; contradictions are marked."""
    explicit = _explicit_weight(coding["extension"]) if coding.get("extension") else None
    code = as_text(coding.get("code"))
    by_code = measure.answer_value(item, code)
    candidates = [float(one) for one in (explicit, from_form, by_code) if one is not None]
    if not candidates:
        display = as_text(coding.get("display"))
        found = in_words(display, measure, item) if display.strip() else None
        return found if found is not None or _BARE.match(code.strip()) else in_words(code, measure, item)
    if len(set(candidates)) > 1 and CONTRADICTION not in flags:
        flags.append(CONTRADICTION)
    return candidates[0]


def in_words(text: str, measure: Measure, item: int) -> float | None:
    """The value of "Several days", "1", "1 - Several days" or "Several days (1)"; None when number and words disagree."""
    text = text.strip()
    known = _known_words(measure, item)
    found = known.get(squeezed(text))
    if found is not None:
        return found
    number = as_number(text)
    if number is not None:
        return number
    match = _BEFORE_WORDS.match(text)
    digits, words = (match[1], match[2]) if match else ("", "")
    if not match and (match := _BEHIND_WORDS.match(text)):
        words, digits = match[1], match[2] or match[3]
    if not digits:
        return None
    value, said = float(digits), known.get(squeezed(words))
    if said is not None:
        return said if said == value else None
    separated = bool(_SEPARATED.match(text)) or not text[:1].isdigit()
    return value if separated and answer_allowed(measure, item, int(value)) else None


def _known_words(measure: Measure, item: int) -> dict[str, float]:
    """What the measure's own words stand for, those of the item before those of all."""
    known: dict[str, float] = {squeezed(words): float(value) for words, value in measure.answers.get("words", {}).items()}
    options = measure.form.options if measure.form is not None else ()
    if 0 < item <= len(options):
        known |= {squeezed(words): float(value) for value, words in options[item - 1]}
    if measure.item_range == (0, 1) and {"yes", "no"} <= known.keys():
        known |= {short: known[word] for short, word in _YES_NO.items()}
    return known


def squeezed(words: str) -> str:
    """Words without capitals, joints and the stop at their end: how two spellings are compared."""
    return _JOINTS.sub(" ", words).strip().rstrip(".").lower()


def _extensions(answer: Json) -> list[Json]:
    """Those of an answer and of its primitive value (``_valueString``)."""
    found = dicts(answer.get("extension"))
    for name, value in answer.items():
        if name.startswith("_value"):
            found = [*found, *dicts(as_dict(value).get("extension"))]
    return found


def absent_reason(answers: object) -> str:
    """Why an answer is missing, where the source says so ("asked-declined"); "" otherwise."""
    for answer in dicts(answers):
        for extension in _extensions(answer):
            if as_text(extension.get("url")).lower().endswith("data-absent-reason"):
                return as_text(extension.get("valueCode")) or as_text(extension.get("valueString")) or "no reason given"
    return ""


def _explicit_weight(extensions: object) -> float | None:
    for extension in dicts(extensions):
        if as_text(extension.get("url")).lower().endswith(WEIGHT_EXTENSIONS):
            found = as_number(extension.get("valueDecimal", extension.get("valueInteger")))
            if found is not None:
                return found
    return None


def stated_total(resource: Json, measure: Measure) -> tuple[float | None, str]:
    """A stated total and, where something is stated that is no number of points, its words.

    "15/27" is 15 where 27 is the measure's maximum; a comparator makes a number none, and so does "%" on
    a scale that does not go to 100.
    """
    value, words = stated(resource)
    if value is None and (given := _PERCENT.match(words)) and measure.total_range and measure.total_range[1] == 100:
        return float(given[1]), ""
    match = _OUT_OF.match(words) if value is None else None
    if match is not None and measure.total_range is not None and float(match[2]) == measure.total_range[1]:
        return float(match[1]), ""
    return value, words


def stated(resource: Json) -> tuple[float | None, str]:
    """The number of any value[x], also of ``value`` with the type inside; else its words; (None, "") when nothing is there."""
    holder = as_dict(resource.get("value")) or resource
    inside = holder is not resource
    words = ""
    for name in ("Quantity", "Integer", "Decimal", "String"):
        value = holder.get(f"value{name}")
        if value is None and inside:
            value = holder.get(name, holder.get(name.lower()))
        if isinstance(value, dict):
            found, said = _of_quantity(value)
        else:
            found, said = as_number(value), value if isinstance(value, str) else ""
        if found is not None:
            return found, ""
        words = words or said
    if inside and (found := as_number(holder.get("value"))) is not None:
        return _of_quantity(holder)
    return None, words or _said(resource)


def _of_quantity(quantity: Json) -> tuple[float | None, str]:
    number = as_number(quantity.get("value"))
    comparator = as_text(quantity.get("comparator")).strip()
    unit = as_text(quantity.get("unit")).strip() or as_text(quantity.get("code")).strip()
    percent = any(
        "%" in as_text(quantity.get(key)) or "percent" in as_text(quantity.get(key)).lower() for key in ("unit", "code")
    )
    if number is not None and not comparator and not percent:
        return number, ""
    given = number_text(number) or (as_text(quantity.get("value")))
    return None, f"{comparator}{given}{f' {unit}' if percent else ''}".strip()


def words_of(answers: object) -> str:
    """The words of all answers to one question, as they stand; "" without any."""
    return " | ".join(words for answer in dicts(answers) if (words := _said(answer)))


def _said(answer: Json) -> str:
    """The words of an answer, as they stand."""
    for name, value in answer.items():
        if name in ("display", "code", "text") and isinstance(value, str) and value.strip():
            return as_text(answer.get("display")).strip() or value.strip()
        if not name.startswith("value") or value in (None, "", {}, []):
            continue
        if name == "valueRatio":
            above, below = as_dict(as_dict(value).get("numerator")), as_dict(as_dict(value).get("denominator"))
            return f"{_of_part(above)}/{_of_part(below)}"
        if name == "valueQuantity":
            number, said = _of_quantity(as_dict(value))
            return said or number_text(number)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, (str, int, float)):
            return str(value).strip()
        return concept_text(value) or concept_text({"coding": [value]}) or json.dumps(value, ensure_ascii=False)[:_SHOWN]
    return ""


def _of_part(quantity: Json) -> str:
    return f"{as_text(quantity.get('comparator'))}{number_text(as_number(quantity.get('value')))}"
