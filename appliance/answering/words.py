"""Text → the words that carry meaning, as stems; a stand-in is one word, a number or code is taken as it stands."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Protocol

STAND_IN = re.compile(r"<[A-Z][A-Z0-9_]*>")
#: a stand-in, a number with its inner signs (7.8, 02:30, 1,340, 12-34), or a run of letters and digits
WORD = re.compile(r"<[A-Z][A-Z0-9_]*>|\d+(?:[.,:/-]\d+)*|[^\W_]+(?:['’][^\W\d_]+)?")

#: function words, and the words that questions are made of
STOP = frozenset(
    "a about after again all also am an and any are as at be because been before being but by can could did do does doing down "
    "each for from further had has have having he her here hers him his how i if in into is it its itself just may me might more "
    "most must my no nor not now of off on once only or other our out over own please same shall she should so some such tell "
    "than that the their them then there these they this those through to too under until up us very was we were what when where "
    "which while who whom whose why will with within would you your".split()
)

#: small numbers are written either way (Chicago Manual of Style 9.2: spelled out up to one hundred)
NUMBERS = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split()
    )
} | {word: str(10 * value) for value, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), 3)}


def content_words(text: str) -> list[str]:
    """Return the stems of the words that are no function words, in order, repeats kept."""
    return [stem(word) for word in WORD.findall(text) if word.lower() not in STOP]


@functools.lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the form by which two words count as one: `Agreements`, `agreement's` → `agreement`; `twelve`, `12`."""
    if word.startswith("<"):
        return word
    folded = unicodedata.normalize("NFKD", word.replace("’", "'")).lower()
    folded = "".join(letter for letter in folded if not unicodedata.combining(letter))
    folded = re.sub(r"'s?$", "", folded)
    if folded[0].isdigit():
        return number(folded)
    return NUMBERS.get(folded) or str(_stemmer().stemWord(folded))


def number(word: str) -> str:
    """Return a number without the commas that group its digits."""
    return re.sub(r",(?=\d{3}(?:\D|$))", "", word)


@functools.cache
def _stemmer() -> _Stemmer:
    import snowballstemmer

    stemmer: _Stemmer = snowballstemmer.stemmer("english")
    return stemmer


class _Stemmer(Protocol):  # what we use of snowballstemmer, which has no types
    def stemWord(self, word: str) -> str: ...
