"""A door and an embedder that are quick: they know a handful of words, and do what the policy says of each."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from appliance.assemble import Appliance, open_appliance
from appliance.errors import ScrubFailed
from appliance.policy import Policy
from appliance.privacy import stand_ins
from appliance.records import CleanDocument, CleanPage, CleanText, Document, Matrix, Pseudonym

KNOWN = {"Anna Lindqvist": "PERSON", "Peter Marsh": "PERSON", "Rotterdam": "GPE"}
DIMENSIONS = 8


class SmallDoor:
    """A DocumentScrubber and a PassageEmbedder; text with `poison` is not vouched for."""

    poison = ""

    def scrub_document(
        self, document: Document, policy: Policy, key: bytes, lengths: Mapping[bytes, int] | None = None
    ) -> CleanDocument:
        counts: Counter[str] = Counter()
        pseudonyms: dict[str, Pseudonym] = {}

        def clean(text: str) -> CleanText:
            if self.poison and self.poison in text:
                raise ScrubFailed("poison")

            def replaced(found: re.Match[str]) -> str:
                entity = KNOWN[found[0]]
                counts[entity] += 1
                if policy.rule(entity).action == "keep":
                    return found[0]
                token = stand_ins.stand_in(entity, found[0], key)
                pseudonyms[token] = Pseudonym(token, entity, found[0], ())
                return token

            return CleanText(re.sub("|".join(KNOWN), replaced, text))

        pages = tuple(CleanPage(page.number, clean(page.text), None) for page in document.pages)
        name = clean(document.name)
        return CleanDocument(name, document.format, pages, dict(counts), tuple(pseudonyms.values()), document.warnings)

    def embed(self, texts: Sequence[str]) -> Matrix:
        rows = np.full((len(texts), DIMENSIONS), 1e-3, np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[hashlib.sha256(word.encode()).digest()[0] % DIMENSIONS] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def count_tokens(self, text: str) -> int:
        return len(text.split())


def opened_with(home: Path, door: SmallDoor) -> Iterator[Appliance]:
    """The home, opened in this process, with the small door in place of the worker."""
    appliance = open_appliance(home)
    appliance.document_worker = lambda _appliance: (door, door)
    yield appliance
    appliance.close()
