"""Each wall by itself: seccomp must hold where a container forbids namespaces, and the other way round."""

from __future__ import annotations

import subprocess
import sys

START = "import os, socket, sys; sys.path[:] = eval(sys.argv[1])\nfrom appliance.parsing.confine import confine, leave_network\n"


def outcome(code: str) -> str:
    command = [sys.executable, "-c", START + code, repr(sys.path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_without_a_namespace_the_filter_alone_refuses_sockets() -> None:
    code = "print(confine(200, 5, has_network=True))\ntry: socket.socket()\nexcept PermissionError: print('refused')"
    assert outcome(code) == "True\nrefused"


def test_inside_a_namespace_there_is_no_way_to_this_machine() -> None:
    code = (
        "left = leave_network()\ns = socket.socket(); s.settimeout(1)\n"
        "try: s.connect(('127.0.0.1', 9))\nexcept OSError as error: print(error.errno == 101 if left else True)"  # ENETUNREACH
    )
    assert outcome(code) == "True"


def test_memory_is_limited_above_what_is_there() -> None:
    code = (
        "confine(200, 5, has_network=True)\na = bytes(100 << 20)\ntry: b = bytes(200 << 20)\nexcept MemoryError: print('refused')"
    )
    assert outcome(code) == "refused"


def test_threads_are_allowed_where_processes_are_not() -> None:
    code = (
        "import threading\nconfine(500, 5, has_network=True)\nt = threading.Thread(target=print, args=('thread',)); t.start(); t.join()\n"
        "try: os.fork()\nexcept OSError: print('no process')"
    )
    assert outcome(code) == "thread\nno process"
