"""`serve`: become the home's owner, load the models, answer commands and browsers until stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from appliance.assemble import Appliance, open_appliance
from appliance.audit.events import Event
from appliance.database import writing
from appliance.errors import ConfigError, Unavailable
from appliance.indexing import vectors
from appliance.operations.owner import listen, try_lock
from appliance.operations.works import WORKS
from appliance.web.app import create_app
from appliance.web.server import serve as serve_web
from appliance.work.jobs import Scheduler
from appliance.work.worker import document_worker

CHECKPOINT_S = 60


def serve_home(home: Path, host: str | None, port: int | None, say: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT. Raises Unavailable when another process owns the home."""
    appliance = open_appliance(home)
    lock = try_lock(home)
    if lock is None:
        raise Unavailable(f"another process owns this home; {home}; stop it, or ask it: every command works beside `serve`")
    settings = appliance.settings.serve
    if bool(settings.certificate) != bool(settings.private_key):
        raise ConfigError(f"serve.certificate and serve.private_key go together; {home}/appliance.toml; set both or neither")
    made: list[object] = []

    def worker(one: Appliance) -> tuple[object, object]:
        made.append(documents := document_worker(one))
        return documents, documents
    appliance.document_worker = worker  # type: ignore[assignment]
    stop = threading.Event()
    try:
        _prepare(appliance)
        commands = listen(appliance, WORKS)
        scheduler = Scheduler(appliance)
        for target in (commands.serve_forever, lambda: _sign_now_and_then(appliance, stop)):
            threading.Thread(target=target, daemon=True).start()
        jobs = scheduler.start()
        _note(appliance, Event.SERVE_STARTED)
        say(f"serving on {host or settings.host}:{port or settings.port}; stop with Ctrl-C")
        serve_web(create_app(appliance), host or settings.host, port or settings.port, settings.certificate, settings.private_key, settings.threads)
        scheduler.stop()
        jobs.join(timeout=10)
        commands.shutdown()
        commands.server_close()
    finally:
        stop.set()
        (home / "run" / "appliance.sock").unlink(missing_ok=True)
        for one in made:
            one.close()  # type: ignore[attr-defined]
        _note(appliance, Event.SERVE_STOPPED)
        appliance.audit.checkpoint()
        appliance.close()
        lock.close()


def _prepare(appliance: Appliance) -> None:
    """Load what a first question needs, and finish what a crash cut short."""
    _ = (appliance.embedder, appliance.scrubber, appliance.search)
    for collection_id in vectors.pending(appliance.engine):
        vectors.reconcile(appliance.engine, appliance.index, collection_id)
    appliance.asker.warm()


def _note(appliance: Appliance, event: Event) -> None:
    with writing(appliance.engine) as connection:
        appliance.audit.append(connection, event, "system", "ok", {})


def _sign_now_and_then(appliance: Appliance, stop: threading.Event) -> None:
    while not stop.wait(CHECKPOINT_S):
        try:
            appliance.audit.checkpoint()
        except Unavailable:
            continue  # a full disk or a busy database: the next minute tries again
