"""A library on a real database, and an embedder of eight dimensions that hashes words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy.engine import Connection, Engine

from appliance.database import collection, metadata, open_database, reading, writing
from appliance.indexing import keyword, library
from appliance.indexing.chunker import chunk_document
from appliance.records import CleanDocument, CleanPage, CleanText, Matrix
from appliance.settings import ChunkingSettings

DIMENSIONS = 8


def embed(texts: Sequence[str]) -> Matrix:
    """Unit vectors in which equal words point the same way."""
    rows = np.full((len(texts), DIMENSIONS), 1e-3, np.float32)
    for row, text in zip(rows, texts, strict=True):
        for word in keyword.words(text):
            row[hashlib.sha256(word.encode()).digest()[0] % DIMENSIONS] += 1
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def count_words(text: CleanText) -> int:
    return len(text.value.split())


@dataclass
class Shelf:
    """A database with collections 1 to 3, and ways to fill it."""

    file: Path
    engine: Engine
    tokens: int = 16

    def clean(self, *pages: str, name: str = "note.txt", heading: str | None = None) -> CleanDocument:
        made = tuple(CleanPage(n, CleanText(text), CleanText(heading) if heading else None) for n, text in enumerate(pages, 1))
        return CleanDocument(CleanText(name), "txt", made, {"PERSON": 1}, warnings=("truncated",))

    def source(self, collection_id: int, key: str, fingerprint: str = "", part_of: str | None = None) -> library.Source:
        return library.Source(collection_id, key, b"sealed", "sha", fingerprint or f"print of {key}", "version", part_of)

    def put_in(
        self,
        connection: Connection,
        collection_id: int,
        key: str,
        *pages: str,
        quarantine: str | None = None,
        fingerprint: str = "",
        heading: str | None = None,
    ) -> library.Stored:
        clean = self.clean(*pages, name=f"{key}.txt", heading=heading)
        chunks = chunk_document(clean, ChunkingSettings(tokens=self.tokens, overlap=4), count_words)
        source = self.source(collection_id, key, fingerprint)
        return library.store(connection, source, clean, chunks, embed([one.text.value for one in chunks]), quarantine)

    def put(
        self,
        collection_id: int,
        key: str,
        *pages: str,
        quarantine: str | None = None,
        fingerprint: str = "",
        heading: str | None = None,
    ) -> library.Stored:
        with writing(self.engine) as connection:
            return self.put_in(
                connection, collection_id, key, *pages, quarantine=quarantine, fingerprint=fingerprint, heading=heading
            )

    def remove(self, document_id: str) -> tuple[int, ...]:
        with writing(self.engine) as connection:
            return library.remove(connection, document_id)

    def bytes_on_disk(self) -> bytes:
        return b"".join(path.read_bytes() for path in sorted(self.file.parent.glob(f"{self.file.name}*")))


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    engine = open_database(tmp_path / "appliance.db")
    metadata.create_all(engine)
    with writing(engine) as connection:
        library.create_keyword_table(connection)
        for number in (1, 2, 3):
            connection.execute(collection.insert().values(id=number, name=f"c{number}", policy="default", created_at=""))
    yield Shelf(tmp_path / "appliance.db", engine)
    engine.dispose()


@pytest.fixture
def connection(shelf: Shelf) -> Iterator[Connection]:
    with reading(shelf.engine) as connection:
        yield connection


@pytest.fixture
def hashed():
    """The embedder."""
    return embed
