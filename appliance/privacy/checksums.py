"""A matched text → is it a number that its authority could have given out? Pure functions, named in policy files.

Each takes the text as found, separators and all. Sources: ISO 7812 (Luhn), ISO 13616 (IBAN), ISO 9362 (BIC) and the
national rules named at each function. To add one: a function `(str) -> bool` and a line in `CHECKSUMS`.
"""

from __future__ import annotations

import ipaddress
import re
import string
from collections.abc import Callable, Sequence
from datetime import date
from hashlib import sha256

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
_LETTERS = string.digits + string.ascii_uppercase
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def _digits(text: str) -> list[int]:
    return [int(c) for c in text if c in string.digits]


def _compact(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", text).upper()


def _weighted(digits: Sequence[int], weights: Sequence[int]) -> int:
    return sum(d * w for d, w in zip(digits, weights, strict=False))


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def luhn(text: str) -> bool:
    """ISO 7812-1, annex B."""
    digits = _digits(text)[::-1]
    total = sum(digits[::2]) + sum(sum(divmod(2 * d, 10)) for d in digits[1::2])
    return len(digits) > 1 and any(digits) and total % 10 == 0


def card(text: str) -> bool:
    """12 to 19 digits of a known issuer range, Luhn valid."""
    digits = "".join(map(str, _digits(text)))
    return 12 <= len(digits) <= 19 and (digits[0] in "23456" or digits[:4] == "1800") and len(set(digits)) > 1 and luhn(digits)


def iban(text: str) -> bool:
    """ISO 13616: country's length, and mod 97 = 1 (ISO 7064)."""
    code = _compact(text)
    if IBAN_LENGTHS.get(code[:2]) != len(code) or not code[2:4].isdigit():
        return False
    return int("".join(str(_LETTERS.index(c)) for c in code[4:] + code[:4])) % 97 == 1


def bic(text: str) -> bool:
    """ISO 9362: eight or eleven, with a country in the middle."""
    code = _compact(text)
    return len(code) in (8, 11) and code[:6].isalpha() and (code[4:6] in IBAN_LENGTHS or code[4:6] in {"US", "CA", "AU"})


def nhs(text: str) -> bool:
    """NHS data dictionary: ten digits, modulus 11, weights 10 to 2."""
    digits = _digits(text)
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    return (11 - _weighted(digits, range(10, 1, -1)) % 11) % 11 == digits[9]


def us_ssn(text: str) -> bool:
    """Social Security Administration: area not 000, 666 or 9xx; group not 00; serial not 0000."""
    number = "".join(map(str, _digits(text)))
    if len(number) != 9 or number in {"078051120", "219099999"} or len(set(number)) == 1:
        return False
    return number[:3] not in ("000", "666") and number[0] != "9" and number[3:5] != "00" and number[5:] != "0000"


def us_itin(text: str) -> bool:
    """IRS: 9xx, with 50–65, 70–88, 90–92 or 94–99 in the middle."""
    number = "".join(map(str, _digits(text)))
    group = int(number[3:5] or 0)
    allowed = 50 <= group <= 65 or 70 <= group <= 88 or 90 <= group <= 92 or 94 <= group <= 99
    return len(number) == 9 and number[0] == "9" and allowed


def uk_nino(text: str) -> bool:
    """HMRC NIM39110; the prefix QQ, never given out, stands in every official example."""
    code = _compact(text)
    if not re.fullmatch(r"[A-Z]{2}\d{6}[A-D]", code):
        return False
    given = code[0] not in "DFIQUV" and code[1] not in "DFIOQUV" and code[:2] not in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}
    return given or code[:2] == "QQ"


def de_tax_id(text: str) -> bool:
    """BZSt: eleven digits, one of the first ten comes two or three times, ISO 7064 mod 11,10."""
    digits = _digits(text)
    if len(digits) != 11 or digits[0] == 0:
        return False
    counts = sorted(digits[:10].count(d) for d in set(digits[:10]))
    product = 10
    for digit in digits[:10]:
        product = ((digit + product) % 10 or 10) * 2 % 11
    return counts[-1] in (2, 3) and counts[-2] == 1 and (11 - product) % 10 == digits[10]


def de_id_card(text: str) -> bool:
    """ICAO 9303 over nine characters, weights 7-3-1; letters as of § 1 PAuswV."""
    code = _compact(text)
    if len(code) != 10 or not code[9].isdigit():
        return False
    return sum(_LETTERS.index(c) * w for c, w in zip(code[:9], (7, 3, 1) * 3, strict=True)) % 10 == int(code[9])


def fr_nir(text: str) -> bool:
    """INSEE: 13 characters and a key, 97 − (number mod 97); Corsica 2A as 19, 2B as 18."""
    code = _compact(text).replace("2A", "19").replace("2B", "18")
    return len(code) == 15 and code.isdigit() and 97 - int(code[:13]) % 97 == int(code[13:])


def es_nif(text: str) -> bool:
    """Ministerio del Interior: letter 23 of the number; NIE with X, Y, Z as 0, 1, 2."""
    code = _compact(text)
    if not re.fullmatch(r"[XYZ]?\d{7,8}[A-Z]", code):
        return False
    number = int(code[:-1].replace("X", "0").replace("Y", "1").replace("Z", "2"))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23] == code[-1]


def it_fiscal_code(text: str) -> bool:
    """D.M. 23/12/1976: sixteen characters, odd ones by table, sum modulo 26."""
    code = _compact(text)
    if not re.fullmatch(r"[A-Z]{6}[\dLMNP-V]{2}[A-EHLMPRST][\dLMNP-V]{2}[A-Z][\dLMNP-V]{3}[A-Z]", code):
        return False
    odd = dict(zip(string.ascii_uppercase, (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10,
                                            22, 25, 24, 23), strict=True))  # fmt: skip
    even = {c: i for i, c in enumerate(string.ascii_uppercase)}
    for digit in range(10):
        letter = string.ascii_uppercase[digit]
        odd[str(digit)], even[str(digit)] = odd[letter], even[letter]
    total = sum(odd[c] for c in code[:15:2]) + sum(even[c] for c in code[1:15:2])
    return string.ascii_uppercase[total % 26] == code[15]


def nl_bsn(text: str) -> bool:
    """Rijksoverheid: eleven test, the last weight −1."""
    digits = _digits(text)
    return len(digits) == 9 and any(digits) and _weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def pl_pesel(text: str) -> bool:
    """Eleven digits: a date with the century in the month, weights 1-3-7-9."""
    digits = _digits(text)
    if len(digits) != 11:
        return False
    year, month, day = (10 * digits[i] + digits[i + 1] for i in (0, 2, 4))
    century = {0: 1900, 1: 2000, 2: 2100, 3: 2200, 4: 1800}[month // 20]
    check = _weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10
    return check == 0 and _is_date(century + year, month % 20, day)


def se_personnummer(text: str) -> bool:
    """Skatteverket: YYMMDD (day + 60 for a coordination number) and Luhn over the last ten."""
    digits = _digits(text)[-10:]
    if len(digits) != 10:
        return False
    month, day = 10 * digits[2] + digits[3], 10 * digits[4] + digits[5]
    return 1 <= month <= 12 and 1 <= day % 60 <= 31 and luhn("".join(map(str, digits)))


def ch_ahv(text: str) -> bool:
    """756 and an EAN-13 check digit."""
    digits = _digits(text)
    return len(digits) == 13 and digits[:3] == [7, 5, 6] and _weighted(digits, (1, 3) * 6 + (1,)) % 10 == 0


def be_nrn(text: str) -> bool:
    """Rijksregister: 97 − (first nine mod 97), with a 2 in front for births from 2000."""
    number = "".join(map(str, _digits(text)))
    return len(number) == 11 and int(number[9:]) in {97 - int(p + number[:9]) % 97 for p in ("", "2")}


def no_fnr(text: str) -> bool:
    """Skatteetaten: two check digits modulo 11."""
    digits = _digits(text)
    if len(digits) != 11:
        return False
    first = _weighted(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11
    return first == 0 and _weighted(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def fi_hetu(text: str) -> bool:
    """DVV: DDMMYY, a century sign, three digits, and a letter of 31."""
    code = re.sub(r"\s", "", text).upper()
    if not re.fullmatch(r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]", code):
        return False
    return "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(code[:6] + code[7:10]) % 31] == code[10]


def us_dea(text: str) -> bool:
    """DEA registration: two letters, seven digits, the last a sum of the others."""
    digits = _digits(text)
    return len(digits) == 7 and (sum(digits[:6:2]) + 2 * sum(digits[1:6:2])) % 10 == digits[6]


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
    "luhn": luhn, "card": card, "iban": iban, "bic": bic, "nhs": nhs, "us_ssn": us_ssn, "us_itin": us_itin,
    "uk_nino": uk_nino, "de_tax_id": de_tax_id, "de_id_card": de_id_card, "fr_nir": fr_nir, "es_nif": es_nif,
    "it_fiscal_code": it_fiscal_code, "nl_bsn": nl_bsn, "pl_pesel": pl_pesel, "se_personnummer": se_personnummer,
    "ch_ahv": ch_ahv, "be_nrn": be_nrn, "no_fnr": no_fnr, "fi_hetu": fi_hetu, "us_dea": us_dea,
    "ip_address": ip_address, "bitcoin": bitcoin,
}  # fmt: skip
