"""Paths → the files to take in: folders walked whole, links not followed, what is no file said so."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from appliance.errors import ConfigError, DocumentError


@dataclass(frozen=True, slots=True)
class Found:
    """A path that was given, or found in a folder that was."""

    path: str = field(repr=False)


def check_paths(paths: Sequence[str]) -> None:
    """Raises ConfigError for the first path that does not exist."""
    for path in paths:
        if not os.path.lexists(path):
            raise ConfigError("no such file or folder; a PATH of ingest; check the path")


def walk(paths: Sequence[str]) -> Iterator[Found]:
    """Yield every file below the paths, in a stable order; a link given by name counts as a find, its target does not."""
    for path in paths:
        if os.path.isdir(path) and not os.path.islink(path):
            yield from _folder(path)
        else:
            yield Found(path)


def _folder(top: str) -> Iterator[Found]:
    stack = [top]
    while stack:
        folder = stack.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            yield Found(folder)  # the reader says what is wrong with it
            continue
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                yield Found(entry.path)
        stack += [entry.path for entry in reversed(entries) if entry.is_dir(follow_symlinks=False)]


def read_file(path: str, limit_bytes: int) -> bytes:
    """Return the bytes of a regular file. Raises DocumentError with the contract's reason for anything else."""
    try:
        # O_NONBLOCK: opening a FIFO must not wait for a writer; O_NOFOLLOW: a link may point out of the folder
        handle = os.open(os.fsencode(path), os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise DocumentError("vanished", "the file was there and is gone") from error
    except OSError as error:
        is_file = Path(os.fsdecode(path)).is_file() and not os.path.islink(path)
        raise DocumentError("corrupt" if is_file else "not_a_file", "it cannot be opened as a file") from error
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        os.close(handle)
        raise DocumentError("not_a_file", "a pipe, a device or a folder")
    with os.fdopen(handle, "rb") as file:
        if status.st_size > limit_bytes:
            raise DocumentError("too_large", "the file is larger than parsing.file_mb allows")
        try:
            content = file.read(limit_bytes + 1)
        except OSError as error:
            raise DocumentError("corrupt", "the disk gave a read error") from error
    if len(content) > limit_bytes:
        raise DocumentError("too_large", "the file grew while it was read")
    return content
