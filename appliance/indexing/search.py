"""Question → passages, inside the given collections only: keyword and vector candidates, fused, neighbours joined.

Fusion is a convex mix of min-max scores (Bruch et al. 2023, "An Analysis of Fusion Functions for Hybrid Retrieval");
figures of the choice stand in docs/performance.md. Every hit is read back from the database: no live row, no hit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from appliance.database import answering, chunk, collection, document
from appliance.indexing import keyword
from appliance.indexing.library import page_text, stored_text
from appliance.indexing.vectors import ExactVectors, VectorIndex, withheld
from appliance.records import CleanText, Passage, Vector
from appliance.settings import SearchSettings

JOINED_LETTERS = 1200  # neighbours are joined up to this length
NAMED = 0.6  # of what is missing to a whole score, for a passage on a person whom the question names: vectors know no names


@dataclass(frozen=True, slots=True)
class Scope:
    """Where may be searched: never wider than the reader's rights."""

    collection_ids: tuple[int, ...]
    document_ids: tuple[str, ...] | None = None  # a narrower choice of the asker


@dataclass(frozen=True, slots=True)
class _Hit:
    """A live chunk with its fused score."""

    document_id: str
    name: str
    collection: str
    page: int
    start: int
    end: int
    heading: str | None
    score: float


class Search:
    """Search over the database and the vector index."""

    def __init__(self, index: VectorIndex, settings: SearchSettings) -> None:
        self._index, self._settings, self._exact = index, settings, ExactVectors()

    def find(
        self, connection: Connection, question: CleanText, vector: Vector, scope: Scope, limit: int, named: Sequence[str] = ()
    ) -> list[Passage]:
        """Return at most `limit` passages, best first. `vector` is the question's embedding, `named` stand-ins that it means."""
        candidates, places = self._settings.candidates, scope.collection_ids
        by_keyword = keyword.candidates(connection, question.value, places, candidates, scope.document_ids, named)
        if scope.document_ids is None:
            nearest = self._nearest(connection, vector, places)
        else:  # searched exactly: filtered afterwards, the chosen documents would be crowded out by the others
            chosen = chunk.c.document_id.in_(scope.document_ids) & chunk.c.collection_id.in_(places)
            nearest = self._best(self._cosines(connection, vector, chosen).items())
        cosines = self._cosines(connection, vector, chunk.c.id.in_(set(by_keyword) | set(nearest)))
        scores = self._fused(by_keyword, cosines)
        for one in keyword.naming(connection, named, scores):
            scores[one] += NAMED * (1 - scores[one])
        hits = self._hits(connection, scores, scope)
        return joined(connection, hits, limit)

    def _nearest(self, connection: Connection, vector: Vector, collection_ids: Sequence[int]) -> dict[int, float]:
        query = sa.select(chunk.c.collection_id, sa.func.count()).group_by(chunk.c.collection_id)
        counts: dict[int, int] = {
            row[0]: row[1] for row in connection.execute(query.where(chunk.c.collection_id.in_(collection_ids)))
        }
        found: list[tuple[int, float]] = []
        for one, count in counts.items():
            # the index knows not who is withheld: they would crowd out the others
            if count < self._settings.exact_below or withheld(connection, one):
                found += self._exact.nearest(connection, one, vector, self._settings.candidates)
            else:
                found += self._index.nearest(one, vector, self._settings.candidates)
        return self._best(found)

    def _best(self, found: Iterable[tuple[int, float]]) -> dict[int, float]:
        return dict(sorted(found, key=lambda pair: (-pair[1], pair[0]))[: self._settings.candidates])

    @staticmethod
    def _cosines(connection: Connection, vector: Vector, which: sa.ColumnElement[bool]) -> dict[int, float]:
        rows = connection.execute(sa.select(chunk.c.id, chunk.c.vector).where(which))
        return {row.id: float(np.frombuffer(row.vector, np.float32) @ vector) for row in rows}

    def _fused(self, by_keyword: Mapping[int, float], cosines: Mapping[int, float]) -> dict[int, float]:
        weight = self._settings.vector_weight
        best_keyword = max(by_keyword.values(), default=0.0) or 1.0
        low, high = min(cosines.values(), default=0.0), max(cosines.values(), default=1.0)
        spread = (high - low) or 1.0
        return {
            one: weight * (cosine - low) / spread + (1 - weight) * by_keyword.get(one, 0.0) / best_keyword
            for one, cosine in cosines.items()
        }

    @staticmethod
    def _hits(connection: Connection, scores: Mapping[int, float], scope: Scope) -> list[_Hit]:
        query = (
            sa.select(chunk, document.c.name, collection.c.name.label("collection"))
            .join(document, document.c.id == chunk.c.document_id)
            .join(collection, collection.c.id == document.c.collection_id)
            .where(chunk.c.id.in_(scores), answering, document.c.collection_id.in_(scope.collection_ids))
        )
        if scope.document_ids is not None:
            query = query.where(document.c.id.in_(scope.document_ids))
        rows = connection.execute(query).all()
        hits = [
            _Hit(row.document_id, row.name, row.collection, row.page, row.start, row.end, row.heading, scores[row.id])
            for row in rows
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.document_id, hit.page, hit.start))


def joined(connection: Connection, hits: Sequence[_Hit], limit: int) -> list[Passage]:
    """Join hits that overlap or touch on their page, the best score leading; return the best `limit` as passages."""
    groups: list[list[_Hit]] = []
    for hit in hits:
        group, *others = [group for group in groups if _continues(group, [hit])] or [[]]
        if not group and len(groups) < limit:
            groups.append(group)
        group.append(hit)
        for other in others:  # the hit lies between two groups: they are one now
            if _continues(group, other):
                group += other
                groups = [one for one in groups if one is not other]
    return [_passage(connection, group) for group in groups]


def _continues(group: Sequence[_Hit], other: Sequence[_Hit]) -> bool:
    if (group[0].document_id, group[0].page) != (other[0].document_id, other[0].page):
        return False
    (start, end), (first, last) = _span(group), _span(other)
    touches = first <= end + 2 and start <= last + 2  # a line break or a space lies between two chunks
    return touches and max(end, last) - min(start, first) <= JOINED_LETTERS


def _span(group: Sequence[_Hit]) -> tuple[int, int]:
    return min(one.start for one in group), max(one.end for one in group)


def _passage(connection: Connection, group: Sequence[_Hit]) -> Passage:
    first = group[0]
    start, end = _span(group)
    text = page_text(connection, first.document_id, first.page).cut(start, end)
    return Passage(
        first.document_id,
        stored_text(first.name),
        first.collection,
        first.page,
        start,
        end,
        text,
        min(1.0, max(0.0, first.score)),
        stored_text(first.heading) if first.heading else None,
    )
