"""A file's bytes and name → its Document, read in a disposable child that can reach nothing.

The pool starts one server process (`forkserver`) on first use, which forks a child per file inside walls (`confine`).
Whatever a file does to its child, the pool answers with a Document or an error of ours, and goes on.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from types import TracebackType

from appliance.errors import Unavailable, UnreadableDocument, UnsupportedFormat
from appliance.parsing import wire
from appliance.parsing.child import OUT_OF_MEMORY, UNGUARDED
from appliance.records import Document
from appliance.settings import ParsingSettings

START_S = 30.0  # a server that takes longer to be ready is taken for dead
GRACE_S = 30.0  # beyond a child's time: the server may be loading a library for another file
REASONS = {"unsupported", "corrupt", "empty", "bomb", "encrypted", "needs_ocr", "no_text", "memory", "timeout"}
#: the network goes before any library comes: the kernel lets only a process of one thread into a namespace
_BOOT = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1])\n"
    "from appliance.parsing.confine import leave_network; left = leave_network()\n"
    "from appliance.parsing.forkserver import main; main(int(sys.argv[2]), sys.argv[3], has_network=not left)"
)
#: the server's whole environment; a process that forks must have one thread, and numpy brings a library that starts more
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "DO_NOT_TRACK": "true"}


class _ServerDied(Exception):
    """The server is gone, and with it every child."""


class _Server:
    """The server process, from the pool's side."""

    def __init__(self, parsers: str) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        path = json.dumps([entry for entry in sys.path if os.path.isabs(entry)])
        libraries = {key: os.environ[key] for key in ("LD_LIBRARY_PATH",) if key in os.environ}
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-X", "utf8", "-c", _BOOT, path, str(theirs.fileno()), parsers],
                pass_fds=(theirs.fileno(),),
                env=_ENVIRONMENT | libraries,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # what a library prints may quote the document
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._control.settimeout(START_S)
        if not self._is_ready():
            self.end()
            raise Unavailable("the parser does not start; this installation; run `appliance doctor`")

    def order(self, order: wire.Order, content: int) -> socket.socket:
        """Send an order; return the channel that its result comes on."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                socket.send_fds(self._control, [wire.packed(order)], [content, theirs.fileno()])
            except OSError as error:
                ours.close()
                raise _ServerDied from error
        return ours

    def is_alive(self) -> bool:
        """Is the process there?"""
        return self.process.poll() is None

    def end(self) -> None:
        """End the process and all children."""
        self._control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(2)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)  # its session is its own
        self.process.wait()

    def _is_ready(self) -> bool:
        try:
            return bool(self._control.recv(64))
        except OSError:
            return False


class ParserPool:
    """Parses files, from any thread, as many at once as there are cores."""

    def __init__(self, limits: ParsingSettings, parsers: str = "appliance.parsing.registry") -> None:
        """`parsers` names the module that holds the table PARSERS."""
        self._limits, self._parsers = limits, parsers
        self._server: _Server | None = None
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))

    def parse(self, content: bytes, name: str) -> Document:
        """Return the document that the content holds.

        Raises UnsupportedFormat, UnreadableDocument with a reason of the contract, or Unavailable.
        """
        if not content:
            raise UnreadableDocument("empty", "no bytes in it; this file; save it again")
        if len(content) > self._limits.file_mb << 20:
            raise UnreadableDocument("too_large", "larger than parsing.file_mb; this file; raise that limit or split it")
        with self._places:
            try:
                return self._attempt(content, name)
            except _ServerDied:
                pass  # perhaps another file's doing: this one gets a second life
            try:
                return self._attempt(content, name)
            except _ServerDied as error:
                raise UnreadableDocument("memory", "the parser was killed on it twice; this file; try it alone") from error

    def close(self) -> None:
        """End the server and its children; the pool may be used again."""
        with self._lock:
            server, self._server = self._server, None
        if server is not None:
            server.end()

    def __enter__(self) -> ParserPool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _attempt(self, content: bytes, name: str) -> Document:
        limits = self._limits
        short = name.encode("utf-8", "replace")[-1024:].decode("utf-8", "ignore")  # its end decides the kind
        order = wire.Order(short, limits.timeout_s, limits.memory_mb, limits.text_mb << 20)
        memory = os.memfd_create("document", os.MFD_CLOEXEC)
        try:
            with open(memory, "wb", closefd=False) as file:
                file.write(content)
            server = self._started()
            try:
                channel = server.order(order, memory)
            except _ServerDied:
                self._retire(server)
                raise
        finally:
            os.close(memory)
        with channel:
            try:
                return self._received(channel, name)
            except (_ServerDied, TimeoutError) as error:
                self._retire(server)  # other files that it held get their second life
                if isinstance(error, _ServerDied):
                    raise
                raise _timeout() from error

    def _started(self) -> _Server:
        with self._lock:
            if self._server is None or not self._server.is_alive():
                if self._server is not None:
                    self._server.end()
                self._server = None  # in case the next one does not start
                self._server = _Server(self._parsers)
            return self._server

    def _retire(self, server: _Server) -> None:
        """Forget a server that let a file down: a killed process is still there for a moment."""
        with self._lock:
            if self._server is server:
                self._server = None
        server.end()

    def _received(self, channel: socket.socket, name: str) -> Document:
        deadline = time.monotonic() + self._limits.timeout_s + GRACE_S
        # JSON writes a control or a quote in up to six bytes, and UTF-8 a letter in up to four
        left = {wire.RESULT: 6 * (self._limits.text_mb << 20) + (4 << 20), wire.ATTACHED: 4 * self._limits.file_mb << 20}
        got = {wire.RESULT: bytearray(), wire.ATTACHED: bytearray()}
        done = False
        while True:
            packet = _packet(channel, deadline)
            kind, piece = packet[:1], packet[1:]
            if kind == wire.ENDED:
                break
            done = done or kind == wire.DONE
            if kind in got:
                got[kind] += piece
                if len(got[kind]) > left[kind]:
                    raise UnreadableDocument("bomb", "more comes out of it than the limits allow; this file; do not open it")
        end = wire.ending(packet[1:])
        if not done:
            raise _untimely(end, self._limits)
        return _result(bytes(got[wire.RESULT]), bytes(got[wire.ATTACHED]), name)


def _packet(channel: socket.socket, deadline: float) -> bytes:
    """Return the next packet. Raises TimeoutError, or _ServerDied where no more will come."""
    channel.settimeout(max(0.01, deadline - time.monotonic()))
    try:
        packet = channel.recv(wire.PACKET_BYTES + 1)
    except ConnectionError:
        packet = b""
    if not packet:
        raise _ServerDied
    return packet


def _timeout() -> UnreadableDocument:
    return UnreadableDocument("timeout", "took longer than parsing.timeout_s; this file; raise that limit")


def _untimely(end: wire.Ending, limits: ParsingSettings) -> UnreadableDocument | Unavailable:
    """Say why a child ended before its result."""
    if end.code == UNGUARDED:
        return Unavailable("no wall against the network; this machine; allow seccomp or user namespaces to the appliance")
    if end.timed_out or end.signal == signal.SIGXCPU:
        return _timeout()
    # a C library that gets no memory aborts or falls, like one that is broken: how much it had tells them apart
    grown = end.resident_mb - end.baseline_mb > limits.memory_mb // 3
    if end.code == OUT_OF_MEMORY or end.signal == signal.SIGKILL or (end.signal and grown):
        return UnreadableDocument("memory", "needs more than parsing.memory_mb; this file; raise that limit")
    return UnreadableDocument("corrupt", "the parser broke on it; this file; save it again")


def _result(result: bytes, attached: bytes, name: str) -> Document:
    try:
        refused = wire.refusal(result)
        if refused is None:
            return wire.document(result, attached, name)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnreadableDocument("corrupt", "the parser broke on it; this file; save it again") from error
    reason, message = refused
    if reason == "unsupported":
        raise UnsupportedFormat(reason, message)
    raise UnreadableDocument(reason if reason in REASONS else "corrupt", message)
