"""The time as the contract writes it: UTC ISO 8601 with milliseconds."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """Return this moment."""
    return written(datetime.now(UTC))


def written(moment: datetime) -> str:
    """Return a moment that knows its time zone."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
