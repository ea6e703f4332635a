"""Filters of the templates."""

from __future__ import annotations

from appliance.privacy.reveal import Segment
from appliance.web.shown import labelled, moment, pieces, plain, words


def test_a_stand_in_is_shown_as_what_it_is():
    assert plain("Letter to <PERSON_KQZTRMWVXB>") == "Letter to [Person]"
    assert [(piece.text, piece.is_label) for piece in pieces("<EMAIL_ADDRESS_KQZTRMWVXB>, 2 of <CREDIT_CARD>")] == [
        ("Email", True),
        (", 2 of ", False),
        ("Credit card", True),
    ]


def test_a_redacted_value_is_a_label_and_offsets_still_count_in_the_stored_text():
    text = "Card <CREDIT_CARD>, key <SECRET>"
    cut = labelled([Segment(text, "text", 10, 10 + len(text)), Segment("Ann", "value", 60, 80)])
    assert [(one.text, one.kind) for one in cut] == [
        ("Card ", "text"),
        ("Credit card", "label"),
        (", key ", "text"),
        ("Secret", "label"),
        ("Ann", "value"),
    ]
    assert [(one.start, one.end) for one in cut] == [(10, 15), (15, 28), (28, 34), (34, 42), (60, 80)]
    assert labelled([Segment("plain", "text", 0, 5)]) == [Segment("plain", "text", 0, 5)]


def test_text_without_stand_ins_is_one_piece():
    assert [piece.text for piece in pieces("a < b > c")] == ["a < b > c"]
    assert pieces("") == []


def test_times_and_words_are_for_people():
    assert moment("2026-11-04T13:00:00.000Z") == "4 Nov 2026, 13:00 UTC"
    assert moment("never") == "never"
    assert words("scrub_failed") == "scrub failed"
