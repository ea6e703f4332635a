"""For pages: clean text in pieces whose stand-ins are labels, times and words for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from appliance.policy import ENTITIES
from appliance.privacy.renderings import label
from appliance.privacy.reveal import Segment
from appliance.privacy.stand_ins import STAND_IN

_PLAIN = frozenset(map(label, ENTITIES))  # a label without a letter or number behind it: of redact


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of plain text, or a label in place of a stand-in."""

    text: str
    is_label: bool


def pieces(text: str) -> list[Piece]:
    """Cut clean text at its stand-ins, and show each as what it is (`Person`), not by its letters."""
    found, at = [], 0
    for match in STAND_IN.finditer(text):
        if match.start() > at:
            found.append(Piece(text[at : match.start()], is_label=False))
        found.append(Piece(label(match[1]), is_label=True))
        at = match.end()
    return [*found, Piece(text[at:], is_label=False)] if at < len(text) else found


def labelled(segments: Sequence[Segment]) -> list[Segment]:
    """Cut out the stand-ins without letters (`<CREDIT_CARD>`, of redact) that the glass leaves in its plain text."""
    found: list[Segment] = []
    for one in segments:
        at = one.start
        for match in STAND_IN.finditer(one.text) if one.kind == "text" else ():
            start, end = one.start + match.start(), one.start + match.end()
            found += [Segment(one.text[at - one.start : match.start()], "text", at, start)] if at < start else []
            found.append(Segment(label(match[1]), "label", start, end))
            at = end
        if at == one.start:
            found.append(one)
        elif at < one.end:
            found.append(Segment(one.text[at - one.start :], "text", at, one.end))
    return found


def is_mendable(segment: Segment) -> bool:
    """Does it stand for a value that the vault knows, so that a curator can say that it is none?"""
    return segment.kind == "value" or (segment.kind == "label" and segment.text not in _PLAIN and not segment.text.endswith("?"))


def plain(text: str) -> str:
    """Return the same as one string: `the letter of [Person]`."""
    return "".join(f"[{piece.text}]" if piece.is_label else piece.text for piece in pieces(text))


def words(name: str) -> str:
    """`scrub_failed` → `scrub failed`."""
    return name.replace("_", " ").lower()


def moment(time: str) -> str:
    """`2026-11-24T13:00:00.000Z` → `24 Nov 2026, 13:00 UTC`."""
    try:
        return datetime.fromisoformat(time).strftime("%-d %b %Y, %H:%M UTC")
    except ValueError:
        return time
