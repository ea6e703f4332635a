"""Canaries beside the text of real files: comments, descriptions of pictures, notes, headers, sheet names, mail heads, titles.

Each place holds a value of its own. What an office reader sees is kept and scrubbed; the rest is nowhere.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from docx import Document as WordDocument
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from pptx import Presentation
from pptx.util import Inches
from reportlab.pdfgen.canvas import Canvas

from appliance.parsing.reading import read
from appliance.parsing.registry import PARSERS
from appliance.policy import Policy
from appliance.privacy.scrubber import Scrubber

_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c636060606000000005000165f0b7d00000000049454e44ae426082"
)


def canary(place: str) -> str:
    """A mail address that stands in this one place of the file."""
    return f"{place}.okafor@nordklinik.example"


def _saved(document: object, change: dict[str, Callable[[str], str]] | None = None, more: dict[str, str] | None = None) -> bytes:
    out, again = io.BytesIO(), io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    with zipfile.ZipFile(out) as source, zipfile.ZipFile(again, "w") as target:
        for name in source.namelist():
            raw = source.read(name)
            target.writestr(name, (change or {})[name](raw.decode()).encode() if name in (change or {}) else raw)
        for name, content in (more or {}).items():
            target.writestr(name, content)
    return again.getvalue()


def _word() -> bytes:
    document = WordDocument()
    run = document.add_paragraph("The minutes of the works council are below.").add_run(" Agreed.")
    document.add_comment(run, text=f"ask {canary('comment')}", author=f"Jane {canary('commenter')}", initials="J")
    document.add_picture(io.BytesIO(_PNG), width=Inches(1))
    section = document.sections[0]
    section.header.paragraphs[0].text = f"From {canary('header')}"
    section.footer.paragraphs[0].text = f"See {canary('footer')}"
    document.add_paragraph("MARK")
    document.core_properties.author = canary("author")
    document.core_properties.title = canary("property")
    document.core_properties.last_modified_by = canary("saver")
    tracked = (
        f'<w:ins w:id="901" w:author="{canary("reviser")}"><w:r><w:t>{canary("inserted")}</w:t></w:r></w:ins>'
        f'<w:del w:id="902" w:author="x"><w:r><w:delText>{canary("deleted")}</w:delText></w:r></w:del>'
        f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{canary('hidden')}</w:t></w:r>"
    )

    def change(xml: str) -> str:
        return xml.replace("<w:r><w:t>MARK</w:t></w:r>", tracked).replace(
            "<wp:docPr ", f'<wp:docPr descr="Portrait of {canary("picture")}" ', 1
        )

    return _saved(document, {"word/document.xml": change})


def _slides() -> bytes:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = f"Plans of {canary('title')}"
    slide.notes_slide.notes_text_frame.text = f"Ring {canary('notes')}"
    shape = slide.shapes.add_picture(io.BytesIO(_PNG), 0, 0)
    shape._element.nvPicPr.cNvPr.set("descr", f"Photo by {canary('picture')}")
    deck.core_properties.author = canary("author")
    comments = (
        '<p:cmLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main">'
        f'<p:cm authorId="0" idx="1"><p:text>ask {canary("comment")}</p:text></p:cm></p:cmLst>'
    )
    authors = (
        '<p:cmAuthorLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main">'
        f'<p:cmAuthor id="0" name="{canary("commenter")}" initials="J"/></p:cmAuthorLst>'
    )
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def link(kind: str, target: str) -> Callable[[str], str]:
        return lambda xml: xml.replace(
            "</Relationships>", f'<Relationship Id="rIdC" Type="{kinds}/{kind}" Target="{target}"/></Relationships>'
        )

    change = {
        "ppt/slides/_rels/slide1.xml.rels": link("comments", "../comments/comment1.xml"),
        "ppt/_rels/presentation.xml.rels": link("commentAuthors", "commentAuthors.xml"),
    }
    return _saved(deck, change, {"ppt/comments/comment1.xml": comments, "ppt/commentAuthors.xml": authors})


def _sheets() -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "okafor@nord.example"
    sheet["A1"] = "Budget of the department"
    sheet["A1"].comment = Comment(f"ask {canary('comment')}", canary("commenter"))
    sheet.oddHeader.left.text = f"From {canary('header')}"
    sheet.oddFooter.center.text = f"Page &P, {canary('footer')}"
    sheet.add_image(Image(io.BytesIO(_PNG)), "B2")
    hidden = book.create_sheet("Old")
    hidden["A1"] = canary("hidden")
    hidden.sheet_state = "hidden"
    book.properties.creator = canary("author")

    def described(xml: str) -> str:
        return re.sub(r'descr="[^"]*"', f'descr="By {canary("picture")}"', xml)

    return _saved(book, {"xl/drawings/drawing1.xml": described})


def _pdf() -> bytes:
    out = io.BytesIO()
    page = Canvas(out, invariant=True)
    page.setAuthor(canary("author"))
    page.setTitle(canary("property"))
    page.drawString(72, 700, "The minutes of the works council are below.")
    page.textAnnotation(f"ask {canary('comment')}", Rect=[72, 600, 92, 620])
    page.acroForm.textfield(name="Reply to", value=canary("field"), x=72, y=500, width=300, height=20)
    page.showPage()
    page.save()
    return out.getvalue()


def _mail() -> bytes:
    head = {"Subject": "subject", "From": "from", "Sender": "sender", "Reply-To": "reply", "To": "to", "Cc": "cc", "Bcc": "bcc"}
    lines = [f"{field}: {canary(place)}" for field, place in head.items()]
    lines += [
        f"X-Originating-User: {canary('trace')}",
        f"Message-ID: <{canary('id')}>",
        "Content-Type: text/plain",
        "",
        "Hello all.",
    ]
    return "\r\n".join(lines).encode()


def _html() -> bytes:
    return (
        f"<html><head><title>Page of {canary('title')}</title><meta name=author content='{canary('author')}'></head>"
        f"<body><!-- {canary('remark')} --><p>Welcome to the ward.</p><img src=a.png alt='Photo of {canary('picture')}'>"
        f"<p hidden>{canary('hidden')}</p></body></html>"
    ).encode()


#: name of the file → its bytes, the places that are kept, the warnings that the rest is worth
FILES: dict[str, tuple[Callable[[], bytes], set[str], set[str]]] = {
    "a.docx": (_word, {"comment", "commenter", "picture", "header", "footer", "inserted"}, {"hidden_text_dropped"}),
    "a.pptx": (_slides, {"title", "notes", "picture", "comment", "commenter"}, set()),
    "a.xlsx": (_sheets, {"comment", "commenter", "header", "footer", "picture"}, {"hidden_text_dropped"}),
    "a.pdf": (_pdf, {"comment", "field"}, set()),
    "a.eml": (_mail, {"subject", "from", "sender", "reply", "to", "cc", "bcc"}, set()),
    "a.html": (_html, {"title", "picture"}, {"hidden_text_dropped"}),
}


@pytest.mark.parametrize("name", FILES)
def test_what_a_reader_sees_is_kept_and_scrubbed_and_the_rest_is_nowhere(scrubber: Scrubber, default: Policy, name: str) -> None:
    make, kept, warnings = FILES[name]
    document = read(make(), name, PARSERS, 1 << 20)
    raw = "\n".join(f"{page.heading}\n{page.text}" for page in document.pages)
    assert _places(raw) == kept
    assert set(document.warnings) == warnings
    clean = scrubber.scrub_document(document, default, b"k" * 32)
    stored = "\n".join(f"{page.heading.value if page.heading else ''}\n{page.text.value}" for page in clean.pages)
    assert "okafor" not in stored + repr(clean)
    assert len(set(_stand_ins(stored))) >= len(kept)


def test_the_name_of_a_sheet_and_of_a_file_pass_the_door(scrubber: Scrubber, default: Policy) -> None:
    document = read(_sheets(), "Letter to Chidi Okafor.xlsx", PARSERS, 1 << 20)
    assert document.pages[0].heading == "okafor@nord.example"
    clean = scrubber.scrub_document(document, default, b"k" * 32)
    assert clean.pages[0].heading is not None
    assert "okafor" not in (clean.pages[0].heading.value + clean.name.value).lower()


def _places(raw: str) -> set[str]:
    return {word.split(".okafor@")[0].strip("(:") for word in raw.split() if ".okafor@" in word}


def _stand_ins(stored: str) -> list[str]:
    return [word for word in stored.replace("<", " <").replace(">", "> ").split() if word.startswith("<EMAIL_ADDRESS_")]
