"""The client of the one process that holds llama.cpp (`engine.py`): a LanguageModel.

Requests of many threads queue in the order they came; one is decoded at a time. A crash of the process costs the answer in
flight and nothing else: the next request starts a new one. The process ends with this one.
"""

from __future__ import annotations

import collections
import itertools
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from appliance.answering.model import Prompt, Queued, Usage
from appliance.errors import Unavailable
from appliance.records import ModelId

LOAD_SECONDS = 300  # from a slow disk
CANCEL_SECONDS = 30  # a slice of the prompt on a slow machine; then the process is ended
WAKE_SECONDS = 0.1  # how soon a cancel or a new place in the queue is seen

_ROOT = Path(__file__).resolve().parents[2]  # so that the process runs the same code


class ModelProcess:
    """llama.cpp in a process of its own, started at the first request."""

    def __init__(
        self, model: Path, identity: ModelId, *, context_tokens: int, threads: int, timeout_s: float, idle_s: float = 0
    ) -> None:
        self._model, self._identity = model, identity
        self._context_tokens, self._threads = context_tokens, threads or os.cpu_count() or 1
        self._timeout_s, self._idle_s = timeout_s, idle_s
        self._ids = itertools.count(1)
        self._turn = threading.Condition()
        self._line: collections.deque[int] = collections.deque()  # who waits; the first one is served
        self._child: _Child | None = None
        self._idle: threading.Timer | None = None

    @property
    def id(self) -> ModelId:
        """Return which model it is."""
        return self._identity

    @property
    def pid(self) -> int | None:
        """Return the id of the running process."""
        return self._child.pid if self._child and self._child.alive else None

    def complete(
        self, prompt: Prompt, max_tokens: int, cancelled: Callable[[], bool]
    ) -> Iterator[Queued | str | Usage]:
        """See LanguageModel; `timeout_s` counts from this request's turn."""
        ticket, came = next(self._ids), time.monotonic()
        with self._turn:
            self._line.append(ticket)
        try:
            yield from self._wait(ticket, cancelled)
            queue_ms = (time.monotonic() - came) * 1000
            if not cancelled():
                yield from self._served(ticket, prompt, max_tokens, cancelled, queue_ms)
        finally:
            with self._turn:
                self._line.remove(ticket)
                self._turn.notify_all()
                self._wind_idle()

    def warm(self) -> None:
        """See LanguageModel; does not wait until it is loaded."""
        with self._turn:
            self._child = self._alive()

    def close(self) -> None:
        """End the process; an answer in flight ends with Unavailable."""
        with self._turn:
            child, self._child = self._child, None
            if self._idle:
                self._idle.cancel()
        if child:
            child.end()

    def _wait(self, ticket: int, cancelled: Callable[[], bool]) -> Iterator[Queued]:
        told = 0
        while not cancelled():
            with self._turn:
                position = self._line.index(ticket)
                if position == told != 0:
                    self._turn.wait(WAKE_SECONDS)
                    position = self._line.index(ticket)
            if position == 0:
                return
            if position != told:
                told = position
                yield Queued(position)

    def _served(
        self, ticket: int, prompt: Prompt, max_tokens: int, cancelled: Callable[[], bool], queue_ms: float
    ) -> Iterator[str | Usage]:
        child = self._started(cancelled)
        until = time.monotonic() + self._timeout_s
        child.say({
            "do": "complete", "id": ticket, "system": prompt.system, "user": prompt.user, "max_tokens": max_tokens,
        })  # fmt: skip
        finished = False
        try:
            while not cancelled():
                line = child.hear()
                if line is None:
                    if time.monotonic() > until:
                        raise Unavailable("the model took too long; answer.timeout_s; ask again, or raise it")
                elif "text" in line:
                    yield str(line["text"])
                else:
                    finished = True
                    yield _usage(line, queue_ms)
                    return
        finally:
            if not finished and child.alive:
                self._take_back(child, ticket)

    def _started(self, cancelled: Callable[[], bool]) -> _Child:
        with self._turn:
            if self._idle:
                self._idle.cancel()
            child = self._child = self._alive()
        until = time.monotonic() + LOAD_SECONDS
        while not child.ready:
            line = child.hear()
            if line is not None:
                child.ready = bool(line.get("ready"))
                if not child.ready:
                    child.end()
                    raise Unavailable(str(line.get("error")))
            elif cancelled():
                break  # it goes on loading for the next one
            elif time.monotonic() > until:
                child.end()
                raise Unavailable("the model does not load; answer model; see `appliance doctor`")
        return child

    def _alive(self) -> _Child:
        if self._child is not None and self._child.alive:
            return self._child
        return _Child([str(self._model), str(self._context_tokens), str(self._threads)])

    def _take_back(self, child: _Child, ticket: int) -> None:
        """Stop an answer that nobody waits for, and drop what was still in the pipe."""
        child.say({"do": "cancel", "id": ticket})
        until = time.monotonic() + CANCEL_SECONDS
        try:
            while time.monotonic() < until:
                line = child.hear()
                if line is not None and ("done" in line or "error" in line):
                    return
        except Unavailable:
            return
        child.end()

    def _wind_idle(self) -> None:
        if self._idle_s and not self._line and self._child:
            self._idle = threading.Timer(self._idle_s, self._end_if_idle)
            self._idle.daemon = True
            self._idle.start()

    def _end_if_idle(self) -> None:
        with self._turn:
            if self._line:
                return
            child, self._child = self._child, None
        if child:
            child.end()


class _Child:
    """The process with its two pipes.

    A thread of its own starts it and reads it: the kernel ends a PDEATHSIG child when the *thread* that started it ends.
    """

    def __init__(self, arguments: list[str]) -> None:
        self.ready = False
        self._lines: queue.SimpleQueue[dict[str, object] | None] = queue.SimpleQueue()
        self._begun = threading.Event()
        self._process: subprocess.Popen[str] | None = None
        self._ended = False
        threading.Thread(target=self._run, args=(arguments,), name="model process", daemon=True).start()
        self._begun.wait()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def alive(self) -> bool:
        return not self._ended and self._process is not None

    def say(self, line: dict[str, object]) -> None:
        try:
            if self._process is None or self._process.stdin is None:
                raise _died()
            self._process.stdin.write(json.dumps(line) + "\n")
            self._process.stdin.flush()
        except (OSError, ValueError) as error:
            raise _died() from error

    def hear(self) -> dict[str, object] | None:
        """Return the next line, or None when there is none yet. Raises Unavailable at the process's end."""
        try:
            line = self._lines.get(timeout=WAKE_SECONDS)
        except queue.Empty:
            return None
        if line is None:
            self._lines.put(None)
            raise _died()
        return line

    def end(self) -> None:
        self._ended = True
        if self._process:
            self._process.kill()

    def _run(self, arguments: list[str]) -> None:
        # passive: spinning OpenMP threads beside other load cost twenty times the time (measured)
        environment = os.environ | {"OMP_WAIT_POLICY": "passive", "GGML_NO_BACKTRACE": "1", "PYTHONPATH": str(_ROOT)}
        command = [sys.executable, "-P", "-m", "appliance.answering.engine", str(os.getpid()), *arguments]
        try:
            with subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                encoding="utf-8", env=environment,
            ) as process:  # fmt: skip
                self._process = process
                self._begun.set()
                for line in process.stdout or ():
                    self._lines.put(json.loads(line))
        except (OSError, ValueError):  # cannot start, or not a line of ours: either way it is over
            pass
        finally:
            self._ended = True
            self._begun.set()
            self._lines.put(None)


def _usage(line: dict[str, object], queue_ms: float) -> Usage:
    if "error" in line:
        raise Unavailable(str(line["error"]))
    return Usage(queue_ms, int(str(line["prompt_tokens"])), int(str(line["answer_tokens"])))


def _died() -> Unavailable:
    return Unavailable("the model process ended; answering; ask again, and see `appliance doctor` if it happens again")
