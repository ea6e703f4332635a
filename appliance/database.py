"""The tables, and how one is opened: SQLite in WAL, foreign keys on, deleted rows overwritten.

The database is the truth; Chroma is a projection of it. One transaction a deed, and the deed's audit leaf inside it.
`PRAGMA secure_delete` overwrites rows; FTS5 keeps words of deleted rows until 'optimize' (see `indexing/library.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, MetaData, Table, UniqueConstraint, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from appliance.errors import Unavailable
from appliance.refusals import translated

BUSY_TIMEOUT_MS = 30_000  # a deed is short; a writer that waits longer than this is told so

metadata = MetaData()


def _text(name: str, *more: sa.schema.SchemaItem, nullable: bool = False, key: bool = False, unique: bool = False) -> Column[str]:
    return Column(name, sa.Text, *more, nullable=nullable, primary_key=key, unique=unique or None)


def _count(name: str) -> Column[int]:
    return Column(name, sa.Integer, nullable=False, server_default="0")


def _flag(name: str) -> Column[bool]:
    return Column(name, sa.Boolean, nullable=False, server_default=sa.false())


collection = Table(
    "collection",
    metadata,
    Column("id", sa.Integer, primary_key=True),
    _text("name", unique=True),
    _text("policy"),  # name of the policy file, without .yaml
    _text("created_at"),
    sqlite_autoincrement=True,  # an id never comes back: the domain's key and Chroma's collection hang on it
)
collection_group = Table(
    "collection_group", metadata,
    Column("collection_id", ForeignKey("collection.id", ondelete="CASCADE"), primary_key=True), _text("group_name", key=True),
)  # fmt: skip
account = Table(
    "account",
    metadata,
    _text("id", key=True),  # opaque; the only form that the audit log sees
    _text("name", unique=True),
    _text("role"),
    _text("password_hash"),  # argon2id
    _text("state"),  # active, disabled
    _text("created_at"),
)
account_group = Table(
    "account_group", metadata,
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), primary_key=True), _text("group_name", key=True),
)  # fmt: skip
account_session = Table(
    "account_session",
    metadata,
    _text("id_hash", key=True),  # SHA-256 of the cookie's random id
    _text("account_id", ForeignKey("account.id", ondelete="CASCADE")),
    _text("expires_at"),
)
document = Table(
    "document",
    metadata,
    _text("id", key=True),  # random hex
    Column("collection_id", ForeignKey("collection.id", ondelete="CASCADE"), nullable=False),
    _text("source_key"),  # keyed hash of where it came from: the same place again replaces
    _text("part_of", ForeignKey("document.id", ondelete="CASCADE"), nullable=True),
    _text("name"),  # scrubbed
    Column("path_encrypted", sa.LargeBinary, nullable=False),
    _text("state"),  # live, stale, quarantined
    _text("reason", nullable=True),  # why quarantined, or why stale: policy, pipeline, rotated, mended
    _flag("withheld"),  # stale, and the policy now acts on what it kept: it does not answer
    _flag("needs_upload"),  # stale, and its bytes are neither kept nor where they were
    _text("fingerprint"),
    _text("sha256"),
    _text("format"),
    _text("policy_version"),
    Column("domain", sa.Text, nullable=False, server_default=sa.text("''")),  # of its stand-ins, with the epoch of the key
    _count("page_count"),
    _count("chunk_count"),
    _text("entities"),  # JSON {entity: count}
    _text("warnings"),  # JSON [word]
    _text("ingested_at"),
    UniqueConstraint("collection_id", "source_key"),
    Index("document_part_of", "part_of"),
    Index("document_domain", "collection_id", "domain"),
    Index("document_withheld", "collection_id", sqlite_where=sa.text("withheld = 1")),
)
#: may this document be found, read and asked about? The one predicate of everything that reads documents for people
answering = document.c.state.in_(("live", "stale")) & ~document.c.withheld
page = Table(
    "page",
    metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("number", sa.Integer, primary_key=True),
    _text("heading", nullable=True),
    _text("text"),  # clean
)
chunk = Table(
    "chunk",
    metadata,
    Column("id", sa.Integer, primary_key=True),
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), nullable=False),
    Column("collection_id", sa.Integer, nullable=False),
    Column("page", sa.Integer, nullable=False),
    Column("start", sa.Integer, nullable=False),  # code points of page.text
    Column("end", sa.Integer, nullable=False),
    _text("heading", nullable=True),
    Column("vector", sa.LargeBinary, nullable=False),  # float32, unit length
    Index("chunk_document", "document_id"),
    Index("chunk_collection", "collection_id"),
    CheckConstraint('"end" > start'),
    sqlite_autoincrement=True,  # an id never comes back, so an old citation never points at another's text
)
#: keyword rows, rowid = chunk.id; words are stemmed by indexing/keyword.py, a stand-in is one word
KEYWORD_TABLE = "CREATE VIRTUAL TABLE keyword USING fts5(words, tokenize = \"unicode61 tokenchars '_'\")"
stand_in = Table(
    "stand_in",
    metadata,
    Column("id", sa.Integer, primary_key=True),
    _text("domain"),
    _text("token"),  # <PERSON_KQZTRMWVXB>
    _text("entity"),
    Column("digest", sa.LargeBinary, nullable=False),  # whole HMAC of the folded value, so that a clash is seen
    Column("value_encrypted", sa.LargeBinary, nullable=False),  # AES-256-GCM, vault key
    Column("vault_epoch", sa.Integer, nullable=False, server_default="1"),  # of that key
    UniqueConstraint("domain", "token"),
    UniqueConstraint("domain", "entity", "digest"),
)
alias = Table(
    "alias",
    metadata,
    _text("domain", key=True),
    Column("digest", sa.LargeBinary, primary_key=True),  # HMAC of the folded words
    Column("stand_in_id", ForeignKey("stand_in.id", ondelete="CASCADE"), primary_key=True),
    Index("alias_stand_in", "stand_in_id"),
)
document_stand_in = Table(
    "document_stand_in",
    metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("stand_in_id", ForeignKey("stand_in.id", ondelete="CASCADE"), primary_key=True),
    Index("document_stand_in_stand_in", "stand_in_id"),
)
job = Table(
    "job",
    metadata,
    _text("id", key=True),
    _text("account_id", nullable=True),
    Column("collection_id", ForeignKey("collection.id", ondelete="CASCADE"), nullable=False),
    _text("state"),  # queued, running, done, failed
    Column("uploads_encrypted", sa.LargeBinary, nullable=False),  # names and places of the uploads
    Column("lines_encrypted", sa.LargeBinary, nullable=True),  # ingest lines: they hold paths as given
    _text("created_at"),
)
#: what curators said of a collection: texts that are personal data (deny), and texts that are not (allow)
mend = Table(
    "mend", metadata, Column("id", sa.Integer, primary_key=True),
    Column("collection_id", ForeignKey("collection.id", ondelete="CASCADE"), nullable=False),
    _text("kind"), _text("entity"), _text("digest"), _text("added_at"), Column("value_encrypted", sa.LargeBinary, nullable=False),
    UniqueConstraint("collection_id", "kind", "entity", "digest"), sqlite_autoincrement=True,
)  # fmt: skip
#: what each policy that was ever in use did with each entity: JSON {entity: action}
policy_version = Table("policy_version", metadata, _text("name", key=True), _text("version", key=True), _text("actions"))
#: keys that were rotated, and their salts; a purpose without a row is at epoch 1, which has none
key_epoch = Table(
    "key_epoch",
    metadata,
    _text("purpose", key=True),
    Column("epoch", sa.Integer, primary_key=True, autoincrement=False),
    Column("salt", sa.LargeBinary, nullable=False),
)
index_state = Table("index_state", metadata, _text("key", key=True), _text("value"))
audit_leaf = Table(
    "audit_leaf",
    metadata,
    Column("seq", sa.Integer, primary_key=True, autoincrement=False),  # from 0, without gaps
    Column("leaf", sa.LargeBinary, nullable=False),  # the exact bytes that are hashed
)
audit_checkpoint = Table(
    "audit_checkpoint",
    metadata,
    Column("size", sa.Integer, primary_key=True, autoincrement=False),  # leaves covered
    _text("note"),  # C2SP signed note
    Column("frontier", sa.LargeBinary, nullable=False),  # roots of the perfect subtrees, left to right
)


def open_database(path: Path) -> Engine:
    """Open the SQLite file, which must exist with the current schema."""
    arguments = {"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False}
    # the values of a statement may be content: they stay out of every error
    engine = sa.create_engine(f"sqlite:///{path}", connect_args=arguments, hide_parameters=True)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: sa.engine.interfaces.DBAPIConnection, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy emits BEGIN itself, below
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "secure_delete = ON", "synchronous = FULL", "temp_store = MEMORY"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    # a deed writes: taking the write lock at once avoids a deadlock of two readers that both want to write
    mode = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if mode else "BEGIN IMMEDIATE")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One deed: everything inside is committed together, or nothing is.

    Raises Unavailable when the disk is full or another writer holds the database for longer than 30 s.
    """
    with _translating(), engine.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a consistent view for several reads; it never waits for a writer."""
    with _translating(), engine.connect().execution_options(reading=True) as connection:
        yield connection


@contextmanager
def _translating() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        raise translated(error) from error
    except NoFreeConnection as error:
        raise Unavailable("too many requests at once; appliance.db; try again in a moment") from error
