"""Numbers and user names given once in context are found everywhere in the document."""

from __future__ import annotations

import pytest

from appliance.privacy.codes import Codes


def found(text: str, *told: tuple[str, str]) -> set[tuple[str, str]]:
    codes = Codes()
    for value, entity in told:
        codes.learn(value, entity)
    return {(one.entity, text[one.start : one.end]) for one in codes.find(text)}


@pytest.mark.parametrize(
    ("text", "told", "expected"),
    [
        ("call about KX-400123 again", ("KX-316877", "MEDICAL_RECORD"), ("MEDICAL_RECORD", "KX-400123")),
        ("and 448812 again", ("448812", "EMPLOYEE_ID"), ("EMPLOYEE_ID", "448812")),
        ("see 44-1093-02.", ("44-1093-02", "CUSTOMER_ID"), ("CUSTOMER_ID", "44-1093-02")),
        ("passport 533380006?", ("533380006", "PASSPORT"), ("PASSPORT", "533380006")),
        ("then mbauer2 again", ("mbauer2", "USERNAME"), ("USERNAME", "mbauer2")),
        ("owner is jroe", ("Jane Roe", "PERSON"), ("USERNAME", "jroe")),
        ("owner is jane.roe", ("Jane Roe", "PERSON"), ("USERNAME", "jane.roe")),
        ("owner is roej02,", ("Roe, Jane", "PERSON"), ("USERNAME", "roej02")),
        ("on host JROE", ("Jane M. Roe", "PERSON"), ("USERNAME", "JROE")),
        ("jmueller has it", ("Jörg Müller", "PERSON"), ("USERNAME", "jmueller")),
        ("jmuller has it", ("Jörg Müller", "PERSON"), ("USERNAME", "jmuller")),
    ],
)
def test_what_was_told_once_is_found_again(text: str, told: tuple[str, str], expected: tuple[str, str]) -> None:
    assert expected in found(text, told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("room 4488", ("448812", "EMPLOYEE_ID")),
        ("448812.50 EUR", ("448812", "EMPLOYEE_ID")),
        ("KX-40012 is shorter", ("KX-316877", "MEDICAL_RECORD")),
        ("the roe deer", ("Jane Roe", "PERSON")),
        ("trash is collected", ("Tom Rash", "PERSON")),  # a word of the dictionary
        ("1234 pieces", ("1234", "CUSTOMER_ID")),  # too short to be told from an amount
        ("see jane.roe@acme.internal", ("jane.roe", "USERNAME")),  # part of an address, which is found as a whole
    ],
)
def test_what_only_begins_alike_is_not(text: str, told: tuple[str, str]) -> None:
    assert not found(text, told)


def test_a_document_tells_its_own(detector, default) -> None:
    text = "Staff no. 448812, Jonas Lindqvist.\n\nAsk 448812 or jlindqvist for the key."
    values = {(one.entity, text[one.start : one.end]) for one in detector.detect(text, default)}
    assert {("EMPLOYEE_ID", "448812"), ("USERNAME", "jlindqvist")} <= values
