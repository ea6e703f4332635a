"""No space left: one line, exit 4, the state whole; with space again the same command finishes."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

PROGRAM = f"{shlex.quote(sys.executable)} -m appliance"


def in_small_disk(script: str, source: Path, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Run a shell script with a copy of the home at $DISK/home on a file system of 8 MB of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    prepare = f"mount -t tmpfs -o size=8m none {shlex.quote(str(disk))} && cp -r {shlex.quote(str(source))} {shlex.quote(str(disk))}/home"
    namespace = ["unshare", "--mount"] if os.getuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]
    return subprocess.run(
        [*namespace, "sh", "-ec", f"{prepare}\n{script}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "DISK": str(disk)},
        timeout=300,
    )


def test_a_full_disk_is_one_line_and_nothing_is_half_written(home, tmp_path):
    assert shutil.which("unshare")
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:02}.txt").write_text(
            f"Note {number}: the sluice gate is greased in week {number}.\n" * 40, encoding="utf-8"
        )
    done = in_small_disk(
        f"""
        dd if=/dev/zero of=$DISK/ballast bs=1k 2>/dev/null || true
        set +e
        {PROGRAM} --home $DISK/home ingest {folder} --json >$DISK.first 2>$DISK.errors; echo $? >$DISK.code
        set -e
        rm $DISK/ballast
        {PROGRAM} --home $DISK/home audit verify >&2
        {PROGRAM} --home $DISK/home ingest {folder} --json
    """,
        home,
        tmp_path,
    )
    assert done.returncode == 0, done.stderr[-1000:]
    errors = Path(f"{tmp_path}/disk.errors").read_text()
    assert Path(f"{tmp_path}/disk.code").read_text().strip() == "4"
    assert errors.startswith("appliance: ")
    assert len(errors.splitlines()) == 1
    summary = json.loads(done.stdout.splitlines()[-1])["summary"]
    assert summary["indexed"] + summary["unchanged"] == 12
