"""National numbers outside Europe → could the authority have given it out?

Each function names its authority; the letters in front are the country. Separators are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from appliance.privacy.check_digits import compact, digits_of, is_date, luhn_holds, verhoeff_holds, weighted


def us_ssn(text: str) -> bool:
    """Social Security Administration: area not 000, 666 or 9xx; group not 00; serial not 0000."""
    number = "".join(map(str, digits_of(text)))
    if len(number) != 9 or number in {"078051120", "219099999"} or len(set(number)) == 1:
        return False
    return number[:3] not in ("000", "666") and number[0] != "9" and number[3:5] != "00" and number[5:] != "0000"


def us_itin(text: str) -> bool:
    """IRS: 9xx, with 50–65, 70–88, 90–92 or 94–99 in the middle."""
    number = "".join(map(str, digits_of(text)))
    group = int(number[3:5] or 0)
    allowed = 50 <= group <= 65 or 70 <= group <= 88 or 90 <= group <= 92 or 94 <= group <= 99
    return len(number) == 9 and number[0] == "9" and allowed


def us_dea(text: str) -> bool:
    """DEA registration: two letters, seven digits, the last a sum of the others."""
    digits = digits_of(text)
    return len(digits) == 7 and (sum(digits[:6:2]) + 2 * sum(digits[1:6:2])) % 10 == digits[6]


def us_npi(text: str) -> bool:
    """CMS, National Provider Identifier: ten digits, Luhn with 80840 before them."""
    digits = digits_of(text)
    return len(digits) == 10 and digits[0] in (1, 2) and luhn_holds([8, 0, 8, 4, 0, *digits])


def ca_sin(text: str) -> bool:
    """Service Canada: nine digits, Luhn; none begins with 8, and 0 is for examples."""
    digits = digits_of(text)
    return len(digits) == 9 and digits[0] != 8 and any(digits) and luhn_holds(digits)


def br_cpf(text: str) -> bool:
    """Receita Federal: eleven digits, two checks modulo 11."""
    digits = digits_of(text)
    if len(digits) != 11 or len(set(digits)) == 1:
        return False
    first = weighted(digits[:9], range(10, 1, -1)) * 10 % 11 % 10
    return first == digits[9] and weighted(digits[:10], range(11, 1, -1)) * 10 % 11 % 10 == digits[10]


def mx_curp(text: str) -> bool:
    """RENAPO: eighteen signs; weights 18 to 2 over an alphabet with Ñ between N and O."""
    code = compact(text)
    if not re.fullmatch(r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[0-9A-Z]\d", code):
        return False
    alphabet = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
    return -weighted([alphabet.index(c) for c in code[:17]], range(18, 1, -1)) % 10 == int(code[17])


def au_tfn(text: str) -> bool:
    """Australian Taxation Office: nine digits, weights 1-4-3-7-5-8-6-9-10 modulo 11."""
    digits = digits_of(text)
    return len(digits) == 9 and any(digits) and weighted(digits, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0


def au_medicare(text: str) -> bool:
    """Services Australia: eight digits from 2 to 6 on, weights 1-3-7-9, the check, the card's issue."""
    digits = digits_of(text)
    return len(digits) in (10, 11) and 2 <= digits[0] <= 6 and weighted(digits[:8], (1, 3, 7, 9) * 2) % 10 == digits[8]


def in_aadhaar(text: str) -> bool:
    """UIDAI: twelve digits, the first from 2 on, Verhoeff; no palindrome."""
    digits = digits_of(text)
    return len(digits) == 12 and digits[0] > 1 and digits != digits[::-1] and verhoeff_holds(digits)


def za_id(text: str) -> bool:
    """Department of Home Affairs: YYMMDD, serial, citizenship, Luhn."""
    digits = digits_of(text)
    if len(digits) != 13 or digits[10] > 2 or not 1 <= _number(digits[2:4]) <= 12 or not 1 <= _number(digits[4:6]) <= 31:
        return False
    return luhn_holds(digits)


def tr_kimlik(text: str) -> bool:
    """NVİ, T.C. kimlik numarası: eleven digits, the last two check."""
    digits = digits_of(text)
    if len(digits) != 11 or not digits[0]:
        return False
    return (7 * sum(digits[:9:2]) - sum(digits[1:8:2])) % 10 == digits[9] and sum(digits[:10]) % 10 == digits[10]


def kr_rrn(text: str) -> bool:
    """Resident registration number: birthday, sex and century, weights 2 to 9 and 2 to 5; no check since October 2020."""
    digits = digits_of(text)
    if len(digits) != 13 or not 1 <= _number(digits[2:4]) <= 12 or not 1 <= _number(digits[4:6]) <= 31:
        return False
    return (11 - weighted(digits[:12], (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)) % 11) % 10 == digits[12]


def th_id(text: str) -> bool:
    """Department of Provincial Administration: thirteen digits, modulo 11."""
    digits = digits_of(text)
    return len(digits) == 13 and digits[0] > 0 and (11 - weighted(digits[:12], range(13, 1, -1)) % 11) % 10 == digits[12]


def sg_nric(text: str) -> bool:
    """ICA: a letter, seven digits, a check letter."""
    code = compact(text)
    if not re.fullmatch(r"[STFG]\d{7}[A-Z]", code):
        return False
    rest = (weighted(digits_of(code), (2, 7, 6, 5, 4, 3, 2)) + 4 * (code[0] in "TG")) % 11
    return ("JZIHGFEDCBA" if code[0] in "ST" else "XWUTRQPNMLK")[rest] == code[8]


def cn_id(text: str) -> bool:
    """GB 11643-1999: region, birthday, serial; ISO 7064 mod 11-2."""
    code = compact(text)
    if not re.fullmatch(r"\d{17}[\dX]", code) or not is_date(int(code[6:10]), int(code[10:12]), int(code[12:14])):
        return False
    weights = [2 ** (17 - n) % 11 for n in range(17)]
    return "10X98765432"[weighted(digits_of(code[:17]), weights) % 11] == code[17]


def _number(digits: Sequence[int]) -> int:
    return int("".join(map(str, digits)) or "0")
