"""Records: frozen, and silent about the text that they hold."""

from __future__ import annotations

import dataclasses
import inspect

import pytest

from appliance import records
from appliance.records import CleanText

CANARY = "Priya Natarajan"
MAY_SHOW_TEXT = {
    ("Document", "format"), ("Document", "warnings"), ("CleanDocument", "format"), ("CleanDocument", "warnings"), ("CleanDocument", "entities"),
    ("Finding", "entity"), ("Finding", "recognizer"), ("Finding", "action"), ("Pseudonym", "entity"), ("Passage", "document_id"),
    ("Passage", "collection"), ("IngestResult", "status"), ("IngestResult", "collection"), ("IngestResult", "document_id"),
    ("IngestResult", "reason"), ("IngestResult", "part_of"), ("IngestResult", "format"), ("IngestResult", "entities"), ("IngestResult", "warnings"),
    ("Citation", "document_id"), ("Citation", "collection"), ("ModelId", "name"), ("ModelId", "sha256"), ("Answer", "mode"), ("Answer", "receipt"),
    ("Answer", "withheld"), ("Answer", "policies"), ("Actor", "id"), ("Actor", "role"), ("Actor", "groups"),
}  # fmt: skip
RECORDS = [one for _, one in inspect.getmembers(records, dataclasses.is_dataclass)]


@pytest.mark.parametrize("record", RECORDS, ids=lambda one: one.__name__)
def test_a_record_is_frozen_and_shows_only_words_of_ours(record):
    assert record.__dataclass_params__.frozen
    shown = {field.name for field in dataclasses.fields(record) if field.repr and "str" in str(field.type)}
    assert {(record.__name__, name) for name in shown} <= MAY_SHOW_TEXT


def test_text_stays_out_of_repr_however_deep_it_lies():
    text = CleanText(CANARY)
    page = records.CleanPage(1, text, text)
    chunk = records.Chunk(1, 0, 5, text, text)
    citation = records.Citation(1, "d", text, "general", 1, 0, 5, text)
    sentence = records.Sentence(text, (citation,))
    answer = records.Answer(text, True, text, "grounded", (citation,), "r")
    raw = records.Document(CANARY, "txt", (records.Page(1, CANARY, CANARY),), (), (records.Attachment(CANARY, CANARY.encode()),))
    others = (
        records.Pseudonym("<PERSON_X>", "PERSON", CANARY, (CANARY,)), records.Turn(CANARY, CANARY), records.Actor("a", CANARY, "staff"),
        records.CleanDocument(text, "txt", (page,), {}), records.CleanQuestion(text, text, (CANARY,)),
        records.Passage("d", text, "general", 1, 0, 5, text, 0.5, text), records.IngestResult(CANARY, "indexed", "general"),
        records.Finding("PERSON", 0, 5, 0.9, "ner", "pseudonym", CANARY),
    )  # fmt: skip
    assert CANARY not in repr((page, chunk, sentence, answer, raw, others))


def test_clean_text_is_cut_and_joined_by_code_points():
    text = CleanText("a😀bc")
    assert (text.cut(1, 3).value, len(text)) == ("😀b", 4)
    assert CleanText.joined([CleanText("a"), CleanText("b")]) == CleanText("a b")
    assert CleanText.joined([]) == CleanText("")
