"""Labelled texts + what a detector covered → per entity spans wholly covered, characters leaked, precision, F2.

Counted are letters and digits: a comma left over is no leak. A span that holds the data set's artefact "nan" (an empty cell
of a table) is left out. A span is covered whatever the entity is called; precision by entity asks whether what was found
under that name lies in anything that is labelled.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from appliance.privacy.leaks import marks

ARTEFACT = re.compile(r"\bnan\b")
Span = tuple[str, int, int]  # entity, start, end
#: names of other sets and of Presidio → ours
OURS = {
    "LOCATION": "GPE", "US_DRIVER_LICENSE": "DRIVER_LICENSE", "US_PASSPORT": "PASSPORT", "UK_PASSPORT": "PASSPORT",
    "US_BANK_NUMBER": "BANK_ACCOUNT", "UK_POSTCODE": "ZIP_CODE", "ES_NIE": "ES_NIF",
    "UK_VEHICLE_REGISTRATION": "LICENSE_PLATE", "ORG": "ORGANIZATION",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """A text and what is labelled in it."""

    text: str = field(repr=False)
    spans: tuple[Span, ...]
    kind: str = ""


@dataclass
class Tally:
    """The counts of one entity."""

    spans: int = 0
    covered: int = 0  # of them wholly
    characters: int = 0  # labelled letters and digits
    leaked: int = 0  # of them not covered
    found: int = 0  # characters that the detector gave under this name
    right: int = 0  # of them in any label

    @property
    def share(self) -> float:
        """Spans wholly covered, 0 to 1."""
        return self.covered / self.spans if self.spans else 0.0

    @property
    def precision(self) -> float | None:
        """Of what was found under this name, the share that is labelled; None where nothing was found."""
        return self.right / self.found if self.found else None

    @property
    def f2(self) -> float:
        """Precision and recall of characters, recall counting twice."""
        recall = 1 - self.leaked / self.characters if self.characters else 0.0
        precision = self.precision if self.precision is not None else 1.0  # covered under other names, or not at all
        return 5 * precision * recall / (4 * precision + recall) if precision + recall else 0.0


@dataclass
class Score:
    """What one detector covered of a set."""

    entities: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    marked: int = 0  # characters covered
    right: int = 0  # of them labelled
    left_out: int = 0  # spans with the artefact

    @property
    def precision(self) -> float:
        """Of all characters covered, the share that is labelled."""
        return self.right / self.marked if self.marked else 0.0

    def add(self, item: Item, found: Sequence[Span]) -> None:
        """Count one text."""
        text = item.text
        covered, gold = (marks(text, [(start, end) for _, start, end in spans]) for spans in (found, item.spans))
        self.marked += sum(covered)
        self.right += sum(a & b for a, b in zip(covered, gold, strict=True))
        for entity, start, end in found:
            tally = self.entities[OURS.get(entity, entity)]
            tally.found += end - start
            tally.right += sum(gold[start:end])
        for entity, start, end in item.spans:
            if ARTEFACT.search(text[start:end]):
                self.left_out += 1
                continue
            signs = [covered[at] for at in range(start, end) if text[at].isalnum()]
            tally = self.entities[OURS.get(entity, entity)]
            tally.spans += 1
            tally.covered += all(signs)
            tally.characters += len(signs)
            tally.leaked += len(signs) - sum(signs)


def scored(items: Sequence[Item], found: Iterable[Sequence[Span]]) -> Score:
    """Count a set of texts."""
    score = Score()
    for item, spans in zip(items, found, strict=True):
        score.add(item, spans)
    return score
