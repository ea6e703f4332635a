"""What a question asks for, and whether a sentence holds such a thing."""

from __future__ import annotations

import pytest

from appliance.answering.question import holds, kind_of
from appliance.answering.words import WORD, stem


@pytest.mark.parametrize(("question", "kind"), [
    ("Who is the fire warden?", "person"),
    ("When does the lease end?", "time"),
    ("For how long are visitors' badges valid?", "time"),
    ("At what time does the shop open?", "time"),
    ("How many chairs are there?", "number"),
    ("How much does parking cost?", "money"),
    ("What is the yearly fee?", "money"),
    ("List the members of the board.", "list"),
    ("Please summarise the report", "list"),
    ("Where is the key kept?", "open"),
    ("Which colour is the door?", "open"),
])  # fmt: skip
def test_the_kind_of_answer_is_read_from_the_question(question, kind):
    assert kind_of(question) == kind


@pytest.mark.parametrize(("question", "sentence", "expected"), [
    ("Who is the fire warden?", "The fire warden is <PERSON_KQZTRMWVXB>.", True),
    ("Who opens the gate?", "Ada Lovelace opens it.", True),
    ("Who opens the gate?", "It opens at once.", False),
    ("When does the lease end?", "It ends on 3 May.", True),
    ("When does the lease end?", "It is long.", False),
    ("When does the May lease end?", "The May lease is long.", False),  # the question's own month is no answer
    ("How many chairs are in room 12?", "Room 12 is blue.", False),
    ("How many chairs are in room 12?", "Room 12 has eight.", True),
    ("How much is the fee?", "It is £20.", True),
])  # fmt: skip
def test_a_sentence_holds_such_a_thing_or_not(question, sentence, expected):
    asked = frozenset(stem(word) for word in WORD.findall(question))
    assert holds(kind_of(question), sentence, asked) is expected
