"""The table of formats: to add one, write `parse(file) -> pages` and a line here."""

from __future__ import annotations

from appliance.parsing import delimited, mail, markup, pdf, sheets, slides, text, word
from appliance.parsing.file import Parser

_XML = ("lxml.etree",)

PARSERS = {
    "csv": Parser(delimited.parse_csv),
    "docx": Parser(word.parse, _XML),
    "eml": Parser(mail.parse, ("email.policy", "email.parser", *_XML)),
    "html": Parser(markup.parse_html, _XML),
    "md": Parser(markup.parse_markdown, ("markdown_it", *_XML)),
    "pdf": Parser(pdf.parse, ("pypdfium2",)),
    "pptx": Parser(slides.parse, _XML),
    "tsv": Parser(delimited.parse_tsv),
    "txt": Parser(text.parse, ("charset_normalizer",)),
    "xlsx": Parser(sheets.parse, ("openpyxl", *_XML)),
}
