"""The words of HTML and XHTML, a line for each block, nothing of scripts and styles."""

from __future__ import annotations

import html
import re

_BLOCK = re.compile(
    r"</?(?:p|div|br|h[1-6]|li|ul|ol|tr|table|section|article|header|footer|dl|dt|dd|hr|blockquote|pre|title)\b[^<>]{0,4000}>",
    re.I,
)
_HEADING = re.compile(r"<h[1-6]\b[^<>]{0,4000}>", re.I)
_TAG = re.compile(r"<[^<>]{0,4000}>")
_NUMBERED_CHARACTER = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{8,});?")
_NO_WORDS = (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"), ("<head>", "</head>"))


def markup_words(text: str, *, headings: bool = False) -> str:
    """The words of a page, its headings marked as in Markdown on request.

    A character's number of absurd length goes first: the standard library raises ValueError for it.
    """
    for begin, end in _NO_WORDS:
        text = _without(text, begin, end)
    if headings:
        text = _HEADING.sub("\n## ", text)
    return html.unescape(_NUMBERED_CHARACTER.sub("\ufffd", _TAG.sub(" ", _BLOCK.sub("\n", text))))


def _without(text: str, begin: str, end: str) -> str:
    """The text without what stands between two marks; one that never ends stays, for nobody knows what of it is words."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters change their length
        lowered = text
    kept, at = [], 0
    while (start := lowered.find(begin, at)) >= 0 and (stop := lowered.find(end, start + len(begin))) >= 0:
        kept.append(text[at:start])
        at = stop + len(end)
    return "".join([*kept, text[at:]]) if kept or at else text
