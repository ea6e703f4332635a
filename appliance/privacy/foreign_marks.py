"""What marks a name on a page in another language: a title, a role, a greeting, a closing, the column of a table → spans.

Sources: the courtesies of letters and the parts of forms in these languages; nothing here knows a document.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from appliance.privacy.foreign_words import CLOSINGS, COLUMNS, GREETINGS, ROLES, TITLES
from appliance.privacy.name_words import PARTICLE, WORD
from appliance.privacy.patterns import Surroundings
from appliance.privacy.spans import Span

MARKED = "title and name"
_MORE = rf"(?:[ \u00a0](?:(?:{PARTICLE} ){{0,3}}{WORD}|\p{{Lu}}\.))"
_NAME = rf"(?:{PARTICLE} ){{0,3}}{WORD}{_MORE}{{0,3}}"
_WHOLE_NAME = rf"(?:{PARTICLE} ){{0,3}}{WORD}{_MORE}{{1,3}}"
_GREETED = regex.compile(rf"(?m)^[>* ]*(?:{'|'.join(GREETINGS)}) ({_NAME})(?= ?[,:!]?[ \t]*$| ?[,:!])")
_SIGNED = regex.compile(rf"(?m)^[>* ]*(?i:{'|'.join(CLOSINGS)})[ ,.!*]*\n{{1,3}}[>* ]*({_NAME})[ \t]*$")
_COLUMN = regex.compile(rf"(?i)(?:{'|'.join(COLUMNS)})")
_CELL = regex.compile(rf"[ |*]*({_NAME})[ |*]*")


def marked(around: Surroundings, language: str) -> Iterator[Span]:
    """Yield names that something around them calls names; words of papers at their ends are still to be cut."""
    for pattern in (_GREETED, _SIGNED, *_before(language)):
        for hit in pattern.finditer(around.text):
            yield Span(*hit.span(1), "PERSON", 0.9, MARKED)
    for cell in around.layout.cells:
        name = _CELL.fullmatch(around.text, cell.start, cell.end) if _COLUMN.fullmatch(cell.header) else None
        if name is not None:
            yield Span(*name.span(1), "PERSON", 0.9, MARKED)


@cache
def _before(language: str) -> tuple[regex.Pattern[str], ...]:
    """A title takes a surname alone, a role a whole name: "Herr Klein", "der Zeuge Martin Klein"."""
    title, role = _any(TITLES.get(language, "")), _any(ROLES.get(language, ""))
    start = r"(?<![\p{L}\p{N}@.-])"
    return (
        *([regex.compile(rf"{start}(?:{title})\.?[ \u00a0](?:(?:{title})\.?[ \u00a0])?({_NAME})")] if title else []),
        *([regex.compile(rf"{start}(?:{role})[ \u00a0]({_WHOLE_NAME})")] if role else []),
    )


def _any(words: str) -> str:
    return "|".join(f"[{word[0]}{word[0].upper()}]{word[1:]}" for word in words.split())
