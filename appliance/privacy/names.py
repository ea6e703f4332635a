"""Text → spans of persons, organisations and places: spaCy's entities, judged again by words, titles and what stands around.

The one idea: every capitalised sequence is a candidate, and evidence decides: a title, a label ("Patient:"), a signature,
a table column, spaCy's word, a word that no dictionary has. In doubt it is a person, since a policy that keeps places
and organisations would leak whoever is taken for one. The model: spaCy en_core_web_md, from a folder, its `ner` alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import regex

from appliance.errors import ScrubFailed
from appliance.privacy import name_rules, name_words
from appliance.privacy.name_words import Candidate, Kind
from appliance.privacy.patterns import Surroundings
from appliance.privacy.spans import Span, Stretches

if TYPE_CHECKING:
    from spacy.language import Language

BATCH = 32  # texts that the model reads at once
CHUNK_CHARS = 90_000  # spaCy's own limit is ten times that; memory is ours
_ENTITY = {
    "ORG": "ORGANIZATION", "GPE": "GPE", "LOC": "GPE", "FAC": "GPE", "NORP": "NRP", "DATE": "DATE_TIME", "TIME": "DATE_TIME",
}  # fmt: skip
_DOUBTFUL = frozenset(("ORG", "GPE", "LOC", "FAC", "NORP", "PRODUCT", "WORK_OF_ART", "EVENT", "LAW", "LANGUAGE"))
_IMPORT_LOCK = Lock()


class Names:
    """The model and the rules around it; thread-safe."""

    def __init__(self, model: Path) -> None:
        with _IMPORT_LOCK, _without("torch", "transformers", "cupy"):
            import presidio_analyzer  # noqa: F401  -- here, so that it too is loaded without torch
            import spacy

            # `ner` has its own tok2vec: without the shared one the entities are the same, half as fast again
            self._nlp: Language = spacy.load(
                model, exclude=["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "senter"]
            )

    def find(self, texts: Sequence[Surroundings]) -> list[list[Span]]:
        """Return the spans of each text. Raises ScrubFailed if the model cannot take one."""
        views = [name_words.view(one.text) for one in texts]
        pieces = [(number, start, view[start:end]) for number, view in enumerate(views) for start, end in _pieces(view)]
        entities: list[list[tuple[int, int, str]]] = [[] for _ in texts]
        try:
            docs = self._nlp.pipe([piece for *_, piece in pieces], batch_size=BATCH)
            for (number, offset, _), doc in zip(pieces, docs, strict=True):
                entities[number] += [(offset + ent.start_char, offset + ent.end_char, ent.label_) for ent in doc.ents]
        except (ValueError, MemoryError) as error:
            raise ScrubFailed(f"the name model cannot take this text ({type(error).__name__}); the file; split it") from None
        return [list(_judged(*one)) for one in zip(texts, views, entities, strict=True)]


@contextmanager
def _without(*modules: str) -> Iterator[None]:
    """Hide optional packages: Presidio and thinc import torch if they can, which costs 3 s and 250 MB and serves nothing here."""
    hidden = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None makes an import fail, as documented
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = min(len(text), start + CHUNK_CHARS)
        if end < len(text):
            end = max(text.rfind("\n", start, end), text.rfind(" ", end - 2000, end)) + 1 or end
            end = end if end > start else min(len(text), start + CHUNK_CHARS)
        yield start, end
        start = end


def _judged(around: Surroundings, view: str, entities: list[tuple[int, int, str]]) -> Iterator[Span]:
    persons = Stretches((start, end) for start, end, label in entities if label == "PERSON")
    doubtful = Stretches((start, end) for start, end, label in entities if label in _DOUBTFUL)
    found = [(candidate, _person(around, candidate, persons, doubtful)) for candidate in name_words.candidates(view)]
    people = [_with_suffix(around.text, span) for span in _coordinated(view, found)]
    people += name_rules.last_first(around, view)
    taken = Stretches((span.start, span.end) for span in people)
    yield from people
    for start, end, label in entities:
        entity = _ENTITY.get(label)
        if entity and not name_rules.is_noise(view[start:end]) and taken.over(start, end) is None:
            yield Span(*_trimmed(around.text, start, end), entity, 0.6, "spacy")


def _person(around: Surroundings, candidate: Candidate, persons: Stretches, doubtful: Stretches) -> Span | None:
    """Weigh the evidence for one capitalised sequence, strongest first."""
    named = persons.over(candidate.start, candidate.end)
    if candidate.titled and (core := candidate.after_title()):
        return _span(core, 0.95, "title and name")
    if (core := candidate.core(inner_common=True)) and name_rules.is_labelled(around, core):
        return _span(core, 0.9, "labelled name")
    if named and (core := candidate.core(inner_common=True)) and core.overlaps(named):
        foreign = len(core.words) == 1 and name_words.is_foreign(name_words.line_at(around.text, core.start))
        if (core.has(Kind.UNKNOWN, Kind.PROPER) and not foreign) or (core.has(Kind.BOTH) and len(core.words) > 1):
            return _span(core, 0.8, "spacy")
    core = candidate.core(inner_common=False)
    if core and (reason := _by_words(core, doubtful) or _by_speech(around, candidate, core)):
        return _span(core, 0.6, reason)
    if not candidate.starts_sentence and (core := candidate.core(inner_common=True)) and core.common_then_unknown():
        return _span(core, 0.55, "unknown words")
    return None


def _by_words(core: Candidate, doubtful: Stretches) -> str:
    """What several words tell by themselves."""
    if len(core.words) < 2 or core.has(Kind.ACRONYM, Kind.PLACE):
        return ""
    if core.has(Kind.UNKNOWN):
        return "unknown words"
    if core.has(Kind.PROPER) and core.names() > 1 and doubtful.over(core.start, core.end):
        return "spacy, in doubt a person"
    return "initial and name" if core.has(Kind.INITIAL) and core.has(Kind.PROPER, Kind.BOTH) else ""


def _by_speech(around: Surroundings, candidate: Candidate, core: Candidate) -> str:
    """A single word that the sentence treats as a person."""
    alone = core.names() == 1 and len(core.words) == len(candidate.words) and not core.has(Kind.PLACE, Kind.ACRONYM)
    return "speaker" if alone and name_rules.speaks(around.text, core, starts_sentence=candidate.starts_sentence) else ""


def _coordinated(view: str, found: list[tuple[Candidate, Span | None]]) -> Iterator[Span]:
    """What stands in one list with a person is a person: "Usamov and Bowers", "Sheila, Donna, Sherry and Shane"."""
    for step in (1, -1):
        for at in range(len(found)) if step == 1 else reversed(range(len(found))):
            candidate, span = found[at]
            other = found[at - step][1] if 0 <= at - step < len(found) else None
            if span or not other or (core := candidate.core(inner_common=False)) is None:
                continue
            first, second = ((other.start, other.end), (core.start, core.end))[::step]
            fits = core.names() == len(core.words) <= 3 and not core.has(Kind.PLACE)
            if fits and name_rules.neighbours(view, first[1], second[0]):
                found[at] = (candidate, _span(core, 0.6, "beside a person"))
    yield from (span for _, span in found if span)


def _with_suffix(text: str, span: Span) -> Span:
    suffix = regex.compile(r",? (?:Jr|Sr|II|III|IV|MD|PhD|Esq)\b\.?").match(text, span.end)
    return replace(span, end=suffix.end()) if suffix else span


def _span(core: Candidate, score: float, recognizer: str) -> Span:
    return Span(core.start, core.end, "PERSON", score, recognizer)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Spans are trimmed against the original, not the masked view."""
    while end > start and regex.match(r"[\s.,;:|*#_\"'()<>-]", text[end - 1]):
        end -= 1
    while start < end and regex.match(r"[\s.,;:|*#_\"'()<>-]", text[start]):
        start += 1
    return start, end
