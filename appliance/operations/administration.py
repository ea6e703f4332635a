"""The administrator's deeds on people and collections, each with its leaf in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from appliance.assemble import Appliance
from appliance.audit.events import Event
from appliance.database import collection, reading, writing
from appliance.errors import ConfigError, NotFound
from appliance.indexing import library, vectors
from appliance.indexing.staleness import Settled
from appliance.operations.settling import settle_collection
from appliance.records import Actor
from appliance.rights import accounts, collections

Json = dict[str, object]


def add_user(appliance: Appliance, actor: Actor, name: str, role: str, groups: Sequence[str], password: str) -> None:
    """Raises ConfigError when the name is taken, the role unknown or the password short."""
    known = next((one for one in accounts.ROLES if one == role), None)
    if known is None:
        raise ConfigError(f"no role {role}; users add; choose {', '.join(accounts.ROLES)}")
    with writing(appliance.engine) as connection:
        account_id = accounts.add_account(connection, name, known, groups, password)
        appliance.audit.append(connection, Event.ACCOUNT_ADDED, actor.id, "ok", {"account": account_id, "role": known})


def change_user_groups(appliance: Appliance, actor: Actor, name: str, add: Sequence[str], remove: Sequence[str]) -> None:
    """Put a person into groups and out of others; it counts from the next query on."""
    with writing(appliance.engine) as connection:
        row = accounts.account_named(connection, name)
        accounts.change_groups(connection, row.id, add, remove)
        appliance.audit.append(connection, Event.ACCOUNT_CHANGED, actor.id, "ok", {"account": row.id})


def set_user_password(appliance: Appliance, actor: Actor, name: str, password: str) -> None:
    """Change a password; every session of the account ends."""
    with writing(appliance.engine) as connection:
        row = accounts.account_named(connection, name)
        accounts.set_password(connection, row.id, password)
        appliance.audit.append(connection, Event.ACCOUNT_CHANGED, actor.id, "ok", {"account": row.id})


def disable_user(appliance: Appliance, actor: Actor, name: str) -> None:
    """Close an account; every session of it ends."""
    with writing(appliance.engine) as connection:
        row = accounts.account_named(connection, name)
        accounts.disable(connection, row.id)
        appliance.audit.append(connection, Event.ACCOUNT_DISABLED, actor.id, "ok", {"account": row.id})


def users_list(appliance: Appliance) -> list[Json]:
    """Return the objects of `users list`."""
    with reading(appliance.engine) as connection:
        return [
            {"name": row.name, "role": row.role, "groups": list(row.groups), "state": row.state}
            for row in accounts.accounts(connection)
        ]


def may_read(appliance: Appliance, name: str, document_id: str) -> tuple[bool, str]:
    """Return whether this person may read the document, and why."""
    with reading(appliance.engine) as connection:
        actor = accounts.actor_of_account(connection, name)
        row = library.document_row(connection, document_id)
        if row is None:
            raise NotFound(f"no document {document_id}; users can; see `appliance documents list`")
        where = connection.execute(sa.select(collection).where(collection.c.id == row.collection_id)).one()
        holder = collections.collection_named(connection, where.name)
        granted = collections.groups_of(connection, holder)
        if any(one.id == holder.id for one in collections.readable(connection, actor)):
            through = sorted({collections.EVERYONE, *actor.groups} & set(granted))
            return True, f"collection {holder.name} is granted to {', '.join(through)}"
    if actor.role in ("admin", "auditor"):
        return False, f"the role {actor.role} reads no documents"
    return False, f"collection {holder.name} is granted to {', '.join(granted) or 'no group'}, and {name} is in none of them"


def add_collection(appliance: Appliance, actor: Actor, name: str, policy: str, groups: Sequence[str]) -> None:
    """Raises ConfigError when the name is taken or there is no such policy."""
    appliance.policy(policy)
    with writing(appliance.engine) as connection:
        row = collections.add_collection(connection, name, policy, groups)
        appliance.audit.append(connection, Event.COLLECTION_ADDED, actor.id, "ok", {"collection": row.id, "groups": len(groups)})


def change_policy(appliance: Appliance, actor: Actor, name: str, policy: str) -> Settled:
    """Give a collection another policy; return how many documents must be scrubbed again. Raises ConfigError, NotFound."""
    version = appliance.policy(policy).version
    with writing(appliance.engine) as connection:
        row = collections.collection_named(connection, name)
        connection.execute(collection.update().where(collection.c.id == row.id).values(policy=policy))
        fields: Json = {"collection": row.id, "policy": version}
        appliance.audit.append(connection, Event.COLLECTION_POLICY, actor.id, "ok", fields)
        return settle_collection(appliance, connection, actor.id, collections.collection_named(connection, name))


def grant(appliance: Appliance, actor: Actor, name: str, group: str) -> None:
    """Let a group read a collection."""
    with writing(appliance.engine) as connection:
        row = collections.collection_named(connection, name)
        collections.grant(connection, row, group)
        appliance.audit.append(connection, Event.COLLECTION_GRANTED, actor.id, "ok", _group(appliance, row.id, group))


def revoke(appliance: Appliance, actor: Actor, name: str, group: str) -> None:
    """Take the right away; gone at the next query."""
    with writing(appliance.engine) as connection:
        row = collections.collection_named(connection, name)
        collections.revoke(connection, row, group)
        appliance.audit.append(connection, Event.COLLECTION_REVOKED, actor.id, "ok", _group(appliance, row.id, group))


def _group(appliance: Appliance, collection_id: int, group: str) -> Json:
    # a group's name is free text, so the leaf holds its keyed hash
    return {"collection": collection_id, "group": appliance.keys.keyed_hash("group", group)[:16]}


def remove_collection(appliance: Appliance, actor: Actor, name: str) -> None:
    """Remove an empty collection. Raises ConfigError while documents are in it."""
    with writing(appliance.engine) as connection:
        row = collections.collection_named(connection, name)
        if row.name == collections.GENERAL:
            raise ConfigError("the collection general stays; collections remove; revoke its groups instead")
        if library.documents(connection, [row.id]):
            raise ConfigError(f"there are documents in {name}; collections remove; remove them first")
        connection.execute(collection.delete().where(collection.c.id == row.id))
        vectors.mark_pending(connection, row.id)
        appliance.audit.append(connection, Event.COLLECTION_REMOVED, actor.id, "ok", {"collection": row.id})


def collections_list(appliance: Appliance) -> list[Json]:
    """Return the objects of `collections list`."""
    with reading(appliance.engine) as connection:
        sizes = collections.sizes(connection)
        return [
            {
                "name": row.name, "policy": row.policy, "groups": list(collections.groups_of(connection, row)),
                "documents": sizes.get(row.id, (0, 0))[0], "chunks": sizes.get(row.id, (0, 0))[1],
            }
            for row in collections.collections(connection)
        ]  # fmt: skip
