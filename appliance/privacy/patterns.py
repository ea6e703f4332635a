"""The recognizers of a policy → spans: pattern, then checksum, then the context words around.

Built on Presidio's `PatternRecognizer`. Its matching is replaced for one reason: when a pattern takes too long,
Presidio logs a warning and goes on without; a door must close instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import regex

from appliance.errors import ConfigError, ScrubFailed
from appliance.policy import Recognizer
from appliance.privacy.checksums import CHECKSUMS
from appliance.privacy.spans import Span
from appliance.privacy.tables import Layout

if TYPE_CHECKING:
    from presidio_analyzer import PatternRecognizer

TIMEOUT_S = 20  # of one pattern over one page
CONTEXT_BEFORE = 60  # characters of the line before a hit in which a context word counts
CONTEXT_AFTER = 25
CONTEXT_BOOST = 0.45  # what a context word adds to the score (Presidio adds 0.35)
CALLED_OTHERWISE = re.compile(
    r"(?i)(?:invoice|order|ticket|case|incident|claim|tel(?:ephone)?|phone|fax|mobile|ext(?:ension)?|room|ward|page|isbn|version|"
    r"£|\$|€|chf|usd|eur|gbp)(?: (?:no|number|nr|id))?[.:#]? ?$"
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A text with its tables, to look around a position."""

    text: str
    layout: Layout

    def before(self, position: int, reach: int = CONTEXT_BEFORE) -> str:
        """The same line, or what of it lies within reach, and the header of the column."""
        line = self.text.rfind("\n", 0, position) + 1
        if line and not self.text[line:position].strip():  # the label may stand in a line of its own
            above = self.text.rfind("\n", 0, line - 1) + 1
            line = above if self.text[above:line].rstrip().endswith(":") else line
        start = max(line, position - reach)
        return f"{self.layout.header_at(position)}: {self.text[start:position]}"

    def around(self, start: int, end: int) -> str:
        """Both sides, lower case."""
        stop = self.text.find("\n", end, end + CONTEXT_AFTER)
        after = self.text[end : stop if stop >= 0 else end + CONTEXT_AFTER]
        return f"{self.before(start)} {after}".lower()


class PolicyRecognizer:
    """One recognizer entry of a policy."""

    def __init__(self, entry: Recognizer) -> None:
        if entry.checksum is not None and entry.checksum not in CHECKSUMS:
            raise ConfigError(f"no checksum {entry.checksum}; recognizer {entry.name}; there are {', '.join(CHECKSUMS)}")
        self.entry = entry
        self._checksum = CHECKSUMS[entry.checksum] if entry.checksum else None
        words = "|".join(re.escape(word.lower()).replace(r"\ ", r"\s+") for word in entry.context)
        self._context = re.compile(rf"(?<!\w)(?:{words})(?!\w)") if words else None
        self._needs_digit = all(r"\d" in one.regex and not one.regex.startswith(("(?i", "\\b(?:pass")) for one in entry.patterns)

    @cached_property
    def _stock(self) -> PatternRecognizer:
        """Presidio's recognizer with our patterns compiled in it."""
        from presidio_analyzer import Pattern, PatternRecognizer

        patterns = [Pattern(f"{self.entry.name} {n}", one.regex, one.score) for n, one in enumerate(self.entry.patterns)]
        for pattern, one in zip(patterns, self.entry.patterns, strict=True):
            flags = regex.MULTILINE | (regex.IGNORECASE if one.flags else 0)
            pattern.compiled_regex, pattern.compiled_with_flags = regex.compile(one.regex, flags), flags
        return PatternRecognizer(self.entry.entity, name=self.entry.name, patterns=patterns, context=list(self.entry.context))

    def find(self, around: Surroundings) -> Iterator[Span]:
        """Yield the spans whose checksum holds. Raises ScrubFailed when a pattern takes too long."""
        for pattern, one in zip(self._stock.patterns, self.entry.patterns, strict=True):
            try:
                for hit in pattern.compiled_regex.finditer(around.text, timeout=TIMEOUT_S):
                    start, end = hit.span(one.group)
                    if start < end and (score := self._score(around, start, end, one.score)):
                        yield Span(start, end, self.entry.entity, score, self.entry.name)
            except TimeoutError:
                raise ScrubFailed(f"a pattern took too long; recognizer {self.entry.name}; simplify it in the policy") from None

    def _score(self, around: Surroundings, start: int, end: int, score: float) -> float:
        if self._checksum is not None and not self._checksum(around.text[start:end]):
            return 0.0
        if self._context is not None and self._context.search(around.around(start, end)):
            if self._checksum is None and score < 0.3 and CALLED_OTHERWISE.search(around.before(start, 20)):
                return score if not self._context.search(around.before(start, 20).lower()) else min(1.0, score + CONTEXT_BOOST)
            return min(1.0, score + CONTEXT_BOOST)
        return score


def recognizers(entries: Sequence[Recognizer]) -> list[PolicyRecognizer]:
    """Return the recognizers of a policy. Raises ConfigError for an unknown checksum."""
    return [PolicyRecognizer(entry) for entry in entries]
