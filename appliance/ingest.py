"""STORY 1: file → index. Parse, scrub, chunk, embed, store with the audit leaf, project.

The one danger: text that has not passed the scrubber must not outlive this module's calls.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy.engine import Engine

from appliance.audit.events import Event
from appliance.audit.log import AuditLog
from appliance.database import reading, writing
from appliance.errors import STATUS_OF_REASON, DocumentError, NotFound, ScrubFailed
from appliance.indexing import library, vectors
from appliance.indexing.chunker import chunk_document
from appliance.keys.ring import KeyRing
from appliance.policy import Policy
from appliance.privacy import vault
from appliance.privacy.renderings import embedded
from appliance.records import Actor, Chunk, CleanDocument, Document, IngestResult, Matrix
from appliance.rights.collections import CollectionRow
from appliance.settings import ChunkingSettings


class Parser(Protocol):
    """File bytes → raw pages; real ones run in a disposable child."""

    def parse(self, content: bytes, name: str) -> Document:
        """Raises UnsupportedFormat or UnreadableDocument."""


class DocumentScrubber(Protocol):
    """The door, here or in a worker process."""

    def scrub_document(self, document: Document, policy: Policy, key: bytes) -> CleanDocument:
        """Raises ScrubFailed."""


class PassageEmbedder(Protocol):
    """Texts → unit vectors, here or in a worker process."""

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Return n × dimensions."""

    def count(self, text: str) -> int:
        """Return the number of word pieces."""


@dataclass(frozen=True, slots=True)
class Item:
    """One file to take in."""

    path: str = field(repr=False)  # as shown on the line
    place: str = field(repr=False)  # what makes it the same file next time: its absolute path
    name: str = field(repr=False)
    content: bytes = field(repr=False)
    part_of: str | None = None
    depth: int = 0  # of attachments inside attachments


@dataclass(frozen=True, slots=True)
class Target:
    """The collection that takes the file, with its resolved policy."""

    collection: CollectionRow
    policy: Policy
    domain: str  # whose key makes the stand-ins


@dataclass(frozen=True, slots=True)
class Ingest:
    """The pipeline, with its stages."""

    engine: Engine
    keys: KeyRing
    audit: AuditLog
    index: vectors.VectorIndex
    parser: Parser
    scrubber: DocumentScrubber
    embedder: PassageEmbedder
    chunking: ChunkingSettings
    pipeline: str  # version of parser, chunker, NER and embedding model
    attachment_depth: int
    step: Callable[[str], None] = lambda _name: None  # told before each step: progress, and where tests pull the plug

    def ingest(self, item: Item, target: Target, actor: Actor) -> Iterator[IngestResult]:
        """Index one file, replacing what was there; yield its line, then a line for each attachment.

        A file that cannot be read or vouched for gets its line too. Raises Unavailable (the same file again later).
        """
        began = time.monotonic()
        source = self._source(item, target)
        if lines := self._known(item, source, target):
            yield from lines
            return

        try:
            document = self.parser.parse(item.content, item.name)
            clean, chunks, matrix = self._prepared(document, target)
        except DocumentError as error:
            yield self._refused(item, source, target, actor, error, began)
            return

        self.step("store")
        parts = document.attachments if item.depth < self.attachment_depth else ()
        stored = self._store(source, target, actor, clean, chunks, matrix, finished=not parts)
        yield _line(item, target, stored, clean, len(chunks), time.monotonic() - began)
        if parts:
            yield from self._parts(item, document, stored, target, actor)
            self._finish(stored.document_id, source)

    def _prepared(self, document: Document, target: Target) -> tuple[CleanDocument, list[Chunk], Matrix]:
        self.step("scrub")
        clean = self.scrubber.scrub_document(document, target.policy, self.keys.pseudonym(target.domain))
        self.step("chunk")
        chunks = chunk_document(clean, self.chunking, lambda text: self.embedder.count(embedded(text)))
        if not chunks:
            raise DocumentError("no_text", "the file holds no text that can be indexed")
        self.step("embed")
        return clean, chunks, self.embedder.embed([_for_embedding(chunk) for chunk in chunks])

    def _source(self, item: Item, target: Target) -> library.Source:
        digest = hashlib.sha256(item.content).hexdigest()
        version = f"{digest}|{target.policy.version}|{self.pipeline}|{target.domain}"
        key = self.keys.keyed_hash("place", f"{target.collection.id}|{item.place}")
        return library.Source(
            target.collection.id, key, self.keys.seal("paths", item.place.encode("utf-8", "surrogateescape"), key), digest,
            hashlib.sha256(version.encode()).hexdigest(), target.policy.version, item.part_of)

    def _store(
        self, source: library.Source, target: Target, actor: Actor, clean: CleanDocument, chunks: list[Chunk],
        matrix: Matrix, *, finished: bool,
    ) -> library.Stored:
        """One transaction: rows, stand-ins, audit leaf; then the projection."""
        with writing(self.engine) as connection:
            stored = library.store(connection, source, clean, chunks, matrix)
            if not finished:  # until its attachments are in, running again takes the file again
                library.set_fingerprint(connection, stored.document_id, "")
            vault.record(connection, vault.Vault(self.keys.vault), target.domain, self.keys.pseudonym(target.domain), stored.document_id, clean.pseudonyms)
            vectors.mark_pending(connection, source.collection_id)
            event = Event.INGEST_REPLACED if stored.replaced else Event.INGEST_INDEXED
            self.audit.append(connection, event, actor.id, "ok", _fields(stored.document_id, source, target, clean, len(chunks)))
        self.step("project")
        vectors.project(self.engine, self.index, source.collection_id, stored.removed, stored.added)
        return stored

    def _parts(
        self, item: Item, document: Document, stored: library.Stored, target: Target, actor: Actor
    ) -> Iterator[IngestResult]:
        held = set()
        for number, part in enumerate(document.attachments):
            place = f"{item.place}!{number}!{part.name}"
            inner = Item(f"{item.path}!{part.name}", place, part.name, part.content, stored.document_id, item.depth + 1)
            for line in self.ingest(inner, target, actor):
                held.add(line.document_id)
                yield line
        with reading(self.engine) as connection:
            gone = [row.id for row in library.parts_of(connection, stored.document_id) if row.id not in held]
        for one in reversed(gone):  # what the new version of the file no longer holds
            self.remove(one, actor)

    def remove(self, document_id: str, actor: Actor) -> None:
        """Take a document out of the library; what came out of it goes with it."""
        with writing(self.engine) as connection:
            row = library.document_row(connection, document_id)
            if row is None:
                raise NotFound(f"no document {document_id}; documents; see `appliance documents list`")
            doomed = [*(part.id for part in reversed(library.parts_of(connection, document_id))), document_id]
            removed = [one for each in doomed for one in library.remove(connection, each)]
            vault.forget_orphans(connection)
            vectors.mark_pending(connection, row.collection_id)
            for each in doomed:
                self.audit.append(connection, Event.DOCUMENT_REMOVED, actor.id, "ok", {"document": each, "collection": row.collection_id})
        vectors.project(self.engine, self.index, row.collection_id, removed, {})

    def _finish(self, document_id: str, source: library.Source) -> None:
        with writing(self.engine) as connection:
            library.set_fingerprint(connection, document_id, source.fingerprint)

    def _known(self, item: Item, source: library.Source, target: Target) -> list[IngestResult]:
        """Lines of a file that is as it was, its attachments included; none if there is work to do."""
        with reading(self.engine) as connection:
            row = library.current(connection, source)
            if row is None:
                return []
            lines = [library.line(row, item.path, target.collection.name)]
            for path, part in self._known_parts(item.path, library.parts_of(connection, str(row.id))):
                lines.append(library.line(part, path, target.collection.name))
            return lines

    def _known_parts(self, path: str, rows: Sequence[library.DocumentRow]) -> Iterator[tuple[str, library.DocumentRow]]:
        paths: dict[str, str] = {}
        for row in rows:  # holders come before what they hold
            place = self.keys.open("paths", row.path_encrypted, row.source_key).decode("utf-8", "surrogateescape")
            paths[row.id] = f"{paths.get(row.part_of or '', path)}!{place.rpartition('!')[2]}"
            yield paths[row.id], row

    def _refused(
        self, item: Item, source: library.Source, target: Target, actor: Actor, error: DocumentError, began: float
    ) -> IngestResult:
        """Note a file that cannot be indexed: rejected ones leave a leaf, quarantined ones a row to work on as well."""
        status = STATUS_OF_REASON.get(error.reason, "rejected")
        document_id = None
        fields: dict[str, object] = {"collection": target.collection.id, "reason": error.reason, "sha256": source.sha256}
        if status == "quarantined":
            clean = self._name_only(item, target)
            with writing(self.engine) as connection:
                stored = library.store(connection, source, clean, [], vectors.NOTHING, quarantine=error.reason)
                document_id = stored.document_id
                vault.record(connection, vault.Vault(self.keys.vault), target.domain, self.keys.pseudonym(target.domain), document_id, clean.pseudonyms)
                vectors.mark_pending(connection, source.collection_id)
                self.audit.append(connection, Event.INGEST_QUARANTINED, actor.id, error.reason, {**fields, "document": document_id})
            vectors.project(self.engine, self.index, source.collection_id, stored.removed, {})
        else:
            with writing(self.engine) as connection:
                self.audit.append(connection, Event.INGEST_REJECTED, actor.id, error.reason, fields)
        return IngestResult(
            item.path, "quarantined" if document_id else "rejected", target.collection.name, document_id, error.reason,
            item.part_of, seconds=time.monotonic() - began)

    def _name_only(self, item: Item, target: Target) -> CleanDocument:
        nothing = Document(item.name, "unknown", ())
        try:
            return self.scrubber.scrub_document(nothing, target.policy, self.keys.pseudonym(target.domain))
        except ScrubFailed:
            unnamed = Document("unnamed", "unknown", ())
            return self.scrubber.scrub_document(unnamed, target.policy, self.keys.pseudonym(target.domain))


def _for_embedding(chunk: Chunk) -> str:
    """The chunk in its embedded rendering, its title in front."""
    text = embedded(chunk.text)
    return f"{embedded(chunk.heading)}\n{text}" if chunk.heading and chunk.start else text


def _fields(document_id: str, source: library.Source, target: Target, clean: CleanDocument, chunks: int) -> dict[str, object]:
    return {
        "document": document_id, "collection": target.collection.id, "policy": target.policy.version,
        "sha256": source.sha256, "format": clean.format, "chunks": chunks, "entities": dict(clean.entities),
    }  # fmt: skip


def _line(
    item: Item, target: Target, stored: library.Stored, clean: CleanDocument, chunks: int, seconds: float
) -> IngestResult:
    return IngestResult(
        item.path, "replaced" if stored.replaced else "indexed", target.collection.name, stored.document_id, None,
        item.part_of, clean.format, len(clean.pages), chunks, clean.entities, clean.warnings, seconds)
