"""Policy files: checked, with what only this home can say of them."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from appliance.assemble import is_home
from appliance.database import account_group, collection_group, open_database, reading
from appliance.errors import ApplianceError, ConfigError
from appliance.privacy.policy_check import check_policy, policy_warnings


def check_files(home: Path, file: Path | None) -> tuple[list[str], list[str]]:
    """Return every error and every warning of the file, or of all policies of the home.

    Raises ConfigError when there is nothing to check.
    """
    if file is not None:
        if not file.is_file():
            raise ConfigError(f"no such file; {file}; check the path")
        files = [file]
    elif is_home(home):
        files = sorted((home / "policies").glob("*.yaml"))
    else:
        raise ConfigError(f"no home of the appliance; {home}; run `appliance --home {home} init` first")
    groups = _groups(home) if is_home(home) else None
    return [error for each in files for error in check_policy(each)], [
        warning for each in files for warning in policy_warnings(each, groups)
    ]


def _groups(home: Path) -> list[str] | None:
    """The groups that somebody is in or that read a collection; None where the home cannot be asked."""
    engine = open_database(home / "appliance.db")
    try:
        with reading(engine) as connection:
            both = sa.union(sa.select(account_group.c.group_name), sa.select(collection_group.c.group_name))
            return list(connection.scalars(both))
    except ApplianceError:
        return None
    finally:
        engine.dispose()
