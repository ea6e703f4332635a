"""The counting of the bench for the door: what is a leak, what is left out, what precision means."""

from __future__ import annotations

import pytest

from bench.scores import Item, scored


def test_a_comma_left_over_is_no_leak_but_a_letter_is():
    item = Item("Roe, Jane came", (("PERSON", 0, 9),))
    both = scored([item, item], [[("PERSON", 0, 3), ("PERSON", 5, 9)], [("PERSON", 0, 3), ("PERSON", 5, 8)]])
    tally = both.entities["PERSON"]
    assert (tally.spans, tally.covered, tally.characters, tally.leaked) == (2, 1, 14, 1)


def test_a_span_is_covered_under_any_name_and_precision_asks_for_any_label():
    item = Item("Roe of Acme", (("PERSON", 0, 3),))
    score = scored([item], [[("GPE", 0, 3), ("ORGANIZATION", 7, 11)]])
    assert score.entities["PERSON"].share == 1
    assert score.entities["GPE"].precision == 1
    assert score.entities["ORGANIZATION"].precision == 0
    assert score.precision == pytest.approx(3 / 7)


def test_the_artefact_of_the_data_set_is_left_out():
    item = Item("12 nan Street", (("STREET_ADDRESS", 0, 13),))
    score = scored([item], [[]])
    assert (score.left_out, score.entities["STREET_ADDRESS"].spans) == (1, 0)


def test_f2_weighs_what_is_missed_more_than_what_is_too_much():
    item = Item("Jane Jean", (("PERSON", 0, 4),))
    too_much = scored([item], [[("PERSON", 0, 9)]]).entities["PERSON"].f2
    missed = scored([item], [[("PERSON", 0, 2)]]).entities["PERSON"].f2
    assert 1 > too_much > missed > 0


def test_names_of_other_sets_are_ours():
    score = scored([Item("in Leeds", (("LOCATION", 3, 8),))], [[("GPE", 3, 8)]])
    assert score.entities["GPE"].share == 1
