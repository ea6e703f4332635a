"""The persons of one document: a name found once is looked for everywhere else in it, and every form leads to one person.

Forms: full name, `Last, First`, surname alone, initial and surname, first name alone if no dictionary has it as a
common word. A short form that fits two persons belongs to neither: it gets a stand-in of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import regex

from appliance.privacy import name_code, name_words, stand_ins
from appliance.privacy.lexicon import FORM_WORDS, PARTICLES, WORDS
from appliance.privacy.name_words import Kind
from appliance.privacy.spans import Span

_TOKEN = regex.compile(r"[\p{L}\p{M}][\p{L}\p{M}'’ʼ]*(?:[-‐–][\p{L}\p{M}'’]+)*")
_GAP = regex.compile(r"[ \u00a0_,.]{0,2}\n?[> ]{0,2}")  # between the words of one name, a line break in it included
_POSSESSIVE = regex.compile(r"['’]s?$")
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}  # as they are typed without (DIN 5007-2; Danish, Norwegian)
SHORTEST = 3  # letters of a name that is looked for on its own


class Roll:
    """The names found in a document so far, as folded words."""

    def __init__(self, names: Sequence[str]) -> None:
        self._forms: dict[str, set[tuple[str, ...]]] = {}
        self._of_whole: set[str] = set()  # single words of names of several: those are no chance findings
        for name in names:
            for form in _forms(name):
                self._forms.setdefault(form[0], set()).add(form)
                if len(form) == 1 and len(name.split()) > 1 and not name.islower():
                    self._of_whole.add(form[0])

    def find(self, text: str) -> Iterator[Span]:
        """Yield every place where a form of one of the names stands."""
        if not self._forms:
            return
        tokens = list(_TOKEN.finditer(text))
        at = 0
        while at < len(tokens):
            length = self._longest(text, tokens, at)
            if length:
                last = tokens[at + length - 1]
                end = last.end() - len(last[0]) + len(_POSSESSIVE.sub("", last[0]))
                yield Span(tokens[at].start(), end, "PERSON", 0.75, "named elsewhere")
            at += max(length, 1)

    def _longest(self, text: str, tokens: Sequence[regex.Match[str]], at: int) -> int:
        forms = self._forms.get(_folded(tokens[at][0]), ())
        best = 0
        for form in forms:
            words = tokens[at : at + len(form)]
            if len(form) > best and len(words) == len(form) and all(_folded(w[0]) == f for w, f in zip(words, form, strict=True)):
                gaps = [text[a.end() : b.start()] for a, b in pairwise(words)]
                if all(_GAP.fullmatch(gap) for gap in gaps) and self._plausible(form, words[0], text):
                    best = len(form)
        return best

    def _plausible(self, form: tuple[str, ...], first: regex.Match[str], text: str) -> bool:
        """A word alone in lower case is one if no dictionary has it, and it is part of a whole name or all its line is small."""
        if len(form) > 1:
            return True
        whole = form[0] in self._of_whole
        if name_code.is_camel(first[0]) if whole else name_code.is_code(text, first.start(), first.end()):
            return False
        if first[0][0].isupper():
            return True
        small = whole or name_words.line_at(text, first.start()).islower()
        return small and WORDS.unknown(first[0])


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    return stand_ins.fold(word)


def _forms(name: str) -> Iterator[tuple[str, ...]]:
    words = tuple(word for word in stand_ins.person(name).split() if word.upper() not in FORM_WORDS)
    full = [word for word in words if len(word) > 1]
    if not full:
        return
    surname = _surname(words)
    if len(words) > 1:
        yield words
        yield (*surname, *words[: len(words) - len(surname)])
        yield surname
        if len(surname) > 1:
            yield surname[-1:]
    kinds = {word: name_words.kind(word[:1].upper() + word[1:]) for word in {words[0], words[-1]}}
    for word, found in kinds.items():
        if len(word) >= SHORTEST and (found in (Kind.UNKNOWN, Kind.PROPER) or (word == words[-1] and found is Kind.BOTH)):
            yield (word,)


def _surname(words: tuple[str, ...]) -> tuple[str, ...]:
    """The last word, with the particles before it."""
    start = len(words) - 1
    while start > 1 and words[start - 1] in PARTICLES:
        start -= 1
    return words[start:]


@dataclass(frozen=True, slots=True)
class Person:
    """The fullest form of a name in a document, and the other forms seen."""

    value: str
    aliases: tuple[str, ...]


def grouped(names: Sequence[str]) -> Mapping[str, Person]:
    """Return each name as found → its person. A name of two whole words or more stands for itself."""
    heads: dict[str, str] = {}  # as written → first seen
    for name in names:
        words = stand_ins.person(name).split()
        if sum(len(word) > 1 and word not in PARTICLES for word in words) > 1:
            heads.setdefault(stand_ins.written(name), name)
    belongs = {name: _head(name, heads) for name in dict.fromkeys(names)}
    people: dict[str, Person] = {}
    for value in dict.fromkeys(belongs.values()):
        seen = [name for name, head in belongs.items() if head == value and name != value]
        people[value] = Person(value, tuple(dict.fromkeys((*seen, *_aliases(value)))))
    return {name: people[head] for name, head in belongs.items()}


def _head(name: str, heads: Mapping[str, str]) -> str:
    if (written := stand_ins.written(name)) in heads:
        return heads[written]
    if name.startswith("M. "):  # Monsieur, or an initial: in doubt somebody else
        return name
    short = stand_ins.person(name).split()
    whole = {stand_ins.person(value): value for value in reversed([*heads.values()])}
    fitting = [value for full, value in whole.items() if _fits(short, full.split())]
    return fitting[0] if len(fitting) == 1 else name


def _fits(short: Sequence[str], full: Sequence[str]) -> bool:
    """Are the short form's words, initials allowed, found in the full one in this order?"""
    rest = iter(full)
    return all(any(word == other or (len(word) == 1 and other.startswith(word)) for other in rest) for word in short)


def _aliases(value: str) -> Iterator[str]:
    """Forms by which somebody may ask: without those that are common words, unless they are the surname."""
    words = tuple(stand_ins.person(value).split())
    surname = " ".join(_surname(words))
    yield surname
    if len(words) > 1:
        first = words[0]
        yield f"{first} {surname}"
        yield f"{first[0]} {surname}"
        yield f"{first} {_surname(words)[-1][0]}"
        yield f"{surname} {first}"
        for middle in words[1 : len(words) - len(_surname(words))]:  # the first of two Spanish surnames, a name gone by
            if middle not in PARTICLES and len(middle) >= SHORTEST and not WORDS.common(middle):
                yield from (middle, f"{first} {middle}")
        if not WORDS.common(first) and len(first) >= SHORTEST:
            yield first
    if (written := "".join(_UMLAUTS.get(letter, letter) for letter in value.lower())) != value.lower():
        yield written
        yield written.split()[-1]
