"""Our embedder against sentence-transformers in float32 on the same texts: passages per CPU-second, and how alike they are."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

PASSAGES = 96


def run(models: Path) -> Iterator[str]:
    """Yield both speeds and the cosine between the vectors."""
    from sentence_transformers import SentenceTransformer

    from appliance.indexing.embedder import Embedder
    from appliance.models.store import ModelStore

    store = ModelStore(models)
    folder = store.path(store.find("embed"))
    words = (
        "the water board meets on the first tuesday of each month and the minutes are kept for ten years "
        "leaks are reported to the duty engineer who closes the valve and writes down the time"
    ).split()
    texts = [" ".join(words[(at * 7 + step) % len(words)] for step in range(150)) for at in range(PASSAGES)]
    ours, theirs = Embedder(folder), SentenceTransformer(str(folder), device="cpu")
    for warm in (lambda: ours.embed(texts[:4]), lambda: theirs.encode(texts[:4])):
        warm()
    began = time.process_time()
    one = ours.embed(texts)
    middle = time.process_time()
    two = theirs.encode(texts, normalize_embeddings=True)
    end = time.process_time()
    cosine = float(np.mean(np.sum(one * two, axis=1)))
    mine, peer = PASSAGES / (middle - began), PASSAGES / (end - middle)
    both = f"ours {mine:.1f} passages of 150 words per CPU-second, sentence-transformers {peer:.1f}"
    yield f"{both}: {mine / peer:.2f} times; mean cosine {cosine:.4f}"
