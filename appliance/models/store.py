"""A folder of models: `STORE/<name>/<files>` beside `store.json`; a path is given only to bytes whose hash is in there.

Loaders of model files have had overflows, and a changed model answers as somebody else wishes: hashes decide.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.errors import Unavailable
from appliance.models import manifest
from appliance.models.catalog import Entry, Role, catalog
from appliance.models.files import sha256_of, sync_folder
from appliance.models.manifest import Look, StoredFile, StoredModel
from appliance.models.memory import usable_mb

AUTO = "auto"
ENGLISH = "en"  # the language of the name model that every home needs
_KINDS: dict[Role, str] = {"answer": "answer", "embed": "embedding", "ner": "recognizer", "rerank": "reranking"}


@dataclass(frozen=True, slots=True)
class Fault:
    """A file of the store that is not as it should be."""

    model: str
    path: Path
    what: str  # missing, changed, unknown


class ModelStore:
    """The models of one folder; several homes may share it, and it may be read-only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: dict[tuple[str, str], Look] = {}  # for a store that cannot be written

    def list(self) -> tuple[StoredModel, ...]:
        """Return all models, by name."""
        return manifest.read(self.folder)

    def find(self, role: Role, name: str = AUTO, memory_mb: int | None = None) -> StoredModel:
        """Return the model of that name; for "auto" the best that fits the memory, or else the least hungry.

        `memory_mb` is what an answer model may take; None: what this machine allows. Raises Unavailable.
        """
        models = [model for model in self.list() if model.role == role and (role != "ner" or model.language in (None, ENGLISH))]
        if name != AUTO:
            models = [model for model in models if model.name == name]
        if not models:
            what, remedy = f"no {_KINDS[role]} model", "run `appliance models install starter`"
            if name != AUTO:
                what, remedy = f"{what} named {name}", "`appliance models list` shows what is there"
            raise Unavailable(f"{what}; {self.folder}; {remedy}")
        order = {entry.name: rank for rank, entry in enumerate(catalog())}
        models.sort(key=lambda model: order.get(model.name, len(order)))  # a customer's own after the known ones
        room = usable_mb() if memory_mb is None else memory_mb
        fitting = [model for model in models if role != "answer" or model.memory_mb <= room]
        return fitting[0] if fitting else min(models, key=lambda model: model.memory_mb)

    def name_models(self) -> dict[str, StoredModel]:
        """Return the name models of other languages than English, by language; of several the best."""
        order = {entry.name: rank for rank, entry in enumerate(catalog())}
        models = [model for model in self.list() if model.role == "ner" and model.format == "spacy"]
        models.sort(key=lambda model: order.get(model.name, len(order)), reverse=True)
        return {model.language: model for model in models if model.language not in (None, ENGLISH)}

    def name_folders(self) -> dict[str, Path]:
        """Return the folders of `name_models`, their bytes checked. Raises Unavailable."""
        return {language: self.path(model) for language, model in self.name_models().items()}

    def path(self, model: StoredModel) -> Path:
        """Return the file (GGUF) or folder to load, after its bytes have been checked. Raises Unavailable."""
        stored = next((row for row in self.list() if (row.name, row.sha256) == (model.name, model.sha256)), None)
        if stored is None:
            raise Unavailable(f"model {model.name} is not in the store; {self.folder}; install or add it again")
        looks: dict[str, Look] = {}
        for fault in self._faults(stored, looks):
            remedy = "install or add the model again; nothing of it is loaded until then"
            raise Unavailable(f"a file of model {stored.name} is {fault.what}; {fault.path}; {remedy}")
        self._remember(stored.name, looks)
        return self.folder / stored.file if stored.format == "gguf" else self.folder / stored.name

    def verify(self, report: Callable[[StoredModel], None] = lambda _: None) -> tuple[Fault, ...]:
        """Hash every file anew and return what is wrong; `report` hears of each model before it is hashed."""
        faults: list[Fault] = []
        for model in self.list():
            report(model)
            forgotten = [file.model_copy(update={"seen": None}) for file in model.files]
            looks: dict[str, Look] = {}
            self._seen = {key: look for key, look in self._seen.items() if key[0] != model.name}
            faults += self._faults(model.model_copy(update={"files": tuple(forgotten)}), looks)
            self._remember(model.name, looks)
        return tuple(faults)

    def holds(self, entry: Entry) -> bool:
        """Say whether the model of that entry is stored, whole and unchanged."""
        stored = next((model for model in self.list() if model.name == entry.name), None)
        if stored is None:
            return False
        known = {file.path: file.sha256 for file in stored.files}
        same = all(known.get(file.path) == file.sha256 for file in entry.files)
        return same and next(self._faults(stored, {}), None) is None

    # ------------------------------------------------------------------ for those who add models

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Be the only one to change the store. Raises Unavailable when another is at it, or it cannot be written."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            reason = (error.strerror or "refused").lower()
            where = f"{self.folder}; check the folder"
            raise Unavailable(f"the model store cannot be written ({reason}); {where}") from error
        try:
            self._take(descriptor)
            yield
        finally:
            os.close(descriptor)  # lets go of the lock, as the death of the process does

    def partial(self, name: str) -> Path:
        """Return the folder in which a model is put together, with what an earlier try left there or in the store."""
        folder = self.folder / ".partial" / name
        folder.parent.mkdir(exist_ok=True)
        if not folder.exists() and (self.folder / name).exists():
            (self.folder / name).rename(folder)
        folder.mkdir(exist_ok=True)
        return folder

    def keep(self, model: StoredModel) -> StoredModel:
        """Move a model that is complete from its partial folder into the store and list it."""
        target, partial = self.folder / model.name, self.folder / ".partial" / model.name
        if target.exists():
            shutil.rmtree(target)
        partial.rename(target)
        sync_folder(self.folder)
        seen = tuple(_with_look(file, Look.of((target / file.path).stat())) for file in model.files)
        kept = model.model_copy(update={"files": seen})
        manifest.write(self.folder, [kept, *(other for other in self.list() if other.name != model.name)])
        return kept

    # ------------------------------------------------------------------

    def _take(self, descriptor: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            where = f"{self.folder}; wait until it ends"
            raise Unavailable(f"another command is changing the model store; {where}") from error

    def _faults(self, model: StoredModel, looks: dict[str, Look]) -> Iterator[Fault]:
        """Yield what is wrong with a model's files; `looks` gathers those that were hashed and are right."""
        folder = self.folder / model.name
        for file in model.files:
            place = folder / file.path
            try:
                look = Look.of(place.stat())
                if look in (file.seen, self._seen.get((model.name, file.path))):
                    continue
                changed = look.bytes != file.bytes or sha256_of(place) != file.sha256
            except FileNotFoundError:
                yield Fault(model.name, place, "missing")
                continue
            except OSError:
                yield Fault(model.name, place, "not readable")
                continue
            if changed:
                yield Fault(model.name, place, "changed")
            else:
                looks[file.path] = look
        known = {folder / file.path for file in model.files}
        for place in sorted(folder.rglob("*")):
            if not place.is_dir() and place not in known:  # a loader may take a file just because it is there
                yield Fault(model.name, place, "unknown")

    def _remember(self, name: str, looks: Mapping[str, Look]) -> None:
        """Note the looks, so that the next start need not hash; where that fails, this process alone remembers."""
        if not looks:
            return
        self._seen |= {(name, path): look for path, look in looks.items()}
        try:
            with self.lock():
                models = [_with_looks(model, looks) if model.name == name else model for model in self.list()]
                manifest.write(self.folder, models)
        except (Unavailable, OSError):
            return


def _with_look(file: StoredFile, look: Look | None) -> StoredFile:
    return file.model_copy(update={"seen": look}) if look else file


def _with_looks(model: StoredModel, looks: Mapping[str, Look]) -> StoredModel:
    return model.model_copy(update={"files": tuple(_with_look(file, looks.get(file.path)) for file in model.files)})
