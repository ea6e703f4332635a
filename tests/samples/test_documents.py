"""The sample documents are what their README says: small, of nine formats, and every planted value stands in them."""

from __future__ import annotations

import email
import email.policy
import json
import re
from collections import Counter
from pathlib import Path

import openpyxl
import pptx
import pytest

from tests.samples.reading import DOCUMENTS, SAMPLES, pages_of, text_of

PLANTED: dict[str, list[dict[str, str]]] = json.loads((SAMPLES / "planted.json").read_text(encoding="utf-8"))
ENTITIES = {
    "PERSON",
    "EMAIL_ADDRESS",
    "PHONE_NUMBER",
    "STREET_ADDRESS",
    "DATE_OF_BIRTH",
    "EMPLOYEE_NUMBER",
    "CUSTOMER_NUMBER",
    "IBAN_CODE",
    "CREDIT_CARD",
    "UK_NHS",
    "UK_NINO",
    "US_SSN",
    "DE_TAX_ID",
    "FR_NIR",
    "IP_ADDRESS",
    "MAC_ADDRESS",
    "LICENSE_PLATE",
    "USER_NAME",
    "SECRET",
}


@pytest.mark.parametrize("name", PLANTED)
def test_every_planted_value_stands_in_its_document(name: str) -> None:
    text = text_of(DOCUMENTS / name)
    assert [plant["value"] for plant in PLANTED[name] if plant["value"] not in text] == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_document_has_150_to_600_words(name: str) -> None:
    assert 150 <= len(re.findall(r"[^\s,]+", text_of(DOCUMENTS / name))) <= 600


def test_planted_json_names_every_document() -> None:
    files = {path.relative_to(DOCUMENTS).as_posix() for path in DOCUMENTS.rglob("*") if path.is_file()}
    assert files == set(PLANTED)


def test_nine_formats_and_all_entities_are_there() -> None:
    formats = Counter(Path(name).suffix for name in PLANTED)
    assert set(formats) == {".pdf", ".docx", ".pptx", ".xlsx", ".html", ".eml", ".md", ".txt", ".csv"}
    assert {plant["entity"] for plants in PLANTED.values() for plant in plants} == ENTITIES


def test_all_together_are_small() -> None:
    assert sum(path.stat().st_size for path in DOCUMENTS.rglob("*") if path.is_file()) < 1_500_000


def test_the_documents_have_the_parts_that_parsers_lose() -> None:
    assert max(pages_of(path) for path in DOCUMENTS.rglob("*.pdf")) >= 3
    assert {len(openpyxl.load_workbook(path).worksheets) for path in DOCUMENTS.rglob("*.xlsx")} == {2}
    (deck,) = DOCUMENTS.rglob("*.pptx")
    assert all(slide.has_notes_slide for slide in pptx.Presentation(str(deck)).slides)
    mails = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in DOCUMENTS.rglob("*.eml")]
    assert sum(len(list(mail.iter_attachments())) for mail in mails) == 1
    bodies = [body.get_content() for mail in mails if (body := mail.get_body(("plain",)))]
    assert [("\n> " in body) for body in bodies] == [True] * 3
    with pytest.raises(UnicodeDecodeError):  # the keeper's machine is old
        (DOCUMENTS / "operations/lamp room log 2026-06.txt").read_text(encoding="utf-8")
