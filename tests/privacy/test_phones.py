"""Telephone numbers: every region of `phonenumbers`, free forms, and what only looks like one."""

from __future__ import annotations

from collections.abc import Iterator

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from appliance.privacy.patterns import Surroundings
from appliance.privacy.phones import phones
from appliance.privacy.tables import Layout

KINDS = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.TOLL_FREE, PhoneNumberType.VOIP)
CUES = ("Tel: {}", "phone {}", "her mobile is {}", "Telefon {}", "Tél. {}", "fax no. {}", "Please call {} today")
WANTED_WITH_CUE = 0.95


def values(text: str) -> set[str]:
    return {text[one.start : one.end] for one in phones(Surroundings(text, Layout(text))) if one.score >= 0.5}


def examples() -> Iterator[phonenumbers.PhoneNumber]:
    """One number of each kind of each region, as the library's own tests have them."""
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        yield from filter(None, (phonenumbers.example_number_for_type(region, kind) for kind in KINDS))


def test_international_numbers_of_every_region_are_found() -> None:
    missed = []
    for number in examples():
        for form in (PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.E164):
            written = phonenumbers.format_number(number, form)
            for text in (
                f"Reachable under {written} at any time.",
                f"({written})",
                f"tel:{written}",
                written.replace("+", "00", 1),
            ):
                if not values(text) & {written, written.replace("+", "00", 1)}:
                    missed.append(text)
    assert not missed


def test_national_numbers_of_every_region_are_found_behind_a_cue() -> None:
    texts = [
        (cue.format(written), written)
        for number in examples()
        for written in [phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)]
        for cue in CUES
    ]
    missed = [text for text, written in texts if written not in values(text)]
    assert len(missed) <= (1 - WANTED_WITH_CUE) * len(texts), missed[:20]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ring +44 1632 960 001 today", "+44 1632 960 001"),  # Ofcom, numbers for drama
        ("ring +44 (0)20 7946 0018 today", "+44 (0)20 7946 0018"),
        ("ring +44 (0) 20 7946 0018 today", "+44 (0) 20 7946 0018"),
        ("(+44) 20 7946 0018", "(+44) 20 7946 0018"),
        ("[+44] 20 7946 0018", "[+44] 20 7946 0018"),
        ("+44.20.7946.0018", "+44.20.7946.0018"),
        ("0044 20 7946 0018", "0044 20 7946 0018"),
        ("(0113) 496 0043", "(0113) 496 0043"),
        ("07700 900123", "07700 900123"),
        ("07700-900-123.", "07700-900-123"),
        ("Call 020 7946 0018/9 now", "020 7946 0018/9"),
        ("call (212) 555-0150", "(212) 555-0150"),  # NANPA
        ("212.555.0150 x12", "212.555.0150 x12"),
        ("+1-617-555-0133 ext. 4", "+1-617-555-0133 ext. 4"),
        ("1 (800) 555-0199", "1 (800) 555-0199"),
        ("Tel. 030 23125 996", "030 23125 996"),  # Bundesnetzagentur
        ("0221 / 4710 467", "0221 / 4710 467"),
        ("0171/2345678", "0171/2345678"),
        ("089 - 12 34 56 78", "089 - 12 34 56 78"),
        ("Call +49 (0)30 23125-996", "+49 (0)30 23125-996"),
        ("+49 (0) 30 / 23 12 59-96", "+49 (0) 30 / 23 12 59-96"),
        ("030 23125996 Durchwahl 12", "030 23125996 Durchwahl 12"),
        ("tél. 01 99 00 63 63", "01 99 00 63 63"),  # ARCEP
        ("06.12.34.56.78", "06.12.34.56.78"),
        ("móvil 612 34 56 78", "612 34 56 78"),
        ("cell. 347 1234567", "347 1234567"),
        ("020-555 0146", "020-555 0146"),
        ("tel. 06-12345678", "06-12345678"),
        ("tlf. 22 99 12 34", "22 99 12 34"),
        ("070-174 06 35", "070-174 06 35"),  # PTS, numbers for drama
        ("Phone:\n467 3395", "467 3395"),  # the label in a line of its own
        ("Tel.: 4471", "4471"),
        ("on extension 4471.", "4471"),
        ("Thomas Roe (x2231)", "2231"),
        ("Name;Ext\nJane Roe;5521\nMax Doe;5522", "5522"),
        ("ring me on x2231 today", "2231"),
        ("030 23125 996, Durchwahl -42", "42"),
        ("id,dob,phone\n1,04/05/61,01632 960112\n2,07/02/59,01632 960113", "01632 960113"),
        ("id;mobile\n1;7700900412\n2;7700900413", "7700900413"),  # a spreadsheet drops the nought
        ("name;tel\nJane Roe;496-0142", "496-0142"),
        ("call me on 07700\n900412 after six", "07700\n900412"),
        ("mob 07700 9OO412", "07700 9OO412"),
        ("Fax No. O1632 960 113", "O1632 960 113"),
    ],
)
def test_free_forms(text: str, value: str) -> None:
    assert value in values(text)


@pytest.mark.parametrize(
    "text",
    [
        "from 2019-2023",
        "on 12.05.2024",
        "at 2024-05-12 10:31:00",
        "Date: 1978-04-13 12:20:39",
        "60-56-85 pieces",
        "£1,200,300",
        "CHF 1 250 000",
        "1 250 000 inhabitants",
        "EUR 12 345 678",
        "ISBN 978-3-16-148410-0",
        "978-0-306-40615-7 is in print",
        "at 10:31 on 13",
        "order no. 4471234567",
        "Rechnung Nr. 2024 00817 22",
        "version 10.0.19045.3803",
        "server 10.20.30.40",
        "pages 112-118",
        "24/7/365",
        "in rooms 101, 102, 103, 104",
        "tel 999",
        "Phone booths since 1924",
        "ISO 27001:2022",
        "build 20240115",
        "lat 51.5074, -0.1278",
        "call centre volumes rose to 12,345",
        "1,012,455 calls and 2,455,900 texts",
        "year;calls\n2019;12455\n2020;13005",
    ],
)
def test_dates_amounts_and_other_numbers_are_no_telephones(text: str) -> None:
    assert not values(text)
