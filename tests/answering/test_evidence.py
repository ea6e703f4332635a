"""Which sentences may hold the answer, and whether there is one."""

from __future__ import annotations

import pytest

from appliance.answering.evidence import weigh
from tests.answering.library import FIRE, LIBRARY, passage, shelf, similarity_to


@pytest.mark.parametrize(("question", "words"), [
    ("Who is the fire warden of Block C?", "The fire warden of Block C is"),
    ("What does a day in the staff car park cost?", "£3.20"),
    ("How long are books lent?", "three weeks"),
    ("When does the barrier open?", "06:30"),
])  # fmt: skip
def test_the_sentence_that_answers_comes_first(question, words):
    evidence = weigh(question, shelf(), similarity_to(question))
    assert evidence.enough
    assert words in evidence.candidates[0].text


@pytest.mark.parametrize("question", [
    "Which composer wrote the opera about a barber in Seville?",
    "How many moons does Jupiter have?",
    "What is the name of the dentist in Block D?",
])  # fmt: skip
def test_what_the_passages_do_not_speak_of_has_no_evidence(question):
    assert not weigh(question, shelf(), similarity_to(question)).enough


def test_one_document_alone_is_enough_to_answer_from():
    question = "Who is the fire warden of Block C?"
    assert weigh(question, [passage(FIRE, "warden.txt", score=0.0)], similarity_to(question)).enough


def test_one_of_several_people_of_the_same_name_is_enough():
    texts = ["<PERSON_KQZTRMWVXB> keeps the bees.", "<PERSON_AAAAAAAAAA> keeps the books."]
    people = [passage(text, f"{i}.txt") for i, text in enumerate(texts)]
    question = "What does <PERSON_KQZTRMWVXB> <PERSON_AAAAAAAAAA> <PERSON_BBBBBBBBBB> keep?"
    assert weigh(question, people, similarity_to(question)).enough


def test_a_person_whom_no_passage_names_weighs_most():
    question = "What does <PERSON> keep?"
    bees = [passage("<PERSON_KQZTRMWVXB> keeps the bees.", "bees.txt")]
    known = "What does <PERSON_KQZTRMWVXB> keep?"
    assert weigh(question, bees, similarity_to(question)).strength < weigh(known, bees, similarity_to(known)).strength - 2


def test_nothing_found_is_no_evidence():
    assert not weigh("Who is the fire warden?", [], similarity_to("")).enough
    assert not weigh("Who is it?", [passage(LIBRARY)], similarity_to("")).enough  # no word to go by


def test_candidates_point_into_their_passage():
    question = "How long are books lent?"
    for candidate in weigh(question, shelf(), similarity_to(question)).candidates:
        assert shelf()[candidate.passage].text.value[candidate.start : candidate.end] == candidate.text


def test_no_text_shows_in_a_repr():
    question = "How long are books lent?"
    assert "weeks" not in repr(weigh(question, shelf(), similarity_to(question)))
