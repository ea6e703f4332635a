"""The values, in the order of the flow: raw document → clean document → chunks → passages → answer.

All are frozen, and text is kept out of `repr`, so that no log line or traceback carries content.
Offsets are Unicode code points, half-open `[start, end)`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float32]  # one unit-length embedding
Matrix = npt.NDArray[np.float32]  # n × dimensions, rows of unit length
Action = Literal["keep", "pseudonym", "mask", "redact"]
Mode = Literal["grounded", "quote", "extract"]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of raw text, its headings included; formats without pages have one page."""

    number: int  # from 1
    text: str = field(repr=False)
    heading: str | None = field(default=None, repr=False)  # page, slide or sheet title


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a file; it becomes a document of its own."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Document:
    """What a parser read from one file."""

    name: str = field(repr=False)  # the file's own name, unscrubbed
    format: str  # "pdf", "docx", …
    pages: tuple[Page, ...] = field(repr=False)
    warnings: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class CleanText:
    """Text that has passed the scrubber. Only `privacy/scrubber.py` makes one from raw text.

    `indexing/library.py` makes one from rows that the scrubber filled; a test lists both places.
    """

    value: str = field(repr=False)

    def cut(self, start: int, end: int) -> CleanText:
        """Return the slice `[start, end)`."""
        return CleanText(self.value[start:end])

    def __len__(self) -> int:
        return len(self.value)

    @classmethod
    def joined(cls, parts: Sequence[CleanText]) -> CleanText:
        """Return the parts with a space between them."""
        return cls(" ".join(part.value for part in parts))


@dataclass(frozen=True, slots=True)
class Finding:
    """A span of one entity in the raw text, and what the policy does with it."""

    entity: str  # Presidio's name: EMAIL_ADDRESS
    start: int
    end: int
    score: float  # 0.0 to 1.0
    recognizer: str
    action: Action = "keep"
    stand_in: str | None = field(default=None, repr=False)  # the text that replaces it; None for keep


@dataclass(frozen=True, slots=True)
class Pseudonym:
    """A keyed stand-in with the value that it stands for, on its way into the vault."""

    stand_in: str = field(repr=False)  # <PERSON_KQZTRMWVXB>
    entity: str
    value: str = field(repr=False)  # fullest form in the document
    aliases: tuple[str, ...] = field(default=(), repr=False)  # other forms seen, raw


@dataclass(frozen=True, slots=True)
class CleanPage:
    """One page after the door."""

    number: int
    text: CleanText
    heading: CleanText | None = None


@dataclass(frozen=True, slots=True)
class CleanDocument:
    """A document after the door, with what the door took out."""

    name: CleanText
    format: str
    pages: tuple[CleanPage, ...]
    entities: Mapping[str, int]  # findings by entity, kept ones included
    pseudonyms: tuple[Pseudonym, ...] = field(default=(), repr=False)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CleanQuestion:
    """A question after the door.

    `search` holds stand-ins, for search and prompt; `shown` names none ("<PERSON>"), for everybody's eyes.
    """

    search: CleanText
    shown: CleanText
    stand_ins: tuple[str, ...] = field(default=(), repr=False)  # of those who are surely meant


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stored piece of a clean page: `text` equals the page's `[start, end)`."""

    page: int
    start: int
    end: int
    text: CleanText
    heading: CleanText | None = None  # title carried along for search, not part of text


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk, or neighbours joined, that a search returned."""

    document_id: str
    name: CleanText  # of the document
    collection: str
    page: int
    start: int
    end: int
    text: CleanText
    score: float  # fused, 0.0 to 1.0, higher is nearer
    heading: CleanText | None = None


@dataclass(frozen=True, slots=True)
class IngestResult:
    """One line of `ingest`."""

    path: str = field(repr=False)  # as found, unscrubbed: for stdout only
    status: Literal["indexed", "unchanged", "replaced", "rejected", "quarantined"]
    collection: str
    document_id: str | None = None
    reason: str | None = None
    part_of: str | None = None
    format: str | None = None
    pages: int = 0
    chunks: int = 0
    entities: Mapping[str, int] = field(default_factory=dict)
    warnings: Sequence[str] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a sentence of the answer comes from; `quote` equals the clean page's `[start, end)`."""

    marker: int  # from 1, as [1] in the answer
    document_id: str
    name: CleanText
    collection: str
    page: int
    start: int
    end: int
    quote: CleanText


@dataclass(frozen=True, slots=True)
class Sentence:
    """A checked sentence of the answer, ready to show; markers such as [1] inside."""

    text: CleanText
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelId:
    """Which answer model spoke."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question and answer of the same conversation, as the person saw them."""

    question: str = field(repr=False)
    answer: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds of each stage, and the model's token counts."""

    scrub_ms: float = 0.0
    search_ms: float = 0.0
    queue_ms: float = 0.0
    first_token_ms: float = 0.0  # first sentence shown
    total_ms: float = 0.0
    prompt_tokens: int = 0
    answer_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of `ask`, in stand-ins."""

    question: CleanText
    answered: bool
    text: CleanText
    mode: Mode
    citations: tuple[Citation, ...]
    receipt: str
    model: ModelId | None = None
    withheld: str | None = None
    policies: tuple[Mapping[str, str], ...] = ()
    timings: Timings = Timings()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does a deed: an account, or the local operator (who may read every collection)."""

    id: str  # opaque account id, or "operator:UID"
    name: str = field(repr=False)
    role: Literal["operator", "staff", "curator", "admin", "auditor"]
    groups: frozenset[str] = frozenset()
