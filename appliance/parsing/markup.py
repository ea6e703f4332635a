"""HTML and Markdown → one page: what a reader would see, its tables as `a | b` rows.

Nothing is executed or fetched. What a browser would not show is dropped, and said so: hidden text is a way to speak to
a language model behind the reader's back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from appliance.errors import UnreadableDocument
from appliance.parsing.file import File
from appliance.parsing.remarks import picture
from appliance.parsing.text import decode, tidy
from appliance.records import Page

if TYPE_CHECKING:
    from lxml.etree import _Element

_SILENT = {"script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math", "head", "select", "datalist"}
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt"),
    *("fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section"),
    *("summary", "table", "tbody", "tfoot", "thead", "tr", "ul", "h1", "h2", "h3", "h4", "h5", "h6", "title"),
}  # fmt: skip
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0*)?\s*(?:;|$|!)|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|$|!)",
    re.I,
)
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)", re.I
)
_FRONT_MATTER = re.compile(r"\A---\n(.*?\n)(?:---|\.\.\.)(?:\n|\Z)", re.S)
_CELL = "\x1e"  # between two cells while lines are put together; `tidy` would remove one that a file brings


def parse_html(file: File) -> Iterator[Page]:
    """Read an HTML page."""
    found = _DECLARED.search(file.content[:4096])
    declared = (found[1] or found[2]).decode() if found else None
    yield html_page(file, decode(file, declared))


def parse_markdown(file: File) -> Iterator[Page]:
    """Read Markdown by way of HTML, so that raw HTML inside it is judged like any other."""
    from markdown_it import MarkdownIt

    text = tidy(decode(file))
    matter = _FRONT_MATTER.match(text)
    rendered = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text[matter.end() :] if matter else text)
    page = html_page(file, rendered)
    front = matter[1].strip() if matter else ""
    yield Page(1, "\n".join(filter(None, (front, page.text))), page.heading)


def html_page(file: File, text: str) -> Page:
    """Return what a browser would show of the text; the mail parser reads an HTML body by it too."""
    root = _root(text)
    if root is None:
        return Page(1, "")
    writer = _Writer()
    hidden = _walk(root, writer)
    if hidden:
        file.warn("hidden_text_dropped")
    title = root.find(".//head/title")
    named = tidy(" ".join("".join(title.itertext()).split())) if title is not None else ""
    body = writer.text()
    if named and named not in body:
        body = f"{named}\n{body}".strip()
    return Page(1, body, writer.heading or named or None)


def _root(text: str) -> _Element | None:
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, recover=True, huge_tree=True
    )
    content = re.sub("[\x00\ud800-\udfff]", "", text).encode("utf-8")
    try:
        return etree.fromstring(content, parser) if content.strip() else None
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument("corrupt", "not readable as HTML; this file; save it again") from error


class _Writer:
    """Gathers pieces into lines; a run of white space is one space, as in a browser."""

    def __init__(self) -> None:
        self.heading: str | None = None
        self._lines: list[str] = []
        self._line: list[str] = []

    def add(self, text: str | None, *, literal: bool) -> None:
        if text:
            text = text.replace(_CELL, " ")
            for number, part in enumerate(text.split("\n") if literal else [re.sub(r"[ \t\r\n\f]+", " ", text)]):
                if number:
                    self.end_line()
                self._line.append(part)

    def cell(self) -> None:
        self._line.append(_CELL)

    def end_line(self) -> None:
        line = "".join(self._line)
        cells = [" ".join(cell.split()) for cell in line.split(_CELL)]
        if _CELL in line:
            cells = cells[1:] if not cells[0] else cells
        joined = " | ".join(cells)
        if joined.strip(" |"):
            self._lines.append(joined)
        self._line = []

    def mark(self) -> int:
        return len(self._lines)

    def head(self, start: int) -> None:
        self.heading = self.heading or tidy(" ".join(self._lines[start:])) or None

    def text(self) -> str:
        self.end_line()
        return tidy("\n".join(self._lines))


def _walk(root: _Element, writer: _Writer) -> bool:
    """Write the visible text of the tree; was any hidden? No recursion: a hostile page nests 100,000 deep."""
    from lxml import etree

    hidden, in_pre, in_row, heading_start = False, 0, 0, 0
    steps = etree.iterwalk(root, events=("start", "end"))
    for event, element in steps:
        tag = element.tag if isinstance(element.tag, str) else "script"
        breaks = tag in _BLOCKS and not (in_row and tag != "tr")
        silent = tag in _SILENT or (event == "start" and _is_hidden(element))
        if event == "start":
            if silent:
                hidden = hidden or (tag not in _SILENT and bool("".join(element.itertext()).strip()))
                steps.skip_subtree()
                element.set("hidden", "")
                continue
            if breaks or tag == "br":
                writer.end_line() if breaks or not in_row else writer.add(" ", literal=False)
            elif tag in _BLOCKS or (tag == "br" and in_row):
                writer.add(" ", literal=False)
            in_pre += tag == "pre"
            in_row += tag == "tr"
            if tag in ("td", "th") and in_row:
                writer.cell()
            if tag in _HEADINGS:
                heading_start = writer.mark()
            if tag == "li":
                writer.add(_item_number(element), literal=False)
            if tag in ("img", "area") and (described := picture(element.get("alt", ""))):
                writer.add(f" {described} ", literal=False)
            writer.add(element.text, literal=bool(in_pre and not in_row))
        else:
            if not (silent or element.get("hidden") is not None):
                in_pre -= tag == "pre"
                in_row -= tag == "tr"
                if breaks:
                    writer.end_line()
                elif tag in _BLOCKS:
                    writer.add(" ", literal=False)
                if tag in _HEADINGS:
                    writer.head(heading_start)
            writer.add(element.tail, literal=bool(in_pre and not in_row))
    return hidden


def _item_number(item: _Element) -> str:
    """What a browser writes before an item of a numbered list: other steps refer to it."""
    outer = item.getparent()
    if outer is None or outer.tag != "ol":
        return ""
    start = outer.get("start", "1")
    # counted by a mark on the list: looking back over all earlier items would take a square of their number
    number = int(outer.get("data-count", start if re.fullmatch(r"-?\d{1,6}", start) else "1"))
    outer.set("data-count", str(number + 1))
    return f"{number}. "


def _is_hidden(element: _Element) -> bool:
    if element.get("hidden") is not None or (element.tag == "input" and element.get("type") == "hidden"):
        return True
    return bool(_HIDDEN_STYLE.search(element.get("style", "")))
