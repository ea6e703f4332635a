"""Everything works where there is no network at all: in a namespace without a route, not even to itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

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
    page.write_text("Write to ann.bell@host.corp or jane@ward.internal, see www.example.com. The kiosk opens at nine.\n", encoding="utf-8")
    at = [*PROGRAM, "--home", str(home)]
    ingested = walled(*at, "ingest", str(page), str(ROOT / "samples" / "documents" / "operations"), "--json")
    assert ingested.returncode == 0, ingested.stderr
    assert json.loads(ingested.stdout.splitlines()[-1])["summary"]["rejected"] == 0
    answer = json.loads(walled(*at, "ask", "When does the kiosk open?", "--json").stdout)
    assert "nine" in answer["answer"]
    scrubbed = walled(*at, "scrub", "-", "--json", stdin="Ask ann.bell@host.corp.")
    assert "ann.bell" not in json.loads(scrubbed.stdout)["text"]
    assert walled(*at, "audit", "verify").returncode == 0
