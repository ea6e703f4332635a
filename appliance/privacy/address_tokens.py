"""A line's words as an address reads them: house numbers, names, street types, particles.

The numbers a street may have (12, 12a, 221 B, 12-14, 3/5, 12 bis) are told from times, prices, dates and versions here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from appliance.privacy import address_words as words

DIGITS = re.compile(r"\d+")
NUMBER = re.compile(
    r"\d{1,5}(?:(?: bis| ter| quater)\b|[A-Za-z](?!\w|['’]\w)| [A-Z](?![\w'’.]| \d)| [a-h](?=,|\n|$))?"
    r"(?:(?:[-–](?:\d{1,4}|I{1,3}|IV|hs|huis)| [-–] \d{1,3}|/\d{1,4}(?:/\d{1,2})?|/(?=[A-Za-z]))[A-Za-z]?(?!\w))?(?: 1/2)?"
    r"(?![\w%°€£$²]|[.,:/-]\d|['’\"]\d| ?[%°€£$])"
)
WORD = re.compile(r"[^\s,;:|()\[\]<>\"“”„!?=·•]+")
ORDINAL = re.compile(r"(?i)\d{1,3}(?:st|nd|rd|th|er|e|º|ª)|\d{1,2}")
_COMMA_NUMBER = re.compile(r", ?(?:\d|[sS]/[nN])")
_YEAR = re.compile(r"(?:1[89]|20)\d\d(?:[-–]\d{2,4})?")
_ROMAN = re.compile(r"[IVX]{1,5}\.?")
_NO_NUMBER_BEFORE = re.compile(r"(?:[\w£$€#%+:/'’-]|\d[.,]|[£$€] )\Z")
#: "5 May 2020", "5 May."; but "5 May Drive"
_DATED = re.compile(rf"(?i:[. ]{{1,2}}(?:{'|'.join(sorted(words.MONTHS))})(?!\w))(?!\.? [^\W\d_a-z]|\.? \d{{1,3}}(?!\d))")
LONGEST_ABBREVIATION = 4  # letters, its stop aside
LONGEST_RUN = 7  # words of a street's name


@dataclass(frozen=True, slots=True)
class Token:
    """A word, where it stands, and its lower case without the stop of an abbreviation."""

    start: int
    end: int
    word: str
    low: str

    @classmethod
    def of(cls, hit: re.Match[str]) -> Token:
        """The token that a match found."""
        return cls(hit.start(), hit.end(), hit[0], hit[0].lower().rstrip("."))

    @property
    def is_name(self) -> bool:
        """Can it be a word of a name: a capital, or an article run into one?"""
        word = self.word
        if word[0].isupper() or word[0] == "∆":
            return self.low not in words.STOPS or (len(word) == 1 and word != "I")
        if word[0] in "'’":
            return len(word) > 2
        return len(word) > 2 and word[1] in "'’" and word[2].isalpha() and (word[2].isupper() or word[0] in "dl")

    @property
    def is_type(self) -> bool:
        """Is it a street type by itself, in whatever language?"""
        return self.is_first or self.is_last or self.low in words.LAST_WEAK

    @property
    def is_first(self) -> bool:
        """Is it a type that stands before the name?"""
        return self.low in words.FIRST or self.word.lower() in words.FIRST

    @property
    def is_last(self) -> bool:
        """Is it a type that stands behind the name?"""
        if len(self.low) == 1 and self.word[0].isupper():  # an initial: "Guido U."
            return False
        return self.low in words.LAST or self.word.lower() in words.LAST

    @property
    def is_roman(self) -> bool:
        """Is it a Roman numeral: `Cesta XV 7`?"""
        return _ROMAN.fullmatch(self.word) is not None

    @property
    def is_noun(self) -> bool:
        """Is it a lower-case word that is neither type nor particle?"""
        return self.word.isalpha() and not (self.is_name or self.is_type or self.low in words.PARTICLES or self.word == "I")

    @property
    def stops(self) -> bool:
        """Does a sentence end with it?"""
        return self.word.endswith(".") and len(self.low) > LONGEST_ABBREVIATION and not (self.is_type or self.low.endswith("str"))

    def ends_like(self, suffixes: tuple[str, ...]) -> bool:
        """Is it a compound with one of the types: `Hauptstraße`?"""
        return self.low.endswith(suffixes) and len(self.low) > LONGEST_ABBREVIATION + 1 and self.low not in words.NO_STREETS


def number_at(text: str, position: int) -> re.Match[str] | None:
    """The house number that starts at the position, if the digits there can be one."""
    if _NO_NUMBER_BEFORE.search(text, max(0, position - 3), position):
        return None
    number = NUMBER.match(text, position)
    if number is None or _DATED.match(text, number.end()):
        return None
    apart = " - " in number[0] and text[max(0, position - 2) : position].strip().isdigit()  # the end of a telephone number
    return None if apart else number


def is_years(number: str) -> bool:
    """1998-2003: no house has such a number."""
    return len(number) > 4 and is_year(number)


def is_year(number: str) -> bool:
    """1998, 2004-2006: a house may have such a number, but rarely."""
    return _YEAR.fullmatch(number) is not None


def run_end(text: str, at: int, *, commas: bool = False) -> int:
    """Where the words and numbers that can be a street end; over commas too, for a field that is known to hold an address."""
    end, number = at, False
    for _ in range(LONGEST_RUN * (3 if commas else 1)):
        comma = text.startswith(",", at) and (commas or number or _COMMA_NUMBER.match(text, at) is not None)
        hit = WORD.match(text, at + comma + text.startswith(" ", at + comma))
        if hit is None or text.startswith(":", hit.end()) or not _fits(token := Token.of(hit), commas=commas):
            break
        at, number = hit.end(), token.word[0].isdigit()
        if token.low not in words.PARTICLES or token.is_type:
            end = at
        if token.word.endswith(".") and len(token.low) > LONGEST_ABBREVIATION:
            return at - 1
    return end


def _fits(token: Token, *, commas: bool) -> bool:
    if NUMBER.fullmatch(token.word.rstrip(".")) or ORDINAL.fullmatch(token.word) or token.low == "s/n":
        return True
    return token.is_name or token.is_type or token.low in words.PARTICLES or (commas and token.low in words.UNIT_START)
