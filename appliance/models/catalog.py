"""`catalog.toml` → entries: which models can be installed, what their bytes must be, and which packages carry them."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from appliance.records import Mode

Role = Literal["answer", "embed", "rerank", "ner"]
Format = Literal["gguf", "safetensors", "onnx", "spacy"]
LICENCE_FILE = "LICENSE"  # name of the licence text in a model's folder


def _inside(path: str) -> str:
    """Refuse a path that would leave the folder it is joined to."""
    if path.startswith("/") or "\\" in path or any(part in ("", ".", "..") for part in path.split("/")):
        raise ValueError("not a path inside the model's folder")
    return path


InsidePath = Annotated[str, AfterValidator(_inside)]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Language = Annotated[str, Field(pattern="^[a-z]{2}$")]  # ISO 639-1
ModelName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Wheel(_Row):
    """A package that carries model bytes; it is unpacked, never installed."""

    package: str
    version: str
    sha256: Sha256
    holds: str  # a folder with every file of the model (ends in "/"), or the file, or one part of it
    any_python: bool = False  # the package asks for another Python than ours, which does not matter for plain data

    @property
    def requirement(self) -> str:
        """What pip is asked for."""
        return f"{self.package}=={self.version}"


class Source(_Row):
    """One way to get a model whole: its wheels, in the order in which their parts are joined."""

    wheels: tuple[Wheel, ...] = Field(min_length=1)


class ModelFile(_Row):
    """A file of a model, as its maker published it."""

    path: InsidePath
    bytes: int = Field(gt=0)
    sha256: Sha256


class Entry(_Row):
    """A model that can be installed by name."""

    name: ModelName
    role: Role
    format: Format
    starter: bool
    small: bool = True  # False: left out of a small installation
    memory_mb: int
    language: Language | None = None  # that a name model reads
    mode: Mode = "grounded"  # how answers are made with it, unless told otherwise
    origin: str
    licence: str  # SPDX
    licence_text: str | None = None  # a file in licences/; None: the text is among `files`
    main: InsidePath | None = None  # the file with the weights; None: the folder as a whole
    files: tuple[ModelFile, ...] = Field(min_length=1)
    source: tuple[Source, ...] = Field(min_length=1)

    @property
    def sha256(self) -> str:
        """Hash of the main file, or of the folder as a whole."""
        main = [file.sha256 for file in self.files if file.path == self.main]
        return main[0] if main else hash_of_folder({file.path: file.sha256 for file in self.files})

    @property
    def total_bytes(self) -> int:
        """Size of all files together."""
        return sum(file.bytes for file in self.files)


def hash_of_folder(hashes: Mapping[str, str]) -> str:
    """Return one hash for many: SHA-256 over the lines `hash  path`, ordered by path, as sha256sum prints them."""
    lines = (f"{sha256}  {path}\n" for path, sha256 in sorted(hashes.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


class _Catalog(_Row):
    model: tuple[Entry, ...]


@cache
def catalog() -> tuple[Entry, ...]:
    """Return every entry; of each role the best comes first."""
    text = resources.files("appliance.models").joinpath("catalog.toml").read_text(encoding="utf-8")
    return _Catalog.model_validate(tomllib.loads(text)).model


def starter(*, small: bool) -> tuple[Entry, ...]:
    """Return the starter set; the small one is without the big answer model."""
    return tuple(entry for entry in catalog() if entry.starter and (entry.small or not small))


def licence_text(entry: Entry) -> bytes | None:
    """Return the licence to lay beside the model; None where the model's own files hold it."""
    if entry.licence_text is None:
        return None
    return resources.files("appliance.models").joinpath("licences", entry.licence_text).read_bytes()
