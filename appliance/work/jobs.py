"""Uploads: kept encrypted at once, taken in by a queue in the database, one job at a time; else stale documents, one by one.

After a crash a running job is queued again: what was indexed is unchanged then.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from appliance.assemble import Appliance
from appliance.clock import now
from appliance.database import collection, document, job, reading, writing
from appliance.errors import ApplianceError, NotFound, Unavailable
from appliance.intake import Item, Target
from appliance.operations.refreshing import refresh_next
from appliance.operations.shapes import Json, ingest_line
from appliance.operations.shelving import SYSTEM, ready_to_write, target_of, writer
from appliance.records import Actor
from appliance.rights import collections
from appliance.work import originals

POLL_S = 0.5
RETRY_S = 5  # after Unavailable


def upload(appliance: Appliance, actor: Actor, collection_name: str, files: Sequence[tuple[str, bytes]]) -> str:
    """Queue files for a collection; return the job's id. Raises NotFound unless this person may write there."""
    with reading(appliance.engine) as connection:
        row = next((one for one in collections.writable(connection, actor) if one.name == collection_name), None)
    if row is None:
        raise NotFound("no such collection; upload; choose one of yours")
    job_id = secrets.token_hex(10)
    names = []
    for number, (name, content) in enumerate(files):
        originals.seal(appliance, f"{job_id}-{number}", content)
        names.append(name)
    sealed = appliance.keys.seal("jobs", json.dumps(names).encode(), job_id)
    with writing(appliance.engine) as connection:
        connection.execute(
            job.insert().values(
                id=job_id,
                account_id=None if actor.role == "operator" else actor.id,
                collection_id=row.id,
                state="queued",
                uploads_encrypted=sealed,
                created_at=now(),
            )
        )
    return job_id


def job_state(appliance: Appliance, actor: Actor, job_id: str) -> Json:
    """Return `{"state", "files"}` of the person's own job. Raises NotFound for others' and missing ones alike."""
    with reading(appliance.engine) as connection:
        row = connection.execute(sa.select(job).where(job.c.id == job_id)).one_or_none()
    if row is None or (actor.role != "operator" and row.account_id != actor.id):
        raise NotFound("no such job; jobs; it may have been another person's")
    lines = json.loads(appliance.keys.open("jobs", row.lines_encrypted, job_id)) if row.lines_encrypted else []
    return {"state": row.state, "files": lines}


@dataclass
class Scheduler:
    """The thread of `serve` that works the queue off."""

    appliance: Appliance
    _stop: threading.Event = field(default_factory=threading.Event)

    def start(self) -> threading.Thread:
        """Queue again what a crash cut short, and begin; a file that was not there may be back."""
        with writing(self.appliance.engine) as connection:
            connection.execute(job.update().where(job.c.state == "running").values(state="queued"))
            connection.execute(document.update().where(document.c.needs_upload).values(needs_upload=False))
        thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """End after the file at work."""
        self._stop.set()

    def _run(self) -> None:
        wait_s = POLL_S
        while not self._stop.wait(wait_s):
            try:
                wait_s = 0.0 if self._next() else POLL_S
            except ApplianceError:  # nothing to be had now: a busy database, a full disk, a policy that broke just now
                wait_s = RETRY_S

    def _next(self) -> bool:
        """Do the oldest job, else the next stale document; False when there is neither."""
        with reading(self.appliance.engine) as connection:
            job_id = connection.scalar(sa.select(job.c.id).where(job.c.state == "queued").order_by(job.c.created_at).limit(1))
        if job_id:
            try:
                self._do(str(job_id))
            except Unavailable:  # the same job again later
                with writing(self.appliance.engine) as connection:
                    connection.execute(job.update().where(job.c.id == job_id).values(state="queued"))
                raise
            return True
        return refresh_next(self.appliance, Actor(SYSTEM, SYSTEM, "operator"))

    def _do(self, job_id: str) -> None:
        with writing(self.appliance.engine) as connection:
            connection.execute(job.update().where(job.c.id == job_id).values(state="running"))
            row = connection.execute(sa.select(job, collection.c.name).join(collection).where(job.c.id == job_id)).one()
        names: list[str] = json.loads(self.appliance.keys.open("jobs", row.uploads_encrypted, job_id))
        actor = Actor(row.account_id or "operator:0", "", "curator")
        lines: list[Json] = []
        state = "done"
        for number, name in enumerate(names):
            try:
                lines += self._take(f"{job_id}-{number}", name, target_of(self.appliance, row.name), actor)
            except Unavailable:
                raise
            except ApplianceError:
                state = "failed"
            self._note(job_id, "running", lines)
        self._note(job_id, state, lines)
        self.appliance.audit.checkpoint()

    def _take(self, blob: str, name: str, target: Target, actor: Actor) -> list[Json]:
        place = f"{originals.PLACE}{name}"
        kept = originals.kept_name(self.appliance, target.collection.id, place)
        source = originals.path_of(self.appliance, blob)
        # a crash may have come after the move
        item = Item(name, place, name, originals.read(self.appliance, blob if source.exists() else kept))
        with writer:
            ready_to_write(self.appliance)
            lines = [ingest_line(one) for one in self.appliance.ingester.ingest(item, target, actor)]
        if source.exists():
            if lines[0]["status"] == "rejected" or target.policy.originals == "discard":
                source.unlink()
            else:
                source.replace(originals.path_of(self.appliance, kept))
        return lines

    def _note(self, job_id: str, state: str, lines: Sequence[Json]) -> None:
        sealed = self.appliance.keys.seal("jobs", json.dumps(list(lines)).encode(), job_id)
        with writing(self.appliance.engine) as connection:
            connection.execute(job.update().where(job.c.id == job_id).values(state=state, lines_encrypted=sealed))
