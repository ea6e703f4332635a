"""STORY 2: question → answer. Rights, scrub, search, audit, draft, ground, second look, audit.

The one danger: a passage that the asker may not read. Rights come first, from who asks and never from the request, and
every hit is read back from the database inside them. Everything here is in stand-ins; values return at the glass only.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from sqlalchemy.engine import Engine

from appliance.answering.answerer import Answerer, Outcome, Seams
from appliance.answering.follow_up import standalone
from appliance.answering.model import LanguageModel, Queued, Usage
from appliance.audit.events import Event
from appliance.audit.log import AuditLog
from appliance.database import reading, writing
from appliance.errors import NotFound
from appliance.indexing import keyword
from appliance.indexing.search import Scope, Search
from appliance.keys.ring import KeyRing
from appliance.policy import Policy
from appliance.privacy import vault
from appliance.privacy.renderings import PromptNames, embedded, embedded_stored
from appliance.privacy.scrubber import Scrubber
from appliance.privacy.stand_ins import alias_digest
from appliance.records import Actor, Answer, CleanQuestion, CleanText, Matrix, Passage, Sentence, Timings, Turn, Vector
from appliance.rights.collections import CollectionRow, readable
from appliance.settings import Settings


class Embedder(Protocol):
    """Texts → n × dimensions unit vectors."""

    def embed(self, texts: Sequence[str]) -> Matrix: ...


@dataclass(frozen=True, slots=True)
class AskRequest:
    """What is asked, and by whom."""

    question: str = field(repr=False)
    actor: Actor
    collections: tuple[str, ...] | None = None  # a narrower choice than the rights
    documents: tuple[str, ...] | None = None
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The passages that the answer will be made from."""

    passages: tuple[Passage, ...]


@dataclass(slots=True)
class _Run:
    """What one answer gathers on its way."""

    receipt: str
    began: float
    scrub_ms: float = 0.0
    search_ms: float = 0.0
    first_ms: float = 0.0
    sentences: list[Sentence] = field(default_factory=list)
    outcome: Outcome | None = None

    def elapsed_ms(self) -> float:
        return (time.monotonic() - self.began) * 1000

    def timings(self, usage: Usage) -> Timings:
        tokens = (usage.prompt_tokens, usage.answer_tokens)
        return Timings(self.scrub_ms, self.search_ms, usage.queue_ms, self.first_ms, self.elapsed_ms(), *tokens)

    def text(self) -> CleanText:
        return CleanText.joined([sentence.text for sentence in self.sentences])


@dataclass(frozen=True)
class Ask:
    """The pipeline, with its stages."""

    engine: Engine
    keys: KeyRing
    audit: AuditLog
    scrubber: Scrubber
    embedder: Embedder
    searcher: Search
    model: LanguageModel | None
    settings: Settings
    policy_of: Callable[[CollectionRow], Policy]
    domains_of: Callable[[Sequence[CollectionRow]], Sequence[str]]

    def stream(self, request: AskRequest) -> Iterator[Queued | Found | Sentence | Answer]:
        """Yield places in the queue, the passages, checked sentences as they come, last the Answer.

        Closing the iterator stops the model. Raises NotFound for a collection that may not be read, Unavailable.
        """
        run = _Run(secrets.token_hex(12), time.monotonic())
        rows = self._rights(request)
        question = self._scrubbed(request, rows)
        run.scrub_ms = run.elapsed_ms()

        vector = self.embedder.embed([embedded(question.search)])[0]
        passages = self._found(question, vector, rows, request, self.settings.search.limit)
        run.search_ms = run.elapsed_ms() - run.scrub_ms
        self._note_retrieve(run, request, rows, question, passages)
        yield Found(tuple(passages))

        try:
            yield from self._drafted(run, question, vector, passages)
        finally:
            self._note_answer(run, request)
        yield self._answer(run, question, rows)

    def search(self, request: AskRequest, limit: int) -> tuple[CleanQuestion, list[Passage]]:
        """Return the scrubbed question and the passages, recorded like those of an answer."""
        run = _Run(secrets.token_hex(12), time.monotonic())
        rows = self._rights(request)
        question = self._scrubbed(request, rows)
        vector = self.embedder.embed([embedded(question.search)])[0]
        passages = self._found(question, vector, rows, request, limit)
        self._note_retrieve(run, request, rows, question, passages)
        return question, passages

    def warm(self) -> None:
        """Have the model process ready before the first question comes."""
        if self.model is not None:
            self.model.warm()

    def _rights(self, request: AskRequest) -> tuple[CollectionRow, ...]:
        with reading(self.engine) as connection:
            rows = readable(connection, request.actor)
        for name in request.collections or ():
            if name not in {row.name for row in rows}:
                raise NotFound(f"no collection {name}; --collection; see `appliance collections list`")
        return tuple(row for row in rows if not request.collections or row.name in request.collections)

    def _scrubbed(self, request: AskRequest, rows: Sequence[CollectionRow]) -> CleanQuestion:
        ids = [row.id for row in rows]
        keys = {domain: self.keys.pseudonym(domain) for domain in sorted(self.domains_of(rows))}

        def known(runs: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
            found: dict[str, tuple[str, ...]] = {}
            with reading(self.engine) as connection:
                for domain, key in keys.items():
                    digests = {words: alias_digest(words, key) for words in runs}
                    stand_ins = vault.known(connection, domain, set(digests.values()), ids)
                    for words, digest in digests.items():
                        found[words] = (*found.get(words, ()), *stand_ins.get(digest, ()))
            return found

        def in_clear(lone: Sequence[str]) -> set[str]:
            with reading(self.engine) as connection:
                return keyword.in_clear(connection, lone, ids)

        policies = [self.policy_of(row) for row in rows]
        asked = self.scrubber.scrub_question(request.question, policies, known, in_clear)
        whole = standalone(request.question, request.history)
        if whole == request.question:
            return asked
        return replace(self.scrubber.scrub_question(whole, policies, known, in_clear), shown=asked.shown)

    def _found(
        self, question: CleanQuestion, vector: Vector, rows: Sequence[CollectionRow], request: AskRequest, limit: int
    ) -> list[Passage]:
        scope = Scope(tuple(row.id for row in rows), request.documents)
        with reading(self.engine) as connection:
            return self.searcher.find(connection, question.search, vector, scope, limit, question.stand_ins)

    def _drafted(
        self, run: _Run, question: CleanQuestion, vector: Vector, passages: Sequence[Passage]
    ) -> Iterator[Queued | Sentence]:
        names = PromptNames(passage.text for passage in passages)

        def similarity(texts: Sequence[str]) -> list[float]:
            return [float(one) for one in self.embedder.embed([embedded_stored(text) for text in texts]) @ vector]

        seams = Seams(similarity, names.prompt_stored, names.restored, self.scrubber.vouch, lambda: False)
        for event in Answerer(self.model, self.settings.answer).draft(question.search.value, passages, seams):
            if isinstance(event, Outcome):
                run.outcome = event
                return
            if isinstance(event, Sentence):
                run.first_ms = run.first_ms or run.elapsed_ms()
                run.sentences.append(event)
            yield event

    def _answer(self, run: _Run, question: CleanQuestion, rows: Sequence[CollectionRow]) -> Answer:
        outcome = run.outcome or Outcome(False, "extract")
        citations = {one.marker: one for sentence in run.sentences for one in sentence.citations}
        policies = tuple(self._policy(row) for row in rows)
        return Answer(
            question.shown, outcome.answered, run.text(), outcome.mode, tuple(citations.values()), run.receipt,
            outcome.model, outcome.withheld, policies, run.timings(outcome.usage),
        )  # fmt: skip

    def _policy(self, row: CollectionRow) -> Mapping[str, str]:
        policy = self.policy_of(row)
        return {"collection": row.name, "name": policy.name, "version": policy.version}

    def _note_retrieve(
        self, run: _Run, request: AskRequest, rows: Sequence[CollectionRow], question: CleanQuestion, passages: Sequence[Passage]
    ) -> None:
        fields: dict[str, object] = {
            "receipt": run.receipt, "question": self.keys.keyed_hash("question", question.search.value),
            "collections": [row.id for row in rows], "policies": sorted({self.policy_of(row).version for row in rows}),
            "passages": [
                {"document": one.document_id, "page": one.page, "start": one.start, "end": one.end,
                 "hash": self.keys.keyed_hash("passage", one.text.value)[:32]}
                for one in passages
            ],
        }  # fmt: skip
        self._note(Event.RAG_RETRIEVE, request.actor, "ok", fields)

    def _note_answer(self, run: _Run, request: AskRequest) -> None:
        outcome = run.outcome
        word = "aborted" if outcome is None else "complete" if outcome.answered else "withheld" if outcome.withheld else "refused"
        cited = sorted(
            {(one.document_id, one.page, one.start, one.end) for sentence in run.sentences for one in sentence.citations}
        )
        fields: dict[str, object] = {
            "receipt": run.receipt, "answer": self.keys.keyed_hash("answer", run.text().value),
            "mode": outcome.mode if outcome else "none",
            "model": outcome.model.sha256 if outcome and outcome.model else "none",
            "citations": [{"document": a, "page": b, "start": c, "end": d} for a, b, c, d in cited],
            "total_ms": round(run.elapsed_ms()),
        }  # fmt: skip
        self._note(Event.RAG_ANSWER, request.actor, word, fields)

    def _note(self, event: Event, actor: Actor, outcome: str, fields: Mapping[str, object]) -> None:
        with writing(self.engine) as connection:
            self.audit.append(connection, event, actor.id, outcome, fields)
