"""A record ↔ the exact bytes of its leaf, and the stored leaves in order.

Canonical JSON (UTF-8, sorted keys, no spaces). No free text gets in: strings are identifiers of a safe alphabet.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from appliance.audit.events import Event
from appliance.database import audit_leaf

LEAF_BYTES = 65_536  # a longer one is a mistake of the caller
LIST_DEPTH = 5
EXACT_INTEGER = 2**53  # beyond it, readers that know only doubles read another number
ROWS_AT_ONCE = 2_000

canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False, ensure_ascii=False).encode

_WORD = re.compile(r"[A-Za-z0-9_.:\-+/=]{0,200}")  # ids, hashes in hex or base64, versions, times; no space, no @
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_ACTOR = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:\-]{0,99}")
_OUTCOME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@dataclass(frozen=True, slots=True)
class Record:
    """What a leaf says."""

    seq: int  # from 0, without gaps
    time: str  # UTC, ISO 8601 with milliseconds and Z
    event: str
    actor: str  # opaque account id, or operator:UID
    outcome: str
    fields: Mapping[str, object]


def encode(record: Record) -> bytes:
    """Return the leaf. Raises ValueError, which names a key and never a value, when free text would get in."""
    Event(record.event)
    for name, pattern, value in (
        ("actor", _ACTOR, record.actor), ("outcome", _OUTCOME, record.outcome), ("time", _TIME, record.time),
    ):  # fmt: skip
        if not pattern.fullmatch(value):
            raise ValueError(f"audit record: {name} is no identifier")
    _guard(record.fields, "fields", LIST_DEPTH)
    whole = {
        "seq": record.seq, "time": record.time, "event": str(record.event), "actor": record.actor,
        "outcome": record.outcome, "fields": record.fields,
    }  # fmt: skip
    leaf = canonical(whole).encode()
    if len(leaf) > LEAF_BYTES:
        raise ValueError(f"audit record: {len(leaf)} bytes, more than {LEAF_BYTES}")
    return leaf


def _guard(value: object, place: str, depth: int) -> None:
    """Let ids, counts and hashes through, and nothing else."""
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        fits = _WORD.fullmatch(value) is not None
    elif isinstance(value, int):
        fits = abs(value) < EXACT_INTEGER
    elif isinstance(value, float):
        fits = math.isfinite(value)
    elif isinstance(value, dict) and depth:
        fits = all(isinstance(key, str) and _KEY.fullmatch(key) for key in value)
        for key in sorted(value) if fits else ():
            _guard(value[key], f"{place}.{key}", depth - 1)
    elif isinstance(value, (list, tuple)) and depth:
        fits = True
        for each in value:
            _guard(each, f"{place}[]", depth - 1)
    else:
        fits = False
    if not fits:
        raise ValueError(f"audit record: {place} is neither identifier, number nor a list of such")


def decode(leaf: bytes) -> Record:
    """Read a leaf. Raises ValueError when the bytes are no record."""
    try:
        whole = json.loads(leaf)
        record = Record(whole["seq"], whole["time"], whole["event"], whole["actor"], whole["outcome"], whole["fields"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ValueError("no record") from None  # the cause would quote the bytes
    words = (record.time, record.event, record.actor, record.outcome)
    sound = type(record.seq) is int and isinstance(record.fields, dict) and len(whole) == 6
    if not sound or not all(type(word) is str for word in words):
        raise ValueError("no record")
    return record


def next_seq(connection: Connection) -> int:
    """Return one more than the highest seq."""
    highest = connection.scalar(sa.select(sa.func.max(audit_leaf.c.seq)))
    return 0 if highest is None else int(highest) + 1


def stored(connection: Connection, start: int | None = None) -> Iterator[tuple[int, bytes]]:
    """Yield (seq, leaf) in order, from `start` on or from the very first row."""
    # read as bytes even where somebody made text or NULL of it
    leaf = sa.func.coalesce(sa.cast(audit_leaf.c.leaf, sa.LargeBinary), sa.literal_column("x''", sa.LargeBinary))
    query = sa.select(audit_leaf.c.seq, leaf).order_by(audit_leaf.c.seq)
    if start is not None:
        query = query.where(audit_leaf.c.seq >= start)
    yield from connection.execute(query.execution_options(yield_per=ROWS_AT_ONCE))
