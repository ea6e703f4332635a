"""What documents are made with, against what they would be made with now: a change is recorded and they are marked, at once.

Policy files are looked at when a command begins and by `serve` all the time. In one transaction the version with its actions
is kept, the leaf is written, and documents become stale: withheld where the policy acts on an entity that theirs kept. A
policy that nobody knows any more kept everything.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from appliance.assemble import Appliance
from appliance.audit.events import Event
from appliance.database import document, policy_version, reading, writing
from appliance.errors import ConfigError, Unavailable
from appliance.indexing import staleness
from appliance.notes import note, noted
from appliance.policy import ENTITIES, Policy
from appliance.rights.collections import CollectionRow, collections


def note_changes(appliance: Appliance, actor_id: str) -> None:
    """Record policies in use that have another version than last time, and mark what is not as it would be made now.

    A broken policy file says so where it is used.
    """
    with reading(appliance.engine) as connection:
        rows = sound_collections(appliance, connection)
        policies = {row.policy: appliance.policy(row.policy) for row in rows}
        news = [name for name, policy in policies.items() if noted(connection, f"policy:{name}") != policy.version]
        unsettled = [row for row in rows if not _is_settled(connection, appliance, row)]
    if not news and not unsettled:
        return
    with writing(appliance.engine) as connection:
        for name in news:
            _note(appliance, connection, actor_id, policies[name], name)
        for row in unsettled:
            settle_collection(appliance, connection, actor_id, row)


def settle_collection(appliance: Appliance, connection: Connection, actor_id: str, row: CollectionRow) -> staleness.Settled:
    """Mark the collection's documents in this deed's transaction: for a collection that has another policy, or a new key."""
    policy, present = appliance.policy(row.policy), _present(appliance, connection, row)
    note(connection, staleness.made_key(row.id), present.text)
    _keep_actions(connection, policy)
    known: dict[str, bool] = {}

    def acts_anew(version: str) -> bool:
        if version not in known:
            known[version] = _acts_anew(policy, _actions(connection, version))
        return known[version]

    settled = staleness.settle(connection, present, acts_anew)
    if settled != staleness.Settled():
        fields: dict[str, object] = {
            "collection": row.id, "policy": policy.version, "stale": settled.stale, "withheld": settled.withheld,
            "current": settled.current,
        }  # fmt: skip
        appliance.audit.append(connection, Event.DOCUMENTS_STALE, actor_id, "ok", fields)
    return settled


def sound_collections(appliance: Appliance, connection: Connection) -> list[CollectionRow]:
    """Return the collections whose policy file can be used."""
    return [row for row in collections(connection) if _is_sound(appliance, row)]


def _is_sound(appliance: Appliance, row: CollectionRow) -> bool:
    try:
        appliance.policy(row.policy)
    except ConfigError:
        return False
    return True


def _present(appliance: Appliance, connection: Connection, row: CollectionRow) -> staleness.Present:
    pipeline = None
    with suppress(Unavailable):  # no models here: whether they changed is told when there are some
        pipeline = appliance.pipeline
    return staleness.Present(row.id, appliance.policy(row.policy).version, pipeline, appliance.domain_in(connection, row))


def _is_settled(connection: Connection, appliance: Appliance, row: CollectionRow) -> bool:
    present = _present(appliance, connection, row)
    if noted(connection, staleness.made_key(row.id)) != present.text:
        return False
    # a file that was at work while its policy changed
    late = (document.c.policy_version != present.policy_version) | document.c.domain.not_in(("", present.domain))
    query = sa.select(document.c.id).where(document.c.collection_id == row.id, document.c.state == "live", late)
    return connection.scalar(query.limit(1)) is None


def _note(appliance: Appliance, connection: Connection, actor_id: str, policy: Policy, name: str) -> None:
    before = noted(connection, f"policy:{name}")
    note(connection, f"policy:{name}", policy.version)
    _keep_actions(connection, policy)
    fields = {"policy": appliance.keys.keyed_hash("policy", name)[:16], "version": policy.version, "before": before}
    appliance.audit.append(connection, Event.POLICY_CHANGED, actor_id, "ok", fields)


def _keep_actions(connection: Connection, policy: Policy) -> None:
    actions = json.dumps({entity: policy.rule(entity).action for entity in ENTITIES})
    row = {"name": policy.name, "version": policy.version, "actions": actions}
    connection.execute(sa.insert(policy_version).prefix_with("OR REPLACE").values(row))


def _actions(connection: Connection, version: str) -> Mapping[str, str]:
    found = connection.scalar(sa.select(policy_version.c.actions).where(policy_version.c.version == version).limit(1))
    return {str(entity): str(action) for entity, action in json.loads(found or "{}").items()}


def _acts_anew(policy: Policy, before: Mapping[str, str]) -> bool:
    return any(policy.rule(entity).action != "keep" and before.get(entity, "keep") == "keep" for entity in ENTITIES)
