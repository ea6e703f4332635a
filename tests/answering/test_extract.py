"""Answering without a model."""

from __future__ import annotations

from appliance.answering.evidence import weigh
from appliance.answering.extract import LIST_SENTENCES, best_sentences
from tests.answering.library import passage, shelf, similarity_to


def test_the_best_sentence_answers():
    question = "What does a day in the staff car park cost?"
    chosen = best_sentences(weigh(question, shelf(), similarity_to(question)))
    assert chosen[0].text == "A day in the staff car park costs £3.20."
    assert len(chosen) <= 2


def test_the_same_words_are_not_said_twice():
    twins = [passage("Books are lent for three weeks.", f"{i}.txt") for i in range(3)]
    question = "How long are books lent?"
    assert len(best_sentences(weigh(question, twins, similarity_to(question)))) == 1


def test_a_list_may_be_longer():
    many = [passage(f"The tool in drawer {i} is a hammer of size {i}.", f"{i}.txt") for i in range(9)]
    question = "List the tools in the drawers."
    assert len(best_sentences(weigh(question, many, similarity_to(question)))) == LIST_SENTENCES


def test_nothing_found_gives_nothing():
    assert best_sentences(weigh("Who?", [], similarity_to(""))) == ()


def test_a_heading_that_repeats_the_question_is_no_answer():
    passages = [passage("Who reads the register?\nThe harbour office reads the register on Mondays.")]
    found = best_sentences(weigh("Who reads the register?", passages, lambda texts: [0.5] * len(texts)))
    assert [one.text for one in found] == ["The harbour office reads the register on Mondays."]
