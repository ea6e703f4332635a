"""CSV and TSV → one page: a row a line, cells parted by ` | `."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from appliance.errors import UnreadableDocument
from appliance.parsing.file import File
from appliance.parsing.text import decode, tidy
from appliance.records import Page

_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 20


def parse_csv(file: File) -> Iterator[Page]:
    """Read values parted by the delimiter that parts the first lines most evenly."""
    text = decode(file)
    yield _page(file, text, _delimiter(text))


def parse_tsv(file: File) -> Iterator[Page]:
    """Read values parted by tabs."""
    yield _page(file, decode(file), "\t")


def row_line(cells: list[str]) -> str:
    """Return a row as a line: empty cells at its end dropped, those between kept so that columns stay in place."""
    plain = [" ".join(tidy(cell).split()) for cell in cells]
    while plain and not plain[-1]:
        plain.pop()
    return " | ".join(plain)


def _page(file: File, text: str, delimiter: str) -> Page:
    lines, size = [], 0
    csv.field_size_limit(max(131072, len(text)))  # an open quote makes one cell of the rest: long, but no text lost
    try:
        for row in csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter):
            lines.append(row_line(row))
            size += len(lines[-1])
            if size > file.text_limit:
                break
    except csv.Error as error:
        raise UnreadableDocument("corrupt", "not readable as a table; this file; save it again") from error
    return Page(1, "\n".join(filter(None, lines)))


def _delimiter(text: str) -> str:
    lines = [line for line in text[:65536].splitlines() if line.strip()][:_SAMPLE_LINES]

    def evenness(delimiter: str) -> tuple[int, int]:
        counts = [len(row) - 1 for row in csv.reader(lines, delimiter=delimiter)]
        usual = max(set(counts), key=counts.count, default=0)
        return (counts.count(usual) if usual else 0, usual)

    return max(_DELIMITERS, key=evenness)
