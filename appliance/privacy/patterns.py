"""The recognizers of a policy → spans: pattern, then checksum, then the context words around.

The scheme is Presidio's, the matching ours for two reasons: a pattern that takes too long must close the door, where
Presidio logs a warning and goes on without it; and a finding may be a group of the pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from appliance.errors import ConfigError, ScrubFailed
from appliance.policy import Recognizer
from appliance.privacy.checksums import CHECKSUMS
from appliance.privacy.spans import Span
from appliance.privacy.tables import Layout

TIMEOUT_S = 20  # of one pattern over one page
CONTEXT_BEFORE = 60  # characters of the line before a hit in which a context word counts
CONTEXT_AFTER = 25
WEAK = 0.3  # a pattern this unsure yields to another word right before it: "invoice 123456"
CONTEXT_BOOST = 0.45  # what a context word adds to the score (Presidio adds 0.35)
CALLED_OTHERWISE = re.compile(
    r"(?i)(?:invoice|order|ticket|case|incident|claim|tel(?:ephone)?|phone|fax|mobile|ext(?:ension)?|room|ward|page|"
    r"isbn|version|"
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

    def __init__(self, entry: Recognizer, timeout_s: float = TIMEOUT_S) -> None:
        if entry.checksum is not None and entry.checksum not in CHECKSUMS:
            raise ConfigError(f"no checksum {entry.checksum}; recognizer {entry.name}; there are {', '.join(CHECKSUMS)}")
        self.entry = entry
        self._timeout_s = timeout_s
        self._checksum = CHECKSUMS[entry.checksum] if entry.checksum else None
        self._context = context_pattern(entry.context) if entry.context else None
        self._patterns = [
            (regex.compile(one.regex, regex.MULTILINE | (regex.IGNORECASE if one.flags else 0)), one) for one in entry.patterns
        ]

    def find(self, around: Surroundings) -> Iterator[Span]:
        """Yield the spans whose checksum holds. Raises ScrubFailed when a pattern takes too long."""
        for compiled, one in self._patterns:
            try:
                for hit in compiled.finditer(around.text, timeout=self._timeout_s):
                    start, end = hit.span(one.group)
                    if start < end and (score := self._score(around, start, end, one.score)):
                        yield Span(start, end, self.entry.entity, score, self.entry.name)
            except TimeoutError:
                raise ScrubFailed(f"a pattern took too long; recognizer {self.entry.name}; simplify it in the policy") from None

    def _score(self, around: Surroundings, start: int, end: int, score: float) -> float:
        if self._checksum is not None and not self._checksum(around.text[start:end]):
            return 0.0
        if self._context is not None and self._context.search(around.around(start, end)):
            close = around.before(start, 20)
            unsure = self._checksum is None and score < WEAK
            if unsure and CALLED_OTHERWISE.search(close) and not self._context.search(close.lower()):
                return score
            return min(1.0, score + CONTEXT_BOOST)
        return score


def context_pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern, for lower-case text, of any of the words as whole words."""
    escaped = "|".join(re.escape(word.lower()).replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"(?<!\w)(?:{escaped})(?!\w)")


def recognizers(entries: Sequence[Recognizer]) -> list[PolicyRecognizer]:
    """Return the recognizers of a policy. Raises ConfigError for an unknown checksum."""
    return [PolicyRecognizer(entry) for entry in entries]
