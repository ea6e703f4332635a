"""EML → one page: the head lines that hold facts, then the body once; attachments become files of their own.

Of alternatives the plain text is read and the HTML only where there is none, so nothing stands there twice (RFC 2046, 5.1.4).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage, Message

from appliance.errors import UnreadableDocument
from appliance.parsing.file import File
from appliance.parsing.markup import html_page
from appliance.parsing.text import decode, tidy, unwrap
from appliance.records import Page

_HEAD = ("Subject", "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Date")
_CIPHERS = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
PARTS = 2000


def parse(file: File) -> Iterator[Page]:
    """Read a mail."""
    import email
    import email.policy

    try:
        message = email.message_from_bytes(file.content, policy=email.policy.default)
        heading, head = _head(message)
        bodies = list(_bodies(file, message, [PARTS]))
    except (ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise UnreadableDocument("corrupt", "not readable as a mail; this file; save it again") from error
    yield Page(1, "\n".join(filter(None, [*head, *bodies])), heading)


def _head(message: EmailMessage) -> tuple[str | None, list[str]]:
    lines, subject = [], None
    for field in _HEAD:
        values = message.get_all(field, [])
        plain = " ".join(tidy(" ".join(map(str, values))).split())
        if plain:
            lines.append(f"{field}: {plain}")
            subject = plain if field == "Subject" else subject
    return subject, lines


def _bodies(file: File, part: Message, left: list[int]) -> Iterator[str]:
    """Texts of a part in their order; what is no text of this mail is attached to the file."""
    left[0] -= 1
    if left[0] < 0:
        return file.warn("truncated")
    kind = part.get_content_type()
    if kind in _CIPHERS:
        raise UnreadableDocument("encrypted", "the mail is encrypted; this file; save it decrypted")
    name = part.get_filename()
    if kind == "message/rfc822":
        for inner in part.get_payload():
            if isinstance(inner, Message):
                file.attach(_subject_name(inner), inner.as_bytes())
    elif kind == "multipart/alternative":
        yield from _best(file, [inner for inner in part.get_payload() if isinstance(inner, Message)], left)
    elif part.is_multipart():
        for inner in part.get_payload():
            if isinstance(inner, Message):
                yield from _bodies(file, inner, left)
    elif name or part.get_content_disposition() == "attachment":
        file.attach(name or "attachment", _bytes(part))
    elif kind == "text/html":
        yield html_page(file, _text(file, part)).text
    elif kind.startswith("text/"):
        yield "\n".join(_reply_once(unwrap(tidy(_text(file, part)).split("\n"))))
    return None


def _best(file: File, parts: list[Message], left: list[int]) -> Iterator[str]:
    plain = [part for part in parts if part.get_content_type() == "text/plain" and _bytes(part).strip()]
    for part in plain[:1] or parts[-1:]:
        yield from _bodies(file, part, left)
    for part in parts:
        if part.get_filename() or part.is_multipart():  # an invitation, or pictures beside the HTML
            list(_bodies(file, part, left)) if part not in (plain[:1] or parts[-1:]) else None


def _bytes(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(file: File, part: Message) -> str:
    return decode(File(_bytes(part), file.text_limit, file.warnings), part.get_content_charset())


def _subject_name(message: Message) -> str:
    words = re.sub(r"[^\w .-]+", " ", str(message.get("Subject") or "")).split()
    return f"{' '.join(words) or 'message'}.eml"


def _reply_once(lines: list[str]) -> list[str]:
    """Drop quoted paragraphs that the mail already holds: long threads quote the same reply at every depth."""
    seen: set[str] = set()
    kept = []
    for line in lines:
        quoted = re.match(r"(?:>\s*)+", line)
        plain = line[quoted.end() :].strip() if quoted else line.strip()
        if not (quoted and len(plain) > 30 and plain in seen):
            kept.append(line)
        seen.add(plain)
    return kept
