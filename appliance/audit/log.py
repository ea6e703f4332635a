"""A deed → its leaf, inside the deed's own transaction; new leaves → a signed checkpoint.

What cannot be recorded does not happen: the caller passes the connection of the deed, and any error here undoes
the deed.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from appliance.audit.checkpoint import Checkpoint, Signer
from appliance.audit.leaf import Record, decode, encode, next_seq, stored
from appliance.audit.merkle import Frontier, leaf_hash
from appliance.clock import now
from appliance.database import audit_checkpoint, audit_leaf, reading, writing
from appliance.errors import CheckFailed

_REMEDY = "run `appliance audit verify`, and restore the last backup that verifies"


class AuditLog:
    """The log of one home."""

    def __init__(self, engine: Engine, signer: Signer) -> None:
        self.engine = engine
        self.signer = signer

    def append(
        self, connection: Connection, event: str, actor_id: str, outcome: str = "ok", fields: Mapping[str, object] | None = None
    ) -> int:
        """Add a leaf in the deed's transaction; return its seq.

        `fields` holds ids, counts and keyed hashes. Raises ValueError for free text, and CheckFailed when records that
        were signed are gone: a new one would take the number of a lost one.
        """
        if connection.get_execution_options().get("reading"):
            raise ValueError("a deed is recorded in its own writing transaction; a reading one is never committed")
        seq = next_seq(connection)  # BEGIN IMMEDIATE holds the write lock: nobody else takes this number
        signed = connection.scalar(sa.select(sa.func.max(audit_checkpoint.c.size))) or 0
        if seq < signed:
            raise CheckFailed(f"the log ends after {seq} records, {signed} were signed; audit log; {_REMEDY}")
        record = Record(seq, now(), event, actor_id, outcome, dict(fields or {}))
        connection.execute(audit_leaf.insert().values(seq=seq, leaf=encode(record)))
        return seq

    def checkpoint(self) -> bool:
        """Sign what was added since the last checkpoint; False when there is no news.

        Only the new leaves are hashed. Raises CheckFailed, and signs nothing, when the leaves do not fit the last
        checkpoint.
        """
        with reading(self.engine) as connection:
            if self._frontier(connection).size == next_seq(connection):
                return False
        with writing(self.engine) as connection:
            frontier = self._frontier(connection)
            before = frontier.size
            for seq, leaf in stored(connection, before):
                _fit(seq, leaf, frontier.size)
                frontier.append(leaf_hash(leaf))
            if frontier.size == before:  # another command signed in between
                return False
            note = self.signer.sign(Checkpoint(frontier.size, frontier.root()))
            row = {"size": frontier.size, "note": note, "frontier": frontier.to_bytes()}
            connection.execute(audit_checkpoint.insert().values(row))
        return True

    def _frontier(self, connection: Connection) -> Frontier:
        """The tree at the last checkpoint, believed only as far as our own signature reaches."""
        query = sa.select(audit_checkpoint).order_by(audit_checkpoint.c.size.desc()).limit(1)
        last = connection.execute(query).one_or_none()
        if last is None:
            return Frontier()
        try:
            frontier = Frontier.from_bytes(last.size, bytes(last.frontier))
            sound = self.signer.opened(last.note) == Checkpoint(frontier.size, frontier.root())
        except (ValueError, TypeError, AttributeError):  # somebody wrote another type into the row
            sound = False
        if not sound:
            raise CheckFailed(f"the last checkpoint was altered; audit log, size {last.size}; {_REMEDY}")
        if (count := next_seq(connection)) < frontier.size:
            raise CheckFailed(f"the log ends after {count} records, {frontier.size} were signed; audit log; {_REMEDY}")
        return frontier


def _fit(seq: int, leaf: bytes, wanted: int) -> None:
    try:
        sound = seq == wanted == decode(leaf).seq
    except ValueError:
        sound = False
    if not sound:
        raise CheckFailed(f"record {wanted} is missing or altered; audit log; {_REMEDY}")
