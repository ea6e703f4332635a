"""One file → its Document, in this very process: what the disposable child runs; no sandbox of its own."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

from appliance.errors import UnreadableDocument, UnsupportedFormat
from appliance.parsing.file import File, Parser
from appliance.parsing.kind import identify
from appliance.parsing.text import tidy
from appliance.records import Document, Page

HEADING_LENGTH = 300  # characters


def read(content: bytes, name: str, parsers: Mapping[str, Parser], text_limit: int) -> Document:
    """Return the document. Raises UnsupportedFormat or UnreadableDocument; `text_limit` is in characters."""
    if not content:
        raise UnreadableDocument("empty", "no bytes in it; this file; save it again")
    kind = identify(content, name)
    if kind.format not in parsers:
        raise UnsupportedFormat("unsupported", "no parser takes this kind of file; this file; save it as PDF or text")
    file = File(content, text_limit)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # libraries quote the file in their warnings
        pages = _pages(file, parsers[kind.format])
    if not any(page.text for page in pages):
        if not file.attachments:
            raise UnreadableDocument("no_text", "nothing to read in it; this file; check that it is the right one")
        pages = [Page(1, "\n".join(tidy(attachment.name) for attachment in file.attachments))]
    return Document(name, kind.format, tuple(pages), (*kind.warnings, *file.warnings), tuple(file.attachments))


def _pages(file: File, parser: Parser) -> list[Page]:
    pages: list[Page] = []
    left = file.text_limit
    for page in parser.parse(file):
        text = page.text if len(page.text) <= left else page.text[:left]
        pages.append(Page(page.number, text, page.heading[:HEADING_LENGTH] if page.heading else None))
        left -= len(text)
        if len(text) < len(page.text) or left <= 0:
            file.warn("truncated")
            break
    return pages
