"""Lines of cells → what column each cell stands in, so that a header ("Date of birth") is context for every row.

A table is a run of lines with the same number of separators; its first row is the header if it holds no digit. Columns may
also be set apart by blanks: then a row with fewer cells than the header has its cells under the header they stand below.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

BLANKS = "  "  # two or more
SEPARATORS = ("\t", " | ", "|", ";", ",", BLANKS)
FEWEST = {",": 2, ";": 1, "|": 1, " | ": 1, "\t": 1, BLANKS: 2}  # separators in a row; prose has single commas
LONGEST_HEADER = 40  # characters of a cell of the header row
_RULE = re.compile(r"[\s|:+=-]*")
_CSV_HEADER = re.compile(r'(?:"?[^\W\d][\w .-]*"?,){3,}"?[^\W\d][\w .-]*"?\s*')
_QUOTED = re.compile(r'"[^"\n]*"')
_VALUE, _FIELD = re.compile(r"\d{3}|@"), re.compile(r"[\d@:]")
_SPLIT = {one: re.compile(re.escape(one)) for one in SEPARATORS} | {BLANKS: re.compile(r"(?<=\S) {2,}(?=\S)")}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table's body, with the header of its column."""

    start: int
    end: int
    header: str


class Layout:
    """The tables of one text, looked for at the first question."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Return all cells of tables' bodies, in order."""
        return tuple(_cells(self._text)) if _may_have_rows(self._text) else ()

    @cached_property
    def _starts(self) -> list[int]:
        return [cell.start for cell in self.cells]

    def header_at(self, position: int) -> str:
        """Return the header of the column at the position, or nothing."""
        at = bisect_right(self._starts, position) - 1
        return self.cells[at].header if at >= 0 and position < self.cells[at].end else ""


def _may_have_rows(text: str) -> bool:
    """Two lines, and a separator."""
    return "\n" in text and (any(one in text for one in ("\t", "|", ";", BLANKS)) or text.count(",") >= FEWEST[","])


def _cells(text: str) -> Iterator[Cell]:
    lines = list(_lines(text))
    row = 0
    while row < len(lines):
        separator, count = _separator(lines[row][1])
        size = row + 1
        while separator and size < len(lines) and _fits(lines[size][1], separator, count):
            size += 1
        if separator and size - row >= (3 if separator == "," and not _is_csv(lines[row][1]) else 2):
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
    return _QUOTED.sub(lambda found: "_" * len(found[0]), line) if '"' in line else line


def _count(line: str, separator: str) -> int:
    masked = _masked(line)
    return sum(1 for _ in _SPLIT[separator].finditer(masked)) if separator == BLANKS else masked.count(separator)


def _separator(line: str) -> tuple[str, int]:
    for separator in SEPARATORS:
        if (count := _count(line, separator)) >= FEWEST[separator]:
            return separator, count
    return "", 0


def _is_csv(line: str) -> bool:
    """Four names of columns or more, and no blank behind a comma: prose is written otherwise."""
    return _CSV_HEADER.fullmatch(line) is not None


def _fits(line: str, separator: str, count: int) -> bool:
    if separator == BLANKS:  # a cell may be empty
        return 1 <= _count(line, separator) <= count
    return abs(_count(line, separator) - count) <= (0 if separator in ",;" else 1)


def _body(rows: list[tuple[int, str]], separator: str) -> Iterator[Cell]:
    columns = list(_bounds(rows[0][1], separator))
    headers = [rows[0][1][start:end].strip(' "*|') for start, end in columns]
    no_header = _FIELD if separator == BLANKS else _VALUE  # fields of a form stand side by side too
    if any(len(header) > LONGEST_HEADER or no_header.search(header) for header in headers):
        return
    for offset, line in rows[1:]:
        bounds = list(_bounds(line, separator))
        below = separator == BLANKS and len(bounds) != len(columns)
        for number, (start, end) in enumerate(bounds):
            at = bisect_right([first for first, _ in columns], start) - 1 if below else number
            if 0 <= at < len(headers):
                yield Cell(offset + start, offset + end, headers[at])


def _bounds(line: str, separator: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _SPLIT[separator].finditer(_masked(line)):
        yield start, found.start()
        start = found.end()
    yield start, len(line)
