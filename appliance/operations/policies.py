"""Policy files: checked, and their changes recorded."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from appliance.assemble import Appliance, is_home
from appliance.audit.events import Event
from appliance.database import index_state, reading, writing
from appliance.errors import ConfigError
from appliance.policy import check_policy
from appliance.rights.collections import collections


def note_changes(appliance: Appliance, actor_id: str) -> None:
    """Record each policy in use whose version is another than last time; a broken file says so where it is used."""
    with reading(appliance.engine) as connection:
        names = sorted({row.policy for row in collections(connection)})
        known = {
            name: connection.scalar(sa.select(index_state.c.value).where(index_state.c.key == f"policy:{name}")) for name in names
        }
    for name in names:
        try:
            version = appliance.policy(name).version
        except ConfigError:
            continue
        if version != known[name]:
            _note(appliance, actor_id, name, version, known[name])


def _note(appliance: Appliance, actor_id: str, name: str, version: str, before: str | None) -> None:
    with writing(appliance.engine) as connection:
        row = {"key": f"policy:{name}", "value": version}
        connection.execute(sa.insert(index_state).prefix_with("OR REPLACE").values(row))
        fields = {"policy": appliance.keys.keyed_hash("policy", name)[:16], "version": version, "before": before}
        appliance.audit.append(connection, Event.POLICY_CHANGED, actor_id, "ok", fields)


def check_files(home: Path, file: Path | None) -> list[str]:
    """Return every error of the file, or of all policies of the home. Raises ConfigError when there is nothing to check."""
    if file is not None:
        if not file.is_file():
            raise ConfigError(f"no such file; {file}; check the path")
        return check_policy(file)
    if not is_home(home):
        raise ConfigError(f"no home of the appliance; {home}; run `appliance --home {home} init` first")
    files = sorted((home / "policies").glob("*.yaml"))
    return [error for each in files for error in check_policy(each)]
