"""The stored log and the public key → does it hold, and if not, where.

One pass over leaves and checkpoints side by side, in constant memory. Each checkpoint must be signed by this log's key
and must be the root of exactly the leaves before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from appliance.audit.checkpoint import Checkpoint, Verifier
from appliance.audit.leaf import ROWS_AT_ONCE, decode, stored
from appliance.audit.merkle import Frontier, leaf_hash
from appliance.database import audit_checkpoint, audit_leaf


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """The verdict."""

    ok: bool
    records: int
    checkpoints: int
    first_bad: int | None = None  # seq of the first record that is wrong or missing, as near as can be told
    reason: str | None = None


class _Broken(Exception):
    def __init__(self, first_bad: int | None, reason: str) -> None:
        super().__init__(reason)
        self.first_bad = first_bad
        self.reason = reason


def verify(connection: Connection, verifier: Verifier) -> VerifyReport:
    """Check every record and every checkpoint; stop at the first thing that is wrong."""
    records, checkpoints = (
        int(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0) for table in (audit_leaf, audit_checkpoint)
    )
    try:
        _walk(connection, verifier)
    except _Broken as broken:
        return VerifyReport(False, records, checkpoints, broken.first_bad, broken.reason)
    return VerifyReport(True, records, checkpoints)


def _walk(connection: Connection, verifier: Verifier) -> None:
    leaves = stored(connection)
    frontier = Frontier()
    covered = 0  # leaves that a checkpoint has vouched for
    for size, note, content in _checkpoints(connection):
        signed = _opened(verifier, size, note)
        _advance(leaves, frontier, size)
        if frontier.size < size:
            raise _Broken(frontier.size, f"the log ends after {frontier.size} records, but {size} were signed")
        _compare(frontier, signed, content, covered)
        covered = size
    _advance(leaves, frontier, None)  # written since: protected from the next checkpoint on
    if not covered:
        raise _Broken(0, "no checkpoint vouches for the log")


def _checkpoints(connection: Connection) -> Iterator[tuple[int, bytes, bytes]]:
    # read as bytes whatever somebody made of them
    note, frontier = (sa.cast(audit_checkpoint.c[name], sa.LargeBinary) for name in ("note", "frontier"))
    query = sa.select(audit_checkpoint.c.size, note, frontier).order_by(audit_checkpoint.c.size)
    for size, text, roots in connection.execute(query.execution_options(yield_per=ROWS_AT_ONCE)):
        yield size, text or b"", roots or b""


def _opened(verifier: Verifier, size: int, note: bytes) -> Checkpoint:
    try:
        signed = verifier.opened(note.decode())
    except ValueError as error:
        why = "it is no text" if isinstance(error, UnicodeError) else str(error)
        raise _Broken(None, f"the checkpoint at size {size} was altered: {why}") from None
    if signed.size != size or size < 1:
        raise _Broken(None, f"the checkpoint stored at size {size} is one of size {signed.size}")
    return signed


def _advance(leaves: Iterator[tuple[int, bytes]], frontier: Frontier, size: int | None) -> None:
    """Hash leaves until there are `size`, or all. Each must stand in its own place."""
    while size is None or frontier.size < size:
        seq, leaf = next(leaves, (None, b""))
        if seq is None:
            return
        if seq != frontier.size:
            raise _Broken(frontier.size, f"record {frontier.size} is missing")
        try:
            own = decode(leaf).seq
        except ValueError:
            raise _Broken(seq, f"record {seq} was altered: it is no record") from None
        if own != seq:
            raise _Broken(seq, f"record {seq} was altered: it says that it is record {own}")
        frontier.append(leaf_hash(leaf))


def _compare(frontier: Frontier, signed: Checkpoint, content: bytes, covered: int) -> None:
    """The leaves so far must give the signed root, and the row's frontier must be theirs."""
    if frontier.root() == signed.root:
        if frontier.to_bytes() != content:
            raise _Broken(None, f"the frontier of the checkpoint at size {signed.size} was altered")
        return
    start, end = _first_difference(frontier, signed, content)
    first, last = max(covered, start), end - 1
    which = f"record {first} was" if first == last else f"at least one of the records {first} to {last} was"
    raise _Broken(first, f"{which} altered: the checkpoint at size {signed.size} signed something else")


def _first_difference(frontier: Frontier, signed: Checkpoint, content: bytes) -> tuple[int, int]:
    """The leaves `[start, end)` of the first subtree that is not the signed one; all, where the row's frontier is untrue."""
    whole = (0, signed.size)
    try:
        true = Frontier.from_bytes(signed.size, content)
    except ValueError:
        return whole
    if true.root() != signed.root:
        return whole
    starts = frontier.starts()
    subtrees = zip(starts, [*starts[1:], signed.size], frontier.roots, true.roots, strict=True)
    return next(((start, end) for start, end, ours, theirs in subtrees if ours != theirs), whole)
