"""The web server: cheroot, one process, a thread per open answer stream; TLS 1.2 and up when there is a certificate.

Why not gunicorn or waitress: docs/adr/0006-web-server.md.
"""

from __future__ import annotations

import signal
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from cheroot.ssl.builtin import BuiltinSSLAdapter
from cheroot.wsgi import Gateway_10, Server
from flask import Flask

from appliance.errors import ConfigError, Unavailable
from appliance.web.site import Site

GRACE_S = 6  # for answers under way when the server is told to stop
BACKLOG = 128  # connections that wait to be accepted
IDLE_S = 30  # a connection may be silent for so long
HEADER_BYTES = 32_768
UNREAD_BYTES = 65_536  # of a refused body that are read politely; past it the connection is cut


class _Gateway(Gateway_10):
    """Cuts the connection of a body that no view wanted, where cheroot would read all of it into memory."""

    def start_response(
        self, status: str, headers: Sequence[tuple[str, str]], exc_info: object = None
    ) -> Callable[[bytes], object]:
        if getattr(self.req.rfile, "remaining", 0) > UNREAD_BYTES:
            self.req.close_connection = True
        written: Callable[[bytes], object] = super().start_response(status, headers, exc_info)
        return written


class _Server(Server):
    """Cheroot, without its log: it would print tracebacks of broken connections, and the app logs its own errors."""

    def error_log(self, msg: str = "", level: int = 20, traceback: bool = False) -> None:
        """Say nothing."""


class _Tls(BuiltinSSLAdapter):
    """Leaves the handshake to the thread that reads the request.

    Cheroot's own waits for it where it accepts, so one silent stranger would keep everybody out until the time-out.
    """

    def wrap(self, sock: socket.socket) -> tuple[ssl.SSLSocket, dict[str, str]]:
        """Return the socket, and what the app hears of it."""
        wrapped = self.context.wrap_socket(sock, do_handshake_on_connect=False, server_side=True)
        return wrapped, {"wsgi.url_scheme": "https", "HTTPS": "on"}


@contextmanager
def running(app: Flask, host: str, port: int, certificate: str, private_key: str, threads: int) -> Iterator[int]:
    """Serve while the block runs; yields the port (the system's choice for 0). Raises Unavailable when it is taken."""
    server = _server(app, host, port, certificate, private_key, threads)
    site = app.extensions["site"]
    assert isinstance(site, Site)
    failed: list[OSError] = []
    bound = threading.Event()

    def run() -> None:
        try:
            server.prepare()
        except OSError as error:
            failed.append(error)
            return
        finally:
            bound.set()
        server.serve()

    # the pool's threads inherit `daemon`, so a stream that hangs cannot hold the process at its end
    threading.Thread(target=run, name="web", daemon=True).start()
    bound.wait()
    if failed:
        why = failed[0].strerror or "address in use"
        raise Unavailable(f"cannot listen ({why}); {host}:{port}; choose another --port, or end the other program")
    try:
        yield int(server.bind_addr[1])
    finally:
        site.stopping.set()
        stopping = threading.Thread(target=server.stop, daemon=True)
        stopping.start()
        stopping.join(GRACE_S + 1)


def serve(app: Flask, host: str, port: int, certificate: str, private_key: str, threads: int) -> None:
    """Serve until SIGTERM or SIGINT; returns within seconds after it. Call it from the main thread."""
    stop = threading.Event()

    def told(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, told) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        with running(app, host, port, certificate, private_key, threads):
            stop.wait()
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def _server(app: Flask, host: str, port: int, certificate: str, private_key: str, threads: int) -> Server:
    server = _Server(
        (host, port),
        app,
        numthreads=threads,
        server_name="appliance",
        request_queue_size=BACKLOG,
        timeout=IDLE_S,
        shutdown_timeout=GRACE_S,
    )
    server.gateway = _Gateway
    server.max_request_header_size = HEADER_BYTES
    server.max_request_body_size = app.config["MAX_CONTENT_LENGTH"]
    if certificate:
        server.ssl_adapter = _tls(certificate, private_key)
    return server


def _tls(certificate: str, private_key: str) -> _Tls:
    missing = [name for name in (certificate, private_key) if not Path(name).is_file()]
    if missing:
        raise ConfigError(f"no such file; {missing[0]}; correct serve.certificate or serve.private_key in appliance.toml")
    try:
        adapter = _Tls(certificate, private_key)
    except (ssl.SSLError, OSError) as error:
        raise ConfigError(f"certificate and key do not load; {certificate}; give PEM files that belong together") from error
    adapter.context.minimum_version = ssl.TLSVersion.TLSv1_2
    return adapter
