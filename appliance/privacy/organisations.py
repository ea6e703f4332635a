"""Capitalised sequences → organisations: legal forms, firms of partners, "the X office", and names that nothing explains.

The last is for policies that act on organisations: a capitalised word that no dictionary has is a name of something.
Legal forms: ISO 20275 (Entity Legal Forms), the common ones of Europe and North America.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from appliance.privacy import places
from appliance.privacy.lexicon import ROLES
from appliance.privacy.name_words import WORD, Candidate, Kind
from appliance.privacy.spans import Span, Stretches

#: what nothing but a company's name ends with, and what others may end with too
_SURE = (
    r"Inc|Incorporated|Corp|LLC|LLP|PLC|plc|Ltd|LTD|Limited|GmbH|gGmbH|mbH|KGaA|OHG|e\.? ?V\.|e\.?G\.|S\.A\.|S\.A\.S\.|SARL|"
    r"S\.?à ?r\.?l|S\.?p\.?A|S\.?r\.?l|S\.L\.|S\.L\.U\.|B\.?V|N\.?V|A/S|ApS|ASA|Oy|Oyj|"
    r"Sp\. ?z ?o\.? ?o|s\.r\.o|Kft|Zrt|d\.o\.o|Ltda|Pty|Pte|Bhd"
)
_LIKELY = "AG|KG|SA|SAS|SE|AB|AS|CIC|CIO|Corporation|Company"
_SURE_WORD = rf"(?:{_SURE})(?![\p{{L}}\p{{N}}-])\.?"
_LEGAL = regex.compile(
    rf",? (?:(?:& Co\.? )?(?:(?:{_SURE}|{_LIKELY})(?![\p{{L}}\p{{N}}-])\.?)|(?:inc|ltd|llc|gmbh|plc)\b\.?)"
    rf"(?: {_SURE_WORD}| & Co\.? (?:KG|OHG)\b)*"
)
_SURELY = regex.compile(rf",? (?:(?:{_SURE_WORD})|(?:inc|ltd|llc|gmbh|plc)\b\.?|(?:AG|& Co)\b)")
_LEGAL_WORD = regex.compile(rf"(?:{_SURE}|{_LIKELY}|Co)\.?")
_BEFORE_IN_NAME = regex.compile(rf"(?:(?<!\p{{L}}){WORD}(?:, | & | and | und | et )(?:& )?){{1,4}}$")
_AND_SONS = regex.compile(
    r",? (?:and|&|und|et|y|e|en) (?:Sons?|Daughters?|Bros|Brothers|Co|Company|Partners?|Associates|Söhne|Fils|Hijos|Figli|"
    r"Zonen)\b\.?"
)
_PARTNERS = regex.compile(rf"(?<![\p{{L}}@.'’-]){WORD}, {WORD},? (?:and|&) {WORD}(?![\p{{L}}'’@-])")
_AT = regex.compile(r"\bat $")
_ARTICLE = regex.compile(r"(?i)(?:the|an?) +")
_OF_FIRM = regex.compile(
    r"(?i)(?:\b(?:from|at|of|by|for|with|join(?:s|ed)?|support(?:s|ed|ing)?|law firm|firm|company|client|supplier|vendor|"
    r"employer)|(?:^|\n)[>|?*•\s-]*(?:the )?|\bthe|: ) ?$"
)
_FIRM = regex.compile(
    r" (?:is|was|has|provides|offers|Orchestra|Ltd|Limited|LLP|LLC|Inc|Group|Partners|Foundation|[Oo]ffices?|[Tt]eam)\b|"
    r"\s*(?:\n|$)"
)
_OFFICE = regex.compile(
    r" (?:office|offices|headquarters|HQ|branch|website|account|team|app|platform|shares|plant|store|shop|showroom|staff|"
    r"contract|invoice|employees?|customers?|spokes(?:man|woman|person)|CEO|CFO|board)\b"
)
_EMPLOYER = regex.compile(
    r"(?i)\b(?:work(?:s|ed|ing)? (?:at|for)|employed (?:at|by)|employer(?: is|:)|hired by|joined|interned at|(?:job|position|"
    r"career|employment|internship) (?:at|with)|on behalf of|company:?|organi[sz]ation:?|firma:?|société:?|empresa:?|azienda:?|"
    r"bedrijf:?|(?:ceo|cfo|cto|director|head|manager|president|founder|employee|member|chair|owner|"
    r"address|offices?) (?:of|at)) $"
)
_BLANK_LINE_HEAD = regex.compile(r"[\s>|?*#•·-]*")
_FIRM_LINE = regex.compile(r"[\s>|?*#•·-]*(\p{L}[\p{L}&.,'’-]*(?: [\p{L}&.,'’-]+){0,5}) *")
_WITH_NUMBER = regex.compile(r"\n[^\n]{0,40}\d")


def organisations(text: str, candidates: Sequence[Candidate]) -> Iterator[Span]:
    """Yield what its own form or the words around make an organisation."""
    for candidate in candidates:
        yield from _one(text, candidate)
    for hit in _PARTNERS.finditer(text):
        before = max(0, hit.start() - 20), hit.start()
        if _AT.search(text, *before) or (_OF_FIRM.search(text, *before) and _FIRM.match(text, hit.end())):
            yield _span(hit.start(), hit.end(), "firm of partners")


def _one(text: str, candidate: Candidate) -> Iterator[Span]:
    start, end = candidate.start, candidate.end
    article = _ARTICLE.match(text, start, end)
    before = text[start : article.end()] if article else text[max(0, start - 4) : start]
    start = article.end() if article else start
    if legal := _LEGAL.match(text, end):
        yield _span(_whole(text, start), legal.end(), "legal form")
    elif sons := _AND_SONS.match(text, end):
        yield _span(start, sons.end(), "and sons")
    elif len(candidate.words) > 1 and _LEGAL_WORD.fullmatch(text, candidate.words[-1].start, end):
        point = text.startswith(".", end)
        yield _span(_whole(text, start), end + point, "legal form")
    elif _EMPLOYER.search(text, max(0, start - 40), start) and not candidate.has(Kind.TITLE):
        yield _span(start, end, "employer")
    elif before.lower().strip() == "the" and start < end and _OFFICE.match(text, end):
        yield _span(start, end, "its office")


def is_company(text: str, end: int) -> bool:
    """Does the legal form of a company stand behind?"""
    return bool(_SURELY.match(text, end))


def _whole(text: str, start: int) -> int:
    """Where a firm begins whose other partners stand before: "Hawkins, Richardson & Santana Ltd"."""
    others = _BEFORE_IN_NAME.search(text, max(0, start - 80), start)
    return others.start() if others else start


def unexplained(text: str, candidate: Candidate, taken: Stretches) -> Iterator[Span]:
    """Yield what holds a word that no dictionary has and nothing else took: a place or an organisation, by what stands before."""
    if taken.over(candidate.start, candidate.end) or candidate.has(Kind.TITLE):
        return
    words = list(candidate.words)
    while words and words[0].kind in (Kind.COMMON, Kind.STOP, Kind.PARTICLE, Kind.INITIAL) and candidate.starts_sentence:
        words = words[1:]
    while words and words[-1].kind in (Kind.PARTICLE, Kind.INITIAL):
        words = words[:-1]
    if not words:
        return
    start, end = words[0].start, words[-1].end
    if places.is_place(text, start):
        yield Span(start, end, "GPE", 0.6, "place by its preposition")
    elif any(word.kind is Kind.UNKNOWN for word in words):
        where = places.is_where(text, start)
        yield Span(start, end, "GPE" if where else "ORGANIZATION", 0.5, "unknown name")


def in_blocks(text: str, people: Sequence[Span]) -> Iterator[Span]:
    """Yield the line of a firm between the line of a name and that of an address: letters, signatures, lists of addresses."""
    for person in people:
        line = _end_of_line(text, person.end)
        head = text.rfind("\n", 0, person.start) + 1
        if text[person.end : line].strip() or _BLANK_LINE_HEAD.fullmatch(text, head, person.start) is None:
            continue
        for _ in range(2):
            start, line = line + 1, _end_of_line(text, line + 1)
            firm = _FIRM_LINE.fullmatch(text, start, line)
            if firm is None:
                break
            if _WITH_NUMBER.match(text, line) and not ROLES & set(firm[1].lower().split()):
                yield Span(*firm.span(1), "ORGANIZATION", 0.5, "line between name and address")
                break


def _end_of_line(text: str, position: int) -> int:
    end = text.find("\n", position)
    return end if end >= 0 else len(text)


def _span(start: int, end: int, recognizer: str) -> Span:
    return Span(start, end, "ORGANIZATION", 0.6, recognizer)
