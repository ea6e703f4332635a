"""One engine process with its two pipes: lines of JSON in and out."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path

from appliance.errors import Unavailable

WAKE_SECONDS = 0.1  # how soon who waits for a line looks up

_ROOT = Path(__file__).resolve().parents[2]  # so that the process runs the same code


class Child:
    """The process with its two pipes.

    A thread of its own starts it and reads it: the kernel ends a PDEATHSIG child when the *thread* that started it ends.
    """

    def __init__(self, arguments: list[str]) -> None:
        self.ready = False
        self._lines: queue.SimpleQueue[dict[str, object] | None] = queue.SimpleQueue()
        self._begun = threading.Event()
        self._process: subprocess.Popen[str] | None = None
        self._ended = False
        threading.Thread(target=self._run, args=(arguments,), name="model process", daemon=True).start()
        self._begun.wait()

    @property
    def pid(self) -> int | None:
        """Return its process id."""
        return self._process.pid if self._process else None

    @property
    def alive(self) -> bool:
        """Is it running, as far as its pipe tells?"""
        return not self._ended and self._process is not None and self._process.poll() is None

    def say(self, line: dict[str, object]) -> None:
        """Write one line to it. Raises Unavailable at its end."""
        try:
            if self._process is None or self._process.stdin is None:
                raise died()
            self._process.stdin.write(json.dumps(line) + "\n")
            self._process.stdin.flush()
        except (OSError, ValueError) as error:
            raise died() from error

    def hear(self) -> dict[str, object] | None:
        """Return the next line, or None when there is none yet. Raises Unavailable at the process's end."""
        try:
            line = self._lines.get(timeout=WAKE_SECONDS)
        except queue.Empty:
            return None
        if line is None:
            self._lines.put(None)
            raise died()
        return line

    def end(self) -> None:
        """Kill it."""
        self._ended = True
        if self._process:
            self._process.kill()

    def _run(self, arguments: list[str]) -> None:
        # passive: spinning OpenMP threads beside other load cost twenty times the time (measured)
        environment = os.environ | {"OMP_WAIT_POLICY": "passive", "GGML_NO_BACKTRACE": "1", "PYTHONPATH": str(_ROOT)}
        command = [sys.executable, "-P", "-m", "appliance.answering.engine", str(os.getpid()), *arguments]
        try:
            with subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                encoding="utf-8", env=environment,
            ) as process:  # fmt: skip
                self._process = process
                self._begun.set()
                for line in process.stdout or ():
                    self._lines.put(json.loads(line))
        except (OSError, ValueError):  # cannot start, or not a line of ours: either way it is over
            pass
        finally:
            self._ended = True
            self._begun.set()
            self._lines.put(None)


def died() -> Unavailable:
    """Return the error for an answer that the process took along."""
    return Unavailable("the model process ended; answering; ask again, and see `appliance doctor` if it happens again")
