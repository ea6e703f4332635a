"""Planted numbers have valid check digits and lie in ranges that nobody is given; computed here anew."""

from __future__ import annotations

import ipaddress
import re

import pytest

from tests.samples.test_documents import PLANTED

#: numbers for drama and fiction, by the regulators that reserve them
FICTION = re.compile(
    r"(01632 960\d{3}|(07700 |\+44 7700 )900\d{3}|020 7946 0\d{3}"  # Ofcom
    r"|(\(\d{3}\) |\d{3}-)555-01\d\d|\+1 \d{3} 555 01\d\d"  # NANPA
    r"|(030 23125|\+49 40 66969|0221 / 4710) \d{3}"  # Bundesnetzagentur
    r"|(02 61 91|\+33 6 39 98|01 99 00) \d\d \d\d"  # ARCEP
    r"|020 91\d \d{4}|\+46 8 465 004 \d\d|0491 570 (006|156|157|158|159|110))"  # ComReg, PTS, ACMA
)
DOCUMENTATION = [ipaddress.ip_network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")]


def values(entity: str) -> list[str]:
    return sorted({plant["value"] for plants in PLANTED.values() for plant in plants if plant["entity"] == entity})


def digits(value: str) -> str:
    return re.sub(r"\D", "", value)


def luhn(number: str) -> int:
    doubled = "".join(str(int(digit) * (1 + at % 2)) for at, digit in enumerate(reversed(number)))
    return sum(map(int, doubled)) % 10


@pytest.mark.parametrize("card", values("CREDIT_CARD"))
def test_cards(card: str) -> None:
    assert luhn(digits(card)) == 0


@pytest.mark.parametrize("iban", values("IBAN_CODE"))
def test_ibans(iban: str) -> None:
    whole = iban.replace(" ", "")
    assert int("".join(str(int(letter, 36)) for letter in whole[4:] + whole[:4])) % 97 == 1
    assert len(whole) == {"GB": 22, "DE": 22, "FR": 27, "SE": 24, "IE": 22}[whole[:2]]
    assert "MRRW" in whole or whole[4:].startswith("000")  # a bank that does not exist


@pytest.mark.parametrize("number", values("UK_NHS"))
def test_nhs_numbers(number: str) -> None:
    assert number.startswith("999 ")
    assert sum(int(digit) * weight for digit, weight in zip(digits(number), range(10, 0, -1), strict=True)) % 11 == 0


@pytest.mark.parametrize("number", values("DE_TAX_ID"))
def test_german_tax_numbers(number: str) -> None:
    product = 10  # ISO 7064, mod 11, 10
    for digit in digits(number)[:10]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    assert (11 - product) % 10 == int(digits(number)[10])


@pytest.mark.parametrize("number", values("FR_NIR"))
def test_french_social_security_numbers(number: str) -> None:
    whole = digits(number)
    assert len(whole) == 15
    assert 97 - int(whole[:13]) % 97 == int(whole[13:])


def test_british_and_american_numbers_are_never_issued() -> None:
    assert all(re.fullmatch(r"QQ \d\d \d\d \d\d [ABCD]", number) for number in values("UK_NINO"))
    assert all(re.fullmatch(r"987-65-432\d", number) for number in values("US_SSN"))


def test_telephone_numbers_are_kept_for_fiction() -> None:
    assert [number for number in values("PHONE_NUMBER") if not FICTION.fullmatch(number)] == []


def test_machines_stand_in_documentation_networks() -> None:
    assert all(any(ipaddress.ip_address(value) in net for net in DOCUMENTATION) for value in values("IP_ADDRESS"))
    assert all(value.startswith("00:00:5E:00:53:") for value in values("MAC_ADDRESS"))


def test_mail_domains_cannot_exist_on_the_internet() -> None:
    assert all(value.endswith((".internal", ".example")) for value in values("EMAIL_ADDRESS"))
