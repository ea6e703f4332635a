"""The door against stock Presidio with the same spaCy model: characters per CPU-second, and what a worker weighs.

Interleaved batch by batch in one process, so that both meet the same machine. The door is whole: findings, stand-ins, clean
text, in batches of 64 as the product does it; Presidio only finds.
"""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.pii import BATCH, MEASURED, ROOT, measured
from bench.stock import stock_presidio

LEAST = 100_000  # characters that each reads
SHORTEST, LONG = 25, 6000  # characters of a sentence; of a piece of long prose
WANTED = {"sentences": 3.3, "long prose": 1.8}
WANTED_SPEED, WANTED_MB = 28_000, 550
KEY = bytes(range(32))


def run(models: Path, other: Path | None = None) -> Iterator[str]:
    """Yield both speeds on sentences and on long prose, and the memory of a worker."""
    from appliance.models.store import ModelStore
    from appliance.policy import load_policy
    from appliance.privacy.detector import Detector
    from appliance.privacy.scrubber import Scrubber

    store = ModelStore(models)
    model = store.path(store.find("ner"))
    scrubber, policy, stock = Scrubber(Detector(model)), load_policy("default", ROOT / "policies"), stock_presidio(model)
    kinds = {"sentences, own set": _sentences(), "long prose, samples/": _long()}
    if other:
        texts = [json.loads(line)["text"] for line in other.read_text(encoding="utf-8").splitlines()]
        kinds |= {f"sentences, {other.stem}": texts}
    for name, texts in kinds.items():
        ours_s, stock_s = _interleaved(texts, lambda batch: scrubber.scrub_texts(batch, policy, KEY), stock)
        size = sum(map(len, texts)) * _rounds(texts)
        wanted = next(least for kind, least in WANTED.items() if name.startswith(kind))
        both = f"ours {size / ours_s:,.0f} characters per CPU-second, Presidio {size / stock_s:,.0f}"
        yield f"{name} ({len(texts)} texts): {both}: {stock_s / ours_s:.2f} times (wanted {wanted} and {WANTED_SPEED:,})"
    yield f"a scrub-and-embed worker after long prose: {_worker_mb(models):.0f} MB resident at most (wanted {WANTED_MB})"


def _sentences() -> list[str]:
    lines = [line for item in measured(MEASURED) for line in re.split(r"\n+|(?<=[a-z]{3}[.?!]) ", item.text)]
    return [line for line in lines if len(line) >= SHORTEST]


def _long() -> list[str]:
    folder = ROOT / "samples" / "documents"
    found = sorted(folder.rglob("*.txt")) + sorted(folder.rglob("*.md"))
    whole = "\n\n".join(path.read_text(encoding="utf-8", errors="replace") for path in found)
    return [whole[at : at + LONG] for at in range(0, len(whole), LONG)]


def _rounds(texts: Sequence[str]) -> int:
    return -(-LEAST // sum(map(len, texts)))


def _interleaved(
    texts: Sequence[str], ours: Callable[[list[str]], object], stock: Callable[[str], object]
) -> tuple[float, float]:
    """CPU seconds of both, start-up aside."""
    ours_s = stock_s = 0.0
    batches = [list(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)]
    ours(batches[0])
    stock(batches[0][0])
    for _ in range(_rounds(texts)):
        for batch in batches:
            began = time.process_time()
            ours(batch)
            middle = time.process_time()
            for text in batch:
                stock(text)
            ours_s += middle - began
            stock_s += time.process_time() - middle
    return ours_s, stock_s


def _worker_mb(models: Path) -> float:
    """The most that a worker of `serve` holds while it scrubs and embeds."""
    from appliance.assemble import open_appliance
    from appliance.operations.home import init_home
    from appliance.records import Document, Page
    from appliance.work.worker import document_worker

    with tempfile.TemporaryDirectory() as folder:
        init_home(Path(folder), models, "not a secret 1", "bench")
        appliance = open_appliance(Path(folder))
        worker = document_worker(appliance)
        try:
            texts = _long()
            pages = tuple(Page(number, text) for number, text in enumerate(texts, 1))
            worker.scrub_document(Document("long.txt", "text", pages), appliance.policy("default"), KEY)
            worker.embed([text[:500] for text in texts])
            status = Path(f"/proc/{worker.pid}/status").read_text()
            return sum(int(one) for one in re.findall(r"VmHWM:\s+(\d+)", status)) / 1024
        finally:
            worker.close()
            appliance.close()
