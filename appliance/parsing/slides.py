"""PPTX → a page a slide: its title as heading, tables as `a | b` rows, descriptions of pictures, comments, speaker's notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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

_TITLES = ("title", "ctrTitle")
_FURNITURE = ("sldNum", "dt", "hdr", "sldImg")  # placeholders that hold no words of their own
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def parse(file: File) -> Iterator[Page]:
    """Read a presentation."""
    parts = Parts(file.content)
    main = next((link.target for link in parts.links("").values() if link.kind == "officeDocument"), "")
    root = parts.xml(main)
    if root is None:
        raise UnreadableDocument("corrupt", "the archive holds no presentation; this file; save it again")
    links = parts.links(main)
    authors = _authors(parts, links.values())
    wanted = [_relation(item) for item in root.iterfind("{*}sldIdLst/{*}sldId")]
    slides = [links[relation].target for relation in wanted if relation in links]
    for number, name in enumerate(slides, 1):
        slide = parts.xml(name)
        if slide is None:
            file.warn("damaged")
            continue
        yield _page(parts, name, slide, number, authors)


def _relation(element: _Element) -> str:
    return str(next((v for k, v in element.attrib.items() if str(k).endswith("}id")), ""))


def _authors(parts: Parts, links: Iterable[Link]) -> dict[str, str]:
    """Who comments, by id: `commentAuthors` up to Office 2019, `authors` since."""
    roots = [parts.xml(link.target) for link in links if link.kind in ("commentAuthors", "authors")]
    return {one.get("id", ""): one.get("name", "") for root in roots if root is not None for one in root}


def _page(parts: Parts, name: str, slide: _Element, number: int, authors: Mapping[str, str]) -> Page:
    heading: str | None = None
    lines: list[str] = []
    for shape in _shapes(slide):
        found = _lines(shape)
        if _placeholder(shape) in _TITLES and heading is None and found:
            heading = " ".join(found)
            lines.insert(0, heading)
        else:
            lines += found
    links = list(parts.links(name).values())
    lines += [*remarks.descriptions(slide), *remarks.comments(parts, links, authors)]
    for link in links:
        part = parts.xml(link.target) if link.kind in ("diagramData", "notesSlide") else None
        if part is None:
            continue
        if link.kind == "diagramData":
            lines += _paragraphs(part)
        else:
            notes = [line for shape in _shapes(part) for line in _lines(shape)]
            lines += [f"Notes: {notes[0]}", *notes[1:]] if notes else []
    return Page(number, "\n".join(lines), heading)


def _shapes(slide: _Element) -> Iterator[_Element]:
    """Shapes and tables in their order, groups opened."""
    for element in slide.iter("{*}sp", "{*}graphicFrame"):
        if not any(parent.tag == _FALLBACK for parent in element.iterancestors()):
            yield element


def _placeholder(shape: _Element) -> str:
    found = shape.find("{*}nvSpPr/{*}nvPr/{*}ph")
    return "" if found is None else str(found.get("type", ""))


def _lines(shape: _Element) -> list[str]:
    if _placeholder(shape) in _FURNITURE:
        return []
    rows = list(shape.iter("{*}tr"))
    if rows:
        cells = [[" ".join(_paragraphs(cell)) for cell in row.iterchildren("{*}tc")] for row in rows]
        return [line for row in cells if (line := row_line(row))]
    return _paragraphs(shape)


def _paragraphs(parent: _Element) -> list[str]:
    lines = []
    for paragraph in parent.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}p"):
        pieces = []
        for piece in paragraph.iter("{*}t", "{*}br"):
            pieces.append("\n" if piece.tag.endswith("}br") else piece.text or "")
        lines += [plain for line in "".join(pieces).split("\n") if (plain := " ".join(tidy(line).split()))]
    return lines
