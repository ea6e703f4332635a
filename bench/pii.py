"""A labelled set of texts → per entity how many spans are wholly covered, and how precise the covered letters are.

Three columns in one run: policies `default` and `strict` with their real actions, and Presidio as it comes. The set is
JSONL, `{"text", "spans": [{"entity", "start", "end"}]}`; none is part of the repository.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.scrubbing import stock_presidio

ROOT = Path(__file__).resolve().parents[1]
Span = tuple[int, int]


@dataclass
class Score:
    """What one detector covered of the set."""

    spans: Counter[str] = field(default_factory=Counter)
    covered: Counter[str] = field(default_factory=Counter)
    letters: int = 0  # covered
    right: int = 0  # of them inside a labelled span

    def add(self, labelled: Sequence[tuple[str, Span]], found: Sequence[Span]) -> None:
        """Count one text."""
        hit = {at for start, end in found for at in range(start, end)}
        wanted = {at for _, (start, end) in labelled for at in range(start, end)}
        self.letters += len(hit)
        self.right += len(hit & wanted)
        for entity, (start, end) in labelled:
            self.spans[entity] += 1
            self.covered[entity] += set(range(start, end)) <= hit


def run(models: Path, labelled: Path) -> Iterator[str]:
    """Yield the head, a row per entity, and the precision."""
    from appliance.models.store import ModelStore
    from appliance.policy import load_policy
    from appliance.privacy.detector import Detector

    store = ModelStore(models)
    model = store.path(store.find("ner"))
    detector, stock = Detector(model), stock_presidio(model)
    policies = {name: load_policy(name, ROOT / "policies") for name in ("default", "strict")}
    scores: Mapping[str, Score] = {"default": Score(), "strict": Score(), "stock": Score()}
    for line in labelled.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        spans = [(one["entity"], (one["start"], one["end"])) for one in row["spans"]]
        for name, policy in policies.items():
            found = [(one.start, one.end) for one in detector.detect(row["text"], policy) if one.action != "keep"]
            scores[name].add(spans, found)
        scores["stock"].add(
            spans, [(one.start, one.end) for one in stock(row["text"]) if one.score >= policies["default"].threshold]
        )
    yield f"{'spans wholly covered':22} {'spans':>6} " + " ".join(f"{name:>8}" for name in scores)
    for entity, count in scores["default"].spans.most_common():
        yield f"{entity:22} {count:6} " + " ".join(f"{score.covered[entity] / count:8.3f}" for score in scores.values())
    yield f"{'precision, letters':29} " + " ".join(f"{score.right / (score.letters or 1):8.3f}" for score in scores.values())
