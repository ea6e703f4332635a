"""Everything works where there is no network at all: in a namespace without a route, not even to itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import PROGRAM, ROOT

CANARY = "import socket; socket.create_connection(('127.0.0.1', 9), 2)"


def walled(*command: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command in a network namespace of its own, whose only interface is a loopback that is down."""
    assert shutil.which("unshare")
    wall = ["unshare", "--net"] if os.getuid() == 0 else ["unshare", "--user", "--map-root-user", "--net"]
    return subprocess.run([*wall, *command], input=stdin, text=True, capture_output=True, cwd=ROOT, timeout=300)


def test_the_wall_holds():
    assert "Network is unreachable" in walled(sys.executable, "-c", CANARY).stderr


def test_documents_come_in_and_questions_are_answered_without_a_network(home, tmp_path):
    page = tmp_path / "mail.txt"
    page.write_text(
        "Write to ann.bell@host.corp or jane@ward.internal, see www.example.com. The kiosk opens at nine.\n", encoding="utf-8"
    )
    at = [*PROGRAM, "--home", str(home)]
    ingested = walled(*at, "ingest", str(page), str(ROOT / "samples" / "documents" / "operations"), "--json")
    assert ingested.returncode == 0, ingested.stderr
    assert json.loads(ingested.stdout.splitlines()[-1])["summary"]["rejected"] == 0
    answer = json.loads(walled(*at, "ask", "When does the kiosk open?", "--json").stdout)
    assert "nine" in answer["answer"]
    scrubbed = walled(*at, "scrub", "-", "--json", stdin="Ask ann.bell@host.corp.")
    assert "ann.bell" not in json.loads(scrubbed.stdout)["text"]
    assert walled(*at, "audit", "verify").returncode == 0


SINKHOLE = """
import fcntl, os, signal, socket, struct, subprocess, sys, time
probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
fcntl.ioctl(probe, 0x8914, struct.pack("16sh", b"lo", 0x1 | 0x40))  # SIOCSIFFLAGS: loopback up
resolver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
resolver.bind(("127.0.0.1", 53))
child = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
resolver.settimeout(float(sys.argv[1]))
try:
    print("asked for a name:", resolver.recvfrom(512)[0])
except TimeoutError:
    print("nobody asked for a name")
child.terminate()
child.wait()
"""
LOOK_UP = "import socket, time; time.sleep(1); socket.getaddrinfo('canary.invalid', 80)"


def sunk(tmp_path: Path, seconds: int, *command: str) -> str:
    """Run a command for some seconds where the only resolver is ours; say whether it asked for a name, native code included."""
    resolvers = tmp_path / "resolv.conf"
    resolvers.write_text("nameserver 127.0.0.1\n", encoding="utf-8")
    mount = f'mount --bind {resolvers} /etc/resolv.conf && exec "$@"'
    return walled("unshare", "--mount", "sh", "-c", mount, "sh", sys.executable, "-c", SINKHOLE, str(seconds), *command).stdout


def test_the_sinkhole_sees_a_look_up(tmp_path):
    assert "asked for a name" in sunk(tmp_path, 10, sys.executable, "-c", LOOK_UP).splitlines()[0][:16]


def test_a_running_server_asks_for_no_name(home, tmp_path):
    # onnxruntime asks for its maker's telemetry host about ten seconds after its import unless it is told not to
    assert "nobody asked for a name" in sunk(tmp_path, 25, *PROGRAM, "--home", str(home), "serve")
