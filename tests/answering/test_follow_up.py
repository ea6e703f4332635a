"""Questions that lean on the one before."""

from __future__ import annotations

import pytest

from appliance.answering.follow_up import standalone
from appliance.records import Turn

HISTORY = (
    Turn("Who keeps the key of the boat shed?", "The porter keeps it."),
    Turn("How many oars are in the boat shed?", "Twelve."),
)


@pytest.mark.parametrize(
    "question", ["And on Sundays?", "Who repairs them?", "What about the sails and the ropes of the pilot boat?", "Why?"]
)
def test_a_question_that_points_back_takes_the_last_one_along(question):
    assert standalone(question, HISTORY) == f"How many oars are in the boat shed? {question}"


@pytest.mark.parametrize(
    "question", ["When does the ferry to the island leave in winter?", "How much does a mooring cost for visitors?"]
)
def test_a_question_that_stands_alone_stays_as_it_is(question):
    assert standalone(question, HISTORY) == question


def test_without_a_conversation_nothing_is_added():
    assert standalone("And on Sundays?", ()) == "And on Sundays?"
