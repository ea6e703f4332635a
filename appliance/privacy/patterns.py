"""The recognizers of a policy → spans: pattern, then checksum, then the context words around.

The scheme is Presidio's, the matching ours for two reasons: a pattern that takes too long must close the door, where
Presidio logs a warning and goes on without it; and a finding may be a group of the pattern.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from appliance.errors import ConfigError, ScrubFailed
from appliance.policy import Policy, Recognizer
from appliance.privacy.checksums import CHECKSUMS
from appliance.privacy.gates import Gate, Traits, fold, gate, spoken, words_of
from appliance.privacy.spans import Span
from appliance.privacy.tables import Layout

TIMEOUT_S = 20  # of one pattern over one page
CONTEXT_BEFORE = 60  # characters of the line before a hit in which a context word counts
CONTEXT_AFTER = 25
WEAK = 0.3  # a pattern this unsure yields to another word right before it: "invoice 123456"
CONTEXT_BOOST = 0.45  # what a context word adds to the score (Presidio adds 0.35)
CLOSE = 20  # characters: of two labels on a line, the nearer names the number
CLOSENESS = 0.05
CALLED_OTHERWISE = re.compile(
    r"(?i)(?:invoice|order|ticket|case|incident|claim|tel(?:ephone)?|phone|fax|mobile|ext(?:ension)?|room|ward|page|"
    r"isbn|version|"
    r"£|\$|€|chf|usd|eur|gbp)(?: (?:no|number|nr|id|ref|reference))?[.:#]? ?$"
)

#: a line above that names what stands in this one: it ends in a colon, or is a few words and nothing else
_LABEL = re.compile(r".*:\s*|[ \t*#]*[^\W\d][^\d,;!?|\t\n]{1,28}")


@dataclass(frozen=True)
class Surroundings:
    """A text with its tables, to look around a position."""

    text: str
    layout: Layout

    @cached_property
    def traits(self) -> Traits:
        """What tells, before any search, which patterns may match."""
        return Traits.of(self.text)

    def before(self, position: int, reach: int = CONTEXT_BEFORE) -> str:
        """The same line, or what of it lies within reach, and the header of the column."""
        line = self.text.rfind("\n", 0, position) + 1
        if line and not self.text[line:position].strip():  # the label may stand in a line of its own
            above = self.text.rfind("\n", 0, line - 1) + 1
            line = above if _LABEL.fullmatch(self.text, above, line - 1) else line
        return f"{self.header_at(position)}: {spoken(self._whole(max(line, position - reach), position))}"

    def header_at(self, position: int) -> str:
        """The header of the column at the position, or nothing."""
        return spoken(self.layout.header_at(position))

    def after(self, position: int, reach: int = CONTEXT_AFTER) -> str:
        """What follows in the same line within reach."""
        stop = self.text.find("\n", position, position + reach)
        return spoken(self._whole(position, stop if stop >= 0 else min(position + reach, len(self.text))))

    def around(self, start: int, end: int) -> str:
        """Both sides, folded."""
        return fold(f"{self.before(start)} {self.after(end)}")

    def _whole(self, start: int, end: int) -> str:
        """The stretch without words cut at its ends: the end of "Reisepass" is no pass."""
        while 0 < start < end and _in_word(self.text[start - 1]) and _in_word(self.text[start]):
            start += 1
        while start < end < len(self.text) and _in_word(self.text[end - 1]) and _in_word(self.text[end]):
            end -= 1
        return self.text[start:end]


def _in_word(sign: str) -> bool:
    return sign.isalnum() and not sign.isdecimal()


@dataclass(frozen=True, slots=True)
class Search:
    """One pattern of a recognizer, compiled, and what a text needs for a hit that counts."""

    compiled: regex.Pattern[str]
    score: float
    group: int
    gate: Gate
    cues: frozenset[str]  # one of these words; empty: none is needed


class PolicyRecognizer:
    """One recognizer entry of a policy; what scores less than the threshold is no finding."""

    def __init__(self, entry: Recognizer, threshold: float = 0.0, timeout_s: float = TIMEOUT_S) -> None:
        if entry.checksum is not None and entry.checksum not in CHECKSUMS:
            raise ConfigError(f"no checksum {entry.checksum}; recognizer {entry.name}; there are {', '.join(CHECKSUMS)}")
        self.entry = entry
        self._threshold = threshold
        self._timeout_s = timeout_s
        self._checksum = CHECKSUMS[entry.checksum] if entry.checksum else None
        self._context = context_pattern(entry.context) if entry.context else None
        cues = _cues(entry.context)
        self.searches = [
            Search(
                regex.compile(one.regex, regex.MULTILINE | (regex.IGNORECASE if one.flags else 0)),
                one.score,
                one.group,
                gate(one.regex),
                cues if one.score < threshold else frozenset(),
            )
            for one in entry.patterns
        ]

    def find(self, around: Surroundings) -> Iterator[Span]:
        """Yield the spans of all patterns. Raises ScrubFailed when one takes too long."""
        for one in self.searches:
            yield from self.found_by(one, around)

    def found_by(self, search: Search, around: Surroundings) -> Iterator[Span]:
        """Yield the spans of one pattern whose checksum holds. Raises ScrubFailed when it takes too long."""
        try:
            for hit in search.compiled.finditer(around.text, timeout=self._timeout_s):
                start, end = hit.span(search.group)
                if start < end and (score := self._score(around, start, end, search.score)) and score >= self._threshold:
                    yield Span(start, end, self.entry.entity, score, self.entry.name)
        except TimeoutError:
            raise ScrubFailed(f"a pattern took too long; recognizer {self.entry.name}; simplify it in the policy") from None

    def _score(self, around: Surroundings, start: int, end: int, score: float) -> float:
        if self._checksum is not None and not self._checksum(around.text[start:end]):
            return 0.0
        if self._context is not None and self._context.search(around.around(start, end)):
            close = around.before(start, CLOSE)
            named = self._context.search(fold(close)) is not None
            if self._checksum is None and score < WEAK and not named and CALLED_OTHERWISE.search(close):
                return score
            return min(1.0, score + CONTEXT_BOOST + (CLOSENESS if named else 0.0))
        return score


class Recognizers:
    """The recognizers of a policy; most texts pass most of their gates by."""

    def __init__(self, policy: Policy) -> None:
        """Compile them. Raises ConfigError for an unknown checksum."""
        made = [PolicyRecognizer(entry, policy.threshold_of(entry.entity)) for entry in policy.recognizers]
        self._all = [(one, search) for one in made for search in one.searches]
        self._free = sorted((search.gate.digits, at) for at, (_, search) in enumerate(self._all) if not search.cues)
        self._cued: dict[str, list[int]] = {}
        for at, (_, search) in enumerate(self._all):
            for cue in search.cues:
                self._cued.setdefault(cue, []).append(at)
        self._cues = frozenset(self._cued)

    def find(self, around: Surroundings) -> Iterator[Span]:
        """Yield the spans of all. Raises ScrubFailed when a pattern takes too long."""
        traits = around.traits
        some = {at for _, at in self._free[: bisect_left(self._free, (traits.digits + 1, 0))]}
        for cue in traits.words & self._cues:
            some.update(self._cued[cue])
        for at in sorted(some):  # the order of the policy decides between equals
            recognizer, search = self._all[at]
            if search.gate.open(traits):
                yield from recognizer.found_by(search, around)


def _cues(context: Sequence[str]) -> frozenset[str]:
    """A context word can only stand where its longest run of letters does."""
    longest = [max(words_of(fold(word)), key=len, default="") for word in context]
    return frozenset(longest) if all(longest) else frozenset()


def context_pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern, for folded text, of any of the words as whole words."""
    escaped = "|".join(re.escape(fold(word)).replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"(?<!\w)(?:{escaped})(?!\w)")
