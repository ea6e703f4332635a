"""Accounts: argon2id passwords, roles, groups, sessions.

Functions take the deed's connection; the caller writes the audit leaf in the same transaction.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal, cast, get_args

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.engine import Connection, Row

from appliance.clock import now
from appliance.database import account, account_group, account_session
from appliance.errors import ConfigError, NotFound
from appliance.records import Actor

Role = Literal["staff", "curator", "admin", "auditor"]
ROLES: tuple[Role, ...] = get_args(Role)
PASSWORD_LETTERS = 12  # NIST SP 800-63B asks for length, not for kinds of characters
#: verified for an unknown name, so that it takes as long as a wrong password
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$eSJjZHNoYmR3ZGhzZGpkcw$TAzHPuMUQyUVOjj8qZQfTBEU0Yi4hGVzL9Hm/BCdcF4"


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account as lists show it."""

    id: str
    name: str = field(repr=False)
    role: Role
    state: Literal["active", "disabled"]
    groups: tuple[str, ...]


def new_password() -> str:
    """Return a random password of about 100 bits."""
    return "-".join(secrets.token_hex(3) for _ in range(4)) + secrets.token_hex(1)


def add_account(connection: Connection, name: str, role: Role, groups: Sequence[str], password: str) -> str:
    """Add an account; return its opaque id. Raises ConfigError when the name is taken or the password short."""
    if not name or len(name) > 100 or not name.isprintable():
        raise ConfigError("not a name of an account; users add; use 1 to 100 printable characters")
    if connection.scalar(sa.select(account.c.id).where(account.c.name == name)):
        raise ConfigError(f"there is an account {name} already; users add; choose another name")
    account_id = secrets.token_hex(8)
    connection.execute(
        account.insert().values(
            id=account_id, name=name, role=role, password_hash=_hashed(password), state="active", created_at=now()
        )
    )
    change_groups(connection, account_id, groups, ())
    return account_id


def _hashed(password: str) -> str:
    if len(password) < PASSWORD_LETTERS:
        raise ConfigError(f"the password is too short; users; give at least {PASSWORD_LETTERS} characters")
    return PasswordHasher().hash(password)


def set_password(connection: Connection, account_id: str, password: str) -> None:
    """Change the password and end every session of the account."""
    connection.execute(account.update().where(account.c.id == account_id).values(password_hash=_hashed(password)))
    connection.execute(account_session.delete().where(account_session.c.account_id == account_id))


def change_groups(connection: Connection, account_id: str, add: Sequence[str], remove: Sequence[str]) -> None:
    """Put the account into groups and out of others."""
    for group in dict.fromkeys((*add, *remove)):
        check_group(group)
        connection.execute(
            account_group.delete().where(account_group.c.account_id == account_id, account_group.c.group_name == group)
        )
        if group in add:
            connection.execute(account_group.insert().values(account_id=account_id, group_name=group))


def check_group(group: str) -> None:
    """Raises ConfigError for what is no name of a group."""
    if not group.strip() or len(group) > 100 or not group.isprintable():
        raise ConfigError("not a name of a group; --group; use 1 to 100 printable characters")


def disable(connection: Connection, account_id: str) -> None:
    """Disable the account and end its sessions."""
    connection.execute(account.update().where(account.c.id == account_id).values(state="disabled"))
    connection.execute(account_session.delete().where(account_session.c.account_id == account_id))


def account_named(connection: Connection, name: str) -> AccountRow:
    """Raises NotFound."""
    row = connection.execute(sa.select(account).where(account.c.name == name)).one_or_none()
    if row is None:
        raise NotFound(f"no account {name}; users; see `appliance users list`")
    return _account_row(connection, row)


def accounts(connection: Connection) -> list[AccountRow]:
    """Return all accounts by name."""
    return [_account_row(connection, row) for row in connection.execute(sa.select(account).order_by(account.c.name))]


def _account_row(connection: Connection, row: Row[tuple[str, ...]]) -> AccountRow:
    groups = connection.scalars(
        sa.select(account_group.c.group_name).where(account_group.c.account_id == row.id).order_by(account_group.c.group_name)
    )
    return AccountRow(row.id, row.name, cast(Role, row.role), cast(Literal["active", "disabled"], row.state), tuple(groups))


def actor_of_account(connection: Connection, name: str) -> Actor:
    """Return who this is, rights included. Raises NotFound for a missing and a disabled account alike."""
    found = account_named(connection, name)
    if found.state != "active":
        raise NotFound(f"no account {name}; users; see `appliance users list`")
    return Actor(found.id, found.name, found.role, frozenset(found.groups))


def password_fits(connection: Connection, name: str, password: str) -> str | None:
    """Return the account's id if name and password fit and it is active; as slow for an unknown name."""
    row = connection.execute(sa.select(account).where(account.c.name == name)).one_or_none()
    try:
        PasswordHasher().verify(row.password_hash if row else _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return None
    return row.id if row and row.state == "active" else None


def password_mark(connection: Connection, account_id: str | None) -> str | None:
    """Return what changes when the password does, or the account is disabled; None for no or a closed account."""
    query = sa.select(account.c.password_hash).where(account.c.id == account_id, account.c.state == "active")
    return connection.scalar(query)


def open_session(connection: Connection, account_id: str, hours: int) -> str:
    """Return the random value for the cookie; the table holds its hash only."""
    value = secrets.token_urlsafe(32)
    expires = (datetime.now(UTC) + timedelta(hours=hours)).isoformat()
    connection.execute(account_session.delete().where(account_session.c.expires_at < datetime.now(UTC).isoformat()))
    connection.execute(account_session.insert().values(id_hash=_id_hash(value), account_id=account_id, expires_at=expires))
    return value


def actor_of_session(connection: Connection, value: str) -> Actor | None:
    """Return whose session this is, with today's rights; None if it is over or the account is disabled."""
    row = connection.execute(
        sa.select(account.c.name, account_session.c.expires_at)
        .join(account_session, account_session.c.account_id == account.c.id)
        .where(account_session.c.id_hash == _id_hash(value), account.c.state == "active")
    ).one_or_none()
    if row is None or row.expires_at < datetime.now(UTC).isoformat():
        return None
    return actor_of_account(connection, row.name)


def close_session(connection: Connection, value: str) -> None:
    """End this session."""
    connection.execute(account_session.delete().where(account_session.c.id_hash == _id_hash(value)))


def _id_hash(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()
