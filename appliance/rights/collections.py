"""Collections and their groups: which ones a person may read.

A new collection is read by nobody until a group is granted; the group `everyone` is all who may sign in.
The roles admin and auditor read no content.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from appliance.clock import now
from appliance.database import chunk, collection, collection_group, document
from appliance.errors import ConfigError, NotFound
from appliance.records import Actor
from appliance.rights.accounts import check_group

EVERYONE = "everyone"
GENERAL = "general"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


@dataclass(frozen=True, slots=True)
class CollectionRow:
    """One collection."""

    id: int
    name: str
    policy: str


def add_collection(connection: Connection, name: str, policy: str, groups: Sequence[str]) -> CollectionRow:
    """Raises ConfigError when the name is taken or not fit for a folder's name."""
    if not _NAME.fullmatch(name):
        raise ConfigError("not a name of a collection; collections add; use letters, digits, dots, - and _")
    if connection.scalar(sa.select(collection.c.id).where(collection.c.name == name)):
        raise ConfigError(f"there is a collection {name} already; collections add; choose another name")
    connection.execute(collection.insert().values(name=name, policy=policy, created_at=now()))
    made = collection_named(connection, name)
    for group in dict.fromkeys(groups):
        grant(connection, made, group)
    return made


def collection_named(connection: Connection, name: str) -> CollectionRow:
    """Raises NotFound."""
    row = connection.execute(sa.select(collection).where(collection.c.name == name)).one_or_none()
    if row is None:
        raise NotFound(f"no collection {name}; collections; see `appliance collections list`")
    return CollectionRow(row.id, row.name, row.policy)


def collections(connection: Connection) -> tuple[CollectionRow, ...]:
    """Return all collections by name."""
    rows = connection.execute(sa.select(collection).order_by(collection.c.name))
    return tuple(CollectionRow(row.id, row.name, row.policy) for row in rows)


def readable(connection: Connection, actor: Actor) -> tuple[CollectionRow, ...]:
    """Return the collections whose content this person may read, as of now."""
    if actor.role == "operator":
        return collections(connection)
    if actor.role not in ("staff", "curator"):
        return ()
    groups = {EVERYONE, *actor.groups}
    allowed = set(
        connection.scalars(sa.select(collection_group.c.collection_id).where(collection_group.c.group_name.in_(groups)))
    )
    return tuple(row for row in collections(connection) if row.id in allowed)


def writable(connection: Connection, actor: Actor) -> tuple[CollectionRow, ...]:
    """Return the collections into which this person may put documents."""
    return readable(connection, actor) if actor.role in ("operator", "curator") else ()


def grant(connection: Connection, row: CollectionRow, group: str) -> None:
    """Let the group read the collection. Raises ConfigError for what is no name of a group."""
    check_group(group)
    revoke(connection, row, group)
    connection.execute(collection_group.insert().values(collection_id=row.id, group_name=group))


def revoke(connection: Connection, row: CollectionRow, group: str) -> None:
    """Take the right away; it is gone at the next query."""
    connection.execute(
        collection_group.delete().where(collection_group.c.collection_id == row.id, collection_group.c.group_name == group)
    )


def groups_of(connection: Connection, row: CollectionRow) -> tuple[str, ...]:
    """Return the groups that may read the collection."""
    return tuple(
        connection.scalars(
            sa.select(collection_group.c.group_name)
            .where(collection_group.c.collection_id == row.id)
            .order_by(collection_group.c.group_name)
        )
    )


def sizes(connection: Connection) -> dict[int, tuple[int, int]]:
    """Return {collection id: (live documents, chunks)}."""
    live = sa.select(document.c.collection_id, sa.func.count()).where(document.c.state.in_(("live", "stale")))
    documents = {row[0]: row[1] for row in connection.execute(live.group_by(document.c.collection_id))}
    held = sa.select(chunk.c.collection_id, sa.func.count()).group_by(chunk.c.collection_id)
    chunks = {row[0]: row[1] for row in connection.execute(held)}
    return {key: (count, chunks.get(key, 0)) for key, count in documents.items()}
