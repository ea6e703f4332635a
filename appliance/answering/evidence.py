"""Question and passages → which sentences may hold the answer, and whether there is an answer at all.

A small model cannot tell that an answer is missing (findings: it refused 14 of 40), so this decides before it is asked. Two
logistic models: one scores each sentence, one the whole set. What a word is worth comes from the passages themselves: a word of
the question that none of them holds weighs most.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from appliance.answering.question import Kind, holds, kind_of
from appliance.answering.sentences import sentences
from appliance.answering.words import STAND_IN, STOP, WORD, content_words, stem
from appliance.records import Passage

#: cosine of each text to the question, by the embedding model
Similarity = Callable[[Sequence[str]], Sequence[float]]

COMPARED = 24  # sentences that are embedded; the others are far behind by their words

# Fitted by logistic regression in November 2026 (docs/adr/0004-answering.md): 315 questions about office documents kept for
# calibration, and 1,000 of SQuAD 2.0's development set, from every second article. Features as in `sentence_features`.
SENTENCE_WEIGHTS = (2.57, 11.03, 4.08, 6.26, 2.33, 3.79)
SENTENCE_BIAS = -24.27
STRENGTH_WEIGHTS = (2.24, 0.53, 3.78, 0.53, -1.85)
STRENGTH_BIAS = -4.04
ENOUGH = -0.36  # 5 % of the answerable calibration questions lie below it, and 95 % of the others


#: a sentence, a table row or "label: value", and no heading or salutation
_STATEMENT = re.compile(r"[.!?…][\"'”’)\]]*$|\s\|\s|\t|:\s")

_STAND_INS_IN_A_ROW = re.compile(r"<[A-Z][A-Z0-9_]*>(?: <[A-Z][A-Z0-9_]*>)+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may hold the answer: `[start, end)` of the passage's text."""

    passage: int  # index
    start: int
    end: int
    text: str = field(repr=False)
    score: float  # log-odds that it holds the answer


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the passages have to say to the question."""

    kind: Kind
    candidates: tuple[Candidate, ...]  # best first
    strength: float  # log-odds that there is an answer

    @property
    def enough(self) -> bool:
        """Is an answer likely enough to look for it?"""
        return bool(self.candidates) and self.strength >= ENOUGH


@dataclass(frozen=True, slots=True)
class _Sentence:
    passage: int
    start: int
    end: int
    text: str = field(repr=False)
    document: str
    words: frozenset[str] = field(repr=False)
    title: frozenset[str] = field(repr=False)  # of the document and its heading
    around: frozenset[str] = field(repr=False)  # of the whole passage and its title


_Slot = frozenset[str]  # forms of which one is enough


class _Asked:
    """The question's words, and what each is worth."""

    def __init__(self, question: str, found: Sequence[_Sentence]) -> None:
        self.kind = kind_of(question)
        self.stems = frozenset(map(stem, WORD.findall(question)))
        self.words = _slots(content_words(question), question)
        names = [
            stem(match[0])
            for match in WORD.finditer(question)
            if match.start() and match[0].lower() not in STOP and not match[0][0].islower()
        ]
        self._names = _slots(names, question)
        self._worth = self._worth_among([sentence.words for sentence in found])
        self._within = {document: self._worth_within(document, found) for document in {s.document for s in found}}

    def covered(self, words: frozenset[str]) -> float:
        """Return the share of the question, by worth, that these words hold."""
        return _share(self._worth, words)

    def covered_within(self, sentence: _Sentence) -> float:
        """The same with what each word is worth inside its document, where the words of the title tell nothing apart."""
        return _share(self._within[sentence.document], sentence.words)

    def unnamed(self, words: frozenset[str]) -> float:
        """Return the share of the question's names, numbers and stand-ins that these words lack."""
        return sum(not slot & words for slot in self._names) / max(len(self._names), 1)

    def _worth_within(self, document: str, found: Sequence[_Sentence]) -> dict[_Slot, float]:
        here = [sentence for sentence in found if sentence.document == document]
        title = frozenset().union(*(sentence.title for sentence in here))
        worth = self._worth_among([sentence.words for sentence in here])
        return {slot: value for slot, value in worth.items() if not slot & title}

    def _worth_among(self, sets: Sequence[frozenset[str]]) -> dict[_Slot, float]:
        seen = {slot: sum(bool(slot & words) for words in sets) for slot in self.words}
        return {slot: math.log((len(sets) + 1) / (seen[slot] + 0.5)) for slot in self.words}


def _slots(words: Sequence[str], question: str) -> tuple[_Slot, ...]:
    """Stand-ins in a row are the several people whom one name may mean: any of them will do."""
    rows = [frozenset(STAND_IN.findall(row)) for row in _STAND_INS_IN_A_ROW.findall(question)]
    return tuple(dict.fromkeys(next((row for row in rows if word in row), frozenset((word,))) for word in words))


def weigh(question: str, passages: Sequence[Passage], similarity: Similarity) -> Evidence:
    """Score every sentence of the passages, and the set."""
    found = _sentences(passages)
    asked = _Asked(question, found)
    if not found or not asked.words:
        return Evidence(asked.kind, (), -math.inf)
    rows = sentence_features(asked, found, passages, similarity)
    scored = sorted(
        ((_dot(SENTENCE_WEIGHTS, row) + SENTENCE_BIAS, sentence, row) for sentence, row in rows), key=lambda item: -item[0]
    )
    strength = _dot(STRENGTH_WEIGHTS, strength_features(asked, found, passages, scored)) + STRENGTH_BIAS
    candidates = tuple(Candidate(s.passage, s.start, s.end, s.text, score) for score, s, _ in scored)
    return Evidence(asked.kind, candidates, strength)


def sentence_features(
    asked: _Asked, found: Sequence[_Sentence], passages: Sequence[Passage], similarity: Similarity
) -> list[tuple[_Sentence, tuple[float, ...]]]:
    """Return the compared sentences, each with its features (in the order of SENTENCE_WEIGHTS)."""
    top = max(passage.score for passage in passages) or 1.0
    rows: list[tuple[_Sentence, tuple[float, ...]]] = []
    for sentence in found:
        lexical = (
            float(holds(asked.kind, sentence.text, asked.stems)),
            passages[sentence.passage].score / top,
            float(bool(sentence.words - asked.stems)),  # it says something that the question does not
            asked.covered_within(sentence),
            float(bool(_STATEMENT.search(sentence.text))),
        )
        rows.append((sentence, lexical))
    rows = sorted(rows, key=lambda row: -_dot(SENTENCE_WEIGHTS, row[1]))[:COMPARED]
    cosines = similarity([sentence.text for sentence, _ in rows])
    return [(sentence, (*row, cosine)) for (sentence, row), cosine in zip(rows, cosines, strict=True)]


def strength_features(
    asked: _Asked,
    found: Sequence[_Sentence],
    passages: Sequence[Passage],
    scored: Sequence[tuple[float, _Sentence, tuple[float, ...]]],
) -> tuple[float, ...]:
    """Return the features of the set (in the order of STRENGTH_WEIGHTS)."""
    _, sentence, row = scored[0]
    document = passages[sentence.passage].document_id
    here = [other.around for other in found if passages[other.passage].document_id == document]
    held = frozenset().union(*here)
    everywhere = frozenset().union(*(other.around for other in found))
    return (asked.covered(held), asked.covered(everywhere), max(row[-1] for _, _, row in scored), row[-1], asked.unnamed(held))


def _sentences(passages: Sequence[Passage]) -> list[_Sentence]:
    found: list[_Sentence] = []
    for index, passage in enumerate(passages):
        text = passage.text.value
        spans = sentences(text)
        words = [frozenset(content_words(text[start:end])) for start, end in spans]
        title = frozenset(content_words(_title(passage)))
        around = title.union(*words)
        for i, (start, end) in enumerate(spans):
            document = passage.document_id
            found.append(_Sentence(index, start, end, text[start:end], document, words[i], title, around))
    return found


def _title(passage: Passage) -> str:
    heading = passage.heading.value if passage.heading else ""
    return f"{passage.name.value.rpartition('.')[0] or passage.name.value} {heading}"


def _share(worth: dict[_Slot, float], words: frozenset[str]) -> float:
    return sum(value for slot, value in worth.items() if slot & words) / (sum(worth.values()) or 1.0)


def _dot(weights: Sequence[float], values: Sequence[float]) -> float:
    return sum(weight * value for weight, value in zip(weights, values, strict=False))
