"""What curators say of a collection: "this is personal data" (deny), "this is not" (allow) → its policy with those lists.

A text is sealed; a keyed hash keeps it unique. The version stays that of the policy's file, so that a mend makes only those
documents stale that it touches.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from appliance.clock import now
from appliance.database import alias, document, document_stand_in, mend, reading, stand_in
from appliance.policy import ENTITIES, Policy
from appliance.privacy import stand_ins

Kind = Literal["deny", "allow"]
PURPOSE = "mends"  # of the key that seals the texts
_EDGES = " .,;:!?\"'“”‘’„«»()[]"


class Keys(Protocol):
    """What seals a text and hashes it: the key ring."""

    def seal(self, purpose: str, content: bytes, place: str = "") -> bytes: ...

    def open(self, purpose: str, sealed: bytes, place: str = "") -> bytes: ...

    def keyed_hash(self, purpose: str, value: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Mend:
    """One entry."""

    id: int
    kind: Kind
    entity: str  # what the text is, or was taken for; empty where an allowed one was typed
    value: str = field(repr=False)
    digest: str  # keyed: what the audit log holds in the text's place
    added_at: str


class MendedPolicy(Policy):
    """A policy with a collection's own lists."""

    unmended: str  # version of the policy as its file has it
    stamp: str  # of the entries in the lists

    @property
    def version(self) -> str:
        """Return the version of the policy's file."""
        return self.unmended


class Mends:
    """The entries of all collections, read at the first need. Only the owner of the home changes them, and then `forget`s."""

    def __init__(self, engine: Engine, keys: Keys) -> None:
        self._engine, self._keys = engine, keys
        self._lock = threading.Lock()
        self._said: dict[int, list[Mend]] | None = None
        self._made: dict[int, tuple[Policy, Policy]] = {}

    def policy(self, collection_id: int, policy: Policy) -> Policy:
        """Return the policy with the collection's lists: the same object as long as neither changes."""
        with self._lock:
            if self._said is None:
                self._said = self._read()
            if not (said := self._said.get(collection_id)):
                return policy
            made = self._made.get(collection_id)
            if made is None or made[0] is not policy:
                made = self._made[collection_id] = (policy, mended(policy, said))
            return made[1]

    def forget(self) -> None:
        """Read the entries again at the next need."""
        with self._lock:
            self._said = None
            self._made.clear()

    def _read(self) -> dict[int, list[Mend]]:
        found: dict[int, list[Mend]] = {}
        with reading(self._engine) as connection:
            for row in connection.execute(sa.select(mend).order_by(mend.c.id)):
                found.setdefault(row.collection_id, []).append(_opened(self._keys, row))
        return found


def mended(policy: Policy, said: Sequence[Mend]) -> Policy:
    """Return the policy with these entries in its lists."""
    allow, deny = list(policy.allow), {entity: list(texts) for entity, texts in policy.deny.items()}
    for one in said:
        if one.kind == "allow":
            allow += _forms(one.value)
        else:
            deny.setdefault(one.entity, []).append(one.value)
    own = {"allow": allow, "deny": deny, "unmended": policy.version, "stamp": _stamp(len(said), max(one.id for one in said))}
    return MendedPolicy.model_validate({**policy.model_dump(), **own})


def is_current(connection: Connection, collection_id: int, policy: Policy) -> bool:
    """Does the policy hold what was said until now? A document on its way in may have been scrubbed before the last word."""
    query = sa.select(sa.func.count(), sa.func.max(mend.c.id)).where(mend.c.collection_id == collection_id)
    count, newest = connection.execute(query).one()
    return (policy.stamp if isinstance(policy, MendedPolicy) else "") == (_stamp(count, newest) if count else "")


def _stamp(count: int, newest: int) -> str:
    return f"{count}:{newest}"  # an id never comes back


def _forms(value: str) -> list[str]:
    """An allowed text is compared letter by letter, so in the cases that headings write too."""
    return list(dict.fromkeys((value, value.upper(), value.lower(), value.title(), value.capitalize())))


def tidy(text: str) -> str:
    """Return a selected or typed text as an entry holds it: on one line, without marks at its ends."""
    return " ".join(text.split()).strip(_EDGES)


def entries(connection: Connection, keys: Keys, collection_id: int) -> list[Mend]:
    """Return the collection's entries, newest last. Raises Unavailable if a row was changed or moved."""
    rows = connection.execute(sa.select(mend).where(mend.c.collection_id == collection_id).order_by(mend.c.id))
    return [_opened(keys, row) for row in rows]


def add(connection: Connection, keys: Keys, collection_id: int, kind: Kind, entity: str, value: str) -> Mend:
    """Write an entry and return it."""
    digest, at = digest_of(keys, value), now()
    sealed = keys.seal(PURPOSE, value.encode(), _place(collection_id, kind, entity, digest))
    row = {
        "collection_id": collection_id, "kind": kind, "entity": entity, "digest": digest, "added_at": at,
        "value_encrypted": sealed,
    }  # fmt: skip
    inserted = connection.execute(sa.insert(mend).values(row)).inserted_primary_key
    assert inserted is not None
    return Mend(int(inserted[0]), kind, entity, value, digest, at)


def remove(connection: Connection, entry: Mend) -> None:
    """Take an entry back."""
    connection.execute(sa.delete(mend).where(mend.c.id == entry.id))


def digest_of(keys: Keys, value: str) -> str:
    """Return the keyed hash of a text, its case aside."""
    return keys.keyed_hash("mend", value.casefold())


def _opened(keys: Keys, row: Row[tuple[object, ...]]) -> Mend:
    text = keys.open(PURPOSE, row.value_encrypted, _place(row.collection_id, row.kind, row.entity, row.digest)).decode()
    return Mend(row.id, row.kind, row.entity, text, row.digest, row.added_at)


def _place(collection_id: int, kind: str, entity: str, digest: str) -> str:
    return f"{collection_id}|{kind}|{entity}|{digest}"


def holders(connection: Connection, domain: str, key: bytes, collection_id: int, values: Sequence[str]) -> list[str]:
    """Return the collection's documents with a stand-in for one of these texts, whatever entity it was taken for."""
    digests = [stand_ins.digest(entity, value, key) for value in values for entity in ENTITIES]
    aliases = sa.select(alias.c.stand_in_id).where(
        alias.c.domain == domain, alias.c.digest.in_([stand_ins.alias_digest(value, key) for value in values])
    )
    whole = sa.select(stand_in.c.id).where(stand_in.c.domain == domain, stand_in.c.digest.in_(digests))
    held = document_stand_in.c.stand_in_id
    query = (
        sa.select(document.c.id).distinct()
        .join(document_stand_in, document_stand_in.c.document_id == document.c.id)
        .where(document.c.collection_id == collection_id, held.in_(aliases) | held.in_(whole))
    )  # fmt: skip
    return list(connection.scalars(query))
