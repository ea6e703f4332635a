"""Nearest chunks by vector: exact from the database where a collection is small, from Chroma where it is large.

Each collection of the appliance is a Chroma collection of its own, so that rights decide which are asked.
Chroma is a projection: `project` brings one collection up to the database, `rebuild` makes all of it anew in a new
folder. It neither erases what it deletes nor bears two processes, hence generations and one owner.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from appliance.database import chunk, index_state, reading, writing
from appliance.errors import Unavailable
from appliance.records import Matrix, Vector

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

NOTHING: Matrix = np.empty((0, 0), np.float32)  # the vectors of no chunks
BATCH = 2000  # vectors written to Chroma at once


class VectorIndex(Protocol):
    """Nearest neighbours inside one collection; a projection of the database, always rebuildable."""

    def add(self, collection_id: int, chunk_ids: Sequence[int], vectors: Matrix) -> None:
        """Add vectors (float32, unit length, n × dimensions) under these ids."""

    def remove(self, collection_id: int, chunk_ids: Sequence[int]) -> None:
        """Remove these ids; unknown ones are no error."""

    def ids(self, collection_id: int) -> set[int]:
        """Return the ids that the index holds."""

    def nearest(self, collection_id: int, vector: Vector, limit: int) -> list[tuple[int, float]]:
        """Return (chunk id, cosine) pairs, best first."""

    def rebuild(self, contents: Iterator[tuple[int, list[int], Matrix]]) -> None:
        """Replace everything by these (collection id, chunk ids, vectors); what was there is gone from the disk."""


class ChromaIndex:
    """Chroma on disk, in a folder of this generation; one process only (Chroma's cookbook; its issues 421, 666, 3792)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.RLock()
        self._client: ClientAPI | None = None

    def add(self, collection_id: int, chunk_ids: Sequence[int], vectors: Matrix) -> None:
        """See VectorIndex."""
        with self._lock:
            place = self._collection(collection_id)
            for at in range(0, len(chunk_ids), BATCH):
                place.upsert(ids=[str(one) for one in chunk_ids[at : at + BATCH]], embeddings=vectors[at : at + BATCH])

    def remove(self, collection_id: int, chunk_ids: Sequence[int]) -> None:
        """See VectorIndex."""
        with self._lock:
            for at in range(0, len(chunk_ids), BATCH):
                self._collection(collection_id).delete(ids=[str(one) for one in chunk_ids[at : at + BATCH]])

    def ids(self, collection_id: int) -> set[int]:
        """See VectorIndex."""
        with self._lock:
            return {int(one) for one in self._collection(collection_id).get(include=[])["ids"]}

    def nearest(self, collection_id: int, vector: Vector, limit: int) -> list[tuple[int, float]]:
        """See VectorIndex."""
        with self._lock:
            found = self._collection(collection_id).query(
                query_embeddings=vector.reshape(1, -1), n_results=limit, include=["distances"]
            )
        distances = found["distances"] or [[]]
        return [(int(one), 1.0 - far) for one, far in zip(found["ids"][0], distances[0], strict=True)]

    def rebuild(self, contents: Iterator[tuple[int, list[int], Matrix]]) -> None:
        """See VectorIndex."""
        with self._lock:
            old = self._generation()
            new = ChromaIndex(self._folder)
            new._open(self._folder / f"{int(old.name) + 1:06d}.making")
            for collection_id, chunk_ids, vectors in contents:
                new.add(collection_id, chunk_ids, vectors)
            new._close()
            (self._folder / f"{int(old.name) + 1:06d}.making").rename(self._folder / f"{int(old.name) + 1:06d}")
            self._close()
            shutil.rmtree(old, ignore_errors=True)

    def _generation(self) -> Path:
        """The newest finished generation's folder; half-made and superseded ones are removed."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        finished = sorted(path for path in self._folder.iterdir() if path.name.isdigit())
        newest = finished[-1] if finished else self._folder / "000001"
        for path in self._folder.iterdir():
            if path != newest:
                shutil.rmtree(path, ignore_errors=True)
        return newest

    def _collection(self, collection_id: int) -> Collection:
        if self._client is None:
            self._open(self._generation())
        assert self._client is not None
        return self._client.get_or_create_collection(
            f"collection-{collection_id}", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )

    def _open(self, folder: Path) -> None:
        import chromadb

        try:
            self._client = chromadb.PersistentClient(
                str(folder), settings=chromadb.Settings(anonymized_telemetry=False, is_persistent=True)
            )
        except Exception as error:  # chromadb raises whatever its Rust core panics with
            raise Unavailable(f"the vector index cannot be opened; {self._folder.name}; run `appliance rebuild`") from error

    def _close(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client.clear_system_cache()
        self._client = None


class ExactVectors:
    """Exact search over one collection's rows; the matrix is kept while the rows stay as they are."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[tuple[int, int], list[int], Matrix]] = {}

    def nearest(self, connection: Connection, collection_id: int, vector: Vector, limit: int) -> list[tuple[int, float]]:
        """Return (chunk id, cosine) pairs, best first."""
        ids, matrix = self._matrix(connection, collection_id)
        if not ids:
            return []
        cosines = matrix @ vector
        best = np.argsort(-cosines, kind="stable")[:limit]
        return [(ids[at], float(cosines[at])) for at in best]

    def _matrix(self, connection: Connection, collection_id: int) -> tuple[list[int], Matrix]:
        # chunk ids never come back (AUTOINCREMENT), so count and highest id change with every change of the rows
        count, highest = connection.execute(
            sa.select(sa.func.count(), sa.func.coalesce(sa.func.max(chunk.c.id), 0)).where(chunk.c.collection_id == collection_id)
        ).one()
        mark = (int(count), int(highest))
        kept = self._kept.get(collection_id)
        if kept is None or kept[0] != mark:
            ids, matrix = stored_vectors(connection, collection_id)
            kept = self._kept[collection_id] = (mark, ids, matrix)
        return kept[1], kept[2]


def stored_vectors(connection: Connection, collection_id: int) -> tuple[list[int], Matrix]:
    """Return the collection's chunk ids and their vectors, n × dimensions."""
    rows = connection.execute(
        sa.select(chunk.c.id, chunk.c.vector).where(chunk.c.collection_id == collection_id).order_by(chunk.c.id)
    ).all()
    matrix = np.frombuffer(b"".join(row.vector for row in rows), dtype=np.float32)
    return [row.id for row in rows], matrix.reshape(len(rows), -1) if rows else NOTHING


def mark_pending(connection: Connection, collection_id: int) -> None:
    """Note, inside the deed's transaction, that the index is behind the database for this collection."""
    connection.execute(
        sa.text("INSERT OR REPLACE INTO index_state (key, value) VALUES (:key, '1')"), {"key": f"pending:{collection_id}"}
    )


def project(engine: Engine, index: VectorIndex, collection_id: int, removed: Sequence[int], added: Mapping[int, Vector]) -> None:
    """Carry one deed over into the index: these chunks went, these came."""
    if removed:
        index.remove(collection_id, removed)
    if added:
        index.add(collection_id, list(added), np.stack(list(added.values())))
    _settle(engine, collection_id)


def reconcile(engine: Engine, index: VectorIndex, collection_id: int) -> None:
    """Bring the collection's vectors up to the database after a crash cut a projection short; safe to repeat."""
    with reading(engine) as connection:
        stored, matrix = stored_vectors(connection, collection_id)
    held, wanted = index.ids(collection_id), set(stored)
    if gone := sorted(held - wanted):
        index.remove(collection_id, gone)
    if new := [at for at, one in enumerate(stored) if one not in held]:
        index.add(collection_id, [stored[at] for at in new], matrix[new])
    _settle(engine, collection_id)


def _settle(engine: Engine, collection_id: int) -> None:
    with writing(engine) as connection:
        connection.execute(index_state.delete().where(index_state.c.key == f"pending:{collection_id}"))


def pending(engine: Engine) -> list[int]:
    """Return the collections whose projection a crash cut short."""
    with reading(engine) as connection:
        keys = connection.scalars(sa.select(index_state.c.key).where(index_state.c.key.like("pending:%")))
        return [int(key.partition(":")[2]) for key in keys]


def rebuild(engine: Engine, index: VectorIndex, collection_ids: Sequence[int]) -> int:
    """Build the index anew from the database; return the number of vectors."""
    total = 0

    def contents() -> Iterator[tuple[int, list[int], Matrix]]:
        nonlocal total
        for collection_id in collection_ids:
            with reading(engine) as connection:
                ids, matrix = stored_vectors(connection, collection_id)
            total += len(ids)
            if ids:
                yield collection_id, ids, matrix

    index.rebuild(contents())
    with writing(engine) as connection:
        connection.execute(index_state.delete().where(index_state.c.key.like("pending:%")))
    return total
