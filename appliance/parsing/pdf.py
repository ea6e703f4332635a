"""PDF → its pages, read by pdfium: lines put together to paragraphs, words that a line end cut put together again.

Pdfium draws and runs nothing here: it is only asked for the text layer. A page of pictures has none and needs OCR.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from appliance.errors import UnreadableDocument
from appliance.parsing.annotations import written_onto
from appliance.parsing.file import File
from appliance.parsing.lines import CELL_GAP, HYPHEN, Line, joined, mended, vocabulary
from appliance.parsing.text import tidy
from appliance.records import Page

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

PAGES = 20_000
_WRAPPED = re.compile(rb"/EncryptedPayload\b")  # ISO 32000-2, 7.6.7: the visible page is a wrapper, the document a cipher
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch)\b")
_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
_ATTACHMENT_BYTES = 100 << 20


def parse(file: File) -> Iterator[Page]:
    """Read a PDF. Raises UnreadableDocument: encrypted, corrupt, needs_ocr, no_text."""
    names = _NAME.sub(lambda found: bytes((int(found[1], 16),)), file.content)  # /J#53 is /JS
    if _WRAPPED.search(names):
        raise UnreadableDocument("encrypted", "the document inside is encrypted; this file; save it without protection")
    if _ACTIVE.search(names):
        file.warn("active_content_ignored")
    document = _opened(file.content)
    _attach(file, document)
    texts, pictures, size = [], False, 0
    for number in range(min(len(document), PAGES)):
        text, has_pictures = _page_text(file, document, number)
        texts.append(text)
        pictures = pictures or has_pictures
        size += len(text)
        if size > file.text_limit:
            file.warn("truncated")
            break
    if size == 0 and not file.attachments:
        reason = "needs_ocr" if pictures else "no_text"
        raise UnreadableDocument(reason, "no text layer; this file; run text recognition over it")
    if pictures and size:
        file.warn("pages_need_ocr")
    words = vocabulary(texts)
    for number, text in enumerate(texts, 1):
        lines = mended(text, words).split("\n")
        yield Page(number, "\n".join(lines), _heading(document, number - 1) or None)


def _opened(content: bytes) -> PdfDocument:
    from pypdfium2 import PdfDocument, PdfiumError, raw

    try:
        document = PdfDocument(content)
        len(document)
    except PdfiumError as error:
        # pdfium's last error may be an older one; the trailer, which is never encrypted itself, must agree
        locked = getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        if locked and b"/Encrypt" in content:
            message = "the document has a password; this file; save it without"
            raise UnreadableDocument("encrypted", message) from error
        raise UnreadableDocument("corrupt", "not readable as PDF; this file; save it again") from error
    if len(document) == 0:
        raise UnreadableDocument("corrupt", "the PDF has no pages; this file; save it again")
    return document


def _attach(file: File, document: PdfDocument) -> None:
    from pypdfium2 import PdfiumError

    left = _ATTACHMENT_BYTES
    for index in range(min(document.count_attachments(), 1000)):
        try:
            attachment = document.get_attachment(index)
            content = bytes(attachment.get_data())
        except PdfiumError:
            file.warn("attachment_unread")
            continue
        left -= len(content)
        if left < 0:
            file.warn("attachment_unread")
            return
        file.attach(attachment.get_name(), content)


def _page_text(file: File, document: PdfDocument, number: int) -> tuple[str, bool]:
    """The text of a page with its cut words still marked, and whether it holds pictures in place of text."""
    from pypdfium2 import PdfiumError

    try:
        page = document[number]
        text_page = page.get_textpage()
        raw_text = text_page.get_text_range() if text_page.count_chars() else ""
    except PdfiumError:
        file.warn("damaged")
        return "", False
    text = tidy("\n".join(joined(_lines(text_page, raw_text)))).replace("\n\n", "\n")
    pictures = not text and _has_pictures(page)
    text = "\n".join(filter(None, (text, *written_onto(page))))
    text_page.close()
    page.close()
    return text, pictures


def _has_pictures(page: PdfPage) -> bool:
    """Anything drawn counts: scanned pages are pictures, and some programs draw letters as outlines."""
    return next(iter(page.get_objects(max_depth=3)), None) is not None


def _lines(text_page: PdfTextPage, text: str) -> list[Line]:
    """The lines of a page with their places, or without if characters and places do not correspond."""
    placed = len(text) == text_page.count_chars()
    lines, start = [], 0
    for piece in re.split("(\r\n|\r|\n)", text):
        if piece.strip():
            lines += _placed(text_page, piece, start) if placed else [Line(_marked(piece.strip()))]
        start += len(piece)
    return lines


def _marked(text: str) -> str:
    # pdfium writes U+FFFE, or 2 in older files, where a hyphen ends a line, and goes on without a line end
    return re.sub("[\ufffe\x02]", HYPHEN, text)


def _placed(text_page: PdfTextPage, text: str, first: int) -> list[Line]:
    """A line of pdfium as lines with places: it is cut where words stand far apart, as cells of a table do."""
    from pypdfium2 import PdfiumError

    words = [(found.start(), found.end()) for found in re.finditer("[^\\s\ufffe\x02]+", text)]
    try:
        boxes = [
            (*text_page.get_charbox(first + start, loose=True), text_page.get_charbox(first + end - 1, loose=True)[2])
            for start, end in words
        ]
    except PdfiumError:
        boxes = []
    if not boxes:
        return [Line(_marked(text.strip()))]
    lines, begin, gap = [], 0, 0.0
    for index, (left, bottom, _, top, _) in enumerate(boxes[1:], 1):
        height, apart = max(top - bottom, 0.1), left - boxes[index - 1][4]
        other_line = abs(bottom - boxes[index - 1][1]) > 0.6 * height
        if text[words[index - 1][1] : words[index][0]].isspace() and (other_line or apart > CELL_GAP * height):
            lines.append(_line(text, words[begin:index], boxes[begin:index], gap))
            begin, gap = index, 0.0 if other_line else apart / height
    lines.append(_line(text, words[begin:], boxes[begin:], gap))
    return lines


def _line(text: str, words: list[tuple[int, int]], boxes: list[tuple[float, float, float, float, float]], gap: float) -> Line:
    left, bottom, _, top, word_end = boxes[0]
    end = len(text.rstrip()) if words[-1][1] >= len(text.rstrip(" \ufffe\x02")) else words[-1][1]
    plain = _marked(text[words[0][0] : end])
    return Line(plain, left, boxes[-1][4], bottom, boxes[-1][1], top - bottom, word_end - left, gap)


def _heading(document: PdfDocument, index: int) -> str:
    """The first entry of the table of contents that points at the page."""
    from pypdfium2 import PdfiumError

    try:
        for count, item in enumerate(document.get_toc(max_depth=4)):
            target = item.get_dest()
            if target is not None and target.get_index() == index:
                return " ".join(tidy(item.get_title()).split())
            if count > 2000:
                break
    except (PdfiumError, ValueError, AttributeError):
        return ""
    return ""
