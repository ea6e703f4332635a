"""The scrub-and-embed worker of a running `serve`: a process started on demand, ended after a minute without work.

So that a long ingest neither holds the web server's interpreter nor keeps its memory. A worker that dies is replaced
once; a document that kills two is not vouched for.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import cast

from appliance.assemble import Appliance
from appliance.errors import DocumentError, ScrubFailed
from appliance.models.store import ENGLISH
from appliance.policy import Policy
from appliance.records import CleanDocument, Document, Matrix

IDLE_S = 60


class DocumentWorker:
    """A DocumentScrubber and a PassageEmbedder in one process of their own."""

    def __init__(
        self, ner: Mapping[str, Path], embedder: Path, threads: int, count: Callable[[str], int], idle_s: float = IDLE_S
    ) -> None:
        """`ner`: the name models by language, English among them."""
        self._start_with = (dict(ner), embedder, threads)
        self._count, self._idle_s = count, idle_s
        self._lock = threading.Lock()
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._timer: threading.Timer | None = None

    @property
    def pid(self) -> int | None:
        """Return the process's id while there is one."""
        return self._process.pid if self._process and self._process.is_alive() else None

    def scrub_document(
        self, document: Document, policy: Policy, key: bytes, lengths: Mapping[bytes, int] | None = None
    ) -> CleanDocument:
        """See the Protocol in `intake.py`."""
        return cast(CleanDocument, self._asked("scrub", document, policy, key, lengths))

    def embed(self, texts: Sequence[str]) -> Matrix:
        """See the Protocol in `intake.py`."""
        return cast(Matrix, self._asked("embed", list(texts)))

    def count_tokens(self, text: str) -> int:
        """Count word pieces here: a trip to the worker for each sentence would cost more than the counting."""
        return self._count(text)

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _asked(self, what: str, *arguments: object) -> object:
        with self._lock:
            if self._timer:
                self._timer.cancel()
            try:
                kind, answer = self._exchanged((what, arguments))
            except (EOFError, OSError):
                self._end()
                try:
                    kind, answer = self._exchanged((what, arguments))
                except (EOFError, OSError) as error:
                    self._end()
                    raise ScrubFailed("the worker died of this document twice") from error
            self._timer = threading.Timer(self._idle_s, self.close)
            self._timer.daemon = True
            self._timer.start()
        if kind == "error":
            raise cast(Exception, answer)
        return answer

    def _exchanged(self, request: object) -> tuple[str, object]:
        if self._pipe is None:
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_work, args=(theirs, *self._start_with), daemon=True, name="scrub-worker")
            self._process.start()
            theirs.close()
        self._pipe.send(request)
        return cast(tuple[str, object], self._pipe.recv())

    def _end(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._pipe = self._process = None


def document_worker(appliance: Appliance) -> DocumentWorker:
    """Return the worker for this home's models."""
    store, settings = appliance.store, appliance.settings.models
    return DocumentWorker(
        {ENGLISH: store.path(store.find("ner"))} | store.name_folders(),
        store.path(store.find("embed", settings.embed)),
        settings.threads,
        appliance.embedder.count_tokens,
    )


def _work(pipe: Connection, ner: Mapping[str, Path], embedding: Path, threads: int) -> None:
    """The worker's main loop; ends when the pipe does."""
    from appliance.indexing.embedder import Embedder
    from appliance.privacy.detector import Detector
    from appliance.privacy.scrubber import Scrubber

    others = {language: folder for language, folder in ner.items() if language != ENGLISH}
    scrubber, embedder = Scrubber(Detector(ner[ENGLISH], others)), Embedder(embedding, threads=threads)
    doors: dict[str, Callable[..., object]] = {"scrub": scrubber.scrub_document, "embed": embedder.embed}
    while True:
        try:
            what, arguments = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer: tuple[str, object] = ("ok", doors[what](*arguments))
        except DocumentError as error:
            answer = ("error", error)
        except Exception as error:  # the message of a foreign exception may hold content
            answer = ("error", ScrubFailed(f"the scrubber failed inside ({type(error).__name__})"))
        pipe.send(answer)
