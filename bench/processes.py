"""Running the program and weighing its processes."""

from __future__ import annotations

import contextlib
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

PROGRAM = [str(Path(sys.executable).parent / "appliance")]


def seconds(arguments: list[str], runs: int = 3, exits: tuple[int, ...] = (0,)) -> float:
    """Return the median wall time of a command."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        done = subprocess.run([*PROGRAM, *arguments], capture_output=True, check=False)
        times.append(time.perf_counter() - began)
        if done.returncode not in exits:
            raise SystemExit(f"{arguments}: exit {done.returncode}: {done.stderr.decode()[-500:]}")
    return statistics.median(times)


def family(pid: int) -> list[int]:
    """Return the process and all below it."""
    found = [pid]
    for one in found:
        with contextlib.suppress(OSError):
            found += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
            for task in Path(f"/proc/{one}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split() if int(child) not in found]
    return list(dict.fromkeys(found))


def pss_mb(pid: int) -> float:
    """Return the proportional memory of the process tree: shared pages are counted once."""
    total = 0
    for one in family(pid):
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


@contextlib.contextmanager
def serving(home: Path) -> Iterator[tuple[int, float]]:
    """Run `serve` on a home; yield its process id and the seconds until it was ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began = time.perf_counter()
    process = subprocess.Popen([*PROGRAM, "--home", str(home), "serve", "--port", str(port)], stderr=subprocess.DEVNULL)
    try:
        while True:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as reply:
                if reply.status == 200:
                    break
            if process.poll() is not None:
                raise SystemExit(f"serve ended with {process.returncode}")
            time.sleep(0.1)
        yield process.pid, time.perf_counter() - began
    finally:
        process.terminate()
        process.wait(30)
