"""`serve`: become the home's owner, load the models, answer commands and browsers until stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.assemble import Appliance, open_appliance
from appliance.audit.events import Event
from appliance.database import writing
from appliance.errors import ApplianceError, ConfigError, Unavailable
from appliance.indexing import vectors
from appliance.intake import DocumentScrubber, PassageEmbedder
from appliance.operations.owner import listen, try_lock
from appliance.operations.settling import note_changes
from appliance.operations.shelving import SYSTEM
from appliance.operations.works import WORKS
from appliance.web.app import create_app
from appliance.web.server import serve as serve_web
from appliance.work.jobs import Scheduler
from appliance.work.worker import document_worker

CHECKPOINT_S = 60
LOOK_S = 2  # at the policy files: what a changed one forbids is withheld from then on
LOCK_WAIT_S = 2
STOP_S = 10  # for the file at work


def serve_home(home: Path, host: str | None, port: int | None, say: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT. Raises Unavailable when another process owns the home."""
    with _owned(home) as appliance, _background(appliance):
        settings = appliance.settings.serve
        where = (host or settings.host, port or settings.port)
        say(f"serving on {where[0]}:{where[1]}; stop with Ctrl-C")
        serve_web(create_app(appliance), *where, settings.certificate, settings.private_key, settings.threads)


@contextmanager
def _owned(home: Path) -> Iterator[Appliance]:
    """The home, locked and loaded; its documents are scrubbed and embedded in a worker process."""
    appliance = open_appliance(home)
    settings = appliance.settings.serve
    if bool(settings.certificate) != bool(settings.private_key):
        raise ConfigError(f"serve.certificate and serve.private_key go together; {home}/appliance.toml; set both or neither")
    end = time.monotonic() + LOCK_WAIT_S  # a `doctor` that looks at the lock holds it for a moment
    while (lock := try_lock(home)) is None and time.monotonic() < end:
        time.sleep(0.1)
    if lock is None:
        raise Unavailable(f"another process owns this home; {home}; stop it, or ask it: every command works beside `serve`")
    workers = []

    def worker(one: Appliance) -> tuple[DocumentScrubber, PassageEmbedder]:
        workers.append(documents := document_worker(one))
        return documents, documents

    appliance.document_worker = worker
    try:
        _prepare(appliance)
        _note(appliance, Event.SERVE_STARTED)
        yield appliance
        _note(appliance, Event.SERVE_STOPPED)
        appliance.audit.checkpoint()
    finally:
        for one in workers:
            one.close()
        appliance.close()
        lock.close()


def _prepare(appliance: Appliance) -> None:
    """Load what a first question needs, and finish what a crash cut short."""
    _ = (appliance.embedder, appliance.scrubber, appliance.search)
    for collection_id in vectors.pending(appliance.engine):
        vectors.reconcile(appliance.engine, appliance.index, collection_id)
    note_changes(appliance, SYSTEM)
    appliance.asker.warm()


@contextmanager
def _background(appliance: Appliance) -> Iterator[None]:
    """The command socket, the job queue and the minute's checkpoint, each in a thread of its own."""
    stop, commands, scheduler = threading.Event(), listen(appliance, WORKS), Scheduler(appliance)
    threading.Thread(target=commands.serve_forever, name="commands", daemon=True).start()
    threading.Thread(target=_sign_now_and_then, args=(appliance, stop), name="checkpoints", daemon=True).start()
    jobs = scheduler.start()
    try:
        yield
    finally:
        stop.set()
        scheduler.stop()
        jobs.join(timeout=STOP_S)
        commands.shutdown()
        commands.server_close()
        (appliance.home / "run" / "appliance.sock").unlink(missing_ok=True)


def _note(appliance: Appliance, event: Event) -> None:
    with writing(appliance.engine) as connection:
        appliance.audit.append(connection, event, SYSTEM, "ok", {})


def _sign_now_and_then(appliance: Appliance, stop: threading.Event) -> None:
    seen, signed = -1, 0.0
    while not stop.wait(LOOK_S):
        try:
            stamp, is_due = appliance.policies_stamp(), time.monotonic() - signed >= CHECKPOINT_S
            if stamp != seen or is_due:
                note_changes(appliance, SYSTEM)
                appliance.audit.checkpoint()
                seen, signed = stamp, time.monotonic()
        except (ApplianceError, OSError):
            continue  # a full disk, a busy database, a policy that is being written: tried again in a moment
