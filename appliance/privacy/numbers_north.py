"""National numbers of the German-speaking and the Nordic countries → could the authority have given it out?

Each function names its authority; the letters in front are the country. Separators are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from appliance.privacy.check_digits import compact, cross_sum, digits_of, icao_check, luhn_holds, mod_11_10_holds, weighted


def de_tax_id(text: str) -> bool:
    """BZSt: eleven digits, one of the first ten comes two or three times, ISO 7064 mod 11,10."""
    digits = digits_of(text)
    if len(digits) != 11 or digits[0] == 0:
        return False
    counts = sorted(digits[:10].count(d) for d in set(digits[:10]))
    return counts[-1] in (2, 3) and counts[-2] == 1 and mod_11_10_holds(digits)


def de_id_card(text: str) -> bool:
    """ICAO 9303 over nine characters, weights 7-3-1; letters as of § 1 PAuswV."""
    code = compact(text)
    if len(code) != 10 or not code[9].isdigit():
        return False
    return icao_check(code[:9]) == int(code[9])


def de_pension(text: str) -> bool:
    """Versicherungsnummer, VKVV § 4: area, birthday, letter of the birth name, serial; cross sums of weighted digits."""
    code = compact(text)
    if not re.fullmatch(r"\d{8}[A-Z]\d{3}", code):
        return False
    digits = digits_of(f"{code[:8]}{ord(code[8]) - 64:02}{code[9:]}")
    products = [d * w for d, w in zip(digits[:12], (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1), strict=True)]
    day, month = 10 * digits[2] + digits[3], 10 * digits[4] + digits[5]
    return 1 <= day % 50 <= 31 and 1 <= month <= 12 and cross_sum(products) % 10 == digits[12]


def de_health(text: str) -> bool:
    """Krankenversichertennummer, § 290 SGB V: a letter and nine digits, the last by cross sums with weights 1-2."""
    code = compact(text)
    if not re.fullmatch(r"[A-Z]\d{9}", code):
        return False
    digits = digits_of(f"{ord(code[0]) - 64:02}{code[1:]}")
    return cross_sum([d * (1 + n % 2) for n, d in enumerate(digits[:10])]) % 10 == digits[10]


def at_svnr(text: str) -> bool:
    """Dachverband der Sozialversicherungsträger, § 31 ASVG: four digits and the birthday; the fourth digit checks."""
    digits = digits_of(text)
    if len(digits) != 10 or not digits[0]:
        return False
    month = 10 * digits[6] + digits[7]
    return 1 <= month <= 15 and weighted(digits, (3, 7, 9, 0, 5, 8, 4, 2, 1, 6)) % 11 == digits[3]


def ch_ahv(text: str) -> bool:
    """756 and an EAN-13 check digit."""
    digits = digits_of(text)
    return len(digits) == 13 and digits[:3] == [7, 5, 6] and weighted(digits, (1, 3) * 6 + (1,)) % 10 == 0


def se_personnummer(text: str) -> bool:
    """Skatteverket: YYMMDD (day + 60 for a coordination number) and Luhn over the last ten."""
    digits = digits_of(text)[-10:]
    if len(digits) != 10:
        return False
    month, day = 10 * digits[2] + digits[3], 10 * digits[4] + digits[5]
    return 1 <= month <= 12 and 1 <= day % 60 <= 31 and luhn_holds(digits)


def no_fnr(text: str) -> bool:
    """Skatteetaten: two check digits modulo 11."""
    digits = digits_of(text)
    if len(digits) != 11:
        return False
    first = weighted(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11
    return first == 0 and weighted(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def fi_hetu(text: str) -> bool:
    """DVV: DDMMYY, a century sign, three digits, and a letter of 31."""
    code = re.sub(r"\s", "", text).upper()
    if not re.fullmatch(r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]", code):
        return False
    return "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(code[:6] + code[7:10]) % 31] == code[10]


def is_kennitala(text: str) -> bool:
    """Þjóðskrá: birthday (day + 40 for a firm), two digits, a check, the century."""
    digits = digits_of(text)
    if len(digits) != 10 or digits[9] not in (0, 8, 9) or not 1 <= _number(digits[2:4]) <= 12:
        return False
    return 1 <= _number(digits[:2]) % 40 <= 31 and weighted(digits, (3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def _number(digits: Sequence[int]) -> int:
    return int("".join(map(str, digits)) or "0")
