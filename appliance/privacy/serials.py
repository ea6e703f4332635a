"""A matched text → is it a number that a maker of vehicles could have given out? Named in policy files as the checksums are."""

from __future__ import annotations

import re

#: 49 CFR 565.15 (c), tables IV and V: value of each sign, weight of each place; the ninth is the check digit itself
_VALUES = {
    **{str(n): n for n in range(10)},
    **dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "12345678123457923456789"), strict=True)),
}
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def vin(text: str) -> bool:
    """ISO 3779: seventeen signs without I, O, Q; 49 CFR 565.15: the ninth is the weighted sum modulo 11, ten as X.

    Makers outside North America need not fill the ninth, so a number without it is told by the words around it alone.
    """
    code = re.sub(r"[^0-9A-Za-z]", "", text).upper()
    if len(code) != 17 or len(set(code)) == 1 or not set(code) <= set(_VALUES):
        return False
    return "0123456789X"[sum(_VALUES[sign] * weight for sign, weight in zip(code, _WEIGHTS, strict=True)) % 11] == code[8]
