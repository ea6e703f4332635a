"""Documents that were made with an earlier policy, pipeline or key: marked, withheld, counted, set right again.

A stale document goes on answering; a withheld one does not exist for anybody who asks. What made a document is in its
fingerprint, so that whether it is stale can be told of each row, at any time. Functions take the deed's connection.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from appliance.database import document
from appliance.indexing.library import LIVE, DocumentRow, document_row, parts_of
from appliance.notes import noted

#: from each domain to the next one in the index: DISTINCT would read an entry a document, at every question
_DOMAINS = sa.text("""
WITH RECURSIVE step (collection_id, domain) AS (
    SELECT id, '' FROM collection WHERE id IN :ids
    UNION ALL
    SELECT collection_id, (
        SELECT min(document.domain) FROM document
        WHERE document.collection_id = step.collection_id AND document.domain > step.domain
    ) FROM step WHERE domain IS NOT NULL
)
SELECT DISTINCT domain FROM step WHERE domain > '' ORDER BY domain
""").bindparams(sa.bindparam("ids", expanding=True))
AT_ONCE = 1000  # rows of one statement


@dataclass(frozen=True, slots=True)
class Present:
    """What the documents of a collection are made with now."""

    collection_id: int
    policy_version: str
    pipeline: str | None  # None: nobody can tell now
    domain: str  # with the epoch of its key

    @property
    def text(self) -> str:
        """Return it as `index_state` keeps it, under `made_key`."""
        return f"{self.policy_version}|{self.pipeline}|{self.domain}"


@dataclass(frozen=True, slots=True)
class Settled:
    """How many documents a change touched."""

    stale: int = 0
    withheld: int = 0
    current: int = 0  # stale before, and right again


@dataclass(frozen=True, slots=True)
class Counts:
    """How many documents are not as they would be made now."""

    stale: int
    withheld: int
    needs_upload: int


def fingerprint(sha256: str, policy_version: str, pipeline: str | None, domain: str) -> str:
    """Return the hash of all that makes rows of bytes: the same again is unchanged."""
    return hashlib.sha256(f"{sha256}|{policy_version}|{pipeline}|{domain}".encode()).hexdigest()


def domains(connection: Connection, collection_ids: Sequence[int]) -> list[str]:
    """Return the domains, with their epochs, whose stand-ins these collections' documents hold."""
    return list(connection.scalars(_DOMAINS, {"ids": list(collection_ids)}))


def made_key(collection_id: int) -> str:
    """Return under what `index_state` keeps what the documents of a collection were last settled with."""
    return f"made:{collection_id}"


def is_overtaken(connection: Connection, collection_id: int, policy_version: str, domain: str) -> bool:
    """Did policy or key change since the file that is being stored was begun?"""
    made = noted(connection, made_key(collection_id))
    if made is None:
        return False
    version, _pipeline, of_domain = made.split("|", 2)
    return (version, of_domain) != (policy_version, domain)


def mark_stale(connection: Connection, document_ids: Sequence[str], *, withheld: bool) -> None:
    """Have these documents scrubbed again because somebody mended what is found in them, whatever their versions say.

    `withheld`: they hold what nobody may see any more, so they do not answer until done.
    """
    values = {"state": "stale", "reason": "mended", **({"withheld": True} if withheld else {})}
    touched = document.c.id.in_(sa.bindparam("document_id", expanding=True)) & document.c.state.in_(LIVE)
    connection.execute(document.update().where(touched).values(values), {"document_id": list(document_ids)})


def counts(connection: Connection) -> Counts:
    """Count the stale documents, and among them those that do not answer, and those whose bytes are not to be had."""
    each = [sa.func.count(), *(sa.func.count().filter(flag) for flag in (document.c.withheld, document.c.needs_upload))]
    row = connection.execute(sa.select(*each).where(document.c.state == "stale")).one()
    return Counts(int(row[0]), int(row[1]), int(row[2]))


def roots(
    connection: Connection, collection_ids: Sequence[int] | None = None, *, again: bool = False, limit: int | None = None
) -> list[str]:
    """Return the files to take in again, withheld ones first, then the oldest; with `again` those that need an upload too."""
    query = sa.select(document.c.id, document.c.part_of).where(document.c.state == "stale")
    if collection_ids is not None:
        query = query.where(document.c.collection_id.in_(collection_ids))
    if not again:
        query = query.where(~document.c.needs_upload)
    found: dict[str, None] = {}
    for one, holder in connection.execute(query.order_by(document.c.withheld.desc(), document.c.ingested_at).limit(limit)).all():
        while holder is not None:
            one, holder = holder, connection.scalar(sa.select(document.c.part_of).where(document.c.id == holder))
        found[one] = None
    return list(found)


def tree(connection: Connection, document_id: str) -> list[str]:
    """Return what is stale of a file: itself, and what came out of it."""
    row = document_row(connection, document_id)
    rows = [row, *parts_of(connection, document_id)] if row is not None else []
    return [one.id for one in rows if one.state == "stale"]


def needs_upload(connection: Connection, document_id: str) -> list[str]:
    """Note of what is stale of a file that it has to be uploaded; return it."""
    left = tree(connection, document_id)
    connection.execute(document.update().where(document.c.id.in_(left)).values(needs_upload=True))
    return left


def settle(connection: Connection, present: Present, acts_anew: Callable[[str], bool]) -> Settled:
    """Mark what is not as it would be made now, and unmark what is again.

    `acts_anew`: does the present policy act on an entity that the policy of this version kept? Then it is withheld.
    """
    same = (document.c.collection_id == present.collection_id) & document.c.state.in_(LIVE)
    rows = connection.execute(sa.select(*_TOLD_BY).where(same)).all()
    changed: dict[_Mark, list[str]] = {}
    for row in rows:
        if (wanted := _wanted(row, present, acts_anew)) != _mark(row):
            changed.setdefault(wanted, []).append(row.id)
    for (state, reason, withheld), ids in changed.items():
        values = {"state": state, "reason": reason, "withheld": withheld, **({"needs_upload": False} if state == "live" else {})}
        for start in range(0, len(ids), AT_ONCE):
            connection.execute(document.update().where(document.c.id.in_(ids[start : start + AT_ONCE])).values(values))
    return Settled(
        sum(len(ids) for (state, _, _), ids in changed.items() if state == "stale"),
        sum(len(ids) for (_, _, withheld), ids in changed.items() if withheld),
        sum(len(ids) for (state, _, _), ids in changed.items() if state == "live"),
    )


#: what tells whether a row is stale
_TOLD_BY: Sequence[sa.ColumnElement[Any]] = (
    document.c.id, document.c.state, document.c.reason, document.c.withheld, document.c.policy_version, document.c.sha256,
    document.c.fingerprint, document.c.domain,
)  # fmt: skip
_Mark = tuple[str, str | None, bool]


def _mark(row: DocumentRow) -> _Mark:
    return row.state, row.reason, row.withheld


def _wanted(row: DocumentRow, present: Present, acts_anew: Callable[[str], bool]) -> _Mark:
    """State, reason and whether withheld, as they should be."""
    other = row.policy_version != present.policy_version
    withheld = other and acts_anew(row.policy_version)
    if row.reason == "mended":  # only scrubbing it again sets it right
        return "stale", "mended", row.withheld or withheld
    if not other and (_is_made_now(row, present) or not row.fingerprint):  # no fingerprint: its parts are at work
        return "live", None, False
    if other:
        return "stale", "policy", withheld
    return "stale", "rotated" if row.domain != present.domain else "pipeline", False


def _is_made_now(row: DocumentRow, present: Present) -> bool:
    if present.pipeline is None:
        return row.domain in ("", present.domain)
    return bool(row.fingerprint == fingerprint(row.sha256, present.policy_version, present.pipeline, present.domain))
