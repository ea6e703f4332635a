"""Uploads, kept encrypted: at once under the job's name, later under a name that hangs on collection and file name.

An upload never lies in clear on the disk. Its `place`, what makes it the same file next time, is ``upload/NAME``.
"""

from __future__ import annotations

import os
from pathlib import Path

from appliance.assemble import Appliance
from appliance.errors import Unavailable

PLACE = "upload/"


def kept_name(appliance: Appliance, collection_id: int, place: str) -> str:
    """Return under what the upload of this place is kept once it is taken in."""
    return appliance.keys.keyed_hash("original", f"{collection_id}|{place.removeprefix(PLACE)}")[:32]


def path_of(appliance: Appliance, name: str) -> Path:
    """Return where a sealed upload lies."""
    return appliance.home / "originals" / name


def seal(appliance: Appliance, name: str, content: bytes) -> None:
    """Write an upload, encrypted, and wait until it is on the disk."""
    handle = os.open(path_of(appliance, name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(appliance.keys.seal("originals", content, ""))
        file.flush()
        os.fsync(file.fileno())


def read(appliance: Appliance, name: str) -> bytes:
    """Return the bytes of a kept upload. Raises Unavailable when it is gone."""
    try:
        return appliance.keys.open("originals", path_of(appliance, name).read_bytes(), "")
    except FileNotFoundError as error:
        raise Unavailable("the upload is no longer kept; HOME/originals; upload the file again") from error


def forget(appliance: Appliance, collection_id: int, place: str) -> None:
    """Delete the kept upload of this place; a file from a folder is not ours to delete."""
    if place.startswith(PLACE):
        path_of(appliance, kept_name(appliance, collection_id, place)).unlink(missing_ok=True)
