"""A new epoch of the vault's key, or of the key that makes a domain's stand-ins; the one before is destroyed when it is done.

The vault's values are sealed anew at once, batch by batch: cut short, the same command goes on. Stand-ins change with their
key, so the domain's documents become stale; while both kinds are there, questions look names up under both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from appliance.assemble import Appliance
from appliance.audit.events import Event
from appliance.database import document, reading, stand_in, writing
from appliance.errors import ConfigError, Unavailable
from appliance.indexing import library
from appliance.indexing.library import LIVE
from appliance.keys import epochs
from appliance.operations.settling import settle_collection
from appliance.privacy import vault
from appliance.records import Actor
from appliance.rights.collections import collection_named, collections

Json = dict[str, object]


def rotate_vault(appliance: Appliance, actor: Actor) -> Iterator[int]:
    """Seal every value anew under a new key; yield the id of the last row after each batch."""
    with writing(appliance.engine) as connection:
        epoch = epochs.current(connection, epochs.VAULT)
        if not epochs.is_turning(connection, epochs.VAULT):
            epoch = epochs.begin(connection, epochs.VAULT)
            fields: dict[str, object] = {"key": epochs.VAULT, "epoch": epoch}
            appliance.audit.append(connection, Event.KEYS_ROTATED, actor.id, "begun", fields)
    after: int | None = 0
    while after is not None:
        yield after
        with writing(appliance.engine) as connection:
            after = vault.rewrap(connection, appliance.vault, after)
    with writing(appliance.engine) as connection:
        if _sealed_before(connection, epoch):  # never destroyed while a value hangs on it
            raise Unavailable("values were sealed meanwhile; keys rotate vault; run the command again")
        epochs.destroy_before(connection, epochs.VAULT, epoch)
        appliance.audit.append(connection, Event.KEYS_ROTATED, actor.id, "ok", {"key": epochs.VAULT, "epoch": epoch})
    with suppress(Unavailable):  # a reader keeps the log of the database in use; the next removal empties it
        library.purge(appliance.engine)


def _sealed_before(connection: Connection, epoch: int) -> bool:
    return connection.scalar(sa.select(stand_in.c.id).where(stand_in.c.vault_epoch < epoch).limit(1)) is not None


def rotate_pseudonyms(appliance: Appliance, actor: Actor, collection_name: str) -> Json:
    """Begin a new epoch of the key of the collection's domain → `{"epoch", "collections", "stale"}`.

    Raises NotFound for no collection, ConfigError while the last rotation is not done.
    """
    with writing(appliance.engine) as connection:
        domain = epochs.parted(appliance.domain_in(connection, collection_named(connection, collection_name)))[0]
        rows = [row for row in collections(connection) if epochs.parted(appliance.domain_in(connection, row))[0] == domain]
        purpose = epochs.pseudonym_purpose(domain)
        if epochs.is_turning(connection, purpose):
            raise ConfigError("the last rotation is not done; keys rotate pseudonyms; run `appliance documents refresh` first")
        epoch = epochs.begin(connection, purpose)
        appliance.audit.append(connection, Event.KEYS_ROTATED, actor.id, "begun", _fields(appliance, domain, epoch))
        settled = [settle_collection(appliance, connection, actor.id, row) for row in rows]
    return {"epoch": epoch, "collections": [row.name for row in rows], "stale": sum(one.stale for one in settled)}


def retire_pseudonyms(appliance: Appliance, actor: Actor) -> None:
    """Forget stand-ins, values and aliases of epochs that no searchable document is of any more, and destroy their keys."""
    with reading(appliance.engine) as connection:
        now = epochs.all_current(connection)
    for purpose, epoch in now.items():
        domain = purpose.partition(":")[2]
        earlier = _earlier(domain, epoch)
        with writing(appliance.engine) as connection:
            if purpose == epochs.VAULT or not epochs.is_turning(connection, purpose) or _in_use(connection, earlier):
                continue
            connection.execute(stand_in.delete().where(stand_in.c.domain.in_(earlier)))
            connection.execute(document.update().where(document.c.domain.in_(earlier)).values(domain=""))
            epochs.destroy_before(connection, purpose, epoch)
            appliance.audit.append(connection, Event.KEYS_ROTATED, actor.id, "ok", _fields(appliance, domain, epoch))


def _earlier(domain: str, epoch: int) -> list[str]:
    return [epochs.labelled(domain, one) for one in range(1, epoch)]


def _in_use(connection: Connection, domains: list[str]) -> bool:
    """Is a document that answers, or will, of these domains? Of a quarantined one there is but a name."""
    query = sa.select(document.c.id).where(document.c.domain.in_(domains), document.c.state.in_(LIVE))
    return connection.scalar(query.limit(1)) is not None


def _fields(appliance: Appliance, domain: str, epoch: int) -> dict[str, object]:
    # a domain's name is free text of a policy, so the leaf holds its keyed hash
    return {"key": "pseudonym", "domain": appliance.keys.keyed_hash("domain", domain)[:16], "epoch": epoch}
