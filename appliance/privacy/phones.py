"""Text → spans of telephone numbers: by their form, by a cue word before them, or by the plan of a region.

ITU-T E.164 and the national plans as `phonenumbers` (Google's libphonenumber) has them, plus free forms that are told by
their grouping or by a cue word. The danger: dotted numbers look like IP prefixes, `60-56-85-91` like a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers

from appliance.privacy.gates import spoken
from appliance.privacy.patterns import Surroundings
from appliance.privacy.spans import Span

#: regions whose plan is asked for a number that no word and no prefix announces
REGIONS = ("GB", "US", "DE", "FR", "ES", "IT", "NL", "BE", "CH", "AT", "IE", "SE", "NO", "DK", "FI", "PL", "PT", "IN", "AU")
CUE_REACH = 25  # characters before a spoilt number
FEWEST_SPOILT = 7  # digits of a text in which such a number is looked for
FEWEST_DIGITS, MOST_DIGITS = 4, 18  # 00, a country, and what follows
_EXTENSION = r"(?:[ ,;]{0,2}(?:x|ext\.?|extn\.?|extension|#|durchwahl|dw\.?|poste|int\.?|toestel|anknytning) ?[.:]? ?\d{1,6})"
_CANDIDATE = re.compile(
    r"(?<![\w.$£€#@/=&?-])(?:(?<!\d[ ,])|(?<=\d,)(?=\+|\(?0\d{2}))(?:[(\[]?\+|00 ?|[(\[])?[ ]?\d"
    r"(?:(?:[ ]?(?:[-.()\[\]\u2010-\u2013~]|/(?! ?[0+(]))[ ]?[(\[]?|\)[-/. ]{1,3}|[ ]{1,2}[(\[]?)?\d){3,16}"
    rf"(?P<ext>{_EXTENSION})?(?![\w%]|[.,]\d|-\d)", re.I
)  # fmt: skip
_DESK = re.compile(
    r"(?i)\b(?:ext\.?|extn\.?|extensions?|durchwahl|nebenstelle|nst\.|poste|toestel|interno|extensión|anknytning|bleep|pager|dect)"
    r"(?: (?:no|nr|number)\.?)?"
    r"[ :.]{0,2}(\d{3,6})(?![\w-]|[.,]\d)|"
    r"\b(?:on|at|is|call|ring|dial|phone|tel|office|desk|work|line) x ?(\d{3,6})\b|\b(?:durchwahl|dw\.?) ?[:-] ?(\d{2,6})\b|"
    r"(?<=[(,;]) ?x ?(\d{3,6})(?=\s*[),;.\n]|\s*$)"
)
_DESK_WORDS = frozenset(
    "ext extn extension extensions durchwahl dw nebenstelle nst poste toestel interno extensión anknytning bleep pager "
    "dect x".split()
)
_DESK_HEADER = re.compile(
    r"(?i)(?:tel\.? )?(?:ext\.?|extn\.?|extension|durchwahl|nebenstelle|poste|toestel|interno|"
    r"extensión|anknytning)(?: (?:no|nr)\.?)?"
)
_DESK_CELL = re.compile(r"\s*(\d{3,6})\s*")
_HEADER = re.compile(
    r"(?i)(?:(?:home|work|mobile|office|day|evening|contact|main|direct|priv\w*|dienstl\w*|patient|emergency|gp|next of kin) )?"
    r"(?:tel(?:ephone|efon|efoon|[eé]fono|efone|efono)?s?|tél(?:éphone)?s?|phones?|mobiles?|mobil|cell(?:phone|ulare)?|handy|fax|"
    r"portable|móvil|gsm|landline|rufnummer|whatsapp)\.?(?: (?:no|nr|number|num|n°|nº)\.?| ?\d)?"
)
_PHONE_CELL = re.compile(r"[\s\"']*([+(]{0,2}\d(?:[ ().\u2010-\u2013/-]{0,3}\d){4,15}(?: ?(?:x|ext\.?) ?\d{1,6})?)[\s\"']*")
_BROKEN = re.compile(
    r"(?<![\w.,+-])((?:\+\d{1,3} ?(?:\(0\) ?)?)?0?\d{2,4}(?: \d{2,4})?[ -]?\n\d{3}(?:[ -]?\d{2,4}){1,2})(?![\w.,-])"
)
_SCANNED = re.compile(r"(?<![\w.])((?=\S*[Oo])[+(]?[\dOo]{3,6}\)?(?: [\dOo]{2,6}){1,4}|\d{3,6}(?: [\dOo]{2,6}){1,4})(?!\w)")
_CUE = re.compile(
    r"(?i)\b(?:tel(?:e(?:phone|f[oó]ono?s?|fon[ienos]*|foon|faks|fax))?|tél(?:éphone)?s?|phones?|mobiles?|mobil[en]?|"
    r"mobil(?:nummer|telefon)|cell(?:phone|ulare|ulari)?|handy(?:nummer)?|rufnummer|landline|fax(?:nummer|number)?|"
    r"call(?:ed|s|ing)?|ring|rung|rang|dial(?:led|ling)?|text(?:ed|ing)?|sms|whatsapp|signal|telegram|viber|contact|"
    r"reach(?:ed|able)?|numbers?|bleep|pager|hotline|helpline|switchboard|direct line|voicemail|standard téléphonique|"
    r"portables?|fixe|móvil|celular|telem[oó]vel|gsm|telefonisch|telefonnummer|bereikbaar|erreichbar|anrufen|appel(?:er|ez)|"
    r"llam(?:ar|e)|chiam(?:are|ate)|bel(?:len)?|puhelin(?:numero)?|matkapuhelin|telefonnr|tlf|mob|tfn|kontakt|"
    r"тел(?:ефон)?|τηλ(?:έφωνο)?|κινητό|komórka|kom|ph|m|t|p|f)\b"
)
_CUE_AT = re.compile(  # a word that announces a number and nothing else, right before it: then four digits are enough
    r"(?i)\b(?:tel(?:e(?:phone|f[oó]ono?|fon|foon|fax))?|tél(?:éphone)?|phone|mobile|mobil|cell(?:phone)?|handy|rufnummer|"
    r"fax|móvil|celular|telem[oó]vel|portable|gsm|telefonnummer|puhelin|telefonnr|tlf|mob|tfn|ph|тел|τηλ)\b"
    r"[ ]?(?:no|nr|number|nummer|n°|nº|#)?[.:)]{0,2}[ ]{0,2}(?:is |was |ist |est )?$"
)
_CUE_WORDS = frozenset(
    "tel telephone telefon phone mobile mobil cell handy fax mob tlf tél téléphone móvil call ring text number".split()
)
_ASKED_TO = re.compile(r"(?i)\b(?:call|ring|dial|text|anrufen|appelez|llame al?|chiam[ai]|bel|ring på) $")
_NOT_PHONE = re.compile(
    r"(?i)(?:invoice|order|account|acct|card|isbn|issn|iban|vat|version|policy|case|ref(?:erence)?|serial|part|model|"
    r"passport|nhs|ssn|rechnung|facture|factura|fattura|factuur|konto|bestellung|commande|ticket|imei|iccid|doi|asin|ean|"
    r"gtin|sku|uid|no\. of \w+)\W{0,3}"
    r"(?:no|number|nr|nummer|n°|nº)?\W{0,3}(?:is )?$"
)
_PLACE_IN_TEXT = re.compile(r"(?i)\b(?:pages?|pp|lines?|rows?|section|article|art)\W{0,3}(?:no|number|nr)?\W{0,3}(?:is )?$")
LONGEST_PLACE = 7  # digits of a line or page; "my direct line is 020 7946 0123"
_AMOUNT_AFTER = re.compile(
    r" ?(?:€|£|\$|%|EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|kr\b|zł|euros?\b|dollars?\b|pounds?\b|people\b|inhabitants\b|k[mg]\b|"
    r"tonnes\b|units?\b|pieces\b|Euro\b|Stück\b)"
)
_AMOUNT_BEFORE = re.compile(r"(?:EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|kr\.?|Euro|Fr\.) ?$")
_DATE_LIKE = re.compile(
    r"\d{1,2}([-./ ])\d{1,2}\1(?:1[89]|20)\d\d(?: \d{1,2})?|\d{1,2}([-./])\d{1,2}\2\d\d|"
    r"(?:1[89]|20)\d{2}([-./])\d{1,2}\3\d{1,2}(?: \d{1,2})?|"
    r"(?:1[5-9]|20)\d{2} ?[-/–] ?(?:\d{4}|\d{2})|(?:1[89]|20)\d{6}"
)
_ISBN = re.compile(r"97[89][- ]\d{1,5}[- ]\d{1,7}[- ]\d{1,7}[- ]\d")
_NANP = re.compile(r"(?:\+?1[ .-]?)?\(?[2-9]\d{2}\)?[ .-]{1,2}\d{3}[ .-]\d{4}")


def phones(around: Surroundings) -> Iterator[Span]:
    """Yield phone numbers, extension included; and extensions alone, which lead to a desk."""
    if around.traits.digits < FEWEST_DIGITS:
        return
    yield from _desks(around)
    yield from _spoilt(around)
    for hit in _CANDIDATE.finditer(around.text):
        found = hit[0].lstrip()
        if found[0] in "([" and found.count(found[0]) > found.count(")]"["([".index(found[0])]):
            found = found[1:]  # a bracket that opens before the number, not in it
        start, end = hit.end() - len(found), hit.end()
        number = found[: len(found) - len(hit["ext"] or "")].strip()
        if found.count(")") > found.count("(") or found.count("]") > found.count("["):
            continue
        if _AMOUNT_AFTER.match(around.text, end) or _DATE_LIKE.fullmatch(number) or _ISBN.fullmatch(number):
            continue
        if score := _score(number, around.before(start)):
            yield Span(start, end, "PHONE_NUMBER", score, "phone number")


def _desks(around: Surroundings) -> Iterator[Span]:
    for hit in _DESK.finditer(around.text) if not _DESK_WORDS.isdisjoint(around.traits.words) else ():
        yield Span(*hit.span(hit.lastindex or 0), "PHONE_NUMBER", 0.6, "extension")
    for cell in around.layout.cells:
        if _DESK_HEADER.fullmatch(spoken(cell.header)) and (inner := _DESK_CELL.fullmatch(around.text, cell.start, cell.end)):
            yield Span(*inner.span(1), "PHONE_NUMBER", 0.6, "extension in a column")
        elif _HEADER.fullmatch(spoken(cell.header)) and (inner := _PHONE_CELL.fullmatch(around.text, cell.start, cell.end)):
            yield Span(*inner.span(1), "PHONE_NUMBER", 0.85, "phone number in a column")


def _spoilt(around: Surroundings) -> Iterator[Span]:
    """Numbers behind a word that announces them, broken by the end of a line or with the letter O for a nought."""
    cued = around.traits.digits >= FEWEST_SPOILT and not _CUE_WORDS.isdisjoint(around.traits.words)
    for pattern in (_BROKEN, _SCANNED) if cued else ():
        for hit in pattern.finditer(around.text):
            cue = _CUE_AT if pattern is _SCANNED else _CUE
            if cue.search(around.before(hit.start(), CUE_REACH)):
                yield Span(*hit.span(1), "PHONE_NUMBER", 0.7, "phone number, spoilt")


def _score(number: str, before: str) -> float:
    digits = re.sub(r"\D", "", number)
    if len(digits) > MOST_DIGITS or _NOT_PHONE.search(before) or _AMOUNT_BEFORE.search(before):
        return 0.0
    if len(digits) <= LONGEST_PLACE and _PLACE_IN_TEXT.search(before):
        return 0.0
    if number.lstrip("([").startswith(("+", "00")) and _has_country(number):
        return 0.9
    if _CUE_AT.search(before) and not re.fullmatch(r"(?:19|20)\d\d", number):
        return 0.85
    if _ASKED_TO.search(before) and 5 <= len(digits) <= 6:
        return 0.7
    if len(digits) < 6 or len(set(digits)) == 1:
        return 0.0
    return _by_form(number, digits, cue=bool(_CUE.search(before)))


def _by_form(number: str, digits: str, *, cue: bool) -> float:
    if _NANP.fullmatch(number) or (cue and len(digits) >= 7):
        return 0.8
    grouped = len(re.findall(r"\d+", number)) > 1
    if digits[0] == "0" and 9 <= len(digits) <= 12:
        return 0.7
    if len(digits) < 8 or (not grouped and len(digits) < 10):
        return 0.0
    return 0.6 if grouped and "." not in number and _valid_somewhere(number) else 0.0


def _has_country(number: str) -> bool:
    """E.164: one to three digits of a country, at most fifteen in all; the shortest plans have four behind it."""
    digits = re.sub(r"\D", "", number)
    digits = digits if "+" in number else digits[2:]
    if not 7 <= len(digits) <= MOST_DIGITS - 2:
        return False
    return any(int(digits[:size]) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE for size in (1, 2, 3))


@lru_cache(maxsize=4096)
def _valid_somewhere(number: str) -> bool:
    return any(_valid(number, region) for region in REGIONS)


def _valid(number: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, region))
    except phonenumbers.NumberParseException:
        return False
