"""Make `.venv` and install everything: checks the machine first, shows each step's time, is safe to interrupt and repeat.

Standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
TORCH = "torch==2.13.0"  # asked for first: later requirements would bring several GB of another build
FREE_GB = 8


def missing() -> list[str]:
    """Return a line for each thing that the machine itself must have."""
    lines = []
    if sys.version_info < (3, 11):
        version = sys.version.split()[0]
        lines.append(f"Python 3.11 or newer is needed, this is {version}: apt-get install python3.11 python3.11-venv")
    if find_spec("ensurepip") is None or find_spec("venv") is None:
        lines.append("the module venv is missing: apt-get install python3-venv")
    if not any(shutil.which(name) for name in (os.environ.get("CXX", "c++"), "g++", "clang++")):
        lines.append("a C++ compiler is missing: apt-get install g++")
    if not any(shutil.which(name) for name in (os.environ.get("CC", "cc"), "gcc", "clang")):
        lines.append("a C compiler is missing: apt-get install gcc")
    free = shutil.disk_usage(ROOT).free / 1e9
    if not (VENV / "complete").exists() and free < FREE_GB:
        lines.append(f"{FREE_GB} GB of disk are needed here, {free:.1f} GB are free: make room")
    return lines


def step(title: str, *command: str, environment: dict[str, str] | None = None) -> None:
    """Run one step, with its time; end with one line if it fails."""
    print(f"── {title}", flush=True)
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **(environment or {})}, check=False)
    if done.returncode:
        sys.exit(f"appliance: {title} failed; see the lines above; mend it and run the same command again, it goes on from here")
    print(f"   {time.monotonic() - began:.0f} s", flush=True)


def main() -> None:
    """Install unless what is installed is what the lock file says."""
    if lines := missing():
        sys.exit("\n".join(f"appliance: {line}" for line in lines))
    wanted = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    stamp = VENV / "complete"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    python = str(VENV / "bin" / "python")
    if not Path(python).exists():
        step("virtual environment", sys.executable, "-m", "venv", str(VENV))
    pip = (python, "-m", "pip", "--disable-pip-version-check", "install")
    step(f"{TORCH} (CPU)", *pip, TORCH)
    cores = {"CMAKE_BUILD_PARALLEL_LEVEL": str(os.cpu_count() or 2)}
    title = "libraries, each checked against its hash; llama.cpp is compiled, 5 to 10 minutes on two cores the first time"
    step(title, *pip, "--require-hashes", "--no-deps", "-r", str(LOCK), environment=cores)
    step("the appliance itself", *pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    stamp.write_text(wanted)


if __name__ == "__main__":
    main()
