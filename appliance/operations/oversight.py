"""The compliance officer's view: verify, show and export the audit log."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.assemble import Appliance
from appliance.audit.events import Event
from appliance.audit.export import export as export_lines
from appliance.audit.export import shown
from appliance.audit.verify import verify as verify_log
from appliance.database import reading, writing

Json = dict[str, object]


def verify(appliance: Appliance) -> Json:
    """Return the result of `audit verify`."""
    with reading(appliance.engine) as connection:
        report = verify_log(connection, appliance.audit.signer.public)
    return {
        "ok": report.ok, "records": report.records, "checkpoints": report.checkpoints, "first_bad": report.first_bad,
        "reason": report.reason,
    }  # fmt: skip


def records(appliance: Appliance, limit: int | None) -> list[Json]:
    """Return the newest records, oldest first; all of them without a limit."""
    with reading(appliance.engine) as connection:
        return list(shown(connection, limit))


def export(appliance: Appliance, actor_id: str, form: str, since: str | None = None, until: str | None = None) -> Iterator[str]:
    """Yield the lines of an export, then record it: an export holds every record committed before it."""
    count = 0
    with reading(appliance.engine) as connection:
        for line in export_lines(connection, form, since, until):
            count += 1
            yield line
    with writing(appliance.engine) as connection:
        appliance.audit.append(connection, Event.AUDIT_EXPORTED, actor_id, "ok", {"format": form, "lines": count})
