"""National numbers of Western Europe → could the authority have given it out?

Each function names its authority; the letters in front are the country. Separators are ignored.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence

from appliance.privacy.check_digits import compact, digits_of, is_date, luhn_holds, verhoeff_holds, weighted


def nhs(text: str) -> bool:
    """NHS data dictionary: ten digits, modulus 11, weights 10 to 2."""
    digits = digits_of(text)
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    return (11 - weighted(digits, range(10, 1, -1)) % 11) % 11 == digits[9]


def uk_nino(text: str) -> bool:
    """HMRC NIM39110; the prefix QQ, never given out, stands in every official example."""
    code = compact(text)
    if not re.fullmatch(r"[A-Z]{2}\d{6}[A-D]", code):
        return False
    given = code[0] not in "DFIQUV" and code[1] not in "DFIOQUV" and code[:2] not in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}
    return given or code[:2] == "QQ"


def uk_utr(text: str) -> bool:
    """HMRC, Unique Taxpayer Reference: ten digits, the first checks the others."""
    digits = digits_of(text)
    return len(digits) == 10 and "21987654321"[weighted(digits[1:], (6, 7, 8, 9, 10, 5, 4, 3, 2)) % 11] == str(digits[0])


def ie_ppsn(text: str) -> bool:
    """Department of Social Protection: seven digits, a check letter of 23, and from 2013 a second letter that counts nine."""
    code = compact(text)
    if not re.fullmatch(r"\d{7}[A-W][A-IW]?", code):
        return False
    second = 0 if code[8:] in ("", "W") else ord(code[8]) - 64
    return "WABCDEFGHIJKLMNOPQRSTUV"[(weighted(digits_of(code), range(8, 1, -1)) + 9 * second) % 23] == code[7]


def fr_nir(text: str) -> bool:
    """INSEE: 13 characters and a key, 97 − (number mod 97); Corsica 2A as 19, 2B as 18."""
    code = compact(text).replace("2A", "19").replace("2B", "18")
    return len(code) == 15 and code.isdigit() and 97 - int(code[:13]) % 97 == int(code[13:])


def fr_spi(text: str) -> bool:
    """Direction générale des finances publiques: thirteen digits, the last three are the first ten modulo 511."""
    number = compact(text)
    return len(number) == 13 and number.isdigit() and number[0] in "0123" and int(number[:10]) % 511 == int(number[10:])


def es_nif(text: str) -> bool:
    """Ministerio del Interior: letter 23 of the number; NIE with X, Y, Z as 0, 1, 2."""
    code = compact(text)
    if not re.fullmatch(r"[XYZ]?\d{7,8}[A-Z]", code):
        return False
    number = int(code[:-1].replace("X", "0").replace("Y", "1").replace("Z", "2"))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23] == code[-1]


def es_nss(text: str) -> bool:
    """Tesorería General de la Seguridad Social: province, eight digits, two that are the rest modulo 97."""
    number = compact(text)
    if len(number) != 12 or not number.isdigit():
        return False
    province, serial = number[:2], number[2:10]
    counted = int(province) * 10_000_000 + int(serial) if serial[0] == "0" else int(province + serial)
    return counted % 97 == int(number[10:])


def pt_nif(text: str) -> bool:
    """Autoridade Tributária: nine digits, modulo 11."""
    digits = digits_of(text)
    if len(digits) != 9 or digits[0] in (0, 4):
        return False
    rest = 11 - weighted(digits[:8], range(9, 1, -1)) % 11
    return (rest if rest < 10 else 0) == digits[8]


def it_fiscal_code(text: str) -> bool:
    """D.M. 23/12/1976: sixteen characters, odd ones by table, sum modulo 26."""
    code = compact(text)
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
    digits = digits_of(text)
    return len(digits) == 9 and any(digits) and weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def be_nrn(text: str) -> bool:
    """Rijksregister: 97 − (first nine mod 97), with a 2 in front for births from 2000."""
    number = "".join(map(str, digits_of(text)))
    return len(number) == 11 and int(number[9:]) in {97 - int(p + number[:9]) % 97 for p in ("", "2")}


def lu_matricule(text: str) -> bool:
    """CTIE, loi du 19 juin 2013: birthday, three digits, one check by Luhn, one by Verhoeff."""
    digits = digits_of(text)
    if len(digits) != 13 or not is_date(_number(digits[:4]), _number(digits[4:6]), _number(digits[6:8])):
        return False
    return luhn_holds(digits[:12]) and verhoeff_holds([*digits[:11], digits[12]])


def _number(digits: Sequence[int]) -> int:
    return int("".join(map(str, digits)) or "0")
