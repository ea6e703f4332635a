"""The arithmetic that check digits share: weights, Luhn, Verhoeff, ISO 7064, dates inside numbers. Pure functions."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from datetime import date

LETTERS = string.digits + string.ascii_uppercase  # A is 10, as in ISO 7064 and ICAO 9303
_TWICE = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)  # cross sum of the double
#: Verhoeff 1969: the group D5 as a table, and its permutation
_D5 = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_PERMUTED = ("0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258")


def digits_of(text: str) -> list[int]:
    """Return the ASCII digits of a text as numbers."""
    return [int(c) for c in text if c in string.digits]


def compact(text: str) -> str:
    """Return letters and digits alone, in capitals."""
    return re.sub(r"[^0-9A-Za-z]", "", text).upper()


def weighted(digits: Sequence[int], weights: Sequence[int]) -> int:
    """Return the sum of products; the shorter of the two decides the length."""
    return sum(d * w for d, w in zip(digits, weights, strict=False))


def is_date(year: int, month: int, day: int) -> bool:
    """Is there such a day?"""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def is_day(digits: Sequence[int]) -> bool:
    """Do six digits tell a day of some century, as DDMMYY?"""
    day, month, year = (10 * digits[i] + digits[i + 1] for i in (0, 2, 4))
    return is_date(2000 + year, month, day) or is_date(1900 + year, month, day)


def luhn_holds(digits: Sequence[int]) -> bool:
    """ISO 7812-1, annex B."""
    turned = digits[::-1]
    return (sum(turned[::2]) + sum(_TWICE[d] for d in turned[1::2])) % 10 == 0


def verhoeff_holds(digits: Sequence[int]) -> bool:
    """J. Verhoeff, Error Detecting Decimal Codes, 1969."""
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = int(_D5[check][int(_PERMUTED[place % 8][digit])])
    return check == 0


def mod_11_10_holds(digits: Sequence[int]) -> bool:
    """ISO 7064, hybrid system MOD 11,10."""
    product = 10
    for digit in digits[:-1]:
        product = ((digit + product) % 10 or 10) * 2 % 11
    return (product + digits[-1]) % 10 == 1


def icao_check(code: str) -> int:
    """ICAO 9303, part 3: weights 7-3-1, letters from 10."""
    return sum(LETTERS.index(c) * (7, 3, 1)[n % 3] for n, c in enumerate(code)) % 10


def cross_sum(products: Sequence[int]) -> int:
    """Return the sum of the digits of all."""
    return sum(sum(divmod(one, 10)) for one in products)
