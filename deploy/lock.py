"""requirements.lock → the part of it that some packages need, hashes kept; for the image, which has no use for test tools.

`lock.py` prints what the appliance runs with, `lock.py NAME …` what these packages need. Standard library only: it runs
before anything is installed. The lock's own `# via` notes say who needs whom.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_ENTRY = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", re.MULTILINE)
_VIA = re.compile(r"^ +#(?: via)? +([A-Za-z0-9][A-Za-z0-9._-]*)", re.MULTILINE)


def run_dependencies(pyproject: str) -> set[str]:
    """Return the names that the appliance itself asks for, without those of its tests."""
    asked = tomllib.loads(pyproject)["project"]["dependencies"]
    return {_plain(re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]) for requirement in asked}


def subset(lock: str, roots: Iterable[str]) -> str:
    """Return the entries of the roots and of everything that they need, directly or not."""
    entries = _entries(lock)
    kept, grown = set(map(_plain, roots)), True
    while grown:
        new = {name for name, entry in entries.items() if name not in kept and kept & set(map(_plain, _VIA.findall(entry)))}
        kept |= new
        grown = bool(new)
    return "".join(entry for name, entry in entries.items() if name in kept)


def _entries(lock: str) -> dict[str, str]:
    starts = [*_ENTRY.finditer(lock)]
    ends = [*(match.start() for match in starts[1:]), len(lock)]
    return {_plain(match[1]): lock[match.start() : end] for match, end in zip(starts, ends, strict=True)}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    wanted = sys.argv[1:] or run_dependencies((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    sys.stdout.write(subset((ROOT / "requirements.lock").read_text(encoding="utf-8"), wanted))
