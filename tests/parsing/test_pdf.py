"""PDF by reportlab and by hand."""

from __future__ import annotations

import io

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from appliance.errors import UnreadableDocument
from appliance.parsing.reading import read
from appliance.parsing.registry import PARSERS
from appliance.records import Document

STYLES = getSampleStyleSheet()
LONG = (
    "The gallery is open from Tuesday to Sunday and on the first Monday of each month for schools, which write to Jane Roe. " * 2
)


def built(*story: object) -> bytes:
    out = io.BytesIO()
    SimpleDocTemplate(out).build(list(story))
    return out.getvalue()


def parsed(content: bytes) -> Document:
    return read(content, "a.pdf", PARSERS, 1 << 20)


def drawn(encrypt: StandardEncryption | None = None, text: str = "", picture: bool = False) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=encrypt)
    if text:
        canvas.drawString(100, 700, text)
    if picture:
        canvas.rect(50, 50, 300, 300, fill=1)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def reason(content: bytes) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        parsed(content)
    return caught.value.reason


def test_pages_are_numbered_and_wrapped_lines_are_paragraphs_again() -> None:
    body = STYLES["BodyText"]
    document = parsed(
        built(
            Paragraph("Opening", STYLES["Heading1"]),
            Paragraph(LONG, body),
            Paragraph("Short.", body),
            PageBreak(),
            Paragraph("Two", body),
        )
    )
    assert [(page.number, page.text.split("\n")) for page in document.pages] == [
        (1, ["Opening", LONG.strip(), "Short."]),
        (2, ["Two"]),
    ]


def test_rows_of_a_table_stay_together_even_where_cells_wrap() -> None:
    rows = [["Bag", "What goes in"], ["Orange", "dressings, gloves and aprons from infectious patients"], ["Black", "towels"]]
    cells = [[Paragraph(cell, STYLES["BodyText"]) for cell in row] for row in rows]
    table = Table(cells, colWidths=[90, 120], style=TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]))
    lines = parsed(built(Paragraph(LONG, STYLES["BodyText"]), Spacer(1, 9), table)).pages[0].text.split("\n")
    assert lines[1:] == [" | ".join(row) for row in rows]


def test_an_encrypted_file_is_named_so() -> None:
    assert reason(drawn(StandardEncryption("open sesame"), "secret")) == "encrypted"
    wrapper = drawn(text="Open me elsewhere") + b"\n<< /AFRelationship /EncryptedPayload >>\n"  # ISO 32000-2, 7.6.7
    assert reason(wrapper) == "encrypted"


def test_a_file_that_opens_without_a_password_is_read() -> None:
    assert parsed(drawn(StandardEncryption("", ownerPassword="owner"), "open")).pages[0].text == "open"


def test_a_page_of_pictures_needs_ocr_and_a_blank_one_has_no_text() -> None:
    assert reason(drawn(picture=True)) == "needs_ocr"
    assert reason(drawn()) == "no_text"


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.4\n" + bytes(500), b"%PDF-1.4\n" + b"[" * 50_000])
def test_what_pdfium_cannot_open_is_corrupt(content: bytes) -> None:
    assert reason(content) == "corrupt"


def test_scripts_are_said_and_not_run() -> None:
    content = drawn(text="calm") + b"\n<< /S /J#61vaScript /JS (app.alert(1)) >>\n"
    assert "active_content_ignored" in parsed(content).warnings
