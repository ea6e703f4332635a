"""The stored log → lines of an export, or the rows that a page and `audit show` list.

An export holds every record committed before it; the caller appends the export's own record afterwards.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from sqlalchemy.engine import Connection

from appliance.audit import formats
from appliance.audit.leaf import Record, decode, encode, next_seq, stored
from appliance.clock import written
from appliance.errors import CheckFailed, ConfigError

FORMATS: Mapping[str, Callable[[Record, bytes], str]] = {
    "jsonl": formats.jsonl, "csv": formats.csv_row, "cef": formats.cef, "ocsf": formats.ocsf,
}  # fmt: skip


def export(connection: Connection, form: str, since: str | None = None, until: str | None = None) -> Iterator[str]:
    """Yield lines without their line ends; times are half-open `[since, until)`, ISO 8601, UTC where no zone is given.

    Raises ConfigError for an unknown format or time at once, and CheckFailed at a record that is none.
    """
    if form not in FORMATS:
        raise ConfigError(f"unknown format {form}; audit export; take one of {', '.join(FORMATS)}")
    head = iter([formats.CSV_HEAD] if form == "csv" else [])
    return itertools.chain(head, _lines(connection, FORMATS[form], _moment(since), _moment(until)))


def _lines(connection: Connection, line: Callable[[Record, bytes], str], since: str | None, until: str | None) -> Iterator[str]:
    for record, leaf in _records(connection, None):
        if (since is None or record.time >= since) and (until is None or record.time < until):
            yield line(record, leaf)


def shown(connection: Connection, newest: int | None = None) -> Iterator[dict[str, object]]:
    """Yield the newest records, or all, oldest first, as `audit show` lists them."""
    start = None if newest is None else next_seq(connection) - newest
    for record, _leaf in _records(connection, start):
        yield {
            "seq": record.seq, "time": record.time, "event": record.event, "actor": record.actor,
            "outcome": record.outcome,
        }  # fmt: skip


def _records(connection: Connection, start: int | None) -> Iterator[tuple[Record, bytes]]:
    for seq, leaf in stored(connection, start):
        try:
            record = decode(leaf)
            datetime.fromisoformat(record.time)
            if encode(record) != leaf:  # what our own door would not let in may hold anything, a line end included
                raise ValueError("no record")
        except ValueError:
            raise CheckFailed(f"not a record; audit log, {seq}; run `appliance audit verify`") from None
        yield record, leaf


def _moment(text: str | None) -> str | None:
    """The time as records write it, so that comparing texts compares times."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigError(f"no time: {text}; audit export; write 2026-11-24 or 2026-11-24T13:00:00Z") from None
    return written(moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment)
