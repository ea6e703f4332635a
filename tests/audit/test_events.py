"""The catalogue of codes."""

from __future__ import annotations

import re
from pathlib import Path

from appliance.audit.events import MEANINGS, Event

PAGE = Path(__file__).parents[2] / "docs" / "audit.md"


def test_each_code_has_a_meaning_of_one_line():
    assert set(MEANINGS) == set(Event)
    assert all(meaning.endswith(".") and "\n" not in meaning and "|" not in meaning for meaning in MEANINGS.values())


def test_a_code_is_made_of_small_words():
    assert all(re.fullmatch(r"[a-z]+(\.[a-z]+)?", event) for event in Event)


def test_the_page_lists_every_code_with_its_meaning_and_no_other():
    section = PAGE.read_text(encoding="utf-8").partition("## Codes")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([a-z.]+)` \| (.+) \|$", section, re.MULTILINE)
    assert dict(rows) == {event.value: meaning for event, meaning in MEANINGS.items()}
