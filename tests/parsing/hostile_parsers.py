"""A table of parsers that do what a hostile file would make a real one do; the file's text says which."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from appliance.parsing.file import File, Parser
from appliance.records import Page


def parse(file: File) -> Iterator[Page]:
    """Do the deed that the file names and tell, as the page's text, what came of it."""
    deed, _, argument = file.content.decode().partition(" ")
    yield Page(1, DEEDS[deed](argument))


def _sleep(_: str) -> str:
    time.sleep(600)
    return "woke"


def _spin(_: str) -> str:
    while True:
        pass


def _grow(_: str) -> str:
    kept = [bytes(10 << 20) + os.urandom(1) for _ in range(1000)]
    return str(len(kept))


def _grow_in_c(_: str) -> str:
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    for _ in range(1000):
        place = libc.malloc(10 << 20)
        if not place:
            libc.abort()
        ctypes.memset(place, 1, 10 << 20)
    return "grown"


def _tried(deed: object) -> str:
    try:
        deed()  # type: ignore[operator]
    except OSError as error:
        return f"refused {type(error).__name__}"
    return "done"


def _dial(argument: str) -> str:
    port = int(argument)
    return _tried(lambda: socket.create_connection(("127.0.0.1", port), 2))


def _dial_unix(argument: str) -> str:
    return _tried(lambda: socket.socket(socket.AF_UNIX).connect(argument))


def _read(argument: str) -> str:
    return _tried(lambda: Path(argument).read_bytes())


def _write(argument: str) -> str:
    return _tried(lambda: Path(argument).write_bytes(b"x"))


def _fork(_: str) -> str:
    return _tried(os.fork)


def _signal(argument: str) -> str:
    return _tried(lambda: os.kill(int(argument), signal.SIGKILL))


def _flood(_: str) -> str:
    return "x" * (40 << 20)


DEEDS = {
    "sleep": _sleep,
    "spin": _spin,
    "grow": _grow,
    "grow_in_c": _grow_in_c,
    "dial": _dial,
    "dial_unix": _dial_unix,
    "read": _read,
    "write": _write,
    "fork": _fork,
    "signal": _signal,
    "flood": _flood,
    "crash": lambda _: str(ctypes.string_at(0)),
    "raise": lambda argument: str({}[argument]),
    "say": lambda argument: argument,
}
PARSERS = {"txt": Parser(parse)}
