"""Telephone numbers, dates of birth told from other dates, ages."""

import phonenumbers
import pytest


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ring +44 1632 960 001 today", "+44 1632 960 001"),  # Ofcom, numbers for drama
        ("(0113) 496 0043", "(0113) 496 0043"),
        ("07700 900123", "07700 900123"),
        ("07700-900-123.", "07700-900-123"),
        ("call (212) 555-0150", "(212) 555-0150"),  # NANPA
        ("212.555.0150 x12", "212.555.0150 x12"),
        ("+1-617-555-0133 ext. 4", "+1-617-555-0133 ext. 4"),
        ("Tel. 030 23125 996", "030 23125 996"),  # Bundesnetzagentur
        ("0221 / 4710 467", "0221 / 4710 467"),
        ("tél. 01 99 00 63 63", "01 99 00 63 63"),  # ARCEP
        ("020-555 0146", "020-555 0146"),
        ("Phone:\n467 3395", "467 3395"),  # the label in a line of its own
        ("Call +49 (0)30 23125-996", "+49 (0)30 23125-996"),
    ],
)
def test_telephone_numbers(found, text: str, value: str) -> None:
    assert ("PHONE_NUMBER", value) in found(text)


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS)[::6])
def test_international_numbers_of_every_sixth_region(found, region: str) -> None:
    example = phonenumbers.example_number(region)
    text = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    if phonenumbers.is_valid_number(example) and len(str(example.national_number)) > 5:
        assert ("PHONE_NUMBER", text) in found(f"Please ring {text} in the morning.")


@pytest.mark.parametrize(
    "text",
    [
        "from 2019-2023",
        "on 12.05.2024",
        "60-56-85 pieces",
        "£1,200,300",
        "ISBN 978-3-16-148410-0",
        "at 10:31 on 13",
        "order no. 4471234567",
    ],
)
def test_dates_amounts_and_other_numbers_are_no_telephones(found, text: str) -> None:
    assert "PHONE_NUMBER" not in {entity for entity, _ in found(text)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("born 4 May 1961 in Leeds", "4 May 1961"),
        ("DOB: 04/05/1961", "04/05/1961"),
        ("geb. am 12.06.1952", "12.06.1952"),
        ("née le 06/11/1980", "06/11/1980"),
        ("geboren 09-06-1975", "09-06-1975"),
        ("Your date of birth on our system was wrong and is now 14 September 1956.", "14 September 1956"),
        ("Date of birth | 1961-05-04", "1961-05-04"),
        ("Jane Roe (4 May 1961) was seen", "4 May 1961"),
        ("Roe, Jane · 4 May 1961 · NHS 943 476 5919", "4 May 1961"),
    ],
)
def test_dates_of_birth(found, text: str, value: str) -> None:
    assert ("DATE_OF_BIRTH", value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Seen on 30 August 2025",
        "Jane Roe, 4 May 2025",
        "born in Leeds, admitted on 3 May 2025",
        "the Act of 12 May 1961",
        "since 1961",
    ],
)
def test_other_dates_are_kept(found, text: str) -> None:
    assert "DATE_OF_BIRTH" not in {entity for entity, _ in found(text)}


@pytest.mark.parametrize(
    ("text", "value"), [("aged 61", "61"), ("a 61-year-old man", "61-year-old"), ("She is 7 years old", "7 years old")]
)
def test_ages_are_named_and_kept_by_default(detector, default, text: str, value: str) -> None:
    assert [text[f.start : f.end] for f in detector.detect(text, default) if f.entity == "AGE" and f.action == "keep"] == [value]
