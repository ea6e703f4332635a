"""What the pool, its server and the child say to each other: packets on Unix sockets, JSON and plain bytes, no pickle.

An order goes from the pool to the server with two descriptors: the content (a memfd) and a channel. On that channel the
child sends the result in pieces, then the server the way the child ended. What a child says is judged as a stranger's word.
"""

from __future__ import annotations

import json
import socket
from dataclasses import asdict, dataclass

from appliance.records import Attachment, Document, Page

PACKET_BYTES = 1 << 16  # of payload; below the smallest socket buffer of Linux
RESULT, ATTACHED, DONE, ENDED = b"R", b"A", b"D", b"E"  # first byte of a packet on a channel


@dataclass(frozen=True, slots=True)
class Order:
    """One file to parse; the limits of its child."""

    name: str
    timeout_s: float
    memory_mb: int
    text_limit: int


@dataclass(frozen=True, slots=True)
class Ending:
    """How a child ended, by the server."""

    signal: int  # 0: it exited
    code: int
    timed_out: bool
    resident_mb: int  # the most it had
    baseline_mb: int  # what a child has before it starts


def packed(record: Order | Ending) -> bytes:
    """Return a record as bytes."""
    return json.dumps(asdict(record)).encode()


def order(packet: bytes) -> Order:
    """Return the order that a packet holds."""
    return Order(**json.loads(packet))


def ending(packet: bytes) -> Ending:
    """Return the ending that a packet holds."""
    return Ending(**json.loads(packet))


def send_document(channel: socket.socket, document: Document) -> None:
    """Send a result: its JSON, then the bytes of the attachments one after the other."""
    result = {
        "format": document.format,
        "pages": [[page.number, page.text, page.heading] for page in document.pages],
        "warnings": document.warnings,
        "attachments": [[attachment.name, len(attachment.content)] for attachment in document.attachments],
    }
    _send(channel, RESULT, json.dumps(result, ensure_ascii=False).encode("utf-8", "replace"))
    for attachment in document.attachments:
        _send(channel, ATTACHED, attachment.content)
    channel.send(DONE)


def send_refusal(channel: socket.socket, reason: str, message: str) -> None:
    """Send that the file was refused, in words of ours."""
    _send(channel, RESULT, json.dumps({"reason": reason, "message": message}).encode())
    channel.send(DONE)


def refusal(result: bytes) -> tuple[str, str] | None:
    """Return (reason, message) if the result is a refusal. Raises ValueError if it is no result."""
    said = json.loads(result)
    if not isinstance(said, dict):
        raise ValueError("no result")
    return (str(said["reason"]), str(said.get("message", ""))) if "reason" in said else None


def document(result: bytes, attached: bytes, name: str) -> Document:
    """Build the document from what a child sent. Raises ValueError, KeyError or TypeError if it is not whole."""
    said = json.loads(result)
    pages = tuple(Page(int(n), str(text), None if heading is None else str(heading)) for n, text, heading in said["pages"])
    attachments, start = [], 0
    for inner, size in said["attachments"]:
        if not 0 <= int(size) <= len(attached) - start:
            raise ValueError("an attachment is not whole")
        attachments.append(Attachment(str(inner), attached[start : start + int(size)]))
        start += int(size)
    return Document(name, str(said["format"]), pages, tuple(map(str, said["warnings"])), tuple(attachments))


def _send(channel: socket.socket, kind: bytes, content: bytes) -> None:
    view = memoryview(content)
    for start in range(0, len(view), PACKET_BYTES):
        channel.send(kind + bytes(view[start : start + PACKET_BYTES]))
