"""The database: one transaction a deed, readers that never wait, errors that carry no content."""

from __future__ import annotations

import sqlite3
import threading
import traceback

import pytest
import sqlalchemy as sa

from appliance.database import collection, document, index_state, metadata, open_database, page, reading, writing
from appliance.errors import ConfigError, Unavailable

CANARY = "Priya Natarajan"


@pytest.fixture
def engine(tmp_path):
    engine = open_database(tmp_path / "appliance.db")
    metadata.create_all(engine)
    yield engine
    engine.dispose()


def put(connection, key: str, value: str = "1") -> None:
    connection.execute(index_state.insert().values(key=key, value=value))


def keys(engine) -> list[str]:
    with reading(engine) as connection:
        return list(connection.scalars(sa.select(index_state.c.key).order_by(index_state.c.key)))


def test_every_connection_has_the_pragmas(engine):
    with reading(engine) as one, reading(engine) as two:
        for connection in (one, two):
            found = [
                connection.scalar(sa.text(f"PRAGMA {name}"))
                for name in ("journal_mode", "foreign_keys", "secure_delete", "synchronous", "temp_store")
            ]
            assert found == ["wal", 1, 1, 2, 2]


def test_a_deed_is_whole_or_not_at_all(engine):
    with pytest.raises(ZeroDivisionError), writing(engine) as connection:  # noqa: PT012
        put(connection, "a")
        _ = 1 / 0
    assert keys(engine) == []
    with writing(engine) as connection:
        put(connection, "a")
        put(connection, "b")
    assert keys(engine) == ["a", "b"]


def test_what_is_written_in_a_reading_transaction_is_gone(engine):
    with reading(engine) as connection:
        put(connection, "a")
    assert keys(engine) == []


def test_a_reader_does_not_wait_for_a_writer_and_sees_one_moment(engine):
    with writing(engine) as connection:
        put(connection, "a")
        assert keys(engine) == []
    with reading(engine) as reader:
        before = reader.scalar(sa.select(sa.func.count()).select_from(index_state))
        with writing(engine) as connection:
            put(connection, "b")
        assert reader.scalar(sa.select(sa.func.count()).select_from(index_state)) == before == 1


def test_two_deeds_that_read_before_they_write_do_not_lose_one_another(engine):
    with writing(engine) as connection:
        put(connection, "count", "0")

    def add() -> None:
        for _ in range(20):
            with writing(engine) as connection:
                value = connection.scalar(sa.select(index_state.c.value).where(index_state.c.key == "count"))
                connection.execute(
                    index_state.update().where(index_state.c.key == "count").values(value=str(int(value or 0) + 1))
                )

    threads = [threading.Thread(target=add) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as connection:
        assert connection.scalar(sa.select(index_state.c.value).where(index_state.c.key == "count")) == "60"


def test_a_busy_database_is_unavailable(engine, tmp_path):
    other = sqlite3.connect(tmp_path / "appliance.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    impatient = sa.create_engine(engine.url, connect_args={"timeout": 0.05})
    try:
        with pytest.raises(Unavailable, match="another command is writing"), writing(impatient) as connection:
            put(connection, "a")
    finally:
        impatient.dispose()
        other.close()


def test_more_readers_than_connections_are_told_to_come_again(tmp_path):
    engine = sa.create_engine(f"sqlite:///{tmp_path}/a.db", pool_size=1, max_overflow=0, pool_timeout=0.05)
    with reading(engine), pytest.raises(Unavailable, match="too many"), reading(engine) as connection:
        connection.execute(sa.text("SELECT 1"))
    engine.dispose()


def test_a_file_without_tables_asks_for_init(tmp_path):
    engine = open_database(tmp_path / "empty.db")
    with pytest.raises(ConfigError, match="appliance init"), reading(engine) as connection:
        connection.execute(sa.select(index_state))
    engine.dispose()


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_asks_for_the_backup(tmp_path, content):
    (tmp_path / "bad.db").write_bytes(content)
    engine = open_database(tmp_path / "bad.db")
    with pytest.raises(Unavailable, match="damaged"), reading(engine) as connection:
        connection.execute(sa.select(index_state))
    engine.dispose()


def test_an_error_holds_no_content_even_in_its_traceback(engine):
    with pytest.raises(Unavailable) as caught, writing(engine) as connection:  # noqa: PT012
        put(connection, CANARY, CANARY)
        put(connection, CANARY, CANARY)
    assert CANARY not in "".join(traceback.format_exception(caught.value))


def test_an_error_is_a_new_one_each_time(engine, tmp_path):
    """A shared one would hold on to the first caller's frames, and the traceback would grow."""
    caught = []
    empty = open_database(tmp_path / "empty.db")
    for _ in range(2):
        with pytest.raises(ConfigError) as one, reading(empty) as connection:
            connection.execute(sa.select(index_state))
        caught.append(one.value)
    empty.dispose()
    assert caught[0] is not caught[1]


def test_a_collections_id_never_comes_back(engine):
    """The key of its stand-ins and its Chroma collection hang on it."""
    for expected in (1, 2):
        with writing(engine) as connection:
            connection.execute(collection.insert().values(name="c", policy="default", created_at=""))
            assert connection.scalar(sa.select(collection.c.id)) == expected
            connection.execute(collection.delete())


def test_rows_of_a_removed_document_go_with_it(engine):
    with writing(engine) as connection:
        connection.execute(collection.insert().values(id=1, name="c", policy="default", created_at=""))
        row = dict.fromkeys(
            (
                "source_key",
                "name",
                "state",
                "fingerprint",
                "sha256",
                "format",
                "policy_version",
                "entities",
                "warnings",
                "ingested_at",
            ),
            "",
        )
        connection.execute(document.insert().values(id="d", collection_id=1, path_encrypted=b"", **row))
        connection.execute(page.insert().values(document_id="d", number=1, text="x"))
        connection.execute(document.delete())
        assert connection.scalar(sa.select(sa.func.count()).select_from(page)) == 0
