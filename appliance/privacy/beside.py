"""Findings of one text → what stands right beside a person or a place and is told by that alone: birthdays, ages, numbers.

`Roe, Jane (4/5/1961)`, `Jane Roe, 61, of Leeds`, `Jane Roe (E-46346)`, `75008 Paris`. Runs after names are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from appliance.privacy.dates import OLDEST
from appliance.privacy.spans import Span, Stretches

YOUNGEST = 15  # years; a younger date beside a name dates a letter or a visit
BESIDE_REACH = 8  # characters from a name to a date, the sex between them
_RECORDS = frozenset(("MEDICAL_RECORD", "UK_NHS", "NATIONAL_ID", "HEALTH_PLAN_ID"))
_PLACES = frozenset(("GPE", "STREET_ADDRESS", "PERSON"))  # in doubt a town is taken for a person
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?:18|19|20)\d\d")
_SHORT_YEAR = re.compile(r"\d{1,2}[-./]\d{1,2}[-./](\d\d)")
_WITH_DAY = re.compile(r"\d\W|\W\d")
_BESIDE = re.compile(r"[ ,;(|/\t·•-]{1,4}(?:[fmFM][,;/]? )?")
_FIELD_BEFORE = re.compile(r"[;|,\t(·•]\s*$")
_FIELD_AFTER = re.compile(r"\s*(?:[;|,)\t·•]|$)", re.M)
_AGE_BESIDE = re.compile(r"(?:, | \()(\d{1,3})(?=[,)] ?|\.$| years| and )")
#: CEPT country sign, then the forms of the Universal Postal Union's members that are digits alone
_COUNTRY = "(?:(?:A|B|CH|CZ|D|DE|DK|E|F|FI|FIN|I|L|LT|LV|N|NL|NO|P|PL|PT|S|SE|SI|SK)-)?"
_CODE = rf"{_COUNTRY}(?:\d{{3}} \d{{2}}|\d{{4,6}}(?:-\d{{3,4}})?|\d{{2}}-\d{{3}}|\d{{4}} [A-Z]{{2}})"
_CODE_AFTER = re.compile(rf",? (?:[A-Z]{{2}} )?({_CODE})(?![\w.,/-]?\d|\w)")
_CODE_BEFORE = re.compile(rf"(?<![\w.,/-])(?<!\d )({_CODE}),? $")
#: letters and digits beside a name, or five digits in brackets behind it
_NUMBER_AFTER = re.compile(
    r"(?:,? [(\[]#?([A-Z]{0,4}[-/]?\d{5,9}|[A-Z]{1,4}[-/]?\d{4})[)\]]|(?:, ?| [-–|/] |\t|: )([A-Z]{1,4}-?\d{4,9})(?![\w/-])|"
    r", ?(\d{6,10})(?=[,;.)]?(?:\s|$)(?! *[a-z]+s\b)))"
)
_NUMBER_BEFORE = re.compile(r"(?<![\w/-])([A-Z]{1,4}-?\d{4,9})(?:,? | [-–|/] |\t|: ?)$")
_CALENDAR_YEAR = re.compile(r"(?:1[89]|20)\d\d")
LONGEST_DOUBTFUL = 6  # a longer number behind what may be a person is something else
_REACH = 14  # characters of a postcode with its country sign


def beside(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """Yield dates of birth and ages beside persons, and postcodes beside places."""
    if not _DIGIT.search(text):
        return
    yield from _births(text, spans)
    papers = Stretches((span.start, span.end) for span in spans if span.entity == "CASE_NUMBER")
    for span in tuple(spans):  # the caller adds to them meanwhile
        if span.entity == "PERSON":
            if (age := _AGE_BESIDE.match(text, span.end)) and 0 < int(age[1]) <= OLDEST:
                yield Span(*age.span(1), "AGE", 0.6, "age beside a person")
            yield from (one for one in _numbers(text, span) if papers.over(one.start, one.end) is None)
        if span.entity in _PLACES:
            yield from _postcodes(text, span)


def _births(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """Dates of more than fifteen years ago beside a person, or in a field of their own on a line with a record number."""
    persons = Stretches((span.end, span.end + BESIDE_REACH) for span in spans if span.entity == "PERSON")
    records = Stretches((span.start, span.end) for span in spans if span.entity in _RECORDS)
    today = date.today().year
    for span in tuple(spans):
        found = text[span.start : span.end]
        if span.entity != "DATE_TIME" or _year(found, today) > today - YOUNGEST or not _WITH_DAY.search(found):
            continue
        line = text.rfind("\n", 0, span.start) + 1
        near = persons.over(span.start, span.start + 1)
        next_to = near is not None and _BESIDE.fullmatch(text, near[0], span.start)
        field = _FIELD_BEFORE.search(text, line, span.start) and _FIELD_AFTER.match(text, span.end)
        stop = text.find("\n", span.end)
        if next_to or (field and records.over(line, stop if stop >= 0 else len(text))):
            yield Span(span.start, span.end, "DATE_OF_BIRTH", 0.7, "date beside a person")


def _year(found: str, today: int) -> int:
    """The year of a date; two digits that are not of this century's past are of the last; without a year, this one."""
    if year := _YEAR.search(found):
        return int(year[0])
    short = _SHORT_YEAR.fullmatch(found)
    return 1900 + int(short[1]) if short and int(short[1]) > today % 100 else today


def _numbers(text: str, person: Span) -> Iterator[Span]:
    """A number that stands at a name as staff, member and case lists have it."""
    after = _NUMBER_AFTER.match(text, person.end)
    before = _NUMBER_BEFORE.search(text, max(0, person.start - _REACH - 4), person.start)
    for hit in (after, before):
        if hit:
            yield Span(*hit.span(hit.lastindex or 0), "EMPLOYEE_ID", 0.6, "number beside a person")


def _postcodes(text: str, place: Span) -> Iterator[Span]:
    """Digits right before or after a town; four that read as a year are one."""
    after = _CODE_AFTER.match(text, place.end)
    before = _CODE_BEFORE.search(text, max(0, place.start - _REACH), place.start)
    for hit in (after, before) if place.entity != "PERSON" else (after,):
        sure = place.entity != "PERSON" or (hit and not (hit[1].isdecimal() and len(hit[1]) >= LONGEST_DOUBTFUL))
        if hit and sure and not _CALENDAR_YEAR.fullmatch(hit[1]):
            yield Span(*hit.span(1), "ZIP_CODE", 0.6, "postcode beside a place")
