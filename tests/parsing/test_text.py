"""Encodings, tidying and unwrapping."""

from __future__ import annotations

import pytest

from appliance.errors import UnsupportedFormat
from appliance.parsing.file import File
from appliance.parsing.text import decode, looks_like_text, parse, tidy, unwrap

RUSSIAN = "Однажды, в студёную зимнюю пору, я из лесу вышел; был сильный мороз. Гляжу, поднимается медленно в гору"


def text_of(content: bytes) -> str:
    return next(parse(File(content, 1 << 20))).text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252"])
def test_western_text_is_read_in_any_encoding(encoding: str) -> None:
    assert text_of("Café Größe naïve, 5 £ a piece".encode(encoding)) == "Café Größe naïve, 5 £ a piece"


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "koi8-r"])
def test_cyrillic_text_is_told_by_its_letters(encoding: str) -> None:
    assert "Однажды" in text_of(RUSSIAN.replace("ё", "е").encode(encoding))


def test_curly_quotes_of_windows_are_kept() -> None:
    assert text_of(b"\x93It\x92s done\x94 \x96 Jane") == "“It’s done” – Jane"


def test_a_declared_encoding_is_believed_after_utf8() -> None:
    assert decode(File("Привет".encode("cp1251"), 99), "windows-1251") == "Привет"
    assert decode(File("Привет".encode(), 99), "windows-1251") == "Привет"
    assert decode(File(b"caf\xe9", 99), "no-such-encoding") == "café"


def test_a_few_bad_bytes_in_utf8_are_replaced_and_said() -> None:
    file = File("naïve Größe, ".encode() * 5 + b"\xff broken, end line", 1 << 20)
    assert next(parse(file)).text.endswith("\ufffd broken, end line")
    assert file.warnings == ["damaged"]


def test_ebcdic_is_no_text() -> None:
    with pytest.raises(UnsupportedFormat):
        text_of(("THE QUICK BROWN FOX. " * 40).encode("cp500"))


def test_noise_is_no_text() -> None:
    assert not looks_like_text(bytes(range(32)) * 20)
    assert looks_like_text(b"alpha\0beta gamma delta")


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\r\nb\rc\x0bd\u2028e", "a\nb\nc\nd\ne"),
        ("Jane\u200b R\xadoe", "Jane Roe"),  # a name split by what nobody sees
        ("\u202eeoR enaJ\u202c", "eoR enaJ"),  # direction marks
        ("hi\U000e0069\U000e0067", "hi"),  # ASCII smuggled as tag characters
        ("a\0b\x07\tc\xa0d", "ab c d"),
        ("e\u0301", "é"),  # NFC
        ("x\ud800y", "x\ufffdy"),  # nothing that UTF-8 cannot write
        ("it\x92s", "it’s"),
        ("a  \n\n \n\n  b", "a\n\n  b"),
    ],
)
def test_text_is_tidied(raw: str, clean: str) -> None:
    assert tidy(raw) == clean
    tidy(raw).encode("utf-8")


def test_wrapped_lines_become_paragraphs_and_lists_stay() -> None:
    wrapped = [
        "The gallery is open from Tuesday to Sunday, and on the first Monday of",
        "each month for schools, who write to Jane",  # short: the paragraph ends
        "",
        "- one thing that is long enough to fill the line up to its very end ok",
        "- another",
    ]
    assert unwrap(wrapped) == [f"{wrapped[0]} {wrapped[1]}", wrapped[3], wrapped[4]]
    assert unwrap(["14 Mill Lane", "Ostrey", "TQ99 4GS"]) == ["14 Mill Lane", "Ostrey", "TQ99 4GS"]
