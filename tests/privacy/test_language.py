"""The language of pages, and what happens where no name model reads it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from appliance.errors import ScrubFailed
from appliance.policy import Policy
from appliance.privacy.detector import Detector
from appliance.privacy.language import Languages
from appliance.privacy.scrubber import Scrubber
from appliance.records import Document, Page

_MARKED = re.compile(r"\[\[([A-Z_]+):(.*?)\]\]")
LANGUAGES = ("de", "fr", "es", "it", "nl")
ENGLISH = "Please bring the report to the meeting, since we have not seen it and nobody knows what is in it."
GERMAN = "Bitte bringen Sie den Bericht zur Sitzung mit, weil wir ihn noch nicht gesehen haben und niemand ihn kennt."


def _letters(language: str) -> list[tuple[str, list[tuple[str, int, int]]]]:
    """Letters written for these tests: text and labelled spans."""
    blocks = re.split(r"^== ", (Path(__file__).with_name("letters.txt")).read_text(encoding="utf-8"), flags=re.M)[1:]
    letters = []
    for marked in dict(block.split("\n", 1) for block in blocks)[language].split("\n--\n"):
        plain, spans, at = "", [], 0
        for hit in _MARKED.finditer(marked):
            plain += marked[at : hit.start()]
            spans.append((hit[1], len(plain), len(plain) + len(hit[2])))
            plain, at = plain + hit[2], hit.end()
        letters.append((plain + marked[at:], spans))
    return letters


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_are_known_by_their_language(language: str) -> None:
    pages = [text for text, _ in _letters(language)]
    assert Languages().of(pages) == [language] * len(pages)


@pytest.mark.parametrize(
    ("pages", "told"),
    [
        ([ENGLISH], ["en"]),
        ([GERMAN], ["de"]),
        ([ENGLISH, GERMAN], ["en", "de"]),
        (["Invoice 2024-113"], ["en"]),  # too little to tell
        (["Frau Dr. Brandstätter, Lindenstraße 48, 50674 Köln"], ["en"]),  # an address alone tells no language
        ([GERMAN, "Kosten 2024", ""], ["de", "de", "de"]),  # as most of its document
        (["Ms Müller-Lüdenscheidt of Goethestraße 4 in Göttingen has asked for the keys that were left with you"], ["en"]),
        (["请尽快给先生打电话，谢谢您的合作和支持我们的工作，我们期待您的回复，祝您工作顺利"], ["zh"]),
    ],
)
def test_short_and_mixed_texts_are_not_misjudged(pages: list[str], told: list[str]) -> None:
    assert Languages().of(pages) == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_and_numbers_are_found_without_a_model_of_the_language(detector: Detector, default: Policy, language: str) -> None:
    missed: Counter[str] = Counter()
    false = persons = 0
    for text, spans in _letters(language):
        found = detector.detect(text, default)
        acted = {at for one in found if one.action != "keep" for at in range(one.start, one.end)}
        named = {at for one in found for at in range(one.start, one.end)}
        for entity, start, end in spans:
            persons += entity == "PERSON"
            covered = named if entity == "DATE_TIME" else acted
            missed[entity] += not all(at in covered for at in range(start, end) if text[at].isalnum())
        gold = {at for _, start, end in spans for at in range(start, end)}
        false += sum(one.entity == "PERSON" and gold.isdisjoint(range(one.start, one.end)) for one in found)
    assert persons > 20
    assert missed.total() - missed["PERSON"] <= 1, missed
    assert missed["PERSON"] <= 1, missed
    assert false <= 2


def test_a_page_that_no_model_reads_is_said_so(scrubber: Scrubber, default: Policy) -> None:
    document = Document("notiz.txt", "txt", (Page(1, ENGLISH), Page(2, GERMAN)), ("damaged",))
    assert scrubber.scrub_document(document, default, b"k" * 32).warnings == ("damaged", "patterns_only:de")
    english = Document("note.txt", "txt", (Page(1, ENGLISH),))
    assert scrubber.scrub_document(english, default, b"k" * 32).warnings == ()


def test_a_policy_may_want_a_model_of_every_language(scrubber: Scrubber, default: Policy) -> None:
    strict = default.model_copy(update={"languages": {"fr": "patterns", "other": "quarantine"}})
    for page in (ENGLISH, _letters("fr")[0][0]):
        scrubber.scrub_document(Document("x.txt", "txt", (Page(1, page),)), strict, b"k" * 32)
    with pytest.raises(ScrubFailed) as caught:
        scrubber.scrub_document(Document("x.txt", "txt", (Page(1, GERMAN),)), strict, b"k" * 32)
    assert caught.value.reason == "language"
    with pytest.raises(ScrubFailed):
        scrubber.scrub_text(GERMAN, strict, b"k" * 32)


def test_a_model_of_the_language_is_used_and_no_warning_given(models_dir: Path, default: Policy) -> None:
    # the English model stands in for a German one: the test is which folder is asked
    english = models_dir / "en_core_web_md"
    strict = default.model_copy(update={"languages": {"other": "quarantine"}})
    detector = Detector(english, {"de": english})
    text = f"{GERMAN} Ihr Ansprechpartner ist Priya Natarajan."
    assert detector.warnings([text]) == ()
    assert "Priya Natarajan" in [text[one.start : one.end] for one in detector.detect(text, strict) if one.entity == "PERSON"]
