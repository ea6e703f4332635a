"""Question and passages → checked, cited sentences as they come, and how it ended.

Whether there is an answer is decided by the evidence before any model is asked. The model's sentences are grounded one by one;
where it finds nothing, or nothing of it holds, the best literal sentence stands in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from appliance.answering.evidence import Candidate, Evidence, Similarity, weigh
from appliance.answering.extract import best_sentences
from appliance.answering.grounding import cite, ground, without_markers
from appliance.answering.model import NO_USAGE, LanguageModel, Queued, Usage
from appliance.answering.prompt import build, excerpts
from appliance.answering.sentences import sentences
from appliance.errors import AnswerWithheld
from appliance.records import Citation, CleanText, Mode, ModelId, Passage, Sentence
from appliance.settings import AnswerSettings

NOT_HELD = "The documents you may read do not hold the answer."
ANSWER_WORDS = 80  # unless a list is asked for (contract)
SHORT_ANSWER_TOKENS = 80  # one sentence is asked for; a model that goes on is stopped


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an answer ended; comes after its sentences."""

    answered: bool
    mode: Mode
    model: ModelId | None = None  # None if no model was asked
    withheld: str | None = None
    usage: Usage = NO_USAGE


@dataclass(frozen=True, slots=True)
class Seams:
    """What the story lends: the answering stage knows neither the scrubber nor the embedder."""

    similarity: Similarity  # of stored text, to the question
    to_prompt: Callable[[str], str]  # stand-ins → "Person A"
    from_prompt: Callable[[str], str]  # and back
    vouch: Callable[[str], CleanText]  # the second look; raises AnswerWithheld
    cancelled: Callable[[], bool]


@dataclass(slots=True)
class _Answer:
    """One answer in the making."""

    question: str = field(repr=False)
    passages: Sequence[Passage] = field(repr=False)
    evidence: Evidence
    seams: Seams
    citations: dict[tuple[int, int], Citation] = field(default_factory=dict)
    words: int = 0
    shown: set[str] = field(default_factory=set, repr=False)
    withheld: str | None = None
    usage: Usage = NO_USAGE

    def sentence(self, text: str, sources: Sequence[Candidate]) -> Iterator[Sentence]:
        """Yield the sentence with its markers and citations, unless the second look withholds it or it was said."""
        words = len(text.split())
        if text in self.shown or (self.shown and self.evidence.kind != "list" and self.words + words > ANSWER_WORDS):
            return
        new = dict(self.citations)
        cited: list[Citation] = []
        for source in sources:
            key = (source.passage, source.start)
            cited.append(new.setdefault(key, cite(source, self.passages, len(new) + 1)))
        marks = "".join(f" [{citation.marker}]" for citation in cited)
        try:
            clean = self.seams.vouch(text + marks)
        except AnswerWithheld as error:
            self.withheld = str(error)
            return
        self.citations, self.words = new, self.words + words
        self.shown.add(text)
        yield Sentence(clean, tuple(cited))


class Answerer:
    """Answers with a language model, or, without one, with the documents' own sentences."""

    def __init__(self, model: LanguageModel | None, settings: AnswerSettings) -> None:
        self._model, self._settings = model, settings

    def draft(self, question: str, passages: Sequence[Passage], seams: Seams) -> Iterator[Queued | Sentence | Outcome]:
        """Yield places in the queue, then sentences in stored form, last the Outcome. Raises Unavailable."""
        evidence = weigh(question, passages, seams.similarity)
        answer = _Answer(question, passages, evidence, seams)
        mode: Mode = "extract"
        asked: ModelId | None = None
        if evidence.enough and self._model is not None:
            mode, asked = "grounded", self._model.id
            yield from self._by_model(self._model, answer)
        if evidence.enough and not answer.shown:
            mode = "extract" if asked is None else "quote"
            for candidate in best_sentences(evidence):
                yield from answer.sentence(_one_line(candidate.text), (candidate,))
        if not answer.shown:
            yield Sentence(seams.vouch(NOT_HELD))
        yield Outcome(bool(answer.shown), mode, asked, answer.withheld, answer.usage)

    def _by_model(self, model: LanguageModel, answer: _Answer) -> Iterator[Queued | Sentence]:
        kind = answer.evidence.kind
        chosen = excerpts(answer.evidence, answer.passages, self._settings.passage_tokens)
        prompt = build(answer.question, kind, chosen, answer.passages, answer.seams.to_prompt)
        limit = self._settings.answer_tokens
        pieces = model.complete(prompt, limit if kind == "list" else min(limit, SHORT_ANSWER_TOKENS), answer.seams.cancelled)
        raw, done, drafted = "", 0, list[str]()
        for piece in pieces:
            if isinstance(piece, Queued):
                yield piece
            elif isinstance(piece, Usage):
                answer.usage = piece
            else:
                raw += piece
                # mapped back before it is cut: the "A." of "Person A." looks like an initial
                drafted = _cut(answer.seams.from_prompt(raw))
                for draft in drafted[done:-1]:
                    yield from self._checked(draft, answer)
                done = max(done, len(drafted) - 1)
        for draft in drafted[done:]:
            yield from self._checked(draft, answer)

    def _checked(self, draft: str, answer: _Answer) -> Iterator[Sentence]:
        text = _one_line(without_markers(draft))
        if not text:
            return
        sources = ground(text, answer.question, answer.evidence)
        if sources:
            yield from answer.sentence(text, sources)


def _cut(text: str) -> list[str]:
    """Return the sentences; the last one may still grow."""
    return [text[start:end] for start, end in sentences(text)]


def _one_line(text: str) -> str:
    return " ".join(text.split())
