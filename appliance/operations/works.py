"""The works: what needs the vector index or a model, JSON in and JSON objects out (see `owner.py`)."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import cast

import sqlalchemy as sa

from appliance.ask import AskRequest
from appliance.assemble import Appliance
from appliance.audit.events import Event
from appliance.database import collection, document, index_state, reading, writing
from appliance.errors import ConfigError, DocumentError, NotFound, Unavailable
from appliance.indexing import library, vectors
from appliance.intake import Item, Target
from appliance.operations import shapes
from appliance.operations.owner import Json, Work
from appliance.operations.reading import GlassView
from appliance.records import Actor, Answer, Turn
from appliance.rights.accounts import actor_of_account
from appliance.rights.collections import GENERAL, collection_named
from appliance.work import originals
from appliance.work.walk import check_paths, read_file, walk

MEGABYTE = 1_000_000
PURGE_CHUNKS = 50_000  # up to here a removal or replacement also makes the vector index anew at once; past it `rebuild` does
writer = threading.Lock()  # one ingest at a time


def target_of(appliance: Appliance, name: str) -> Target:
    """Return the collection with its policy. Raises ConfigError for one that was never made."""
    try:
        with reading(appliance.engine) as connection:
            row = collection_named(connection, name)
    except NotFound as error:
        raise ConfigError(str(error)) from error
    return Target(row, appliance.policy_of(row), appliance.domain_of(row))


def ingest(appliance: Appliance, arguments: Mapping[str, object], actor: Actor) -> Iterator[Json]:
    """`{"paths", "collection"}` → a line per document, then the summary."""
    paths = cast(Sequence[str], arguments["paths"])
    check_paths(paths)
    target = target_of(appliance, str(arguments.get("collection") or GENERAL))
    began, summary = time.monotonic(), shapes.Summary()
    files = list(walk(paths))
    with writer:
        ready_to_write(appliance)
        yield {"files": len(files)}
        for found in files:
            for at, line in enumerate(_lines(appliance, found.path, os.path.abspath(found.path), target, actor)):
                summary.add(line, is_given=at == 0)
                yield line
        if summary.has_replaced:
            with suppress(Unavailable):  # somebody reads the log at this moment; the next removal or rebuild purges too
                _purged(appliance)
    yield summary.json(time.monotonic() - began)


def _lines(appliance: Appliance, path: str, place: str, target: Target, actor: Actor) -> Iterator[Json]:
    name = os.path.basename(place)
    try:
        if place.startswith(originals.PLACE):
            content = originals.read(appliance, originals.kept_name(appliance, target.collection.id, place))
        else:
            content = read_file(path, appliance.settings.parsing.file_mb * MEGABYTE)
    except DocumentError as error:
        yield shapes.ingest_line(appliance.ingester.refuse(Item(path, place, name, b""), target, actor, error))
        return
    for result in appliance.ingester.ingest(Item(path, place, name, content), target, actor):
        yield shapes.ingest_line(result)


def ready_to_write(appliance: Appliance) -> None:
    """Finish what a crash cut short, and note which embedding model makes the vectors; the caller holds `writer`."""
    made_by = {"key": "embed", "value": appliance.store.find("embed", appliance.settings.models.embed).sha256}
    with writing(appliance.engine) as connection:
        connection.execute(sa.insert(index_state).prefix_with("OR IGNORE").values(made_by))
    for collection_id in vectors.pending(appliance.engine):
        vectors.reconcile(appliance.engine, appliance.index, collection_id)


def _asker(appliance: Appliance, arguments: Mapping[str, object], actor: Actor) -> Actor:
    """The user that is named, else the local operator."""
    if not (name := arguments.get("user")):
        return actor
    with reading(appliance.engine) as connection:
        return actor_of_account(connection, str(name))


def _request(appliance: Appliance, arguments: Mapping[str, object], actor: Actor) -> AskRequest:
    history = cast(Sequence[Mapping[str, str]], arguments.get("history") or ())
    collections = cast(Sequence[str], arguments.get("collections") or ())
    return AskRequest(
        str(arguments["question"]),
        _asker(appliance, arguments, actor),
        tuple(collections) or None,
        None,
        tuple(Turn(str(turn.get("question", "")), str(turn.get("answer", ""))) for turn in history),
    )


def search(appliance: Appliance, arguments: Mapping[str, object], actor: Actor) -> Iterator[Json]:
    """`{"question", "user"?, "limit"?, "history"?}` → the `search` result."""
    limit = int(str(arguments.get("limit") or appliance.settings.search.limit))
    question, passages = appliance.asker.search(_request(appliance, arguments, actor), limit)
    yield {"question": question.shown.value, "passages": [shapes.passage_json(one, at) for at, one in enumerate(passages, 1)]}


def ask(appliance: Appliance, arguments: Mapping[str, object], actor: Actor) -> Iterator[Json]:
    """`{"question", "user"?, "collections"?, "history"?, "reveal"?}` → the `ask` result."""
    request = _request(appliance, arguments, actor)
    for event in appliance.asker.stream(request):
        if isinstance(event, Answer):
            result = shapes.answer_json(event)
            if arguments.get("reveal"):
                view = GlassView(appliance, request.actor)
                result["answer"] = view.shown(event.text, [one.collection for one in event.citations])
                view.record(event.receipt)
            yield result


def remove(appliance: Appliance, arguments: Mapping[str, object], actor: Actor) -> Iterator[Json]:
    """`{"document_id"}` → nothing; the document no longer answers, and its words and vectors leave the disk."""
    document_id = str(arguments["document_id"])
    with writer:
        with reading(appliance.engine) as connection:
            row = library.document_row(connection, document_id)
        appliance.ingester.remove(document_id, actor)
        if row is not None:
            originals.forget(appliance, row.collection_id, _place(appliance, row))
        _purged(appliance)
    yield {"removed": document_id}


def _purged(appliance: Appliance) -> None:
    """Make words and vectors of what was replaced or removed leave the disk."""
    library.purge(appliance.engine)
    with reading(appliance.engine) as connection:
        chunks = int(connection.scalar(sa.text("SELECT count(*) FROM chunk")) or 0)
    if chunks <= PURGE_CHUNKS:  # Chroma keeps the vectors of what it deletes
        _rebuilt(appliance)


def _place(appliance: Appliance, row: library.DocumentRow) -> str:
    return appliance.keys.open("paths", row.path_encrypted, row.source_key).decode("utf-8", "surrogateescape")


def rebuild(appliance: Appliance, arguments: Mapping[str, object], actor: Actor) -> Iterator[Json]:
    """Nothing → `{"vectors"}`; the index is made anew from the database, in a new folder."""
    with writer:
        library.purge(appliance.engine)
        count = _rebuilt(appliance)
    with writing(appliance.engine) as connection:
        appliance.audit.append(connection, Event.INDEX_REBUILT, actor.id, "ok", {"vectors": count})
    yield {"vectors": count}


def _rebuilt(appliance: Appliance) -> int:
    with reading(appliance.engine) as connection:
        ids = list(connection.scalars(sa.select(collection.c.id).order_by(collection.c.id)))
    return vectors.rebuild(appliance.engine, appliance.index, ids)


def release(appliance: Appliance, arguments: Mapping[str, object], actor: Actor) -> Iterator[Json]:
    """`{"document_id"}` → the line of a quarantined file, taken in again after review."""
    with reading(appliance.engine) as connection:
        row = library.document_row(connection, str(arguments["document_id"]))
        name = row and connection.scalar(sa.select(collection.c.name).where(collection.c.id == row.collection_id))
    if row is None or row.state != "quarantined":
        raise NotFound("no quarantined document of this id; documents release; see `appliance documents list`")
    place = _place(appliance, row).partition("!")[0]
    with writing(appliance.engine) as connection:
        connection.execute(document.update().where(document.c.id == row.id).values(fingerprint=""))
        appliance.audit.append(connection, Event.DOCUMENT_RELEASED, actor.id, "ok", {"document": row.id})
    with writer:
        yield from _lines(appliance, place, place, target_of(appliance, str(name)), actor)


WORKS: dict[str, Work] = {
    "ingest": ingest, "search": search, "ask": ask, "remove": remove, "rebuild": rebuild, "release": release,
}  # fmt: skip
