"""`policy report`: what was found in each collection and done with it, and how much each policy lets through where it is known.

What a policy lets through is measured on the marked texts that come with the program, once a version; only counts are kept.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from appliance import __version__
from appliance.assemble import PIPELINE, Appliance
from appliance.clock import now
from appliance.database import document, policy_version, reading, writing
from appliance.errors import ScrubFailed
from appliance.notes import note, noted
from appliance.operations.home import shipped_policies
from appliance.operations.shapes import Json, policy_json
from appliance.policy import ENTITIES, Policy
from appliance.privacy.leaks import Leak, leaks
from appliance.privacy.measured import Labelled, load
from appliance.records import Finding
from appliance.rights.collections import CollectionRow, collections

SET = "measured/reported"  # the half that nobody mends rules by
BATCH = 32  # texts that the model reads at once
Progress = Callable[[int, int], None]  # texts done, texts in all


def collections_report(appliance: Appliance) -> list[Json]:
    """Return each collection with its documents and, by entity, what was found and what was done with it."""
    with reading(appliance.engine) as connection:
        actions = {row.version: json.loads(row.actions) for row in connection.execute(sa.select(policy_version)) if row.actions}
        return [_collection(appliance, connection, row, actions) for row in collections(connection)]


def _collection(
    appliance: Appliance, connection: Connection, row: CollectionRow, actions: Mapping[str, Mapping[str, str]]
) -> Json:
    policy = appliance.policy(row.policy)
    states: Counter[str] = Counter()
    done: dict[str, Counter[str]] = {}
    for one in connection.execute(sa.select(document).where(document.c.collection_id == row.id)):
        states[one.state] += 1
        states["withheld"] += one.withheld
        for entity, count in json.loads(one.entities).items():
            # what the policy of that time did, where it is known
            action = actions.get(one.policy_version, {}).get(entity) or policy.rule(entity).action
            done.setdefault(entity, Counter())[action] += count
    entities = {entity: {"found": done[entity].total(), "done": dict(done[entity])} for entity in ENTITIES if entity in done}
    documents = {state: states[state] for state in ("live", "stale", "withheld", "quarantined")}
    return {"collection": row.name, "policy": policy_json(policy), "documents": documents, "entities": entities}


def policies_in_use(appliance: Appliance) -> list[Policy]:
    """Return the policies of all collections, each once."""
    with reading(appliance.engine) as connection:
        names = sorted({row.policy for row in collections(connection)})
    return [appliance.policy(name) for name in names]


def marked_texts() -> Path:
    """Return the folder of the marked texts that come with the program."""
    return shipped_policies() / SET


def measured(appliance: Appliance, policy: Policy, folder: Path, progress: Progress = lambda _done, _of: None) -> Json:
    """Return what the policy lets through of the folder's marked texts: from the home, or measured now and kept there.

    Raises Unavailable without a name model, ConfigError without the texts.
    """
    means = _means(appliance, folder)
    kept = _kept(appliance, policy)
    if kept is not None and kept.get("means") == means:
        return kept
    items = load(folder)
    found: list[Sequence[Finding] | None] = []
    for at in range(0, len(items), BATCH):
        found += _found(appliance, policy, [item.text for item in items[at : at + BATCH]])
        progress(len(found), len(items))
    report = _figures(policy, items, found) | {"means": means}
    with writing(appliance.engine) as connection:
        note(connection, _key(policy), json.dumps(report))
    return report


def _found(appliance: Appliance, policy: Policy, texts: Sequence[str]) -> list[Sequence[Finding] | None]:
    """The findings of each text; None where the door keeps it out, as it would a document."""
    try:
        return [findings for _, findings in appliance.scrubber.scrub_texts(texts, policy, secrets.token_bytes(32))]
    except ScrubFailed:
        return [None] if len(texts) == 1 else [found for text in texts for found in _found(appliance, policy, [text])]


def _figures(policy: Policy, items: Sequence[Labelled], found: Sequence[Sequence[Finding] | None]) -> Json:
    taken = [(item, findings) for item, findings in zip(items, found, strict=True) if findings is not None]
    whole, entities = leaks([item for item, _ in taken], [findings for _, findings in taken], policy)
    return {
        "policy": policy_json(policy), "measured_at": now(),
        "set": {
            "name": SET, "texts": len(taken), "quarantined": len(items) - len(taken),
            "characters": sum(len(item.text) for item, _ in taken),
        },
        "all": _leak(whole), "entities": {entity: _leak(leak) for entity, leak in entities.items()},
    }  # fmt: skip


def _means(appliance: Appliance, folder: Path) -> str:
    """Hash of what a figure hangs on beside the policy: the program, the name model, the texts."""
    parts = [
        __version__,
        PIPELINE,
        appliance.store.find("ner").sha256,
        *(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))),
    ]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def _key(policy: Policy) -> str:
    return f"measured:{policy.version}"


def _kept(appliance: Appliance, policy: Policy) -> Json | None:
    with reading(appliance.engine) as connection:
        kept = noted(connection, _key(policy))
    found = json.loads(kept) if kept else None
    return found if isinstance(found, dict) else None


def _leak(leak: Leak) -> Json:
    return {
        "spans": leak.spans, "covered": leak.covered, "characters": leak.characters, "leaked": leak.leaked,
        "leak_rate": round(leak.leak_rate, 4), "precision": round(leak.precision, 4),
    }  # fmt: skip


def report(appliance: Appliance, figures: Sequence[Json]) -> Json:
    """Return the result of `policy report`."""
    return {"collections": collections_report(appliance), "measured": list(figures)}
