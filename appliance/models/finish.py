"""A folder with a model's files → the model in the store: converted, its licence beside it, every file hashed."""

from __future__ import annotations

from pathlib import Path

from appliance.models.catalog import LICENCE_FILE, Entry, licence_text
from appliance.models.convert import ONNX_FILE, Convert
from appliance.models.files import sha256_of, sync_folder, write_whole
from appliance.models.manifest import StoredFile, StoredModel
from appliance.models.store import ModelStore


def finish(store: ModelStore, folder: Path, entry: Entry, convert: Convert) -> StoredModel:
    """Complete an installed model and put it into the store; its files are known to be the maker's."""
    _drop_strangers(folder, {file.path for file in entry.files})
    licence = licence_text(entry)
    if licence is not None:
        write_whole(folder / LICENCE_FILE, licence)
    files = [StoredFile(path=file.path, bytes=file.bytes, sha256=file.sha256) for file in entry.files]
    main = next((file for file in files if file.path == entry.main), None)
    model = StoredModel(
        name=entry.name,
        role=entry.role,
        format=entry.format,
        file=f"{entry.name}/{main.path}" if main else entry.name,
        sha256=entry.sha256,
        bytes=entry.total_bytes,
        licence=entry.licence,
        memory_mb=entry.memory_mb,
        language=entry.language,
        mode=entry.mode,
        files=tuple(files),
    )
    return complete(store, folder, model, convert)


def complete(store: ModelStore, folder: Path, model: StoredModel, convert: Convert) -> StoredModel:
    """Convert an embedding model, list what lies beside the model's own files, and put it into the store."""
    if model.role == "embed":
        convert(folder, folder / ONNX_FILE)
    own = {file.path for file in model.files}
    added: list[StoredFile] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in own:
            source = model.sha256 if name == ONNX_FILE else None
            row = StoredFile(path=name, bytes=path.stat().st_size, sha256=sha256_of(path), derived_from=source)
            added.append(row)
        elif path.is_dir():
            sync_folder(path)
    sync_folder(folder)
    return store.keep(model.model_copy(update={"files": (*model.files, *added)}))


def _drop_strangers(folder: Path, names: set[str]) -> None:
    """Remove what an earlier try left behind: it is made anew, or was never the model's."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(folder).as_posix() not in names:
            path.unlink()
