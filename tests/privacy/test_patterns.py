"""The recognizers of `default`: hits with their exact text, near misses, and context that decides."""

import pytest

from appliance.errors import ConfigError, ScrubFailed
from appliance.policy import Pattern, Policy, Recognizer
from appliance.privacy.detector import Detector
from appliance.privacy.patterns import PolicyRecognizer, Surroundings
from appliance.privacy.tables import Layout


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        # RFC 5321; internal domains are domains
        ("Write to jane.roe@acme.internal today", "EMAIL_ADDRESS", "jane.roe@acme.internal"),
        ("x@host.corp", "EMAIL_ADDRESS", "x@host.corp"),
        ("<a@b.local>", "EMAIL_ADDRESS", "a@b.local"),
        ("jürgen@müller.example, then", "EMAIL_ADDRESS", "jürgen@müller.example"),
        ("root@localhost did it", "EMAIL_ADDRESS", "root@localhost"),
        ("mail jane (at) corp (dot) com", "EMAIL_ADDRESS", "jane (at) corp (dot) com"),
        ("jane at corp dot com", "EMAIL_ADDRESS", "jane at corp dot com"),
        # ISO 7812, ISO 13616
        ("card 4111 1111 1111 1111.", "CREDIT_CARD", "4111 1111 1111 1111"),
        ("3782-822463-10005", "CREDIT_CARD", "3782-822463-10005"),
        ("GB82 WEST 1234 5698 7654 32", "IBAN_CODE", "GB82 WEST 1234 5698 7654 32"),
        ("IBAN: NL91ABNA0417164300,", "IBAN_CODE", "NL91ABNA0417164300"),
        # national numbers, from their authorities' examples
        ("SSN 856-45-6789", "US_SSN", "856-45-6789"),
        ("social security 856456789", "US_SSN", "856456789"),
        ("NHS no. 943 476 5919.", "UK_NHS", "943 476 5919"),
        ("NHS number 9434765919", "UK_NHS", "9434765919"),
        ("National Insurance QQ 12 34 56 C", "UK_NINO", "QQ 12 34 56 C"),
        ("Steuer-ID 86 095 742 719", "DE_TAX_ID", "86 095 742 719"),
        ("NIR 2 55 08 14 168 025 38", "FR_NIR", "2 55 08 14 168 025 38"),
        ("DNI 12345678Z", "ES_NIF", "12345678Z"),
        ("RSSMRA85T10A562S", "IT_FISCAL_CODE", "RSSMRA85T10A562S"),
        ("BSN 111222333", "NL_BSN", "111222333"),
        ("PESEL 44051401359", "PL_PESEL", "44051401359"),
        ("personnummer 811218-9876", "SE_PERSONNUMMER", "811218-9876"),
        ("AHV 756.9217.0769.85", "CH_AHV", "756.9217.0769.85"),
        ("Aadhaar 2341 2341 2346", "NATIONAL_ID", "2341 2341 2346"),  # UIDAI, Verhoeff: Presidio's recognizer
        # numbers that their words tell
        ("Hospital number AB-316877 was", "MEDICAL_RECORD", "AB-316877"),
        ("payroll number E-46346", "EMPLOYEE_ID", "E-46346"),
        ("Kundennummer 4711337", "CUSTOMER_ID", "4711337"),
        ("Passport no. 535291061", "PASSPORT", "535291061"),
        ("driving licence MORGA657054SM9IJ", "DRIVER_LICENSE", "MORGA657054SM9IJ"),
        ("the van AB12 CDE", "LICENSE_PLATE", "AB12 CDE"),
        ("Kennzeichen M-AB 1234", "LICENSE_PLATE", "M-AB 1234"),
        # machines
        ("from 10.1.2.3 and", "IP_ADDRESS", "10.1.2.3"),
        ("at 2001:db8::1 now", "IP_ADDRESS", "2001:db8::1"),
        ("MAC 00:1A:2b:3c:4D:5e", "MAC_ADDRESS", "00:1A:2b:3c:4D:5e"),
        ("username: jroe42", "USERNAME", "jroe42"),
        # secrets
        ("password: hunter2!x", "SECRET", "hunter2!x"),
        ("The password was in a drawer; the old one, Plover-3kd8tz, is void", "SECRET", "Plover-3kd8tz"),
        ("key AKIAIOSFODNN7EXAMPLE", "SECRET", "AKIAIOSFODNN7EXAMPLE"),  # AWS's own example
        ("see https://portal.example.com/users/jane.roe/files", "URL", "https://portal.example.com/users/jane.roe/files"),
    ],
)
def test_a_recognizer_finds_its_value_to_the_sign(found, text: str, entity: str, value: str) -> None:
    assert (entity, value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "NHS no. 943 476 5918.",  # check digit wrong
        "4111 1111 1111 1112 pieces",  # Luhn wrong, and nobody calls it a card
        "version 1.2.3 of the server",
        "section 12.4.5.6.7",  # five parts are no address of the net
        "it cost £1,250,000 in 2024-25",
        "at 10:31:22 on the clock",
        "ISO 13616 and RFC 5321",
        "Keep your password secret, and change it often.",
        "https://www.example.org/guidance/hand-hygiene",
        "ratio 3-2-1",
        "Invoice 4471234 of the supplier",
    ],
)
def test_what_only_looks_like_one_stays(found, text: str) -> None:
    assert found(text) == []


def test_a_column_header_is_context(found) -> None:
    table = "Name | MRN | Born\nRoe, Jane | 3168771 | 1961-05-04\nDoe, Max | 3168772 | 1962-06-05"
    assert {("MEDICAL_RECORD", "3168771"), ("DATE_OF_BIRTH", "1962-06-05"), ("PERSON", "Doe, Max")} <= set(found(table))


def test_a_number_of_a_form_seen_in_context_is_found_without(found) -> None:
    text = "Patient number KX-316877 was admitted.\n\nPlease call again about KX-400123 on Monday."
    assert ("MEDICAL_RECORD", "KX-400123") in found(text)


def test_lists_of_a_policy_win(detector: Detector, default: Policy) -> None:
    policy = default.model_copy(update={"allow": ("help@acme.internal",), "deny": {"PERSON": ("blue team lead",)}})
    text = "Ask help@acme.internal or the Blue Team Lead."
    findings = [f for f in detector.detect(text, policy) if f.action != "keep"]
    assert [(f.entity, text[f.start : f.end]) for f in findings] == [("PERSON", "Blue Team Lead")]


def test_an_unknown_checksum_is_named() -> None:
    with pytest.raises(ConfigError, match="no checksum mod13; recognizer locker"):
        PolicyRecognizer(Recognizer(name="locker", entity="EMPLOYEE_ID", checksum="mod13"))


def test_a_pattern_that_takes_too_long_closes_the_door() -> None:
    slow = Recognizer(name="slow", entity="SECRET", patterns=(Pattern(regex=r"(?=(\w*)\w*\1c)\w", score=1.0),))
    text = "a" * 3000
    with pytest.raises(ScrubFailed, match="took too long; recognizer slow"):
        list(PolicyRecognizer(slow, timeout_s=0.01).find(Surroundings(text, Layout(text))))
