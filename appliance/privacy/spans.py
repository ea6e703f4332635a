"""What detectors hand each other: a span of one entity, and how overlapping spans become findings that never overlap.

Two overlapping spans that are acted on become their union, since the rest of either would be a leak; what is kept
gives way to what is acted on.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

#: in a union the more telling entity names it: a card number inside a table cell of phone-like digits is a card
PRIORITY = {
    "SECRET": 9, "EMAIL_ADDRESS": 8, "IBAN_CODE": 8, "CREDIT_CARD": 7, "STREET_ADDRESS": 6, "URL": 5, "DATE_OF_BIRTH": 5,
    "UK_NHS": 5, "PERSON": 4, "PHONE_NUMBER": 4, "AGE": 2, "ORGANIZATION": 1, "GPE": 1, "DATE_TIME": 1, "CASE_NUMBER": 0,
}  # fmt: skip
_USUAL = 5


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text that one recognizer takes for an entity."""

    start: int
    end: int
    entity: str
    score: float
    recognizer: str


class Stretches:
    """Stretches of text that do not overlap, asked by position: a page may hold ten thousand."""

    def __init__(self, stretches: Iterable[tuple[int, int]]) -> None:
        self._stretches = sorted(stretches)
        self._starts = [start for start, _ in self._stretches]

    def over(self, start: int, end: int) -> tuple[int, int] | None:
        """Return one that shares a character with `[start, end)`."""
        at = bisect_left(self._starts, end) - 1
        return self._stretches[at] if at >= 0 and self._stretches[at][1] > start else None


def merged(spans: Iterable[Span], acted: Callable[[str], bool]) -> list[Span]:
    """Return spans in order that do not overlap; acted ones win over kept ones, and unite among themselves."""
    everything = list(spans)
    strong = _united(span for span in everything if acted(span.entity))
    weak = _united(span for span in everything if not acted(span.entity))
    return sorted(strong + _apart(weak, strong), key=lambda span: span.start)


def _united(spans: Iterable[Span]) -> list[Span]:
    united: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if united and span.start < united[-1].end:
            last = united[-1]
            first = max((last, span), key=lambda one: (PRIORITY.get(one.entity, _USUAL), one.score))
            united[-1] = replace(first, start=last.start, end=max(last.end, span.end))
        else:
            united.append(span)
    return united


def _apart(weak: list[Span], strong: list[Span]) -> list[Span]:
    """The weak ones that no strong one touches; both lists are in order."""
    left, at = [], 0
    for span in weak:
        while at < len(strong) and strong[at].end <= span.start:
            at += 1
        if at == len(strong) or strong[at].start >= span.end:
            left.append(span)
    return left
