"""What a pattern needs is derived, and a closed gate never hides a match: gated and ungated find the same, in the same order."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.policy import Policy, load_policy
from appliance.privacy.gates import Gate, Traits, fold, gate
from appliance.privacy.patterns import PolicyRecognizer, Recognizers, Surroundings
from appliance.privacy.tables import Layout
from tests.privacy.conftest import POLICIES

STRICT = load_policy("strict", POLICIES)
GATED = Recognizers(STRICT)
UNGATED = [PolicyRecognizer(entry, STRICT.threshold_of(entry.entity)) for entry in STRICT.recognizers]

#: values and words that come near what the recognizers look for
PIECES = (
    "jane.roe@acme.internal", "jane at corp dot com", "4111 1111 1111 1111", "GB82WEST12345698765432", "DEUTDEFF500", "856-45-6789",
    "9434765919", "943 476 5919", "QQ 12 34 56 C", "86 095 742 719", "12345678Z", "RSSMRA85T10A562S", "111222333", "44051401359",
    "811218-9876", "756.9217.0769.85", "AB-316877", "E-46346", "4711337", "535291061", "MORGA657054SM9IJ", "AB12 CDE", "M-AB 1234",
    "10.1.2.3", "2001:db8::1", "00:1A:2b:3c:4D:5e", "jroe42", "hunter2!x", "AKIAIOSFODNN7EXAMPLE", "SW1A 1AA", "1012 AB Amsterdam",
    "ACME\\jroe", "/home/jroe", "postgres://jroe:s3cret@db", "@jane_roe", "SSN", "nhs", "Passport", "İBAN", "iban", "KENNZEICHEN",
    "password:", "user", "Kundennummer", "zip code", "Reisepass", "Führerschein", "αμκα", "case", "bic", "card", "\n", "|", "-", ".",
)  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(st.characters(codec="utf-8"), max_size=6)), max_size=14)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.sampled_from((" ", "", ", ", ": ")))
def test_gated_and_ungated_find_the_same(pieces: list[str], between: str) -> None:
    around = Surroundings(text := between.join(pieces), Layout(text))
    assert list(GATED.find(around)) == [span for one in UNGATED for span in one.find(around)]


@pytest.mark.parametrize(
    "search", [search for one in UNGATED for search in one.searches], ids=lambda one: one.compiled.pattern[:30]
)
def test_what_a_pattern_needs_is_in_each_of_its_matches(search) -> None:
    for one in PIECES:
        for text in (one, one.lower(), one.upper(), f"password: {one} is"):
            if search.compiled.search(text):
                assert search.gate.open(Traits.of(text)), text


@pytest.mark.parametrize(
    ("expression", "needs"),
    [
        (r"\d{3}-\d{2}", Gate(digits=5, longest=3, literals=frozenset("-"))),
        (r"\d{3}[- ]?\d{2}", Gate(digits=5, longest=3)),
        (r"[A-Z]{2}\d{2}", Gate(digits=2, longest=2, mixed=True)),
        (r"[A-Z]{2} ?\d{2}", Gate(digits=2, longest=2)),
        (r"(?:foo|ba[rz]) ?x", Gate(literals=frozenset(("foo", "ba")))),
        (r"(?i)(?:Foobar|QUUX)\d*", Gate(literals=frozenset(("foobar", "quux")))),
        (r"(?:\d|a)b?", Gate()),
        (r"(?=.*\d\d)\w\d", Gate(digits=2, longest=1)),
        (r"(?!\d)(?<!\d{4})\w+@", Gate(literals=frozenset("@"))),
        (r"(?:\d{2}:){5}\d{2}", Gate(digits=12, longest=2, literals=frozenset(":"))),
        (r"(?:a1)?", Gate()),
        (r"(a1|2b)", Gate(digits=1, longest=1, mixed=True, literals=frozenset(("a1", "2b")))),
    ],
)
def test_needs_are_derived_from_the_expression(expression: str, needs: Gate) -> None:
    assert gate(expression) == needs


@given(st.characters(codec="utf-8"), st.characters(codec="utf-8"))
def test_folding_makes_equal_what_a_case_blind_pattern_takes_for_equal(one: str, other: str) -> None:
    for left, right in ((one, other), (one, one.upper()), (one, one.lower()), (one, one.title())):
        if regex.fullmatch(regex.escape(left), right, regex.IGNORECASE):
            assert fold(left) == fold(right)


def test_a_word_cut_by_the_reach_of_a_context_is_none(detector, default: Policy) -> None:
    text = "Reisepa" + "pass" + "x" * 54 + " 1234567"  # sixty characters before the number stand in the middle of a word
    assert "PASSPORT" not in {one.entity for one in detector.detect(text, default)}
