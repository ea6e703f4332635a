"""The value behind one stand-in, for the local operator: recorded with the stand-in, never with the value, before it is shown."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from appliance.assemble import Appliance
from appliance.audit.events import Event
from appliance.database import collection, document, document_stand_in, reading, stand_in, writing
from appliance.errors import ConfigError, NotFound
from appliance.operations.shapes import Json
from appliance.privacy import vault
from appliance.privacy.stand_ins import KEYED
from appliance.records import Actor


def reveal(appliance: Appliance, actor: Actor, given: str, collection_name: str | None) -> list[Json]:
    """Return what the stand-in stands for in each domain that has it: as a rule one. Raises NotFound, ConfigError."""
    if actor.role != "operator":
        raise NotFound("no such stand-in; subject reveal; only the local operator may ask for it")
    token = f"<{given.strip().strip('<>‹›').upper()}>"
    if not KEYED.fullmatch(token):
        raise ConfigError("not a stand-in such as <PERSON_KQZTRMWVXB>; subject reveal; copy it whole, in quotation marks")
    with reading(appliance.engine) as connection:
        homes = _homes(connection, token, collection_name)
    if not homes:
        raise NotFound(f"no such stand-in{' in this collection' if collection_name else ''}; subject reveal; copy it whole")
    with writing(appliance.engine) as connection:
        ids = sorted({one for held in homes.values() for one in held})
        fields: dict[str, object] = {"stand_in": token[1:-1], "collections": ids}
        appliance.audit.append(connection, Event.SUBJECT_REVEALED, actor.id, "ok", fields)
    with reading(appliance.engine) as connection:
        names = dict(connection.execute(sa.select(collection.c.id, collection.c.name)).all())
        found: list[Json] = []
        for domain, held in homes.items():
            value = vault.values(connection, appliance.vault, domain, [token])[token]
            where = sorted(names[one] for one in held)
            found.append({"stand_in": token, "entity": token[1:-1].rpartition("_")[0], "value": value, "collections": where})
    return found


def _homes(connection: Connection, token: str, collection_name: str | None) -> dict[str, set[int]]:
    """Domain → the collections with a document that holds the stand-in."""
    query = (
        sa.select(stand_in.c.domain, document.c.collection_id).distinct()
        .join(document_stand_in, document_stand_in.c.stand_in_id == stand_in.c.id)
        .join(document, document.c.id == document_stand_in.c.document_id)
        .where(stand_in.c.token == token).order_by(stand_in.c.domain)
    )  # fmt: skip
    if collection_name is not None:
        query = query.join(collection, collection.c.id == document.c.collection_id).where(collection.c.name == collection_name)
    homes: dict[str, set[int]] = {}
    for domain, collection_id in connection.execute(query):
        homes.setdefault(domain, set()).add(collection_id)
    return homes
