"""Text → spans of phone numbers, dates of birth, other dates, and ages: what a pattern alone does not tell.

Phone numbers: ITU-T E.164 and the national plans as `phonenumbers` (Google's libphonenumber) has them, plus free forms
that are told by their grouping or by a cue word. The danger: dotted numbers look like IP prefixes, `60-56-85-91` like a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

import phonenumbers

from appliance.privacy.patterns import Surroundings
from appliance.privacy.spans import Span, Stretches

REGIONS = ("GB", "US", "DE", "FR", "ES", "IT", "NL", "BE", "CH", "AT", "IE", "SE", "NO", "DK", "FI", "PL", "PT", "IN", "AU")
_CANDIDATE = re.compile(
    r"(?<![\w.,$£€#@/=&?-])(?<!\d )(?:\+|00 ?|\()?[ ]?\d(?:(?:[ ]?[-./()\u2010-\u2013][ ]?[(]?|[ ]{1,2}\(?)?\d){5,16}"
    r"(?: ?(?:x|ext\.?|extension|#|durchwahl|poste) ?\d{1,6})?(?![\w%]|[.,]\d|-\d)", re.I
)  # fmt: skip
_CUE = re.compile(
    r"(?i)\b(?:tel(?:e(?:phone|f[oó]ono?|fon|foon))?|tél(?:éphone)?|phones?|mobile|mobil|cell(?:ulare)?|handy|"
    r"landline|fax|call(?:ed|s|ing)?|ring|rung|"
    r"rang|dial|text|sms|whatsapp|signal|contact|reach(?:ed|able)?|number|bleep|pager|hotline|helpline|switchboard|direct line|"
    r"portable|móvil|gsm|telefonisch|telefonnummer|bereikbaar|erreichbar|puhelin|telefonnr|tlf|ph|m|t|p)\b"
)
_NOT_PHONE = re.compile(
    r"(?i)(?:invoice|order|account|acct|card|isbn|issn|iban|vat|version|policy|case|ref(?:erence)?|serial|part|model|"
    r"passport|nhs|ssn)\W{0,3}(?:no|number|nr)?\W{0,3}$"
)
_DATE_LIKE = re.compile(r"(?:\d{1,2}([-./ ])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}([-./])\d{1,2}\2\d{1,2}|\d{4} ?[-–] ?\d{4})")
_NANP = re.compile(r"(?:\+?1[ .-]?)?\(?[2-9]\d{2}\)?[ .-]{1,2}\d{3}[ .-]\d{4}")

_MONTH = (
    r"(?:jan(?:uary|uar|vier|uari|eiro)?|feb(?:ruary|ruar|ruari)?|f[ée]vr(?:ier)?|mar(?:ch|s|zo)?|märz|maart|"
    r"apr(?:il|ile)?|avril|abril|may|mai|mei|mayo|maggio|"
    r"june?|juni|juin|junio|giugno|july?|juli|juillet|julio|luglio|aug(?:ust|ustus)?|août|agosto|sept?(?:ember|"
    r"embre|iembre)?|settembre|"
    r"o[ck]t(?:ober|obre|ubre)?|ottobre|nov(?:ember|embre|iembre)?|de[cz](?:ember)?|d[ée]cembre|diciembre|dicembre|"
    r"enero|febrero|gennaio|febbraio|marzo)"
)
_DATE = re.compile(
    rf"(?i)(?<![\w./-])(?:\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?[ -]?(?:of |de )?{_MONTH}\.?,?(?:[ -](?:de )?'?(?:\d{{4}}|"
    rf"\d{{2}}))?|{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?|"
    rf"{_MONTH}\.?,? (?:of )?(?:19|20)\d\d|\d{{1,2}}([-./ ])\d{{1,2}}\1(?:19|20)?\d{{2}}|(?:1[89]|"
    rf"20)\d{{2}}([-./])(?:0?[1-9]|1[0-2])\2(?:[0-2]?\d|3[01])(?:T[\d:.]+Z?)?|(?:19|20)\d{{2}}(?:0[1-9]|"
    rf"1[0-2])(?:[0-2]\d|3[01]))(?![\w/]|[.-]\d)"
)
_BIRTH = re.compile(
    r"(?i)\b(?:d\.? ?o\.? ?b\.?|dates? of birth|birth ?(?:date|day)|born|births?|geb(?:\.|oren|urtsdatum)?|né(?:e)?|"
    r"naissance|nacid[oa]|nacimiento|"
    r"nat[oa]|nascita|fødselsdato|født|född|födelsedatum|syntynyt|urodzon[ya])(?!\w)"
)
_OTHER_DATE = re.compile(
    r"(?i)\b(?:admitted|discharged|seen|appointment|visit|updated|died|joined|started|issued|moved to|expires?|due|"
    r"signed|reviewed|dated|since|until|from|on the)\b[^.;|]{0,25}$"
)
YOUNGEST = 15  # years
BIRTH_REACH = 90  # characters before a date in which a word for birth counts
_YEAR = re.compile(
    r"(?i)(?<![\w£$€.,/-])(?:in|since|from|by|until|before|after|during|of|and|to|for|year|between|early|late|"
    r"mid) ((?:1[5-9]|20)\d\d)(?:s)?(?![\w/-]|[.,]\d)"
)
_AGE = re.compile(
    r"(?i)\b(?:aged?|age is|age:|ages|turn(?:s|ed|ing)?|alter:?|âge:?) ?(?:of |"
    r"is )?:? ?(\d{1,3})\b(?!\s?[%£$€.:/]\d|\s?(?:per|%))"
    r"|\b(\d{1,3}(?: ?-? ?(?:year|yr)s?(?: ?-? ?old)?))\b(?=[- ]old|(?<=old)|,? (?:of age|man|woman|male|female|boy|"
    r"girl|patient|gentleman|lady))"
    r"|\b(\d{1,3}[ -]?(?:years?|yrs?|months?|weeks?)[ -](?:old|of age))\b"
    r"|\b(\d{1,3} ?(?:y/?o|jahre alt|ans|años|anni|jaar|år))\b"
    r"|\b(?:i'?m|i am|he is|she is|he's|she's|they are|who is|is now|just turned|am) (\d{1,3})\b(?! ?[%£$€:./]|"
    r" \w+(?:s)?\b(?<!and)(?<!years))"
)


def phones(around: Surroundings) -> Iterator[Span]:
    """Yield phone numbers, extension included."""
    for hit in _CANDIDATE.finditer(around.text):
        start = hit.start() + len(hit[0]) - len(hit[0].lstrip())
        if score := _phone_score(hit[0].strip(), around.before(start)):
            end = hit.end()
            if hit[0].count(")") > hit[0].count("("):
                continue
            yield Span(start, end, "PHONE_NUMBER", score, "phone number")


def _phone_score(found: str, before: str) -> float:
    number = re.split(r"(?i)x|ext|#|durchwahl|poste", found)[0].strip()
    digits = re.sub(r"\D", "", number)
    cue = bool(_CUE.search(before))
    if not 6 <= len(digits) <= 16 or _DATE_LIKE.fullmatch(number) or _NOT_PHONE.search(before) or len(set(digits)) == 1:
        return 0.0
    if number.startswith(("+", "00")):
        return 0.9 if len(digits) >= 8 else 0.0
    if _NANP.fullmatch(number) or (cue and len(digits) >= 7):
        return 0.8
    if digits[0] == "0" and 9 <= len(digits) <= 12:
        return 0.7
    grouped = len(re.findall(r"\d+", number)) > 1
    if len(digits) < 8 or (not grouped and len(digits) < 10):
        return 0.6 if cue and len(digits) >= 7 else 0.0
    return 0.6 if grouped and "." not in number and any(_valid(number, region) for region in REGIONS) else 0.0


def _valid(number: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, region))
    except phonenumbers.NumberParseException:
        return False


def dates(around: Surroundings) -> Iterator[Span]:
    """Yield dates; one that is called a birthday is an entity of its own."""
    for hit in _DATE.finditer(around.text):
        if _is_birthday(around, hit):
            yield Span(hit.start(), hit.end(), "DATE_OF_BIRTH", 0.9, "date of birth")
        else:
            yield Span(hit.start(), hit.end(), "DATE_TIME", 0.7, "date")
    for hit in _YEAR.finditer(around.text):
        yield Span(*hit.span(1), "DATE_TIME", 0.6, "year")


def births(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """Yield dates beside a person that nobody calls a birthday.

    `Roe, Jane (4/5/1961)`, or a field of its own in a line with a record number. Only dates of more than fifteen years
    ago: younger ones beside a name date a letter or a visit.
    """
    persons = Stretches((span.end, span.end + 5) for span in spans if span.entity == "PERSON")
    records = Stretches((span.start, span.end) for span in spans if span.entity in ("MEDICAL_RECORD", "UK_NHS", "NATIONAL_ID"))
    latest = date.today().year - YOUNGEST
    for span in spans:
        found = text[span.start : span.end]
        year = re.search(r"(?:18|19|20)\d\d", found)
        if span.entity != "DATE_TIME" or year is None or int(year[0]) > latest or not re.search(r"\d\W|\W\d", found):
            continue
        line = text.rfind("\n", 0, span.start) + 1
        near = persons.over(span.start, span.start + 1)
        beside = near is not None and re.fullmatch(r"[ ,;(|\t·•-]{1,4}", text[near[0] : span.start])
        field = re.search(r"[;|,\t(·•]\s*$", text[line : span.start]) and re.match(r"\s*(?:[;|,)\t·•]|$)", text[span.end :], re.M)
        stop = text.find("\n", span.end)
        if beside or (field and records.over(line, stop if stop >= 0 else len(text))):
            yield Span(span.start, span.end, "DATE_OF_BIRTH", 0.7, "date beside a person")


def _is_birthday(around: Surroundings, hit: re.Match[str]) -> bool:
    """Is the date called one: by its column, by words before it in the sentence, or right behind?"""
    if _BIRTH.search(around.layout.header_at(hit.start())):
        return True
    before = around.before(hit.start(), BIRTH_REACH).partition(": ")[2]
    cues = list(_BIRTH.finditer(before))
    between = before[cues[-1].end() :] if cues else ""
    if cues and not _OTHER_DATE.search(between) and not _DATE.search(between) and not re.search(r"[;!?]|[a-z]{4}\. ", between):
        return True
    return bool(re.match(r"(?i) ?[),]? ?\(?(?:d\.?o\.?b|birth)", around.text[hit.end() : hit.end() + 12]))


def ages(around: Surroundings) -> Iterator[Span]:
    """Yield ages in years, months or weeks."""
    for hit in _AGE.finditer(around.text):
        group = next(n for n in range(1, 6) if hit[n])
        if int(re.match(r"\d+", hit[group])[0]) <= 120:  # type: ignore[index]
            yield Span(*hit.span(group), "AGE", 0.8, "age")
