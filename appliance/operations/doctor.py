"""`doctor`: what is wrong, in plain words, and what to do. Reads only; imports no model library."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import sqlalchemy as sa

from appliance.assemble import Appliance, is_home, open_appliance
from appliance.audit.verify import verify
from appliance.database import document, reading
from appliance.errors import ApplianceError, Unavailable
from appliance.models.catalog import Role
from appliance.models.memory import usable_mb
from appliance.operations.owner import try_lock
from appliance.operations.refreshing import backlog
from appliance.privacy.policy_check import check_policy

Json = dict[str, object]
FREE_GB = 2.0
#: checks that may say no while the appliance works
ADVICE = frozenset({"root key", "answer model", "stale documents", "CPU", "memory"})


def examine(home: Path) -> list[Json]:
    """Return every check as `{"name", "ok", "detail", "remedy"}`."""
    if not is_home(home):
        return [_check("home", False, f"{home} is no home", f"run `appliance --home {home} init`"), _cpu(), _memory()]
    try:
        appliance = open_appliance(home)
    except ApplianceError as error:
        return [_check("home", False, str(error), "mend what the line names"), _cpu(), _memory()]
    checks: dict[str, Callable[[Appliance], Json]] = {
        "home": _home, "root key": _root_key, "database": _database, "policies": _policies, "audit log": _audit, "disk": _disk,
        "owner": _owner, "stale documents": _stale, "embedding model": lambda one: _model(one, "embed", "embedding model"),
        "name recognizer": lambda one: _model(one, "ner", "name recognizer"),
        "answer model": lambda one: _model(one, "answer", "answer model"),
    }  # fmt: skip
    try:
        return [*_each(appliance, checks), _cpu(), _memory()]
    finally:
        appliance.close()


def _each(appliance: Appliance, checks: Mapping[str, Callable[[Appliance], Json]]) -> Iterator[Json]:
    for name, check in checks.items():
        try:
            yield check(appliance)
        except (ApplianceError, OSError) as error:
            yield _check(name, False, str(error), "mend what the line names")


def _check(name: str, ok: bool, detail: str, remedy: str = "") -> Json:
    return {"name": name, "ok": ok, "detail": detail, "remedy": "" if ok else remedy}


def _home(appliance: Appliance) -> Json:
    mode = stat.S_IMODE(appliance.home.stat().st_mode)
    return _check(
        "home", not mode & 0o077, f"{appliance.home}, mode {mode:03o}", f"chmod 700 {appliance.home}: others can read it"
    )


def _root_key(appliance: Appliance) -> Json:
    path = appliance.home / appliance.settings.keys.root
    mode = stat.S_IMODE(path.stat().st_mode)
    beside = path.resolve().is_relative_to(appliance.home.resolve())
    if mode & 0o077:
        return _check("root key", False, f"{path} may be read by others (mode {mode:03o})", f"chmod 600 {path}")
    return _check(
        "root key",
        not beside,
        "lies inside the home, beside the data it protects" if beside else "lies outside the home",
        "fine for a try-out; else move it out and set keys.root (docs/operations.md)",
    )


def _database(appliance: Appliance) -> Json:
    with reading(appliance.engine) as connection:
        found = connection.scalar(sa.text("PRAGMA quick_check(1)"))
        version = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        connection.execute(sa.select(document).limit(0))  # an older schema says so
    return _check("database", found == "ok", f"quick check: {found}; schema {version}", "restore the last backup")


def _policies(appliance: Appliance) -> Json:
    files = sorted((appliance.home / "policies").glob("*.yaml"))
    errors = [error for file in files for error in check_policy(file)]
    return _check("policies", not errors, errors[0] if errors else f"{len(files)} without errors", "run `appliance policy check`")


def _audit(appliance: Appliance) -> Json:
    with reading(appliance.engine) as connection:
        report = verify(connection, appliance.audit.signer.public)
    detail = f"{report.records} records under {report.checkpoints} checkpoints" if report.ok else str(report.reason)
    return _check(
        "audit log", report.ok, detail, "the log was changed: ask your compliance officer, restore the last backup that verifies"
    )


def _disk(appliance: Appliance) -> Json:
    free = shutil.disk_usage(appliance.home).free / 1e9
    return _check("disk", free >= FREE_GB, f"{free:.1f} GB free", "make room: what cannot be recorded does not happen")


def _owner(appliance: Appliance) -> Json:
    lock = try_lock(appliance.home)
    if lock is not None:
        lock.close()
        return _check("owner", True, "nobody owns the home now")
    serving = (appliance.home / "run" / "appliance.sock").is_socket()
    return _check("owner", True, "`serve` is running" if serving else "a command is working on it")


def _stale(appliance: Appliance) -> Json:
    found = backlog(appliance)
    if not found.stale:
        return _check("stale documents", True, "none")
    detail = f"{found.stale} stale, {found.withheld} of them withheld, {found.needs_upload} need an upload; {found.progress}"
    waits = "upload or ingest anew what needs it (`appliance documents list`)" if found.needs_upload else ""
    works = "`serve` scrubs them again by itself, else run `appliance documents refresh`" if found.total > found.done else ""
    return _check("stale documents", False, detail, "; ".join(filter(None, (works, waits))))


def _model(appliance: Appliance, role: Role, title: str) -> Json:
    settings = appliance.settings.models
    wanted = {"answer": settings.answer, "embed": settings.embed}.get(role, "auto")
    if role == "answer" and wanted == "none":
        return _check(title, True, "turned off: answers are literal sentences of the documents (mode extract)")
    try:
        found = appliance.store.find(role, wanted)
    except Unavailable as error:
        return _check(title, False, str(error), "run `appliance models install starter`")
    quotes = ", quoted from by rules: it measured better than it writes" if role == "answer" and found.mode == "extract" else ""
    return _check(title, True, f"{found.name}, {found.bytes // 1_000_000} MB, {found.licence}{quotes}")


def _cpu() -> Json:
    try:
        flags = set(Path("/proc/cpuinfo").read_text(encoding="utf-8").partition("flags")[2].partition("\n")[0].split())
    except OSError:
        flags = set()
    return _check(
        "CPU",
        "avx2" in flags,
        f"{os.cpu_count()} cores, {'with' if 'avx2' in flags else 'no'} AVX2",
        "answers will be several times slower; use a newer machine or the small answer model",
    )


def _memory() -> Json:
    usable = usable_mb()
    return _check("memory", usable >= 1500, f"{usable} MB usable", "the small set needs about 1500 MB")
