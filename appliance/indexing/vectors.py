"""Nearest chunks by vector: exact from the database where a collection is small, from the vector index where it is large.

The index is a projection of the database: `project` brings one collection up to it, `rebuild` makes all of it anew.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from appliance.database import chunk, document, index_state, reading, writing
from appliance.records import Matrix, Vector

NOTHING: Matrix = np.empty((0, 0), np.float32)  # the vectors of no chunks
KEPT_BYTES = 200_000_000  # matrices of small collections, the least used go first


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

    def close(self) -> None:
        """Let go of the disk; a later call takes hold of it again."""


class ExactVectors:
    """Exact search over one collection's rows; the matrix is kept while the rows stay as they are."""

    def __init__(self, kept_bytes: int = KEPT_BYTES) -> None:
        self._kept_bytes = kept_bytes
        self._kept: OrderedDict[int, tuple[tuple[object, ...], list[int], Matrix]] = OrderedDict()
        self._lock = threading.Lock()

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
        mark = (int(count), int(highest), *withheld(connection, collection_id))
        with self._lock:
            kept = self._kept.get(collection_id)
        if kept is None or kept[0] != mark:
            kept = (mark, *stored_vectors(connection, collection_id, withheld_too=False))
        with self._lock:
            self._kept[collection_id] = kept
            self._kept.move_to_end(collection_id)
            while len(self._kept) > 1 and sum(matrix.nbytes for _, _, matrix in self._kept.values()) > self._kept_bytes:
                self._kept.popitem(last=False)
        return kept[1], kept[2]


def withheld(connection: Connection, collection_id: int) -> tuple[str, ...]:
    """Return the documents of the collection that do not answer until they are scrubbed again."""
    return tuple(connection.scalars(_withheld(collection_id).order_by(document.c.id)))


def _withheld(collection_id: int) -> sa.Select[tuple[str]]:
    return sa.select(document.c.id).where(document.c.collection_id == collection_id, document.c.withheld)


def stored_vectors(connection: Connection, collection_id: int, *, withheld_too: bool = True) -> tuple[list[int], Matrix]:
    """Return the collection's chunk ids and their vectors, n × dimensions."""
    query = sa.select(chunk.c.id, chunk.c.vector).where(chunk.c.collection_id == collection_id).order_by(chunk.c.id)
    if not withheld_too:
        query = query.where(chunk.c.document_id.not_in(_withheld(collection_id)))
    rows = connection.execute(query).all()
    matrix = np.frombuffer(b"".join(row.vector for row in rows), dtype=np.float32)
    return [row.id for row in rows], matrix.reshape(len(rows), -1) if rows else NOTHING


def mark_pending(connection: Connection, collection_id: int) -> None:
    """Note, inside the deed's transaction, that the index is behind the database for this collection."""
    connection.execute(
        sa.text("INSERT INTO index_state (key, value) VALUES (:key, '1') ON CONFLICT (key) DO UPDATE SET value = 'more'"),
        {"key": f"pending:{collection_id}"},
    )


def project(engine: Engine, index: VectorIndex, collection_id: int, removed: Sequence[int], added: Mapping[int, Vector]) -> None:
    """Carry one deed over into the index: these chunks went, these came; what an earlier deed left undone goes with it."""
    with reading(engine) as connection:
        mark = connection.scalar(sa.select(index_state.c.value).where(index_state.c.key == f"pending:{collection_id}"))
    if mark == "more":  # settling this deed alone would forget the earlier one
        reconcile(engine, index, collection_id)
        return
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
