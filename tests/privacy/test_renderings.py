"""The renderings: for the embedding model words, for the language model labels, and the way back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.privacy.renderings import PromptNames, embedded, lettered
from appliance.records import CleanText

TEXT = CleanText("<PERSON_KQZTRMWVXB> rang <PERSON_AAAAAAAAAA> on <PHONE_NUMBER_BBBBBBBBBB> about <CREDIT_CARD>.")


def test_the_embedding_model_reads_words() -> None:
    assert embedded(TEXT) == "person rang person on phone number about credit card."


def test_the_language_model_reads_labels_and_its_answer_gets_stand_ins_back() -> None:
    names = PromptNames([TEXT])
    assert names.prompt(TEXT) == "Person A rang Person B on Phone 1 about [credit card]."
    assert names.restored("Person B was rung on Phone 1.") == "<PERSON_AAAAAAAAAA> was rung on <PHONE_NUMBER_BBBBBBBBBB>."


@pytest.mark.parametrize(
    "draft",
    [
        "person a",
        "Person-A",
        "**Person A**",
        "PERSON A",
        "Person  A",
        "Person_A",
        "PERSON_A",
        "Person\nA",
        r"Person\_A",
        "*Person A*",
        "`Person A`",
        "<Person A>",
        "[Person A]",
        "**[Person A]**",
        "Person A's",
        "**Person A**'s",
        "Person\u00a0A",
    ],
)
def test_a_label_that_the_model_changed_is_still_known(draft: str) -> None:
    names = PromptNames([TEXT])
    names.prompt(TEXT)
    assert "<PERSON_KQZTRMWVXB>" in names.restored(f"It was {draft}.")


@settings(deadline=None)  # a busy machine is no failure
@given(
    st.sampled_from(["Person", "person", "PERSON"]),
    st.sampled_from([" ", "-", "_", "\n", "\\_", "  "]),
    st.sampled_from(["A", "B"]),
    st.sampled_from(["{}", "**{}**", "*{}*", "`{}`", "[{}]", "<{}>", "‹{}›"]),
    st.sampled_from(["", "'s", "’s", ".", " SAID", "\n"]),
)
def test_marks_around_a_label_go_and_what_follows_stays(word: str, gap: str, letter: str, around: str, after: str) -> None:
    names = PromptNames([TEXT])
    names.prompt(TEXT)
    stand_in = {"A": "<PERSON_KQZTRMWVXB>", "B": "<PERSON_AAAAAAAAAA>"}[letter]
    assert names.restored(f"It was {around.format(word + gap + letter)}{after}") == f"It was {stand_in}{after}"


@pytest.mark.parametrize(
    "prose",
    [
        "One person a day.",
        "At most two lifts per person a week",
        "the person a colleague saw",
        "in person, a",
        "Each person a key.",
    ],
)
def test_an_article_after_the_word_is_no_label(prose: str) -> None:
    names = PromptNames([TEXT])
    names.prompt(TEXT)
    assert names.restored(prose) == prose


@settings(deadline=None)  # a busy machine is no failure
@given(
    st.sampled_from(
        ["Person Q", "Person AA", "Person 1", "Phone A", "Phone 2", "Persons A", "Person ABC", "Address 1", "Personal A"]
    )
)
def test_a_label_that_nobody_gave_out_is_never_replaced(label: str) -> None:
    names = PromptNames([TEXT])
    names.prompt(TEXT)
    assert names.restored(f"It was {label}, **{label}** and <{label}>.") == f"It was {label}, **{label}** and <{label}>."


def test_a_label_that_was_never_given_out_stays_inert() -> None:
    names = PromptNames([TEXT])
    names.prompt(TEXT)
    assert names.restored("Person Q and Person in charge") == "Person Q and Person in charge"


def test_a_label_that_the_text_uses_itself_is_not_given_out() -> None:
    text = CleanText("Person A is the accused; <PERSON_KQZTRMWVXB> is the clerk.")
    names = PromptNames([text])
    assert names.prompt(text) == "Person A is the accused; Person B is the clerk."
    assert names.restored("Person A") == "Person A"


def test_letters_go_on_after_z() -> None:
    assert [lettered(n) for n in (0, 25, 26, 27, 701, 702)] == ["A", "Z", "AA", "AB", "ZZ", "AAA"]
