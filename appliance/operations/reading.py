"""What an actor may see: collections, documents, a document's text, and values at the glass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from appliance.assemble import Appliance
from appliance.audit.events import Event
from appliance.database import reading, writing
from appliance.errors import NotFound
from appliance.indexing import library
from appliance.operations.shapes import Json, document_json
from appliance.privacy.reveal import Segment
from appliance.records import Actor
from appliance.rights import collections
from appliance.rights.collections import CollectionRow


@dataclass(frozen=True, slots=True)
class OpenedPage:
    """One page as this reader sees it."""

    number: int
    heading: Sequence[Segment] = field(repr=False)
    segments: Sequence[Segment] = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """A document as this reader sees it."""

    document: Json
    pages: Sequence[OpenedPage]


def readable(appliance: Appliance, actor: Actor) -> tuple[CollectionRow, ...]:
    """Return the collections whose content this person may read, as of now."""
    with reading(appliance.engine) as connection:
        return collections.readable(connection, actor)


def writable(appliance: Appliance, actor: Actor) -> tuple[CollectionRow, ...]:
    """Return the collections into which this person may put documents."""
    with reading(appliance.engine) as connection:
        return collections.writable(connection, actor)


def documents(appliance: Appliance, actor: Actor) -> list[Json]:
    """Return the documents of the collections that this person may read."""
    with reading(appliance.engine) as connection:
        names = {row.id: row.name for row in collections.readable(connection, actor)}
        return [document_json(row, names[row.collection_id]) for row in library.documents(connection, names)]


def all_documents(appliance: Appliance) -> list[Json]:
    """Return the objects of `documents list`: the local operator's view."""
    with reading(appliance.engine) as connection:
        names = {row.id: row.name for row in collections.collections(connection)}
        return [document_json(row, names[row.collection_id]) for row in library.documents(connection, names)]


def shown_document(appliance: Appliance, document_id: str) -> Json:
    """Return the result of `documents show`: clean text. Raises NotFound."""
    with reading(appliance.engine) as connection:
        row = library.document_row(connection, document_id)
        if row is None:
            raise NotFound(f"no document {document_id}; documents show; see `appliance documents list`")
        names = {one.id: one.name for one in collections.collections(connection)}
        texts: list[Json] = [
            {"page": page.number, "heading": page.heading.value if page.heading else None, "text": page.text.value}
            for page in library.pages(connection, document_id)
        ]
        return {**document_json(row, names[row.collection_id]), "page_texts": texts}


def open_document(appliance: Appliance, actor: Actor, document_id: str) -> OpenedDocument:
    """Return a document with values at the glass, and record that it was opened. Raises NotFound for hidden and missing alike."""
    view = GlassView(appliance, actor)
    with reading(appliance.engine) as connection:
        row = library.document_row(connection, document_id)
        where = {one.id: one for one in collections.readable(connection, actor)}.get(row.collection_id if row else -1)
        if row is None or where is None:
            raise NotFound("no such document; documents; it may have been removed")
        pages = library.pages(connection, document_id)
    shown = [
        OpenedPage(page.number, view.segments(page.heading, [where.name]) if page.heading else (), view.segments(page.text, [where.name]))
        for page in pages
    ]
    document = {**document_json(row, where.name), "name": view.shown(library.stored_text(row.name), [where.name])}
    with writing(appliance.engine) as connection:
        fields: dict[str, object] = {"document": document_id, "collection": where.id, "values": view.counts}
        appliance.audit.append(connection, Event.DOCUMENT_OPENED, actor.id, "ok", fields)
    return OpenedDocument(document, shown)
