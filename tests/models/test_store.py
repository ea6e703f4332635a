import json
import os
import shutil
from pathlib import Path

import pytest

from appliance.errors import Unavailable
from appliance.models.install import install
from appliance.models.store import ModelStore


@pytest.fixture
def filled(store, index, in_parts, small, folder_model):
    install(store, [in_parts, small, folder_model], lambda _: None, fetch=index.fetch, convert=_convert)
    return store


def _convert(folder: Path, target: Path) -> None:
    target.write_bytes(b"onnx")


def test_an_empty_store_says_what_is_missing_where_and_what_to_do(store):
    assert store.list() == ()
    with pytest.raises(Unavailable) as caught:
        store.find("embed")
    remedy = "run `appliance models install starter`"
    assert str(caught.value) == f"no embedding model; {store.folder}; {remedy}"


def test_an_unknown_name_is_said(filled):
    with pytest.raises(Unavailable, match="no answer model named huge"):
        filled.find("answer", "huge")


def test_a_name_is_taken_at_its_word(filled):
    assert filled.find("answer", "big", memory_mb=1).name == "big"


@pytest.mark.parametrize(("room", "name"), [(4000, "big"), (1999, "small"), (5, "small")])
def test_auto_takes_the_first_that_fits_the_memory_or_else_the_least_hungry(filled, room, name):
    assert filled.find("answer", memory_mb=room).name == name


def test_a_path_is_the_file_of_a_gguf_and_the_folder_of_the_rest(filled):
    assert filled.path(filled.find("answer", "small")) == filled.folder / "small/small.gguf"
    assert filled.path(filled.find("embed")) == filled.folder / "embed"


@pytest.mark.parametrize("same_size", [True, False])
def test_nothing_is_loaded_whose_hash_is_not_in_the_store(filled, same_size):
    model = filled.find("answer", "small")
    (filled.folder / "small/small.gguf").write_bytes(b"evil" if same_size else b"evil and long")
    with pytest.raises(Unavailable, match="small is changed"):
        filled.path(model)


def test_a_file_that_is_missing_or_was_laid_in_is_said(filled):
    (filled.folder / "embed/pytorch_model.bin").write_bytes(b"pickle")
    with pytest.raises(Unavailable, match="is unknown"):
        filled.path(filled.find("embed"))
    (filled.folder / "small/small.gguf").unlink()
    with pytest.raises(Unavailable, match="is missing"):
        filled.path(filled.find("answer", "small"))


def test_a_model_that_is_no_longer_listed_is_not_loaded(filled):
    model = filled.find("answer", "small").model_copy(update={"sha256": "0" * 64})
    with pytest.raises(Unavailable, match="not in the store"):
        filled.path(model)


def test_a_file_is_not_hashed_again_while_it_looks_the_same(filled):
    place = filled.folder / "small/small.gguf"
    times = place.stat()
    place.write_bytes(b"evil")
    os.utime(place, ns=(times.st_atime_ns, times.st_mtime_ns))
    # only `verify` finds it: whoever can set a file's time back can write the manifest too
    assert filled.path(filled.find("answer", "small"))
    assert [(fault.model, fault.what) for fault in filled.verify()] == [("small", "changed")]


def test_a_copied_store_is_hashed_once_and_remembers(filled, tmp_path):
    copy = ModelStore(tmp_path / "copy")
    shutil.copytree(filled.folder, copy.folder)
    assert copy.path(copy.find("answer", "small"))
    rows = json.loads((copy.folder / "store.json").read_text())["models"]
    seen = {file["path"]: file["seen"]["inode"] for row in rows for file in row["files"]}
    assert seen["small.gguf"] == (copy.folder / "small/small.gguf").stat().st_ino


def test_a_store_that_is_locked_can_be_read(filled, tmp_path):
    copy = ModelStore(tmp_path / "copy")
    shutil.copytree(filled.folder, copy.folder)
    with copy.lock():
        assert copy.path(copy.find("answer", "small"))
        assert copy.path(copy.find("answer", "small"))


def test_verify_finds_nothing_in_a_whole_store_and_reports_each_model(filled):
    told = []
    assert filled.verify(lambda model: told.append(model.name)) == ()
    assert told == ["big", "embed", "small"]


def test_a_damaged_manifest_is_one_line(store):
    store.folder.mkdir()
    (store.folder / "store.json").write_text('{"models": [{"name": "../../etc"}]}')
    with pytest.raises(Unavailable, match="cannot be read") as caught:
        store.list()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a//b", "a/../../b", "a\\b", ""])
def test_a_manifest_cannot_point_outside_its_folder(filled, path):
    manifest = json.loads((filled.folder / "store.json").read_text())
    manifest["models"][0]["files"][0]["path"] = path
    (filled.folder / "store.json").write_text(json.dumps(manifest))
    with pytest.raises(Unavailable):
        filled.list()
