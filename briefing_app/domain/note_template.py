"""A format of a session note: its sections, and which known facts stand in them at the start. Read from a data file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# What may stand in braces in a template, and what it becomes.
FIELDS = {
    "session": "when the session began and ended as recorded, where, and who took part",
    "since": "what is new in the data since the last session",
    "scores": "each measure's latest score with its change in words",
    "safety": "safety lines with what was done about them",
    "medication": "medication that is not ended",
    "diagnoses": "diagnoses that are not ended",
    "goals": "open goals with their state",
    "left_off": "what was agreed last time",
    "attendance": "sessions attended and missed",
}
FIELD = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True, slots=True)
class TemplateSection:
    """``plan`` marks the section whose words are "where you left off" next time."""

    title: str
    text: str = ""
    plan: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """``session`` names the kind of session that codes go by; ``crisis`` notes are due in a day."""

    id: str
    name: str
    session: str
    sections: tuple[TemplateSection, ...]
    crisis: bool = False


def template_from(raw: Mapping[str, Any]) -> Template:
    """A template from the parsed file. Raises ValueError naming what is missing, empty or unknown."""
    try:
        sections = tuple(TemplateSection(**one) for one in raw["section"])
        made = Template(**{key: value for key, value in raw.items() if key != "section"}, sections=sections)
    except (KeyError, TypeError) as fault:
        raise ValueError(f"a template needs id, name, session and sections with a title: {fault}") from fault
    if not sections:
        raise ValueError("the template has no section")
    for one in sections:
        for name in FIELD.findall(one.text):
            if name not in FIELDS:
                raise ValueError(f"'{{{name}}}' is no known field; known are {', '.join(FIELDS)}")
    return made


def filled(section: TemplateSection, facts: Mapping[str, str]) -> str:
    """The words that a section begins with; a line whose fields are all unknown is left out."""
    lines = []
    for line in section.text.splitlines():
        names = FIELD.findall(line)
        if names and not any(facts.get(name) for name in names):
            continue
        lines.append(FIELD.sub(lambda found: facts.get(found.group(1), ""), line))
    return "\n".join(lines).strip()
