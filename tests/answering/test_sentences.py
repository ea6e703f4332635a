"""Where sentences begin and end."""

from __future__ import annotations

import itertools

import pytest

from appliance.answering.sentences import sentences


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(("text", "expected"), [
    ("It rains. We stay.", ["It rains.", "We stay."]),
    ("Ask Dr. Adler or Mrs. Bloom. They know.", ["Ask Dr. Adler or Mrs. Bloom.", "They know."]),
    ("Bring food, e.g. bread, i.e. anything. Thanks!", ["Bring food, e.g. bread, i.e. anything.", "Thanks!"]),
    ("It costs £7.8 million. It opens at 9.30 on 3 May.", ["It costs £7.8 million.", "It opens at 9.30 on 3 May."]),
    ("Signed by J. K. Ortiz. Filed.", ["Signed by J. K. Ortiz.", "Filed."]),
    ('"Stop!" he said. Nobody did.', ['"Stop!" he said.', "Nobody did."]),
    ("He asked (twice). She left.", ["He asked (twice).", "She left."]),
    ("Ring <PERSON_KQZTRMWVXB>. He answers.", ["Ring <PERSON_KQZTRMWVXB>.", "He answers."]),
    ("Safety rules\nThe gate is shut at night. Nobody passes without a badge.", ["Safety rules", "The gate is shut at night.", "Nobody passes without a badge."]),
    ("1. Shut the tap.\n2. Call the plumber.\n- wait\n- drink tea", ["1. Shut the tap.", "2. Call the plumber.", "- wait", "- drink tea"]),
    ("Name | Room | Since\nLab | B. 12 | 2019. Closed", ["Name | Room | Since", "Lab | B. 12 | 2019. Closed"]),
    ("A line that was broken by the width of the\npage goes on in the next one. End.", ["A line that was broken by the width of the\npage goes on in the next one.", "End."]),
    ("The report of the committee of the county of\nYork is late. It rains.", ["The report of the committee of the county of\nYork is late.", "It rains."]),
    ("First paragraph without stop\n\nSecond one", ["First paragraph without stop", "Second one"]),
    ("  \n ", []),
    ("", []),
])  # fmt: skip
def test_sentences_are_cut_where_a_reader_would(text, expected):
    assert cut(text) == expected


def test_spans_are_in_order_and_lose_nothing_but_white_space():
    text = "One. Two\nthree | four\n\n5. Five is, e.g. this. Six? \n"
    spans = sentences(text)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())


def test_a_long_text_takes_no_quadratic_time():
    assert len(sentences("It rains today. " * 20_000)) == 20_000
