"""What every command shares: lines of JSON out, one line of complaint, progress on a terminal only."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.progress import Progress

    from appliance.assemble import Appliance
    from appliance.records import Actor

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
Json = Mapping[str, object]
READ_BYTES = 1 << 18  # at most, at once


def complain(line: str) -> None:
    """Print one line on stderr."""
    print(f"appliance: {' '.join(line.split())}", file=sys.stderr)


def say(line: str) -> None:
    """Print a line of progress or warning on stderr."""
    print(line, file=sys.stderr, flush=True)


def emit(line: Json) -> None:
    """Print one JSON object on stdout, at once."""
    text = json.dumps(line, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding)
    except UnicodeEncodeError:  # half a surrogate pair, or a terminal that knows no UTF-8: escapes say the same
        text = json.dumps(line)
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@contextmanager
def opened(context: click.Context, *, signs: bool = True) -> Iterator[Appliance]:
    """Open the home for a command that needs neither index nor model; a checkpoint is signed at its end."""
    from appliance.assemble import open_appliance

    appliance = open_appliance(context.obj)
    try:
        yield appliance
    finally:
        try:
            if signs:
                appliance.audit.checkpoint()
        finally:
            appliance.close()


def local_operator() -> Actor:
    """Return who runs this command."""
    from appliance.operations.owner import operator

    return operator(os.getuid())


@contextmanager
def progress(*, is_bytes: bool = False) -> Iterator[Progress]:
    """A progress display on stderr; silent where stderr is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn() if is_bytes else MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as display:
        yield display


def read_password(context: click.Context) -> tuple[str, bool]:
    """Return (password, was it made up): stdin's first line, else a generated one."""
    from appliance.rights.accounts import new_password

    given = "" if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    return (given, False) if given else (new_password(), True)


def stdin_lines() -> Iterator[str]:
    """Yield the lines of stdin; bytes that are not UTF-8 become U+FFFD, as in `text_file`."""
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", "replace")


def stdin_batches() -> Iterator[list[str]]:
    """Yield the lines of stdin in batches: as many as are there by now, without waiting for more."""
    pending: list[bytes] = []
    while piece := os.read(sys.stdin.fileno(), READ_BYTES):
        head, newline, tail = piece.rpartition(b"\n")
        if newline:
            yield b"".join([*pending, head]).decode("utf-8", "replace").split("\n")
            pending = [tail]
        else:
            pending.append(piece)
    if any(pending):
        yield [b"".join(pending).decode("utf-8", "replace")]


def stdin_text() -> str:
    """Return all of stdin, line ends as in a text file."""
    return "".join(stdin_lines()).replace("\r\n", "\n").replace("\r", "\n")


def text_file(path: Path) -> str:
    """Return a file's text. Raises ConfigError when there is none."""
    from appliance.errors import ConfigError

    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise ConfigError(f"cannot be read ({error.strerror}); {path}; check the path") from error
