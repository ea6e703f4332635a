from pathlib import Path

import gguf
import pytest

from appliance.errors import ConfigError
from appliance.models.adding import add
from appliance.models.files import sha256_of


def write_gguf(path: Path, name: str = "Own Model") -> Path:
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name(name)
    writer.add_license("mit")
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()
    return path


def convert(folder: Path, target: Path) -> None:
    target.write_bytes(b"onnx")


def put(store, source, role, told=None):
    return add(store, source, role, (lambda _: None) if told is None else told.append, convert=convert)


def embedding_folder(root: Path) -> Path:
    folder = root / "own-embedder"
    (folder / "1_Pooling").mkdir(parents=True)
    for name in ("modules.json", "tokenizer.json", "1_Pooling/config.json"):
        (folder / name).write_text("[]")
    (folder / "model.safetensors").write_bytes(b"weights")
    (folder / "README.md").write_text("---\nlanguage: en\nlicense: apache-2.0\n---\n# A model\n")
    return folder


def test_a_gguf_file_is_copied_hashed_and_listed(store, tmp_path):
    source, told = write_gguf(tmp_path / "Llama 3 (8B).Q4_K_M.gguf"), []
    put(store, source, "answer", told)
    [model] = store.list()
    assert (model.name, model.role, model.format, model.licence) == ("Llama-3-8B-.Q4_K_M", "answer", "gguf", "mit")
    assert model.sha256 == sha256_of(source)
    assert store.path(model).read_bytes() == source.read_bytes()
    assert told[-1].done_bytes == told[-1].total_bytes == source.stat().st_size
    assert source.exists()


def test_adding_it_twice_changes_nothing(store, tmp_path):
    source = write_gguf(tmp_path / "own.gguf")
    assert put(store, source, "answer") == put(store, source, "answer")
    assert len(store.list()) == 1


def test_adding_it_again_mends_a_changed_copy(store, tmp_path):
    source = write_gguf(tmp_path / "own.gguf")
    model = put(store, source, "answer")
    store.path(model).write_bytes(b"evil")
    assert store.path(put(store, source, "answer")).read_bytes() == source.read_bytes()


def test_another_model_of_the_same_name_is_refused_and_the_first_stays(store, tmp_path):
    (tmp_path / "other").mkdir()
    first = put(store, write_gguf(tmp_path / "own.gguf"), "answer")
    with pytest.raises(ConfigError, match="another model has the name own"):
        put(store, write_gguf(tmp_path / "other/own.gguf", "Other"), "answer")
    assert store.list() == (first,)
    assert store.verify() == ()


def test_a_name_of_the_catalog_is_kept_for_the_model_it_stands_for(store, tmp_path):
    with pytest.raises(ConfigError, match="another model has the name SmolLM2-135M-Instruct"):
        put(store, write_gguf(tmp_path / "SmolLM2-135M-Instruct.gguf"), "answer")


def test_an_embedding_folder_is_converted_and_only_harmless_files_are_copied(store, tmp_path):
    folder = embedding_folder(tmp_path)
    (folder / "pytorch_model.bin").write_bytes(b"pickle")
    (folder / "modeling.py").write_text("raise SystemExit")
    model = put(store, folder, "embed")
    there = sorted(path.name for path in store.path(model).rglob("*") if path.is_file())
    assert there == ["config.json", "model.onnx", "model.safetensors", "modules.json", "tokenizer.json"]
    assert (model.format, model.licence, model.sha256) == ("safetensors", "apache-2.0", sha256_of(folder / "model.safetensors"))


def test_a_folder_that_cannot_be_converted_leaves_nothing_behind(store, tmp_path):
    def refuse(folder: Path, target: Path) -> None:
        raise ConfigError("not an embedding model; here; give another")

    with pytest.raises(ConfigError):
        add(store, embedding_folder(tmp_path), "embed", lambda _: None, convert=refuse)
    assert store.list() == ()
    assert list((store.folder / ".partial").iterdir()) == []


def test_a_spacy_folder_is_copied_whole(store, tmp_path):
    folder = tmp_path / "xx_ner"
    (folder / "ner").mkdir(parents=True)
    (folder / "meta.json").write_text('{"license": "MIT", "lang": "de"}')
    (folder / "config.cfg").write_text("[nlp]\n")
    (folder / "ner/model").write_bytes(b"weights")
    model = put(store, folder, "ner")
    assert (model.file, model.format, model.licence, model.language) == ("xx_ner", "spacy", "MIT", "de")
    assert store.path(model) == store.folder / "xx_ner"


def test_a_name_model_is_found_by_the_language_that_it_reads(store, tmp_path):
    for name, language in (("zz_ner", "en"), ("aa_ner", "de")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "meta.json").write_text(f'{{"lang": "{language}"}}')
        (tmp_path / name / "config.cfg").write_text(f"[nlp]\nlang = {language}\n")
        put(store, tmp_path / name, "ner")
    assert store.find("ner").name == "zz_ner"
    assert store.name_folders() == {"de": store.folder / "aa_ner"}


def test_a_spacy_folder_that_states_no_language_is_refused(store, tmp_path):
    (tmp_path / "xx_ner").mkdir()
    (tmp_path / "xx_ner/meta.json").write_text('{"lang": "xx-multi"}')
    (tmp_path / "xx_ner/config.cfg").write_text("[nlp]\n")
    with pytest.raises(ConfigError, match="no language"):
        put(store, tmp_path / "xx_ner", "ner")


def test_a_spacy_folder_with_code_in_it_is_refused(store, tmp_path):
    folder = tmp_path / "xx_ner"
    folder.mkdir()
    (folder / "meta.json").write_text("{}")
    (folder / "config.cfg").write_text("[nlp]\n")
    (folder / "custom.py").write_text("raise SystemExit")
    with pytest.raises(ConfigError, match=r"custom\.py"):
        put(store, folder, "ner")


def test_a_reranker_may_be_onnx(store, tmp_path):
    source = tmp_path / "cross.onnx"
    source.write_bytes(b"\x08\x08rest")
    assert put(store, source, "rerank").format == "onnx"


@pytest.mark.parametrize(("name", "content", "role"), [
    ("a.gguf", b"GGUFrubbish", "answer"),
    ("a.gguf", b"", "answer"),
    ("a.safetensors", b"weights", "embed"),
    ("a.onnx", b"rubbish", "rerank"),
    ("a.bin", b"\x80\x04pickle", "ner"),
])  # fmt: skip
def test_what_is_no_model_of_that_role_is_refused_in_one_line(store, tmp_path, name, content, role):
    source = tmp_path / name
    source.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        put(store, source, role)
    assert "\n" not in str(caught.value)
    assert store.list() == ()


@pytest.mark.parametrize("missing", ["modules.json", "tokenizer.json", "model.safetensors"])
def test_an_embedding_folder_with_a_file_missing_is_refused(store, tmp_path, missing):
    folder = embedding_folder(tmp_path)
    (folder / missing).unlink()
    with pytest.raises(ConfigError, match=missing.replace(".", r"\.")):
        put(store, folder, "embed")


def test_a_path_that_does_not_exist_is_said(store, tmp_path):
    with pytest.raises(ConfigError, match="no such file"):
        put(store, tmp_path / "none.gguf", "answer")
