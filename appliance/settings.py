"""`appliance.toml` → frozen settings; unknown keys are refused with a near-miss hint.

Every key is explained in docs/configuration.md, which a test holds complete.
"""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from appliance.errors import ConfigError

FILE = "appliance.toml"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KeySettings(_Section):
    """Where the root key lies."""

    root: str = "keys/root.key"  # relative to the home, or absolute: a systemd credential, a container secret


class ModelSettings(_Section):
    """Which models are used."""

    store: str = "models"  # relative to the home, or absolute: several homes may share one
    answer: str = "auto"  # a name of `models list`, "auto" (the best that memory allows) or "none" (mode extract)
    embed: str = "auto"
    threads: int = Field(0, ge=0, le=256)  # 0: one per core


class ServeSettings(_Section):
    """The web server."""

    host: str = "127.0.0.1"
    port: int = Field(8080, ge=1, le=65535)
    certificate: str = ""  # PEM file; with it and `private_key` the server speaks TLS
    private_key: str = ""
    threads: int = Field(48, ge=4, le=1024)  # an open answer stream holds one
    session_hours: int = Field(12, ge=1, le=720)


class ParsingSettings(_Section):
    """Limits of the disposable child that parses one file."""

    timeout_s: int = Field(60, ge=1, le=3600)
    memory_mb: int = Field(1500, ge=200, le=65536)
    file_mb: int = Field(100, ge=1, le=4096)  # a larger file is rejected as too_large
    text_mb: int = Field(20, ge=1, le=1024)  # text read from one file
    attachment_depth: int = Field(2, ge=0, le=10)

    @property
    def file_bytes(self) -> int:
        """Return the size of the largest file that is read."""
        return self.file_mb * 1_000_000


class ChunkingSettings(_Section):
    """How pages are cut."""

    tokens: int = Field(64, ge=16, le=220)  # word pieces of the embedding model
    overlap: int = Field(16, ge=0, le=100)


class SearchSettings(_Section):
    """How passages are found."""

    limit: int = Field(8, ge=1, le=100)  # passages that `search` returns unless told
    vector_weight: float = Field(0.5, ge=0.0, le=1.0)  # of the fused score; the rest is the keyword score
    candidates: int = Field(50, ge=10, le=1000)  # from each of keyword and vector search
    exact_below: int = Field(5000, ge=0)  # a collection with fewer chunks is searched exactly from the database


class AnswerSettings(_Section):
    """How answers are made."""

    mode: Literal["auto", "grounded", "extract"] = "auto"  # auto: what measured best with the answer model
    context_tokens: int = Field(2048, ge=512, le=131072)
    passage_tokens: int = Field(512, ge=64, le=32768)  # passages are filled up to this budget
    answer_tokens: int = Field(160, ge=16, le=4096)
    timeout_s: int = Field(120, ge=5, le=3600)
    idle_s: int = Field(0, ge=0)  # end the model process after so many idle seconds; 0: keep it


class Settings(_Section):
    """The whole of `appliance.toml`."""

    language: Literal["en"] = "en"
    keys: KeySettings = KeySettings()
    models: ModelSettings = ModelSettings()
    serve: ServeSettings = ServeSettings()
    parsing: ParsingSettings = ParsingSettings()
    chunking: ChunkingSettings = ChunkingSettings()
    search: SearchSettings = SearchSettings()
    answer: AnswerSettings = AnswerSettings()


def load_settings(home: Path) -> Settings:
    """Read `HOME/appliance.toml`. Raises ConfigError with file, key and remedy."""
    path = home / FILE
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not valid TOML ({error}); {path}; mend that line") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read; {path}; check that it is a UTF-8 text file") from error
    try:
        return Settings.model_validate(content)
    except ValidationError as error:
        raise ConfigError("; ".join(_explained(error, path))) from error


def _explained(error: ValidationError, path: Path) -> list[str]:
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(map(str, first["loc"]))
    if first["type"] != "extra_forbidden":
        return [f"{where}: {first['msg']}", str(path), "mend the value"]
    near = difflib.get_close_matches(str(first["loc"][-1]), _keys_beside(first["loc"]), 1)
    return [f"unknown key {where}", str(path), f"did you mean {near[0]}?" if near else "remove it"]


def _keys_beside(location: tuple[int | str, ...]) -> list[str]:
    section: type[BaseModel] = Settings
    for part in location[:-1]:
        inner = section.model_fields[str(part)].annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            section = inner
    return list(section.model_fields)
