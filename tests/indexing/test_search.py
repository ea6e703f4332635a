"""Search: inside the scope only, fused, read back from the database, neighbours joined."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.database import document, reading, writing
from appliance.indexing import library
from appliance.indexing.search import Scope, Search
from appliance.records import CleanText
from appliance.settings import SearchSettings
from tests.indexing.exact_index import ExactIndex

EXACT, INDEXED = SearchSettings(), SearchSettings(exact_below=0)


@pytest.fixture
def index():
    return ExactIndex()


def put(shelf, index, collection_id: int, key: str, *pages: str):
    stored = shelf.put(collection_id, key, *pages)
    index.add(collection_id, list(stored.added), np.stack(list(stored.added.values())))
    return stored


def found(shelf, index, hashed, question: str, *scope: int, settings=EXACT, documents=None, limit: int = 10):
    with reading(shelf.engine) as connection:
        search = Search(index, settings)
        return search.find(connection, CleanText(question), hashed([question])[0], Scope(tuple(scope), documents), limit)


def names(passages) -> list[str]:
    return [one.name.value for one in passages]


@pytest.mark.parametrize("settings", [EXACT, INDEXED], ids=["exact", "indexed"])
def test_the_best_passage_comes_first_and_is_the_slice_it_says(shelf, index, hashed, settings):
    text = "Opening hours of the pool.\n\nA parking permit costs forty euro."
    put(shelf, index, 1, "a", "Something else.", text)
    put(shelf, index, 1, "b", "The library lends books.")
    first = found(shelf, index, hashed, "parking permit", 1, settings=settings)[0]
    assert (first.name.value, first.collection, first.page) == ("a.txt", "c1", 2)
    assert first.text.value == text[first.start : first.end]
    assert "forty euro" in first.text.value
    assert 0 <= first.score <= 1


@pytest.mark.parametrize("settings", [EXACT, INDEXED], ids=["exact", "indexed"])
def test_a_collection_outside_the_scope_is_neither_found_nor_asked(shelf, index, hashed, settings):
    put(shelf, index, 1, "open", "The parking rules.")
    put(shelf, index, 2, "secret", "parking permit parking permit")
    assert names(found(shelf, index, hashed, "parking permit", 1, settings=settings)) == ["open.txt"]
    assert 2 not in index.asked
    assert names(found(shelf, index, hashed, "parking permit", 1, 2, settings=settings))[0] == "secret.txt"
    assert found(shelf, index, hashed, "parking permit", settings=settings) == []


def test_an_index_that_returns_foreign_ids_opens_nothing(shelf, hashed):
    hidden = shelf.put(2, "secret", "parking permit")
    shelf.put(1, "open", "swimming pool")

    class Leaking(ExactIndex):
        def nearest(self, collection_id, vector, limit):
            return [(one, 1.0) for one in (*hidden.added, 10_000)]

    assert names(found(shelf, Leaking(), hashed, "parking", 1, settings=INDEXED)) == []


@pytest.mark.parametrize("state", ["quarantined", "removed"])
def test_a_document_that_is_not_live_is_no_hit(shelf, index, hashed, state):
    stored = put(shelf, index, 1, "a", "parking permit")
    with writing(shelf.engine) as connection:
        connection.execute(document.update().values(state=state))
    for settings in (EXACT, INDEXED):
        assert found(shelf, index, hashed, "parking permit", 1, settings=settings) == []
    with writing(shelf.engine) as connection:
        connection.execute(document.update().values(state="stale"))
    assert found(shelf, index, hashed, "parking permit", 1)[0].document_id == stored.document_id


def test_a_removed_document_is_no_hit_while_the_index_still_holds_it(shelf, index, hashed):
    stored = put(shelf, index, 1, "a", "parking permit")
    put(shelf, index, 1, "b", "swimming pool")
    shelf.remove(stored.document_id)
    assert names(found(shelf, index, hashed, "parking permit", 1, settings=INDEXED)) == ["b.txt"]


def test_chosen_documents_are_not_crowded_out_by_the_others(shelf, index, hashed):
    for number in range(30):
        put(shelf, index, 1, f"loud{number}", "parking permit parking permit")
    quiet = put(shelf, index, 1, "quiet", "One parking place stands behind the house with many other words around it.")
    few = SearchSettings(candidates=10)
    passages = found(shelf, index, hashed, "parking permit", 1, settings=few, documents=(quiet.document_id,))
    assert names(passages) == ["quiet.txt"]


def test_a_chosen_document_outside_the_rights_is_not_found(shelf, index, hashed):
    hidden = put(shelf, index, 2, "secret", "parking permit")
    assert found(shelf, index, hashed, "parking permit", 1, documents=(hidden.document_id,)) == []
    assert found(shelf, index, hashed, "parking permit", 1, 2, documents=()) == []


def test_neighbours_are_joined_without_saying_anything_twice(shelf, index, hashed):
    text = " ".join(f"Parking rule {number} says that a permit number {number} is needed." for number in range(6))
    put(shelf, index, 1, "a", text)
    passages = found(shelf, index, hashed, "parking permit", 1)
    assert len(passages) == 1
    assert passages[0].text.value == text


def test_joined_passages_stay_short(shelf, index, hashed):
    text = " ".join(f"Parking rule {number} says that a permit number {number} is needed." for number in range(120))
    put(shelf, index, 1, "a", text)
    spans = sorted((one.start, one.end) for one in found(shelf, index, hashed, "parking permit", 1, limit=100))
    assert len(spans) > 2
    assert max(end - start for start, end in spans) <= 1200


def test_pages_and_documents_are_never_joined(shelf, index, hashed):
    put(shelf, index, 1, "a", "Parking permit.", "Parking permit.")
    put(shelf, index, 1, "b", "Parking permit.")
    assert sorted((one.name.value, one.page) for one in found(shelf, index, hashed, "parking permit", 1)) == [
        ("a.txt", 1),
        ("a.txt", 2),
        ("b.txt", 1),
    ]


def test_the_limit_counts_passages(shelf, index, hashed):
    for number in range(5):
        put(shelf, index, 1, f"d{number}", "Parking permit.")
    assert len(found(shelf, index, hashed, "parking permit", 1, limit=3)) == 3


def test_equal_scores_come_in_the_same_order_every_time(shelf, index, hashed):
    for number in range(8):
        put(shelf, index, 1, f"d{number}", "Parking permit.")
    assert len({tuple(names(found(shelf, index, hashed, "parking permit", 1))) for _ in range(5)}) == 1


def test_a_question_without_words_finds_by_vector_and_breaks_nothing(shelf, index, hashed):
    put(shelf, index, 1, "a", "Parking permit.")
    for question in ("", "?!", '"', "what is it"):
        assert names(found(shelf, index, hashed, question, 1)) == ["a.txt"]


def test_an_empty_library_finds_nothing(shelf, index, hashed):
    assert found(shelf, index, hashed, "parking permit", 1, 2, 3) == []
    with reading(shelf.engine) as connection:
        assert library.documents(connection, [1]) == []


def test_a_chosen_document_outside_the_rights_does_not_even_move_a_score(shelf, index, hashed):
    hidden = put(shelf, index, 2, "secret", "swimming pool")
    seen = [
        put(shelf, index, 1, f"d{number}", text).document_id
        for number, text in enumerate(("Parking permit.", "Parking rules for the whole town."))
    ]

    def scores(*documents: str) -> list[float]:
        return [one.score for one in found(shelf, index, hashed, "parking permit", 1, documents=documents)]

    assert scores(*seen, hidden.document_id) == scores(*seen)
