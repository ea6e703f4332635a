"""`tests/scan.py` finds what was planted, in every clothing, and nothing else."""

from __future__ import annotations

import base64
import html
import json
import os
import quopri
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from tests.scan import occurrences

NAME = "Zoë O'Brannigan-Łukasz"
MAIL = "zoe+lamp@saltmarrow.internal"
PHONE = "+44 7700 900123"
VALUES = (NAME, MAIL, PHONE, "14/02/1961", "Ångström Quay 7")

CLOTHES: dict[str, Callable[[str], bytes]] = {
    "utf-8": str.encode,
    "capitals": lambda value: value.upper().encode(),
    "utf-16 le": lambda value: value.encode("utf-16-le"),
    "utf-16 be": lambda value: value.encode("utf-16-be"),
    "json": lambda value: json.dumps({"text": f"a {value} b"}).encode(),
    "json with escaped slash": lambda value: json.dumps(value).replace("/", "\\/").encode(),
    "percent": lambda value: quote(value, safe="").encode(),
    "percent in lower case": lambda value: quote(value, safe="").lower().encode(),
    "form": lambda value: quote_plus(value).encode(),
    "html": lambda value: html.escape(value).encode(),
    "html numbers": lambda value: html.escape(value, quote=False).encode("ascii", "xmlcharrefreplace"),
    "quoted-printable": lambda value: quopri.encodestring(value.encode()),
    "line break inside": lambda value: value.replace(" ", "\r\n").encode(),
    "json line break inside": lambda value: json.dumps(value.replace(" ", "\n")).encode(),
    "base64, first alignment": lambda value: base64.b64encode(f"{value} and more".encode()),
    "base64, second alignment": lambda value: base64.b64encode(f"x{value}".encode()),
    "base64, third alignment": lambda value: base64.b64encode(f"xy{value}!".encode()),
    "base64 for URLs": lambda value: base64.urlsafe_b64encode(f"??>{value}>>?".encode()),
    "base64 over lines": lambda value: base64.encodebytes(f"{'x' * 50}{value}".encode()),
}


def nothing_skipped(_path: Path) -> bool:
    return False


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("clothing", CLOTHES)
def test_a_planted_value_is_found_in_every_clothing(tmp_path: Path, value: str, clothing: str) -> None:
    file = tmp_path / "inner" / "store.bin"
    file.parent.mkdir()
    file.write_bytes(os.urandom(999) + CLOTHES[clothing](value) + os.urandom(999))
    assert occurrences(tmp_path, VALUES, nothing_skipped) == [(value, file)]


def test_a_latin_1_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_bytes("Rang ÅNGSTRÖM Quay 7 today".encode("latin-1"))
    assert [value for value, _ in occurrences(tmp_path, VALUES, nothing_skipped)] == ["Ångström Quay 7"]


def test_a_decomposed_accent_is_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("Zoe\u0308 O'Brannigan-\u0141ukasz", encoding="utf-8")
    assert len(occurrences(tmp_path, VALUES, nothing_skipped)) == 1


def test_what_is_not_there_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"Zo O'Brannigan, +44 7700 900124, 14/02/1962, Quay 7" + os.urandom(1_000_000))
    assert occurrences(tmp_path, VALUES, nothing_skipped) == []


def test_values_that_overlap_or_begin_alike_are_all_found(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("annadine rosewater", encoding="utf-8")
    values = ["annadine", "nadine", "anna", "nadine rosewater", "dine ros"]
    assert [value for value, _ in occurrences(tmp_path, values, nothing_skipped)] == values


def test_a_value_in_the_name_of_a_file_is_found(tmp_path: Path) -> None:
    file = tmp_path / "Ångström Quay 7" / "letter"
    file.parent.mkdir()
    file.touch()
    assert occurrences(tmp_path, VALUES, nothing_skipped) == [("Ångström Quay 7", file)]


def test_skipped_files_links_and_sockets_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "vault").write_text(MAIL)
    (tmp_path / "link").symlink_to(tmp_path / "vault")
    os.mkfifo(tmp_path / "pipe")
    assert occurrences(tmp_path, VALUES, lambda path: path.name == "vault") == []


def test_a_value_that_chance_would_find_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="1 values have fewer"):
        occurrences(tmp_path, ["Wu", MAIL], nothing_skipped)


def test_no_values_are_nowhere(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(MAIL)
    assert occurrences(tmp_path, [], nothing_skipped) == []
