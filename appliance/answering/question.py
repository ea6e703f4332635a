"""A question → what kind of thing would answer it, and whether a sentence holds such a thing."""

from __future__ import annotations

import re
from typing import Literal

from appliance.answering.words import NUMBERS, WORD, stem

Kind = Literal["person", "time", "number", "money", "list", "open"]

_MONTHS = "january february march april may june july august september october november december"
_DAYS = "monday tuesday wednesday thursday friday saturday sunday"
_ASKS_FOR_LIST = r"^\W*(?:please\s+)?(?:list|summari[sz]e|compare)\b|\b(?:a list of|a summary|an overview)\b"
_ASKS_FOR_MONEY = (
    r"\bhow much (?:money|(?:does|do|did) .* (?:cost|pay|earn)|(?:is|was|are|were) .* paid)"
    r"|\b(?:price|cost|fee|salary|budget|sum|amount)\b"
)
_ASKS_FOR_NUMBER = (
    r"\bhow (?:many|much|far|high|large|big|old|tall|warm|cold|hot|heavy|fast)\b"
    r"|\b(?:what|which) (?:number|percentage|share|score|temperature|distance|proportion|fraction|rate)\b"
)
_ASKS_FOR_TIME = (
    r"\b(?:when|how (?:long|often|soon|late|early|quickly)|what (?:day|date|year|time)|which (?:day|date|year)"
    r"|(?:what|which) (?:century|decade|month))\b"
)
_ASKS_FOR_PERSON = r"\b(?:who|whom|whose)\b"
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("list", re.compile(_ASKS_FOR_LIST, re.I)),
    ("money", re.compile(_ASKS_FOR_MONEY, re.I)),
    ("number", re.compile(_ASKS_FOR_NUMBER, re.I)),
    ("time", re.compile(_ASKS_FOR_TIME, re.I)),
    ("person", re.compile(_ASKS_FOR_PERSON, re.I)),
)
_NAME = re.compile(r"<PERSON[A-Z_]*>|\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Lady)\b|\b[A-Z][\w’'-]+ (?:[A-Z]\.? )?[A-Z][\w’'-]+")
_ROLE = re.compile(
    r"\b(?:\w+(?:er|or|ist|ian|ant|ent)|nurse|chair|head|staff|team|board|department|group|police|king|queen)\b", re.I
)
_TIME = re.compile(
    rf"\b(?:{'|'.join((_MONTHS + ' ' + _DAYS).split())})s?\b"
    r"|\b(?:second|minute|hour|day|week|month|quarter|year|decade|centur(?:y|ie)|shift)s?\b"
    r"|\b(?:daily|weekly|monthly|quarterly|yearly|annual(?:ly)?|once|twice|always|never|noon|midnight|morning|evening|night"
    r"|today|spring|summer|autumn|winter|christmas|easter|immediately|at once)\b"
    r"|\b1\d{3}\b|\b20\d\d\b|\b\d{1,2}[:.]\d\d\b|\d{4}-\d\d-\d\d|<DATE[A-Z_]*>|o'clock",
    re.I,
)
_MONEY = re.compile(
    r"[£$€¥]\s?\d|\b\d[\d.,]*\s?(?:pounds?|euros?|dollars?|pence|cents?|eur|gbp|usd|million|billion|per cent|%)|\bfree\b", re.I
)
_VAGUE_NUMBERS = frozenset("half third quarter dozen hundred thousand million billion once twice none both".split())


def kind_of(question: str) -> Kind:
    """Return the kind of thing that is asked for; `open` if the words do not say."""
    return next((kind for kind, pattern in _KINDS if pattern.search(question)), "open")


def holds(kind: Kind, sentence: str, asked: frozenset[str]) -> bool:
    """Does the sentence hold a thing of that kind that the question (its stems: `asked`) does not already hold?"""
    if kind == "person":
        return bool(_NAME.search(sentence) or _ROLE.search(sentence))
    if kind == "time":
        return any(not set(map(stem, WORD.findall(match[0]))) <= asked for match in _TIME.finditer(sentence))
    if kind == "money":
        return bool(_MONEY.search(sentence)) or _new_number(sentence, asked)
    if kind == "number":
        return _new_number(sentence, asked)
    return True


def _new_number(sentence: str, asked: frozenset[str]) -> bool:
    words = WORD.findall(sentence)
    return any(
        (word[0].isdigit() or word.lower() in NUMBERS or word.lower() in _VAGUE_NUMBERS) and stem(word) not in asked
        for word in words
    )
