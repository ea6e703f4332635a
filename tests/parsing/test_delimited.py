"""CSV and TSV."""

from __future__ import annotations

import pytest

from appliance.parsing.reading import read
from appliance.parsing.registry import PARSERS


@pytest.mark.parametrize(
    ("content", "name", "lines"),
    [
        ('name,note\nAnn,"a, b"\n\nBob,"two\nlines"\n', "a.csv", ["name | note", "Ann | a, b", "Bob | two lines"]),
        ("name;sum\nAnn;1,5\nBob;2,5\n", "a.csv", ["name | sum", "Ann | 1,5", "Bob | 2,5"]),
        ("name\tsum\nAnn\t1, 2\n", "a.tsv", ["name | sum", "Ann | 1, 2"]),
        ("a,,c\n,,\n1,,\n", "a.csv", ["a |  | c", "1"]),
        ('a,b\n1,"open\n2,3\n', "a.csv", ["a | b", "1 | open 2,3"]),  # an open quote loses no text
        ("one column\nonly\n", "a.csv", ["one column", "only"]),
    ],
)
def test_rows_become_lines(content: str, name: str, lines: list[str]) -> None:
    assert read(content.encode(), name, PARSERS, 1000).pages[0].text.split("\n") == lines
