"""Sign-in and sign-out, each with its leaf in the same transaction."""

from __future__ import annotations

from appliance.assemble import Appliance
from appliance.audit.events import Event
from appliance.database import reading, writing
from appliance.errors import NotFound
from appliance.records import Actor
from appliance.rights import accounts


def sign_in(appliance: Appliance, name: str, password: str) -> str:
    """Return the value for the session cookie. Raises NotFound, alike for every failure."""
    with reading(appliance.engine) as connection:  # argon2 takes a tenth of a second: not inside a write
        account_id = accounts.password_fits(connection, name, password)
        mark = accounts.password_mark(connection, account_id)
    with writing(appliance.engine) as connection:
        if accounts.password_mark(connection, account_id) != mark:  # changed or disabled in between
            account_id = None
        if account_id is None:  # whose name was tried is told by a keyed hash: it may be a password typed in the wrong field
            appliance.audit.append(
                connection, Event.LOGIN_FAILED, "unknown", "refused", {"name": appliance.keys.keyed_hash("login", name)[:16]}
            )
        else:
            value = accounts.open_session(connection, account_id, appliance.settings.serve.session_hours)
            appliance.audit.append(connection, Event.LOGIN_OK, account_id, "ok", {})
    if account_id is None:
        raise NotFound("name or password is wrong; login; try again")
    return value


def actor_of(appliance: Appliance, cookie: str) -> Actor | None:
    """Return whose session this is, with the rights of this moment."""
    with reading(appliance.engine) as connection:
        return accounts.actor_of_session(connection, cookie)


def sign_out(appliance: Appliance, cookie: str) -> None:
    """End the session; its cookie opens nothing any more."""
    with writing(appliance.engine) as connection:
        actor = accounts.actor_of_session(connection, cookie)
        accounts.close_session(connection, cookie)
        if actor:
            appliance.audit.append(connection, Event.LOGOUT, actor.id, "ok", {})
