"""Texts of one document → findings: patterns, numbers, addresses, names; each name and number everywhere else; one layer.

Findings never overlap, are in order, and their offsets are exact code points of the text that came in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from appliance.policy import Policy
from appliance.privacy import stand_ins
from appliance.privacy.addresses import addresses
from appliance.privacy.name_words import NOTHING
from appliance.privacy.names import Names
from appliance.privacy.numbers import ages, births, dates, phones
from appliance.privacy.patterns import PolicyRecognizer, Surroundings, recognizers
from appliance.privacy.persons import Roll
from appliance.privacy.spans import Span, merged
from appliance.privacy.stock import StockRecognizers
from appliance.privacy.tables import Layout
from appliance.records import Finding

#: full-width forms, exotic dashes and blanks → ASCII, one code point for one
_REPAIRED = str.maketrans(
    {chr(0xFF01 + n): chr(0x21 + n) for n in range(94)}
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\u00ad", "-")
    | dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u200b\ufeff", " ")
    | {"\u2019": "'", "\u02bc": "'", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n"}
)
_URL = re.compile(r"(?i)\b(?:https?://|ftp://|www\.)[^\s<>\"'`|)\]]{3,}[^\s<>\"'`|)\].,;:!?]")
_PERSONAL_PATH = re.compile(
    r"(?i)/(?:~|users?/|profiles?/|people/|staff/|in/|u/|members?/|home/)[a-z][\w.-]{2,}|"
    r"[?&](?:user|name|email|login)=[^&\s]{3,}"
)
_CODE_ENTITIES = frozenset(("MEDICAL_RECORD", "EMPLOYEE_ID", "CUSTOMER_ID"))
_CODE = re.compile(r"(?<![A-Za-z0-9/-])([A-Z]{1,4})([-/ ]?)(\d{4,10})(?![A-Za-z0-9])")


class Detector:
    """All recognizers behind one call; thread-safe. Loading takes about two seconds and dials nowhere."""

    def __init__(self, model: Path) -> None:
        self._names = Names(model)
        self._stock = StockRecognizers()
        self._compiled: tuple[Policy, list[PolicyRecognizer]] | None = None

    def detect(self, text: str, policy: Policy) -> list[Finding]:
        """Return the findings of one text. Raises ScrubFailed when it cannot be vouched for."""
        return self.detect_all([[text]], policy)[0][0]

    def detect_all(self, documents: Sequence[Sequence[str]], policy: Policy) -> list[list[list[Finding]]]:
        """Return the findings of each text of each document: what one text says of a name holds in the others of its document.

        Many documents in one call cost less than one by one, since the model reads them in batches.
        """
        rounds = [Surroundings(plain, Layout(plain)) for plain in (_plain(text) for texts in documents for text in texts)]
        found = [self._patterns(one, policy) + names for one, names in zip(rounds, self._names.find(rounds), strict=True)]
        settled: list[list[list[Finding]]] = []
        at = 0
        for texts in documents:
            mine = slice(at, at + len(texts))
            self._spread(rounds[mine], found[mine], policy)
            settled.append([self._settled(text, spans, policy) for text, spans in zip(texts, found[mine], strict=True)])
            at += len(texts)
        return settled

    def checked(self, text: str, policy: Policy) -> list[Finding]:
        """Return what patterns and checksums alone find: the second look at a model's answer."""
        plain = _plain(text)
        around = Surroundings(plain, Layout(plain))
        return self._settled(text, [*self._recognized(around, policy), *phones(around)], policy)

    def _recognized(self, around: Surroundings, policy: Policy) -> Iterator[Span]:
        for recognizer in self._recognizers(policy):
            # "the password is ‹SECRET›": what stands in place of a stand-in is no value
            yield from (span for span in recognizer.find(around) if NOTHING not in around.text[span.start : span.end])

    def _recognizers(self, policy: Policy) -> list[PolicyRecognizer]:
        compiled = self._compiled
        if compiled is None or compiled[0] is not policy:
            compiled = self._compiled = (policy, recognizers(policy.recognizers))
        return compiled[1]

    def _patterns(self, around: Surroundings, policy: Policy) -> list[Span]:
        spans = [*self._recognized(around, policy), *self._stock.find(around), *addresses(around.text)]
        spans += [*dates(around), *ages(around), *phones(around)]
        for entity, values in policy.deny.items():
            for value in values:
                hits = re.finditer(rf"(?i)(?<!\w){re.escape(value)}(?!\w)", around.text)
                spans += [Span(hit.start(), hit.end(), entity, 1.0, "deny list") for hit in hits]
        return spans

    def _spread(self, rounds: Sequence[Surroundings], found: Sequence[list[Span]], policy: Policy) -> None:
        """Look in every text for the names and code numbers that any of them gave."""
        names: dict[str, None] = {}
        shapes: dict[tuple[str, str, int], str] = {}
        for around, spans in zip(rounds, found, strict=True):
            for span in spans:
                if span.score < policy.threshold_of(span.entity):
                    continue
                value = around.text[span.start : span.end]
                if span.entity == "PERSON":
                    names.setdefault(value)
                elif span.entity in _CODE_ENTITIES and (code := _CODE.fullmatch(value)):
                    shapes.setdefault((code[1], code[2], len(code[3])), span.entity)
        roll = Roll(list(names))
        for around, spans in zip(rounds, found, strict=True):
            spans += roll.find(around.text)
            spans += _links(around.text, roll)
            spans += births(around.text, spans)
            for code in _CODE.finditer(around.text) if shapes else ():
                if entity := shapes.get((code[1], code[2], len(code[3]))):
                    spans.append(Span(code.start(), code.end(), entity, 0.7, "number of a form seen in context"))

    def _settled(self, text: str, spans: Sequence[Span], policy: Policy) -> list[Finding]:
        tight = [_tight(text, span) for span in spans if span.score >= policy.threshold_of(span.entity)]
        sure = [span for span in tight if span.start < span.end and text[span.start : span.end] not in policy.allow]
        layer = merged(sure, lambda entity: policy.rule(entity).action != "keep")
        return [Finding(s.entity, s.start, s.end, round(s.score, 3), s.recognizer, policy.rule(s.entity).action) for s in layer]


def _plain(text: str) -> str:
    """The text as patterns read it, as long as before; what has the shape of a stand-in is no text to look at."""
    return stand_ins.INERT.sub(lambda found: NOTHING * len(found[0]), text.replace(NOTHING, "$")).translate(_REPAIRED)


def _tight(text: str, span: Span) -> Span:
    """No blank at either end."""
    found = text[span.start : span.end]
    return replace(span, start=span.start + len(found) - len(found.lstrip()), end=span.end - (len(found) - len(found.rstrip())))


def _links(text: str, roll: Roll) -> Iterator[Span]:
    """Addresses that hold a name, or lead to a person's page."""
    for hit in _URL.finditer(text):
        words = re.sub(r"[/_.?=&%+~-]", " ", hit[0])
        if _PERSONAL_PATH.search(hit[0]) or any(True for _ in roll.find(words)):
            yield Span(hit.start(), hit.end(), "URL", 0.8, "address with a name")
