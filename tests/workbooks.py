"""Small workbooks as Excel and other programs write them: parts of a zip archive, each as text."""

from __future__ import annotations

import io
import zipfile

DATES = (
    '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="d mmm yyyy"/></numFmts><cellXfs>{}</cellXfs></styleSheet>'.format(
        "".join(f'<xf numFmtId="{number}"/>' for number in (0, 14, 170, 22, 20, 46))
    )
)
PLAIN, DAY, OWN_DAY, MOMENT, TIME, LENGTH = range(6)  # styles of the cells


def cell(place: str, value: object, kind: str = "", style: int = PLAIN) -> str:
    """One cell with its stored value; ``kind`` as the format has it ("s" for a shared text, "e" for an error, ...)."""
    told = (f' t="{kind}"' if kind else "") + (f' s="{style}"' if style else "")
    return f'<c r="{place}"{told}><v>{value}</v></c>'


def words(place: str, text: str) -> str:
    """A cell that holds its own text."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet(*rows: str, more: str = "") -> str:
    """A sheet of rows, each the text of its cells; what stands in row n is for the cells to say."""
    lines = "".join(f'<row r="{number}">{cells}</row>' for number, cells in enumerate(rows, start=1))
    return f"<worksheet><sheetData>{lines}</sheetData>{more}</worksheet>"


def workbook(*sheets: str, strings: str = "", settings: str = "", states: tuple[str, ...] = (), head: str = "") -> bytes:
    """The bytes of a workbook with these sheets; ``states`` hide some of them, ``head`` goes before the list of sheets."""
    listed = "".join(
        f'<sheet name="Sheet{number}" sheetId="{number}" r:id="r{number}"{state}/>'
        for number, state in enumerate(
            [*(f' state="{one}"' if one else "" for one in states), *[""] * len(sheets)][: len(sheets)], 1
        )
    )
    relations = "".join(
        f'<Relationship Id="r{number + 1}" Target="worksheets/s{number}.xml"/>' for number in range(len(sheets))
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", f'{head}<workbook xmlns:r="r">{settings}<sheets>{listed}</sheets></workbook>')
        archive.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{relations}</Relationships>")
        archive.writestr("xl/styles.xml", DATES)
        if strings:
            archive.writestr("xl/sharedStrings.xml", f"<sst>{strings}</sst>")
        for number, text in enumerate(sheets):
            archive.writestr(f"xl/worksheets/s{number}.xml", text)
    return packed.getvalue()
