"""Bytes on disk: hashed while they are copied, durable before they count.

A file counts as written once it and its folder are synced: else a power cut may leave an empty file under a good name.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, Protocol

BLOCK = 1 << 20  # bytes read at a time


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def is_whole(path: Path, size: int, sha256: str) -> bool:
    """Say whether the file is there with just these bytes."""
    return path.is_file() and path.stat().st_size == size and sha256_of(path) == sha256


class Readable(Protocol):
    """Something to copy from: a file, or a member of an archive."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""


def pour(source: Readable, target: IO[bytes], limit: int, done: Callable[[int], None] = lambda _: None) -> tuple[str, int]:
    """Copy at most `limit` bytes, sync, and return (SHA-256, bytes); `done` hears the bytes copied so far."""
    digest, count = hashlib.sha256(), 0
    while block := source.read(min(BLOCK, limit - count)):
        target.write(block)
        digest.update(block)
        count += len(block)
        done(count)
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest(), count


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(path: Path, content: bytes) -> None:
    """Write a small file so that a reader sees the old or the new one, never half of one."""
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)
    sync_folder(path.parent)
