"""The works: what needs the vector index or a model, JSON in and JSON objects out (see `owner.py`)."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import cast

import sqlalchemy as sa

from appliance.ask import AskRequest
from appliance.assemble import Appliance
from appliance.audit.events import Event
from appliance.database import collection, document, reading, writing
from appliance.errors import DocumentError, NotFound, Unavailable
from appliance.indexing import library
from appliance.intake import Item, Target
from appliance.operations import mending, shapes
from appliance.operations.owner import Json, Work
from appliance.operations.reading import GlassView
from appliance.operations.refreshing import refresh
from appliance.operations.rotation import retire_pseudonyms
from appliance.operations.shelving import place_of, purge, ready_to_write, rebuild_index, target_of, writer
from appliance.records import Actor, Answer, Turn
from appliance.rights.accounts import actor_of_account
from appliance.rights.collections import GENERAL
from appliance.work import originals
from appliance.work.walk import check_paths, read_file, walk


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
            target = target_of(appliance, target.collection.name)  # policy and lists as they are by now
            for at, line in enumerate(_lines(appliance, found.path, os.path.abspath(found.path), target, actor)):
                summary.add(line, is_given=at == 0)
                yield line
        if summary.has_replaced:
            with suppress(Unavailable):  # somebody reads the log at this moment; the next removal or rebuild purges too
                purge(appliance)
            retire_pseudonyms(appliance, actor)
    yield summary.json(time.monotonic() - began)


def _lines(appliance: Appliance, path: str, place: str, target: Target, actor: Actor) -> Iterator[Json]:
    name = os.path.basename(place)
    try:
        if place.startswith(originals.PLACE):
            content = originals.read(appliance, originals.kept_name(appliance, target.collection.id, place))
        else:
            content = read_file(path, appliance.settings.parsing.file_bytes)
    except DocumentError as error:
        yield shapes.ingest_line(appliance.ingester.refuse(Item(path, place, name, b""), target, actor, error))
        return
    for result in appliance.ingester.ingest(Item(path, place, name, content), target, actor):
        yield shapes.ingest_line(result)


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
            originals.forget(appliance, row.collection_id, place_of(appliance, row))
        purge(appliance)
    yield {"removed": document_id}


def rebuild(appliance: Appliance, arguments: Mapping[str, object], actor: Actor) -> Iterator[Json]:
    """Nothing → `{"vectors"}`; the index is made anew from the database, in a new folder."""
    with writer:
        library.purge(appliance.engine)
        count = rebuild_index(appliance)
    with writing(appliance.engine) as connection:
        appliance.audit.append(connection, Event.INDEX_REBUILT, actor.id, "ok", {"vectors": count})
    yield {"vectors": count}


def release(appliance: Appliance, arguments: Mapping[str, object], actor: Actor) -> Iterator[Json]:
    """`{"document_id"}` → the line of a quarantined file, taken in again after review."""
    with reading(appliance.engine) as connection:
        row = library.document_row(connection, str(arguments["document_id"]))
        name = row and connection.scalar(sa.select(collection.c.name).where(collection.c.id == row.collection_id))
    if row is None or row.state != "quarantined":
        raise NotFound("no quarantined document of this id; documents release; see `appliance documents list`")
    place = place_of(appliance, row).partition("!")[0]
    with writing(appliance.engine) as connection:
        connection.execute(document.update().where(document.c.id == row.id).values(fingerprint=""))
        appliance.audit.append(connection, Event.DOCUMENT_RELEASED, actor.id, "ok", {"document": row.id})
    with writer:
        yield from _lines(appliance, place, place, target_of(appliance, str(name)), actor)


WORKS: dict[str, Work] = {
    "ingest": ingest, "search": search, "ask": ask, "remove": remove, "rebuild": rebuild, "release": release,
    "refresh": refresh,
    "mend": mending.mend_work, "unmend": mending.unmend_work,
}  # fmt: skip
