"""DOCX → one page: paragraphs, headings, tables as `a | b` rows, notes, comments, headers and footers once.

Read from the XML, because a document's text also stands where a paragraph list does not look: in content controls,
tracked insertions, text boxes and footnotes (ECMA-376 part 1, 17). What the author deleted or hid is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from appliance.errors import UnreadableDocument
from appliance.parsing import remarks
from appliance.parsing.archive import Link, Parts
from appliance.parsing.delimited import row_line
from appliance.parsing.file import File
from appliance.parsing.text import tidy
from appliance.records import Page

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"  # the namespace of ISO 29500 strict files
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DROPPED = {"del", "moveFrom", "delText", "instrText", "pPr", "tblPr", "tblGrid", "sectPr", "sdtPr", "rPr", "delInstrText"}
_HEADING_NAME = re.compile(r"(?:heading \d|title)$", re.I)


def parse(file: File) -> Iterator[Page]:
    """Read a Word document."""
    parts = Parts(file.content)
    main = next((link.target for link in parts.links("").values() if link.kind == "officeDocument"), "word/document.xml")
    root = parts.xml(main)
    if root is None:
        raise UnreadableDocument("corrupt", "the archive holds no document; this file; save it again")
    links = list(parts.links(main).values())
    reader = _Reader(file, _heading_styles(parts, links))
    body = reader.blocks(root)
    heading = reader.heading
    around = {kind: _once(reader, parts, links, kind) for kind in ("header", "footnotes", "endnotes", "footer")}
    beside = [*remarks.comments(parts, links), *around["footnotes"], *around["endnotes"], *around["footer"]]
    lines = [*around["header"], *body, *remarks.descriptions(root), *beside]
    if next(root.iter("{*}delText"), None) is not None:
        file.warn("hidden_text_dropped")
    yield Page(1, tidy("\n".join(lines)).replace("\n\n", "\n"), heading)


def _heading_styles(parts: Parts, links: list[Link]) -> set[str]:
    found = set()
    for link in links:
        root = parts.xml(link.target) if link.kind == "styles" else None
        for style in root.iterchildren("{*}style") if root is not None else ():
            name = style.find("{*}name")
            if (name is not None and _HEADING_NAME.match(_value(name))) or style.find("{*}pPr/{*}outlineLvl") is not None:
                found.add(next((v for k, v in style.attrib.items() if str(k).endswith("}styleId")), ""))
    return found


def _once(reader: _Reader, parts: Parts, links: list[Link], kind: str) -> list[str]:
    """Lines of all parts of this kind, each line once: a header stands on every page but is one fact."""
    lines: dict[str, None] = {}
    for link in links:
        root = parts.xml(link.target) if link.kind == kind else None
        if root is not None:
            lines.update(dict.fromkeys(reader.blocks(root)))
    return list(lines)


def _value(element: _Element) -> str:
    return str(next((v for k, v in element.attrib.items() if str(k).endswith("}val")), ""))


def _local(element: _Element) -> str:
    """The name of a WordprocessingML element, with its namespace for any other."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.removeprefix(_W).removeprefix(_STRICT)


class _Reader:
    """Walks one document's XML; libxml2 has already bounded its depth to 256."""

    def __init__(self, file: File, heading_styles: set[str]) -> None:
        self.heading: str | None = None
        self._file, self._styles = file, heading_styles
        self._boxes: list[str] = []

    def blocks(self, parent: _Element) -> list[str]:
        """Return the lines of a body, a cell, a header, a note."""
        lines: list[str] = []
        for child in parent:
            name = _local(child)
            if name == "p":
                lines += self._paragraph(child)
            elif name == "tbl":
                lines += [line for row in self._rows(child) if (line := self._row(row))]
            elif name not in _DROPPED and child.tag != _FALLBACK:
                lines += self.blocks(child)
        return lines

    def _rows(self, table: _Element) -> Iterator[_Element]:
        for child in table:
            if _local(child) == "tr":
                if child.find("{*}trPr/{*}del") is None:
                    yield child
            elif _local(child) not in _DROPPED:
                yield from self._rows(child)

    def _row(self, row: _Element) -> str:
        return row_line([" ".join(self.blocks(cell)) for cell in self._cells(row)])

    def _cells(self, row: _Element) -> Iterator[_Element]:
        for child in row:
            if _local(child) == "tc":
                yield child
            elif _local(child) not in _DROPPED:
                yield from self._cells(child)

    def _paragraph(self, paragraph: _Element) -> list[str]:
        outer, self._boxes = self._boxes, []
        lines = "".join(self._pieces(paragraph)).split("\n")
        boxes, self._boxes = self._boxes, outer
        kept = [plain for line in lines if (plain := " ".join(tidy(line).split()))]
        style = paragraph.find("{*}pPr/{*}pStyle")
        if style is not None and _value(style) in self._styles:
            self.heading = self.heading or " ".join(kept) or None
        return kept + boxes

    def _pieces(self, parent: _Element) -> Iterator[str]:
        for child in parent:
            name = _local(child)
            if name in _DROPPED or child.tag == _FALLBACK:
                continue
            if name == "t" or child.tag == _MATH_TEXT:
                yield child.text or ""
            elif name in ("tab", "ptab"):
                yield " "
            elif name in ("br", "cr"):
                yield "\n"
            elif name == "noBreakHyphen":
                yield "-"
            elif name == "txbxContent":
                self._boxes += self.blocks(child)
            elif name == "r" and self._is_hidden(child):
                self._file.warn("hidden_text_dropped")
            else:
                yield from self._pieces(child)

    def _is_hidden(self, run: _Element) -> bool:
        vanish = run.find("{*}rPr/{*}vanish")
        if vanish is None or _value(vanish) in ("0", "false", "off"):
            return False
        return any(text.text for text in run.iterchildren("{*}t"))
