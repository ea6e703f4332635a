"""The administrator's deeds on models; each change has its leaf."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from appliance.assemble import Appliance
from appliance.audit.events import Event
from appliance.database import writing
from appliance.errors import ConfigError, Unavailable
from appliance.models.catalog import Role
from appliance.records import Actor

STARTER = "starter"  # what `models install` calls the set that every home needs

Json = dict[str, object]
Report = Callable[[str, int, int, str], None]


def listed(appliance: Appliance) -> list[Json]:
    """Return the objects of `models list`."""
    in_use = _in_use(appliance)
    return [
        {
            "name": one.name, "role": one.role, "file": one.file, "format": one.format, "sha256": one.sha256,
            "bytes": one.bytes, "licence": one.licence, "loaded": one.name in in_use,
        }
        for one in appliance.store.list()
    ]  # fmt: skip


def _in_use(appliance: Appliance) -> set[str]:
    """Names of the models that a running `serve` of this home has loaded."""
    if not (appliance.home / "run" / "appliance.sock").exists():
        return set()
    roles: dict[Role, str] = {"answer": appliance.settings.models.answer, "embed": appliance.settings.models.embed, "ner": "auto"}
    names = set()
    for role, name in roles.items():
        try:
            names.add(appliance.store.find(role, name).name)
        except Unavailable:
            continue
    return names


def install(appliance: Appliance, actor: Actor, report: Report, which: str = STARTER, *, is_small: bool) -> list[str]:
    """Install the starter models that are missing, or one by name; return the names of what is new.

    Raises ConfigError for a name that the catalog has not, Unavailable with what could not be had.
    """
    from appliance.models.catalog import catalog, starter
    from appliance.models.install import Progress
    from appliance.models.install import install as install_entries

    entries = starter(small=is_small) if which == STARTER else tuple(one for one in catalog() if one.name == which)
    if not entries:
        known = ", ".join((STARTER, *(one.name for one in catalog())))
        raise ConfigError(f"no model {which} to install; models/catalog.toml; there are {known}")
    before = {one.name for one in appliance.store.list()}

    def told(progress: Progress) -> None:
        report(progress.model, progress.done_bytes, progress.total_bytes, progress.note)

    try:
        install_entries(appliance.store, entries, told)
    finally:
        new = [one for one in appliance.store.list() if one.name not in before]
        for one in new:
            _note(appliance, Event.MODEL_ADDED, actor, one.sha256, one.role)
    return [one.name for one in new]


def add(appliance: Appliance, actor: Actor, file: Path, role: Role, report: Report) -> str:
    """Copy a model into the store; return its name there."""
    from appliance.models.adding import add as add_file

    stored = add_file(appliance.store, file, role, lambda one: report(one.model, one.done_bytes, one.total_bytes, one.note))
    _note(appliance, Event.MODEL_ADDED, actor, stored.sha256, stored.role)
    return stored.name


def verify(appliance: Appliance) -> list[str]:
    """Hash every file anew; return a line for each that is not as it was."""
    return [f"{fault.model}: {fault.path.name} is {fault.what}" for fault in appliance.store.verify()]


def _note(appliance: Appliance, event: Event, actor: Actor, sha256: str, role: str) -> None:
    with writing(appliance.engine) as connection:
        appliance.audit.append(connection, event, actor.id, "ok", {"sha256": sha256, "role": role})
