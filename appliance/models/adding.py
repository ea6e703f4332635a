"""A file or folder that the customer brings → a model in the store, looked at first, copied and hashed."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from appliance.errors import ConfigError, Unavailable
from appliance.models.catalog import Format, Role, catalog, hash_of_folder
from appliance.models.convert import Convert, to_onnx
from appliance.models.files import pour
from appliance.models.finish import complete
from appliance.models.gguf import MAGIC, read_header
from appliance.models.install import Progress
from appliance.models.manifest import StoredFile, StoredModel
from appliance.models.store import ModelStore

UNKNOWN = "unknown"
_WEIGHTS = "model.safetensors"
# pickled weights (.bin, .pt, .pkl) and Python files run code when they are loaded, so they are not even copied
_EMBED_FILES = frozenset({".json", ".safetensors", ".txt", ".model"})
_CODE = frozenset({".py", ".pyc", ".pkl", ".pickle", ".pt", ".bin", ".so"})
_SPARE_BYTES = 200 << 20
_MANY = 2000  # files; a folder with more is not a model


def add(
    store: ModelStore, source: Path, role: Role, report: Callable[[Progress], None], *, convert: Convert = to_onnx
) -> StoredModel:
    """Copy a model into the store under the name of its file or folder.

    answer: a GGUF file; embed: a sentence-transformers folder with safetensors; ner: a spaCy folder; rerank: a GGUF or
    ONNX file. Raises ConfigError (not such a model, or the name is taken) or Unavailable.
    """
    files, form = _examined(source, role)
    name = _name(source)
    with store.lock():
        folder = _fresh(store, name)
        try:
            stored = _copied(source, folder, files, name, report)
            model = _described(source, name, role, form, stored)
            if any(other != (model.sha256, role) for other in _bearers(store, name)):
                remedy = "rename the file and add it again"
                raise ConfigError(f"another model has the name {name}; {store.folder}; {remedy}")
            there = next((other for other in store.list() if other.name == name), None)
            if there is not None and _is_whole(store, there):
                return there
            return complete(store, folder, model, convert)
        except OSError as error:
            reason = (error.strerror or "refused").lower()
            where = f"{store.folder}; mend it and add the model again"
            raise Unavailable(f"the model cannot be copied ({reason}); {where}") from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _name(source: Path) -> str:
    said = source.stem if source.is_file() else source.resolve().name
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", said).lstrip("._-")[:100]
    if not name:
        raise ConfigError(f"no usable name; {source}; name the file with Latin letters")
    return name


def _bearers(store: ModelStore, name: str) -> list[tuple[str, Role]]:
    """Return hash and role of the models that have this name, in the store or by the catalog."""
    stored = [(model.sha256, model.role) for model in store.list() if model.name == name]
    known = [(entry.sha256, entry.role) for entry in catalog() if entry.name == name]
    return stored + known


def _is_whole(store: ModelStore, model: StoredModel) -> bool:
    try:
        store.path(model)
    except Unavailable:
        return False
    return True


# ------------------------------------------------------------------ what is it


def _examined(source: Path, role: Role) -> tuple[list[str], Format]:
    """Return the files to copy, relative to the folder of the model, and the format. Raises ConfigError."""
    if not source.exists():
        raise ConfigError(f"no such file; {source}; check the path")
    if source.is_file() and role in ("answer", "rerank"):
        start = _start(source)
        if role == "answer" or start == MAGIC:
            read_header(source)
            return [source.name], "gguf"
        if source.suffix == ".onnx" and start[:1] == b"\x08":  # field 1 of the model: its version
            return [source.name], "onnx"
    if source.is_dir() and role == "embed":
        return _embedding_files(source), "safetensors"
    if source.is_dir() and role == "ner":
        return _spacy_files(source), "spacy"
    asked = {
        "answer": "a GGUF file",
        "embed": "a sentence-transformers folder with safetensors",
        "ner": "a spaCy folder",
        "rerank": "a GGUF or ONNX file",
    }
    raise ConfigError(f"not a model for the role {role}; {source}; give {asked[role]}")


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(len(MAGIC))
    except OSError as error:
        reason = (error.strerror or "refused").lower()
        raise ConfigError(f"cannot be read ({reason}); {path}; check its permissions") from error


def _embedding_files(folder: Path) -> list[str]:
    names = _names(folder)
    for needed in ("modules.json", "tokenizer.json", _WEIGHTS):
        if needed not in names:
            raise ConfigError(f"{needed} is missing; {folder}; give a sentence-transformers folder with safetensors")
    return [name for name in names if Path(name).suffix in _EMBED_FILES]


def _spacy_files(folder: Path) -> list[str]:
    names = _names(folder)
    for needed in ("meta.json", "config.cfg"):
        if needed not in names:
            raise ConfigError(f"{needed} is missing; {folder}; give the folder of a spaCy pipeline")
    for name in names:
        if Path(name).suffix in _CODE and not name.endswith("lookups.bin"):  # spaCy's tables, msgpack
            raise ConfigError(f"a file that could run code; {folder / name}; remove it if the pipeline works without")
    return names


def _names(folder: Path) -> list[str]:
    names = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]
    if len(names) > _MANY:
        raise ConfigError(f"more than {_MANY} files; {folder}; give the folder of one model")
    return [name for name in names if not any(part.startswith(".") for part in name.split("/"))]


def _described(source: Path, name: str, role: Role, form: Format, files: list[StoredFile]) -> StoredModel:
    main = files[0] if len(files) == 1 else next((file for file in files if file.path == _WEIGHTS), None)
    size = sum(file.bytes for file in files)
    return StoredModel(
        name=name,
        role=role,
        format=form,
        file=f"{name}/{main.path}" if main else name,
        sha256=main.sha256 if main else hash_of_folder({file.path: file.sha256 for file in files}),
        bytes=size,
        licence=_licence(source, form),
        language=_language(source) if form == "spacy" else None,
        memory_mb=round(size * 1.5 / 2**20) + 250,  # weights, some of them repacked, and a context of 2,048 tokens
        files=tuple(files),
    )


def _licence(source: Path, form: Format) -> str:
    """Return the licence that the model states, `unknown` if none."""
    if form == "gguf":
        return _word(read_header(source).licence)
    try:
        if form == "spacy":
            meta = json.loads((source / "meta.json").read_text(encoding="utf-8"))
            return _word(meta.get("license") if isinstance(meta, dict) else None)
        card = (source / "README.md").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return UNKNOWN
    stated = re.search(r"\A---\n(?:.*\n)*?license:\s*(\S+)", card)
    return _word(stated[1] if stated else None)


def _language(source: Path) -> str:
    """Return the language that a spaCy pipeline says it reads. Raises ConfigError."""
    try:
        stated = json.loads((source / "meta.json").read_text(encoding="utf-8"))["lang"]
    except (OSError, ValueError, KeyError, TypeError):
        stated = None
    if not (isinstance(stated, str) and re.fullmatch("[a-z]{2}", stated)):
        raise ConfigError(f"no language in meta.json; {source}; give a pipeline whose `lang` has two letters")
    return stated


def _word(text: object) -> str:
    return re.sub(r"[^\w .+()-]+", "", text)[:60].strip() or UNKNOWN if isinstance(text, str) else UNKNOWN


# ------------------------------------------------------------------ copying


def _fresh(store: ModelStore, name: str) -> Path:
    """Return an empty folder to copy into; what the store holds under that name stays until the copy is complete."""
    folder = store.folder / ".partial" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _copied(source: Path, folder: Path, names: list[str], model: str, report: Callable[[Progress], None]) -> list[StoredFile]:
    """Copy the files, hashing what is written, so that the listed hash is that of the copy."""
    root = source.parent if source.is_file() else source
    sizes = {name: (root / name).stat().st_size for name in names}
    total = sum(sizes.values())
    if shutil.disk_usage(folder).free < total + _SPARE_BYTES:
        needed = (total + _SPARE_BYTES) >> 20
        raise Unavailable(f"no room for the model; {folder.parent.parent}; free {needed} MB and add it again")
    stored: list[StoredFile] = []
    done = 0
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with (root / name).open("rb") as original, (folder / name).open("xb") as copy:
            tell = partial(_tell, report, model, done, total)
            digest, count = pour(original, copy, sizes[name], tell)
        done += count
        stored.append(StoredFile(path=name, bytes=count, sha256=digest))
    return stored


def _tell(report: Callable[[Progress], None], model: str, before: int, total: int, here: int) -> None:
    report(Progress(model, before + here, total, "copying"))
