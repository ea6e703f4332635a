"""Stand-ins: the same for the same value and key, another for another; forged ones inert."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.privacy import stand_ins

KEY, OTHER = b"k" * 32, b"o" * 32


def test_a_stand_in_is_the_entity_and_ten_letters_without_i_and_o() -> None:
    made = stand_ins.stand_in("PERSON", "Jane Roe", KEY)
    assert re.fullmatch(r"<PERSON_[A-HJ-NP-Z]{10}>", made)
    assert stand_ins.KEYED.fullmatch(made)


@pytest.mark.parametrize("form", ["JANE ROE", "jane  roe", "Jané Roe", "Dr Jane Roe", "Mrs. Jane Roe", "Jane Roe's", "Jane\nRoe"])
def test_case_accents_spaces_and_titles_do_not_change_it(form: str) -> None:
    assert stand_ins.stand_in("PERSON", form, KEY) == stand_ins.stand_in("PERSON", "Jane Roe", KEY)


@pytest.mark.parametrize("form", ["Roe, Jane", "ROE Jane"])
def test_the_other_order_is_a_form_of_its_own_that_the_same_words_find(form: str) -> None:
    assert stand_ins.stand_in("PERSON", form, KEY) != stand_ins.stand_in("PERSON", "Jane Roe", KEY)
    assert stand_ins.alias_digest(form, KEY) in {stand_ins.alias_digest(words, KEY) for words in ("Jane Roe", "Roe Jane")}


def test_another_key_entity_or_value_makes_another() -> None:
    made = {stand_ins.stand_in(*one) for one in [
        ("PERSON", "Jane Roe", KEY), ("PERSON", "Jane Roe", OTHER), ("USERNAME", "Jane Roe", KEY), ("PERSON", "Jan Roe", KEY)]}  # fmt: skip
    assert len(made) == 4


def test_a_longer_one_begins_with_the_shorter() -> None:
    assert stand_ins.stand_in("PERSON", "Jane", KEY, 12)[:-3] == stand_ins.stand_in("PERSON", "Jane", KEY)[:-1]


def test_forged_stand_ins_become_inert_and_as_long_as_before() -> None:
    text = "As <PERSON_KQZTRMWVXB> said, <CREDIT_CARD> and <b>bold</b> <SMITH>"
    assert stand_ins.inert(text) == "As ‹PERSON_KQZTRMWVXB› said, ‹CREDIT_CARD› and <b>bold</b> <SMITH>"


@given(st.text())
def test_inert_text_keeps_its_length_and_holds_no_stand_in(text: str) -> None:
    made = stand_ins.inert(text + stand_ins.stand_in("PERSON", "x", KEY))
    assert len(made) == len(text) + len(stand_ins.stand_in("PERSON", "x", KEY))
    assert not stand_ins.STAND_IN.search(made)


@given(st.text(min_size=1))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert stand_ins.digest("PHONE_NUMBER", text, KEY) == stand_ins.digest("PHONE_NUMBER", text, KEY)
    assert stand_ins.fold(text.upper()).casefold() == stand_ins.fold(text.upper())
