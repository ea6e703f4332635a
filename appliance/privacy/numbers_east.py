"""National numbers of Central, Eastern and South-Eastern Europe → could the authority have given it out?

Each function names its authority; the letters in front are the country. Separators are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from appliance.privacy.check_digits import compact, digits_of, icao_check, is_date, is_day, luhn_holds, mod_11_10_holds, weighted


def pl_pesel(text: str) -> bool:
    """Eleven digits: a date with the century in the month, weights 1-3-7-9."""
    digits = digits_of(text)
    if len(digits) != 11:
        return False
    year, month, day = (10 * digits[i] + digits[i + 1] for i in (0, 2, 4))
    century = {0: 1900, 1: 2000, 2: 2100, 3: 2200, 4: 1800}[month // 20]
    check = weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10
    return check == 0 and is_date(century + year, month % 20, day)


def pl_nip(text: str) -> bool:
    """Ministerstwo Finansów: ten digits, modulo 11."""
    digits = digits_of(text)
    return len(digits) == 10 and any(digits) and weighted(digits, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == digits[9]


def pl_id_card(text: str) -> bool:
    """MSWiA, dowód osobisty: three letters and six digits, weights 7-3-1, the first digit checks."""
    code = compact(text)
    if not re.fullmatch(r"[A-Z]{3}\d{6}", code):
        return False
    return icao_check(code[:3] + code[4:]) == int(code[3])


def cz_rodne_cislo(text: str) -> bool:
    """Czech act 133/2000 and Slovak act 301/1995: YYMMDD (month + 50 for women, + 20 when full), ten digits divisible by 11."""
    digits = digits_of(text)
    month = _number(digits[2:4]) % 50
    plausible = len(digits) in (9, 10) and 1 <= (month - 20 if month > 20 else month) <= 12 and 1 <= _number(digits[4:6]) <= 31
    if not plausible or len(digits) == 9:  # until 1953 without a check digit
        return plausible and _number(digits[:2]) < 54 and any(digits[6:])
    number = _number(digits)
    return number % 11 == 0 or (number // 10 % 11 == 10 and digits[9] == 0)


def gr_amka(text: str) -> bool:
    """ΗΔΙΚΑ: birthday, four digits, Luhn."""
    digits = digits_of(text)
    return len(digits) == 11 and is_day(digits[:6]) and luhn_holds(digits)


def ro_cnp(text: str) -> bool:
    """Legea 105/1996: sex and century, birthday, county, serial; weights 279146358279."""
    digits = digits_of(text)
    if len(digits) != 13 or not digits[0] or not 1 <= _number(digits[3:5]) <= 12 or not 1 <= _number(digits[5:7]) <= 31:
        return False
    rest = weighted(digits[:12], digits_of("279146358279")) % 11
    return (1 if rest == 10 else rest) == digits[12]


def hu_taj(text: str) -> bool:
    """Act LXXXIII of 1997: nine digits, weights 3-7."""
    digits = digits_of(text)
    return len(digits) == 9 and any(digits) and weighted(digits[:8], (3, 7) * 4) % 10 == digits[8]


def bg_egn(text: str) -> bool:
    """GRAO: YYMMDD (month + 20 or + 40 by century), three digits, modulo 11."""
    digits = digits_of(text)
    if len(digits) != 10 or not 1 <= _number(digits[2:4]) % 20 <= 12 or not 1 <= _number(digits[4:6]) <= 31:
        return False
    return weighted(digits[:9], (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10 == digits[9]


def hr_oib(text: str) -> bool:
    """Porezna uprava: eleven digits, ISO 7064 mod 11,10."""
    digits = digits_of(text)
    return len(digits) == 11 and mod_11_10_holds(digits)


def jmbg(text: str) -> bool:
    """EMŠO of Slovenia, JMBG of its neighbours: DDMMYYY, region, serial; weights 7 to 2, twice."""
    digits = digits_of(text)
    if len(digits) != 13 or not 1 <= _number(digits[2:4]) <= 12 or not 1 <= _number(digits[:2]) <= 31:
        return False
    return (11 - weighted(digits[:12], (7, 6, 5, 4, 3, 2) * 2) % 11) % 11 == digits[12]


def baltic_code(text: str) -> bool:
    """Isikukood and asmens kodas (EVS 585): century and sex, birthday, three digits; two rounds of weights modulo 11."""
    digits = digits_of(text)
    if len(digits) != 11 or not 1 <= digits[0] <= 8 or not 1 <= _number(digits[3:5]) <= 12 or not 1 <= _number(digits[5:7]) <= 31:
        return False
    rest = weighted(digits[:10], (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    if rest == 10:
        rest = weighted(digits[:10], (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11 % 10
    return rest == digits[10]


def lv_personas_kods(text: str) -> bool:
    """PMLP: birthday, century, serial and check; since July 2017 a number from 32, without either."""
    digits = digits_of(text)
    if len(digits) != 11 or digits[:2] == [3, 2]:
        return len(digits) == 11
    rest = (1 + weighted(digits[:10], (10, 5, 8, 4, 2, 1, 6, 3, 7, 9))) % 11 % 10
    return is_day(digits[:6]) and digits[6] <= 2 and rest == digits[10]


def _number(digits: Sequence[int]) -> int:
    return int("".join(map(str, digits)) or "0")
