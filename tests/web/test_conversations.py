"""Turns in memory."""

from __future__ import annotations

from appliance.records import Turn
from appliance.web.conversations import CONVERSATIONS, TURNS, Conversations


def test_a_conversation_keeps_its_last_turns_for_its_own_session():
    kept = Conversations()
    for number in range(TURNS + 2):
        kept.add("cookie", "talk", Turn(str(number), ""))
    assert [turn.question for turn in kept.history("cookie", "talk")] == [str(n) for n in range(2, TURNS + 2)]
    assert kept.history("another cookie", "talk") == ()
    assert kept.history("cookie", "another talk") == ()


def test_signing_out_forgets_and_a_nameless_one_is_not_kept():
    kept = Conversations()
    kept.add("cookie", "talk", Turn("q", "a"))
    kept.add("cookie", "", Turn("q", "a"))
    assert kept.history("cookie", "") == ()
    kept.forget("cookie")
    assert kept.history("cookie", "talk") == ()


def test_the_silent_ones_are_forgotten_first():
    kept = Conversations()
    for number in range(CONVERSATIONS + 1):
        kept.add("cookie", str(number), Turn("q", "a"))
    assert kept.history("cookie", "0") == ()
    assert kept.history("cookie", "1")
