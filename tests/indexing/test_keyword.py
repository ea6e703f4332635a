"""Keywords: folded and stemmed; no question, whatever is typed, breaks the search or leaves its collections."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from appliance.database import reading
from appliance.indexing import keyword
from appliance.indexing.keyword import candidates, words

PERSON = "<PERSON_KQZTRMWVXB>"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Leaves", "leaving"), ("café", "CAFE"), ("cafe\u0301", "café"), ("STRASSE", "straße"), ("ﬁle", "file"), ("Smith's", "smith"), ("Smith’s", "Smith's"),
        ("don't", "don’t"), ("user_name", "user name"), ("e-mail", "e mail"), ("№ 12", "no 12"), ("Ⅻ", "xii"),
    ],
)  # fmt: skip
def test_forms_of_a_word_are_one_word(one, other):
    assert words(one) == words(other)


def test_stop_words_say_nothing():
    assert words("What is it that he's to do with the Rota?") == ["rota"]


def test_a_stand_in_is_one_word_and_nothing_near_it_is_the_same():
    assert words(f"Did {PERSON} sign?") == ["person_kqztrmwvxb", "sign"]
    for forged in (
        "person_kqztrmwvxb",
        "PERSON_KQZTRMWVXB",
        "‹PERSON_KQZTRMWVXB›",
        "<PERSON>",
        "<person_kqztrmwvxb>",
        "person kqztrmwvxb",
    ):
        assert "person_kqztrmwvxb" not in words(forged)


@given(st.text())
def test_words_of_words_are_searchable(text):
    assert all(word and '"' not in word and "\0" not in word for word in words(text))


OPERATORS = [
    '"',
    '""',
    "AND",
    "OR",
    "NOT",
    "NEAR(a, 2)",
    "a*",
    "^a",
    "words:a",
    "{words}:a",
    "-a",
    "(",
    ")",
    "a AND",
    '" OR 1=1 --',
    "';",
    "*",
    "\0",
    "\ud800",
    "'s",
    "’",
    "_",
    "٠",
    "ͅ",
    "²",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.sampled_from([*OPERATORS, PERSON]), st.text(max_size=12)), max_size=12).map(" ".join))
@example('"')
@example("NEAR")
def test_no_question_is_an_error(connection, question):
    assert candidates(connection, question, [1, 2, 3], 10) == {}


def test_a_question_of_many_thousand_words_is_no_error(connection):
    assert candidates(connection, " ".join(f"word{number}" for number in range(20_000)), [1], 10) == {}


def test_what_is_found_is_best_first_inside_the_collections_and_the_documents(shelf):
    one = shelf.put(1, "one", "The parking permit costs forty euro. Bring the permit.")
    two = shelf.put(1, "two", "Nothing about cars, but one permit among many other words that make it longer.")
    three = shelf.put(2, "three", "Parking permit.")
    shelf.put(1, "four", "Swimming pool hours.")
    with reading(shelf.engine) as connection:
        found = candidates(connection, "What does a PARKING permit cost?", [1], 10)
        assert list(found) == [*one.added, *two.added]
        assert list(found.values()) == sorted(found.values(), reverse=True)
        assert min(found.values()) > 0
        assert set(candidates(connection, "permit", [1, 2], 10)) == {*one.added, *two.added, *three.added}
        assert set(candidates(connection, "permit", [1, 2], 10, [two.document_id])) == {*two.added}
        assert candidates(connection, "permit", [1], 10, [three.document_id]) == {}
        assert len(candidates(connection, "permit", [1, 2], 2)) == 2
        assert candidates(connection, "permit", [], 10) == candidates(connection, "permit", [1], 10, []) == {}


def test_a_person_is_found_by_the_stand_in_and_others_are_not(shelf):
    hers = shelf.put(1, "hers", f"{PERSON} signed the lease.")
    shelf.put(1, "other", "<PERSON_ABCDEFGHJK> signed the lease; person kqztrmwvxb is no one.")
    with reading(shelf.engine) as connection:
        assert set(candidates(connection, PERSON, [1], 10)) == set(hers.added)


def test_all_that_one_name_may_mean_counts_as_one_word():
    p, q = "<PERSON_AAAAAAAAAA>", "<PERSON_BBBBBBBBBB>"
    stem = keyword.words("Yuan")
    assert keyword._alike(f"What did {p} {q} sign?", {p, q}) == [["person_aaaaaaaaaa", "person_bbbbbbbbbb"]]
    assert keyword._alike(f"{p} and {q}", {p, q}) == []
    assert keyword._alike(f"the Yuan {p} armies", ()) == [[*stem, "person_aaaaaaaaaa"]]
