"""The check-in page: one HTML file without any network, for one client, that names nobody."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from briefing_app.domain.checkin import CheckinPage
from briefing_app.domain.checkin_code import page_words
from briefing_app.domain.measure import Measure
from briefing_app.domain.problems import Problem
from briefing_app.domain.safety import item_is_positive
from briefing_app.services.keep_checkin import end_checkin_page
from briefing_app.storage.practice import PracticeStore
from briefing_app.system.resources import resources
from briefing_app.viewmodels.answer import CRISIS

NOT_MONITORED = (
    "Nobody watches this page. Nothing that you answer is sent anywhere: your clinician sees it only once you have given them the code or"
    " the file."
)
IN_A_CRISIS = (
    "If you are in danger or might hurt yourself, do not wait for your next session: call your local emergency number or go to the nearest"
    " emergency department."
)
AFTER_POSITIVE = "You answered that thoughts like these have been there. Nobody is told by this page. If they are with you now, tell somebody today."


def file_name(page: CheckinPage) -> str:
    """What the file is called: the page's own word, the same that its codes begin with."""
    return f"check-in-{page_words(page.number)}.html"


def checkin_page(page: CheckinPage, measures: Sequence[Measure], crisis: str = "") -> str:
    """The whole file. ``measures`` in the order of the page, each with its form; ``crisis`` are the clinician's own local numbers."""
    style, script = ((resources() / "checkin" / f"page.{kind}").read_text("utf-8") for kind in ("css", "js"))
    data = json.dumps({"number": page.number, "key": page.key.hex(), "choices": page.choices})
    policy = f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>Check-in</title>
<style>{style}</style>
</head>
<body>
<main>
<h1 id="title" tabindex="-1">Check-in</h1>
<section class="note" aria-label="Before you begin">
<p>{escape(NOT_MONITORED)}</p>
<p>{escape(IN_A_CRISIS)}</p>
{_numbers(crisis)}
</section>
<noscript><p class="wrong">This page makes its code with a script, which is switched off here or which this preview does not run. Open the
file in a browser, or tell your clinician your answers.</p></noscript>
<form id="form" autocomplete="off" novalidate hidden>
{"".join(_questions(measures))}
<section class="wrong" id="wrong" role="alert" tabindex="-1" aria-labelledby="wrong-words" hidden>
<p id="wrong-words"></p>
<ul id="open"></ul>
<button type="button" id="anyway">Leave open, and finish</button>
</section>
<button class="main" type="submit">Finish</button>
</form>
<section id="done" tabindex="-1" aria-labelledby="done-title" hidden>
<h2 id="done-title">Your code</h2>
<p id="when"></p>
<p>Give this code to your clinician, typed or read out, or give them the saved file.</p>
<ol id="code" aria-label="The code, group by group"></ol>
<button class="main" type="button" id="copy">Copy the code</button>
<button type="button" id="save">Save as a file</button>
<button type="button" id="again">Clear, for another day</button>
<p id="said" role="status"></p>
<p>The page keeps nothing. When it is closed the answers are gone; the code holds them.</p>
</section>
<section class="help" id="help" role="alert" hidden>
<p>{escape(AFTER_POSITIVE)}</p>
<p>{escape(IN_A_CRISIS)}</p>
{_numbers(crisis)}
</section>
</main>
<script type="application/json" id="page">{data}</script>
<script>{script}</script>
</body>
</html>
"""


def write_page(path: Path, page: CheckinPage, measures: Sequence[Measure], crisis: str) -> None:
    """Write the file, readable by its owner alone until they pass it on. Raises Problem where it cannot be written or exists."""
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline="\n") as stream:
            stream.write(checkin_page(page, measures, crisis))
    except OSError as fault:
        raise Problem(f"{path} cannot be written: {fault.strerror}.", "Choose another place.") from fault


def write_kept_page(store: PracticeStore, path: Path, page: CheckinPage, measures: Sequence[Measure], crisis: str) -> None:
    """Write the file of a page that is kept; where it cannot be written the page is ended, for no client will have it. Raises Problem."""
    try:
        write_page(path, page, measures, crisis)
    except BaseException:
        end_checkin_page(store, page.number, page.made, page.by)
        raise


def _numbers(crisis: str) -> str:
    """The clinician's own numbers first, one a line, then the one of the United States."""
    own = f'<p class="own">{escape(crisis.strip())}</p>\n' if crisis.strip() else ""
    return f"{own}<p>{escape(CRISIS)}</p>"


def _questions(measures: Sequence[Measure]) -> Iterator[str]:
    number = 0
    for place, measure in enumerate(measures, start=1):
        form = measure.form
        if form is None:
            raise ValueError(f"{measure.id} has no wording that may be shown")
        yield f'<h2>{escape(measure.short)}</h2>\n<p class="stem" id="stem{place}">{escape(form.stem)}</p>\n'
        for item, (words, options) in enumerate(zip(form.items, form.options, strict=True), start=1):
            number += 1
            yield f'<fieldset id="q{number}" aria-describedby="stem{place}">\n<legend>{item}. {escape(words)}</legend>\n'
            for index, (value, answer) in enumerate(options, start=1):
                alarm = ' data-alarm="1"' if item_is_positive(measure, item, value) else ""
                yield _choice(number, index, answer, alarm)
            yield _choice(number, 0, "I would rather not say", "", " none")
            yield "</fieldset>\n"
        yield f'<p class="credit">{escape(form.credit)}</p>\n'


def _choice(number: int, value: int, words: str, more: str, kind: str = "") -> str:
    field = f'<input type="radio" name="q{number}" value="{value}"{more}>'
    return f'<label class="choice{kind}">{field}<span>{escape(words)}</span></label>\n'


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
