"""A sample document in, its text out, read with the light libraries alone: no part of the appliance is trusted here."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path

import docx
import openpyxl
import pptx
import pypdfium2
from lxml import html

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
DOCUMENTS = SAMPLES / "documents"


def text_of(path: Path) -> str:
    """Return all text of the document, each run of white space as one space."""
    read = {".pdf": _pdf, ".docx": _docx, ".pptx": _pptx, ".xlsx": _xlsx, ".html": _html, ".eml": _eml}.get(path.suffix, _plain)
    return " ".join(read(path).split())


def pages_of(path: Path) -> int:
    """Return how many pages a PDF has."""
    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def _pdf(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        texts = []
        for page in document:
            written = page.get_textpage()
            texts.append(written.get_text_bounded())
            written.close()
            page.close()
    return "\n".join(texts)


def _docx(path: Path) -> str:
    document = docx.Document(str(path))
    section = document.sections[0]
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    around = (part.text for place in (section.header, section.footer) for part in place.paragraphs)
    return "\n".join([*(part.text for part in document.paragraphs), *cells, *around])


def _pptx(path: Path) -> str:
    texts = []
    for slide in pptx.Presentation(str(path)).slides:
        texts += [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        notes = slide.notes_slide.notes_text_frame
        texts.append(notes.text if notes is not None else "")
    return "\n".join(texts)


def _xlsx(path: Path) -> str:
    book = openpyxl.load_workbook(path)
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)


def _html(path: Path) -> str:
    page = html.fromstring(path.read_bytes())
    for hidden in page.xpath("//script | //style"):
        hidden.drop_tree()
    return "\n".join(page.itertext())


def _eml(path: Path) -> str:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    parts = [str(part.get_content()) for part in message.walk() if part.get_content_type() == "text/plain"]
    return "\n".join([*(str(value) for _, value in message.items()), *parts])


def _plain(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")
