"""A pattern → what every match of it holds, so that most texts need not be searched: digits, a literal, letter beside digit.

Derived from Python's own parse of the expression, never declared: a condition is only kept where each branch keeps it,
so that a closed gate never hides a match. The danger is case: a text is compared folded, as the patterns fold it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    import sre_constants as codes
    import sre_parse as parser
else:  # the public names of these two warn of their age since Python 3.11
    from re import _constants as codes
    from re import _parser as parser

Tree = Iterable[tuple[object, object]]  # (code, argument) of each part, in order; as `re` parses an expression
Kind = Literal["digit", "letter", "other"]

MOST_LITERALS = 40  # a longer list costs as much as the search
MOST_SIGNS = 4  # of a set like [:-]
_DIGITS = re.compile(r"\d+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[^\W\d_]+")
_MIXED = re.compile(r"[^\W\d_]\d|\d[^\W\d_]")
_TELLS_LITTLE = frozenset(" .,'")  # alone; as does a single letter or digit
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, *([codes.POSSESSIVE_REPEAT] if hasattr(codes, "POSSESSIVE_REPEAT") else []))


def fold(text: str) -> str:
    """Return the text without regard to case, sign by sign: what any case-blind match takes for equal is equal here."""
    return text.lower() if text.isascii() else text.casefold().replace("i\u0307", "i")


def spoken(text: str) -> str:
    """Return names of fields as words: `employee_no` and `employeeNo` are the employee no."""
    text = text.replace("_", " ")
    return _CAMEL.sub(" ", text) if _CAMEL.search(text) else text


def words_of(folded: str) -> frozenset[str]:
    """Return the runs of letters of a folded text."""
    return frozenset(_WORD.findall(folded))


@dataclass(frozen=True, slots=True)
class Traits:
    """What one pass over a text tells all gates."""

    folded: str
    words: frozenset[str]
    digits: int = 0  # in all
    longest: int = 0  # digits in a row
    mixed: bool = False  # somewhere a letter beside a digit

    @classmethod
    def of(cls, text: str) -> Traits:
        """Read a text."""
        folded = fold(text)
        words = words_of(folded)
        if _CAMEL.search(text):
            words |= words_of(fold(spoken(text)))
        runs = [len(run) for run in _DIGITS.findall(text)]
        return cls(folded, words, sum(runs), max(runs), _MIXED.search(text) is not None) if runs else cls(folded, words)


@dataclass(frozen=True, slots=True)
class Gate:
    """What a text must hold for a pattern to match anywhere in it."""

    digits: int = 0
    longest: int = 0
    mixed: bool = False
    literals: frozenset[str] = frozenset()  # folded; one of them; empty: nothing is known

    def open(self, traits: Traits) -> bool:
        """May the pattern match?"""
        if traits.digits < self.digits or traits.longest < self.longest or (self.mixed and not traits.mixed):
            return False
        folded = traits.folded
        for one in self.literals:  # `any` over a generator takes twice as long, and this runs for each pattern
            if one in folded:
                return True
        return not self.literals


def gate(expression: str) -> Gate:
    """Return what every match of the expression holds."""
    tree = cast("Tree", parser.parse(expression))
    digits, literals = _held(tree)
    path = _walk(tree, _Path())
    return Gate(digits, path.longest, path.mixed, literals)


Held = tuple[int, frozenset[str]]  # fewest digits; literals of which one is there


def _held(items: Tree) -> Held:
    """One thing after the other: digits add up, save what is looked at without being taken; the most telling literal counts."""
    taken, seen, run = 0, 0, ""
    found: list[frozenset[str]] = []
    for code, value in items:
        if code is codes.LITERAL and isinstance(value, int):
            run += fold(chr(value))
            taken += chr(value).isdecimal()
            continue
        digits, literals = _held_by(code, value)
        found += [frozenset((run,)), literals]
        run = ""
        if code is codes.ASSERT:
            seen = max(seen, digits)
        else:
            taken += digits
    telling = [one for one in (*found, frozenset((run,))) if _tells(one)]
    best = max(telling, key=lambda one: (min(map(_rarity, one)), -len(one)), default=frozenset[str]())
    return max(taken, seen), best


def _held_by(code: object, value: object) -> Held:
    if code is codes.IN:
        signs = cast("list[tuple[object, object]]", value)
        few = [chr(one) for kind, one in signs if kind is codes.LITERAL and isinstance(one, int)]
        literals = frozenset(few if len(few) == len(signs) <= MOST_SIGNS else ())
        return int(_kind(signs) == "digit"), literals if _tells(literals) else frozenset()
    if code is codes.BRANCH:
        ways = [_held(way) for way in cast("tuple[None, list[Tree]]", value)[1]]
        literals = frozenset[str]().union(*(one for _, one in ways))
        told = all(one for _, one in ways) and len(literals) <= MOST_LITERALS
        return min(digits for digits, _ in ways), literals if told else frozenset()
    if code in _REPEATS:
        least, _, part = cast("tuple[int, int, Tree]", value)
        digits, literals = _held(part) if least else (0, frozenset[str]())
        return digits * least, literals
    if code is codes.SUBPATTERN:
        return _held(cast("tuple[object, int, int, Tree]", value)[3])
    if code is codes.ASSERT:
        return _held(cast("tuple[int, Tree]", value)[1])
    return 0, frozenset()


@dataclass(frozen=True, slots=True)
class _Path:
    """What a match has surely passed up to a place of the pattern."""

    last: Kind = "other"  # of the sign before
    row: int = 0  # digits in a row up to here
    longest: int = 0
    mixed: bool = False

    def then(self, kind: Kind, count: int = 1) -> _Path:
        """One or more signs of a kind follow."""
        row = self.row + count if kind == "digit" else 0
        mixed = self.mixed or {self.last, kind} == {"digit", "letter"}
        return _Path(kind, row, max(self.longest, row), mixed)


def _walk(items: Tree, path: _Path) -> _Path:
    for code, value in items:
        path = _step(code, value, path)
    return path


def _step(code: object, value: object, path: _Path) -> _Path:
    if code is codes.LITERAL:
        return path.then(_kind([(code, value)]))
    if code is codes.IN:
        return path.then(_kind(cast("list[tuple[object, object]]", value)))
    if code is codes.BRANCH:
        return _sure([_walk(way, path) for way in cast("tuple[None, list[Tree]]", value)[1]])
    if code in _REPEATS:
        return _repeated(cast("tuple[int, int, Tree]", value), path)
    if code is codes.SUBPATTERN:
        return _walk(cast("tuple[object, int, int, Tree]", value)[3], path)
    if code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT):
        return path
    return path.then("other")


def _repeated(value: tuple[int, int, Tree], path: _Path) -> _Path:
    least, most, part = value
    items = list(part)
    if len(items) == 1 and items[0][0] is codes.IN and least:
        return path.then(_kind(cast("list[tuple[object, object]]", items[0][1])), least)
    once = _walk(items, path)
    if most == 1:
        return once if least else _sure([path, once])
    # what a second turn begins after is not known
    again = replace(_walk(items, replace(path, last="other", row=0)), longest=once.longest, mixed=once.mixed)
    return _sure([once, again] if least else [path, once, again])


def _sure(ways: Sequence[_Path]) -> _Path:
    """What holds on each of the ways."""
    lasts = {one.last for one in ways}
    return _Path(
        lasts.pop() if len(lasts) == 1 else "other",
        min(one.row for one in ways),
        min(one.longest for one in ways),
        all(one.mixed for one in ways),
    )


def _kind(signs: list[tuple[object, object]]) -> Kind:
    if all(_within(code, value, "09") for code, value in signs):
        return "digit"
    return "letter" if all(_within(code, value, "az") or _within(code, value, "AZ") for code, value in signs) else "other"


def _within(code: object, value: object, ends: str) -> bool:
    """Is all that this part of a set allows between two ASCII signs?"""
    if code is codes.CATEGORY:
        return value is codes.CATEGORY_DIGIT and ends == "09"
    if code is codes.RANGE:
        first, last = cast("tuple[int, int]", value)
        return ord(ends[0]) <= first and last <= ord(ends[1])
    return code is codes.LITERAL and isinstance(value, int) and ord(ends[0]) <= value <= ord(ends[1])


def _tells(literals: frozenset[str]) -> bool:
    """Not so of what almost every text holds."""
    single = [one for one in literals if len(one) < 2]
    return bool(literals) and not any(one == "" or one.isalnum() or one in _TELLS_LITTLE for one in single)


def _rarity(literal: str) -> int:
    """Longer is rarer, and so is what has a sign besides letters and digits."""
    return len(literal) + (0 if literal.isalnum() else 2)
