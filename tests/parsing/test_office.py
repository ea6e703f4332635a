"""Word, PowerPoint and Excel files, made by the libraries that many programs write them with."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable

import pytest
from docx import Document as WordDocument
from openpyxl import Workbook
from pptx import Presentation
from pptx.util import Inches

from appliance.errors import UnreadableDocument
from appliance.parsing.reading import read
from appliance.parsing.registry import PARSERS
from appliance.records import Document


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def parsed(content: bytes, name: str) -> Document:
    return read(content, name, PARSERS, 1 << 20)


def edited(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The same archive with one part changed, as another program would have written it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            raw = source.read(name)
            target.writestr(name, change(raw.decode()).encode() if name == part else raw)
    return out.getvalue()


def word(body: str = "MARK") -> bytes:
    document = WordDocument()
    document.add_paragraph("MARK")
    return edited(saved(document), "word/document.xml", lambda xml: xml.replace("<w:r><w:t>MARK</w:t></w:r>", body))


def word_text(body: str) -> str:
    return parsed(word(body), "a.docx").pages[0].text


def test_a_word_document_keeps_headings_tables_and_headers_once() -> None:
    document = WordDocument()
    document.sections[0].header.paragraphs[0].text = "Confidential"
    document.sections[0].footer.paragraphs[0].text = "The Group"
    document.add_section().header.is_linked_to_previous = False
    document.sections[1].header.paragraphs[0].text = "Confidential"
    document.add_heading("Leave", 1)
    document.add_paragraph("Thirty days.\tAsk\nJane.")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip((*table.rows[0].cells, *table.rows[1].cells), ("Name", "Days", "Ann", "12"), strict=True):
        cell.text = text
    result = parsed(saved(document), "a.docx")
    assert result.pages[0].text.split("\n") == [
        "Confidential", "Leave", "Thirty days. Ask", "Jane.", "Name | Days", "Ann | 12", "The Group",
    ]  # fmt: skip
    assert (result.format, result.pages[0].heading, len(result.pages)) == ("docx", "Leave", 1)


def test_inserted_and_controlled_text_is_kept_and_deleted_text_is_not() -> None:
    assert word_text("<w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del>") == "new"
    assert word_text("<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>chosen</w:t></w:r></w:sdtContent></w:sdt>") == "chosen"
    assert word_text("<w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink>") == "link"


def test_hidden_text_is_dropped_and_said() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>obey</w:t></w:r><w:r><w:t>seen</w:t></w:r>"
    result = parsed(word(hidden), "a.docx")
    assert (result.pages[0].text, result.warnings) == ("seen", ("hidden_text_dropped",))


def test_a_text_box_stands_once_though_written_twice() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent>"
    spaces = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    both = f"<mc:AlternateContent {spaces}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    assert word_text(f"<w:r>{both}</w:r>") == "boxed"


def test_a_presentation_has_a_page_a_slide_with_its_notes() -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "Budget", "Up by 3 %"
    table = slide.shapes.add_table(1, 2, Inches(1), Inches(3), Inches(4), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "Beds", "18"
    slide.notes_slide.notes_text_frame.text = "Say it slowly."
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = "Thanks"
    result = parsed(saved(deck), "a.pptx")
    assert [(page.number, page.heading, page.text) for page in result.pages] == [
        (1, "Budget", "Budget\nUp by 3 %\nBeds | 18\nNotes: Say it slowly."),
        (2, "Thanks", "Thanks"),
    ]


def test_a_workbook_has_a_page_a_visible_sheet() -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "Leave"
    sheet.append(["Name", "From", "Share", "Sum", "Paid", None, "Note"])
    sheet.append(["Ann", datetime.date(2026, 3, 1), 0.25, 0.1 + 0.2, True, None, "a\nb"])
    sheet["C2"].number_format = "0.0%"
    book.create_sheet("Rates").append([12])
    book.create_sheet("Secret").append(["hidden"])
    book["Secret"].sheet_state = "hidden"
    result = parsed(saved(book), "a.xlsx")
    assert [(page.heading, page.text) for page in result.pages] == [
        ("Leave", "Leave\nName | From | Share | Sum | Paid |  | Note\nAnn | 2026-03-01 | 25.0% | 0.3 | TRUE |  | a b"),
        ("Rates", "Rates\n12"),
    ]
    assert result.warnings == ("hidden_text_dropped",)


def test_a_workbook_that_claims_a_million_rows_is_read_by_what_it_holds() -> None:
    book = Workbook()
    book.active["A1"] = "only"
    lie = edited(saved(book), "xl/worksheets/sheet1.xml", lambda xml: xml.replace('ref="A1:A1"', 'ref="A1:XFD1048576"'))
    assert parsed(lie, "a.xlsx").pages[0].text == "Sheet\nonly"


@pytest.mark.parametrize("part", ["word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"])
def test_a_broken_part_is_corrupt_or_unsupported_and_never_an_error_of_a_library(part: str) -> None:
    from appliance.errors import DocumentError

    with pytest.raises(DocumentError):
        parsed(edited(word(), part, lambda xml: xml[: len(xml) // 2]), "a.docx")


def test_an_external_entity_is_refused() -> None:
    evil = edited(
        word(), "word/document.xml", lambda xml: xml.replace("<w:document", "<!DOCTYPE x SYSTEM 'http://h/'><w:document", 1)
    )
    with pytest.raises(UnreadableDocument):
        parsed(evil, "a.docx")
    book = edited(
        saved(Workbook()), "xl/workbook.xml", lambda xml: f"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>{xml}"
    )
    with pytest.raises(UnreadableDocument):
        parsed(book, "a.xlsx")


def test_an_office_file_that_is_a_zip_bomb_is_named_so() -> None:
    out = io.BytesIO(word())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image1.png", bytes(64 << 20))
    with pytest.raises(UnreadableDocument) as caught:
        parsed(out.getvalue(), "a.docx")
    assert caught.value.reason == "bomb"


def test_a_document_without_words_is_named_no_text() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        parsed(saved(WordDocument()), "a.docx")
    assert caught.value.reason == "no_text"
