"""A text → the view of it that the name model reads best, as long as before, so that every offset holds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import regex

from appliance.privacy.lexicon import ROLES, WORDS
from appliance.privacy.name_words import NOTHING

ODD_SHARE = 3  # at most one in so many small words may be odd
SHORTEST_ODD = 3  # letters
LONG_TOKEN = regex.compile(r"\S{150,}")  # no name; the model's tokenizer takes quadratic time over one
_MARKS = str.maketrans(dict.fromkeys("|\t", "\n") | dict.fromkeys("#*_`>‹›", " ") | {"\u00a0": " ", "’": "'"})
_LETTERS = regex.compile(r"[\p{L}'’]{2,}")
_CAPITALS = regex.compile(r"\p{Lu}{2}[\p{Lu}'’-]*")
_MIDDLE = regex.compile(r"(?<=\p{Lu}[\p{L}'-]+ )\p{Ll}(?=\.? \p{Lu})")
_SMALL = regex.compile(r"(?<![\w@.:/\\-])\p{Ll}[\p{L}'’]+(?![\w@/\\]|\.\w)")


def view(text: str) -> str:
    """Return the text as the model reads it best, as long as before.

    Table cells become lines, marks of emphasis blanks. Lines all in capitals are recased, and unknown words of lines without any.
    """
    plain = LONG_TOKEN.sub(lambda found: " " * len(found[0]), text.translate(_MARKS))
    return "\n".join(_recased(line) for line in plain.split("\n"))


def in_small_letters(view: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that have a word in small letters that no dictionary has so, with those raised; and where each begins.

    They are read a second time, beside the view: "not to jane doe, said priya". Lines that are all odd are another language.
    """
    start = 0
    for line in view.split("\n"):
        words = _SMALL.findall(line)
        odd = sum(map(_is_odd, words))
        if odd and odd * ODD_SHARE <= len(words) and NOTHING not in line:
            yield start, _SMALL.sub(lambda found: _capital(found[0]) if _is_odd(found[0]) else found[0], line)
        start += len(line) + 1


@lru_cache(maxsize=50_000)
def _is_odd(word: str) -> bool:
    return len(word) >= SHORTEST_ODD and not WORDS.common(word)


def _recased(line: str) -> str:
    letters = _LETTERS.findall(line)
    if len(letters) > 1 and line.isupper() and NOTHING not in line:
        return _LETTERS.sub(lambda found: _lowered(found[0]) if found[0].lower() not in ROLES else found[0].lower(), line)
    if letters and line.islower() and NOTHING not in line:
        raised = _SMALL.sub(lambda found: found[0] if WORDS.common(found[0]) else _capital(found[0]), line)
        return _MIDDLE.sub(lambda found: found[0].upper(), raised)
    return _CAPITALS.sub(_title_cased, line)


def _lowered(word: str) -> str:
    return word[0] + word[1:].lower() if len(word.lower()) == len(word) else word


def _capital(word: str) -> str:
    return word[0].upper() + word[1:] if len(word[0].upper()) == 1 else word


def _title_cased(found: regex.Match[str]) -> str:
    """`ACHEBE-STONE Emeka`: a long word in capitals that no dictionary has is a surname."""
    word = found[0]
    return word.title().replace("'S", "'s") if len(word) > 4 and WORDS.unknown(word) and len(word.title()) == len(word) else word
