"""The program as a whole: start-up, ingest, first answer, memory of an idle server."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.processes import PROGRAM, family, pss_mb, seconds, serving

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
WORKER_IDLE_S = 75  # a scrub worker ends after 60


def run(models: Path) -> Iterator[str]:
    """Yield the figures for a fresh home with samples/ in it."""
    yield f"appliance --help: {seconds(['--help'], runs=7):.3f} s (wanted under 0.3)"
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        at = ["--home", str(home)]
        seconds([*at, "init", "--models", str(models.resolve())], runs=1)
        first = seconds([*at, "ingest", str(SAMPLES / "documents")], runs=1, exits=(0, 3))
        again = seconds([*at, "ingest", str(SAMPLES / "documents")], runs=3, exits=(0, 3))
        yield f"ingest of samples/: {first:.1f} s; again, unchanged: {again:.2f} s"
        yield f"doctor: {seconds([*at, 'doctor'], exits=(0, 1)):.2f} s (wanted under 2)"
        question = json.loads((SAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()[0])["question"]
        yield f"search alone: {seconds([*at, 'search', question]):.2f} s; ask alone: {seconds([*at, 'ask', question]):.2f} s"
        yield from _served(home, at, question, "as configured")
        settings = home / "appliance.toml"
        small = next((one for one in _models(at) if one["role"] == "answer" and one["bytes"] < 200_000_000), None)
        if small:
            chosen = f'[answer]\nmode = "grounded"\n[models]\nanswer = "{small["name"]}"'
            settings.write_text(settings.read_text(encoding="utf-8").replace("[models]", chosen), encoding="utf-8")
            yield from _served(home, at, question, "small set")


def _models(at: list[str]) -> list[dict[str, str | int]]:
    listed = subprocess.run([*PROGRAM, *at, "models", "list", "--json"], capture_output=True, check=True)
    return list(json.loads(listed.stdout)["models"])


def _served(home: Path, at: list[str], question: str, title: str) -> Iterator[str]:
    with serving(home) as (pid, ready):
        began = time.perf_counter()
        asked = json.loads(subprocess.run([*PROGRAM, *at, "ask", question, "--json"], capture_output=True, check=True).stdout)
        wall = time.perf_counter() - began
        page = home.parent / f"new-{title.replace(' ', '-')}.txt"
        page.write_text(f"A note for the bench, {title}. The kettle is descaled monthly.\n", encoding="utf-8")
        subprocess.run([*PROGRAM, *at, "ingest", str(page), "--json"], capture_output=True, check=True)
        busy, processes = pss_mb(pid), len(family(pid))
        time.sleep(WORKER_IDLE_S)
        idle, left = pss_mb(pid), len(family(pid))
        times = asked["timings"]
        yield (
            f"serve, {title}: ready after {ready:.1f} s; question {wall:.1f} s, of it scrub {times['scrub_ms']:.0f} ms, "
            f"search {times['search_ms']:.0f} ms, first sentence {times['first_token_ms']:.0f} ms; "
            f"PSS {busy:.0f} MB with {processes} processes while ingesting, {idle:.0f} MB with {left} idle"
        )
