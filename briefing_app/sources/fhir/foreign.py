"""What a file is that is no FHIR export, in one plain sentence: by its first bytes, never by its name."""

from __future__ import annotations

import re
from collections.abc import Collection

HEAD = 4096  # bytes that are looked at
ASK = "ask for FHIR as JSON or NDJSON"
TABLE = "a table (CSV): none of it could be read"
UNKNOWN = "neither JSON nor NDJSON, so no FHIR export"
BINARY = (  # place, bytes there, what it is
    (0, b"%PDF-", f"a PDF, which cannot be read; {ASK}"),
    (0, b"\x89PNG", "an image (PNG)"),
    (0, b"\xff\xd8\xff", "an image (JPEG)"),
    (0, b"GIF8", "an image (GIF)"),
    (0, b"II*\0", "an image (TIFF)"),
    (0, b"MM\0*", "an image (TIFF)"),
    (8, b"WEBP", "an image (WebP)"),
    (4, b"ftyphei", "an image (HEIC)"),
    (4, b"ftypmif", "an image (HEIC)"),
    (128, b"DICM", "a DICOM image"),
    (4, b"ftyp", "a film or sound recording"),
    (8, b"WAVE", "a sound recording"),
    (0, b"ID3", "a sound recording"),
    (0, b"OggS", "a sound recording"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel or Word file of the old kind; save a table as .xlsx or CSV"),
    (0, b"SQLite format 3\0", f"a database file (SQLite); {ASK}"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive; only zip, gzip and tar are read, so unpack it first"),
    (0, b"Rar!", "a RAR archive; only zip, gzip and tar are read, so unpack it first"),
    (0, b"BZh", "packed with bzip2; only zip, gzip and tar are read, so unpack it first"),
    (0, b"\xfd7zXZ\0", "packed with xz; only zip, gzip and tar are read, so unpack it first"),
    (0, b"\x28\xb5\x2f\xfd", "packed with zstd; only zip, gzip and tar are read, so unpack it first"),
    (0, b"PK\x03\x04", "an archive inside another, or an office document in one; unpack it first"),
    (0, b"PK\x05\x06", "an empty zip archive"),
    (0, b"PAR1", f"a table in the Parquet format; {ASK}"),
    (0, b"{\\rtf", "a word processor's document (RTF)"),
    (0, b"MZ", "a program, and no export"),
    (0, b"\x7fELF", "a program, and no export"),
)
XML = (  # what its text holds, what it is
    (rb"http://hl7\.org/fhir", "FHIR as XML is not supported; export it as JSON or NDJSON"),
    (rb"urn:astm-org:ccr", f"a Continuity of Care Record (CCR), which cannot be read; {ASK}"),
    (
        rb"<!doctype healthdata|<healthdata\b",
        "an Apple Health export; its FHIR records lie beside it, in the folder clinical-records",
    ),
    (
        rb"urn:schemas-microsoft-com:office:spreadsheet",
        "an Excel spreadsheet saved as XML; save it as .xlsx or CSV",
    ),
    (rb"urn:ietf:params:xml:ns:icalendar", "a calendar as XML, which cannot be read; ask for an .ics file"),
    (rb"<svg\b", "an image (SVG)"),
)
TEXT = (  # how it begins, in capitals; what it is
    (r"(?:MSH|FHS|BHS)[|^~\\&]", f"a message of the HL7 v2 kind, which cannot be read; {ASK}"),
    (r"BEGIN:VCARD", "contacts (vCard)"),
    (r"ISA\*", f"an insurance file (X12), which cannot be read; {ASK}"),
    (r"-----BEGIN PGP", "encrypted (PGP); decrypt it first"),
    (r"-----BEGIN ", "a key or a certificate, and no export"),
    (r"@PREFIX ", "FHIR as RDF (Turtle) is not supported; export it as JSON or NDJSON"),
    (r"(?:RECEIVED|RETURN-PATH|DELIVERED-TO|MIME-VERSION|MESSAGE-ID): ", "an e-mail, and no export"),
    (r"%!PS", "a PostScript document"),
)
OFFICE = (  # a member of the archive, what it is
    ("xl/workbook.xml", "an Excel workbook"),
    ("xl/workbook.bin", "an Excel workbook"),
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
)
OPEN_DOCUMENT = {
    "spreadsheet": "a spreadsheet (OpenDocument)",
    "text": "a document (OpenDocument)",
    "presentation": "slides (OpenDocument)",
}
AS_CSV = "save the sheet as .xlsx or CSV"
_XML = [(re.compile(pattern), words) for pattern, words in XML]
_TEXT = [(re.compile(pattern, re.I), words) for pattern, words in TEXT]
_DELIMITERS = ",;\t|"


def is_rich_text(start: bytes) -> bool:
    """Whether a text that begins with a brace is a word processor's."""
    return start.startswith(b"{\\rtf")


def say_binary(start: bytes) -> str:
    """What a file that is no text says of itself in its first bytes; "" where it says nothing that is known."""
    if len(start) > 1 and not start.strip(b"\0"):
        return "nothing but zero bytes, as in a file that was not written to its end"
    return next((words for place, magic, words in BINARY if start.startswith(magic, place)), "")


def say_foreign(start: bytes) -> str:
    """One plain sentence about a file that is not JSON, from its first bytes."""
    start = start[:HEAD]
    if binary := say_binary(start):
        return binary
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    lower = text.lower()
    if lower.startswith(b"<"):
        return _say_markup(lower)
    words = text.decode("utf-8", "replace")
    for pattern, said in _TEXT:
        if pattern.match(words):
            return said
    if b"\0" in start or sum(byte < 9 or 13 < byte < 32 for byte in start) > len(start) // 50:
        return "neither JSON nor NDJSON, nor any text, so no FHIR export"
    if _is_table(words):
        return TABLE
    return UNKNOWN


def _say_markup(lower: bytes) -> str:
    for pattern, words in _XML:
        if pattern.search(lower):
            return words
    if lower.startswith((b"<!doctype html", b"<html")) or b"<html" in lower[:1024]:
        return "this is a web page, perhaps a login page saved by mistake, and no export"
    return "this is XML or a web page, and no FHIR JSON"


def _is_table(text: str) -> bool:
    """Whether the first whole lines hold the same number of cells, and more than one."""
    lines = [line for line in text.splitlines()[: None if text.endswith("\n") else -1] if line.strip()][:5]
    return len(lines) > 1 and any(
        lines[0].count(one) and len({re.sub(r'"[^"]*"', "", line).count(one) for line in lines}) == 1 for one in _DELIMITERS
    )


def say_office(members: Collection[str], kind: str) -> str:
    """What an archive is whose members are no files of their own; "" where it is a plain one. ``kind`` is the text of its member mimetype."""
    for name, words in OFFICE:
        if name in members:
            return f"{words}: {AS_CSV}" if "Excel" in words else f"{words}, which cannot be read; {ASK}"
    if kind.startswith("application/vnd.oasis.opendocument."):
        words = OPEN_DOCUMENT.get(kind.rpartition(".")[2], "a document (OpenDocument)")
        return f"{words}: {AS_CSV}" if "spreadsheet" in words else f"{words}, which cannot be read; {ASK}"
    if kind.startswith("application/epub"):
        return "a book (EPUB)"
    return ""
