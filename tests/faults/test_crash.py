"""kill -9 at each step of ingest, then again: the same library as an undisturbed run."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, program

STEPS = ("scrub", "chunk", "embed", "store", "project")
KILLED_AT_A_STEP = """
import dataclasses, os, signal, sys
from pathlib import Path
from appliance.assemble import open_appliance
from appliance.operations.owner import operator
from appliance.operations import works

home, folder, wanted = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
seen = 0
def step(name):
    global seen
    seen += name == wanted
    if seen == 2:  # the first file is whole, the second is at work
        os.kill(os.getpid(), signal.SIGKILL)
appliance = open_appliance(home)
appliance.__dict__["ingester"] = dataclasses.replace(appliance.ingester, step=step)
list(works.ingest(appliance, {"paths": [folder]}, operator(os.getuid())))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for name, text in (
        ("a", "The ferry leaves at seven."),
        ("b", "Anna Lindqvist keeps the ledger. Call 020 7946 0018."),
        ("c", "The lock is oiled in May."),
    ):
        (made / f"{name}.txt").write_text(text + "\n", encoding="utf-8")
    (made / "d.eml").write_bytes(
        b"From: a@example.org\r\nTo: b@example.org\r\nSubject: Keys\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/plain\r\n\r\nThe keys are in the hut.\r\n--x\r\nContent-Type: text/plain; name=list.txt\r\n"
        b"Content-Disposition: attachment; filename=list.txt\r\n\r\nThe spare key is blue.\r\n--x--\r\n"
    )
    return made


def library(home: Path) -> list[tuple]:
    listed = json.loads(program(home, "documents", "list", "--json").stdout)["documents"]
    return sorted((one["name"], one["sha256"], one["state"], one["chunks"]) for one in listed)


def found(home: Path) -> list[list[tuple]]:
    feed = "".join(
        json.dumps({"question": question}) + "\n"
        for question in ("When does the ferry leave?", "What colour is the spare key?", "Who keeps the ledger?")
    )
    results = [json.loads(line) for line in program(home, "search", "--jsonl", stdin=feed).stdout.splitlines()]
    return [[(one["name"], one["page"], one["start"], one["end"]) for one in result["passages"]] for result in results]


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_any_step_leaves_a_document_whole_or_absent(home, folder, tmp_path, step):
    calm = tmp_path / "calm"
    shutil.copytree(home, calm)
    program(calm, "ingest", str(folder))
    killed = subprocess.run([sys.executable, "-c", KILLED_AT_A_STEP, str(home), str(folder), step], cwd=ROOT, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()[-500:]
    assert set(library(home)) <= set(library(calm))
    program(home, "ingest", str(folder))
    assert library(home) == library(calm)
    assert found(home) == found(calm)
    assert json.loads(program(home, "audit", "verify", "--json").stdout)["ok"]


def test_a_kill_between_a_mail_and_its_attachment_is_finished_by_the_next_run(home, folder):
    script = KILLED_AT_A_STEP.replace("seen == 2", "seen == 5")  # a, b, c and the mail are stored; its attachment is at work
    killed = subprocess.run([sys.executable, "-c", script, str(home), str(folder), "store"], cwd=ROOT, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()[-500:]
    assert len(library(home)) == 4
    program(home, "ingest", str(folder))
    assert len(library(home)) == 5
