"""What an attachment holds: its words by its content type, or what it is where it is not read."""

from __future__ import annotations

import base64
import binascii
import re

from briefing_app.domain.texts import clean
from briefing_app.sources.fhir.markup import markup_words
from briefing_app.sources.fhir.rtf import RTF, rtf_words

NOT_THERE = "its text is not in the export"
_TEXTUAL = re.compile(r"text/(?!xml)|application/(?:xhtml\+xml|rtf|x-rtf)|^$")
_OTHERS = (
    ("pdf", "a PDF, not read"), ("xml", "an XML document, not read"), ("image/", "an image, not read"), ("audio/", "a recording, not read"),
    ("video/", "a recording, not read"), ("word", "a Word document, not read"), ("opendocument", "an office document, not read"),
)  # fmt: skip
_CHARSET = re.compile(
    r'charset="?(utf-?8|utf-?16(?:le|be)?|iso-?8859-[0-9]{1,2}|windows-[0-9]{3,4}|cp[0-9]{3,4}|(?:us-)?ascii|latin-?1)\b', re.I
)


def content_words(data: str, kind: str, *, headings: bool = False) -> tuple[str, str]:
    """The words of base64 by their content type, or by how they begin, and ""; or "" and what it is where it holds no words.

    ``headings``: those of a page are marked, as in Markdown.
    """
    reason = not_read(kind)
    if reason or not data:
        return "", reason or NOT_THERE
    try:
        content = base64.b64decode(data, validate=False)
    except (binascii.Error, ValueError):
        return "", "its text is damaged"
    if content.startswith(b"%PDF"):
        return "", "a PDF, not read"
    if content.startswith((b"PK\x03\x04", b"\x89PNG", b"\xff\xd8", b"\xd0\xcf\x11\xe0")):
        return "", "not a text, not read"
    text = _decoded(content, kind)
    start = text[:400].lstrip().lower()
    if start.startswith(RTF):
        return rtf_words(text), ""
    if start.startswith("<") and ("<clinicaldocument" in start or "urn:hl7-org:v3" in start):
        return "", "a C-CDA document, not read"
    page = "html" in kind.lower() or start.startswith(("<!doctype", "<html", "<div", "<body", "<p>"))
    return markup_words(text, headings=headings) if page else text, ""


def not_read(kind: str) -> str:
    """Why content of this type is not read; "" where it may be words."""
    name = kind.partition(";")[0].strip().lower()
    if _TEXTUAL.match(name) or name in ("application/octet-stream", "application/binary"):
        return ""
    return next((words for part, words in _OTHERS if part in name), f"{clean(name, 60)}, not read")


def _decoded(content: bytes, kind: str) -> str:
    """By the character set that is stated, else as UTF-8, else as what older systems on Windows write."""
    stated = _CHARSET.search(kind)
    for name in ([stated[1]] if stated else []) + ["utf-8-sig"]:
        try:
            return content.decode(name)
        except (LookupError, ValueError):
            continue
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    return content.decode("cp1252", "replace")
