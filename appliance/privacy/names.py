"""Text → spans of persons, organisations and places: spaCy's entities, judged again by words, titles and what stands around.

The one idea: every capitalised sequence is a candidate, and evidence decides: a title, a label ("Patient:"), a signature,
a table column, spaCy's word, a word that no dictionary has. In doubt it is a person, since a policy that keeps places
and organisations would leak whoever is taken for one. The model: spaCy en_core_web_md, from a folder, its `ner` alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import regex

from appliance.errors import ScrubFailed
from appliance.privacy import name_code, name_lists, name_rules, name_view, name_words, organisations, places
from appliance.privacy.lexicon import WORDS
from appliance.privacy.name_model import Entity, NameModel
from appliance.privacy.name_words import Candidate, Kind
from appliance.privacy.patterns import Surroundings
from appliance.privacy.spans import Span, Stretches

CHUNK_CHARS = 90_000  # spaCy's own limit is ten times that; memory is ours
_ENTITY = {
    "ORG": "ORGANIZATION", "GPE": "GPE", "LOC": "GPE", "FAC": "GPE", "NORP": "NRP", "DATE": "DATE_TIME", "TIME": "DATE_TIME",
}  # fmt: skip
_DOUBTFUL = frozenset(("ORG", "GPE", "LOC", "FAC", "NORP", "PRODUCT", "WORK_OF_ART", "EVENT", "LAW", "LANGUAGE"))
_SUFFIX = regex.compile(r",? (?:Jr|Sr|II|III|IV|MD|PhD|Esq)\b\.?")
_ARTICLE = regex.compile(r"(?i)(?:(?:the|an?) +)?(?:(?:north|south|east|west|central)ern +)?")
_SAINT = regex.compile(
    r"(?<=(?<!\p{L})St\.? )\p{Lu}[\p{L}-]+['’]s?\b|St\.? \p{Lu}[\p{L}-]+['’]s?\b"
)  # St Mary's is a hospital, a church, a school
_SMALL_BETWEEN = regex.compile(r", (\p{Ll}[\p{L}'’-]+)(?:,|,? (?:and|und|et|y|e|en|&)) ")
_SMALL_NAME = regex.compile(r"\p{Ll}[\p{L}'’.-]+(?: \p{Ll}[\p{L}'’.-]*){0,3}")
_LEADS_TO_PERSON = regex.compile(
    r"(?i)\b(?:to|with|from|by|and|or|ask|asked|tell|told|call|called|said|says|hi|hey|hello|thanks|cc|met) $"
)
_STANDS_ALONE = regex.compile(r" ?[,!\n]|$| (?:and|&|began|said|says|wrote|joined|asked) ")
_KOREAN = regex.compile(r"\p{Lu}\p{Ll}{1,5} \p{Lu}\p{Ll}{1,4}-\p{Ll}{2,5}")  # Revised Romanisation: Park Min-seo
LONGEST_BETWEEN = 40
_EDGES = frozenset(".,;:|*#_\"'()<>-")


class Names:
    """The model and the rules around it; thread-safe."""

    def __init__(self, model: Path) -> None:
        self._model = NameModel(model)

    def find(self, texts: Sequence[Surroundings]) -> list[list[Span]]:
        """Return the spans of each text. Raises ScrubFailed if the model cannot take one."""
        views = [name_view.view(one.text) for one in texts]
        lines = [(number, *line) for number, view in enumerate(views) for line in name_view.in_small_letters(view)]
        seen = self.entities([*views, *(line for *_, line in lines)])
        found = [list(_judged(*one)) for one in zip(texts, views, seen, strict=False)]
        for (number, start, line), entities in zip(lines, seen[len(views) :], strict=True):
            found[number] += _raised(views[number], start, line, entities)
        return found

    def entities(self, views: Sequence[str]) -> list[list[Entity]]:
        """Return what the model alone sees in each text. Raises ScrubFailed if it cannot take one."""
        pieces = [(number, start, view[start:end]) for number, view in enumerate(views) for start, end in _pieces(view)]
        entities: list[list[Entity]] = [[] for _ in views]
        try:
            seen = self._model.entities([piece for *_, piece in pieces])
        except (ValueError, MemoryError) as error:
            raise ScrubFailed(f"the name model cannot take this text ({type(error).__name__}); the file; split it") from None
        for (number, offset, _), found in zip(pieces, seen, strict=True):
            entities[number] += [(offset + start, offset + end, label) for start, end, label in found]
        return entities


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = min(len(text), start + CHUNK_CHARS)
        if end < len(text):
            end = max(text.rfind("\n", start, end), text.rfind(" ", end - 2000, end)) + 1 or end
            end = end if end > start else min(len(text), start + CHUNK_CHARS)
        yield start, end
        start = end


def _judged(around: Surroundings, view: str, entities: list[Entity]) -> Iterator[Span]:
    persons = Stretches((start, end) for start, end, label in entities if label == "PERSON")
    doubtful = Stretches((start, end) for start, end, label in entities if label in _DOUBTFUL)
    candidates = list(name_words.candidates(view))
    found = [(candidate, _person(around, candidate, persons, doubtful)) for candidate in candidates]
    people = [_with_suffix(around.text, span) for span in _coordinated(view, found)]
    people += name_rules.last_first(around, view)
    people += name_lists.listed(around, view, people)
    yield from people
    others = list(_others(around, view, entities, candidates, Stretches((span.start, span.end) for span in people)))
    others += organisations.in_blocks(view, people)
    yield from others
    taken = Stretches((span.start, span.end) for span in (*people, *others))
    for candidate in candidates:
        for span in organisations.unexplained(view, candidate, taken):
            if not name_words.is_foreign(name_words.passage_at(around.text, span.start)):
                yield span


def _raised(view: str, start: int, line: str, entities: Sequence[Entity]) -> Iterator[Span]:
    """The persons that the model sees once words in small letters are raised; a lone one needs a word that leads to persons."""
    for first, last, label in entities:
        name = view[start + first : start + last]
        if label != "PERSON" or not name.islower() or not _SMALL_NAME.fullmatch(name):
            continue
        if " " not in name and name_code.is_code(view, start + first, start + last):
            continue
        led = " " in name or WORDS.proper(name) or _LEADS_TO_PERSON.search(line, max(0, first - 12), first)
        known = all(not WORDS.common(word) or WORDS.proper(word) for word in name.split())
        if led and known and not name_words.is_foreign(name_words.passage_at(view, start + first)):
            yield Span(start + first, start + last, "PERSON", 0.55, "in small letters")


def _others(
    around: Surroundings, view: str, entities: list[Entity], candidates: list[Candidate], people: Stretches
) -> Iterator[Span]:
    """Places, peoples, organisations; what spaCy calls one if it is no person."""
    for start, end, label in entities:
        entity = _ENTITY.get(label)
        if entity and not name_rules.is_noise(view, start, end, entity) and people.over(start, end) is None:
            article = _ARTICLE.match(view, start, end)
            start = article.end() if article else start
            yield Span(*_trimmed(around.text, start, end), entity, 0.6, "spacy")
    for candidate in candidates:
        if people.over(candidate.start, candidate.end) is None:
            yield from places.places(view, candidate)
    yield from organisations.organisations(view, candidates)


def _person(around: Surroundings, candidate: Candidate, persons: Stretches, doubtful: Stretches) -> Span | None:
    """Weigh the evidence for one capitalised sequence, strongest first."""
    if not candidate.names() and not candidate.titled:
        return None
    if _KOREAN.fullmatch(around.text, candidate.start, candidate.end):
        return _span(candidate, 0.7, "surname and Korean given name")
    named = persons.over(candidate.start, candidate.end)
    if candidate.titled and (core := candidate.after_title()):
        return _span(core, 0.95, "title and name")
    if organisations.is_company(around.text, candidate.end) or _SAINT.match(around.text, candidate.start):
        return None
    wide = candidate.core(inner_common=True)
    code = len(wide.words) == 1 and name_code.is_code(around.text, wide.start, wide.end) if wide else True
    if wide and not code and name_rules.is_labelled(around, wide):
        return _span(wide, 0.9, "labelled name")
    if named and wide and wide.overlaps(named) and _is_prose(around.text, wide):
        one, foreign = len(wide.words) == 1, name_words.is_foreign(name_words.passage_at(around.text, wide.start))
        doubtful_there = foreign and (one or wide.has(Kind.FOREIGN))
        if (wide.has(Kind.UNKNOWN, Kind.PROPER) and not doubtful_there) or (wide.has(Kind.BOTH) and not one):
            return _span(wide, 0.8, "spacy")
    core = candidate.core(inner_common=False)
    if core and "_" in around.text[core.start : core.end]:
        return None
    if core and (reason := _by_words(core, doubtful) or _by_speech(around, candidate, core)):
        return _span(core, 0.6, reason)
    if wide and not candidate.starts_sentence and wide.common_then_unknown():
        return _span(wide, 0.55, "unknown words")
    return None


def _is_prose(text: str, core: Candidate) -> bool:
    """Is the model's word for it worth something there: not in a program, not for a small word that leads nowhere?"""
    word = text[core.start : core.end]
    led = _LEADS_TO_PERSON.search(text, max(0, core.start - 12), core.start) or _STANDS_ALONE.match(text, core.end)
    if word.islower() and not led and not any(WORDS.proper(one) for one in word.split()):
        return False
    return "_" not in word if len(core.words) > 1 else not name_code.is_code(text, core.start, core.end)


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
    """A word or two that the sentence treats as a person."""
    alone = 0 < core.names() <= 2 and core.end == candidate.end and not core.has(Kind.PLACE, Kind.ACRONYM)
    alone = alone and not name_code.is_code(around.text, core.start, core.end)
    return "speaker" if alone and name_rules.speaks(around.text, core, starts_sentence=candidate.starts_sentence) else ""


def _coordinated(view: str, found: list[tuple[Candidate, Span | None]]) -> Iterator[Span]:
    """What stands in one list with a person is a person: "Usamov and Bowers", "Sheila, Donna, Sherry and Shane"."""
    for at in range(len(found) - 1):
        if found[at][1] is None and found[at + 1][1] is None:
            pair = [candidate.core(inner_common=False) for candidate, _ in found[at : at + 2]]
            if pair[0] and pair[1] and _namelike(pair[0]) and _namelike(pair[1]) and name_rules.did(view, pair[0], pair[1]):
                found[at] = (found[at][0], _span(pair[0], 0.55, "two who do something"))
    for step in (1, -1):
        for at in range(len(found)) if step == 1 else reversed(range(len(found))):
            candidate, span = found[at]
            other = found[at - step][1] if 0 <= at - step < len(found) else None
            if span or not other or (core := candidate.core(inner_common=False)) is None:
                continue
            first, second = ((other.start, other.end), (core.start, core.end))[::step]
            if (
                _namelike(core)
                and not name_code.is_code(view, core.start, core.end)
                and name_rules.neighbours(view, first[1], second[0])
            ):
                found[at] = (candidate, _span(core, 0.6, "beside a person"))
    spans = sorted((span for _, span in found if span), key=lambda span: span.start)
    yield from spans
    for left, right in pairwise(spans):  # "kristina, chad and caleb": one that no capital shows
        between = _SMALL_BETWEEN.fullmatch(view, left.end, right.start) if right.start - left.end < LONGEST_BETWEEN else None
        if between:
            yield Span(*between.span(1), "PERSON", 0.55, "between persons")


def _namelike(core: Candidate) -> bool:
    return core.names() == len(core.words) <= 3 and not core.has(Kind.PLACE)


def _with_suffix(text: str, span: Span) -> Span:
    suffix = _SUFFIX.match(text, span.end)
    return replace(span, end=suffix.end()) if suffix else span


def _span(core: Candidate, score: float, recognizer: str) -> Span:
    return Span(core.start, core.end, "PERSON", score, recognizer)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Spans are trimmed against the original, not the masked view."""
    while end > start and (text[end - 1].isspace() or text[end - 1] in _EDGES):
        end -= 1
    while start < end and (text[start].isspace() or text[start] in _EDGES):
        start += 1
    return start, end
