"""What every vector index must do: Chroma on a real folder, and the exact one in memory."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from appliance.errors import Unavailable
from appliance.indexing.chroma import ChromaIndex
from tests.indexing.exact_index import ExactIndex

DIMENSIONS = 16
random = np.random.default_rng(7)


def unit(count: int):
    rows = random.normal(size=(count, DIMENSIONS)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture(params=["chroma", "exact"])
def index(request, tmp_path):
    made = ChromaIndex(tmp_path / "chroma") if request.param == "chroma" else ExactIndex()
    yield made
    made.close()


@pytest.fixture
def chroma(tmp_path):
    made = ChromaIndex(tmp_path / "chroma")
    yield made
    made.close()


def test_an_index_begins_empty(index):
    assert index.ids(1) == set()
    assert index.nearest(1, unit(1)[0], 5) == []


def test_nearest_gives_cosines_best_first(index):
    rows = unit(60)
    index.add(1, list(range(100, 160)), rows)
    vector = unit(1)[0]
    expected = np.sort(rows @ vector)[::-1][:10]
    found = index.nearest(1, vector, 10)
    assert [one for one, _ in found] == [int(100 + at) for at in np.argsort(-(rows @ vector))[:10]]
    assert np.allclose([cosine for _, cosine in found], expected, atol=1e-5)


def test_asking_for_more_than_there_is_gives_what_there_is(index):
    index.add(1, [1, 2], unit(2))
    assert {one for one, _ in index.nearest(1, unit(1)[0], 50)} == {1, 2}


def test_adding_an_id_again_replaces_its_vector(index):
    rows = unit(2)
    index.add(1, [5], rows[:1])
    index.add(1, [5], rows[1:])
    assert index.ids(1) == {5}
    assert index.nearest(1, rows[1], 1)[0][1] == pytest.approx(1.0, abs=1e-5)


def test_removing_takes_these_ids_and_no_error_comes_of_unknown_ones(index):
    index.add(1, [1, 2, 3], unit(3))
    index.remove(1, [2, 99])
    index.remove(1, [2])
    index.remove(8, [1])
    assert index.ids(1) == {1, 3}
    assert 2 not in {one for one, _ in index.nearest(1, unit(1)[0], 10)}


def test_collections_do_not_see_each_other(index):
    rows = unit(4)
    index.add(1, [1, 2], rows[:2])
    index.add(11, [3, 1], rows[2:])
    index.remove(11, [1])
    assert (index.ids(1), index.ids(11)) == ({1, 2}, {3})
    assert {one for one, _ in index.nearest(1, rows[2], 10)} == {1, 2}


def test_a_rebuild_replaces_everything(index):
    rows = unit(6)
    index.add(1, [1, 2], rows[:2])
    index.add(2, [3], rows[2:3])
    index.rebuild(iter([(1, [2], rows[1:2]), (4, [7, 8], rows[4:])]))
    assert {key: index.ids(key) for key in (1, 2, 4)} == {1: {2}, 2: set(), 4: {7, 8}}
    index.add(1, [9], rows[3:4])
    assert index.nearest(1, rows[3], 1)[0][0] == 9
    index.rebuild(iter([]))
    assert index.ids(1) == set()


def test_a_rebuild_that_fails_leaves_what_was_there(index):
    rows = unit(2)

    def contents():
        yield 1, [1], rows[:1]
        raise Unavailable("the database is busy")

    index.add(1, [7], rows[1:])
    with pytest.raises(Unavailable):
        index.rebuild(contents())
    assert index.ids(1) == {7}


def test_threads_may_ask_while_one_writes(index):
    index.add(1, [0], unit(1))
    errors: list[Exception] = []

    def ask() -> None:
        try:
            for _ in range(15):
                assert index.nearest(1, unit(1)[0], 3)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(1, 15):
        index.add(1, [number], unit(1))
    for thread in threads:
        thread.join()
    assert not errors
    assert len(index.ids(1)) == 15


def test_a_closed_index_opens_again_at_the_next_call(index):
    index.add(1, [1], unit(1))
    index.close()
    index.close()
    assert index.ids(1) == {1}


def holds(folder: Path, vector) -> bool:
    return any(vector.tobytes() in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_chroma_outlives_its_process_object(tmp_path):
    rows = unit(3)
    first = ChromaIndex(tmp_path / "chroma")
    first.add(1, [1, 2, 3], rows)
    first.close()
    second = ChromaIndex(tmp_path / "chroma")
    assert second.ids(1) == {1, 2, 3}
    assert second.nearest(1, rows[1], 1)[0][0] == 2
    second.close()


def test_chroma_keeps_what_it_deletes_and_a_rebuild_leaves_no_byte_of_it(tmp_path, chroma):
    rows = unit(1200)
    chroma.add(1, list(range(1200)), rows)
    chroma.remove(1, list(range(50)))
    assert any(holds(tmp_path, row) for row in rows[:50]), "deleting does not erase: this test sees it"
    chroma.rebuild(iter([(1, list(range(50, 1200)), rows[50:])]))
    assert not [row for row in rows[:50] if holds(tmp_path, row)]
    assert any(holds(tmp_path, row) for row in rows[50:])


def test_chroma_opens_on_the_last_finished_generation_and_sweeps_the_rest(tmp_path):
    first = ChromaIndex(tmp_path / "chroma")
    first.add(1, [1], unit(1))
    first.close()
    (tmp_path / "chroma" / "000002.making").mkdir()
    (tmp_path / "chroma" / "000000").mkdir()
    second = ChromaIndex(tmp_path / "chroma")
    assert second.ids(1) == {1}
    assert [path.name for path in (tmp_path / "chroma").iterdir()] == ["000001"]
    second.close()


def test_chromas_errors_are_ours_and_name_the_remedy(chroma):
    chroma.add(1, [1], unit(1))
    for refused in (
        lambda: chroma.add(1, [2], np.ones((1, 3), np.float32)),
        lambda: chroma.nearest(1, np.ones(3, np.float32), 1),
    ):
        with pytest.raises(Unavailable, match="appliance rebuild"):
            refused()


def test_a_chroma_folder_that_is_damaged_names_the_remedy(tmp_path):
    (tmp_path / "chroma" / "000001").mkdir(parents=True)
    (tmp_path / "chroma" / "000001" / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    broken = ChromaIndex(tmp_path / "chroma")
    with pytest.raises(Unavailable, match="appliance rebuild"):
        broken.ids(1)
    rows = unit(1)
    broken.rebuild(iter([(1, [4], rows)]))
    assert broken.ids(1) == {4}
    broken.close()
