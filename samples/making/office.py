"""PDF, DOCX, PPTX and XLSX, with fixed dates inside so that every run writes the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from xml.sax.saxutils import escape

import docx
import openpyxl
import pptx
from openpyxl.styles import Font
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from making.writers import ORGANISATION, blocks

WRITTEN = datetime(2026, 7, 1, 12, 0, 0)
ZIP_DATE = (2026, 7, 1, 12, 0, 0)
FONT, BOLD = "Vera", "VeraBd"  # come with reportlab


def pdf(text: str) -> bytes:
    """Write as PDF with a footer on every page."""
    for name in (FONT, BOLD):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    body = ParagraphStyle("body", fontName=FONT, fontSize=10, leading=14, spaceAfter=8)
    flow: list[Flowable] = []
    for block in blocks(text):
        match block.kind:
            case "heading":
                size = 17 - 3 * block.level
                flow.append(Paragraph(escape(block.text), ParagraphStyle("head", body, fontName=BOLD, fontSize=size, leading=20)))
            case "table":
                cells = [[Paragraph(escape(cell), body) for cell in row] for row in block.rows]
                flow += [Table(cells, style=[("GRID", (0, 0), (-1, -1), 0.5, colors.grey)], repeatRows=1), Spacer(1, 10)]
            case "break":
                flow.append(PageBreak())
            case "bullets":
                flow += [Paragraph(f"• {escape(item)}", body) for (item,) in block.rows]
            case _:
                flow.append(Paragraph(escape(block.text), body))
    out = io.BytesIO()
    letter = SimpleDocTemplate(out, pagesize=A4, title=blocks(text)[0].text, author=ORGANISATION, invariant=1)
    letter.build(flow, onFirstPage=_footer, onLaterPages=_footer)
    return out.getvalue()


def _footer(canvas: Canvas, _document: SimpleDocTemplate) -> None:
    canvas.setFont(FONT, 8)
    canvas.drawString(72, 40, f"{ORGANISATION} - page {canvas.getPageNumber()}")


def word(text: str) -> bytes:
    """Write as DOCX with header and footer."""
    document = docx.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = ORGANISATION
    section.footer.paragraphs[0].text = "For internal use. Printed copies are out of date."
    for block in blocks(text):
        match block.kind:
            case "heading":
                document.add_heading(block.text, block.level)
            case "table":
                table = document.add_table(rows=len(block.rows), cols=len(block.rows[0]), style="Table Grid")
                for cells, row in zip(table.rows, block.rows, strict=True):
                    for cell, value in zip(cells.cells, row, strict=True):
                        cell.text = value
            case "break":
                document.add_page_break()
            case "bullets":
                for (item,) in block.rows:
                    document.add_paragraph(item, style="List Bullet")
            case _:
                document.add_paragraph(block.text)
    document.core_properties.author, document.core_properties.title = ORGANISATION, blocks(text)[0].text
    document.core_properties.created = document.core_properties.modified = WRITTEN
    out = io.BytesIO()
    document.save(out)
    return _settled(out.getvalue())


def slides(pages: list[tuple[str, list[str], str]]) -> bytes:
    """Write as PPTX: (title, bullets, notes) of each slide."""
    deck = pptx.Presentation()
    for title, bullets, notes in pages:
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        shape = slide.shapes.title
        if shape is not None:
            shape.text_frame.text = title
        slide.placeholders[1].text_frame.text = "\n".join(bullets)
        note = slide.notes_slide.notes_text_frame
        if note is not None:
            note.text = notes
    deck.core_properties.author, deck.core_properties.title = ORGANISATION, pages[0][0]
    deck.core_properties.created = deck.core_properties.modified = WRITTEN
    out = io.BytesIO()
    deck.save(out)
    return _settled(out.getvalue())


def workbook(sheets: dict[str, list[tuple[str, ...]]]) -> bytes:
    """Write as XLSX, a sheet for each item."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([cell or None for cell in row])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
    book.properties.creator = ORGANISATION
    out = io.BytesIO()
    book.save(out)
    return _settled(out.getvalue())


def _settled(content: bytes) -> bytes:
    """Write the zip anew with one date for all members; openpyxl stamps the time of saving, so that goes as well."""
    stamp = WRITTEN.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.namelist():
            inside = old.read(member)
            if member == "docProps/core.xml":
                inside = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, inside)
            entry = zipfile.ZipInfo(member, ZIP_DATE)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            new.writestr(entry, inside)
    return out.getvalue()
