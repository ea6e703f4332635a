"""Check digits of what makers number."""

from __future__ import annotations

import pytest

from appliance.privacy.checksums import CHECKSUMS


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("1M8GDM9AXKP042788", True),  # the worked example of the check digit in the trade's literature: X stands for ten
        ("1M8GDM9A1KP042788", False),  # check digit wrong
        ("1M8GDM9AXKP042787", False),  # one digit of the serial number wrong
        ("5GZCZ43D13S812715", True),  # another one, with a digit
        ("1m8gdm9axkp042788", True),
        ("1M8GDM9AXKP04278", False),  # sixteen signs
        ("1M8GDM9AXKPO42788", False),  # the letter O
        ("11111111111111111", False),  # sums up, and is nobody's
        ("WVWZZZ1JZXW000001", False),  # made in Europe, no check digit: context decides
    ],
)
def test_vehicle_identification_numbers(text, valid):
    assert CHECKSUMS["vin"](text) is valid
