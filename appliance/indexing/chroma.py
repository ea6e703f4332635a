"""The vector index on disk: one Chroma collection for each collection of the appliance, so that rights decide which are asked.

Chroma neither erases what it deletes nor bears two processes (its cookbook; its issues 421, 666, 3792): hence one owner,
and `rebuild` into a new folder, a generation, in place of the old one.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.errors import ApplianceError, Unavailable
from appliance.records import Matrix, Vector

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

BATCH = 2000  # vectors written to Chroma at once


class ChromaIndex:
    """A VectorIndex in the folder of a generation; one process only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.RLock()
        self._client: ClientAPI | None = None

    def add(self, collection_id: int, chunk_ids: Sequence[int], vectors: Matrix) -> None:
        """See VectorIndex."""
        with self._lock, _refusals():
            place = self._collection(collection_id)
            for at in range(0, len(chunk_ids), BATCH):
                place.upsert(ids=[str(one) for one in chunk_ids[at : at + BATCH]], embeddings=vectors[at : at + BATCH])

    def remove(self, collection_id: int, chunk_ids: Sequence[int]) -> None:
        """See VectorIndex."""
        with self._lock, _refusals():
            for at in range(0, len(chunk_ids), BATCH):
                self._collection(collection_id).delete(ids=[str(one) for one in chunk_ids[at : at + BATCH]])

    def ids(self, collection_id: int) -> set[int]:
        """See VectorIndex."""
        with self._lock, _refusals():
            return {int(one) for one in self._collection(collection_id).get(include=[])["ids"]}

    def nearest(self, collection_id: int, vector: Vector, limit: int) -> list[tuple[int, float]]:
        """See VectorIndex."""
        with self._lock, _refusals():
            found = self._collection(collection_id).query(
                query_embeddings=vector.reshape(1, -1), n_results=limit, include=["distances"]
            )
        distances = found["distances"] or [[]]
        return [(int(one), 1.0 - far) for one, far in zip(found["ids"][0], distances[0], strict=True)]

    def rebuild(self, contents: Iterator[tuple[int, list[int], Matrix]]) -> None:
        """See VectorIndex."""
        with self._lock:
            old = self._generation()
            number = f"{int(old.name) + 1:06d}"
            making = self._folder / f"{number}.making"
            new = ChromaIndex(self._folder)
            try:
                new._open(making)
                for collection_id, chunk_ids, vectors in contents:
                    new.add(collection_id, chunk_ids, vectors)
            except BaseException:
                new.close()
                shutil.rmtree(making, ignore_errors=True)
                raise
            new.close()
            making.rename(self._folder / number)
            self.close()
            shutil.rmtree(old, ignore_errors=True)

    def close(self) -> None:
        """Let the files go; the next call opens them again."""
        if self._client is not None:
            self._client.close()
            self._client.clear_system_cache()
        self._client = None

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


@contextmanager
def _refusals() -> Iterator[None]:
    """Chroma's errors as ours; their messages may quote what was asked, so the type must do."""
    try:
        yield
    except ApplianceError:
        raise
    except Exception as error:  # chromadb raises whatever its Rust core panics with
        line = f"the vector index refused ({type(error).__name__}); chroma; run `appliance rebuild`"
        raise Unavailable(line) from error
