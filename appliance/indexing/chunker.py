"""A clean document → chunks at sentence and line borders, with overlap; a chunk never exceeds what the embedder reads.

Small chunks joined with their neighbours at search time answer more than large ones under the same prompt budget
(64 word pieces with 16 overlap: answer inside for 0.944 of questions, whole paragraphs 0.877; docs/performance.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from appliance.records import Chunk, CleanDocument, CleanPage, CleanText
from appliance.settings import ChunkingSettings

#: a unit ends at a line's end, or behind a full stop and its quotes if a capital, a digit, a quote or a stand-in follows
_BORDER = re.compile(r"(\n+)|(?<=[.!?])[\"')\]]*(\s+)(?=[\"'(\[]*[A-ZÀ-Þ0-9<])")
_WORD = re.compile(r"\S+")
_ATOM = re.compile(r"<[A-Z][A-Z0-9_]*>|.", re.DOTALL)  # a stand-in is never cut in two

Count = Callable[[CleanText], int]  # word pieces of a text in its embedded rendering
Span = tuple[int, int, int]  # start, end, word pieces


def chunk_document(document: CleanDocument, settings: ChunkingSettings, count: Count) -> list[Chunk]:
    """Return the chunks of every page, in order; each a slice of its page."""
    return [piece for page in document.pages for piece in _chunks(page, settings, count)]


def _chunks(page: CleanPage, settings: ChunkingSettings, count: Count) -> Iterator[Chunk]:
    for start, end in _packed(list(_units(page.text, settings.tokens, count)), settings):
        yield Chunk(page.number, start, end, page.text.cut(start, end), page.heading)


def _units(clean: CleanText, limit: int, count: Count) -> Iterator[Span]:
    """Sentences and lines, trimmed; one that is longer than the limit is cut between words."""
    start, text = 0, clean.value
    for border in [*(match.span(match.lastindex or 0) for match in _BORDER.finditer(text)), (len(text), len(text))]:
        yield from _trimmed(clean, start, border[0], limit, count)
        start = border[1]


def _trimmed(clean: CleanText, start: int, end: int, limit: int, count: Count) -> Iterator[Span]:
    text = clean.value
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        return
    size = count(clean.cut(start, end))
    if size <= limit:
        yield start, end, size
        return
    yield from _cut_between_words(clean, start, end, limit, count)


def _cut_between_words(clean: CleanText, start: int, end: int, limit: int, count: Count) -> Iterator[Span]:
    first = last = start
    size = 0
    for word in _WORD.finditer(clean.value, start, end):
        for at, until, pieces in _cut_inside_word(clean, word.start(), word.end(), limit, count):
            if last > first and size + pieces > limit:
                yield first, last, size
                first, size = at, 0
            last, size = until, size + pieces
    yield first, last, size


def _cut_inside_word(clean: CleanText, start: int, end: int, limit: int, count: Count) -> Iterator[Span]:
    """The word, halved until it fits: a key or a script without blanks may be longer than what the embedder reads."""
    pieces = count(clean.cut(start, end))
    borders = [] if pieces <= limit else [atom.end() for atom in _ATOM.finditer(clean.value, start, end)][:-1]
    if not borders:
        yield start, end, pieces
        return
    middle = min(borders, key=lambda border: abs(border - (start + end) // 2))
    yield from _cut_inside_word(clean, start, middle, limit, count)
    yield from _cut_inside_word(clean, middle, end, limit, count)


def _packed(units: list[Span], settings: ChunkingSettings) -> Iterator[tuple[int, int]]:
    """Fill chunks with units up to the limit; the next one starts with the last units of the one before."""
    first = 0
    while first < len(units):
        last, size = first, units[first][2]
        while last + 1 < len(units) and size + units[last + 1][2] <= settings.tokens:
            last += 1
            size += units[last][2]
        yield units[first][0], units[last][1]
        if last + 1 == len(units):
            return
        following = last + 1
        shared = 0
        while following - 1 > first and shared + units[following - 1][2] <= settings.overlap:
            following -= 1
            shared += units[following][2]
        # the overlap must leave room for the next new unit, or the same chunk would come again
        first = following if shared + units[last + 1][2] <= settings.tokens else last + 1
