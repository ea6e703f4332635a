"""Checking policy files."""

from __future__ import annotations

from pathlib import Path

from appliance.assemble import is_home
from appliance.errors import ConfigError
from appliance.policy import check_policy


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
