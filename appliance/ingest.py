"""STORY 1: file → index. Parse, scrub, chunk, embed, store with the audit leaf, project.

The one danger: text that has not passed the scrubber must not outlive this module's calls.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.engine import Engine

from appliance.audit.events import Event
from appliance.audit.log import AuditLog
from appliance.database import reading, writing
from appliance.errors import STATUS_OF_REASON, DocumentError, NotFound, ScrubFailed
from appliance.indexing import library, staleness, vectors
from appliance.indexing.chunker import chunk_document
from appliance.intake import DocumentScrubber, Intake, Item, Parser, PassageEmbedder, Prepared, Target
from appliance.keys.ring import KeyRing
from appliance.privacy import mends, vault
from appliance.privacy.renderings import embedded
from appliance.records import Actor, Chunk, Document, IngestResult
from appliance.settings import ChunkingSettings

HEADING_LETTERS = 120  # at most about 30 word pieces


@dataclass(frozen=True, slots=True)
class Ingest:
    """The pipeline, with its stages."""

    engine: Engine
    keys: KeyRing
    vault: vault.Vault
    audit: AuditLog
    index: vectors.VectorIndex
    parser: Parser
    scrubber: DocumentScrubber
    embedder: PassageEmbedder
    chunking: ChunkingSettings
    pipeline: str  # version of parser, chunker, NER and embedding model
    attachment_depth: int
    step: Callable[[str], None] = lambda _name: None  # told before each step: where tests pull the plug

    def ingest(self, item: Item, target: Target, actor: Actor) -> Iterator[IngestResult]:
        """Index one file, replacing what was there; yield its line, then a line for each attachment.

        A file that cannot be read or vouched for gets its line too. Raises Unavailable (the same file again later).
        """
        intake = self._intake(item, target, actor)
        if known := self._known(intake):
            yield from known
            return

        try:
            document = self.parser.parse(item.content, item.name)
            parts = document.attachments if item.depth < self.attachment_depth else ()
            stored, prepared = self._taken(intake, document, "" if parts else intake.source.fingerprint)
        except DocumentError as error:
            yield self._refused(intake, error)
            return

        yield _line(intake, stored, prepared)
        if parts:
            yield from self._parts(intake, document, stored)
            # only now is the file known as taken: cut short before, it is taken again
            with writing(self.engine) as connection:
                library.set_fingerprint(connection, stored.document_id, intake.source.fingerprint)

    def refuse(self, item: Item, target: Target, actor: Actor, error: DocumentError) -> IngestResult:
        """Record a file whose bytes could not even be read; return its line."""
        return self._refused(self._intake(item, target, actor), error)

    def remove(self, document_id: str, actor: Actor) -> None:
        """Take a document out of the library; what came out of it goes with it. Raises NotFound."""
        with writing(self.engine) as connection:
            row = library.document_row(connection, document_id)
            if row is None:
                raise NotFound(f"no document {document_id}; documents; see `appliance documents list`")
            doomed = [*(part.id for part in reversed(library.parts_of(connection, document_id))), document_id]
            removed = [one for each in doomed for one in library.remove(connection, each)]
            vault.forget_orphans(connection)
            vectors.mark_pending(connection, row.collection_id)
            for each in doomed:
                fields = {"document": each, "collection": row.collection_id}
                self.audit.append(connection, Event.DOCUMENT_REMOVED, actor.id, "ok", fields)
        vectors.project(self.engine, self.index, row.collection_id, removed, {})

    def _taken(
        self, intake: Intake, document: Document, fingerprint: str, quarantine: str | None = None
    ) -> tuple[library.Stored, Prepared]:
        """Scrub, chunk, embed and store one document; a quarantined one has a name and nothing to index."""
        lengths: dict[bytes, int] = {}
        while True:
            prepared = self._prepared(document, intake.target, lengths)
            if not prepared.chunks and quarantine is None:
                raise DocumentError("no_text", "the file holds no text that can be indexed")
            self.step("store")
            try:
                return self._store(intake, prepared, fingerprint, quarantine), prepared
            except vault.StandInClash as clash:  # two values share ten letters: one of them gets eleven
                lengths |= clash.lengths

    def _prepared(self, document: Document, target: Target, lengths: Mapping[bytes, int]) -> Prepared:
        self.step("scrub")
        clean = self.scrubber.scrub_document(document, target.policy, self.keys.pseudonym(target.domain), lengths)
        self.step("chunk")
        chunks = chunk_document(clean, self.chunking, lambda text: self.embedder.count_tokens(embedded(text)))
        self.step("embed")
        return Prepared(clean, chunks, self.embedder.embed([_for_embedding(chunk) for chunk in chunks]))

    def _intake(self, item: Item, target: Target, actor: Actor) -> Intake:
        digest = hashlib.sha256(item.content).hexdigest()
        key = self.keys.keyed_hash("place", f"{target.collection.id}|{item.place}")
        sealed = self.keys.seal("paths", item.place.encode("utf-8", "surrogateescape"), key)
        version, domain = target.policy.version, target.domain
        fingerprint = staleness.fingerprint(digest, version, self.pipeline, domain)
        source = library.Source(target.collection.id, key, sealed, digest, fingerprint, version, item.part_of, domain)
        return Intake(item, target, actor, source, time.monotonic())

    def _store(self, intake: Intake, prepared: Prepared, fingerprint: str, quarantine: str | None) -> library.Stored:
        """One transaction: rows, stand-ins, audit leaf; then the projection."""
        source, target, clean = intake.source, intake.target, prepared.clean
        key = self.keys.pseudonym(target.domain)
        with writing(self.engine) as connection:
            stored = library.store(connection, source, clean, prepared.chunks, prepared.vectors, quarantine)
            library.set_fingerprint(connection, stored.document_id, fingerprint)
            vault.record(connection, self.vault, target.domain, key, stored.document_id, clean.pseudonyms)
            if stored.replaced:
                vault.forget_orphans(connection)
            overtaken = staleness.is_overtaken(connection, source.collection_id, source.policy_version, source.domain)
            if overtaken or not mends.is_current(connection, source.collection_id, target.policy):  # a curator spoke meanwhile
                staleness.mark_stale(connection, [stored.document_id], withheld=True)
            vectors.mark_pending(connection, source.collection_id)
            fields = {
                "document": stored.document_id, "collection": source.collection_id, "policy": source.policy_version,
                "sha256": source.sha256, "format": clean.format, "chunks": len(prepared.chunks), "entities": dict(clean.entities),
            }  # fmt: skip
            indexed = Event.INGEST_REPLACED if stored.replaced else Event.INGEST_INDEXED
            event = Event.INGEST_QUARANTINED if quarantine else indexed
            self.audit.append(connection, event, intake.actor.id, quarantine or "ok", fields)
        self.step("project")
        vectors.project(self.engine, self.index, source.collection_id, stored.removed, stored.added)
        return stored

    def _parts(self, intake: Intake, document: Document, stored: library.Stored) -> Iterator[IngestResult]:
        item, held = intake.item, set()
        for number, part in enumerate(document.attachments):
            place = f"{item.place}!{number}!{part.name}"
            inner = Item(f"{item.path}!{part.name}", place, part.name, part.content, stored.document_id, item.depth + 1)
            for line in self.ingest(inner, intake.target, intake.actor):
                held.add(line.document_id)
                yield line
        with reading(self.engine) as connection:
            gone = [row.id for row in library.parts_of(connection, stored.document_id) if row.id not in held]
        for one in reversed(gone):  # what the new version of the file no longer holds
            self.remove(one, intake.actor)

    def _known(self, intake: Intake) -> list[IngestResult]:
        """Lines of a file that is as it was, its attachments included; none if there is work to do."""
        name, path = intake.target.collection.name, intake.item.path
        with reading(self.engine) as connection:
            row = library.current(connection, intake.source)
            if row is None:
                return []
            parts = library.parts_of(connection, row.id)
        if any(part.state == "stale" for part in parts):  # they come out of their holder, so it is taken again
            return []
        paths = {row.id: path}
        for part in parts:  # holders come before what they hold
            place = self.keys.open("paths", part.path_encrypted, part.source_key).decode("utf-8", "surrogateescape")
            paths[part.id] = f"{paths[part.part_of]}!{place.rpartition('!')[2]}"
        return [library.line(one, paths[one.id], name) for one in (row, *parts)]

    def _refused(self, intake: Intake, error: DocumentError) -> IngestResult:
        """Note a file that cannot be indexed: rejected ones leave a leaf, quarantined ones a row to work on as well."""
        item, target, document_id = intake.item, intake.target, None
        if STATUS_OF_REASON.get(error.reason, "rejected") == "quarantined":
            document_id = self._quarantined(intake, error.reason)
        else:
            fields = {"collection": target.collection.id, "sha256": intake.source.sha256}
            with writing(self.engine) as connection:
                self.audit.append(connection, Event.INGEST_REJECTED, intake.actor.id, error.reason, fields)
        status: Literal["quarantined", "rejected"] = "quarantined" if document_id else "rejected"
        seconds = time.monotonic() - intake.began
        return IngestResult(item.path, status, target.collection.name, document_id, error.reason, item.part_of, seconds=seconds)

    def _quarantined(self, intake: Intake, reason: str) -> str:
        def kept(name: str) -> str:
            return self._taken(intake, Document(name, "unknown", ()), intake.source.fingerprint, reason)[0].document_id

        try:
            return kept(intake.item.name)
        except ScrubFailed:
            return kept("unnamed")


def _for_embedding(chunk: Chunk) -> str:
    """The chunk in its embedded rendering, its title in front unless it begins with it."""
    text = embedded(chunk.text)
    # a long title must not push the text past what the model reads
    return f"{embedded(chunk.heading)[:HEADING_LETTERS]}\n{text}" if chunk.heading and chunk.start else text


def _line(intake: Intake, stored: library.Stored, prepared: Prepared) -> IngestResult:
    item, clean = intake.item, prepared.clean
    return IngestResult(
        item.path, "replaced" if stored.replaced else "indexed", intake.target.collection.name, stored.document_id, None,
        item.part_of, clean.format, len(clean.pages), len(prepared.chunks), clean.entities, clean.warnings,
        time.monotonic() - intake.began,
    )  # fmt: skip
