"""XLSX → a page a sheet: the sheet's name as heading, a row a line, values as last calculated, then what stands around.

openpyxl knows dates and shared strings; it is only let in after every part was looked through for a DTD.
"""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterable, Iterator
from typing import Protocol

from appliance.errors import UnreadableDocument
from appliance.parsing import remarks
from appliance.parsing.archive import Parts
from appliance.parsing.delimited import row_line
from appliance.parsing.file import File
from appliance.parsing.text import tidy
from appliance.records import Page

_ENDING_BYTES = 200_000  # of a sheet's part: what is printed around it stands after its cells (ECMA-376 part 1, 18.3.1.46)
_HEADER_FOOTER = re.compile(rb"<(?:\w+:)?headerFooter[^/>]*>.*?</(?:\w+:)?headerFooter>", re.S)
_PRINTED = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)[^>]*>([^<]+)<")
_CODE = re.compile(r"&(?:\"[^\"]*\"|K[0-9A-F]{6}|K\d\d[+-]\d{3}|\d+|[A-Z&])")  # &L, &P, &"Arial,Bold", &12
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}p"
_DIGITS = 12  # significant ones: 0.1 + 0.2 is 0.3 to the person who reads the sheet


class Cell(Protocol):
    """What is used of a cell of openpyxl."""

    @property
    def value(self) -> object:
        """Return the value as Python has it."""

    @property
    def number_format(self) -> str:
        """Return the format code, `0.0%`."""


def parse(file: File) -> Iterator[Page]:
    """Read a workbook."""
    import io

    from openpyxl import load_workbook

    parts = Parts(file.content)
    parts.refuse_dtds()
    sheets = _sheets(parts)
    try:
        book = load_workbook(io.BytesIO(file.content), read_only=True, data_only=True, keep_links=False)
        number = 0
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                file.warn("hidden_text_dropped")
                continue
            sheet.reset_dimensions()  # a file may claim a million rows, or too few
            number += 1
            text = _text(file, sheet.title, sheet.rows)
            yield Page(number, "\n".join(filter(None, (text, *_around(parts, sheets.get(sheet.title, ""))))), tidy(sheet.title))
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, OSError) as error:
        raise UnreadableDocument("corrupt", "not readable as a workbook; this file; save it again") from error


def _sheets(parts: Parts) -> dict[str, str]:
    """Where the sheets lie in the archive, by name."""
    main = next((link.target for link in parts.links("").values() if link.kind == "officeDocument"), "")
    root, links = parts.xml(main), parts.links(main)
    found = {}
    for sheet in root.iterfind("{*}sheets/{*}sheet") if root is not None else ():
        relation = next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
        if str(relation) in links:
            found[str(sheet.get("name", ""))] = links[str(relation)].target
    return found


def _around(parts: Parts, name: str) -> Iterator[str]:
    """Lines of a sheet's header and footer, of its comments, and of the pictures and boxes on it."""
    links = list(parts.links(name).values()) if name else []
    ending = _HEADER_FOOTER.search(parts.read(name)[-_ENDING_BYTES:]) if name else None
    for piece in _PRINTED.findall(ending[0]) if ending else ():
        line = " ".join(tidy(_CODE.sub(" ", html.unescape(piece.decode("utf-8", "replace")))).split())
        if line:
            yield line
    yield from remarks.comments(parts, links)
    for link in links:
        drawing = parts.xml(link.target) if link.kind == "drawing" else None
        if drawing is not None:
            yield from remarks.descriptions(drawing)
            yield from (" ".join(tidy("".join(one.itertext())).split()) for one in drawing.iter(_DRAWN))


def _text(file: File, title: str, rows: Iterable[Iterable[Cell]]) -> str:
    lines, size = [tidy(title)], 0
    for row in rows:
        line = row_line([shown(cell) for cell in row])
        if line:
            lines.append(line)
            size += len(line)
        if size > file.text_limit:
            break
    return "\n".join(lines) if len(lines) > 1 else ""


def shown(cell: Cell) -> str:
    """Return a cell's value as a reader of the sheet sees it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, (int, float)):
        return _number(value, cell.number_format or "")
    return str(value)


def _number(value: float, number_format: str) -> str:
    percent = re.search(r"0(?:\.(0+))?%", number_format)
    if percent:
        return f"{value * 100:.{len(percent[1] or '')}f}%"
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return f"{value:.{_DIGITS}g}"
