"""The generator writes the same bytes at every run, and what is committed is what it writes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.samples.reading import DOCUMENTS, SAMPLES, text_of


def run_generator(into: Path, seed: str) -> dict[str, bytes]:
    into.mkdir()
    environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, SAMPLES / "make_samples.py", "--into", into], check=True, env=environment, timeout=120)
    return {path.relative_to(into).as_posix(): path.read_bytes() for path in into.rglob("*") if path.is_file()}


def test_two_runs_agree_byte_for_byte_and_with_what_is_committed(tmp_path: Path) -> None:
    first, second = run_generator(tmp_path / "one", "1"), run_generator(tmp_path / "two", "2")
    assert first == second
    for name in ("planted.json", "questions.jsonl"):
        assert first[name] == (SAMPLES / name).read_bytes()
    made = tmp_path / "one" / "documents"
    # another version of a library may write other bytes: what is committed must hold the same text
    for path in DOCUMENTS.rglob("*.*"):
        assert text_of(path) == text_of(made / path.relative_to(DOCUMENTS)), path.name
