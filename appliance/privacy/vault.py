"""Stand-in → value, sealed with AES-256-GCM under the vault key; domain and stand-in are the associated data.

The key lies apart from the database. A row moved to another stand-in or domain does not open.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.engine import Connection

from appliance.database import alias, answering, document, document_stand_in, key_epoch, stand_in
from appliance.errors import Unavailable
from appliance.privacy import stand_ins
from appliance.records import Pseudonym

NONCE_BYTES = 12
BATCH = 500  # SQLite's limit of variables in one statement is far above


class StandInClash(Exception):
    """Two values share a stand-in: scrub the document again with these digests' stand-ins so many letters long."""

    def __init__(self, lengths: Mapping[bytes, int]) -> None:
        super().__init__("two values share a stand-in; scrub again with the longer ones")
        self.lengths = dict(lengths)


class Vault:
    """Seals and opens values; knows no database. `later`: the key of each epoch after the first."""

    def __init__(self, key: bytes, later: Callable[[int], bytes] | None = None) -> None:
        self._ciphers = {1: AESGCM(key)}
        self._later = later

    def seal(self, domain: str, token: str, value: str, epoch: int = 1) -> bytes:
        """Return nonce and ciphertext."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher(epoch).encrypt(nonce, value.encode(), f"{domain}\0{token}".encode())

    def open(self, domain: str, token: str, sealed: bytes, epoch: int = 1) -> str:
        """Return the value. Raises Unavailable if the row was changed or the key is another."""
        try:
            content = self._cipher(epoch).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], f"{domain}\0{token}".encode())
        except InvalidTag:
            raise Unavailable("a value does not open; appliance.db; restore the database and its vault key together") from None
        return content.decode()

    def _cipher(self, epoch: int) -> AESGCM:
        if epoch not in self._ciphers:
            if self._later is None:
                raise Unavailable("no key of this epoch; a value of the vault; restore the database with its keys")
            self._ciphers[epoch] = AESGCM(self._later(epoch))
        return self._ciphers[epoch]


def current_epoch(connection: Connection) -> int:
    """Return the epoch of the vault's key that new values are sealed in."""
    return int(connection.scalar(sa.select(sa.func.max(key_epoch.c.epoch)).where(key_epoch.c.purpose == "vault")) or 1)


def rewrap(connection: Connection, vault: Vault, after: int) -> int | None:
    """Seal the next values anew in the current epoch; return the last row's id, or None when there are no more."""
    epoch = current_epoch(connection)
    rows = connection.execute(sa.select(stand_in).where(stand_in.c.id > after).order_by(stand_in.c.id).limit(BATCH)).all()
    for row in rows:
        if row.vault_epoch != epoch:
            value = vault.open(row.domain, row.token, row.value_encrypted, row.vault_epoch)
            sealed = {"value_encrypted": vault.seal(row.domain, row.token, value, epoch), "vault_epoch": epoch}
            connection.execute(stand_in.update().where(stand_in.c.id == row.id).values(sealed))
    return rows[-1].id if rows else None


def record(
    connection: Connection, vault: Vault, domain: str, key: bytes, document_id: str, pseudonyms: Sequence[Pseudonym]
) -> None:
    """Write what a document's stand-ins stand for, and their aliases. Raises StandInClash before it writes anything."""
    ids, epoch = _checked(connection, domain, key, pseudonyms), current_epoch(connection)
    for one in pseudonyms:
        whole = stand_ins.digest(one.entity, one.value, key)
        if whole not in ids:
            row = {
                "domain": domain, "token": one.stand_in, "entity": one.entity, "digest": whole, "vault_epoch": epoch,
                "value_encrypted": vault.seal(domain, one.stand_in, one.value, epoch),
            }  # fmt: skip
            inserted = connection.execute(sa.insert(stand_in).values(row)).inserted_primary_key
            assert inserted is not None
            ids[whole] = inserted[0]
        held = {"document_id": document_id, "stand_in_id": ids[whole]}
        connection.execute(sa.insert(document_stand_in).prefix_with("OR IGNORE").values(held))
        digests = {stand_ins.alias_digest(words, key) for words in (one.value, *one.aliases)}
        rows = [{"domain": domain, "digest": each, "stand_in_id": ids[whole]} for each in digests]
        connection.execute(sa.insert(alias).prefix_with("OR IGNORE"), rows)


def _checked(connection: Connection, domain: str, key: bytes, pseudonyms: Sequence[Pseudonym]) -> dict[bytes, int]:
    """Ids of the values that the domain knows already; a token that is another value's is a clash."""
    ids: dict[bytes, int] = {}
    lengths: dict[bytes, int] = {}
    taken: dict[str, bytes] = {}
    for one in pseudonyms:
        whole = stand_ins.digest(one.entity, one.value, key)
        same = (stand_in.c.entity == one.entity) & (stand_in.c.digest == whole)
        query = sa.select(stand_in.c.id, stand_in.c.token, stand_in.c.digest)
        rows = connection.execute(query.where(stand_in.c.domain == domain, same | (stand_in.c.token == one.stand_in))).all()
        letters = len(one.stand_in) - len(one.entity) - 3
        known = next((row for row in rows if row.digest == whole), None)
        if known is not None and known.token != one.stand_in:
            lengths[whole] = len(known.token) - len(one.entity) - 3
        elif known is not None:
            ids[whole] = known.id
        elif rows or taken.get(one.stand_in, whole) != whole:
            lengths[whole] = letters + 1
        taken[one.stand_in] = whole
    if lengths:
        raise StandInClash(lengths)
    return ids


def known(
    connection: Connection, domain: str, digests: Collection[bytes], collections: Collection[int]
) -> dict[bytes, tuple[str, ...]]:
    """Return alias digest → stand-ins, of live documents of these collections only: nobody learns of a name by asking."""
    query = (
        sa.select(alias.c.digest, stand_in.c.token).distinct()
        .join(stand_in, stand_in.c.id == alias.c.stand_in_id)
        .join(document_stand_in, document_stand_in.c.stand_in_id == stand_in.c.id)
        .join(document, document.c.id == document_stand_in.c.document_id)
        .where(alias.c.domain == domain, document.c.collection_id.in_(list(collections)), answering)
        .order_by(stand_in.c.token)
    )  # fmt: skip
    found: dict[bytes, tuple[str, ...]] = {}
    wanted = list(digests)
    for start in range(0, len(wanted), BATCH):
        for row in connection.execute(query.where(alias.c.digest.in_(wanted[start : start + BATCH]))):
            found[row.digest] = (*found.get(row.digest, ()), row.token)
    return found


def values(connection: Connection, vault: Vault, domain: str, tokens: Collection[str]) -> dict[str, str]:
    """Return stand-in → value for those that the domain knows."""
    found: dict[str, str] = {}
    wanted = list(tokens)
    query = sa.select(stand_in.c.token, stand_in.c.value_encrypted, stand_in.c.vault_epoch).where(stand_in.c.domain == domain)
    for start in range(0, len(wanted), BATCH):
        for row in connection.execute(query.where(stand_in.c.token.in_(wanted[start : start + BATCH]))):
            found[row.token] = vault.open(domain, row.token, row.value_encrypted, row.vault_epoch)
    return found


def present(connection: Connection, domain: str, tokens: Collection[str]) -> set[str]:
    """Return those stand-ins that the domain knows, without opening a value."""
    found: set[str] = set()
    wanted = list(tokens)
    query = sa.select(stand_in.c.token).where(stand_in.c.domain == domain)
    for start in range(0, len(wanted), BATCH):
        found |= set(connection.execute(query.where(stand_in.c.token.in_(wanted[start : start + BATCH]))).scalars())
    return found


def forget_orphans(connection: Connection) -> int:
    """Delete stand-ins, with their values and aliases, that no document holds any more; return how many."""
    held = sa.select(document_stand_in.c.stand_in_id)
    return connection.execute(sa.delete(stand_in).where(stand_in.c.id.not_in(held))).rowcount
