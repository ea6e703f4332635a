"""Every sentence is carried by a passage, letter for letter where it counts, or it is dropped."""

from __future__ import annotations

import pytest

from appliance.answering.evidence import weigh
from appliance.answering.grounding import cite, ground, without_markers
from tests.answering.library import WARDEN, passage, shelf, similarity_to


def carried(sentence: str, question: str) -> list[str]:
    return [source.text for source in ground(sentence, question, weigh(question, shelf(), similarity_to(question)))]


@pytest.mark.parametrize(("question", "sentence", "source"), [
    ("Who is the fire warden of Block C?", f"{WARDEN} is the fire warden of Block C.", "The fire warden of Block C is"),
    ("Who is the fire warden of Block C?", WARDEN, "The fire warden of Block C is"),
    ("What does a day in the staff car park cost?", "A day costs £3.20.", "£3.20"),
    ("How long are books lent?", "Books are lent for 3 weeks.", "three weeks"),
])  # fmt: skip
def test_what_a_passage_says_is_tied_to_it(question, sentence, source):
    found = carried(sentence, question)
    assert source in found[0]
    assert len(found) == 1


@pytest.mark.parametrize(("question", "sentence"), [
    ("Who is the fire warden of Block C?", "<PERSON_AAAAAAAAAA> is the fire warden."),  # another one
    ("Who is the fire warden of Block C?", "The warden is Person B."),  # a name that nobody gave
    ("What does a day in the staff car park cost?", "A day costs £4.20."),
    ("How long are books lent?", "Books are lent for four weeks."),
    ("How long are books lent?", "Books come from a warehouse abroad."),
    ("How long are books lent?", "Yes."),
    ("How long are books lent?", ""),
])  # fmt: skip
def test_what_no_passage_says_is_dropped(question, sentence):
    assert carried(sentence, question) == []


def test_two_sentences_may_complete_each_other():
    question = "What does the car park offer?"
    found = carried("A day costs £3.20 and the barrier opens at 06:30.", question)
    assert len(found) == 2


@pytest.mark.parametrize("sentence", ["It is blue [1].", "It is blue [1, 2].", "It is blue (Excerpt 3)."])
def test_markers_that_the_model_made_up_vanish(sentence):
    assert without_markers(sentence) == "It is blue."


def test_a_quote_is_the_slice_of_its_page():
    question = "What does a day in the staff car park cost?"
    evidence = weigh(question, shelf(), similarity_to(question))
    citation = cite(evidence.candidates[0], shelf(), 1)
    page = " " * 100 + shelf()[1].text.value  # the passage begins at 100
    assert citation.document_id == "id of parking.md"
    assert page[citation.start : citation.end] == citation.quote.value == "A day in the staff car park costs £3.20."


def test_a_very_short_quote_takes_its_neighbour_along():
    short = [passage("Colour of the gate:\nGreen.\nIt was painted in May of last year.")]
    question = "What is the colour of the gate?"
    green = next(c for c in weigh(question, short, similarity_to(question)).candidates if c.text == "Green.")
    assert cite(green, short, 1).quote.value == "Colour of the gate:\nGreen."
