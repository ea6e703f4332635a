"""The questions can be answered from the documents, or cannot, as they say of themselves."""

from __future__ import annotations

import json

import pytest

from tests.samples.reading import DOCUMENTS, SAMPLES, text_of
from tests.samples.test_documents import PLANTED

QUESTIONS = [json.loads(line) for line in (SAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
ANSWERABLE = [question for question in QUESTIONS if question["answerable"]]


@pytest.mark.parametrize("question", ANSWERABLE, ids=lambda question: question["id"])
def test_the_evidence_is_literal_in_the_gold_document_and_holds_the_answer(question: dict[str, list[str]]) -> None:
    evidence = str(question["evidence"])
    assert all(evidence in text_of(DOCUMENTS / name) for name in question["gold_docs"])
    assert any(answer in evidence for answer in question["answers"])


def test_there_are_enough_of_each_kind() -> None:
    assert len(QUESTIONS) >= 20
    assert len(QUESTIONS) - len(ANSWERABLE) >= 5
    assert len({question["id"] for question in QUESTIONS}) == len(QUESTIONS)
    assert len({name for question in ANSWERABLE for name in question["gold_docs"]}) >= 12


def test_the_demo_asks_for_a_number_and_for_a_person() -> None:
    number, person = QUESTIONS[:2]
    assert any(answer[0].isdigit() for answer in number["answers"])
    names = {plant["value"] for plant in PLANTED[person["gold_docs"][0]] if plant["entity"] == "PERSON"}
    assert set(person["answers"]) <= names


def test_unanswerable_questions_have_neither_answer_nor_document() -> None:
    assert all(not question["answers"] + question["gold_docs"] for question in QUESTIONS if not question["answerable"])
