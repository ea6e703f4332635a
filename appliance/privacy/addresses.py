"""Text → spans of street addresses, each with unit, town, postcode and country where they stand beside it.

Every number is asked whether it is a house number (`address_street`); what stands before and behind it is asked whether it
belongs (`address_tail`). Boxes, field posts, corners, labelled fields, columns and streets without a number are found by
their own words (`address_forms`). A number beside a name alone is no address: a cue, a unit or a postcode makes it one.
"""

from __future__ import annotations

from collections.abc import Iterator

from appliance.privacy import address_cues as cues
from appliance.privacy import address_forms as forms
from appliance.privacy.address_grades import Grade
from appliance.privacy.address_street import Street, streets
from appliance.privacy.address_tail import head, tail
from appliance.privacy.address_tokens import DIGITS, number_at
from appliance.privacy.patterns import Surroundings
from appliance.privacy.spans import Span

_SCORE = 0.8
SHORTEST_CODE = 4  # digits of a postcode that may follow a street without a number


def addresses(around: Surroundings) -> Iterator[Span]:
    """Yield street addresses in order; none overlaps another."""
    start = end = -1
    for first, last in sorted(_clipped(found, around) for found in _found(around)):
        if first < end:
            end = max(end, last)
            continue
        if start >= 0:
            yield Span(start, end, "STREET_ADDRESS", _SCORE, "street address")
        start, end = first, last
    if start >= 0:
        yield Span(start, end, "STREET_ADDRESS", _SCORE, "street address")


def _clipped(found: tuple[int, int], around: Surroundings) -> tuple[int, int]:
    """An address in a table stays in its row, and in its cell unless commas part the cells."""
    cell = cues.cell_at(around.layout, found[0]) if "\n" in around.text else None
    if cell is None:
        return found
    within = cues.is_column(cell.header) or around.text[cell.end : cell.end + 2].strip(" ")[:1] in ("\t", ";", "|")
    line = around.text.find("\n", found[0])
    return found[0], min(found[1], cell.end if within else line if line >= 0 else len(around.text))


def _found(around: Surroundings) -> Iterator[tuple[int, int]]:
    raw, text = around.text, cues.titled(around.text)
    lower = raw.lower()  # to look for marks only: its positions may be others
    yield from forms.found(raw, text, lower)
    yield from cues.fields(text, lower)
    yield from cues.cells(text, lower, around.layout)
    at = 0
    for digits in DIGITS.finditer(text):
        if digits.start() < at:
            continue
        if len(digits[0]) >= SHORTEST_CODE and (whole := forms.without_number(text, digits.start())):
            at = whole[1]
            yield whole
            continue
        if not (number := number_at(text, digits.start())):
            continue
        for street in streets(text, number):
            if whole := _whole(raw, text, street):
                at = whole[1] if street.grade > Grade.BARE else at  # a bare one may be part of another
                yield whole
                break


def _whole(raw: str, text: str, street: Street) -> tuple[int, int] | None:
    """The address around a street, or nothing if the words are no address."""
    start, before = head(text, street.start)
    behind = tail(text, street.end)
    is_lower = raw[street.start : street.end].islower()
    if street.joined and not (behind.certain and (cues.cued(text, start) or cues.is_unheard(street.joined))):
        return None
    if street.grade == Grade.SURE and not is_lower:
        return start, behind.end
    strange = street.grade > Grade.BARE or cues.is_strange(text[street.start : street.end])
    certain = behind.certain or ((before or behind.likely) and strange)
    if is_lower and street.grade <= Grade.BARE and not (before or behind.unit):  # "timeout 900\n1200 retries"
        certain = certain and strange and cues.is_strange(text[street.end : behind.end])
    if certain and (street.grade > Grade.LOWER or cues.parted(text, start)):
        return start, behind.end
    return (start, behind.end) if _introduced(text, start, street, is_lower=is_lower) else None


def _introduced(text: str, start: int, street: Street, *, is_lower: bool) -> bool:
    """Do the words before, or the end of the sentence behind, speak for an address?"""
    if street.grade > Grade.LOWER and cues.cued(text, start):
        return street.grade > Grade.BARE or cues.is_strange(text[street.start : street.end])
    if street.grade <= Grade.BARE or (is_lower and street.grade < Grade.SURE):
        return False
    if street.grade == Grade.USUAL:
        return cues.parted(text, start) or not cues.runs_on(text, street.end)
    return cues.parted(text, start) and not cues.runs_on(text, street.end)
