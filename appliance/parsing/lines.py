"""Lines as they are printed → paragraphs as they were written.

The test for "this line goes on in the next": the next line's first word would not have fitted behind it. It holds for
any language and font, and needs the places of the lines on the page. Paragraphs that start at one height, side by side,
are the cells of a row.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

HYPHEN = "\uf8f0"  # private use: a hyphen that stood at a line end; never leaves this module and `pdf`
_CUT = re.compile(rf"(\w+)(-)?{HYPHEN}\s*(\w+)")
_ITEM = re.compile(r"([-*•‣◦▪–—]|\(?\w{1,3}[.)])\s")
_GLUED_START = re.compile(r"[.@_/]\w")  # no sentence starts so: an address cut at its dot
_GLUED_END = re.compile(r"\w[@_/]$")
CELL_GAP = 1.2  # heights of a letter between two words, from which on they may stand in two cells
WIDE_GAP = 3.0  # heights from which on they do
LEADING_SLACK = 1.15  # of the page's usual line distance
SIZE_SLACK = 0.08  # of the height of letters
HYPHENATED = (3, 0.01)  # cut words, and their share of all, from which on a text counts as hyphenated by its program


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page; places in points, y grows upwards; height 0 where the place is not known."""

    text: str
    left: float = 0.0
    right: float = 0.0
    y: float = 0.0  # lower edge of its first visible line
    low: float = 0.0  # lower edge of its last visible line: words cut by a hyphen make one line of several
    height: float = 0.0
    first_word: float = 0.0  # width
    gap: float = 0.0  # heights between it and the line before it at the same height; 0 where there is none


@dataclass(slots=True)
class _Paragraph:
    text: str
    first: Line
    last: Line


def joined(lines: Sequence[Line]) -> list[str]:
    """Return the paragraphs of a page; a row of a table is one, its cells parted by ` | `."""
    lines = _without_false_gaps(lines)
    usual = _usual_distance(lines)
    rights = _column_rights(lines)
    paragraphs: list[_Paragraph] = []
    for line in lines:
        open_one = paragraphs[-1] if paragraphs else None
        if open_one and not line.gap and _goes_on(open_one, line, usual, rights):
            open_one.text += _gap(open_one.text, line.text) + line.text
            open_one.last = line
        else:
            paragraphs.append(_Paragraph(line.text, line, line))
    return _rows(paragraphs)


def vocabulary(texts: Iterable[str]) -> Counter[str]:
    """Return how often each word stands uncut in the document, words with hyphens included; "" counts the cut ones."""
    words: Counter[str] = Counter()
    for text in texts:
        cuts = len(_CUT.findall(text))
        words.update(re.findall(r"\w+(?:-\w+)*", _CUT.sub(" ", text).lower()))
        words[""] += cuts
    return words


def mended(text: str, words: Counter[str]) -> str:
    """Put words together that a line end cut.

    The hyphen goes where the document elsewhere has the word without it, stays where it has it with it; else it goes in
    a text that its program hyphenated, and stays in one where only written hyphens stand at line ends.
    """
    by_program = words[""] >= max(HYPHENATED[0], HYPHENATED[1] * words.total())

    def whole(found: re.Match[str]) -> str:
        one, _, two = found.groups()
        with_hyphen, without = f"{one}-{two}".lower(), f"{one}{two}".lower()
        if words[with_hyphen] == words[without] == 0:
            drop = by_program and one.isalpha() and two[:1].islower()
        else:
            drop = words[without] >= words[with_hyphen]
        return f"{one}{two}" if drop else f"{one}-{two}"

    return _CUT.sub(whole, text).replace(f"-{HYPHEN}", "-").replace(HYPHEN, "-")


def _gap(before: str, after: str) -> str:
    if _GLUED_END.search(before) or (_GLUED_START.match(after) and before[-1:].isalnum()):
        return ""
    if re.search(r"\w-$", before) and after[:1].isalnum():
        return HYPHEN
    return " "


def _rows(paragraphs: list[_Paragraph]) -> list[str]:
    texts: list[str] = []
    before: Line | None = None
    for paragraph in paragraphs:
        line = paragraph.first
        if before and line.height and abs(before.y - line.y) < 0.4 * line.height and before.left < line.left:
            texts[-1] += f" | {paragraph.text}"
        else:
            texts.append(paragraph.text)
        before = line
    return texts


def _without_false_gaps(lines: Sequence[Line]) -> list[Line]:
    """Close gaps that only stretch a line to its margin: what follows a cell's gap stands under or over something."""
    lefts = Counter(round(line.left) for line in lines if line.height)
    kept: list[Line] = []
    for line in lines:
        aligned = sum(lefts[round(line.left) + near] for near in (-1, 0, 1)) > 1
        if line.gap and not aligned and line.gap < WIDE_GAP and kept:
            one = kept.pop()
            text = f"{one.text} {line.text}"
            line = Line(text, one.left, line.right, one.y, line.low, one.height, one.first_word, one.gap)
        kept.append(line)
    return kept


def _goes_on(paragraph: _Paragraph, two: Line, usual: float, rights: dict[int, float]) -> bool:
    one = paragraph.last
    if not one.height or not two.height or abs(one.height - two.height) > SIZE_SLACK * one.height:
        return False
    if _ITEM.match(two.text):
        return False
    distance = one.low - two.y
    if distance < 0:  # the text goes on at the top of the next column, if this is not the next cell of a row
        is_cell = abs(paragraph.first.y - two.y) < 0.4 * two.height
        return not is_cell and two.text[:1].islower() and one.text[-1:] not in ".!?:;"
    if distance / two.height > LEADING_SLACK * usual or abs(two.left - one.left) > 4 * two.height:
        return False
    space = 0.2 * two.height
    right = max(rights.get(_column(one), 0.0), rights.get(_column(two), 0.0))
    return one.right + space + two.first_word > right - 0.3 * two.height


def _usual_distance(lines: Sequence[Line]) -> float:
    """The most frequent distance of two lines, as a multiple of their height."""
    found: Counter[float] = Counter()
    for one, two in pairwise(lines):
        if two.height and 0.7 < (one.low - two.y) / two.height < 2.5:
            found[round((one.low - two.y) / two.height, 1)] += 1
    # a tie goes to the smaller one: the larger is a distance of paragraphs
    return min(found, key=lambda ratio: (-found[ratio], ratio)) if found else 0.0


def _column(line: Line) -> int:
    return round(line.left / 12)


def _column_rights(lines: Sequence[Line]) -> dict[int, float]:
    rights: dict[int, float] = {}
    for line in lines:
        for column in (_column(line) - 1, _column(line), _column(line) + 1):
            rights[column] = max(rights.get(column, 0.0), line.right)
    return rights
