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
from appliance.privacy.reveal import Glass, Pane, Segment
from appliance.records import Actor, CleanText
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
    """Return the documents of the collections that this person may read; what is withheld does not exist."""
    with reading(appliance.engine) as connection:
        names = {row.id: row.name for row in collections.readable(connection, actor)}
        rows = [row for row in library.documents(connection, names) if not row.withheld]
        return [document_json(row, names[row.collection_id]) for row in rows]


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
        if row.withheld:
            raise NotFound("withheld until it is scrubbed again; documents show; run `appliance documents refresh`")
        names = {one.id: one.name for one in collections.collections(connection)}
        texts: list[Json] = [
            {"page": page.number, "heading": page.heading.value if page.heading else None, "text": page.text.value}
            for page in library.pages(connection, document_id)
        ]
        return {**document_json(row, names[row.collection_id]), "page_texts": texts}


class GlassView:
    """One page or one answer for one reader; values are shown within the rights of this moment."""

    def __init__(self, appliance: Appliance, actor: Actor) -> None:
        self._appliance, self._actor = appliance, actor
        self._rows = {row.name: row for row in readable(appliance, actor)}
        self._glass = Glass(appliance.vault, actor.groups)

    @property
    def counts(self) -> dict[str, int]:
        """Return how many values of each entity were shown so far."""
        return dict(self._glass.counts)

    def segments(self, text: CleanText, names: Sequence[str]) -> Sequence[Segment]:
        """Return the text in pieces; `names`: the collections that it comes from."""
        rows = [self._rows[name] for name in names if name in self._rows]
        look = self._appliance
        panes = [Pane(domain, look.policy_of(row)) for row in rows for domain in look.domains_of([row])]
        with reading(self._appliance.engine) as connection:
            return self._glass.segments(connection, text, panes)

    def shown(self, text: CleanText, names: Sequence[str]) -> str:
        """Return the text with values or labels in place of stand-ins."""
        return "".join(piece.text for piece in self.segments(text, names))

    def record(self, receipt: str) -> None:
        """Write the one audit record of what was shown; none where nothing was."""
        if self.counts:
            with writing(self._appliance.engine) as connection:
                fields: dict[str, object] = {"receipt": receipt, "values": self.counts}
                self._appliance.audit.append(connection, Event.REVEAL_SHOWN, self._actor.id, "ok", fields)


def open_document(appliance: Appliance, actor: Actor, document_id: str) -> OpenedDocument:
    """Return a document with values at the glass, and record that it was opened. Raises NotFound for hidden and missing alike."""
    view = GlassView(appliance, actor)
    with reading(appliance.engine) as connection:
        row = library.document_row(connection, document_id)
        where = {one.id: one for one in collections.readable(connection, actor)}.get(row.collection_id if row else -1)
        if row is None or row.withheld or where is None:
            raise NotFound("no such document; documents; it may have been removed")
        pages = library.pages(connection, document_id)
    shown = [
        OpenedPage(
            page.number, view.segments(page.heading, [where.name]) if page.heading else (), view.segments(page.text, [where.name])
        )
        for page in pages
    ]
    document = {**document_json(row, where.name), "name": view.shown(library.stored_text(row.name), [where.name])}
    with writing(appliance.engine) as connection:
        fields: dict[str, object] = {"document": document_id, "collection": where.id, "values": view.counts}
        appliance.audit.append(connection, Event.DOCUMENT_OPENED, actor.id, "ok", fields)
    return OpenedDocument(document, shown)
