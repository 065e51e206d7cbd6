"""What a file is that may hold a table, by its content, and the table in it."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from collections.abc import Callable, Collection

from briefing_app.domain.problems import Problem
from briefing_app.domain.table import Table
from briefing_app.sources.fhir.foreign import TABLE, UNKNOWN, say_foreign
from briefing_app.sources.tables.delimited import decode_text, guess_delimiter, read_delimited
from briefing_app.sources.tables.workbook import WORKBOOK, WorkbookReader

ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAVE_AS = "Save it as .xlsx or CSV."
_JSON = re.compile(r"[\ufeff\s]*+(?:\{|\[\s*+\{)")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_table_file(data: bytes, name: str, fits: Callable[[Table], bool] = lambda _: True) -> Table:
    """The table in a file; of a workbook the first visible sheet that ``fits``. Raises Problem, one sentence, for anything else."""
    if not data.strip(b"\0 \t\r\n"):
        raise Problem(f"{name} is empty.", "Export it again.", exit_code=3)
    if data.startswith(ZIP):
        members = _members(data, name)
        if WORKBOOK in members:
            return WorkbookReader(data, name).read(fits)
        raise Problem(f"{name} is {_say_archive(members)}.", SAVE_AS, exit_code=3)
    if data.startswith(OLD_OFFICE):
        if _ENCRYPTED in data:
            raise Problem(f"{name} is protected by a pass phrase.", "Save it without one, as .xlsx or CSV.", exit_code=3)
        raise Problem(
            f"{name} is an Excel or Word file of the old kind (.xls, .doc), which cannot be read.", SAVE_AS, exit_code=3
        )
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<"):
        is_page = b"<html" in start or start.startswith((b"<!doctype html", b"<table"))
        called = " named .xls" if name.lower().endswith(".xls") else ""
        words = f"a web page{called}, no table" if is_page else "a text with markup (XML), no table"
        raise Problem(f"{name} is {words}.", SAVE_AS, exit_code=3)
    if start.startswith(b"%pdf-"):
        raise Problem(f"{name} is a PDF, no table.", SAVE_AS, exit_code=3)
    if start.startswith(b"{\\rtf"):
        raise Problem(f"{name} is a word processor's document (RTF), no table.", SAVE_AS, exit_code=3)
    table = read_delimited(data, name)
    if name.lower().endswith((".xlsx", ".xls")):
        doubt = f"{name} is named like a workbook; it is a text with columns and was read as one."
        return Table(table.name, table.form, table.delimiter, table.rows, doubts=(doubt, *table.doubts))
    return table


def may_be_table(head: bytes, members: Collection[str]) -> bool:
    """Whether a file is to be read as a table: a workbook, an old office file (which is refused by name), or a text with columns.

    ``head`` are its first bytes, ``members`` the names in it where it is an archive that is one document."""
    if members:
        return WORKBOOK in members
    if head.startswith(OLD_OFFICE):
        return True
    try:
        text, _, _ = decode_text(head, "")
    except Problem:
        text = head.decode("utf-8", "ignore") if b"\0" not in head else head[: len(head) // 2 * 2].decode("utf-16", "ignore")
        if b"\0" in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return False
    if _JSON.match(text) or say_foreign(text.encode()) not in (TABLE, UNKNOWN):
        return False
    lines = [line for line in io.StringIO(text) if line.strip()]
    delimiter = guess_delimiter(lines)
    return bool(delimiter) and sum(delimiter in line for line in lines) >= min(2, len(lines))


def _members(data: bytes, name: str) -> Collection[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as fault:
        raise Problem(f"{name} is a damaged archive or workbook.", "Save it again, as .xlsx or CSV.", exit_code=3) from fault


def _say_archive(members: Collection[str]) -> str:
    if "xl/workbook.bin" in members:
        return "an Excel workbook of the binary kind (.xlsb), which cannot be read"
    if "word/document.xml" in members:
        return "a Word document, no table"
    if "content.xml" in members and "mimetype" in members:
        return "an OpenDocument file (.ods), which cannot be read"
    return "an archive, no table"
