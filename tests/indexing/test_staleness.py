"""Stale and withheld documents: who is marked, who goes on answering, who does not exist until it is scrubbed again."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.database import document, reading, writing
from appliance.indexing import library, staleness
from appliance.indexing.search import Scope, Search
from appliance.records import CleanText
from appliance.settings import SearchSettings
from tests.indexing.exact_index import ExactIndex

NOW = staleness.Present(1, "version", "pipe", "")
OTHER = staleness.Present(1, "newer", "pipe", "")


def put(shelf, key: str, text: str = "The sluice gate is greased in May.", present: staleness.Present = NOW) -> str:
    made_of = staleness.fingerprint("sha", present.policy_version, present.pipeline, present.domain)
    return shelf.put(present.collection_id, key, text, fingerprint=made_of).document_id


def marks(shelf) -> dict[str, tuple[str, str | None, bool]]:
    with reading(shelf.engine) as connection:
        rows = library.documents(connection, [1])
    return {row.name.removesuffix(".txt"): (row.state, row.reason, row.withheld) for row in rows}


def settle(shelf, present: staleness.Present, *, acts: bool = False) -> staleness.Settled:
    with writing(shelf.engine) as connection:
        return staleness.settle(connection, present, lambda _version: acts)


def found(shelf, hashed, question: str, settings: SearchSettings, index: ExactIndex | None = None) -> list[str]:
    with reading(shelf.engine) as connection:
        search = Search(index or ExactIndex(), settings)
        passages = search.find(connection, CleanText(question), hashed([question])[0], Scope((1,)), 10)
    return [one.name.value for one in passages]


def test_what_is_made_as_it_would_be_now_stays_live(shelf):
    put(shelf, "a")
    assert settle(shelf, NOW) == staleness.Settled()
    assert marks(shelf) == {"a": ("live", None, False)}


@pytest.mark.parametrize(
    ("present", "cause"),
    [
        (OTHER, "policy"),
        (staleness.Present(1, "version", "pipe 2", ""), "pipeline"),
        (staleness.Present(1, "version", "pipe", "collection-1#2"), "rotated"),
    ],
)
def test_a_changed_policy_pipeline_or_key_makes_stale_and_going_back_makes_live(shelf, present, cause):
    put(shelf, "a")
    assert settle(shelf, present) == staleness.Settled(stale=1)
    assert marks(shelf) == {"a": ("stale", cause, False)}
    assert settle(shelf, present) == staleness.Settled()
    assert settle(shelf, NOW) == staleness.Settled(current=1)
    assert marks(shelf) == {"a": ("live", None, False)}


def test_a_document_is_withheld_only_while_the_policy_acts_on_what_it_kept(shelf):
    put(shelf, "a")
    assert settle(shelf, OTHER, acts=True) == staleness.Settled(stale=1, withheld=1)
    third = staleness.Present(1, "third", "pipe", "")
    settle(shelf, third)
    assert marks(shelf) == {"a": ("stale", "policy", False)}


def test_a_changed_pipeline_withholds_nothing(shelf):
    put(shelf, "a")
    settle(shelf, staleness.Present(1, "version", "pipe 2", ""), acts=True)
    assert marks(shelf) == {"a": ("stale", "pipeline", False)}


def test_other_collections_and_quarantined_documents_are_left_alone(shelf):
    shelf.put(2, "b", "Another.")
    shelf.put(1, "q", "", quarantine="encrypted")
    assert settle(shelf, OTHER) == staleness.Settled()
    assert marks(shelf) == {"q": ("quarantined", "encrypted", False)}


@pytest.mark.parametrize("withheld", [False, True])
def test_a_mended_document_stays_stale_until_it_is_scrubbed_again(shelf, withheld):
    touched, _ = put(shelf, "a"), put(shelf, "b")
    with writing(shelf.engine) as connection:
        staleness.mark_stale(connection, [touched], withheld=withheld)
    for present in (NOW, OTHER, NOW):
        settle(shelf, present)
    assert marks(shelf) == {"a": ("stale", "mended", withheld), "b": ("live", None, False)}
    with reading(shelf.engine) as connection:
        source = shelf.source(1, "a", staleness.fingerprint("sha", "version", "pipe", ""))
        assert library.current(connection, source) is None, "the same bytes are taken again"
    put(shelf, "a")
    assert marks(shelf)["a"] == ("live", None, False)


def test_marking_twice_does_not_let_a_withheld_document_answer(shelf):
    one = put(shelf, "a")
    for withheld in (True, False):
        with writing(shelf.engine) as connection:
            staleness.mark_stale(connection, [one], withheld=withheld)
    assert marks(shelf)["a"] == ("stale", "mended", True)


@pytest.mark.parametrize("settings", [SearchSettings(), SearchSettings(exact_below=0)], ids=["exact", "indexed"])
def test_a_stale_document_answers_and_a_withheld_one_does_not_exist(shelf, hashed, settings):
    index = ExactIndex()
    for key in ("a", "b"):
        stored = shelf.put(1, key, "The sluice gate is greased in May.")
        index.add(1, list(stored.added), np.stack(list(stored.added.values())))
    question = "sluice gate"
    settle(shelf, OTHER)
    assert sorted(found(shelf, hashed, question, settings, index)) == ["a.txt", "b.txt"]
    with writing(shelf.engine) as connection:
        connection.execute(document.update().where(document.c.name == "a.txt").values(withheld=True))
    assert found(shelf, hashed, question, settings, index) == ["b.txt"]


def test_withheld_documents_do_not_crowd_out_the_others(shelf, hashed):
    settings = SearchSettings(candidates=10)
    for number in range(12):
        put(shelf, f"w{number}", "sluice gate")
    with writing(shelf.engine) as connection:
        connection.execute(document.update().values(withheld=True))
    put(shelf, "open", "The lock keeper greases a sluice gate and other things by the river bank.")
    assert found(shelf, hashed, "sluice gate", settings) == ["open.txt"]


def test_the_kept_matrix_follows_when_a_document_is_withheld(shelf, hashed):
    put(shelf, "a"), put(shelf, "b", "A sluice gate.")
    with reading(shelf.engine) as connection:
        search, question = Search(ExactIndex(), SearchSettings()), "sluice gate"
        scope = Scope((1,))
        assert len(search.find(connection, CleanText(question), hashed([question])[0], scope, 10)) == 2
    settle(shelf, OTHER, acts=True)
    with reading(shelf.engine) as connection:
        assert search.find(connection, CleanText(question), hashed([question])[0], scope, 10) == []
