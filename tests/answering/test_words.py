"""Which words count as one."""

from __future__ import annotations

import pytest

from appliance.answering.words import content_words, stem


@pytest.mark.parametrize(("one", "other"), [
    ("Agreements", "agreement's"), ("twelve", "12"), ("1,150", "1150"), ("Café", "cafe"), ("paying", "pays"), ("don’t", "don't"),
])  # fmt: skip
def test_two_forms_of_a_word_are_one(one, other):
    assert stem(one) == stem(other)


def test_a_stand_in_is_one_word_and_keeps_its_case():
    assert content_words("Where does <PERSON_KQZTRMWVXB> work?") == ["<PERSON_KQZTRMWVXB>", "work"]


def test_numbers_keep_their_inner_signs():
    assert content_words("at 02:30 for 7.8 on 2025-06-18") == ["02:30", "7.8", "2025-06-18"]
