"""Records → the JSON objects of the contract."""

from __future__ import annotations

import json
from collections.abc import Mapping

from appliance.indexing.library import DocumentRow
from appliance.policy import Policy
from appliance.records import Answer, Citation, Finding, IngestResult, Passage

Json = dict[str, object]


def ingest_line(result: IngestResult) -> Json:
    """One line of `ingest`; `path` shows bytes that are not UTF-8 as U+FFFD."""
    return {
        "path": result.path.encode("utf-8", "surrogateescape").decode("utf-8", "replace"),
        "document_id": result.document_id, "status": result.status, "reason": result.reason,
        "collection": result.collection, "part_of": result.part_of, "format": result.format, "pages": result.pages,
        "chunks": result.chunks, "entities": dict(result.entities), "warnings": list(result.warnings),
        "seconds": round(result.seconds, 3),
    }  # fmt: skip


class Summary:
    """Counts the lines of one `ingest`."""

    def __init__(self) -> None:
        self._counts = dict.fromkeys(
            ("files", "documents", "indexed", "unchanged", "replaced", "rejected", "quarantined", "chunks"), 0
        )
        self._entities: dict[str, int] = {}

    def add(self, line: Json, *, is_given: bool) -> None:
        """Count a line; `is_given` for a file of the folder, not for an attachment."""
        self._counts["files"] += is_given
        self._counts["documents"] += line["document_id"] is not None
        self._counts[str(line["status"])] += 1
        if line["status"] in ("indexed", "replaced"):
            self._counts["chunks"] += int(str(line["chunks"]))
            for entity, count in _counts_of(line["entities"]).items():
                self._entities[entity] = self._entities.get(entity, 0) + count

    @property
    def has_replaced(self) -> bool:
        """Did a document take the place of its earlier version?"""
        return bool(self._counts["replaced"])

    def json(self, seconds: float) -> Json:
        """Return the last line."""
        return {"summary": {**self._counts, "entities": self._entities, "seconds": round(seconds, 3)}}


def _counts_of(value: object) -> Mapping[str, int]:
    return value if isinstance(value, dict) else {}


def finding_json(finding: Finding) -> Json:
    """One finding of `scrub`."""
    return {
        "entity": finding.entity, "start": finding.start, "end": finding.end, "score": round(finding.score, 3),
        "recognizer": finding.recognizer, "action": finding.action, "stand_in": finding.stand_in,
    }  # fmt: skip


def policy_json(policy: Policy) -> Json:
    """Which policy it was."""
    return {"name": policy.name, "version": policy.version}


def passage_json(passage: Passage, rank: int) -> Json:
    """One passage of `search`."""
    return {
        "rank": rank, "score": round(passage.score, 4), "document_id": passage.document_id, "name": passage.name.value,
        "collection": passage.collection, "page": passage.page, "start": passage.start, "end": passage.end,
        "text": passage.text.value,
    }  # fmt: skip


def citation_json(citation: Citation) -> Json:
    """One citation of `ask`."""
    return {
        "marker": citation.marker, "document_id": citation.document_id, "name": citation.name.value,
        "collection": citation.collection, "page": citation.page, "start": citation.start, "end": citation.end,
        "quote": citation.quote.value,
    }  # fmt: skip


def answer_json(answer: Answer) -> Json:
    """The result of `ask`, in stand-ins."""
    times = answer.timings
    return {
        "question": answer.question.value, "answered": answer.answered, "answer": answer.text.value,
        "mode": answer.mode, "citations": [citation_json(one) for one in answer.citations],
        "withheld": answer.withheld,
        "model": {"name": answer.model.name, "sha256": answer.model.sha256} if answer.model else None,
        "policies": [dict(one) for one in answer.policies], "receipt": answer.receipt,
        "timings": {
            "scrub_ms": round(times.scrub_ms, 1), "search_ms": round(times.search_ms, 1),
            "queue_ms": round(times.queue_ms, 1), "first_token_ms": round(times.first_token_ms, 1),
            "total_ms": round(times.total_ms, 1), "prompt_tokens": times.prompt_tokens,
            "answer_tokens": times.answer_tokens,
        },
    }  # fmt: skip


def document_json(row: DocumentRow, collection_name: str) -> Json:
    """One document of `documents list`."""
    return {
        "document_id": row.id, "name": row.name, "collection": collection_name, "state": row.state,
        "reason": "needs_upload" if row.needs_upload else "withheld" if row.withheld else row.reason,
        "withheld": row.withheld, "sha256": row.sha256, "format": row.format, "pages": row.page_count,
        "chunks": row.chunk_count, "ingested_at": row.ingested_at, "warnings": json.loads(row.warnings),
    }  # fmt: skip
