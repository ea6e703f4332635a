"""The second vector index: exact, in memory. The contract holds both to the same rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from appliance.records import Matrix, Vector


class ExactIndex:
    """A VectorIndex that keeps every vector in a dict and compares them all."""

    def __init__(self) -> None:
        self.held: dict[int, dict[int, Vector]] = {}
        self.asked: list[int] = []

    def add(self, collection_id: int, chunk_ids: Sequence[int], vectors: Matrix) -> None:
        self.held.setdefault(collection_id, {}).update(zip(chunk_ids, vectors, strict=True))

    def remove(self, collection_id: int, chunk_ids: Sequence[int]) -> None:
        for one in chunk_ids:
            self.held.get(collection_id, {}).pop(one, None)

    def ids(self, collection_id: int) -> set[int]:
        return set(self.held.get(collection_id, {}))

    def nearest(self, collection_id: int, vector: Vector, limit: int) -> list[tuple[int, float]]:
        self.asked.append(collection_id)
        found = [(one, float(np.dot(held, vector))) for one, held in list(self.held.get(collection_id, {}).items())]
        return sorted(found, key=lambda pair: -pair[1])[:limit]

    def rebuild(self, contents: Iterator[tuple[int, list[int], Matrix]]) -> None:
        new = {collection_id: dict(zip(chunk_ids, vectors, strict=True)) for collection_id, chunk_ids, vectors in contents}
        self.held = new

    def close(self) -> None:
        """Nothing is held on a disk."""
