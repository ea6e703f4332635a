"""The kind of a file by its content."""

from __future__ import annotations

import io
import zipfile

import pytest

from appliance.errors import UnreadableDocument, UnsupportedFormat
from appliance.parsing.kind import identify


def office(main: str, **parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "[Content_Types].xml", f'<Types><Override PartName="/m.xml" ContentType="application/{main}+xml"/></Types>'
        )
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


WORD = "vnd.openxmlformats-officedocument.wordprocessingml.document.main"


@pytest.mark.parametrize(
    ("content", "name", "kind", "warnings"),
    [
        (b"%PDF-1.4\n", "a.pdf", "pdf", ()),
        (b"%PDF-1.4\n", "a.docx", "pdf", ("type_mismatch",)),
        (b"%\xe2\xe3\n1 0 obj\n<< >>", "a.pdf", "pdf", ()),
        (b"%PDF-1.4\nPK\x05\x06" + bytes(18), "a.pdf", "pdf", ("other_format_inside",)),
        (office(WORD), "a.docx", "docx", ()),
        (office(WORD), "a.pdf", "docx", ("type_mismatch",)),
        (office("vnd.ms-word.document.macroEnabled.main"), "a.docm", "docx", ("macro_ignored",)),
        (office("vnd.openxmlformats-officedocument.spreadsheetml.sheet.main"), "a.xlsx", "xlsx", ()),
        (office("vnd.openxmlformats-officedocument.presentationml.presentation.main"), "a.pptx", "pptx", ()),
        (b"just words", "a.txt", "txt", ()),
        (b"just words", "README", "txt", ()),
        (b"just words", "a.docx", "txt", ("type_mismatch",)),
        (b"# words", "a.md", "md", ()),
        (b"a,b\n1,2\n", "a.csv", "csv", ()),
        (b"a,b\n1,2\n", "a.txt", "txt", ()),
        (b"<!doctype html><p>x", "a.html", "html", ()),
        (b"<!doctype html><p>x", "a.txt", "html", ("type_mismatch",)),
        ("<!doctype html><p>x".encode("utf-16"), "a.html", "html", ()),
        (b"From: a@b.example\nSubject: x\n\nbody", "a.eml", "eml", ()),
        (b"Received: x\nFrom: a@b.example\nMIME-Version: 1.0\n\nbody", "mail", "eml", ()),
        (b"From: Jane\nTo: Bob\n\nDear Bob", "letter.txt", "txt", ()),
    ],
)
def test_content_decides_and_the_name_breaks_ties(content: bytes, name: str, kind: str, warnings: tuple[str, ...]) -> None:
    found = identify(content, name)
    assert (found.format, found.warnings) == (kind, warnings)


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a/*", b"\x89PNG\r\n\x1a\n", b"\x1f\x8b\x08", b"7z\xbc\xaf\x27\x1c", b"{\\rtf1 text}", b"\x7fELF",
        b"\xffWPC" + bytes(20), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), b"<?xml version='1.0'?><x/>",
        bytes(range(256)) * 4, office("zip"),
    ],
)  # fmt: skip
def test_what_no_parser_takes_is_unsupported(content: bytes) -> None:
    with pytest.raises(UnsupportedFormat):
        identify(content, "a.txt")


@pytest.mark.parametrize(
    "content",
    [
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le"),  # [MS-OFFCRYPTO] 2.3.4.4
        office("x", **{"META-INF/manifest.xml": "<manifest:encryption-data/>"}),  # OpenDocument 1.2 part 3, 4.7
    ],
)
def test_office_files_with_a_password_are_named_encrypted(content: bytes) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        identify(content, "a.docx")
    assert caught.value.reason == "encrypted"
