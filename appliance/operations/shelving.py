"""What all deeds share that put documents on the shelf: one at a time, and what they replace leaves the disk."""

from __future__ import annotations

import threading

import sqlalchemy as sa

from appliance.assemble import Appliance
from appliance.database import collection, index_state, reading, writing
from appliance.errors import ConfigError, NotFound
from appliance.indexing import library, staleness, vectors
from appliance.intake import Target
from appliance.operations.settling import note_changes
from appliance.rights.collections import collection_named

PURGE_CHUNKS = 50_000  # up to here a removal or replacement also makes the vector index anew at once; past it `rebuild` does
SYSTEM = "system"  # the actor of what nobody asked for
writer = threading.Lock()  # one ingest at a time


def target_of(appliance: Appliance, name: str) -> Target:
    """Return the collection with its policy; one that changed is noted first. Raises ConfigError for one that was never made."""
    try:
        with reading(appliance.engine) as connection:
            row = collection_named(connection, name)
    except NotFound as error:
        raise ConfigError(str(error)) from error
    target = Target(row, appliance.policy_of(row), appliance.domain_of(row))
    with reading(appliance.engine) as connection:
        is_news = staleness.is_overtaken(connection, row.id, target.policy.version, target.domain)
    if is_news:
        note_changes(appliance, SYSTEM)
    return target


def ready_to_write(appliance: Appliance) -> None:
    """Finish what a crash cut short, and note which embedding model makes the vectors; the caller holds `writer`."""
    made_by = {"key": "embed", "value": appliance.store.find("embed", appliance.settings.models.embed).sha256}
    with writing(appliance.engine) as connection:
        connection.execute(sa.insert(index_state).prefix_with("OR IGNORE").values(made_by))
    for collection_id in vectors.pending(appliance.engine):
        vectors.reconcile(appliance.engine, appliance.index, collection_id)


def place_of(appliance: Appliance, row: library.DocumentRow) -> str:
    """Return where the document came from."""
    return appliance.keys.open("paths", row.path_encrypted, row.source_key).decode("utf-8", "surrogateescape")


def purge(appliance: Appliance) -> None:
    """Make words and vectors of what was replaced or removed leave the disk. Raises Unavailable while somebody reads the log."""
    library.purge(appliance.engine)
    with reading(appliance.engine) as connection:
        chunks = int(connection.scalar(sa.text("SELECT count(*) FROM chunk")) or 0)
    if chunks <= PURGE_CHUNKS:  # Chroma keeps the vectors of what it deletes
        rebuild_index(appliance)


def rebuild_index(appliance: Appliance) -> int:
    """Make the vector index anew from the database; return the number of vectors."""
    with reading(appliance.engine) as connection:
        ids = list(connection.scalars(sa.select(collection.c.id).order_by(collection.c.id)))
    return vectors.rebuild(appliance.engine, appliance.index, ids)
