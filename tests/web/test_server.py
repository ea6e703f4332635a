"""The server: many open streams, TLS, refused bodies, and a stop in time."""

from __future__ import annotations

import datetime
import gc
import http.client
import socket
import ssl
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Response

from appliance.errors import ConfigError, Unavailable
from appliance.web.server import running

THREADS = 24


@pytest.fixture
def slow(app):
    """The app with a stream that waits; `gone` counts the readers that the server saw leave."""
    app.extensions["gone"] = gone = []

    def stream():
        def steps():
            try:
                for _ in range(100):
                    yield "event: queue\ndata: {}\n\n"
                    time.sleep(0.05)
            finally:
                gone.append(1)

        return Response(steps(), mimetype="text/event-stream")

    app.before_request_funcs.clear()
    app.add_url_rule("/slow", "slow", stream)
    return app


def connected(port: int, path: str) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    link.request("GET", path)
    return link, link.getresponse()


def test_pages_open_while_many_streams_are(slow):
    with running(slow, "127.0.0.1", 0, "", "", THREADS) as port:
        streams = [connected(port, "/slow") for _ in range(THREADS - 4)]
        assert all(reply.readline().startswith(b"event: queue") for _, reply in streams)
        began = time.monotonic()
        link, reply = connected(port, "/healthz")
        assert reply.read() == b"ok\n"
        assert time.monotonic() - began < 2
        for one, _ in [*streams, (link, reply)]:
            one.close()
        end = time.monotonic() + 5
        while len(slow.extensions["gone"]) < THREADS - 4 and time.monotonic() < end:
            time.sleep(0.05)
        assert len(slow.extensions["gone"]) == THREADS - 4  # each generator was closed when its reader left


def test_a_body_that_nobody_wants_is_not_read_into_memory(app):
    with running(app, "127.0.0.1", 0, "", "", 4) as port:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as link:
            link.sendall(b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 90000000\r\n\r\n" + b"x" * 1000)
            assert link.recv(4000).startswith(b"HTTP/1.1 400")
            while rest := link.recv(4000):
                assert rest
        with socket.create_connection(("127.0.0.1", port), timeout=10) as link:
            link.sendall(b"POST /documents HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000000\r\n\r\n")
            assert link.recv(4000).startswith(b"HTTP/1.1 413")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # cheroot leaves the socket to the collector
def test_a_taken_port_is_one_line(app):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(Unavailable, match="--port"), running(app, "127.0.0.1", other.getsockname()[1], "", "", 4):
            pass
    gc.collect()


@pytest.fixture(scope="module")
def pem(tmp_path_factory) -> tuple[str, str]:
    """A self-signed certificate and its key."""
    folder = tmp_path_factory.mktemp("pem")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "c.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "k.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return str(folder / "c.pem"), str(folder / "k.pem")


def test_a_silent_stranger_does_not_hold_up_the_others_under_tls(app, pem):
    with running(app, "127.0.0.1", 0, *pem, 8) as port:
        silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(6)]
        link = http.client.HTTPSConnection("localhost", port, timeout=5, context=ssl.create_default_context(cafile=pem[0]))
        link.request("GET", "/login")
        assert "Secure" in link.getresponse().headers["Set-Cookie"]
        for one in [link, *silent]:
            one.close()


def test_a_certificate_that_is_not_there_is_named(app, pem):
    with pytest.raises(ConfigError, match=r"nowhere\.pem"), running(app, "127.0.0.1", 0, "nowhere.pem", pem[1], 4):
        pass
    with pytest.raises(ConfigError, match="belong together"), running(app, "127.0.0.1", 0, pem[1], pem[1], 4):
        pass
