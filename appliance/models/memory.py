"""This machine → the megabytes that a model may take.

Counted from what the machine (or its container) has, not from what is free just now: else the same question would be
answered by one model now and by another in an hour.
"""

from __future__ import annotations

from pathlib import Path

REST_MB = 1500  # what the appliance needs beside the answer model: recognizers, embedding, index, web server
_CGROUPS = ("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory/memory.limit_in_bytes")  # version 2, version 1


def usable_mb(root: Path = Path("/")) -> int:
    """Return what is left for an answer model; 0 on a machine that is too small."""
    limits = [_machine_mb(root), *(_number(root / name) // 2**20 for name in _CGROUPS)]
    return max(0, min((limit for limit in limits if limit > 0), default=0) - REST_MB)


def _machine_mb(root: Path) -> int:
    try:
        lines = (root / "proc/meminfo").read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return 0
    kilobytes = [line.split()[1] for line in lines if line.startswith("MemTotal:")]
    return int(kilobytes[0]) // 1024 if kilobytes else 0


def _number(path: Path) -> int:
    try:
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return 0
    return int(text) if text.isdigit() else 0  # "max": no limit
