"""One owner a home: the lock, and the socket over which commands reach a running `serve`.

What needs the vector index or a model is a *work*: JSON in, JSON objects out. Alone, a command takes the home's lock
and does it itself; beside `serve` it sends it over `HOME/run/appliance.sock` (mode 0600). Same objects, same exit codes.
Wire: one JSON line per request `{"work", "arguments"}`; answers `{"line": …}`*, then `{"end": true}` or `{"error": …}`.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import socketserver
import struct
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Protocol, cast

from appliance.assemble import Appliance, open_appliance
from appliance.errors import (
    AnswerWithheld,
    ApplianceError,
    CheckFailed,
    ConfigError,
    DocumentError,
    NotFound,
    ScrubFailed,
    Unavailable,
    UnreadableDocument,
    UnsupportedFormat,
)
from appliance.operations.settling import note_changes
from appliance.records import Actor

LOCK_WAIT_S = 10  # a command that works on the home is given this long to end
REQUEST_BYTES = 16_000_000  # one request line
Json = dict[str, object]
Work = Callable[[Appliance, Mapping[str, object], Actor], Iterator[Json]]
_ERRORS: dict[str, type[ApplianceError]] = {
    kind.__name__: kind for kind in (AnswerWithheld, CheckFailed, ConfigError, NotFound, ScrubFailed, Unavailable)
}
_DOCUMENT_ERRORS: dict[str, type[DocumentError]] = {
    kind.__name__: kind for kind in (DocumentError, UnreadableDocument, UnsupportedFormat)
}


def operator(uid: int) -> Actor:
    """Return the local operator: whoever may open the home's files."""
    return Actor(f"operator:{uid}", "operator", "operator")


class Stream(Protocol):
    """Both ways of a socket."""

    def write(self, content: bytes, /) -> int: ...

    def flush(self) -> None: ...

    def __iter__(self) -> Iterator[bytes]: ...


class Session:
    """Where works are done: here, or by the owner."""

    def __init__(self, do: Callable[[str, Mapping[str, object]], Iterator[Json]]) -> None:
        self.do = do


@contextmanager
def session(home: Path, works: Mapping[str, Work], wait_s: float = LOCK_WAIT_S) -> Iterator[Session]:
    """Open a session with the running owner, or become the owner for a while. Raises Unavailable when locked."""
    appliance, lock = open_appliance(home), None  # refuses what is no home, with its own line
    try:
        link, lock = _link_or_lock(home, wait_s)
        if link is not None:
            with link, link.makefile("rwb") as stream:
                yield Session(lambda work, arguments: _remote(stream, work, arguments))
            return
        try:
            note_changes(appliance, operator(os.getuid()).id)
            yield Session(lambda work, arguments: works[work](appliance, arguments, operator(os.getuid())))
        finally:
            appliance.audit.checkpoint()
    finally:
        appliance.close()  # before the lock: who gets it next must find nobody in the index
        if lock is not None:
            lock.close()


def _link_or_lock(home: Path, wait_s: float) -> tuple[socket.socket | None, IO[str] | None]:
    """A link to the running owner, or the lock of a home that has none."""
    end = time.monotonic() + wait_s
    while True:
        if (link := _connected(home)) is not None:
            return link, None
        if (lock := try_lock(home)) is not None:
            return None, lock
        if time.monotonic() > end:
            raise Unavailable(f"another command is working on this home; {home}; try again when it has ended")
        time.sleep(0.1)


def try_lock(home: Path) -> IO[str] | None:
    """Take the home's lock; None if somebody holds it. Closing the file lets it go."""
    (home / "run").mkdir(mode=0o700, exist_ok=True)
    file = (home / "run" / "lock").open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


@contextmanager
def _short_path(home: Path) -> Iterator[str]:
    """A path of the socket that fits sun_path (108 bytes), however deep the home lies."""
    folder = os.open(home / "run", os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/appliance.sock"
    finally:
        os.close(folder)


def _connected(home: Path) -> socket.socket | None:
    if not (home / "run" / "appliance.sock").exists():
        return None
    link = socket.socket(socket.AF_UNIX)
    try:
        with _short_path(home) as path:
            link.connect(path)
        return link
    except OSError:  # left behind by a killed owner
        link.close()
        return None


def _remote(stream: Stream, work: str, arguments: Mapping[str, object]) -> Iterator[Json]:
    try:
        stream.write(json.dumps({"work": work, "arguments": arguments}).encode() + b"\n")
        stream.flush()
        for line in stream:
            answer = json.loads(line)
            if "line" in answer:
                yield answer["line"]
            elif "error" in answer:
                raise _error(answer)
            else:
                return
    except (OSError, ValueError) as error:
        raise Unavailable("the server broke off; HOME/run/appliance.sock; run the command again") from error
    raise Unavailable("the server ended before the answer did; HOME/run/appliance.sock; run the command again")


def _error(answer: Mapping[str, str]) -> ApplianceError:
    """The error that the owner met, of its own class, so that the exit code is the same."""
    name, message = answer["error"], answer["message"]
    if name in _DOCUMENT_ERRORS:
        return _DOCUMENT_ERRORS[name](answer["reason"], message)
    return _ERRORS.get(name, Unavailable)(message)


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, path: str, appliance: Appliance, works: Mapping[str, Work]) -> None:
        self.appliance, self.works = appliance, works
        super().__init__(path, _Requests)


class _Requests(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = cast(_Server, self.server)
        _pid, uid, _gid = struct.unpack("3i", self.connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
        while line := self.rfile.readline(REQUEST_BYTES):
            try:
                self._answer(server, json.loads(line), operator(uid))
            except (OSError, ValueError):  # the command was stopped, or is none of ours
                return

    def _answer(self, server: _Server, request: Json, actor: Actor) -> None:
        try:
            work = server.works[str(request["work"])]
            for line in work(server.appliance, cast(Mapping[str, object], request["arguments"]), actor):
                self._send({"line": line})
            server.appliance.audit.checkpoint()
        except ApplianceError as error:
            with suppress(ApplianceError):  # the minute's checkpoint follows
                server.appliance.audit.checkpoint()
            reason = {"reason": error.reason} if isinstance(error, DocumentError) else {}
            self._send({"error": type(error).__name__, "message": str(error), **reason})
        except OSError:
            raise  # the command went away
        except Exception as error:  # the message of a foreign exception may hold content, so its type must do
            self._send({"error": "Unavailable", "message": f"failed inside ({type(error).__name__}); serve; report it"})
        else:
            self._send({"end": True})

    def _send(self, answer: Json) -> None:
        self.wfile.write(json.dumps(answer).encode() + b"\n")


def listen(appliance: Appliance, works: Mapping[str, Work]) -> _Server:
    """Open the socket (mode 0600); the caller runs `serve_forever` in a thread. The caller holds the lock."""
    (appliance.home / "run" / "appliance.sock").unlink(missing_ok=True)
    old = os.umask(0o177)
    try:
        with _short_path(appliance.home) as path:
            return _Server(path, appliance, works)
    finally:
        os.umask(old)
