"""The server that forks a child per file: one thread, warm libraries, no network, no content of its own.

It ends when the pool's end of its control socket closes. PR_SET_PDEATHSIG would not do: it follows the thread that
started the process, and a web server's threads come and go. Its children do have it, for this server has one thread.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass

from appliance.parsing import wire
from appliance.parsing.child import live
from appliance.parsing.confine import peak_mb
from appliance.parsing.file import Parser
from appliance.parsing.kind import EXTENSIONS, extension_of

READY = b"ready"


@dataclass
class _Child:
    channel: socket.socket
    deadline: float  # time.monotonic
    timed_out: bool = False


class Server:
    """Takes orders from the control socket until it closes."""

    def __init__(self, control: socket.socket, parsers: Mapping[str, Parser], *, has_network: bool) -> None:
        self._control, self._parsers = control, parsers
        self._children: dict[int, _Child] = {}
        self._has_network = has_network
        self._wake, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def serve(self) -> None:
        """Fork a child per order and end those whose time is over."""
        self._control.send(READY)
        control = self._control.fileno()
        while True:
            ready, _, _ = select.select([control, self._wake], [], [], self._patience())
            if self._wake in ready:
                os.read(self._wake, 4096)
            if control in ready and not self._take():
                break
            self._bury()
        for pid in self._children:
            os.kill(pid, signal.SIGKILL)

    def _patience(self) -> float | None:
        now = time.monotonic()
        return max(0.0, min(child.deadline for child in self._children.values()) - now) if self._children else None

    def _take(self) -> bool:
        packet, descriptors, _, _ = socket.recv_fds(self._control, wire.PACKET_BYTES, 2)
        if len(descriptors) != 2:
            return False
        content, channel = descriptors
        order = wire.order(packet)
        self._warm(order.name)
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            live(order, self._parsers, content, channel, has_network=self._has_network)
        os.close(content)
        self._children[pid] = _Child(socket.socket(fileno=channel), time.monotonic() + order.timeout_s)
        return True

    def _warm(self, name: str) -> None:
        """Load the libraries that the name promises: the name may lie, then this child alone loads what it needs."""
        parser = self._parsers.get(EXTENSIONS.get(extension_of(name), ""))
        missing = [library for library in (parser.libraries if parser else ()) if library not in sys.modules]
        for library in missing:
            importlib.import_module(library)
        if missing:
            gc.collect()
            gc.freeze()  # so that a child's collector does not touch, and so copy, the server's pages

    def _bury(self) -> None:
        now = time.monotonic()
        for pid, child in list(self._children.items()):
            if now >= child.deadline and not child.timed_out:
                child.timed_out = True
                os.kill(pid, signal.SIGKILL)
                child.deadline = now + 1
            buried, status, usage = os.wait4(pid, os.WNOHANG)
            if buried:
                del self._children[pid]
                self._tell(child, status, usage.ru_maxrss >> 10)

    def _tell(self, child: _Child, status: int, resident_mb: int) -> None:
        killed = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0
        report = wire.packed(wire.Ending(killed, code, child.timed_out, resident_mb, peak_mb()))
        child.channel.settimeout(5)  # the pool may have given up on this file
        with contextlib.suppress(OSError):
            child.channel.send(wire.ENDED + report)
        child.channel.close()


def main(control: int, parsers: str, *, has_network: bool) -> None:
    """Serve on the descriptor with the table PARSERS of the module of that name."""
    # Ctrl-C goes to the terminal's whole group, and the pool decides what it means
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    table: Mapping[str, Parser] = importlib.import_module(parsers).PARSERS
    Server(socket.socket(fileno=control), table, has_network=has_network).serve()
