"""The door against stock Presidio with the same spaCy model, on the text of samples/: characters per CPU-second."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from presidio_analyzer import RecognizerResult

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 3


def run(models: Path) -> Iterator[str]:
    """Yield both speeds, interleaved in one run."""
    from appliance.models.store import ModelStore
    from appliance.policy import load_policy
    from appliance.privacy.detector import Detector

    texts = _texts()
    store = ModelStore(models)
    model = store.path(store.find("ner"))
    detector, policy = Detector(model), load_policy("default", ROOT / "policies")
    stock = stock_presidio(model)
    ours_s, stock_s = _cpu(lambda: [detector.detect(one, policy) for one in texts], lambda: [stock(one) for one in texts])
    size = ROUNDS * sum(map(len, texts))
    both = f"ours {size / ours_s:,.0f} characters per CPU-second, stock Presidio {size / stock_s:,.0f}"
    yield f"{both}: {stock_s / ours_s:.2f} times"


def _texts() -> list[str]:
    found = sorted((ROOT / "samples" / "documents").rglob("*.txt")) + sorted((ROOT / "samples" / "documents").rglob("*.md"))
    return [path.read_text(encoding="utf-8", errors="replace") for path in found]


def stock_presidio(model: Path) -> Callable[[str], Sequence[RecognizerResult]]:
    """Return Presidio as it comes, kept from asking the net for the public suffix list at the first e-mail address."""
    import spacy
    import tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    loaded = spacy.load(model)
    engine = NlpEngineProvider(
        nlp_configuration={"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": str(model)}]}
    ).create_engine()
    engine.nlp = {"en": loaded}
    analyzer = AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())
    return lambda text: analyzer.analyze(text, language="en")


def _cpu(one: Callable[[], Sequence[object]], two: Callable[[], Sequence[object]]) -> tuple[float, float]:
    """CPU seconds of both, in turn, after a warm-up of each."""
    spent = [0.0, 0.0]
    for each in (one, two):
        each()
    for _ in range(ROUNDS):
        for at, each in enumerate((one, two)):
            began = time.process_time()
            each()
            spent[at] += time.process_time() - began
    return spent[0], spent[1]
