"""Bytes to plain dicts: a fast decoder first, the lenient one of the standard library for what it refuses."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from briefing_app.domain.texts import clean
from briefing_app.sources.fhir.known import KNOWN_TYPES

BOM = b"\xef\xbb\xbf"
_TYPE = re.compile(rb'\s*\{\s*"resourceType"\s*:\s*"([A-Za-z]{1,40})"')
_MEMBER = re.compile(rb'[\s,{]*+("[^"\\]*+(?:\\.[^"\\]*+)*+")\s*+:\s*+', re.S)
_STRING = re.compile(
    rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.S
)  # to the end where it does not end: else each quote in it begins one
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
DEEPEST = 64
LARGE = 1 << 20
LEAST_BYTES = 8  # of each bracket of a large value, on average; FHIR takes 20 and more, ``{},`` takes 3 and 64 in memory
HOLLOW = "little more than brackets, millions of them"
TOO_DEEP = f"nested more than {DEEPEST} levels deep"
UTF16 = "the text is UTF-16; FHIR files are UTF-8"
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


class Search(msgspec.Struct):
    mode: str | None = None


class Request(msgspec.Struct):
    method: str | None = None
    url: str | None = None


class Answered(msgspec.Struct):
    """What the server says of an entry's version."""

    lastModified: str | None = None  # noqa: N815
    etag: str | None = None


class Entry(msgspec.Struct):
    fullUrl: str | None = None  # noqa: N815
    resource: msgspec.Raw = msgspec.Raw(b"")
    request: Request | None = None
    response: Answered | None = None


class _Named(msgspec.Struct):
    resourceType: str = ""  # noqa: N815
    id: str | None = None


class Name(msgspec.Struct):
    """What an entry is called by others, and why it is in the Bundle."""

    fullUrl: str | None = None  # noqa: N815
    resource: _Named | None = None
    search: Search | None = None


head_of = msgspec.json.Decoder(Head).decode
_entry_of = msgspec.json.Decoder(Entry).decode
_name_of = msgspec.json.Decoder(Name).decode
_members_of = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_plain = msgspec.json.Decoder().decode
_encoded = msgspec.json.Encoder().encode


def type_at_start(data: bytes | msgspec.Raw) -> str:
    """The resourceType when it is the first field, as nearly always; "" otherwise."""
    found = _TYPE.match(data)
    return _NAMES.get(found.group(1)) or found.group(1).decode() if found else ""


def decode(data: bytes | msgspec.Raw) -> Any:
    """A JSON value. Accepts a byte order mark, NaN, lone surrogates (replaced) and raw control characters; raises Unreadable otherwise."""
    if type(data) is not bytes:
        data = bytes(data)
    if data.count(b"{") + data.count(b"[") > DEEPEST:
        if _too_deep(data):
            raise Unreadable(TOO_DEEP)
        refuse_hollow(data)
    try:
        value = _plain(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _decode_leniently(data)
    # Of two equal keys the fast decoder keeps the last. What is written back alike had none; else the first one's quotes are missing.
    back = _encoded(value)
    if data.startswith(back) or _quotes(data) == _quotes(back):
        return value
    return _decode_leniently(data)


def decode_name(data: bytes) -> Any:
    """The Name of an entry; plain values when its shape is not the standard's. Raises Unreadable as ``decode`` does."""
    try:
        return _name_of(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return decode(data)


def decode_entry(data: bytes) -> Any:
    """An Entry with its resource still bytes; plain values when its shape is not the standard's. Raises Unreadable as ``decode`` does."""
    try:
        entry = _entry_of(data)
        escaped = b"\\" in data and (b"\\u006" in data or b"\\u007" in data)
        if escaped or data.count(b'"resource"') > bool(len(entry.resource)):
            _need_each_member_once(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):  # also a key that nobody asked for and that is no UTF-8
        return decode(data)
    return entry


def _need_each_member_once(data: bytes) -> None:
    """Find each member of an object where the text has one; raises Unreadable when the text has more."""
    members = _members_of(data)
    at = count = 0
    while found := _MEMBER.match(data, at):
        key = _plain(found.group(1))
        value = bytes(members[key])
        if not data.startswith(value, found.end()):
            raise Unreadable(twice(key))
        at = found.end() + len(value)
        count += 1
    if count != len(members) or data[at:].strip() != b"}":
        raise Unreadable(twice("of an entry"))


def _quotes(data: bytes) -> int:
    """How many quotes stand around the keys and texts of valid JSON; those inside a text are escaped and not counted."""
    if b"\\" in data:
        data = data.replace(b"\\\\", b"")
        return data.count(b'"') - data.count(b'\\"')
    return data.count(b'"')


def refuse_hollow(data: bytes) -> None:
    """Raise Unreadable for millions of empty objects: their memory is twenty times their bytes."""
    most = len(data) // LEAST_BYTES
    if len(data) > LARGE and _brackets(data) > most and _brackets(_STRING.sub(b"", data)) > most:
        raise Unreadable(HOLLOW)


def _brackets(data: bytes) -> int:
    return data.count(b"{") + data.count(b"[")


def _decode_leniently(data: bytes) -> Any:
    """The standard library's decoder: slower, says where the fault is, and sees every key."""
    data = data.removeprefix(BOM)
    if is_utf16(data):
        raise Unreadable(UTF16)
    try:
        value = json.loads(
            data.decode("utf-8"), strict=False, parse_constant=lambda _: None, object_pairs_hook=_with_each_key_once
        )
    except UnicodeDecodeError as fault:
        raise Unreadable(f"not valid UTF-8 at byte {fault.start + 1}") from fault
    except json.JSONDecodeError as fault:
        where = f"line {fault.lineno}, column {fault.colno}" if fault.lineno > 1 else f"column {fault.colno}"
        raise Unreadable(f"not JSON, or cut off: {fault.msg.lower()} ({where})") from fault
    except (RecursionError, ValueError) as fault:
        raise Unreadable("nested too deeply or with a number of absurd length") from fault
    return _without_lone_surrogates(value) if _SURROGATE.search(data) else value


def is_utf16(start: bytes) -> bool:
    """Whether a text begins with UTF-16's mark, or with a zero byte beside its first character."""
    return start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in start[:2]


def _with_each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; raises Unreadable when a key stands twice, for which of them is meant nobody can know."""
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        raise Unreadable(twice(next(key for key, _ in pairs if key in seen or seen.add(key))))  # type: ignore[func-returns-value]
    return found


def twice(key: str) -> str:
    """The reason for which an object with a key that stands twice is refused."""
    return f"the key {clean(key, 40)} stands twice in one object"


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
    return _nests_too_deep(data) and _nests_too_deep(_STRING.sub(b"", data))


def _nests_too_deep(data: bytes) -> bool:
    """Each round removes the innermost level; what is left when rounds or pairs run out tells."""
    brackets = data.translate(None, _NO_BRACKETS)
    for _ in range(DEEPEST):
        less = brackets.replace(b"{}", b"").replace(b"[]", b"")
        if len(less) == len(brackets):
            return _brackets(brackets) > DEEPEST
        brackets = less
    return bool(brackets)
