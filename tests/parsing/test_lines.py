"""Cut words and glued addresses."""

from __future__ import annotations

import pytest

from appliance.parsing.lines import HYPHEN, Line, joined, mended, vocabulary


@pytest.mark.parametrize(
    ("text", "elsewhere", "whole"),
    [
        (f"infor{HYPHEN}mation", "information", "information"),
        (f"half{HYPHEN}past two", "half-past one", "half-past two"),
        (f"half{HYPHEN}past two", "no hint, and no other cut word " * 9, "half-past two"),
        (f"the adip{HYPHEN}iscing rhon{HYPHEN}cus tris{HYPHEN}tique", "few", "the adipiscing rhoncus tristique"),
        (f"Pell{HYPHEN}Ashdown", f"adip{HYPHEN}iscing rhon{HYPHEN}cus", "Pell-Ashdown"),  # a name keeps its hyphen
        (f"55{HYPHEN}0917", "few", "55-0917"),
        (f"a dash {HYPHEN}", "few", "a dash -"),
    ],
)
def test_a_cut_word_is_put_together(text: str, elsewhere: str, whole: str) -> None:
    assert mended(text, vocabulary([text, elsewhere])) == whole


def test_an_address_cut_at_its_dot_is_put_together() -> None:
    lines = [
        Line("write to (jane", 0, 100, 90, 90, 10, 20),
        Line(".roe@example", 0, 98, 80, 80, 10, 60),
        Line(".net).", 0, 20, 70, 70, 10, 20),
    ]
    assert joined(lines) == ["write to (jane.roe@example.net)."]


def test_lines_without_a_place_stay_lines() -> None:
    assert joined([Line("one"), Line("two")]) == ["one", "two"]
