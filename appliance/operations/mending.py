"""A curator's word on a text of a collection: kept, recorded, and the documents that it touches marked to be scrubbed again.

"This is personal data" withholds what it touches until that is done; "this is not" does not. The audit log holds the keyed hash
of the text, never the text. Only the owner of the home may add and take back: others would work on with the old lists.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.engine import Connection

from appliance.assemble import Appliance
from appliance.audit.events import Event
from appliance.database import reading, writing
from appliance.errors import ConfigError, NotFound
from appliance.indexing import library
from appliance.indexing.phrases import documents_with
from appliance.indexing.staleness import mark_stale
from appliance.operations.shapes import Json
from appliance.policy import ENTITIES, Policy
from appliance.privacy import mends, vault
from appliance.privacy.mends import Kind, Mend
from appliance.privacy.stand_ins import STAND_IN
from appliance.records import Actor
from appliance.rights.collections import CollectionRow, writable

LETTERS = 200  # of one text
FEWEST = 2  # letters or digits: less would black out whole pages


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a text, and where it was read."""

    kind: Kind
    entity: str  # empty for an allowed text that was typed
    value: str = field(repr=False)
    clean: str = field(default="", repr=False)  # as it stands in the clean text, if it was selected there
    document_id: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a clean page, in code points."""

    document_id: str
    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Touched:
    """The entry, and how many documents are scrubbed again for it."""

    id: int
    documents: int
    withheld: bool

    def json(self) -> Json:
        """Return the object that commands and pages show."""
        return {"id": self.id, "documents": self.documents, "withheld": self.withheld}


def acted_on(policy: Policy) -> list[str]:
    """Return the entities that the policy takes out of sight: what a text can be said to be."""
    return [entity for entity in ENTITIES if policy.rule(entity).action != "keep"]


def mendable(appliance: Appliance, actor: Actor, name: str) -> CollectionRow:
    """Return the collection. Raises NotFound for one that is not there and one that this person does not keep, alike."""
    with reading(appliance.engine) as connection:
        for row in writable(connection, actor):
            if row.name == name:
                return row
    raise NotFound("no such collection; collections mend; see `appliance collections list`")


def choices(appliance: Appliance, actor: Actor, names: Sequence[str]) -> list[str]:
    """Return what this person may say a text of any of these collections is: nothing for who keeps none of them."""
    with reading(appliance.engine) as connection:
        rows = [row for row in writable(connection, actor) if row.name in names]
    acted = [set(acted_on(appliance.policy_of(row))) for row in rows]
    return [entity for entity in ENTITIES if any(entity in each for each in acted)]


def add(appliance: Appliance, actor: Actor, row: CollectionRow, said: Said) -> Touched:
    """Keep the word and mark what it touches. Raises ConfigError for a text that cannot be one."""
    _check(appliance, row, said)
    digest = mends.digest_of(appliance.keys, said.value)
    with writing(appliance.engine) as connection:
        deed = _Deed(appliance, connection, actor, row)
        same = [one for one in mends.entries(connection, appliance.keys, row.id) if one.digest == digest]
        for other in same:
            if other.kind != said.kind:  # the newer word counts
                deed.take_back(other)
        entry = next((one for one in same if (one.kind, one.entity) == (said.kind, said.entity)), None)
        if entry is None:
            entry = mends.add(connection, appliance.keys, row.id, said.kind, said.entity, said.value)
        touched = deed.mark(said, hides=said.kind == "deny")
        deed.note(Event.MEND_ADDED, entry, touched)
    appliance.mends.forget()
    return Touched(entry.id, len(touched), said.kind == "deny")


def remove(appliance: Appliance, actor: Actor, row: CollectionRow, mend_id: int) -> Touched:
    """Take a word back; what was allowed is in doubt again, so it is withheld. Raises NotFound."""
    with writing(appliance.engine) as connection:
        known = mends.entries(connection, appliance.keys, row.id)
        entry = next((one for one in known if one.id == mend_id), None)
        if entry is None:
            raise NotFound("no such entry; collections mend --remove; see `appliance collections mend --list`")
        touched = _Deed(appliance, connection, actor, row).take_back(entry)
    appliance.mends.forget()
    return Touched(entry.id, len(touched), entry.kind == "allow")


@dataclass(frozen=True, slots=True)
class _Deed:
    """One transaction on one collection."""

    appliance: Appliance
    connection: Connection
    actor: Actor
    row: CollectionRow

    def take_back(self, entry: Mend) -> Sequence[str]:
        mends.remove(self.connection, entry)
        touched = self.mark(Said(entry.kind, entry.entity, entry.value), hides=entry.kind == "allow")
        self.note(Event.MEND_REMOVED, entry, touched)
        return touched

    def mark(self, said: Said, *, hides: bool) -> Sequence[str]:
        """Mark the documents where the text stands in clear, if it is to be hidden; else those with a stand-in for it."""
        if hides:
            found = [one for text in {said.value, said.clean} for one in documents_with(self.connection, self.row.id, text)]
        else:
            found = []
            for domain in self.appliance.domains_of([self.row]):  # of both epochs, while its key is rotated
                key = self.appliance.keys.pseudonym(domain)
                found += mends.holders(self.connection, domain, key, self.row.id, [said.value])
            found = found or self._without_trace(said)
        touched = list(dict.fromkeys([*found, *([said.document_id] if said.document_id else [])]))
        mark_stale(self.connection, touched, withheld=hides)
        return touched

    def _without_trace(self, said: Said) -> list[str]:
        """The documents with findings that are masked or redacted, of that entity if it is known: one of them may be this."""
        policy = self.appliance.policy_of(self.row)
        gone = {one for one in ENTITIES if policy.rule(one).action in ("mask", "redact") and said.entity in ("", one)}
        rows = library.documents(self.connection, [self.row.id])
        return [row.id for row in rows if gone & json.loads(row.entities).keys()]

    def note(self, event: Event, entry: Mend, touched: Sequence[str]) -> None:
        fields: dict[str, object] = {
            "collection": self.row.id, "mend": entry.id, "kind": entry.kind, "entity": entry.entity or None,
            "text": entry.digest[:32], "documents": len(touched),
        }  # fmt: skip
        self.appliance.audit.append(self.connection, event, self.actor.id, "ok", fields)


def _check(appliance: Appliance, row: CollectionRow, said: Said) -> None:
    if sum(letter.isalnum() for letter in said.value) < FEWEST or len(said.value) > LETTERS:
        raise ConfigError(f"a text has {FEWEST} to {LETTERS} letters; collections mend; choose another stretch of text")
    if said.kind == "deny" and said.entity not in acted_on(appliance.policy_of(row)):
        raise ConfigError(f"the policy of {row.name} does not act on that entity; collections mend; choose one that it acts on")


def listed(appliance: Appliance, actor: Actor, row: CollectionRow, *, values: bool) -> list[Json]:
    """Return the entries, newest first; with `values` their texts where this person may see them, and that is recorded.

    An allowed text stands in clear in the documents; a denied one is shown as the policy shows its entity.
    """
    policy, everything = appliance.policy_of(row), actor.role == "operator"
    with reading(appliance.engine) as connection:
        found = mends.entries(connection, appliance.keys, row.id)[::-1]
    shown = {
        one.id: one.entity or "allowed"
        for one in found
        if values and (everything or one.kind == "allow" or policy.may_reveal(one.entity, actor.groups))
    }
    if shown:
        with writing(appliance.engine) as connection:
            fields: dict[str, object] = {"collection": row.id, "values": dict(Counter(shown.values()))}
            appliance.audit.append(connection, Event.REVEAL_SHOWN, actor.id, "ok", fields)
    return [
        {
            "id": one.id, "kind": one.kind, "entity": one.entity or None, "added_at": one.added_at,
            "value": one.value if one.id in shown else None,
        }
        for one in found
    ]  # fmt: skip


def selected(appliance: Appliance, actor: Actor, place: Place, kind: Kind, entity: str) -> tuple[CollectionRow, Said]:
    """Return the collection and what is said of a stretch of one of its pages.

    Raises NotFound for what this person may not mend, ConfigError for a stretch that cannot be said to be that.
    """
    with reading(appliance.engine) as connection:
        held = library.document_row(connection, place.document_id)
        rows = {one.id: one for one in writable(connection, actor)}
        row = rows.get(held.collection_id if held else -1)
        if row is None or held is None or held.withheld:
            raise NotFound("no such document; documents; it may have been removed")
        clean = library.page_text(connection, place.document_id, place.page).value[place.start : place.end]
        tokens = {found[0]: found[1] for found in STAND_IN.finditer(clean)}
        values = vault.values(connection, appliance.vault, held.domain or appliance.domain_of(row), tokens)
    if kind == "allow":
        if list(tokens) != [clean] or clean not in values:
            raise ConfigError("only what stands for a value can be said to be none; documents; choose one label or name")
        return row, Said(kind, tokens[clean], values[clean], document_id=place.document_id)
    policy = appliance.policy_of(row)
    if any(token not in values or not policy.may_reveal(tokens[token], actor.groups) for token in tokens):
        raise ConfigError("a part of it is hidden already; documents; choose the words beside it")
    value = STAND_IN.sub(lambda found: values[found[0]], clean)
    return row, Said(kind, entity, mends.tidy(value), clean, place.document_id)


def mend_work(appliance: Appliance, arguments: Mapping[str, object], actor: Actor) -> Iterator[Json]:
    """`{"collection", "kind", "entity", "value"}` → the entry and how many documents it touches."""
    row = mendable(appliance, actor, str(arguments["collection"]))
    kind: Kind = "allow" if arguments["kind"] == "allow" else "deny"
    yield add(appliance, actor, row, Said(kind, str(arguments.get("entity") or ""), mends.tidy(str(arguments["value"])))).json()


def unmend_work(appliance: Appliance, arguments: Mapping[str, object], actor: Actor) -> Iterator[Json]:
    """`{"collection", "id"}` → the same of the entry that is taken back."""
    yield remove(appliance, actor, mendable(appliance, actor, str(arguments["collection"])), int(str(arguments["id"]))).json()
