"""What stands beside the text of an Office file: comments with their authors, descriptions of pictures → lines of the page.

An office reader sees them, so they are text like any other; who made or last saved a file, its template and its keywords
are nobody's text and are not read at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from appliance.parsing.archive import Link, Parts
from appliance.parsing.text import tidy

if TYPE_CHECKING:
    from lxml.etree import _Element


def remark(text: str, author: str = "") -> str:
    """Return a comment as a line: `Comment: text (Author: name)`; nothing for one without text."""
    plain, name = " ".join(tidy(text).split()), " ".join(tidy(author).split())
    return f"Comment: {plain}{f' (Author: {name})' if name else ''}" if plain else ""


def picture(text: str) -> str:
    """Return the description of a picture as a line, or nothing."""
    plain = " ".join(tidy(text).split())
    return f"Picture: {plain}" if plain else ""


def comments(parts: Parts, links: Iterable[Link], authors: Mapping[str, str] | None = None) -> Iterator[str]:
    """Yield the comments of the parts that the links lead to; an author is named there, or by an id in `authors`."""
    for link in links:
        root = parts.xml(link.target) if link.kind == "comments" else None
        if root is None:
            continue
        known = [" ".join(one.itertext()) for one in root.iterfind("{*}authors/{*}author")]  # a workbook's, by number
        for one in root.iter("{*}comment", "{*}cm"):
            named = _attribute(one, "author") or _author(_attribute(one, "authorId"), known, authors or {})
            if line := remark(" ".join("".join(each) for each in _paragraphs(one)), named):
                yield line


def descriptions(root: _Element) -> Iterator[str]:
    """Yield the descriptions of the pictures and shapes in a part of a file, each once."""
    seen: dict[str, None] = {}
    for element in root.iter("{*}docPr", "{*}cNvPr"):
        if line := picture(element.get("descr", "")):
            seen.setdefault(line)
    yield from seen


def _author(number: str, known: list[str], authors: Mapping[str, str]) -> str:
    if number in authors:
        return authors[number]
    return known[int(number)] if number.isascii() and number.isdigit() and int(number) < len(known) else ""


def _attribute(element: _Element, name: str) -> str:
    return str(next((value for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), ""))


def _paragraphs(parent: _Element) -> Iterator[list[str]]:
    """Texts of a comment: in paragraphs, or bare as old workbooks and slides have them."""
    paragraphs = list(parent.iter("{*}p"))
    for one in paragraphs or [parent]:
        yield [piece.text or "" for piece in one.iter("{*}t", "{*}text") if not len(piece)]
