"""`init`: make a home, or complete one that was cut short; nothing that is there is changed."""

from __future__ import annotations

import json
import secrets
import shutil
from importlib import resources
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection, Engine

from appliance.assemble import open_appliance
from appliance.audit.events import Event
from appliance.database import open_database, reading, writing
from appliance.errors import ConfigError, NotFound, Unavailable
from appliance.keys.ring import create_root
from appliance.notes import note, noted
from appliance.rights.accounts import account_named, add_account, new_password, set_password
from appliance.rights.collections import EVERYONE, GENERAL, add_collection, collection_named
from appliance.settings import FILE, load_settings

ADMIN = "admin"
FOLDERS = ("policies", "models", "chroma", "originals", "run")
MOUNTED = ("keys", "lost+found")  # what a volume may hold before there is a home on it
PARTIAL = f"{FILE}.partial"
_HEAD = "# Settings of this home. Every key and its default: docs/configuration.md\n"


def init_home(home: Path, models: Path | None, password: str | None, actor_id: str) -> str | None:
    """Make the home; return the admin's new password if one was made up, to be shown once."""
    try:
        _make_folders(home, models)
    except OSError as error:
        raise Unavailable(f"cannot be written ({error.strerror}); {home}; choose a folder that you may write") from error
    settings = load_settings(home)
    if not (home / "appliance.db").exists():  # a home whose key is missing must not be given another one
        create_root(home / settings.keys.root)
    engine = open_database(home / "appliance.db")
    (home / "appliance.db").touch(mode=0o600)
    upgrade(engine)
    engine.dispose()
    return _first_rows(home, password, actor_id)


def _make_folders(home: Path, models: Path | None) -> None:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (home / FILE).exists() and {path.name for path in home.iterdir()} - {*FOLDERS, *MOUNTED, PARTIAL}:
        raise ConfigError(f"not empty, and no home; {home}; choose an empty folder")
    for name in FOLDERS:
        (home / name).mkdir(mode=0o700, exist_ok=True)
    if not (home / FILE).exists():
        shared = f"\n[models]\nstore = {json.dumps(str(models.resolve()), ensure_ascii=False)}\n" if models else ""
        partial = home / PARTIAL
        partial.write_text(_HEAD + shared, encoding="utf-8")
        partial.rename(home / FILE)
    for shipped in shipped_policies().iterdir():
        if shipped.is_file() and not (home / "policies" / shipped.name).exists():
            partial = home / "policies" / f"{shipped.name}.partial"
            shutil.copyfile(shipped, partial)
            partial.rename(home / "policies" / shipped.name)


def shipped_policies() -> Path:
    """Return the folder of the policies that come with the program: in the wheel, or at the top of a checkout."""
    inside = Path(str(resources.files("appliance") / "policies"))
    return inside if inside.is_dir() else Path(__file__).resolve().parents[2] / "policies"


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema up to this version, in one transaction."""
    config = Config()
    folder = str(Path(__file__).resolve().parents[1] / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))  # ConfigParser reads % as its own
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _first_rows(home: Path, password: str | None, actor_id: str) -> str | None:
    """The collection `general`, the account `admin`, and the home's id, in one transaction with their leaf."""
    engine = open_database(home / "appliance.db")
    with writing(engine) as connection:
        if noted(connection, "home") is None:
            note(connection, "home", secrets.token_hex(8))
    engine.dispose()
    appliance = open_appliance(home)
    try:
        with reading(appliance.engine) as connection:
            if _has_first_rows(connection) and password is None:
                return None
        made = new_password() if password is None else password
        with writing(appliance.engine) as connection:
            event = _add_first_rows(connection, made)
            appliance.audit.append(connection, event, actor_id, "ok", {})
        return made if password is None else None
    finally:
        try:
            appliance.audit.checkpoint()
        finally:
            appliance.close()


def _has_first_rows(connection: Connection) -> bool:
    try:
        return bool(collection_named(connection, GENERAL)) and bool(account_named(connection, ADMIN))
    except NotFound:
        return False


def _add_first_rows(connection: Connection, password: str) -> Event:
    if _has_first_rows(connection):
        set_password(connection, account_named(connection, ADMIN).id, password)
        return Event.ACCOUNT_CHANGED
    add_collection(connection, GENERAL, "default", [EVERYONE])
    add_account(connection, ADMIN, "admin", [], password)
    return Event.HOME_CREATED
