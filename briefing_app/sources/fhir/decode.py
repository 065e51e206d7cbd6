"""Bytes to plain dicts: a fast decoder first, the lenient one of the standard library for what it refuses."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from briefing_app.sources.fhir.known import KNOWN_TYPES

BOM = b"\xef\xbb\xbf"
_TYPE = re.compile(rb'\s*\{\s*"resourceType"\s*:\s*"([A-Za-z]{1,40})"')
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.S)
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
DEEPEST = 64
SHORT = 4096  # fewer bytes cannot nest deep enough to do harm
TOO_DEEP = f"nested more than {DEEPEST} levels deep"


_NAMES = {name.encode(): name for name in KNOWN_TYPES}


class Unreadable(Exception):
    """One line, entry or file that is no JSON; the message is a sentence for the report."""


class _Coding(msgspec.Struct):
    code: str | None = None


class _Concept(msgspec.Struct):
    coding: list[_Coding] = []
    text: str | None = None


class Head(msgspec.Struct):
    """The few fields that tell whether a resource is wanted at all."""

    resourceType: str = ""  # noqa: N815
    id: str | None = None
    code: _Concept | None = None


class Link(msgspec.Struct):
    relation: str | None = None
    url: str | None = None


class Search(msgspec.Struct):
    mode: str | None = None


class Request(msgspec.Struct):
    method: str | None = None
    url: str | None = None


class Entry(msgspec.Struct):
    fullUrl: str | None = None  # noqa: N815
    resource: msgspec.Raw = msgspec.Raw(b"")
    request: Request | None = None
    search: Search | None = None


class Bundle(msgspec.Struct):
    resourceType: str = ""  # noqa: N815
    type: str | None = None
    total: int | None = None
    link: list[Link] = []
    entry: list[Entry] = []


head_of = msgspec.json.Decoder(Head).decode
bundle_of = msgspec.json.Decoder(Bundle).decode
_plain = msgspec.json.Decoder().decode


def type_at_start(data: bytes | msgspec.Raw) -> str:
    """The resourceType when it is the first field, as nearly always; "" otherwise."""
    found = _TYPE.match(data)
    return _NAMES.get(found.group(1)) or found.group(1).decode() if found else ""


def decode(data: bytes | msgspec.Raw) -> Any:
    """A JSON value. Accepts a byte order mark, NaN, lone surrogates (replaced) and raw control characters; raises Unreadable otherwise."""
    if len(data) > SHORT and _too_deep(bytes(data)):
        raise Unreadable(TOO_DEEP)
    try:
        return _plain(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return decode_leniently(bytes(data))


def decode_leniently(data: bytes) -> Any:
    data = data.removeprefix(BOM)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable("the text is UTF-16; FHIR files are UTF-8")
    if _too_deep(data):
        raise Unreadable(TOO_DEEP)
    try:
        value = json.loads(data.decode("utf-8"), strict=False, parse_constant=lambda _: None)
    except UnicodeDecodeError as fault:
        raise Unreadable(f"not valid UTF-8 at byte {fault.start + 1}") from fault
    except json.JSONDecodeError as fault:
        where = f"line {fault.lineno}, column {fault.colno}" if fault.lineno > 1 else f"column {fault.colno}"
        raise Unreadable(f"not JSON, or cut off: {fault.msg.lower()} ({where})") from fault
    except (RecursionError, ValueError) as fault:
        raise Unreadable("nested too deeply or with a number of absurd length") from fault
    return _without_lone_surrogates(value) if _SURROGATE.search(data) else value


def _without_lone_surrogates(value: Any) -> Any:
    """Half a character can be neither stored nor shown, so U+FFFD takes its place."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_without_lone_surrogates(one) for one in value]
    if isinstance(value, dict):
        return {_without_lone_surrogates(name): _without_lone_surrogates(one) for name, one in value.items()}
    return value


def _too_deep(data: bytes) -> bool:
    """Whether brackets nest deeper than the limit. Those inside strings only matter when the quick look finds too many."""
    if data.count(b"{") + data.count(b"[") <= DEEPEST:
        return False
    return _nests_too_deep(data) and _nests_too_deep(_STRING.sub(b"", data))


def _nests_too_deep(data: bytes) -> bool:
    """Each round removes the innermost level; what is left when rounds or pairs run out tells."""
    brackets = data.translate(None, _NO_BRACKETS)
    for _ in range(DEEPEST):
        less = brackets.replace(b"{}", b"").replace(b"[]", b"")
        if len(less) == len(brackets):
            return brackets.count(b"{") + brackets.count(b"[") > DEEPEST
        brackets = less
    return bool(brackets)
