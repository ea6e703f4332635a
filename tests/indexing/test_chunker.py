"""Chunks: slices of their page, in order, none too long, nothing left out, no stand-in cut in two."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.indexing.chunker import chunk_document
from appliance.records import CleanDocument, CleanPage, CleanText
from appliance.settings import ChunkingSettings

PIECE_LETTERS = 4
STAND_IN = re.compile(r"<[A-Z]+(?:_[A-Z]+)*_[A-Z]{10}>")
texts = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "The ward opens at nine. ",
                "“Dr.” she said.) ",
                '"Really?" ',
                "Yes!' ",
                "\n\n",
                " \n",
                "a ",
                "x" * 90,
                "e.g. 3.5 ",
                "\u00a0",
                "\t",
                "語語語語語語語語語語語語語語語語語語",
            ]
        ),
        st.sampled_from(["<PERSON_KQZTRMWVXB> ", "<PERSON_KQZTRMWVXB>,<PHONE_NUMBER_ABCDEFGHJK>;", "<US_SSN_ABCDEFGHJK>" * 9]),
        st.text(max_size=30),
    ),
    max_size=40,
).map("".join)
limits = st.builds(ChunkingSettings, tokens=st.integers(16, 220), overlap=st.integers(0, 100))


def pieces(text: CleanText) -> int:
    """A tokenizer: a stand-in is two pieces, any other word one for each four letters."""
    return sum(2 * len(STAND_IN.findall(word)) + -(-len(STAND_IN.sub("", word)) // PIECE_LETTERS) for word in text.value.split())


def page_of(text: str) -> CleanDocument:
    return CleanDocument(CleanText("n"), "txt", (CleanPage(1, CleanText(text)),), {})


def spans(text: str, tokens: int = 16, overlap: int = 4) -> list[str]:
    return [one.text.value for one in chunk_document(page_of(text), ChunkingSettings(tokens=tokens, overlap=overlap), pieces)]


@given(texts, limits)
def test_chunks_are_slices_in_order_within_the_limit_and_cover_all_text(text, settings):
    chunks = chunk_document(page_of(text), settings, pieces)
    covered = [False] * len(text)
    for one in chunks:
        assert one.text.value == text[one.start : one.end]
        assert one.text.value.strip() == one.text.value
        assert one.end > one.start
        assert pieces(one.text) <= settings.tokens
        covered[one.start : one.end] = [True] * (one.end - one.start)
    assert not [at for at, char in enumerate(text) if not covered[at] and not char.isspace()]
    assert all(a.start < b.start and a.end < b.end for a, b in pairwise(chunks))


@given(texts, limits)
def test_no_stand_in_is_cut_in_two(text, settings):
    borders = {border for one in chunk_document(page_of(text), settings, pieces) for border in (one.start, one.end)}
    assert not [found for found in STAND_IN.finditer(text) if any(found.start() < border < found.end() for border in borders)]


def test_a_chunk_ends_where_a_sentence_does():
    text = "The ward opens at nine in the morning each day. Visitors sign in at the desk. Dogs wait outside the door."
    assert spans(text, overlap=0) == [
        "The ward opens at nine in the morning each day.",
        "Visitors sign in at the desk. Dogs wait outside the door.",
    ]


def test_quotation_marks_stay_with_their_sentence():
    text = '"The ward opens at nine in the morning each day." ' * 3
    assert spans(text.strip(), overlap=0) == ['"The ward opens at nine in the morning each day."'] * 3


def test_a_full_stop_before_a_small_letter_or_inside_a_number_ends_nothing():
    text = "Take e.g. three of them with 3.5 litres of water."
    assert spans(text) == [text]


def test_neighbours_share_what_fits_into_the_overlap():
    lines = [f"row {number:02}" for number in range(12)]  # two pieces each
    chunks = spans("\n".join(lines), tokens=16, overlap=4)
    assert [one.split("\n") for one in chunks] == [lines[:8], lines[6:12]]


def test_a_last_chunk_is_not_only_overlap():
    lines = [f"row {number:02}" for number in range(8)]
    assert spans("\n".join(lines), tokens=16, overlap=8) == ["\n".join(lines)]


@pytest.mark.parametrize("text", ["", " \n\t\u00a0 "])
def test_a_blank_page_has_no_chunks(text):
    assert spans(text) == []


def test_pages_are_cut_apart_and_carry_their_headings():
    pages = (CleanPage(1, CleanText("one"), CleanText("First")), CleanPage(2, CleanText("")), CleanPage(3, CleanText("three")))
    chunks = chunk_document(CleanDocument(CleanText("n"), "pdf", pages, {}), ChunkingSettings(), pieces)
    assert [(one.page, one.text.value, one.heading and one.heading.value) for one in chunks] == [
        (1, "one", "First"),
        (3, "three", None),
    ]


def test_a_long_line_without_blanks_is_cut_all_the_same():
    chunks = spans("Zm9vYmFy" * 2000, tokens=64)
    assert "".join(spans("Zm9vYmFy" * 2000, tokens=64, overlap=0)) == "Zm9vYmFy" * 2000
    assert max(len(one) for one in chunks) <= 64 * PIECE_LETTERS
