"""The renderings: for the embedding model words, for the language model labels, and the way back."""

import pytest

from appliance.privacy.renderings import PromptNames, embedded, lettered
from appliance.records import CleanText

TEXT = CleanText("<PERSON_KQZTRMWVXB> rang <PERSON_AAAAAAAAAA> on <PHONE_NUMBER_BBBBBBBBBB> about <CREDIT_CARD>.")


def test_the_embedding_model_reads_words() -> None:
    assert embedded(TEXT) == "person rang person on phone number about credit card."


def test_the_language_model_reads_labels_and_its_answer_gets_stand_ins_back() -> None:
    names = PromptNames([TEXT])
    assert names.prompt(TEXT) == "Person A rang Person B on Phone 1 about [credit card]."
    assert names.restored("Person B was rung on Phone 1.") == "<PERSON_AAAAAAAAAA> was rung on <PHONE_NUMBER_BBBBBBBBBB>."


@pytest.mark.parametrize("draft", ["person a", "Person-A", "**Person A**", "PERSON A", "Person  A", "Person_A"])
def test_a_label_that_the_model_changed_is_still_known(draft: str) -> None:
    names = PromptNames([TEXT])
    names.prompt(TEXT)
    assert "<PERSON_KQZTRMWVXB>" in names.restored(f"It was {draft}.")


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
