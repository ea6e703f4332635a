"""Fixtures: a real home on disk with the small starter models, opened in this process or served."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = [sys.executable, "-m", "appliance"]
PASSWORD = "plum harbour lantern 42"


@pytest.fixture(scope="session")
def model_store() -> Path:
    """The store that `make models-small` filled."""
    store = Path(os.environ.get("TEST_MODELS") or ROOT / ".models")
    if not (store / "store.json").is_file():
        pytest.fail(f"no models in {store}: run `make models-small` first")
    return store


@pytest.fixture(scope="session")
def models_dir(model_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the unpacked models by their usual names."""
    folder = tmp_path_factory.mktemp("models")
    for path in model_store.iterdir():
        if path.is_dir() and not path.name.startswith("."):
            (folder / path.name).symlink_to(path)
    for gguf in model_store.glob("*/*.gguf"):
        (folder / gguf.name).symlink_to(gguf)
    return folder


def program(home: Path, *arguments: str, stdin: str = "", exits: tuple[int, ...] = (0,)) -> subprocess.CompletedProcess[str]:
    """Run the installed command on a home, as a person would."""
    done = subprocess.run(
        [*PROGRAM, "--home", str(home), *arguments], input=stdin, text=True, capture_output=True, timeout=300, cwd=ROOT
    )
    assert done.returncode in exits, f"{arguments[0]}: exit {done.returncode}: {done.stderr[-2000:]}"
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="session")
def empty_home(model_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An initialised home without documents; copy it before changing it."""
    home = tmp_path_factory.mktemp("empty") / "home"
    program(home, "init", "--models", str(model_store), "--admin-password-stdin", stdin=PASSWORD + "\n")
    return home


@pytest.fixture
def home(empty_home: Path, tmp_path: Path) -> Path:
    """A home of this test's own."""
    target = tmp_path / "home"
    shutil.copytree(empty_home, target)
    return target


@pytest.fixture(scope="session")
def sample_home(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with samples/ in it; tests that change it copy it first."""
    home = tmp_path_factory.mktemp("samples") / "home"
    shutil.copytree(empty_home, home)
    program(home, "ingest", str(ROOT / "samples" / "documents"), "--json", exits=(0, 3))
    program(home, "users", "add", "cora", "--role", "curator", "--group", "town", stdin=PASSWORD + "\n")
    program(home, "users", "add", "stan", "--role", "staff", stdin=PASSWORD + "\n")
    program(home, "users", "add", "audra", "--role", "auditor", stdin=PASSWORD + "\n")
    return home


@pytest.fixture
def appliance(sample_home: Path, tmp_path: Path) -> Iterator[object]:
    """The samples' home, assembled in this process; a copy, so it may be changed."""
    from appliance.assemble import open_appliance

    target = tmp_path / "home"
    shutil.copytree(sample_home, target)
    opened = open_appliance(target)
    yield opened
    opened.close()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def served(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a `serve` over a copy of the samples' home."""
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(sample_home, home)
    port = free_port()
    process = subprocess.Popen(
        [*PROGRAM, "--home", str(home), "serve", "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    base, end = f"http://127.0.0.1:{port}", time.monotonic() + 120
    try:
        while True:
            try:
                with urllib.request.urlopen(f"{base}/readyz", timeout=5) as reply:
                    if reply.status == 200:
                        break
            except OSError:
                assert process.poll() is None, f"serve ended with {process.returncode}"
                assert time.monotonic() < end, "serve was not ready within 120 s"
                time.sleep(0.2)
        yield base
    finally:
        process.terminate()
        process.wait(30)
