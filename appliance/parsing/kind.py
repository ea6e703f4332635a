"""The format of a file by its content; its name only breaks ties between kinds of text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from appliance.errors import UnreadableDocument, UnsupportedFormat
from appliance.parsing.archive import Parts
from appliance.parsing.text import looks_like_text

PDF_HEADER_BYTES = 1024  # a reader looks for %PDF- in the first 1024 bytes (ISO 32000, implementation note 13)
EXTENSIONS = {
    "pdf": "pdf",
    **dict.fromkeys(("docx", "docm", "dotx", "dotm"), "docx"),
    **dict.fromkeys(("pptx", "pptm", "ppsx", "ppsm", "potx"), "pptx"),
    **dict.fromkeys(("xlsx", "xlsm", "xltx", "xltm"), "xlsx"),
    **dict.fromkeys(("html", "htm", "xhtml"), "html"),
    **dict.fromkeys(("md", "markdown"), "md"),
    **dict.fromkeys(("txt", "text", "log"), "txt"),
    **dict.fromkeys(("tsv", "tab"), "tsv"),
    "csv": "csv",
    "eml": "eml",
}
#: extensions of formats that no parser takes: content of another kind under such a name is a mismatch too
_OTHERS = {"doc", "xls", "ppt", "odt", "ods", "odp", "rtf", "zip", "png", "jpg", "jpeg", "gif", "tif", "tiff", "msg"}
_OFFICE = {"wordprocessingml": "docx", "presentationml": "pptx", "spreadsheetml": "xlsx"}
_MAIN_PART = re.compile(
    rb"ContentType\s*=\s*[\"']application/(?:vnd\.openxmlformats-officedocument\.(\w+)\.\w+\.main\+xml"
    rb"|vnd\.ms-(word|powerpoint|excel)\.[\w.]+\.main\+xml)"
)
_MACRO_MAINS = {"word": "docx", "powerpoint": "pptx", "excel": "xlsx"}
#: a PDF that lost its first line: "1 0 obj <<", perhaps after a comment of binary bytes
_PDF_BODY = re.compile(rb"(?:%[^\r\n]{0,64}[\r\n]+)?\s*\d+ \d+ obj\s*<<")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: streams of an OLE file that hold ciphertext: Office encryption ([MS-OFFCRYPTO]) and rights management
_OLE_CIPHERS = tuple(name.encode("utf-16-le") for name in ("EncryptedPackage", "DRMContent", "DRMEncrypted"))
_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S)
_MAIL = re.compile(rb"(?:[\w-]+:[^\n]*\r?\n(?:[ \t][^\n]*\n)*){2,}")
_MAIL_SIGNS = re.compile(rb"^(?:Message-ID|MIME-Version|Received|Return-Path|DKIM-Signature):", re.I | re.M)
_BINARY = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\x1f\x9d", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"{\\rtf",
    b"\x7fELF", b"MZ", b"II*\0", b"MM\0*", b"RIFF", b"OggS", b"ID3", b"\xffWPC", b"%!PS", b"SQLite format 3", b"]\0\0",
    b"\x78\x9f\x3e\x22", b"wOFF", b"\0\0\x01\0", b"BM", b"fLaC", b"\x1aE\xdf\xa3",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is."""

    format: str  # a key of PARSERS
    warnings: tuple[str, ...] = ()


def identify(content: bytes, name: str) -> Kind:
    """Return the kind of a file. Raises UnsupportedFormat, and UnreadableDocument for one under a lock."""
    extension = extension_of(name)
    warnings: list[str] = []
    found = _by_magic(content, warnings) or _text_kind(content, EXTENSIONS.get(extension))
    if extension in _OTHERS or EXTENSIONS.get(extension, found) != found:
        warnings.append("type_mismatch")
    return Kind(found, tuple(warnings))


def extension_of(name: str) -> str:
    """Return the extension in lower case without its dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def _by_magic(content: bytes, warnings: list[str]) -> str | None:
    if b"%PDF-" in content[:PDF_HEADER_BYTES] or _PDF_BODY.match(content[:PDF_HEADER_BYTES]):
        if content.startswith(b"PK") or b"PK\x05\x06" in content[-65557:]:
            warnings.append("other_format_inside")  # a PDF that is an archive as well: only the PDF is read
        return "pdf"
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _office_kind(content, warnings)
    if content.startswith(_OLE):
        if any(cipher in content for cipher in _OLE_CIPHERS):
            raise UnreadableDocument("encrypted", "the document has a password; this file; save it without")
        raise _unsupported()
    if _is_binary(content):
        raise _unsupported()
    return None


def _is_binary(content: bytes) -> bool:
    if content.startswith(_BINARY) and not (content.startswith((b"MZ", b"BM")) and content[:64].isascii()):
        return True
    return content[257:262] == b"ustar" or content[4:8] == b"ftyp" or not looks_like_text(content)


def _office_kind(content: bytes, warnings: list[str]) -> str:
    parts = Parts(content)
    if b"encryption-data" in parts.read("META-INF/manifest.xml"):
        raise UnreadableDocument("encrypted", "the document has a password; this file; save it without")
    main = _MAIN_PART.search(parts.read("[Content_Types].xml"))
    if main is None:
        raise _unsupported()
    if main[2] or any(name.lower().endswith("vbaproject.bin") for name in parts.names):
        warnings.append("macro_ignored")
    found = _OFFICE.get(main[1].decode()) if main[1] else _MACRO_MAINS[main[2].decode()]
    if found is None:
        raise _unsupported()
    return found


def _text_kind(content: bytes, by_name: str | None) -> str:
    head = content[:65536]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[2:].replace(b"\0", b"")
    head = head.removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(head) and by_name not in ("eml", "md"):
        return "html"
    if head.lstrip().startswith(b"<?xml"):
        raise _unsupported()
    if by_name in ("html", "md", "txt", "csv", "tsv", "eml"):
        return by_name
    headers = _MAIL.match(head)
    return "eml" if headers and _MAIL_SIGNS.search(headers[0]) else "txt"


def _unsupported() -> UnsupportedFormat:
    return UnsupportedFormat("unsupported", "no parser takes this kind of file; this file; save it as PDF or text")
