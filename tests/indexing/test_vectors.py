"""The projection: carried over deed by deed, made good after a crash, exact where a collection is small."""

from __future__ import annotations

import numpy as np
import pytest
import sqlalchemy as sa

from appliance.database import index_state, reading, writing
from appliance.errors import Unavailable
from appliance.indexing import vectors
from appliance.indexing.vectors import ExactVectors
from tests.indexing.exact_index import ExactIndex


class BrokenIndex(ExactIndex):
    """An index whose disk is full at the first writing."""

    def add(self, collection_id, chunk_ids, vectors):
        raise Unavailable("the vector index refused")


def deed(shelf, index, collection_id: int, key: str, text: str):
    """What the ingest story does."""
    with writing(shelf.engine) as connection:
        stored = shelf.put_in(connection, collection_id, key, text)
        vectors.mark_pending(connection, collection_id)
    vectors.project(shelf.engine, index, collection_id, stored.removed, stored.added)
    return stored


def cut_short(shelf, collection_id: int, key: str, text: str):
    """The same, with the plug pulled before the projection."""
    with pytest.raises(Unavailable):
        deed(shelf, BrokenIndex(), collection_id, key, text)


def stored_ids(shelf, collection_id: int) -> set[int]:
    with reading(shelf.engine) as connection:
        return set(vectors.stored_vectors(connection, collection_id)[0])


def test_a_deed_is_carried_over_and_settled(shelf):
    index = ExactIndex()
    first = deed(shelf, index, 1, "a", "one\ntwo")
    second = deed(shelf, index, 1, "a", "three")
    assert index.ids(1) == set(second.added)
    assert not index.ids(1) & set(first.added)
    assert vectors.pending(shelf.engine) == []


def test_a_projection_that_was_cut_short_is_pending_until_it_is_made_good(shelf):
    index = ExactIndex()
    old = deed(shelf, index, 1, "a", "one")
    cut_short(shelf, 1, "a", "two")
    cut_short(shelf, 3, "b", "three")
    assert sorted(vectors.pending(shelf.engine)) == [1, 3]
    assert index.ids(1) == set(old.added)
    for _ in range(2):
        for collection_id in (1, 3):
            vectors.reconcile(shelf.engine, index, collection_id)
            assert index.ids(collection_id) == stored_ids(shelf, collection_id)
    assert vectors.pending(shelf.engine) == []


def test_a_later_deed_does_not_make_a_crash_forgotten(shelf):
    index = ExactIndex()
    cut_short(shelf, 1, "a", "lost otherwise")
    deed(shelf, index, 1, "b", "three")
    assert index.ids(1) == stored_ids(shelf, 1)
    assert vectors.pending(shelf.engine) == []


def test_settling_one_collection_leaves_the_others_pending(shelf):
    cut_short(shelf, 1, "a", "x")
    cut_short(shelf, 11 - 9, "a", "x")
    vectors.reconcile(shelf.engine, ExactIndex(), 1)
    assert vectors.pending(shelf.engine) == [2]


def test_a_rebuild_takes_what_the_database_holds_and_nothing_else(shelf):
    index = ExactIndex()
    deed(shelf, index, 1, "a", "one")
    deed(shelf, index, 2, "a", "two")
    cut_short(shelf, 2, "b", "three")
    index.add(1, [999], np.ones((1, 8), np.float32))
    index.add(7, [5], np.ones((1, 8), np.float32))
    with writing(shelf.engine) as connection:
        connection.execute(index_state.insert().values(key="home", value="stays"))
    assert vectors.rebuild(shelf.engine, index, [1, 2, 3]) == 3
    assert {key: index.ids(key) for key in (1, 2, 3, 7)} == {1: stored_ids(shelf, 1), 2: stored_ids(shelf, 2), 3: set(), 7: set()}
    assert vectors.pending(shelf.engine) == []
    with reading(shelf.engine) as connection:
        assert connection.scalars(sa.select(index_state.c.key)).all() == ["home"]


def test_exact_search_is_best_first_and_inside_the_collection(shelf, hashed):
    stored = shelf.put(1, "a", "alpha\n\nbeta gamma\n\ndelta", "alpha beta")
    shelf.put(2, "b", "alpha")
    exact, vector = ExactVectors(), hashed(["alpha beta"])[0]
    with reading(shelf.engine) as connection:
        found = exact.nearest(connection, 1, vector, 10)
        assert {one for one, _ in found} == set(stored.added)
        assert [cosine for _, cosine in found] == sorted((cosine for _, cosine in found), reverse=True)
        assert all(np.isclose(cosine, stored.added[one] @ vector) for one, cosine in found)
        assert exact.nearest(connection, 1, vector, 1) == found[:1]
        assert exact.nearest(connection, 3, vector, 5) == []


def test_exact_search_sees_every_change_of_the_rows_at_once(shelf, hashed):
    exact, vector = ExactVectors(), hashed(["alpha"])[0]

    def found() -> set[int]:
        with reading(shelf.engine) as connection:
            return {one for one, _ in exact.nearest(connection, 1, vector, 100)}

    first, second = shelf.put(1, "a", "alpha"), shelf.put(1, "b", "beta")
    assert found() == {*first.added, *second.added}
    replaced = shelf.put(1, "a", "gamma")
    assert found() == {*replaced.added, *second.added}
    shelf.remove(replaced.document_id)
    assert found() == {*second.added}
    third = shelf.put(1, "c", "delta")
    assert found() == {*second.added, *third.added}


def test_matrices_that_are_not_used_make_room(shelf, hashed):
    exact, vector = ExactVectors(kept_bytes=40), hashed(["alpha"])[0]
    for collection_id in (1, 2, 3):
        shelf.put(collection_id, "a", "alpha")
        with reading(shelf.engine) as connection:
            assert len(exact.nearest(connection, collection_id, vector, 5)) == 1
    assert list(exact._kept) == [3]  # one matrix of one row has 32 bytes
