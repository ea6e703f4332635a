"""kill -9 at each step of a refresh, and in the midst of a rotation; then again: everything is current, nothing is lost."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from appliance.assemble import Appliance
from appliance.database import index_state, page, reading, stand_in
from appliance.operations import rotation, works
from appliance.operations.owner import operator
from appliance.operations.reading import all_documents
from appliance.operations.settling import note_changes
from appliance.privacy import vault
from tests.conftest import ROOT
from tests.operations.small_door import SmallDoor, opened_with

ME = operator(0)
KILLED_AT_A_STEP = """
import dataclasses, os, signal, sys
from pathlib import Path
from appliance.operations import works
from appliance.operations.owner import operator
from tests.operations.small_door import SmallDoor, opened_with

seen = 0
def step(name):
    global seen
    seen += name == sys.argv[2]
    if seen == 3:  # two are whole, the third is at work
        os.kill(os.getpid(), signal.SIGKILL)
for appliance in opened_with(Path(sys.argv[1]), SmallDoor()):
    appliance.__dict__["ingester"] = dataclasses.replace(appliance.ingester, step=step)
    list(works.refresh(appliance, {}, operator(0)))
"""


def killed(home: Path, step: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED_AT_A_STEP, str(home), step], cwd=ROOT, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()[-500:]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for name in "abc":
        (made / f"{name}.txt").write_text(f"Anna Lindqvist keeps ledger {name} in Rotterdam.\n")
    (made / "d.eml").write_bytes(
        b"From: a@example.org\r\nTo: b@example.org\r\nSubject: Keys\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/plain\r\n\r\nThe keys are in the hut.\r\n--x\r\nContent-Type: text/plain; name=list.txt\r\n"
        b"Content-Disposition: attachment; filename=list.txt\r\n\r\nThe spare key is in Rotterdam.\r\n--x--\r\n"
    )
    return made


def texts(appliance: Appliance) -> str:
    with reading(appliance.engine) as connection:
        return "\n".join(connection.scalars(sa.select(page.c.text).order_by(page.c.text)))


@pytest.mark.parametrize("step", ["scrub", "store", "project"])
def test_a_refresh_that_is_killed_goes_on_and_ends_current(home, folder, step):
    policy = home / "policies" / "default.yaml"
    assert "  GPE: keep" in policy.read_text()
    for appliance in opened_with(home, SmallDoor()):
        list(works.ingest(appliance, {"paths": [str(folder)]}, ME))
        policy.write_text(policy.read_text().replace("  GPE: keep", "  GPE: redact"))
        note_changes(appliance, ME.id)
        ids = {one["document_id"] for one in all_documents(appliance)}
    killed(home, step)
    for appliance in opened_with(home, SmallDoor()):
        found = [(one["state"], one["reason"]) for one in all_documents(appliance)]
        assert set(found) == {("live", None), ("stale", "withheld")}
        list(works.refresh(appliance, {}, ME))
        assert {(one["state"], one["reason"]) for one in all_documents(appliance)} == {("live", None)}
        assert {one["document_id"] for one in all_documents(appliance)} == ids
        assert "Rotterdam" not in texts(appliance)
        with reading(appliance.engine) as connection:
            keys = set(connection.scalars(sa.select(index_state.c.key)))
        assert not keys & {"refreshing", "pending:1"}
        appliance.audit.checkpoint()
        kept = [path for path in home.rglob("*") if path.is_file() and b"rotterdam" in path.read_bytes().lower()]
        assert kept == []


def test_a_rotation_that_is_killed_goes_on_and_no_value_is_lost(home, folder):
    for appliance in opened_with(home, SmallDoor()):
        list(works.ingest(appliance, {"paths": [str(folder)]}, ME))
        rotation.rotate_pseudonyms(appliance, ME, "general")
        next(rotation.rotate_vault(appliance, ME))
    killed(home, "store")
    for appliance in opened_with(home, SmallDoor()):
        list(works.refresh(appliance, {}, ME))
        list(rotation.rotate_vault(appliance, ME))
        with reading(appliance.engine) as connection:
            rows = connection.execute(sa.select(stand_in)).all()
            assert {(row.domain, row.vault_epoch) for row in rows} == {("collection-1#2", 2)}
            values = vault.values(connection, appliance.vault, "collection-1#2", [row.token for row in rows])
        assert set(values.values()) == {"Anna Lindqvist"}
