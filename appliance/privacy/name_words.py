"""A text → its capitalised sequences, each word with the kind that closed classes and the dictionary give it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

import regex

from appliance.privacy.lexicon import (
    CALENDAR,
    FOREIGN,
    GIVEN_WORDS,
    GREETINGS,
    ORGANISATIONS,
    PARTICLES,
    PLACES,
    ROLES,
    THINGS,
    TITLES,
    WORDS,
)  # fmt: skip

#: an Arabic article is written with a hyphen before the name: al-Mansouri, el-Sayed, ash-Sharif
WORD = r"(?:(?:al|el|an|ar|as|ash|at|ad|az|ul)-)?\p{Lu}[\p{L}\p{M}'’ʼ]*(?:[-‐–]\p{L}[\p{L}\p{M}'’]*)*"
INITIAL = r"\p{Lu}\.(?:[- ]?\p{Lu}\.)*"
PARTICLE = "(?:" + "|".join(sorted((p for p in PARTICLES if p not in ("of", "i", "e")), key=len, reverse=True)) + ")"
_TITLE = "(?i:" + "|".join(sorted(TITLES, key=len, reverse=True)) + r")\."
_PART = rf"(?:(?=\p{{Lu}}){_TITLE}|{INITIAL}(?!\p{{L}})|{WORD})"
_SEQUENCE = regex.compile(rf"(?<![\p{{L}}\p{{N}}@/_.’'-]){_PART}(?:[ \u00a0]{{1,2}}(?:{PARTICLE} ){{0,3}}{_PART}){{0,6}}")
PIECE = regex.compile(rf"{INITIAL}|[\p{{L}}\p{{M}}'’ʼ‐–-]+\.?")
_SENTENCE_START = regex.compile(r"(?:^|[.!?:\n\t|•·\"“>*])\s*$")


class Kind(Enum):
    """What a capitalised word may be."""

    UNKNOWN = "no dictionary has it"
    PROPER = "known with a capital only"
    BOTH = "a common word that is also a name"
    COMMON = "a common word"
    INITIAL = "a letter and a point"
    PARTICLE = "van, de, bin"
    TITLE = "Mr, Dr, Frau"
    PLACE = "a country or a well known town"
    ACRONYM = "short and all capitals"
    FOREIGN = "a small word of another language"
    STOP = "an organisation's word, a role, a day"


_INITIAL = regex.compile(INITIAL)
_POSSESSIVE = regex.compile(r"['’]s?$")
_ENDING = regex.compile(r"['’]s?\.?$|[-'’]+$")
_CONTRACTION = regex.compile(r"\w+'(?:m|ve|ll|re|d|t)|(?:it|he|she|that|there|here|what|who|where|let|how)'s")


@lru_cache(maxsize=50_000)
def kind(word: str) -> Kind:
    """Return what the word may be, by the closed classes first and the dictionary then."""
    bare = _POSSESSIVE.sub("", word.rstrip("."))
    lower = bare.lower()
    if word == "I" or _CONTRACTION.fullmatch(lower):
        return Kind.STOP
    if _INITIAL.fullmatch(word) or (len(bare) == 1 and bare.isupper()):
        return Kind.INITIAL
    if lower in TITLES and (bare[:1].isupper() or lower in ("dhr", "mevr")):
        return Kind.TITLE
    if word.islower() and lower in PARTICLES:
        return Kind.PARTICLE
    if lower in CALENDAR and lower not in ("april", "may", "june", "august"):
        return Kind.STOP
    if lower in ORGANISATIONS or lower in ROLES or lower in GREETINGS or lower in THINGS:
        return Kind.STOP
    if lower in FOREIGN:
        return Kind.FOREIGN
    if lower in PLACES:
        return Kind.PLACE
    if bare.isupper() and len(bare) <= 4:
        return Kind.ACRONYM
    if WORDS.common(bare):
        return Kind.BOTH if WORDS.proper(bare) or lower in GIVEN_WORDS else Kind.COMMON
    return Kind.UNKNOWN if WORDS.unknown(bare) else Kind.PROPER


NAMEISH = frozenset((Kind.UNKNOWN, Kind.PROPER, Kind.BOTH, Kind.INITIAL))
_NAMES = (Kind.UNKNOWN, Kind.PROPER, Kind.BOTH)  # tuples: an Enum's hash is slow, and these are asked for every word
_OF_NAMES = (*_NAMES, Kind.INITIAL, Kind.PARTICLE, Kind.PLACE, Kind.FOREIGN)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a candidate."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Candidate:
    """A capitalised sequence, or what is left of one."""

    words: tuple[Word, ...]
    starts_sentence: bool

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.words[-1].end

    @property
    def titled(self) -> bool:
        """Does a title stand in it, with something behind?"""
        return any(word.kind is Kind.TITLE for word in self.words[:-1])

    def overlaps(self, span: tuple[int, int]) -> bool:
        """Do they share a character?"""
        return span[0] < self.end and self.start < span[1]

    def has(self, *kinds: Kind) -> bool:
        """Is a word of one of these kinds among them?"""
        for word in self.words:  # noqa: SIM110  -- asked many times for every word of a text; a generator costs twice as much
            if word.kind in kinds:
                return True
        return False

    def names(self) -> int:
        """How many words could be a name's?"""
        return len([word for word in self.words if word.kind in _NAMES])

    def after_title(self) -> Candidate | None:
        """The name behind the last title: at least one word, whatever it is, then as long as words look like a name's."""
        at = max(n for n, word in enumerate(self.words[:-1]) if word.kind is Kind.TITLE)
        words = list(self.words[at + 1 :])
        first = next((n for n, word in enumerate(words) if word.kind not in (Kind.PARTICLE, Kind.INITIAL)), None)
        if first is None or words[first].kind is Kind.STOP:
            return None
        end = first + 1
        while end < len(words) and words[end].kind in (*NAMEISH, Kind.PARTICLE, Kind.PLACE, Kind.COMMON, Kind.FOREIGN):
            end += 1
        while end > first + 1 and words[end - 1].kind is Kind.FOREIGN:  # before a name only: VAN DER BERG
            end -= 1
        return self._cut(words[:end])

    def core(self, *, inner_common: bool) -> Candidate | None:
        """The longest run of words that a name may have, without particles at its ends.

        With `inner_common`, common words count too (Juniper, Stone), unless they open a sentence.
        """
        allowed = (*_OF_NAMES, Kind.COMMON) if inner_common else _OF_NAMES
        if self.words[-1].kind is Kind.STOP and len(self.words) > 1:
            return None
        best: list[Word] = []
        run: list[Word] = []
        for n, word in enumerate(self.words):
            opens = n == 0 and self.starts_sentence and word.kind is Kind.COMMON and len(self.words) > 1 and not inner_common
            if word.kind in allowed and not opens:
                run.append(word)
                best = run if len(run) > len(best) or run is best else best
            else:
                run = []
        return self._cut(best)

    def common_then_unknown(self) -> bool:
        """Is it a common word or two with an unknown one behind: Juniper Eccleshall?"""
        return len(self.words) in (2, 3) and self.words[-1].kind is Kind.UNKNOWN and not self.has(Kind.PLACE, Kind.ACRONYM)

    def _cut(self, words: list[Word]) -> Candidate | None:
        while words and words[-1].kind is Kind.PARTICLE:
            words = words[:-1]
        while words and words[0].kind is Kind.PARTICLE and len(words) > 1 and words[0].start == self.start:
            words = words[1:]
        if not any(word.kind not in (Kind.PARTICLE, Kind.INITIAL) for word in words):
            return None
        return Candidate(tuple(words), self.starts_sentence and words[0].start == self.words[0].start)


NOTHING = "¤"  # what stands in place of an inert stand-in: neither a letter nor a blank


def candidates(text: str) -> Iterator[Candidate]:
    """Yield every capitalised sequence."""
    for hit in _SEQUENCE.finditer(text):
        words = []
        for piece in PIECE.finditer(hit[0]):
            found, length = _kind_and_length(piece[0])
            start = hit.start() + piece.start()
            words.append(Word(start, start + length, found))
        if words:
            yield Candidate(tuple(words), opens_sentence(text, hit.start()))


def opens_sentence(text: str, start: int) -> bool:
    """Does a sentence, a line or a quotation begin there?"""
    return not start or bool(_SENTENCE_START.search(text, max(0, start - 6), start))


@lru_cache(maxsize=50_000)
def _kind_and_length(word: str) -> tuple[Kind, int]:
    """What the word may be, and how much of it is the word: without a possessive or a point."""
    found = kind(word)
    bare = _ENDING.sub("", word)
    if found is not Kind.INITIAL and found is not Kind.TITLE:
        bare = bare.rstrip(".")
    return found, max(1, len(bare))


SHORT_LINE = 120  # characters
_SMALL_WORD = regex.compile(r"(?<!\p{L})\p{Ll}{3,}(?!\p{L})")


@lru_cache(maxsize=64)
def is_foreign(passage: str) -> bool:
    """Does the English dictionary lack most of the small words? spaCy's English model sees names everywhere there."""
    small = _SMALL_WORD.findall(passage)
    return len(small) > 7 and sum(not WORDS.common(word) and not WORDS.proper(word) for word in small) > 0.5 * len(small)


def passage_at(text: str, position: int) -> str:
    """Return the line around a position, and where that is short, what stands around it."""
    line = line_at(text, position)
    if len(line) > SHORT_LINE:
        return line
    start = position - position % SHORT_LINE  # the same passage for all positions near, so that it is judged once
    return text[max(0, start - 4 * SHORT_LINE) : start + 6 * SHORT_LINE]


def line_at(text: str, position: int) -> str:
    """Return the line around a position."""
    end = text.find("\n", position)
    return text[text.rfind("\n", 0, position) + 1 : end if end >= 0 else len(text)]
