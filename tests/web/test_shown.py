"""Filters of the templates."""

from __future__ import annotations

from appliance.web.shown import moment, pieces, plain, words


def test_a_stand_in_is_shown_as_what_it_is():
    assert plain("Letter to <PERSON_KQZTRMWVXB>") == "Letter to [Person]"
    assert [(piece.text, piece.is_label) for piece in pieces("<EMAIL_ADDRESS_KQZTRMWVXB>, 2 of <CREDIT_CARD>")] == [
        ("Email", True), (", 2 of ", False), ("Credit card", True)]


def test_text_without_stand_ins_is_one_piece():
    assert [piece.text for piece in pieces("a < b > c")] == ["a < b > c"]
    assert pieces("") == []


def test_times_and_words_are_for_people():
    assert moment("2026-11-04T13:00:00.000Z") == "4 Nov 2026, 13:00 UTC"
    assert moment("never") == "never"
    assert words("scrub_failed") == "scrub failed"
