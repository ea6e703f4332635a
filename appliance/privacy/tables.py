"""Lines of cells → what column each cell stands in, so that a header ("Date of birth") is context for every row.

A table is a run of lines with the same number of separators; its first row is the header if it holds no digit.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

SEPARATORS = ("\t", " | ", "|", ";", ",")
FEWEST = {",": 2, ";": 1, "|": 1, " | ": 1, "\t": 1}  # separators in a row; prose has single commas
LONGEST_HEADER = 40  # characters of a cell of the header row
_RULE = re.compile(r"[\s|:+=-]*")
_QUOTED = re.compile(r'"[^"\n]*"')


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table's body, with the header of its column."""

    start: int
    end: int
    header: str


class Layout:
    """The tables of one text."""

    def __init__(self, text: str) -> None:
        self.cells: tuple[Cell, ...] = tuple(_cells(text))
        self._starts = [cell.start for cell in self.cells]

    def header_at(self, position: int) -> str:
        """Return the header of the column at the position, or nothing."""
        at = bisect_right(self._starts, position) - 1
        return self.cells[at].header if at >= 0 and position < self.cells[at].end else ""


def _cells(text: str) -> Iterator[Cell]:
    lines = list(_lines(text))
    row = 0
    while row < len(lines):
        separator, count = _separator(lines[row][1])
        size = row + 1
        while separator and size < len(lines) and _fits(lines[size][1], separator, count):
            size += 1
        if separator and size - row >= (3 if separator == "," else 2):
            yield from _body(lines[row:size], separator)
        row = size


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        if not (line and _RULE.fullmatch(line)):  # the rule under a header in Markdown is no row
            yield start, line
        start += len(line) + 1


def _masked(line: str) -> str:
    """Quoted cells may hold separators."""
    return _QUOTED.sub(lambda found: "_" * len(found[0]), line)


def _separator(line: str) -> tuple[str, int]:
    masked = _masked(line)
    for separator in SEPARATORS:
        if (count := masked.count(separator)) >= FEWEST[separator]:
            return separator, count
    return "", 0


def _fits(line: str, separator: str, count: int) -> bool:
    return abs(_masked(line).count(separator) - count) <= (0 if separator in ",;" else 1)


def _body(rows: list[tuple[int, str]], separator: str) -> Iterator[Cell]:
    headers = [rows[0][1][start:end].strip(' "*|') for start, end in _bounds(rows[0][1], separator)]
    if any(len(header) > LONGEST_HEADER or re.search(r"\d{3}|@", header) for header in headers):
        return
    for offset, line in rows[1:]:
        for number, (start, end) in enumerate(_bounds(line, separator)):
            if number < len(headers):
                yield Cell(offset + start, offset + end, headers[number])


def _bounds(line: str, separator: str) -> Iterator[tuple[int, int]]:
    masked, start = _masked(line), 0
    while (end := masked.find(separator, start)) >= 0:
        yield start, end
        start = end + len(separator)
    yield start, len(line)
