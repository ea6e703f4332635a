"""Stale documents are scrubbed again from what they were made of, one transaction each, withheld ones first.

The bytes are the kept upload, or the file where it was if it is unchanged; else the document says `needs_upload`. Killed at
any point, the next run goes on. Attachments come with their holder.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from appliance.assemble import Appliance
from appliance.database import collection, reading, writing
from appliance.errors import DocumentError, Unavailable
from appliance.indexing import library, staleness
from appliance.intake import Item
from appliance.notes import forget, note, noted
from appliance.operations import shapes
from appliance.operations.rotation import retire_pseudonyms
from appliance.operations.settling import note_changes, sound_collections
from appliance.operations.shelving import place_of, purge, ready_to_write, target_of, writer
from appliance.records import Actor, IngestResult
from appliance.rights.collections import collection_named
from appliance.work import originals
from appliance.work.walk import read_file

UNDER_WAY, PACE = "refreshing", "refresh_pace"  # keys of notes: what this backlog took so far; the last one's pace
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Backlog:
    """What the administrator is told."""

    stale: int
    withheld: int
    needs_upload: int
    done: int  # files scrubbed again since the backlog began
    total: int  # those, and those still to do
    seconds_left: int | None  # None: nothing was measured yet

    @property
    def progress(self) -> str:
        """Return how far it is, in words."""
        if self.seconds_left is None:
            return f"{self.done} of {self.total} files done"
        minutes = f"about {max(1, round(self.seconds_left / 60))} min left" if self.total > self.done else "none left to do"
        return f"{self.done} of {self.total} files done, {minutes}"


def backlog(appliance: Appliance) -> Backlog:
    """Return how many documents are stale, and how long it will take."""
    with reading(appliance.engine) as connection:
        counts = staleness.counts(connection)
        to_do = len(staleness.roots(connection))
        done, seconds = _under_way(connection)
        pace = seconds / done if done else noted(connection, PACE)
    left = None if pace is None else round(to_do * float(pace))
    return Backlog(counts.stale, counts.withheld, counts.needs_upload, done, done + to_do, 0 if not to_do else left)


def refresh(appliance: Appliance, arguments: Mapping[str, object], actor: Actor) -> Iterator[Json]:
    """`{"collection"?}` → a line per document, then the summary; uploads come in between."""
    note_changes(appliance, actor.id)
    began, summary, waiting = time.monotonic(), shapes.Summary(), 0
    with reading(appliance.engine) as connection:
        wanted = [collection_named(connection, str(arguments["collection"])).id] if arguments.get("collection") else None
        found = staleness.roots(connection, wanted, again=True)
    yield {"files": len(found)}
    for document_id in found:
        with writer:
            lines = [shapes.ingest_line(one) for one in refreshed(appliance, document_id, actor)]
        for at, line in enumerate(lines):
            summary.add(line, is_given=at == 0)
            waiting += line["reason"] == "needs_upload"
            yield line
    with writer, suppress(Unavailable):  # somebody reads the log at this moment: the next one finishes
        finish(appliance, actor)
    whole = summary.json(time.monotonic() - began)["summary"]
    yield {"summary": {**(whole if isinstance(whole, dict) else {}), "needs_upload": waiting}}


def refresh_next(appliance: Appliance, actor: Actor) -> bool:
    """Scrub the next stale document again; False when nothing is to do, or when another deed is writing. For `serve`."""
    with reading(appliance.engine) as connection:
        sound = [row.id for row in sound_collections(appliance, connection)]
        found = staleness.roots(connection, sound, limit=1)
        is_open = noted(connection, UNDER_WAY) is not None
    if not (found or is_open) or not writer.acquire(blocking=False):
        return False
    try:
        for document_id in found:
            list(refreshed(appliance, document_id, actor))
        if not found:
            finish(appliance, actor)
    finally:
        writer.release()
    return bool(found)


def refreshed(appliance: Appliance, document_id: str, actor: Actor) -> Iterator[IngestResult]:
    """Take a document in again, with what came out of it; yield the lines. The caller holds `writer`. Raises Unavailable."""
    with reading(appliance.engine) as connection:
        row = library.document_row(connection, document_id)
        if row is None or not staleness.tree(connection, document_id):
            return  # somebody was faster
        name = str(connection.scalar(sa.select(collection.c.name).where(collection.c.id == row.collection_id)))
    began = time.monotonic()
    item = _item(appliance, row)
    if item is not None:
        ready_to_write(appliance)
        _took(appliance, 0, 0.0)  # from here on something may have to leave the disk
        yield from appliance.ingester.ingest(item, target_of(appliance, name), actor)
    with writing(appliance.engine) as connection:  # what is still stale cannot be made again from these bytes
        left = staleness.needs_upload(connection, document_id)
    if document_id in left:
        path = place_of(appliance, row).removeprefix(originals.PLACE)
        yield IngestResult(path, "unchanged", name, document_id, "needs_upload", row.part_of, row.format)
    elif item is not None:
        _took(appliance, 1, time.monotonic() - began)


def _item(appliance: Appliance, row: library.DocumentRow) -> Item | None:
    """The bytes that the document was made of, or None."""
    place = place_of(appliance, row)
    if place.startswith(originals.PLACE):
        name = place.removeprefix(originals.PLACE)
        with suppress(Unavailable):
            return Item(name, place, name, originals.read(appliance, originals.kept_name(appliance, row.collection_id, place)))
        return None
    with suppress(DocumentError):
        content = read_file(place, appliance.settings.parsing.file_bytes)
        if hashlib.sha256(content).hexdigest() == row.sha256:
            return Item(place, place, os.path.basename(place), content)
    return None


def finish(appliance: Appliance, actor: Actor) -> None:
    """After the last one: what was replaced leaves the disk, and keys that made nothing any more are destroyed.

    Raises Unavailable while somebody reads the log of the database: call again.
    """
    retire_pseudonyms(appliance, actor)
    with reading(appliance.engine) as connection:
        if noted(connection, UNDER_WAY) is None:
            return
    purge(appliance)
    with writing(appliance.engine) as connection:
        if staleness.roots(connection, limit=1):
            return
        done, seconds = _under_way(connection)
        forget(connection, UNDER_WAY)
        if done:
            note(connection, PACE, str(seconds / done))


def _took(appliance: Appliance, count: int, seconds: float) -> None:
    with writing(appliance.engine) as connection:
        done, before = _under_way(connection)
        note(connection, UNDER_WAY, json.dumps([done + count, round(before + seconds, 3)]))


def _under_way(connection: Connection) -> tuple[int, float]:
    done, seconds = json.loads(noted(connection, UNDER_WAY) or "[0, 0]")
    return int(done), float(seconds)
