"""The tables, and how one is opened: SQLite in WAL, foreign keys on, deleted rows overwritten.

The database is the truth; Chroma is a projection of it. One transaction a deed, and the deed's audit leaf inside it.
`PRAGMA secure_delete` overwrites rows; FTS5 keeps words of deleted rows until 'optimize' (see `indexing/library.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, MetaData, Table, UniqueConstraint, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from appliance.errors import ApplianceError, ConfigError, Unavailable

BUSY_TIMEOUT_MS = 30_000  # a deed is short; a writer that waits longer than this is told so

metadata = MetaData()


def _text(name: str, *more: sa.schema.SchemaItem, nullable: bool = False, key: bool = False, unique: bool = False) -> Column[str]:
    return Column(name, sa.Text, *more, nullable=nullable, primary_key=key, unique=unique or None)


def _count(name: str) -> Column[int]:
    return Column(name, sa.Integer, nullable=False, server_default="0")


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
    "collection_group",
    metadata,
    Column("collection_id", ForeignKey("collection.id", ondelete="CASCADE"), primary_key=True),
    Column("group_name", sa.Text, primary_key=True),
)
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
    "account_group",
    metadata,
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("group_name", sa.Text, primary_key=True),
)
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
    _text("reason", nullable=True),
    _text("fingerprint"),
    _text("sha256"),
    _text("format"),
    _text("policy_version"),
    _count("page_count"),
    _count("chunk_count"),
    _text("entities"),  # JSON {entity: count}
    _text("warnings"),  # JSON [word]
    _text("ingested_at"),
    UniqueConstraint("collection_id", "source_key"),
    Index("document_part_of", "part_of"),
)
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
    try:
        with engine.begin() as connection:
            yield connection
    except DatabaseError as error:
        raise translated(error) from error
    except NoFreeConnection as error:
        raise Unavailable("too many requests at once; appliance.db; try again in a moment") from error


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a consistent view for several reads; it never waits for a writer."""
    try:
        with engine.connect().execution_options(reading=True) as connection:
            yield connection
    except DatabaseError as error:
        raise translated(error) from error
    except NoFreeConnection as error:
        raise Unavailable("too many requests at once; appliance.db; try again in a moment") from error


#: what SQLite says → what we say; made anew each time, since a raised error holds on to its traceback
_REFUSALS: tuple[tuple[str, Callable[[], ApplianceError]], ...] = (
    ("disk is full", partial(Unavailable, "no space left; appliance.db; free some space and run the command again")),
    ("locked", partial(Unavailable, "another command is writing; appliance.db; try again in a moment")),
    ("readonly", partial(Unavailable, "the database may not be written; appliance.db; check the owner and mode of the home")),
    ("no such table", partial(ConfigError, "the database has no tables; appliance.db; run `appliance init`")),
    ("malformed", partial(Unavailable, "the database file is damaged; appliance.db; restore the last backup")),
    ("not a database", partial(Unavailable, "the database file is damaged; appliance.db; restore the last backup")),
)


def translated(error: DatabaseError) -> ApplianceError:
    """Return ours for SQLite's error; the statement and its values are dropped, since they may hold content."""
    said = str(error.orig)
    other = f"the database refused ({type(error.orig).__name__}); appliance.db; run `appliance doctor`"
    return next((ours() for words, ours in _REFUSALS if words in said), Unavailable(other))
