"""A sentence that the model wrote → the passage sentences that carry it, or nothing.

Numbers, names and stand-ins must stand there literally; of the other words, those that the question does not already hold, enough
must. What cannot be tied to one sentence, or to two that complete each other, is not shown.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from appliance.answering.evidence import Candidate, Evidence
from appliance.answering.sentences import sentences
from appliance.answering.words import NUMBERS, STOP, WORD, content_words, stem
from appliance.records import Citation, Passage

SUPPORT = 0.6  # share of a sentence's own words that its source must hold
PAIRED = 6  # of the sentences that fit best, tried two by two
QUOTE_WORDS = 4  # a shorter quote proves little, so it takes the sentence before it along

_MARKER = re.compile(r"\s*[\[(](?:excerpt\s*)?\d{1,2}(?:\s*[,;-]\s*\d{1,2})*[\])]", re.IGNORECASE)
_TALK = frozenset(map(stem, "answer according based document excerpt stated mentioned states says text yes".split()))


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a sentence says beyond its question."""

    literal: frozenset[str] = field(repr=False)  # stems of numbers, names, stand-ins
    words: frozenset[str] = field(repr=False)  # stems of all its words of meaning
    question: frozenset[str] = field(repr=False)

    def support(self, held: frozenset[str]) -> float:
        return len(self.words & held) / len(self.words)

    def carried(self, held: frozenset[str]) -> bool:
        return self.literal <= held and self.support(held) >= SUPPORT


def without_markers(sentence: str) -> str:
    """Drop citation markers that the model made up."""
    return _MARKER.sub("", sentence).strip()


def ground(sentence: str, question: str, evidence: Evidence) -> tuple[Candidate, ...]:
    """Return the one or two passage sentences that carry it, the first being the better; empty if there are none."""
    claim = _claim(sentence, question)
    if not claim.words:
        return ()
    sources = [(candidate, frozenset(content_words(candidate.text))) for candidate in evidence.candidates]
    ranked = sorted(sources, key=lambda source: -_fit(claim, *source))
    for candidate, held in ranked:
        if claim.carried(held):
            return (candidate,)
    for (one, held), (other, more) in itertools.combinations(ranked[:PAIRED], 2):
        if claim.words & held - more and claim.words & more - held and claim.carried(held | more):
            return one, other
    return ()


def cite(candidate: Candidate, passages: Sequence[Passage], marker: int) -> Citation:
    """Return the citation of a passage sentence; its quote is cut from the passage, letter by letter."""
    passage = passages[candidate.passage]
    start, end = candidate.start, candidate.end
    if len(WORD.findall(candidate.text)) < QUOTE_WORDS:
        spans = sentences(passage.text.value)
        at = next((i for i, span in enumerate(spans) if span[0] == start), 0)
        start, end = spans[max(0, at - 1)][0], spans[at if at else min(1, len(spans) - 1)][1]
    return Citation(
        marker=marker, document_id=passage.document_id, name=passage.name, collection=passage.collection, page=passage.page,
        start=passage.start + start, end=passage.start + end, quote=passage.text.cut(start, end),
    )  # fmt: skip


def _claim(sentence: str, question: str) -> _Claim:
    asked = frozenset(content_words(question))
    words = frozenset(content_words(sentence)) - asked - _TALK
    literal = {
        stem(match[0])
        for match in WORD.finditer(sentence)
        if match[0][0] == "<" or match[0][0].isdigit() or match[0].lower() in NUMBERS or (match.start() and match[0][0].isupper())
        if match[0].lower() not in STOP
    }
    return _Claim(frozenset(literal) & words, words, asked)


def _fit(claim: _Claim, candidate: Candidate, held: frozenset[str]) -> float:
    """Its own words first, the literal ones twice; then the question's; then the evidence, between equals."""
    literal = len(claim.literal & held) / max(len(claim.literal), 1)
    asked = len(claim.question & held) / max(len(claim.question), 1)
    return 2 * literal + 2 * claim.support(held) + asked + 0.02 * max(candidate.score, -20)
