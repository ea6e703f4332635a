"""Texts of one document → findings: patterns, numbers, addresses, names; each name and number everywhere else; one layer.

Findings never overlap, are in order, and their offsets are exact code points of the text that came in: recognizers read
the repaired text, and spans are mapped back in one place, `_settled`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from appliance.errors import ScrubFailed
from appliance.policy import Policy
from appliance.privacy import stand_ins
from appliance.privacy.accounts import accounts
from appliance.privacy.addresses import addresses
from appliance.privacy.dates import ages, dates
from appliance.privacy.everywhere import spread
from appliance.privacy.foreign import OtherModels
from appliance.privacy.language import ENGLISH, Languages
from appliance.privacy.name_words import NOTHING
from appliance.privacy.names import Names
from appliance.privacy.patterns import Recognizers, Surroundings
from appliance.privacy.phones import phones
from appliance.privacy.repair import Repaired, repaired
from appliance.privacy.spans import Span, merged
from appliance.privacy.tables import Layout
from appliance.records import Finding

KEPT_POLICIES = 8  # made ready


@dataclass(frozen=True, slots=True)
class _Round:
    """One text on its way through the recognizers."""

    raw: str = field(repr=False)
    repaired: Repaired
    around: Surroundings = field(repr=False)

    @classmethod
    def of(cls, raw: str) -> _Round:
        """What has the shape of a stand-in is no text to look at."""
        text = raw.replace(NOTHING, "$")
        if "<" in text or "‹" in text:
            text = stand_ins.INERT.sub(lambda found: NOTHING * len(found[0]), text)
        mended = repaired(text)
        return cls(raw, mended, Surroundings(mended.text, Layout(mended.text)))


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A policy with its patterns made ready."""

    policy: Policy
    recognizers: Recognizers
    denied: tuple[tuple[str, re.Pattern[str]], ...]

    @classmethod
    def of(cls, policy: Policy) -> _Compiled:
        denied = [(entity, _anywhere(value)) for entity, values in policy.deny.items() for value in values if value.strip()]
        return cls(policy, Recognizers(policy), tuple(denied))


class Detector:
    """All recognizers behind one call; thread-safe. Loading takes about two seconds and dials nowhere.

    `others`: folders of name models by language; each is loaded at the first page in its language.
    """

    def __init__(self, model: Path, others: Mapping[str, Path] | None = None) -> None:
        self._names = Names(model)
        self._others = OtherModels(others or {})
        self._languages = Languages()
        self._compiled: tuple[_Compiled, ...] = ()  # those of late, newest first

    def detect(self, text: str, policy: Policy) -> list[Finding]:
        """Return the findings of one text. Raises ScrubFailed when it cannot be vouched for."""
        return self.detect_all([[text]], policy)[0][0]

    def detect_all(self, documents: Sequence[Sequence[str]], policy: Policy) -> list[list[list[Finding]]]:
        """Return the findings of each text of each document: what one text says of a name holds in the others of its document.

        Many documents in one call cost less than one by one, since the model reads them in batches.
        """
        rounds = [_Round.of(text) for texts in documents for text in texts]
        arounds = [one.around for one in rounds]
        languages = [language for texts in documents for language in self._read(texts, policy)]
        names = self._others.judged(arounds, self._names.find(arounds), languages)
        ready = self._ready(policy)
        found = [_patterns(one, ready) + own for one, own in zip(arounds, names, strict=True)]
        settled: list[list[list[Finding]]] = []
        at = 0
        for texts in documents:
            mine = slice(at, at + len(texts))
            spread(arounds[mine], found[mine], policy)
            settled.append([self._settled(one, spans, policy) for one, spans in zip(rounds[mine], found[mine], strict=True)])
            at += len(texts)
        return settled

    def checked(self, text: str, policy: Policy) -> list[Finding]:
        """Return what patterns and checksums alone find: the second look at a model's answer."""
        one = _Round.of(text)
        return self._settled(one, [*_recognized(one.around, self._ready(policy)), *phones(one.around)], policy)

    def warnings(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Return a word for each language of a document that no name model here reads: `patterns_only:de`."""
        return tuple(
            f"patterns_only:{one}" for one in sorted(set(self._languages.of(texts)) - {ENGLISH, *self._others.languages})
        )

    def _read(self, texts: Sequence[str], policy: Policy) -> list[str]:
        """The language of each text of a document. Raises ScrubFailed where the policy asks for a model that is not there."""
        languages = self._languages.of(texts)
        for language in sorted(set(languages) - {ENGLISH, *self._others.languages}):
            if policy.without_model(language) == "quarantine":
                remedy = "add one with `appliance models add`, or change `languages` of the policy"
                raise ScrubFailed(f"no name model for a page's language ({language}); the file; {remedy}", "language")
        return languages

    def _ready(self, policy: Policy) -> _Compiled:
        """The policy made ready; a worker gets an equal one with every document, and a question may pass several."""
        kept = self._compiled
        found = next((one for one in kept if one.policy is policy or one.policy == policy), None)
        if found is None:
            found = _Compiled.of(policy)
            self._compiled = (found, *kept[: KEPT_POLICIES - 1])
        return found

    def _settled(self, one: _Round, spans: Sequence[Span], policy: Policy) -> list[Finding]:
        """Map the spans back to the text that came in, and put them in one layer."""
        acts = {entity: policy.rule(entity).action for entity in {span.entity for span in spans}}
        least = {entity: policy.threshold_of(entity) for entity in acts}
        mapped = [_tight(one, span) for span in spans if span.score >= least[span.entity]]
        sure = [span for span in mapped if span.start < span.end and one.raw[span.start : span.end] not in policy.allow]
        layer = merged(sure, lambda entity: acts[entity] != "keep")
        return [Finding(s.entity, s.start, s.end, round(s.score, 3), s.recognizer, acts[s.entity]) for s in layer]


def _patterns(around: Surroundings, ready: _Compiled) -> list[Span]:
    spans = [*_recognized(around, ready), *addresses(around)]
    spans += [*dates(around), *ages(around), *phones(around), *accounts(around)]
    for entity, pattern in ready.denied:
        spans += [Span(hit.start(), hit.end(), entity, 1.0, "deny list") for hit in pattern.finditer(around.text)]
    return spans


def _recognized(around: Surroundings, ready: _Compiled) -> Iterator[Span]:
    # "the password is ‹SECRET›": what stands in place of a stand-in is no value
    yield from (span for span in ready.recognizers.find(around) if NOTHING not in around.text[span.start : span.end])


def _anywhere(value: str) -> re.Pattern[str]:
    words = r"\s+".join(map(re.escape, value.split()))  # a name that a line break parts is the same name
    return re.compile(rf"(?i)(?<!\w){words}(?!\w)")


def _tight(one: _Round, span: Span) -> Span:
    """The span in the text that came in, no blank at either end."""
    start, end = one.repaired.original(span.start, span.end)
    found = one.raw[start:end]
    return replace(span, start=start + len(found) - len(found.lstrip()), end=end - (len(found) - len(found.rstrip())))
