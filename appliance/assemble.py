"""Settings → Appliance: the one place that builds every object. Heavy parts are made at their first use.

Only the owner of a home (a running `serve`, or a command that holds the lock) may touch `index`.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import Connection, Engine

from appliance.audit.checkpoint import Signer
from appliance.audit.log import AuditLog
from appliance.database import open_database, reading
from appliance.errors import ApplianceError, ConfigError, Unavailable
from appliance.indexing.chroma import ChromaIndex
from appliance.indexing.vectors import VectorIndex
from appliance.keys import epochs
from appliance.keys.ring import KeyRing, load_ring
from appliance.models.store import ModelStore
from appliance.policy import Policy, load_policy
from appliance.records import ModelId
from appliance.rights.collections import CollectionRow
from appliance.settings import FILE, Settings, load_settings

if TYPE_CHECKING:
    from appliance.answering.model import LanguageModel
    from appliance.ask import Ask
    from appliance.indexing.embedder import Embedder
    from appliance.indexing.search import Search
    from appliance.ingest import Ingest
    from appliance.intake import DocumentScrubber, PassageEmbedder
    from appliance.parsing.sandbox import ParserPool
    from appliance.privacy.mends import Mends
    from appliance.privacy.scrubber import Scrubber
    from appliance.privacy.vault import Vault

SECOND_LOOK = "default"  # the policy whose patterns look at an answer before it goes out
PIPELINE = "2"  # raise it when parser, chunker or scrubber change what they make of the same bytes


@dataclass
class Appliance:
    """Everything that belongs to one home."""

    home: Path
    settings: Settings
    engine: Engine
    keys: KeyRing
    audit: AuditLog
    #: replaced by `serve`, which scrubs and embeds documents in a worker process
    document_worker: Callable[[Appliance], tuple[DocumentScrubber, PassageEmbedder]] | None = None
    _making: threading.RLock = field(default_factory=threading.RLock, repr=False)
    _policies: dict[str, tuple[int, Policy]] = field(default_factory=dict, repr=False)

    @cached_property
    def store(self) -> ModelStore:
        """Return the model store."""
        return ModelStore(self.home / self.settings.models.store)

    @cached_property
    def index(self) -> VectorIndex:
        """Return the vector index."""
        return ChromaIndex(self.home / "chroma")

    @cached_property
    def embedder(self) -> Embedder:
        """Return the embedding model."""
        from appliance.indexing.embedder import Embedder

        found = self.store.find("embed", self.settings.models.embed)
        with reading(self.engine) as connection:
            made_by = connection.exec_driver_sql("SELECT value FROM index_state WHERE key = 'embed'").scalar()
        if made_by not in (None, found.sha256):
            where = f"models.embed of {self.home / FILE}"
            raise ConfigError(
                f"the stored vectors were made by another embedding model; {where}; set it back, or make a new home"
            )
        return Embedder(self.store.path(found), threads=self.settings.models.threads)

    @cached_property
    def scrubber(self) -> Scrubber:
        """Return the door, with its detector loaded."""
        from appliance.privacy.detector import Detector
        from appliance.privacy.scrubber import Scrubber

        return Scrubber(Detector(self.store.path(self.store.find("ner")), self.store.name_folders()), self.policy(SECOND_LOOK))

    @cached_property
    def vault(self) -> Vault:
        """Return what seals and opens the values behind stand-ins."""
        from appliance.privacy.vault import Vault

        return Vault(self.keys.vault, self.keys.vault_of)

    @cached_property
    def parser(self) -> ParserPool:
        """Return the pool of disposable children."""
        from appliance.parsing.sandbox import ParserPool

        return ParserPool(self.settings.parsing)

    @cached_property
    def search(self) -> Search:
        """Return the search over database and vector index."""
        from appliance.indexing.search import Search

        return Search(self.index, self.settings.search)

    @cached_property
    def model(self) -> LanguageModel | None:
        """Return the answer model's process, or None: then the mode is `extract`."""
        from appliance.answering.process import ModelProcess

        settings = self.settings.answer
        try:
            found = None if self.settings.models.answer == "none" else self.store.find("answer", self.settings.models.answer)
        except Unavailable:
            if self.settings.models.answer != "auto":
                raise
            found = None
        if found is None or settings.mode == "extract" or (settings.mode == "auto" and found.mode == "extract"):
            return None
        return ModelProcess(
            self.store.path(found),
            ModelId(found.name, found.sha256),
            context_tokens=settings.context_tokens,
            threads=self.settings.models.threads,
            timeout_s=settings.timeout_s,
            idle_s=settings.idle_s,
        )

    @cached_property
    def ingester(self) -> Ingest:
        """Return story 1."""
        from appliance.ingest import Ingest

        scrubber, embedder = self.document_worker(self) if self.document_worker else (self.scrubber, self.embedder)
        return Ingest(
            engine=self.engine, keys=self.keys, vault=self.vault, audit=self.audit, index=self.index, parser=self.parser,
            scrubber=scrubber, embedder=embedder, chunking=self.settings.chunking, pipeline=self.pipeline,
            attachment_depth=self.settings.parsing.attachment_depth,
        )  # fmt: skip

    @cached_property
    def asker(self) -> Ask:
        """Return story 2."""
        from appliance.ask import Ask

        return Ask(
            self.engine, self.keys, self.audit, self.scrubber, self.embedder, self.search, self.model, self.settings,
            self.policy_of, self.domains_of,
        )  # fmt: skip

    @cached_property
    def pipeline(self) -> str:
        """Return the version of all that turns bytes into rows, the models' hashes included."""
        models = [self.store.find("ner").sha256, self.store.find("embed", self.settings.models.embed).sha256]
        models += [model.sha256 for _, model in sorted(self.store.name_models().items())]
        parts = [PIPELINE, self.settings.chunking.model_dump_json(), *models]
        return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]

    def policies_stamp(self) -> int:
        """Return what changes with every change of a policy file, an older one put back included."""
        files = [(path.name, path.stat()) for path in sorted((self.home / "policies").glob("*.yaml"))]
        return hash(tuple((name, state.st_mtime_ns, state.st_ino, state.st_size) for name, state in files))

    def policy(self, name: str) -> Policy:
        """Return the resolved policy; read again when a file of the folder changed."""
        folder = self.home / "policies"
        stamp = self.policies_stamp()
        with self._making:
            kept = self._policies.get(name)
            if kept is None or kept[0] != stamp:
                kept = self._policies[name] = (stamp, load_policy(name, folder))
            return kept[1]

    @cached_property
    def mends(self) -> Mends:
        """Return what curators said of each collection's texts."""
        from appliance.privacy.mends import Mends

        return Mends(self.engine, self.keys)

    def policy_of(self, row: CollectionRow) -> Policy:
        """Return the policy of a collection, with what its curators said of its texts."""
        return self.mends.policy(row.id, self.policy(row.policy))

    def domain_of(self, row: CollectionRow) -> str:
        """Return the domain whose key makes the collection's stand-ins, with the key's epoch: its own, or its policy's."""
        with reading(self.engine) as connection:
            return self.domain_in(connection, row)

    def domain_in(self, connection: Connection, row: CollectionRow) -> str:
        """As `domain_of`, within a deed that may have begun an epoch."""
        return self._labelled(row, epochs.all_current(connection))

    def domains_of(self, rows: Sequence[CollectionRow]) -> tuple[str, ...]:
        """Return the domains that these collections' stand-ins are of: while a key is rotated, the one before too."""
        from appliance.indexing.staleness import domains

        with reading(self.engine) as connection:
            now = epochs.all_current(connection)
            used = domains(connection, [row.id for row in rows])
        return tuple(dict.fromkeys((*(self._labelled(row, now) for row in rows), *used)))

    def _labelled(self, row: CollectionRow, now: Mapping[str, int]) -> str:
        domain = self.policy_of(row).domain or f"collection-{row.id}"
        return epochs.labelled(domain, now.get(epochs.pseudonym_purpose(domain), 1))

    def close(self) -> None:
        """End the child processes, and let index and database go."""
        made: dict[str, Any] = self.__dict__
        for name in ("parser", "model", "index"):
            if (part := made.get(name)) is not None:
                part.close()
        self.engine.dispose()


def is_home(home: Path) -> bool:
    """Has `appliance init` been here?"""
    return (home / FILE).is_file() and (home / "appliance.db").is_file()


def open_appliance(home: Path) -> Appliance:
    """Open an initialised home. Raises ConfigError with the remedy when it is none or its files are wrong."""
    if not is_home(home):
        raise ConfigError(f"no home of the appliance; {home}; run `appliance --home {home} init` first")
    settings = load_settings(home)
    keys = load_ring(home / settings.keys.root)
    engine = open_database(home / "appliance.db")
    try:
        with reading(engine) as connection:
            home_id = connection.exec_driver_sql("SELECT value FROM index_state WHERE key = 'home'").scalar()
    except ApplianceError:
        engine.dispose()
        raise
    keys = replace(keys, salts=epochs.Salts(engine))
    return Appliance(home, settings, engine, keys, AuditLog(engine, Signer(keys.audit_seed, f"appliance.local/{home_id}")))
