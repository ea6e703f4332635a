"""Question and passages → checked sentences; the model is a small real one that says what it was told to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.answering.answerer import ANSWER_WORDS, NOT_HELD, Answerer, Outcome
from appliance.answering.model import Prompt, Queued, Usage
from appliance.privacy.renderings import PromptNames
from appliance.records import ModelId, Sentence
from appliance.settings import AnswerSettings
from tests.answering.library import PARKING, WARDEN, passage, seams, shelf

WHO = "Who is the fire warden of Block C?"


class Parrot:
    """A language model that says a text in small pieces."""

    id = ModelId("parrot", "0" * 64)

    def __init__(self, text: str, cuts: Sequence[int] = ()) -> None:
        self.text, self.prompts = text, list[Prompt]()
        self.cuts = sorted(cuts) or list(range(4, len(text), 4))

    def complete(self, prompt: Prompt, max_tokens: int, cancelled: Callable[[], bool]) -> Iterator[Queued | str | Usage]:
        self.prompts.append(prompt)
        yield Queued(1)
        for start, end in pairwise([0, *self.cuts, len(self.text)]):
            yield self.text[start:end]
        yield Usage(3.0, 50, len(self.text) // 4)

    def warm(self) -> None:
        """Always warm."""

    def close(self) -> None:
        """Nothing to let go."""


def drafted(model: Parrot | None, question: str = WHO, forbidden: str = "\x00") -> tuple[list[str], list[Sentence], Outcome]:
    *events, outcome = Answerer(model, AnswerSettings()).draft(question, shelf(), seams(question, forbidden))
    assert isinstance(outcome, Outcome)
    said = [event for event in events if isinstance(event, Sentence)]
    return [sentence.text.value for sentence in said], said, outcome


def test_a_grounded_sentence_comes_with_its_citation_and_in_stored_form():
    texts, said, outcome = drafted(Parrot("The fire warden of Block C is Person A [3]."))
    assert texts == [f"The fire warden of Block C is {WARDEN}. [1]"]
    assert said[0].citations[0].quote.value == f"The fire warden of Block C is {WARDEN}."
    assert outcome.answered
    assert outcome.mode == "grounded"
    assert outcome.model == Parrot.id
    assert outcome.usage.prompt_tokens == 50


SAYS = "The fire warden of Block C is **Person\nA**. The assembly point is the north car park. Person Q's office is in Block C."


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, len(SAYS)), min_size=1, max_size=12))
def test_wherever_the_stream_is_cut_a_label_is_known_and_an_invented_one_is_not(cuts):
    names = PromptNames(one.text for one in shelf())
    lent = replace(seams(WHO), to_prompt=names.prompt_stored, from_prompt=names.restored)
    *events, _ = Answerer(Parrot(SAYS, cuts), AnswerSettings()).draft(WHO, shelf(), lent)
    said = [event.text.value for event in events if isinstance(event, Sentence)]
    assert said == [f"The fire warden of Block C is {WARDEN}. [1]", "The assembly point is the north car park. [2]"]


def test_an_invented_sentence_is_dropped_and_the_others_stay():
    texts, _, outcome = drafted(
        Parrot("The fire warden is Person A. He was born in Lisbon. The assembly point is the north car park.")
    )
    assert texts == [f"The fire warden is {WARDEN}. [1]", "The assembly point is the north car park. [2]"]
    assert outcome.answered


@pytest.mark.parametrize("says", ["The warden is Person B.", "NOT FOUND", "The excerpts do not say.", ""])
def test_where_nothing_that_the_model_says_holds_a_quote_stands_in(says):
    texts, said, outcome = drafted(Parrot(says))
    assert outcome.mode == "quote"
    assert texts[0].startswith(f"The fire warden of Block C is {WARDEN}.")
    assert said[0].citations


def test_without_evidence_the_model_is_not_even_asked():
    parrot = Parrot("Rossini wrote it.")
    texts, said, outcome = drafted(parrot, "Which composer wrote the opera about a barber in Seville?")
    assert texts == [NOT_HELD]
    assert said[0].citations == ()
    assert not outcome.answered
    assert parrot.prompts == []


def test_without_a_model_the_documents_speak():
    texts, _, outcome = drafted(None)
    assert texts[0].startswith(f"The fire warden of Block C is {WARDEN}. [1]")
    assert outcome.mode == "extract"
    assert outcome.model is None


def test_a_sentence_that_the_second_look_refuses_is_withheld():
    texts, _, outcome = drafted(Parrot("The fire warden is Person A."), forbidden=WARDEN)
    assert not any(WARDEN in text for text in texts)
    assert outcome.withheld
    assert WARDEN not in outcome.withheld


def test_sentences_come_as_they_are_complete():
    events = Answerer(
        Parrot("The fire warden is Person A. " + "The assembly point is the north car park. " * 9), AnswerSettings()
    ).draft(WHO, shelf(), seams(WHO))
    kinds = [type(event).__name__ for event in events]
    assert kinds == ["Queued", "Sentence", "Sentence", "Outcome"]  # and nothing is said twice


def test_an_answer_ends_at_eighty_words():
    long = [
        passage(" ".join(f"The staff car park number {i} costs {i} pounds a day and is open all night long." for i in range(9)))
    ]
    question = "What do the staff car parks cost?"
    model = Parrot(long[0].text.value)
    *said, outcome = Answerer(model, AnswerSettings()).draft(question, long, seams(question))
    words = sum(len(event.text.value.replace("[", " [").split()) - 1 for event in said if isinstance(event, Sentence))
    assert isinstance(outcome, Outcome)
    assert 40 < words <= ANSWER_WORDS


def test_quotes_are_cut_from_the_page():
    _, said, _ = drafted(None, "What does a day in the staff car park cost?")
    page = " " * 100 + PARKING
    for citation in said[0].citations:
        assert page[citation.start : citation.end] == citation.quote.value


def test_no_text_shows_in_a_repr():
    _, said, outcome = drafted(Parrot("The fire warden of Block C is Person A."))
    assert WARDEN not in repr(said) + repr(outcome)
