"""Instruments and rules, from the command line: what is in force, what a local code means, the invented export."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from briefing_app.domain.texts import clean
from briefing_app.services.measure import Catalogue, catalogue_of
from briefing_app.system.paths import Profile

if TYPE_CHECKING:
    from briefing_app.services.open_practice import OpenPractice

NUMBERS = (
    "Made for ages",
    "Cut-off",
    "Range of",
    "Reliable change",
    "Worse",
    "Much worse",
    "Error of",
    "Response",
    "Remission",
    "Paired",
    "Subscale",
    "Positive",
    "Rule on",
)


def measures_command(catalogue: Catalogue) -> int:
    """``briefing measures``: the instruments with what judges their scores; those refused decide the exit code.

    A catalogue without the practice's store knows nothing of numbers that it confirmed.
    """
    from briefing_app.viewmodels.instrument import instrument_facts

    for measure in catalogue.all():
        print(
            f"{measure.id:16} {measure.name}\n{'':16} licence: {measure.licence} ({measure.licence_source}); item text may ship: {measure.ship_text}"
        )
        for fact in instrument_facts(measure):
            if fact.what.startswith(NUMBERS):
                print(f"{'':16} {fact.what}: {fact.value}  [{fact.source}]")
    for problem in catalogue.refused.values():
        print(f"briefing: {problem}", file=sys.stderr)
    return max((problem.exit_code for problem in catalogue.refused.values()), default=0)


def demo_command(options: argparse.Namespace, profile: Profile) -> int:
    """``briefing demo DIR``."""
    from briefing_app.services.demo import write_demo_export

    write_demo_export(options.folder, date.today(), catalogue_of(profile))
    print(f"An invented practice, as a FHIR export, is in {options.folder}.")
    return 0


def _rules(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    from briefing_app.documents.tables import write_json
    from briefing_app.services.note import shipped_session_rules
    from briefing_app.services.rtm import shipped_rtm_rules
    from briefing_app.viewmodels.billing import make_billing
    from briefing_app.viewmodels.reference import make_reference

    catalogue = practice.catalogue
    measures = list(catalogue.all())
    chapters = make_reference(measures, practice.reader.rules(), catalogue.refused.values())
    chapters = (*chapters, *make_billing(shipped_rtm_rules(), shipped_session_rules()))
    if options.json:
        write_json(sys.stdout, [asdict(chapter) for chapter in chapters])
        return 0
    for chapter in chapters:
        print(chapter.title)
        for fact in chapter.facts:
            print(f"  {fact.what}: {fact.value}  [{fact.source}]")
        print()
    return 0


def _map(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    from briefing_app.domain.problems import Problem
    from briefing_app.domain.records import MappedCode
    from briefing_app.services.importing import map_codes
    from briefing_app.system.settings import read_settings, who_acts
    from briefing_app.viewmodels.importing import say_mapped

    catalogue = practice.catalogue
    if options.system is None and not options.end:
        return _list_codes(practice)
    if options.code is None or options.end == (options.measure is not None):
        raise Problem("What the code means is not said.", "Say MEASURE, MEASURE:ITEM, or --end.", exit_code=2)
    name, _, item = (options.measure or "").partition(":")
    if item and not (item.isascii() and item.isdigit()):
        raise Problem(
            f"{options.measure} names no item.", "Say MEASURE for its total, or MEASURE:ITEM, as in PHQ-9:3.", exit_code=2
        )
    measure = catalogue(name).id if name else ""
    said = MappedCode(clean(options.system), clean(options.code), measure, int(item or 0))
    understood = map_codes(practice.store, catalogue, [said], who_acts(read_settings(profile.settings)))
    what = f"item {said.item} of {measure}" if said.item else f"the total of {measure}" if measure else "no measure"
    print(f"{said.code} of {said.system or 'no system'} is {what} from now on. {say_mapped(understood)}")
    return 0


def _list_codes(practice: OpenPractice) -> int:
    """``briefing map``: the codes and questionnaires that wait for the clinician's word, with what was answered."""
    from briefing_app.services.mapping import asked_forms
    from briefing_app.viewmodels.importing import make_codes
    from briefing_app.viewmodels.mapping import make_form, unnamed_words

    codes = make_codes(practice.reader.unmapped_codes(), practice.catalogue)
    forms, unnamed = asked_forms(practice.reader, practice.catalogue)
    for _, _, words in codes.codes:
        print(words)
    for form in forms:
        shown = make_form(form, ())
        print(shown.words)
        said = {one.code: f"  is {one.measure}{f':{one.item}' if one.item else ''}" for one in shown.said}
        for question in shown.questions:
            print(f"  {question.words}{said.get(question.link, '')}\n     {question.seen}")
    if unnamed:
        print(unnamed_words(unnamed))
    if not codes.codes and not forms and not unnamed:
        print("No code and no questionnaire waits to be said what it is.")
    return 0


def _own_version(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    """``briefing own-version PHQ-9 --confirm``: what the file changes is the clinician's word from then on; kept with who and when."""
    from briefing_app.domain.own_version import State
    from briefing_app.domain.problems import Problem
    from briefing_app.services.confirmation import change_own_file
    from briefing_app.system.settings import read_settings, who_acts

    found = next((one for one in practice.catalogue.own_files() if one.measure == options.measure), None)
    if found is None:
        raise Problem(
            f"There is no usable file for {options.measure} in {profile.measures}.", "Name it after the measure, as phq-9.toml."
        )
    if options.confirm == options.end:
        state = "counts" if found.counts else "does not count"
        raise Problem(f"Your file for {found.measure} {state}.", "Say --confirm or --end.", exit_code=2)
    wanted = State.COUNTS if options.confirm else State.ENDED
    if found.counts == options.confirm:
        print(f"Nothing changed: your file for {found.measure} {'counts' if found.counts else 'does not count'} already.")
        return 0
    by = who_acts(read_settings(profile.settings))
    change_own_file(practice.store, found.measure, found.digest, wanted.value, time.time(), by)
    if options.confirm:
        print(
            f"Your own version of {found.measure} counts from now on; every brief with it says so, and no safety rule that ships is lost."
        )
    else:
        print(f"The {found.measure} that ships counts again.")
    return 0


def _measures(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    """``briefing measures`` with the practice open, and ``briefing measures confirm``."""
    from briefing_app.domain.confirmation import FIELDS, Confirmed
    from briefing_app.domain.problems import Problem
    from briefing_app.services.confirmation import confirm_number, take_back_number
    from briefing_app.system.settings import read_settings, who_acts

    if options.change is None:
        return measures_command(practice.catalogue)
    measure, name = catalogue_of(profile)(options.measure), options.field.replace("-", "_")
    at, by = time.time(), who_acts(read_settings(profile.settings))
    if options.take_back:
        take_back_number(practice.store, measure.id, name, at, by)
        print(f"{measure.id}: {FIELDS.get(name, name)} is not confirmed any more; statements and rules use it no longer.")
        return 0
    if options.value is None:
        raise Problem("No number is given.", "Name it, with --source; or take one back with --take-back.", exit_code=2)
    one = Confirmed(measure.id, name, options.value, options.source, at, by)
    confirm_number(practice.store, measure, one)
    print(f"{measure.id}: {FIELDS[name]} {options.value:g}, {one.words}.")
    return 0


MEASURE_COMMANDS = {"measures": _measures, "rules": _rules, "map": _map, "own-version": _own_version}
