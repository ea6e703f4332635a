"""A matched text → is it a number that its authority could have given out? Pure functions, named in policy files.

Each takes the text as found, separators and all. Sources: ISO 7812 (Luhn), ISO 13616 (IBAN), ISO 9362 (BIC); the national
rules stand in the modules `numbers_*`. To add one: a function `(str) -> bool` and a word in `CHECKSUMS`.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from hashlib import sha256

from appliance.privacy import numbers_east as east
from appliance.privacy import numbers_north as north
from appliance.privacy import numbers_overseas as overseas
from appliance.privacy import numbers_west as west
from appliance.privacy.check_digits import LETTERS, compact, digits_of, luhn_holds
from appliance.privacy.serials import vin

#: ISO 13616 registry: country → whole length
IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28,
    "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
    "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22,
    "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20,
    "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15,
    "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24, "SI": 19,
    "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
}  # fmt: skip
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def luhn(text: str) -> bool:
    """ISO 7812-1, annex B."""
    digits = digits_of(text)
    return len(digits) > 1 and any(digits) and luhn_holds(digits)


def card(text: str) -> bool:
    """12 to 19 digits of a known issuer range, Luhn valid."""
    digits = "".join(map(str, digits_of(text)))
    return 12 <= len(digits) <= 19 and (digits[0] in "23456" or digits[:4] == "1800") and len(set(digits)) > 1 and luhn(digits)


def iban(text: str) -> bool:
    """ISO 13616: country's length, and mod 97 = 1 (ISO 7064)."""
    code = compact(text)
    if IBAN_LENGTHS.get(code[:2]) != len(code) or not code[2:4].isdigit():
        return False
    return int("".join(str(LETTERS.index(c)) for c in code[4:] + code[:4])) % 97 == 1


def bic(text: str) -> bool:
    """ISO 9362: eight or eleven, with a country in the middle."""
    code = compact(text)
    return len(code) in (8, 11) and code[:6].isalpha() and (code[4:6] in IBAN_LENGTHS or code[4:6] in {"US", "CA", "AU"})


def ip_address(text: str) -> bool:
    """IPv4 or IPv6, as Python reads it; a mask behind a slash is allowed."""
    try:
        ipaddress.ip_interface(text)
    except ValueError:
        return False
    return True


def bitcoin(text: str) -> bool:
    """Base58Check; Bech32 addresses are taken by their form."""
    if text.startswith("bc1"):
        return True
    number = 0
    for char in text:
        number = number * 58 + _BASE58.index(char)
    content = number.to_bytes(25, "big") if number < 256**25 else b""
    return bool(content) and sha256(sha256(content[:21]).digest()).digest()[:4] == content[21:]


CHECKSUMS: dict[str, Callable[[str], bool]] = {
    "luhn": luhn, "card": card, "iban": iban, "bic": bic, "ip_address": ip_address, "bitcoin": bitcoin, "vin": vin,
    "nhs": west.nhs, "uk_nino": west.uk_nino, "uk_utr": west.uk_utr, "ie_ppsn": west.ie_ppsn, "fr_nir": west.fr_nir,
    "fr_spi": west.fr_spi, "es_nif": west.es_nif, "es_nss": west.es_nss, "pt_nif": west.pt_nif,
    "it_fiscal_code": west.it_fiscal_code, "nl_bsn": west.nl_bsn, "be_nrn": west.be_nrn, "lu_matricule": west.lu_matricule,
    "de_tax_id": north.de_tax_id, "de_id_card": north.de_id_card, "de_pension": north.de_pension, "de_health": north.de_health,
    "at_svnr": north.at_svnr, "ch_ahv": north.ch_ahv, "se_personnummer": north.se_personnummer, "no_fnr": north.no_fnr,
    "fi_hetu": north.fi_hetu, "is_kennitala": north.is_kennitala,
    "pl_pesel": east.pl_pesel, "pl_nip": east.pl_nip, "pl_id_card": east.pl_id_card, "cz_rodne_cislo": east.cz_rodne_cislo,
    "gr_amka": east.gr_amka, "ro_cnp": east.ro_cnp, "hu_taj": east.hu_taj, "bg_egn": east.bg_egn, "hr_oib": east.hr_oib,
    "jmbg": east.jmbg, "baltic_code": east.baltic_code, "lv_personas_kods": east.lv_personas_kods,
    "us_ssn": overseas.us_ssn, "us_itin": overseas.us_itin, "us_dea": overseas.us_dea, "us_npi": overseas.us_npi,
    "ca_sin": overseas.ca_sin, "br_cpf": overseas.br_cpf, "mx_curp": overseas.mx_curp, "au_tfn": overseas.au_tfn,
    "au_medicare": overseas.au_medicare, "in_aadhaar": overseas.in_aadhaar, "za_id": overseas.za_id,
    "tr_kimlik": overseas.tr_kimlik, "kr_rrn": overseas.kr_rrn, "th_id": overseas.th_id, "sg_nric": overseas.sg_nric,
    "cn_id": overseas.cn_id,
}  # fmt: skip
