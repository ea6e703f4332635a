"""Stock Presidio with the same spaCy model: the peer of every figure of the door."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def stock_presidio(model: Path) -> Callable[[str], list[tuple[str, int, int, float]]]:
    """Return text → (entity, start, end, score), as it comes; kept from asking the net for the public suffix list."""
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
    return lambda text: [(hit.entity_type, hit.start, hit.end, hit.score) for hit in analyzer.analyze(text, language="en")]
