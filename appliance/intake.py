"""The values and seams of story 1: a file on its way in, and the stages that it passes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from appliance.indexing.library import Source
from appliance.policy import Policy
from appliance.records import Actor, Chunk, CleanDocument, Document, Matrix
from appliance.rights.collections import CollectionRow


class Parser(Protocol):
    """File bytes → raw pages, in a disposable child. Raises UnsupportedFormat or UnreadableDocument."""

    def parse(self, content: bytes, name: str) -> Document: ...


class DocumentScrubber(Protocol):
    """The door, here or in a worker process. Raises ScrubFailed."""

    def scrub_document(
        self, document: Document, policy: Policy, key: bytes, lengths: Mapping[bytes, int] | None = None
    ) -> CleanDocument: ...


class PassageEmbedder(Protocol):
    """Texts → n × dimensions unit vectors, here or in a worker process; `count_tokens` counts word pieces."""

    def embed(self, texts: Sequence[str]) -> Matrix: ...

    def count_tokens(self, text: str) -> int: ...


@dataclass(frozen=True, slots=True)
class Item:
    """One file to take in."""

    path: str = field(repr=False)  # as shown on the line
    place: str = field(repr=False)  # what makes it the same file next time: its absolute path
    name: str = field(repr=False)
    content: bytes = field(repr=False)
    part_of: str | None = None
    depth: int = 0  # of attachments inside attachments


@dataclass(frozen=True, slots=True)
class Target:
    """The collection that takes the file, with its resolved policy."""

    collection: CollectionRow
    policy: Policy
    domain: str  # whose key makes the stand-ins


@dataclass(frozen=True, slots=True)
class Intake:
    """A file on its way in."""

    item: Item
    target: Target
    actor: Actor
    source: Source
    began: float


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that has passed the door, ready to store."""

    clean: CleanDocument
    chunks: Sequence[Chunk]
    vectors: Matrix = field(repr=False)
