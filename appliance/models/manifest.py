"""`store.json` → the models of a store: what each file must hash to, and how it looked when its hash was last right.

The look (size, time, inode) saves hashing a gigabyte at each start; a hard link does not change it. Who can forge it
can write the manifest too, so it weakens nothing.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from appliance.errors import Unavailable
from appliance.models.catalog import Format, InsidePath, Language, ModelName, Role, Sha256
from appliance.models.files import write_whole
from appliance.records import Mode

FILE = "store.json"


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Look(_Row):
    """What a file looks like from outside."""

    bytes: int
    mtime_ns: int
    inode: int

    @classmethod
    def of(cls, status: os.stat_result) -> Look:
        """Take the look of a file from its status."""
        return cls(bytes=status.st_size, mtime_ns=status.st_mtime_ns, inode=status.st_ino)


class StoredFile(_Row):
    """A file of a stored model."""

    path: InsidePath
    bytes: int
    sha256: Sha256
    derived_from: Sha256 | None = None  # made here from the file with this hash, not by the model's maker
    seen: Look | None = None  # at the last time that the hash was right


class StoredModel(_Row):
    """A model in the store."""

    name: ModelName
    role: Role
    format: Format
    file: str  # below the store; the folder, for a model whose files are of equal rank
    sha256: Sha256  # of `file`; of a folder, the hash of its list of hashes
    bytes: int  # of all files
    licence: str
    memory_mb: int
    language: Language | None = None  # that a name model reads; None in lists of old: English
    mode: Mode = "grounded"
    files: tuple[StoredFile, ...]


class _Manifest(_Row):
    version: int = 1
    models: tuple[StoredModel, ...] = ()


def read(folder: Path) -> tuple[StoredModel, ...]:
    """Return the models of a store, none if there is no manifest. Raises Unavailable for a damaged one."""
    path = folder / FILE
    try:
        return _Manifest.model_validate_json(path.read_bytes()).models
    except FileNotFoundError:
        return ()
    except (OSError, ValidationError) as error:
        remedy = "remove it and run `appliance models install starter`: what is whole is not fetched again"
        raise Unavailable(f"the list of models cannot be read; {path}; {remedy}") from error


def write(folder: Path, models: Sequence[StoredModel]) -> None:
    """Replace the manifest."""
    ordered = tuple(sorted(models, key=lambda model: model.name))
    write_whole(folder / FILE, _Manifest(models=ordered).model_dump_json(indent=1).encode())
