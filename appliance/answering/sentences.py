"""Text → sentences as `[start, end)`; list items, table rows and headings are one each.

A page keeps the line breaks of its file, so a break may fall inside a sentence: it is a border only where the line before is
complete, is short beside its neighbours (a heading, a list item, an address line), or where a table row or a list item begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]

#: a full stop after these ends no sentence (common titles, Latin and office abbreviations; Chicago Manual of Style, ch. 10)
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof rev st jr sr hon sgt capt lt col gen e.g i.e cf vs viz approx no nos vol fig figs pp ed eds al inc ltd co "
    "corp dept tel ext jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun a.m p.m u.s "
    "u.k para art sec ref min max est mt ave blvd rd".split()
)
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)")
_ROW = re.compile(r"\s\|\s|\t")
_ITEM = re.compile(r"\s*(?:[-*•·‣▪–]\s|\(?\d{1,2}[.)]\s|\(?[a-z][.)]\s|#{1,6}\s)")
_COMPLETE = re.compile(r"[.!?:;…][\"'”’)\]]*\s*$")
_SHORT = 0.6  # of the block's longest line: such a line was not broken by its width
_OPENS_LOWER = re.compile(r"\s*[\"'“‘(]*[a-z]")


def sentences(text: str) -> list[Span]:
    """Return the spans of the sentences, in order, without the white space around them."""
    return [trimmed for block in _blocks(text) for piece in _ends(text, *block) if (trimmed := _trimmed(text, *piece))]


def _blocks(text: str) -> Iterator[Span]:
    """Stretches that a sentence does not cross."""
    lines = [match.span() for match in re.finditer(r"[^\n]+", text)]
    widest = max((end - start for start, end in lines), default=0)
    begun: int | None = None
    for (start, end), following in zip(lines, [*lines[1:], None], strict=False):
        begun = start if begun is None else begun
        if following is None or _parts(text, (start, end), following, widest):
            yield begun, end
            begun = None


def _parts(text: str, line: Span, following: Span, widest: int) -> bool:
    here, there = text[slice(*line)], text[slice(*following)]
    if text.count("\n", line[1], following[0]) > 1 or not here.strip() or not there.strip():
        return True
    if _ROW.search(here) or _ROW.search(there) or _ITEM.match(there) or _COMPLETE.search(here):
        return True
    return len(here) < _SHORT * widest and not _OPENS_LOWER.match(there)


def _ends(text: str, start: int, end: int) -> Iterator[Span]:
    if _ROW.search(text, start, end):
        yield start, end
        return
    begun = start
    for match in _END.finditer(text, start, end):
        if _ends_sentence(text, begun, match, end):
            yield begun, match.end()
            begun = match.end()
    yield begun, end


def _ends_sentence(text: str, begun: int, match: re.Match[str], end: int) -> bool:
    if match[0][0] == "." and len(match[0]) == 1:
        word = re.search(r"[^\s(\"'“‘]*$", text[begun : match.start()])
        stem = word[0].lower() if word else ""
        # an initial ("J. Smith"), a list number ("2. Next") or an abbreviation; "I." and a number may well end a sentence
        if stem in _ABBREVIATIONS or re.fullmatch(r"[a-hj-z](?:\.[a-z])*", stem):
            return False
        if re.fullmatch(r"\d{1,2}", stem) and not text[begun : match.start() - len(stem)].strip():
            return False
    return not _OPENS_LOWER.match(text[match.end() : end])


def _trimmed(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    if not piece.strip():
        return None
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
