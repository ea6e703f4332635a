"""The library: stored, replaced, removed, read back; what is removed leaves the disk."""

from __future__ import annotations

import sqlite3

import numpy as np
import pytest
import sqlalchemy as sa

from appliance.database import chunk, document_stand_in, page, reading, stand_in, writing
from appliance.errors import Unavailable
from appliance.indexing import library
from appliance.indexing.keyword import candidates
from appliance.records import Chunk, CleanText

TEXT = (
    "The ward opens at nine. Visitors sign in at the desk on the ground floor before they go up to the wards.\nDogs wait outside."
)
COUNTED = {"chunk": chunk, "page": page, "document_stand_in": document_stand_in}


def rows(shelf) -> dict[str, int]:
    with reading(shelf.engine) as connection:
        counts = {
            name: int(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0) for name, table in COUNTED.items()
        }
        return counts | {"keyword": int(connection.scalar(sa.text("SELECT count(*) FROM keyword")) or 0)}


def test_a_document_comes_back_as_it_was_stored(shelf, hashed):
    stored = shelf.put(1, "a", TEXT, "Second page.", heading="House rules")
    with reading(shelf.engine) as connection:
        row = library.document_row(connection, stored.document_id)
        assert row is not None
        assert (row.name, row.state, row.reason, row.page_count, row.chunk_count, row.format) == (
            "a.txt",
            "live",
            None,
            2,
            len(stored.added),
            "txt",
        )
        assert [(one.number, one.text.value, one.heading.value) for one in library.pages(connection, row.id)] == [
            (1, TEXT, "House rules"),
            (2, "Second page.", "House rules"),
        ]
        for one in connection.execute(sa.select(chunk).order_by(chunk.c.id)):
            text = library.page_text(connection, row.id, one.page).cut(one.start, one.end)
            assert np.array_equal(np.frombuffer(one.vector, np.float32), stored.added[one.id])
            assert np.allclose(stored.added[one.id], hashed([text.value])[0])
        assert library.page_text(connection, row.id, 9) == CleanText("")


def test_a_heading_is_searched_with_every_chunk_of_its_page(shelf):
    stored = shelf.put(1, "a", TEXT, heading="Hospital rules")
    with reading(shelf.engine) as connection:
        assert set(candidates(connection, "hospital", [1], 10)) == set(stored.added)


def test_the_same_source_again_replaces_and_keeps_its_id(shelf):
    first, other = shelf.put(1, "a", TEXT), shelf.put(1, "b", TEXT)
    second = shelf.put(1, "a", "Entirely new.")
    assert (second.document_id, second.replaced, first.replaced) == (first.document_id, True, False)
    assert set(second.removed) == set(first.added)
    assert not set(second.added) & set(first.added)
    assert rows(shelf) == {"chunk": 1 + len(other.added), "page": 2, "document_stand_in": 0, "keyword": 1 + len(other.added)}


def test_the_same_source_in_another_collection_is_another_document(shelf):
    one, two = shelf.put(1, "a", TEXT), shelf.put(2, "a", TEXT)
    assert one.document_id != two.document_id
    with reading(shelf.engine) as connection:
        assert [row.id for row in library.documents(connection, [2])] == [two.document_id]
        assert library.documents(connection, []) == []


def test_an_id_of_a_chunk_never_comes_back(shelf):
    first = shelf.put(1, "a", TEXT)
    shelf.remove(first.document_id)
    assert min(shelf.put(1, "a", TEXT).added) > max(first.added)


def test_removing_takes_every_row_of_this_document_and_no_other(shelf):
    one, two = shelf.put(1, "a", TEXT), shelf.put(1, "b", "Other text.")
    with writing(shelf.engine) as connection:
        connection.execute(
            stand_in.insert().values(id=1, domain="d", token="t", entity="PERSON", digest=b"x", value_encrypted=b"y")
        )
        for each in (one, two):
            connection.execute(document_stand_in.insert().values(document_id=each.document_id, stand_in_id=1))
    assert set(shelf.remove(one.document_id)) == set(one.added)
    assert rows(shelf) == {"chunk": 1, "page": 1, "document_stand_in": 1, "keyword": 1}
    with reading(shelf.engine) as connection:
        assert library.document_row(connection, one.document_id) is None
        assert library.document_row(connection, two.document_id) is not None


def test_a_quarantined_document_keeps_its_name_and_is_not_searched(shelf):
    indexed = shelf.put(1, "a", TEXT)
    stored = shelf.put(1, "a", TEXT, quarantine="needs_ocr")
    assert (stored.replaced, set(stored.removed), dict(stored.added)) == (True, set(indexed.added), {})
    assert rows(shelf)["chunk"] == rows(shelf)["keyword"] == 0
    with reading(shelf.engine) as connection:
        row = library.document_row(connection, stored.document_id)
        assert row is not None
        assert (row.state, row.reason, row.chunk_count) == ("quarantined", "needs_ocr", 0)
        assert library.line(row, "a.txt", "c1").status == "quarantined"
    assert shelf.put(1, "a", TEXT).replaced is False


def test_what_is_known_is_the_same_place_or_the_same_bytes_elsewhere_in_the_collection(shelf):
    one = shelf.put(1, "a", TEXT, fingerprint="print")
    shelf.put(1, "q", TEXT, fingerprint="other", quarantine="timeout")
    with reading(shelf.engine) as connection:

        def known(collection_id: int, key: str, fingerprint: str, part_of: str | None = None) -> str | None:
            row = library.current(connection, shelf.source(collection_id, key, fingerprint, part_of))
            return row.id if row else None

        assert known(1, "a", "print") == one.document_id
        assert known(1, "moved", "print") == one.document_id
        assert known(1, "a", "changed") is None
        assert known(2, "a", "print") is None
        assert known(1, "part", "print", part_of=one.document_id) is None
        assert known(1, "copy of q", "other") is None


def test_a_file_whose_fingerprint_was_taken_back_is_taken_in_again(shelf):
    one = shelf.put(1, "a", TEXT, fingerprint="print")
    with writing(shelf.engine) as connection:
        library.set_fingerprint(connection, one.document_id, "")
        assert library.current(connection, shelf.source(1, "a", "print")) is None


def test_parts_come_after_what_holds_them(shelf):
    with writing(shelf.engine) as connection:
        ids = ["", "", ""]
        for at, name in enumerate(("mail", "zip", "note")):
            source = shelf.source(1, name, part_of=ids[at - 1] if at else None)
            ids[at] = library.store(connection, source, shelf.clean("x"), [], np.empty((0, 8), np.float32)).document_id
        assert [row.id for row in library.parts_of(connection, ids[0])] == ids[1:]
        assert library.parts_of(connection, ids[2]) == []


def test_chunks_and_vectors_that_do_not_match_are_a_mistake_and_nothing_is_stored(shelf, hashed):
    chunks = [Chunk(1, 0, 3, CleanText("The"))]
    with pytest.raises(ValueError), writing(shelf.engine) as connection:
        library.store(connection, shelf.source(1, "a"), shelf.clean(TEXT), chunks, hashed(["a", "b"]))
    assert rows(shelf) == {"chunk": 0, "page": 0, "document_stand_in": 0, "keyword": 0}


WORD = "zanzibarquokka"


def test_words_and_vectors_of_what_was_removed_leave_the_disk(shelf):
    stored = shelf.put(1, "a", f"The {WORD} sleeps.\n" * 30)
    shelf.put(1, "b", "Something else entirely.\n" * 30)
    vector = next(iter(stored.added.values())).tobytes()
    assert WORD.encode() in shelf.bytes_on_disk()
    shelf.remove(stored.document_id)
    assert WORD.encode() in shelf.bytes_on_disk(), "without the purge they stay: this test sees them"
    library.purge(shelf.engine)
    assert WORD.encode() not in shelf.bytes_on_disk()
    assert vector not in shelf.bytes_on_disk()
    with reading(shelf.engine) as connection:
        assert candidates(connection, "something", [1], 10)


def test_a_purge_that_a_reader_held_up_says_so(shelf):
    stored = shelf.put(1, "a", f"The {WORD} sleeps.")
    reader = sqlite3.connect(shelf.file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM document").fetchone()
    shelf.remove(stored.document_id)
    impatient = sa.create_engine(shelf.engine.url, connect_args={"timeout": 0.1})
    try:
        with pytest.raises(Unavailable, match="appliance rebuild"):
            library.purge(impatient)
    finally:
        reader.close()
        impatient.dispose()
    library.purge(shelf.engine)
    assert WORD.encode() not in shelf.bytes_on_disk()
