"""What a home notes about itself, key by key (`index_state`): its id, the versions last seen, work that is under way."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from appliance.database import index_state


def noted(connection: Connection, key: str) -> str | None:
    """Return what is noted under the key."""
    return connection.scalar(sa.select(index_state.c.value).where(index_state.c.key == key))


def note(connection: Connection, key: str, value: str) -> None:
    """Note it, in place of what was noted before."""
    connection.execute(sa.insert(index_state).prefix_with("OR REPLACE").values(key=key, value=value))


def forget(connection: Connection, key: str) -> None:
    """Take the note away."""
    connection.execute(index_state.delete().where(index_state.c.key == key))
