"""Addresses told by other than a house number: boxes, field posts and ships, corners, streets and houses without a number.

Sources: USPS Publication 28 (rural route, highway contract, post office box), DMM 703.2 and 602 (field posts and ships), BFPO;
Royal Mail's PAF for houses with a name and no number. Each search stands behind a mark that the text must hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from appliance.privacy import address_words as words
from appliance.privacy.address_parts import MARGIN, SEPARATOR
from appliance.privacy.address_tail import head, tail
from appliance.privacy.address_tokens import run_end

_BOX = re.compile(
    r"(?:[Pp]\.? ?[Oo]\.? ?[Bb]ox|P\.? ?O\.? ?BOX|(?i:post office box|locked bag|postfach|postbus|postboks|postlokero|"
    r"casella postale|apartado(?: de correos)?|caixa postal|boîte postale|skr\. ?poczt\.|skrytka pocztowa|pósthólf|ταχ\. ?θυρίδα|"
    r"box(?=[ ]\d{1,5}(?:[ ]?,|\n)[ \t>]{0,9}\d{3} ?\d\d )|(?:r\.?r\.?|hc|rural route|star route) \d{1,3},? box)|"
    r"(?P<short>B\.?P\.?|C\.P\.|Apdo\.?|Pf\.|Τ\.Θ\.)) ?(?:[Nn][or°º]?\.? ?)?\d(?:[\d ]{0,6}\d)?[A-Z]?(?![\w/])"
)
_BOX_MARKS = tuple("box,postf,postb,postl,bp ,b.p.,c.p.,apartado,apdo,postale,caixa,poczt,pósth,pf.,τ.θ,ταχ,ed bag".split(","))
_FIELD = re.compile(r"(?i)\b[AFD]PO[, ]{1,2}A[AEP]\b(?:[, ]{1,2}\d{5}(?:-\d{4})?)?|\bBFPO \d{1,4}(?:,? BF1 ?\d[A-Z]{2})?")
_FIELD_BEFORE = re.compile(
    r"(?i)(?:\b(?:psc|cmr|unit|omc|box|(?:us[a-z]{1,3}|hms|rfa)(?= [^\W\d_]))(?: \(?[\w#.'’-]+\)?){1,4}"
    rf"(?:,? box [\w-]{{1,6}})?,?[ \t]{{0,4}}(?:\n{MARGIN})?)\Z"
)
_FIELD_UNIT = re.compile(r"(?i)\b(?:psc|cmr|unit) \d{1,5},? box \d{1,5}\b")
_CORNER = re.compile(
    r"(?i)\b(?:(?:the )?(?:corner|intersection|junction|crossroads) (?:of|between)|ecke|à l['’]angle d(?:e|es|u)|"
    r"esquina(?: con| de)?|op de hoek van|all['’]angolo (?:tra|di|fra)) (?:the )?"
)
_CORNER_MARKS = ("corner", "intersection", "junction", "crossroad", "ecke ", "angle d", "esquina", "hoek van", "angolo")
_AND = re.compile(r"[ ]{0,2}(?:and|&|und|et|y|e|en|og|och|with|/) (?:the )?", re.IGNORECASE)
#: whoever lives on a street has it for an address, whatever the number
_LIVED = re.compile(
    r"(?i)\b(?:liv(?:e|es|ed|ing)|resid(?:e|es|ed|ing)|grew up|wohn(?:t|e|en|haft)|habite|vive|vivo|abita|woont|bor|bosatt|"
    r"(?:my|our|his|her|their|home) address is)"
    r" (?:in der|auf der|aan de|op de|on|in|at|off|near|am|en|à|på|ved|i)? ?(?:the |la )?"
)
_LIVED_MARKS = tuple("live,living,reside,residi,grew up,wohn,habite,vive,vivo,abita,woont,bor ,bosatt,address is".split(","))
_FIRST = "|".join(sorted(map(re.escape, words.FIRST - {"c/", "r", "r."})))
_TYPED = re.compile(
    rf"(?:.*[^\W\d_]['’.]? )?(?:(?i:{'|'.join(sorted(words.SURE | words.USUAL - {'ter', 'cr', 'dr', 'st'}))})\.?|"
    rf"\w+(?:{'|'.join(words.SUFFIXES[:13])}))|(?i:{_FIRST}) .+"
)
#: UK, Ireland, the Netherlands
_CODE_ANCHOR = re.compile(r"\b(?:[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[ACDEFHKNPRTVWXY]\d[\dW] [A-Z\d]{4}|\d{4} [A-Z]{2})\b")
_PART_WORD = r"(?:[^\W\d_a-z]|\d)[\w'’.&-]*"
_PART_BEFORE = re.compile(
    rf"(?:^|(?<=[\n,;:>|\t·?])|(?<=[\n,;:>|\t·?] )|(?<=\b(?:at|is|in|to|of) ))(?P<part>{_PART_WORD}"
    rf"(?: (?:(?:of|the|on|upon|in|and|by|under|le|la|de|na) )?{_PART_WORD}){{0,4}})(?:{SEPARATOR}|[ ]?)\Z"
)
_STREET_WORD = re.compile(rf"(?i)\b(?:{words.HOUSES}|{'|'.join(sorted((words.SURE | words.USUAL | words.WEAK) - {'dr'}))})s?\Z")
_NAMED = re.compile(
    rf"(?<![\w'’])(?P<street>(?i:{_FIRST}) (?!(?i:of|for|and)\b)[\w'’.-]+(?: [\w'’.-]+){{0,4}}?)"
    rf"(?:{SEPARATOR}[^\W\d_][\w'’.-]+(?: [\w'’.-]+){{0,2}})?{SEPARATOR}\Z"
)
_LEADS_UP = re.compile(rf"(?i)(?<!\S)(?:{'|'.join(sorted(map(re.escape, words.STOPS)))}|of(?= \d)) ")
_HOUSE = re.compile(
    rf"(?<![\w'’])(?:The |THE )?(?:{_PART_WORD} ){{0,3}}(?=[^\W\d_a-z])(?i:{words.HOUSES})(?:,|{SEPARATOR})[ ]?"
    rf"(?:{_PART_WORD} ){{1,3}}(?=[^\W\d_a-z])(?i:{'|'.join(sorted(words.SURE - {'dr', 'st'}))})\b\.?"
)
_HOUSE_ENDS = (*words.HOUSES.replace("s?", "").split("|"), "mansions")
_NO_NUMBER = re.compile(r"(?<=[ ,])[sS]/[nN]\b")
MOST_PARTS = 6
PART_REACH = 60  # characters of one line of an address


def found(raw: str, text: str, lower: str) -> Iterator[tuple[int, int]]:
    """Yield stretches that are addresses without a house number to start from."""
    if any(mark in lower for mark in _BOX_MARKS):
        yield from _boxes(text)
    if "po a" in lower or "po, a" in lower or "bfpo" in lower:
        yield from _fields(text)
    if any(mark in lower for mark in _CORNER_MARKS):
        yield from _corners(raw, text)
    if any(mark in lower for mark in _LIVED_MARKS):
        yield from _lived(raw, text)
    if "s/n" in lower:
        for none in _NO_NUMBER.finditer(text):
            if named := _NAMED.search(text, max(0, none.start() - PART_REACH), none.start()):
                yield named.start(), tail(text, none.end()).end
    if any(line.endswith(_HOUSE_ENDS) for line in lower.replace("\n", ",").split(",")[:-1]):
        for house in _HOUSE.finditer(text):
            yield house.start(), tail(text, house.end()).end
    for code in _CODE_ANCHOR.finditer(text):
        if (start := _back(text, code.start())) is not None:
            yield head(text, start)[0], max(code.end(), tail(text, code.end()).end)


def _boxes(text: str) -> Iterator[tuple[int, int]]:
    for box in _BOX.finditer(text):
        behind = tail(text, box.end())
        if behind.certain or not box["short"]:  # "BP 120" is a blood pressure
            yield head(text, box.start())[0], behind.end
    for unit in _FIELD_UNIT.finditer(text):  # of a field post office that is not named
        yield unit.span()


def _fields(text: str) -> Iterator[tuple[int, int]]:
    """A field post office and the unit or ship in front of it."""
    for post in _FIELD.finditer(text):
        start = post.start()
        for _ in range(2):
            if before := _FIELD_BEFORE.search(text, max(0, start - PART_REACH), start):
                start = before.start()
        yield start, post.end()


def _corners(raw: str, text: str) -> Iterator[tuple[int, int]]:
    for corner in _CORNER.finditer(text):
        middle = run_end(text, corner.end())
        link = _AND.match(text, middle) if middle > corner.end() else None
        end = run_end(text, link.end()) if link else 0
        if link and end > link.end() and (not raw[corner.end() : end].islower() or _named(text[corner.end() : end])):
            yield corner.start(), tail(text, end).end


def _named(run: str) -> bool:
    return any(piece.isdigit() or piece in words.SURE | words.USUAL for piece in run.lower().split())


def _lived(raw: str, text: str) -> Iterator[tuple[int, int]]:
    for lived in _LIVED.finditer(text):
        end = run_end(text, lived.end())
        if end > lived.end() and _TYPED.fullmatch(text, lived.end(), end) and not raw[lived.end() : end].islower():
            yield lived.end(), tail(text, end).end


def without_number(text: str, code: int) -> tuple[int, int] | None:
    """A street of a Romance language without a house number before a postcode: `rue de l'Église, 61920 Barbe`."""
    named = _NAMED.search(text, max(0, code - PART_REACH), code)
    behind = tail(text, named.end("street")) if named else None
    if named and behind and behind.certain and behind.end > code:
        return named.start(), behind.end
    return None


def _back(text: str, end: int) -> int | None:
    """Where an address that ends with a postcode starts: with the first line that names a house or a street."""
    start = None
    for _ in range(MOST_PARTS):
        part = _PART_BEFORE.search(text, max(0, end - PART_REACH), end)
        if part is None:
            break
        end = part.start("part")
        if _STREET_WORD.search(part["part"]):
            start = end + max((lead.end() for lead in _LEADS_UP.finditer(part["part"])), default=0)
    return start
