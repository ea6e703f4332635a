"""Epochs of the keys that can be rotated: the vault's, and each domain's pseudonym key. The salts lie in the database.

Epoch 1 is derived from the root alone. A later one also hangs on a random salt, so that with its salt its key is gone.
A domain of a later epoch is written `DOMAIN#EPOCH`: its stand-ins, values and aliases are apart from those before.
"""

from __future__ import annotations

import os
import re

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from appliance.database import key_epoch, reading
from appliance.errors import Unavailable

VAULT = "vault"
SALT_BYTES = 32
_LABEL = re.compile(r"(?s)(.*)#(\d+)")


def pseudonym_purpose(domain: str) -> str:
    """Return the purpose of a domain's key, whatever epoch the domain is written with."""
    return f"pseudonym:{parted(domain)[0]}"


def labelled(domain: str, epoch: int) -> str:
    """Return the domain as it is written in an epoch."""
    return domain if epoch == 1 else f"{domain}#{epoch}"


def parted(label: str) -> tuple[str, int]:
    """Return (domain, epoch) of a domain with its epoch."""
    found = _LABEL.fullmatch(label)
    return (found[1], int(found[2])) if found else (label, 1)


def current(connection: Connection, purpose: str) -> int:
    """Return the epoch under which new values are made."""
    return int(connection.scalar(sa.select(sa.func.max(key_epoch.c.epoch)).where(key_epoch.c.purpose == purpose)) or 1)


def all_current(connection: Connection) -> dict[str, int]:
    """Return the current epoch of each key that was ever rotated."""
    rows = connection.execute(sa.select(key_epoch.c.purpose, sa.func.max(key_epoch.c.epoch)).group_by(key_epoch.c.purpose))
    return {str(purpose): int(epoch) for purpose, epoch in rows}


def begin(connection: Connection, purpose: str) -> int:
    """Begin a new epoch; what is of an older one still opens. Return the new one."""
    epoch = current(connection, purpose) + 1
    if epoch == 2:  # the first one has a row from now on, until it is over
        connection.execute(key_epoch.insert().values(purpose=purpose, epoch=1, salt=b""))
    connection.execute(key_epoch.insert().values(purpose=purpose, epoch=epoch, salt=os.urandom(SALT_BYTES)))
    return epoch


def is_turning(connection: Connection, purpose: str) -> bool:
    """Is an earlier epoch not over yet?"""
    return (connection.scalar(sa.select(sa.func.count()).where(key_epoch.c.purpose == purpose)) or 0) > 1


def destroy_before(connection: Connection, purpose: str, epoch: int) -> None:
    """Delete the salts of the epochs before: nothing that hangs on their keys can be made or opened again."""
    connection.execute(key_epoch.delete().where(key_epoch.c.purpose == purpose, key_epoch.c.epoch < epoch))


class Salts:
    """The salts of the epochs, as the key ring asks for them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __call__(self, purpose: str, epoch: int) -> bytes:
        """Return the salt. Raises Unavailable when the epoch is over."""
        same = (key_epoch.c.purpose == purpose) & (key_epoch.c.epoch == epoch)
        with reading(self._engine) as connection:
            salt = connection.scalar(sa.select(key_epoch.c.salt).where(same))
        if salt is None:
            raise Unavailable("a key of an earlier epoch is gone; appliance.db; run the command again")
        return bytes(salt)
