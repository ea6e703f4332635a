"""The client of the one process that holds llama.cpp (`engine.py`): a LanguageModel.

Requests of many threads queue in the order they came; one is decoded at a time. A crash of the process costs the answer in
flight and nothing else: the next request starts a new one. The process ends with this one.
"""

from __future__ import annotations

import collections
import itertools
import os
import threading
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

from appliance.answering.child import WAKE_SECONDS, Child
from appliance.answering.model import Prompt, Queued, Usage
from appliance.errors import Unavailable
from appliance.records import ModelId

LOAD_SECONDS = 300  # from a slow disk
CANCEL_SECONDS = 30  # a slice of the prompt on a slow machine; then the process is ended


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
        self._child: Child | None = None
        self._idle: threading.Timer | None = None

    @property
    def id(self) -> ModelId:
        """Return which model it is."""
        return self._identity

    @property
    def pid(self) -> int | None:
        """Return the id of the running process."""
        return self._child.pid if self._child and self._child.alive else None

    def complete(self, prompt: Prompt, max_tokens: int, cancelled: Callable[[], bool]) -> Iterator[Queued | str | Usage]:
        """See LanguageModel; `timeout_s` counts from this request's turn."""
        ticket, came = next(self._ids), time.monotonic()
        with self._turn:
            self._line.append(ticket)
        usage = None
        try:
            yield from self._wait(ticket, cancelled)
            queue_ms = (time.monotonic() - came) * 1000
            if not cancelled():
                usage = yield from self._served(ticket, prompt, max_tokens, cancelled, queue_ms)
        finally:
            with self._turn:
                self._line.remove(ticket)
                self._turn.notify_all()
                self._wind_idle()
        if usage is not None:  # told when the next one has its turn already: who reads no further holds nobody up
            yield usage

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
    ) -> Generator[str, None, Usage | None]:
        child = self._started(cancelled)
        if child is None:
            return None
        until = time.monotonic() + self._timeout_s
        child.say({
            "do": "complete", "id": ticket, "system": prompt.system, "user": prompt.user, "max_tokens": max_tokens,
        })  # fmt: skip
        finished = False
        try:
            while not cancelled():
                if time.monotonic() > until:
                    raise Unavailable("the model took too long; answer.timeout_s; ask again, or raise it")
                line = child.hear()
                if line is not None and "text" in line:
                    yield str(line["text"])
                elif line is not None:
                    finished = True
                    return _usage(line, queue_ms)
            return None
        finally:
            if not finished and child.alive:
                self._take_back(child, ticket)

    def _started(self, cancelled: Callable[[], bool]) -> Child | None:
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
                return None  # it goes on loading for the next one
            elif time.monotonic() > until:
                child.end()
                raise Unavailable("the model does not load; answer model; see `appliance doctor`")
        return child

    def _alive(self) -> Child:
        if self._child is not None and self._child.alive:
            return self._child
        return Child([str(self._model), str(self._context_tokens), str(self._threads)])

    def _take_back(self, child: Child, ticket: int) -> None:
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


def _usage(line: dict[str, object], queue_ms: float) -> Usage:
    if "error" in line:
        raise Unavailable(str(line["error"]))
    return Usage(queue_ms, int(str(line["prompt_tokens"])), int(str(line["answer_tokens"])))
