"""A text → its capitalised sequences, each word with the kind that closed classes and the dictionary give it.

The view that the name model reads is made here too: as long as the text, so that every offset holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
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
    TITLES,
    WORDS,
)  # fmt: skip

WORD = r"\p{Lu}[\p{L}\p{M}'’ʼ]*(?:[-‐–]\p{L}[\p{L}\p{M}'’]*)*"
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


_CONTRACTION = regex.compile(r"\w+'(?:m|ve|ll|re|d|t)|(?:it|he|she|that|there|here|what|who|where|let|how)'s")


@lru_cache(maxsize=50_000)
def kind(word: str) -> Kind:
    """Return what the word may be, by the closed classes first and the dictionary then."""
    bare = regex.sub(r"['’]s?$", "", word.rstrip("."))
    lower = bare.lower()
    if word == "I" or _CONTRACTION.fullmatch(lower):
        return Kind.STOP
    if regex.fullmatch(INITIAL, word) or (len(bare) == 1 and bare.isupper()):
        return Kind.INITIAL
    if lower in TITLES and (bare[:1].isupper() or lower in ("dhr", "mevr")):
        return Kind.TITLE
    if word.islower() and lower in PARTICLES:
        return Kind.PARTICLE
    if lower in CALENDAR and lower not in ("april", "may", "june", "august"):
        return Kind.STOP
    if lower in ORGANISATIONS or lower in ROLES or lower in GREETINGS:
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
        return any(word.kind in kinds for word in self.words)

    def names(self) -> int:
        """How many words could be a name's?"""
        return sum(word.kind in (Kind.UNKNOWN, Kind.PROPER, Kind.BOTH) for word in self.words)

    def after_title(self) -> Candidate | None:
        """The name behind the last title: at least one word, whatever it is, then as long as words look like a name's."""
        at = max(n for n, word in enumerate(self.words[:-1]) if word.kind is Kind.TITLE)
        words = list(self.words[at + 1 :])
        first = next((n for n, word in enumerate(words) if word.kind not in (Kind.PARTICLE, Kind.INITIAL)), None)
        if first is None or words[first].kind is Kind.STOP:
            return None
        end = first + 1
        while end < len(words) and words[end].kind in (*NAMEISH, Kind.PARTICLE, Kind.PLACE, Kind.COMMON):
            end += 1
        return self._cut(words[:end])

    def core(self, *, inner_common: bool) -> Candidate | None:
        """The longest run of words that a name may have, without particles at its ends.

        With `inner_common`, common words count too (Juniper, Stone), unless they open a sentence.
        """
        allowed = {*NAMEISH, Kind.PARTICLE, Kind.PLACE, Kind.FOREIGN} | ({Kind.COMMON} if inner_common else set())
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
        return replace(self, words=tuple(words), starts_sentence=self.starts_sentence and words[0] == self.words[0])


def view(text: str) -> str:
    """Return the text as the model reads it best, as long as before.

    Table cells become lines, marks of emphasis blanks. Lines all in capitals are recased, and unknown words of lines without any.
    """
    plain = LONG_TOKEN.sub(lambda found: " " * len(found[0]), text.translate(_MARKS))
    return "\n".join(_recased(line) for line in plain.split("\n"))


NOTHING = "¤"  # what stands in place of an inert stand-in: neither a letter nor a blank
LONG_TOKEN = regex.compile(r"\S{150,}")  # no name; the model's tokenizer takes quadratic time over one
_MARKS = str.maketrans(dict.fromkeys("|\t", "\n") | dict.fromkeys("#*_`>‹›", " ") | {"\u00a0": " ", "’": "'"})
_LETTERS = regex.compile(r"[\p{L}'’]{2,}")
_CAPITALS = regex.compile(r"\p{Lu}{2}[\p{Lu}'’-]*")
_MIDDLE = regex.compile(r"(?<=\p{Lu}[\p{L}'-]+ )\p{Ll}(?=\.? \p{Lu})")
_SMALL = regex.compile(r"(?<![\w@.:/\\-])\p{Ll}[\p{L}'’]+(?![\w@/\\]|\.\w)")


def _recased(line: str) -> str:
    letters = _LETTERS.findall(line)
    if len(letters) > 1 and line.isupper() and NOTHING not in line:
        return _LETTERS.sub(lambda found: _lowered(found[0]), line)
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


def candidates(text: str) -> Iterator[Candidate]:
    """Yield every capitalised sequence."""
    for hit in _SEQUENCE.finditer(text):
        words = tuple(_word(text, hit.start() + piece.start(), hit.start() + piece.end()) for piece in PIECE.finditer(hit[0]))
        if words:
            yield Candidate(words, bool(_SENTENCE_START.search(text[max(0, hit.start() - 6) : hit.start()])) or not hit.start())


def _word(text: str, start: int, end: int) -> Word:
    found = kind(text[start:end])
    bare = regex.sub(r"['’]s?\.?$|[-'’]+$", "", text[start:end])
    if found is not Kind.INITIAL and found is not Kind.TITLE:
        bare = bare.rstrip(".")
    return Word(start, start + max(1, len(bare)), found)


@lru_cache(maxsize=64)
def is_foreign(line: str) -> bool:
    """Does the English dictionary lack most of the line's small words? spaCy's English model sees names everywhere there."""
    small = regex.findall(r"(?<!\p{L})\p{Ll}{3,}(?!\p{L})", line)
    return len(small) > 7 and sum(not WORDS.common(word) and not WORDS.proper(word) for word in small) > 0.5 * len(small)


def line_at(text: str, position: int) -> str:
    """Return the line around a position."""
    end = text.find("\n", position)
    return text[text.rfind("\n", 0, position) + 1 : end if end >= 0 else len(text)]
