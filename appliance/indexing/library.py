"""The documents in the database: stored, replaced, removed, read back. Rows hold clean text only.

Functions take the deed's connection; the caller writes the audit leaf in the same transaction and projects afterwards.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from appliance.clock import now
from appliance.database import KEYWORD_TABLE, chunk, document, page, writing
from appliance.errors import Unavailable
from appliance.indexing.keyword import words
from appliance.records import Chunk, CleanDocument, CleanPage, CleanText, IngestResult, Matrix, Vector

State = Literal["live", "stale", "quarantined"]
DocumentRow = Row[Any]  # a row of the table `document`; SQLAlchemy types its columns no closer
LIVE: tuple[State, ...] = ("live", "stale")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document comes from, and what its bytes are."""

    collection_id: int
    key: str  # keyed hash of the place: the same place again replaces
    path_encrypted: bytes = field(repr=False)
    sha256: str
    fingerprint: str  # bytes, policy and pipeline: the same again is unchanged
    policy_version: str
    part_of: str | None = None
    domain: str = ""  # of its stand-ins


@dataclass(frozen=True, slots=True)
class Stored:
    """What a deed did to the rows; `removed` and `added` are for the vector index."""

    document_id: str
    replaced: bool
    removed: tuple[int, ...] = ()
    added: Mapping[int, Vector] = field(default_factory=dict, repr=False)


def current(connection: Connection, source: Source) -> DocumentRow | None:
    """Return the row of this source if bytes, policy, pipeline and key are as they were, and nobody mended it.

    The same bytes at another place of the same collection count as known too: a moved folder is no second copy.
    """
    here = connection.execute(
        sa.select(document).where(document.c.collection_id == source.collection_id, document.c.source_key == source.key)
    ).one_or_none()
    if here is not None or source.part_of is not None:
        same = here is not None and here.fingerprint == source.fingerprint and here.state != "stale"
        return here if same else None
    return connection.execute(
        sa.select(document).where(
            document.c.collection_id == source.collection_id,
            document.c.fingerprint == source.fingerprint,
            document.c.part_of.is_(None),
            document.c.state == "live",
        )
    ).first()


def store(
    connection: Connection,
    source: Source,
    clean: CleanDocument,
    chunks: Sequence[Chunk],
    vectors: Matrix,
    quarantine: str | None = None,
) -> Stored:
    """Write the document with pages, chunks, vectors and keyword rows, in place of what this source held."""
    old = connection.execute(
        sa.select(document.c.id, document.c.state).where(
            document.c.collection_id == source.collection_id, document.c.source_key == source.key
        )
    ).one_or_none()
    document_id = old.id if old else secrets.token_hex(10)
    removed = _empty(connection, document_id) if old else ()
    row = _row(source, clean, len(chunks), quarantine)
    if old:
        connection.execute(document.update().where(document.c.id == document_id).values(row))
    else:
        connection.execute(document.insert().values(id=document_id, **row))
    for one in clean.pages:
        connection.execute(
            page.insert().values(
                document_id=document_id,
                number=one.number,
                text=one.text.value,
                heading=one.heading.value if one.heading else None,
            )
        )
    added = {} if quarantine else _add_chunks(connection, source.collection_id, document_id, chunks, vectors)
    return Stored(document_id, old is not None and old.state in LIVE, removed, added)


def _row(source: Source, clean: CleanDocument, chunk_count: int, quarantine: str | None) -> dict[str, object]:
    return {
        "collection_id": source.collection_id, "source_key": source.key, "part_of": source.part_of,
        "name": clean.name.value, "path_encrypted": source.path_encrypted,
        "state": "quarantined" if quarantine else "live", "reason": quarantine,
        "withheld": False, "needs_upload": False,
        "fingerprint": source.fingerprint, "sha256": source.sha256, "format": clean.format,
        "policy_version": source.policy_version, "domain": source.domain, "page_count": len(clean.pages),
        "chunk_count": 0 if quarantine else chunk_count,
        "entities": json.dumps(dict(clean.entities)), "warnings": json.dumps(list(clean.warnings)),
        "ingested_at": now(),
    }  # fmt: skip


def _add_chunks(
    connection: Connection, collection_id: int, document_id: str, chunks: Sequence[Chunk], vectors: Matrix
) -> dict[int, Vector]:
    added: dict[int, Vector] = {}
    for piece, vector in zip(chunks, vectors, strict=True):
        heading = piece.heading.value if piece.heading else None
        inserted = connection.execute(
            chunk.insert().values(
                document_id=document_id,
                collection_id=collection_id,
                page=piece.page,
                start=piece.start,
                end=piece.end,
                heading=heading,
                vector=vector.astype(np.float32).tobytes(),
            )
        )
        chunk_id = cast(int, inserted.inserted_primary_key[0]) if inserted.inserted_primary_key else 0
        text = " ".join(words(f"{heading or ''} {piece.text.value}"))
        connection.execute(sa.text("INSERT INTO keyword (rowid, words) VALUES (:id, :words)"), {"id": chunk_id, "words": text})
        added[chunk_id] = vector
    return added


def _empty(connection: Connection, document_id: str) -> tuple[int, ...]:
    """Delete pages, chunks, keyword rows and the links to stand-ins; return the chunk ids."""
    ids = tuple(connection.scalars(sa.select(chunk.c.id).where(chunk.c.document_id == document_id)))
    for one in ids:
        connection.execute(sa.text("DELETE FROM keyword WHERE rowid = :id"), {"id": one})
    for sql in ("DELETE FROM chunk", "DELETE FROM page", "DELETE FROM document_stand_in"):
        connection.execute(sa.text(f"{sql} WHERE document_id = :id"), {"id": document_id})
    return ids


def set_fingerprint(connection: Connection, document_id: str, fingerprint: str) -> None:
    """Note what the document was made of; with an empty one, running again takes the file again."""
    connection.execute(document.update().where(document.c.id == document_id).values(fingerprint=fingerprint))


def parts_of(connection: Connection, document_id: str) -> list[DocumentRow]:
    """Return what came out of this document: attachments, theirs, and so on; holders before what they hold."""
    found: list[DocumentRow] = []
    holders = [document_id]
    for holder in holders:  # grows while it is walked
        rows = connection.execute(sa.select(document).where(document.c.part_of == holder).order_by(document.c.ingested_at)).all()
        found += rows
        holders += [row.id for row in rows]
    return found


def line(row: DocumentRow, path: str, collection_name: str) -> IngestResult:
    """Return the line of a document that is as it was; a quarantined one is still quarantined."""
    return IngestResult(
        path,
        "quarantined" if row.state == "quarantined" else "unchanged",
        collection_name,
        row.id,
        row.reason,
        row.part_of,
        row.format,
        row.page_count,
        row.chunk_count,
        json.loads(row.entities),
        json.loads(row.warnings),
    )


def remove(connection: Connection, document_id: str) -> tuple[int, ...]:
    """Delete the document's rows; return the chunk ids for the vector index."""
    ids = _empty(connection, document_id)
    connection.execute(document.delete().where(document.c.id == document_id))
    return ids


def purge(engine: Engine) -> None:
    """Make the words of deleted rows vanish from the file.

    FTS5 before SQLite 3.42 keeps them until 'optimize', and the log keeps them until a truncating checkpoint.
    Raises Unavailable when a reader kept the log in use for 30 s.
    """
    with writing(engine) as connection:
        connection.execute(sa.text("INSERT INTO keyword (keyword) VALUES ('optimize')"))
    with engine.connect() as connection:
        busy = connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise Unavailable("the log still holds what was removed, while somebody reads; appliance.db-wal; run `appliance rebuild`")


def create_keyword_table(connection: Connection) -> None:
    """Make the FTS5 table."""
    connection.execute(sa.text(KEYWORD_TABLE))


def documents(connection: Connection, collection_ids: Iterable[int]) -> list[DocumentRow]:
    """Return the document rows of these collections, newest last."""
    return list(
        connection.execute(
            sa.select(document)
            .where(document.c.collection_id.in_(list(collection_ids)))
            .order_by(document.c.ingested_at, document.c.id)
        )
    )


def document_row(connection: Connection, document_id: str) -> DocumentRow | None:
    """Return one document's row, or None."""
    return connection.execute(sa.select(document).where(document.c.id == document_id)).one_or_none()


def pages(connection: Connection, document_id: str) -> list[CleanPage]:
    """Return the clean pages of a document, in order."""
    rows = connection.execute(sa.select(page).where(page.c.document_id == document_id).order_by(page.c.number))
    return [CleanPage(row.number, stored_text(row.text), stored_text(row.heading) if row.heading else None) for row in rows]


def page_text(connection: Connection, document_id: str, number: int) -> CleanText:
    """Return the clean text of one page."""
    text = connection.scalar(sa.select(page.c.text).where(page.c.document_id == document_id, page.c.number == number))
    return stored_text(text or "")


def stored_text(value: str) -> CleanText:
    """Return the text of a row that `store` filled from clean text."""
    return CleanText(value)
